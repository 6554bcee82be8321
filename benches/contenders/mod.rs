//! Other ways to read the string, to be measured beside ours.
//!
//! The two that are kept here read the plain spelling alone (no quotes, no errors that say anything), but they validate:
//! a reading that skips that is no contender. `crate_ado` and `separators` validate nothing and say so.

pub(crate) mod byte_loop;
pub(crate) mod crate_ado;
pub(crate) mod separators;
pub(crate) mod split;

/// What a contender reads.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reading<'a> {
    pub(crate) server: &'a str,
    pub(crate) windows: bool,
    pub(crate) ssl: bool,
    pub(crate) timeout_ms: Option<u32>,
}
