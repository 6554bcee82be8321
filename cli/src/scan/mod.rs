//! The files of a scan, in the order in which data passes through the modules:
//!
//! - [`files`]: the arguments and the walk through folders;
//! - [`reading`]: reads files with several threads, and returns their facts in the order of the walk;
//! - [`baseline`]: known findings.

pub(crate) mod baseline;
pub(crate) mod files;
pub(crate) mod reading;
