//! A finding of a rule of the library or of the scan.

use std::ops::Range;

use smtp_connection_string::{Diagnostic, Severity};

/// The maximum number of findings per string in the human-readable format and in SARIF. More would hide the first ones.
pub(crate) const MAX_FINDINGS: usize = 20;
/// The maximum number of findings per string that a scan keeps. The others are only counted, by rule: a string of a few
/// hundred KiB can have 200,000 findings, and each is much larger than its part of the string.
pub(crate) const MAX_KEPT: usize = 1000;

/// Why a finding does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suppression {
    /// The baseline lists it.
    Baseline,
    /// The exception with this index accepts it.
    Exception(usize),
}

impl Suppression {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Exception(_) => "exception",
        }
    }
}

/// What the exceptions say about a finding.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Acceptance {
    Counts,
    /// The exception with this index accepts it.
    Accepted(usize),
    /// An exception accepted it, but has ended. The text is safe to display.
    Ended(String),
}

/// A finding of a rule of the library or of the scan.
pub(crate) struct Finding {
    /// The id of the rule.
    pub(crate) rule: &'static str,
    pub(crate) severity: Severity,
    /// The position in the connection string, in bytes.
    pub(crate) span: Range<usize>,
    pub(crate) message: &'static str,
    pub(crate) help: &'static str,
    /// Related places, each with a message.
    pub(crate) related: Vec<(Range<usize>, &'static str)>,
}

/// A number of findings with the same rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) rule: &'static str,
    pub(crate) severity: Severity,
    pub(crate) suppression: Option<Suppression>,
    pub(crate) count: usize,
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
