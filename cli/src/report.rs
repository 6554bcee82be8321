//! What is told about strings: findings, and the formats that show them.
//!
//! A format knows nothing of where a string was found; it is given a place in words, or fields of its own to write.

pub(crate) mod excerpt;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod strings;
pub(crate) mod tally;

use std::ops::Range;

use smtp_connection_string::{Diagnostic, Severity};

/// How many findings of one string the formats for people and for code scanning list. More would hide the first ones.
pub(crate) const MAX_FINDINGS: usize = 20;

/// A finding as the formats for people show it, whichever table its rule comes from.
pub(crate) struct Finding {
    /// The rule's id.
    pub(crate) rule: &'static str,
    pub(crate) severity: Severity,
    /// In bytes of the connection string.
    pub(crate) span: Range<usize>,
    pub(crate) message: &'static str,
    pub(crate) help: &'static str,
    /// Other places that belong to it, and what is there.
    pub(crate) related: Vec<(Range<usize>, &'static str)>,
}

impl From<&Diagnostic> for Finding {
    fn from(diagnostic: &Diagnostic) -> Self {
        Self {
            rule: diagnostic.rule().as_str(),
            severity: diagnostic.severity(),
            span: diagnostic.span(),
            message: diagnostic.message(),
            help: diagnostic.help(),
            related: diagnostic.related().iter().map(|related| (related.span(), related.message())).collect(),
        }
    }
}
