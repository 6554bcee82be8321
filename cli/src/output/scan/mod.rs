//! The output formats of `scan`. [`reports`] writes several of them.

mod annotations;
pub(crate) mod azure;
pub(crate) mod csv;
pub(crate) mod file_list;
pub(crate) mod format;
pub(crate) mod github;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod junit;
mod place;
pub(crate) mod reports;
pub(crate) mod sarif;
