//! The files of a scan, in the order in which data passes through the modules:
//!
//! - [`arguments`]: the paths, with the `pattern`s among them expanded;
//! - [`walk`]: the files in these paths, in a fixed order. `listing` decides which files in a folder are read, with the
//!   patterns of [`excludes`], `visited` finds duplicates, [`skipped`] counts what is not read, and [`unreadable`] says why something cannot be read;
//! - [`reading`]: reads files with several threads, and returns their facts in the order of the walk;
//! - [`servers`]: the servers whose connection strings are reported;
//! - [`baseline`]: known findings;
//! - [`atomic`]: replaces a file completely or not at all;
//! - [`totals`]: the number of files.

pub(crate) mod arguments;
pub(crate) mod atomic;
pub(crate) mod baseline;
pub(crate) mod excludes;
pub(crate) mod listing;
mod pattern;
pub(crate) mod reading;
pub(crate) mod servers;
pub(crate) mod skipped;
pub(crate) mod stale;
pub(crate) mod totals;
pub(crate) mod unreadable;
mod visited;
pub(crate) mod walk;
