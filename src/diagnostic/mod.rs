//! The findings as data: the rules with all their texts, the error of a parse, and the diagnostics of a check.

mod parse_error;
mod rule;
mod severity;
mod unknown_name;

use core::fmt;
use core::ops::Range;

pub use self::parse_error::ParseError;
pub(crate) use self::rule::Message;
pub use self::rule::Rule;
pub use self::severity::Severity;
pub use self::unknown_name::UnknownName;
use crate::syntax::span::Span;

/// One finding about a connection string.
///
/// Its texts are static and its spans are byte offsets, so it contains no text of the input and can be logged.
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
    /// Whether a rename to the suggested keyword would not make a duplicate.
    pub(crate) can_rename: bool,
}

impl Diagnostic {
    pub(crate) fn new(error: ParseError, related: Option<Span>) -> Self {
        Self { error, related: related.map(|span| Related { span }), can_rename: true }
    }

    /// Returns the rule.
    #[must_use]
    pub fn rule(&self) -> Rule {
        self.error.rule()
    }

    /// Returns the severity of the rule.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.rule().severity()
    }

    /// Returns the position in the checked string, in bytes and on character boundaries.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.error.span()
    }

    /// Returns what was found, in one line.
    #[must_use]
    pub fn message(&self) -> &'static str {
        self.error.message()
    }

    /// Returns what to do about it, in one line.
    #[must_use]
    pub fn help(&self) -> &'static str {
        self.error.help()
    }

    /// Returns further places that belong to the finding: for a duplicate keyword, the first one.
    #[must_use]
    pub fn related(&self) -> &[Related] {
        self.related.as_slice()
    }

    pub(crate) fn kind(&self) -> Message {
        self.error.kind
    }

    /// The order of a report: by start, then the most severe first, then in the order of [`Rule::ALL`].
    pub(crate) fn order(&self) -> impl Ord + use<> {
        (self.span().start, core::cmp::Reverse(self.severity()), self.rule(), self.span().end)
    }
}

/// The severity, the rule and the message: `error[invalid-boolean]: invalid boolean`.
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
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Related {
    span: Span,
}

impl Related {
    /// Returns the position in the checked string, in bytes.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.range()
    }

    /// Returns what is there, in one line.
    #[must_use]
    pub fn message(&self) -> &'static str {
        "first occurrence of the keyword"
    }
}

impl fmt::Debug for Related {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Related").field("span", &self.span()).field("message", &self.message()).finish()
    }
}
