//! A finding: what rule, where, in what words.

pub(crate) mod message;
mod parse_error;
pub(crate) mod rule;

use core::fmt;
use core::ops::Range;

pub use self::parse_error::ParseError;
use crate::diagnostic::message::Problem;
use crate::diagnostic::rule::{Rule, Severity};

/// One finding about a connection string.
///
/// The texts are static and the places are byte offsets, so a diagnostic holds no text of the input and can be logged
/// as it is.
///
/// ```
/// use smtp_connection_string::{Rule, Severity, check};
///
/// let report = check("SmtpServer=smtp.contoso.com;EnableSsl=True;EnableSsl=False;");
/// let diagnostic = &report.diagnostics()[0];
/// assert_eq!(diagnostic.rule(), Rule::DuplicateKeyword);
/// assert_eq!(diagnostic.severity(), Severity::Error);
/// assert_eq!(diagnostic.span(), 43..52);
/// assert_eq!(diagnostic.related()[0].span(), 28..37);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    error: ParseError,
    related: Option<Related>,
    pub(crate) fixable: bool,
}

impl Diagnostic {
    pub(crate) fn new(error: ParseError, related: Option<Range<usize>>) -> Self {
        Self { error, related: related.map(|span| Related { start: span.start, end: span.end }), fixable: true }
    }

    /// The rule that was found broken.
    #[must_use]
    pub fn rule(&self) -> Rule {
        self.error.rule()
    }

    /// How grave it is: the rule's severity.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.rule().severity()
    }

    /// Where, in bytes of the string that was checked; on character boundaries, and never over a secret.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.error.span()
    }

    /// What was found, in one line: for an error also what was expected.
    #[must_use]
    pub fn message(&self) -> &'static str {
        self.error.message()
    }

    /// What to do about it, in one line.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        self.error.help()
    }

    /// Other places that belong to the finding: for a duplicate keyword, the first one.
    #[must_use]
    pub fn related(&self) -> &[Related] {
        self.related.as_slice()
    }

    pub(crate) fn problem(&self) -> Problem {
        self.error.problem
    }

    /// The order of reports: by place, then by gravity, then by the table of the rules.
    pub(crate) fn order(&self) -> impl Ord + use<> {
        (self.span().start, self.severity(), self.rule(), self.span().end)
    }
}

/// The severity, the rule and the message: `error[invalid-boolean]: expected …`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity(), self.rule(), self.message())
    }
}

impl fmt::Debug for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Diagnostic")
            .field("rule", &self.rule())
            .field("span", &self.span())
            .field("message", &self.message())
            .field("related", &self.related())
            .finish()
    }
}

/// Another place that belongs to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Related {
    start: usize,
    end: usize,
}

impl Related {
    /// Where, in bytes of the string that was checked.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.start..self.end
    }

    /// What is there, in one line.
    #[must_use]
    pub fn message(&self) -> &'static str {
        "first written here"
    }
}
