//! The error of a parse.

use core::fmt;
use core::ops::Range;

use super::rule::{Message, Rule};
use crate::syntax::grammar::Fault;
use crate::syntax::segments::MalformedSegment;
use crate::syntax::span::Span;

/// Why a string is not valid, and where.
///
/// The error contains no text of the input, so it can be logged even if the input contains a secret. `Display` is one
/// line: what is wrong, the byte offset, and what to write instead.
///
/// ```
/// use smtp_connection_string::{Rule, SmtpConnection};
///
/// let error = SmtpConnection::parse("SmtpServer=smtp.contoso.com;EnableSsl=yes;").unwrap_err();
/// assert_eq!(error.rule(), Rule::InvalidBoolean);
/// assert_eq!(error.span(), 38..41);
/// assert_eq!(error.to_string(), "invalid boolean at byte 38; write `True`");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub struct ParseError {
    pub(crate) kind: Message,
    span: Span,
}

impl ParseError {
    pub(crate) const fn new(kind: Message, span: Span) -> Self {
        Self { kind, span }
    }

    /// The error of a segment that is not a pair.
    #[cold]
    pub(crate) fn of_segment(source: &str, segment: &MalformedSegment<'_>) -> Self {
        match segment.malformed.fault {
            Fault::MissingEquals => Self::new(Message::MissingEquals, Span::of(source, segment.text.trim_end())),
            fault => Self::new(message(fault), segment.fault_span(source)),
        }
    }

    /// Returns the rule that the string violates.
    #[must_use]
    pub const fn rule(self) -> Rule {
        self.kind.rule()
    }

    /// Returns the position in the parsed string, in bytes and on character boundaries.
    #[must_use]
    pub const fn span(self) -> Range<usize> {
        self.span.range()
    }

    /// Returns what is wrong, in one line.
    #[must_use]
    pub const fn message(self) -> &'static str {
        self.kind.text()
    }

    /// Returns what to write instead, in one line.
    #[must_use]
    pub const fn help(self) -> &'static str {
        self.kind.help()
    }
}

const fn message(fault: Fault) -> Message {
    match fault {
        Fault::MissingEquals => Message::MissingEquals,
        Fault::EmptyKeyword => Message::EmptyKeyword,
        Fault::UnterminatedQuote => Message::UnterminatedQuote,
        Fault::TextAfterQuote => Message::TextAfterQuote,
        Fault::StrayQuote => Message::StrayQuote,
        Fault::ControlCharacter => Message::ControlCharacter,
    }
}

/// The message, the byte offset and the help, in one line.
impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}; {}", self.message(), self.span.start, self.help())
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
