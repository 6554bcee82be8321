//! The subcommands, one module each.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod fix;
pub(crate) mod fmt;
pub(crate) mod man;
#[cfg(feature = "probe")]
pub(crate) mod probe;
pub(crate) mod scan;
