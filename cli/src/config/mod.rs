//! The settings in `smtp-connstr.toml`: what is denied, allowed and excluded, and the accepted risks.
//!
//! The modules, in the order in which they depend on each other:
//!
//! - [`exception`]: an accepted risk, and which findings it is about;
//! - `value`: the values of TOML, with messages that say what to write;
//! - [`file`]: the content of the file;
//! - [`lookup`]: which file is used;
//! - [`settings`]: reads it;
//! - [`exceptions`]: which exceptions were used in a scan, have ended or match nothing.

pub(crate) mod exception;
pub(crate) mod exceptions;
pub(crate) mod file;
mod lookup;
pub(crate) mod settings;
mod value;
