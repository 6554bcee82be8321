//! The output streams and formats.

pub(crate) mod blocks;
pub(crate) mod decoration;
pub(crate) mod diff;
mod excerpt;
pub(crate) mod fix;
pub(crate) mod json;
#[cfg(feature = "probe")]
pub(crate) mod probe;
pub(crate) mod progress;
pub(crate) mod report;
pub(crate) mod scan;
pub(crate) mod stream;
pub(crate) mod strings;
