//! Other ways to read a connection string, for comparison.
//!
//! `byte_loop` and `split` validate, but support less of the syntax and report no reason for an invalid string. `crate_ado` and
//! `separators` do not validate.

pub(crate) mod byte_loop;
pub(crate) mod crate_ado;
pub(crate) mod separators;
pub(crate) mod split;

/// The properties of a connection string.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reading<'a> {
    pub(crate) server: &'a str,
    pub(crate) windows: bool,
    pub(crate) ssl: bool,
    pub(crate) timeout_ms: Option<u32>,
}
