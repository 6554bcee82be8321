//! The room of `smtp-connstr` that finds SMTP connection strings in SSIS files.
//!
//! This is no stable interface: the package is a command line, and `package` stands in a library of its own only so that
//! tests and fuzz targets reach it, and so that it can move into a crate of its own one day.
#![forbid(unsafe_code)]
// A test that finds nothing to unwrap has failed, and says where; and what a test indexes, it has made.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing))]

pub mod package;
