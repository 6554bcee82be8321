//! The command line as its users see it: the real binary, its two streams and its exit code.
//!
//! Snapshots are rewritten by `SNAPSHOTS=overwrite cargo test -p smtp-connstr`; the difference is then to be read.
// A test that finds nothing to unwrap has failed, and says where.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
// snapbox writes the snapshots so.
#![allow(clippy::needless_raw_string_hashes)]

mod check;
mod colors;
mod exit_codes;
mod fix;
mod fmt;
mod help;
mod pages;
mod run;
mod scan;
mod secrets;
mod streams;
mod usage;
