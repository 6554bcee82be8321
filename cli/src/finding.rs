//! A finding of a rule of the library or of the scan.

use std::ops::Range;

use smtp_connection_string::{Diagnostic, Severity};

/// The maximum number of findings per string in the human-readable format and in SARIF. More would hide the first ones.
pub(crate) const MAX_FINDINGS: usize = 20;

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
