//! The output formats of `scan`. [`reports`] writes several of them.

pub(crate) mod csv;
pub(crate) mod file_list;
pub(crate) mod format;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod reports;
pub(crate) mod sarif;
