//! The segments of a text, one after the other: what the rule `connection-string` is to the walk over the pairs.

use super::{Fault, Malformed, RawKeyword, RawPair, RawValue, equals, keyword, segment, value};
use crate::syntax::bytes;

/// The pairs of a text and its malformed segments, in order; see [`connection_string`](super::connection_string).
pub(crate) struct Segments<'a> {
    source: &'a str,
    rest: &'a str,
}

/// A segment that is no pair.
pub(crate) struct MalformedSegment<'a> {
    /// From the first character of the segment up to the `;` at or after the fault, or the end.
    pub(crate) text: &'a str,
    /// The keyword, and what stands where its value would, if it is the value that cannot be read.
    pub(crate) pair: Option<(RawKeyword<'a>, &'a str)>,
    pub(crate) malformed: Malformed,
}

impl<'a> Segments<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { source, rest: source }
    }

    /// The next pair; `None` at the end of the text.
    ///
    /// After a malformed segment the walk goes on at the first `;` at or after the fault, also inside an open quote.
    /// That stays linear: past an unterminated quote, quotes of that kind stand in even runs only, and such a run
    /// closes whatever it opens, so no second scan for the same quote reaches the end.
    #[inline]
    pub(crate) fn next_pair(&mut self) -> Option<Result<RawPair<'a>, MalformedSegment<'a>>> {
        match segment(self.rest) {
            Ok((rest, pair)) => {
                self.rest = rest;
                pair.map(Ok)
            }
            Err(error) => Some(Err(self.recover(&error, None))),
        }
    }

    /// Goes on to the next segment; `false` if there is none.
    #[inline(always)]
    pub(crate) fn at_next(&mut self) -> bool {
        self.rest = bytes::skip_separators(self.rest);
        !self.rest.is_empty()
    }

    /// The text behind a keyword and its `=`, if that is what the segment begins with; `strip` takes the keyword off.
    ///
    /// With [`take_plain`](Self::take_plain) and [`take_expected`](Self::take_expected) it is a short cut through
    /// [`next_pair`](Self::next_pair) and no part of the language: what they take, that takes likewise. It is there
    /// because the string that SSIS writes is the string that is read.
    #[inline(always)]
    pub(crate) fn expect_plain(&self, strip: impl FnOnce(&'a str) -> Option<&'a str>) -> Option<&'a str> {
        strip(self.rest)?.strip_prefix('=')
    }

    /// Takes the segment, if its value is all of `value` up to `rest`. A value that begins with a second `=`, a quote or
    /// white space is no plain one: it is for the caller to ask for none of these.
    #[inline(always)]
    pub(crate) fn take_plain(&mut self, value: &'a str, rest: &'a str) -> Option<RawPair<'a>> {
        if !matches!(rest.as_bytes(), [] | [b';', ..]) {
            return None;
        }
        let (keyword, _) = bytes::split(self.rest, self.rest.len() - value.len() - 1);
        let (raw, _) = bytes::split(value, value.len() - rest.len());
        self.rest = rest;
        Some(RawPair { keyword: RawKeyword { raw: keyword }, value: RawValue { raw, quote: None } })
    }

    /// Takes the segment, if it is a keyword that `strip` takes off, and `=`; gives what `strip` knows of the keyword, too.
    #[inline]
    pub(crate) fn take_expected<T>(
        &mut self,
        strip: impl FnOnce(&'a str) -> Option<(T, &'a str)>,
    ) -> Option<Result<(T, RawPair<'a>), MalformedSegment<'a>>> {
        let (known, after_keyword) = strip(self.rest)?;
        let after_equals = bytes::trim_start(after_keyword).strip_prefix('=')?;
        if after_equals.starts_with('=') {
            return None;
        }
        let (raw, _) = bytes::split(self.rest, self.rest.len() - after_keyword.len());
        let keyword = RawKeyword { raw };
        let at_value = bytes::trim_start(after_equals);
        match value(at_value) {
            Ok((rest, value)) => {
                self.rest = rest;
                Some(Ok((known, RawPair { keyword, value })))
            }
            Err(error) => Some(Err(self.recover(&error, Some((keyword, at_value))))),
        }
    }

    /// What is left is a segment that is no pair; its keyword and its value are given if they are known.
    #[cold]
    fn recover(
        &mut self,
        error: &nom::Err<Malformed>,
        pair: Option<(RawKeyword<'a>, &'a str)>,
    ) -> MalformedSegment<'a> {
        let from_start = bytes::skip_separators(self.rest);
        let malformed = match *error {
            nom::Err::Error(malformed) | nom::Err::Failure(malformed) => malformed,
            // A complete parser never asks for more; a segment that it would ask for is one without its `=`.
            nom::Err::Incomplete(_) => Malformed { fault: Fault::MissingEquals, left: from_start.len() },
        };
        let pair = pair.or_else(|| match malformed.fault {
            Fault::MissingEquals | Fault::EmptyKeyword => None,
            _ => {
                let (rest, keyword) = keyword(from_start).ok()?;
                let (at_value, ()) = equals(rest).ok()?;
                Some((keyword, at_value))
            }
        });
        let (_, from_fault) = bytes::split(self.source, malformed.at(self.source));
        (_, self.rest) = bytes::split(from_fault, bytes::segment_run(from_fault));
        // The fault, and so the rest, lies behind where the segment and its value begin.
        let up_to_rest = |text: &'a str| bytes::split(text, text.len() - self.rest.len()).0;
        MalformedSegment {
            text: up_to_rest(from_start),
            pair: pair.map(|(keyword, at_value)| (keyword, up_to_rest(at_value))),
            malformed,
        }
    }

    /// Whether nothing but separators is left.
    pub(crate) fn is_at_end(&self) -> bool {
        bytes::skip_separators(self.rest).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The short cuts are no part of the language.
    #[test]
    fn a_short_cut_takes_the_pair_that_the_rules_take() {
        fn strip(text: &str) -> Option<&str> {
            bytes::strip_name(text, b"name")
        }
        for text in ["Name=value", "NAME=value;b=2", "name=;b=2"] {
            let [mut rules, mut plain, mut expected] = [Segments::new(text), Segments::new(text), Segments::new(text)];
            let pair = rules.next_pair().unwrap().ok();
            let value = plain.expect_plain(strip).unwrap();
            let (_, rest) = bytes::split(value, bytes::segment_run(value));
            assert_eq!(plain.take_plain(value, rest), pair);
            let taken = expected.take_expected(|text| Some(((), strip(text)?))).unwrap().ok();
            assert_eq!(taken.map(|((), pair)| pair), pair);
            assert_eq!((plain.rest, expected.rest), (rules.rest, rules.rest));
        }
    }
}
