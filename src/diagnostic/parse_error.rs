//! The error of a failed parse: small, `Copy`, and free of the input's text.

use core::fmt;
use core::ops::Range;

use crate::diagnostic::message::Problem;
use crate::diagnostic::rule::Rule;

/// Why a string was refused, and where.
///
/// It says what was expected and what was found, in words that hold no text of the input: it can be logged without
/// showing a secret. The place is a range of byte offsets in the text that was parsed, on character boundaries; it
/// covers no part of a secret.
///
/// ```
/// use smtp_connection_string::{Rule, SmtpConnection};
///
/// let error = SmtpConnection::parse("SmtpServer=smtp.contoso.com;EnableSsl=yes;").unwrap_err();
/// assert_eq!(error.rule(), Rule::InvalidBoolean);
/// assert_eq!(error.span(), 38..41);
/// assert_eq!(
///     error.to_string(),
///     "expected `True` or `False`, found another word for true, at byte 38; write `True`"
/// );
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub struct ParseError {
    pub(crate) problem: Problem,
    start: usize,
    end: usize,
}

impl ParseError {
    pub(crate) const fn new(problem: Problem, span: Range<usize>) -> Self {
        Self { problem, start: span.start, end: span.end }
    }

    /// The rule that the string breaks.
    #[must_use]
    pub const fn rule(self) -> Rule {
        self.problem.rule()
    }

    /// Where, in bytes of the text that was parsed.
    #[must_use]
    pub const fn span(self) -> Range<usize> {
        self.start..self.end
    }

    /// What was expected and what was found, in one line.
    #[must_use]
    pub const fn message(self) -> &'static str {
        self.problem.message()
    }

    /// What to do about it, in one line; every error of this release has one.
    #[must_use]
    pub const fn help(self) -> Option<&'static str> {
        Some(self.problem.help())
    }
}

/// The message, the place and the help, in one line.
impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, at byte {}; {}", self.message(), self.start, self.problem.help())
    }
}

impl fmt::Debug for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParseError")
            .field("rule", &self.rule())
            .field("span", &self.span())
            .field("message", &self.message())
            .finish()
    }
}
