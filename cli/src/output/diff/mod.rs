//! The formats of `diff`.

pub(crate) mod human;
pub(crate) mod json;
