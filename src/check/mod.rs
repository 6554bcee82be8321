//! The findings of one string: errors, warnings and notes, their fixes, and how they are printed.

pub(crate) mod apply_fixes;
pub(crate) mod fix;
mod known_servers;
mod lints;
mod render;
pub(crate) mod report;
