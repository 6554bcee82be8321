//! Finds SMTP connection strings in SSIS files.
//!
//! This is not a stable interface. The package is a command-line program, and `package` is in a library only so that
//! tests and fuzz targets can use it.
#![forbid(unsafe_code)]
// A failed `unwrap` in a test shows its location, and tests index only what they created.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing))]

pub mod package;
