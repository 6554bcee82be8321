//! The output formats of `probe`.

pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod report;
mod transcript;
