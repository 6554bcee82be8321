//! Tests of the command line: the binary, its two streams and its exit code.
//!
//! To update the snapshots, run `SNAPSHOTS=overwrite cargo test -p smtp-connstr` and review the diff.
// A failed `unwrap` in a test shows its location.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
// snapbox writes snapshots in this form.
#![allow(clippy::needless_raw_string_hashes)]

mod check;
mod ci_commands;
mod colors;
mod diff;
mod docs;
mod exit_codes;
mod fix;
mod fix_files;
mod fmt;
mod help;
mod pages;
mod readme;
mod run;
mod scan;
mod secrets;
mod selection;
mod settings_schema;
mod streams;
mod usage;
