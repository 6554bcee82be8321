//! The files of a scan and their findings, in the order in which data passes through the modules:
//!
//! - [`files`]: the arguments and the walk through folders;
//! - [`reading`]: reads files with several threads, and returns their records in the order of the walk;
//! - [`checked`]: the findings of a record;
//! - [`baseline`]: known findings;
//! - [`totals`]: the totals of the scan.

pub(crate) mod baseline;
pub(crate) mod checked;
pub(crate) mod files;
pub(crate) mod reading;
pub(crate) mod totals;
