//! The output streams and formats.

pub(crate) mod blocks;
pub(crate) mod counts;
pub(crate) mod diff;
pub(crate) mod escaped_json;
mod excerpt;
pub(crate) mod fix;
pub(crate) mod json;
pub(crate) mod new_file;
#[cfg(feature = "probe")]
pub(crate) mod probe;
pub(crate) mod progress;
pub(crate) mod report;
pub(crate) mod scan;
pub(crate) mod stale;
pub(crate) mod stream;
pub(crate) mod strings;
