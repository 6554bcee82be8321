//! The segments of a source: its pairs, and what is not a pair.

use super::bytes;
use super::grammar::{self, Malformed, RawPair};
use super::span::Span;

/// The pairs of a source and its malformed segments, in order; the separators between them are skipped.
///
/// `connection-string = segment *( ";" segment )`
#[derive(Clone)]
pub(crate) struct Segments<'a> {
    rest: &'a str,
}

/// A segment that is not a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MalformedSegment<'a> {
    /// From the first character of the segment to the `;` at or after the fault, or to the end.
    pub(crate) text: &'a str,
    pub(crate) malformed: Malformed,
}

impl<'a> MalformedSegment<'a> {
    /// The keyword, if only the value is malformed.
    pub(crate) fn keyword(&self) -> Option<&'a str> {
        let (rest, keyword) = grammar::keyword(self.text).ok()?;
        grammar::equals(rest).ok().map(|_| keyword)
    }

    /// The character at the fault.
    pub(crate) fn fault_span(&self, source: &str) -> Span {
        let start = source.len().saturating_sub(self.malformed.left);
        let (_, from_fault) = bytes::split(source, start);
        Span::new(start, start + from_fault.chars().next().map_or(0, char::len_utf8))
    }
}

impl<'a> Segments<'a> {
    #[inline]
    pub(crate) fn new(source: &'a str) -> Self {
        Self { rest: source }
    }

    /// Whether only separators are left.
    pub(crate) fn is_at_end(&self) -> bool {
        bytes::skip_separators(self.rest).is_empty()
    }

    /// After a fault the next segment begins at the first `;` at or after it, even inside an open quote.
    ///
    /// This stays linear: after an unterminated quote, quotes of that kind occur only in even runs, and such a run closes
    /// whatever it opens. So no second scan for the same kind of quote reaches the end of the source.
    #[cold]
    fn recover(&mut self, error: &nom::Err<Malformed>) -> Option<MalformedSegment<'a>> {
        let from_start = bytes::skip_separators(self.rest);
        // Complete parsers never ask for more input, and every error of a rule is a failure.
        let nom::Err::Failure(malformed) = *error else { return None };
        let (_, from_fault) = bytes::split(from_start, from_start.len().saturating_sub(malformed.left));
        (_, self.rest) = bytes::split(from_fault, from_fault.find(';').unwrap_or(from_fault.len()));
        let (text, _) = bytes::split(from_start, from_start.len() - self.rest.len());
        Some(MalformedSegment { text, malformed })
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Result<RawPair<'a>, MalformedSegment<'a>>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match grammar::segment(self.rest) {
            Ok((rest, pair)) => {
                self.rest = rest;
                pair.map(Ok)
            }
            Err(error) => self.recover(&error).map(Err),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;
    use crate::syntax::grammar::Fault;

    /// The keywords of the pairs, and the faults with their segments.
    #[track_caller]
    fn segments(source: &str, expected: &[Result<&str, (&str, Fault)>]) {
        let found: Vec<_> = Segments::new(source)
            .map(|segment| segment.map(|pair| pair.keyword).map_err(|other| (other.text, other.malformed.fault)))
            .collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn recovery_continues_at_the_next_semicolon() {
        segments("a=1;;b=2", &[Ok("a"), Ok("b")]);
        segments("a; b=2", &[Err(("a", Fault::MissingEquals)), Ok("b")]);
        segments("a=\"x;b=2", &[Err(("a=\"x", Fault::UnterminatedQuote)), Ok("b")]);
        segments("a=\"x;y\"z;b=2", &[Err(("a=\"x;y\"z", Fault::TextAfterQuote)), Ok("b")]);
        segments("=1;b=2;\u{1}", &[Err(("=1", Fault::EmptyKeyword)), Ok("b"), Err(("\u{1}", Fault::ControlCharacter))]);
    }

    #[test]
    fn keyword_of_a_malformed_value() {
        let keyword = |source| Segments::new(source).next().unwrap().unwrap_err().keyword();
        assert_eq!(keyword("a b = \"x"), Some("a b"));
        assert_eq!(keyword("a"), None);
        assert_eq!(keyword("=\"x"), None);
        assert_eq!(keyword("a\u{1}=x"), None);
    }
}
