//! The pairs of a connection string.

use alloc::borrow::Cow;
use core::fmt;
use core::ops::Range;

use crate::syntax::grammar::{Quote, RawPair, RawValue, unescaped_keyword};
use crate::syntax::span::Span;

/// The position of a pair in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PairPlace {
    pub(crate) keyword: Span,
    /// With its quotes.
    pub(crate) value: Span,
    pub(crate) quote: Option<Quote>,
}

impl PairPlace {
    pub(super) fn new(source: &str, pair: RawPair<'_>) -> Self {
        Self { keyword: Span::of(source, pair.keyword), value: pair.value.span(source), quote: pair.value.quote }
    }
}

/// A pair of a [`ConnectionString`](crate::ConnectionString).
///
/// `Debug` shows only the position of the keyword, because everything else may reveal a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Pair<'t> {
    text: &'t str,
    place: &'t PairPlace,
}

impl<'t> Pair<'t> {
    pub(super) fn new(text: &'t str, place: &'t PairPlace) -> Self {
        Self { text, place }
    }

    /// Returns the keyword as it is spelled; `==` in the text is one `=`.
    #[must_use]
    pub fn keyword(&self) -> Cow<'t, str> {
        unescaped_keyword(self.raw_keyword())
    }

    /// Returns the value without its quotes; a doubled quote in the text is one quote.
    #[must_use]
    pub fn value(&self) -> Cow<'t, str> {
        let Span { start, end } = self.place.value;
        let quotes = usize::from(self.place.quote.is_some());
        let inner = self.part(Span::new(start + quotes, end - quotes));
        RawValue { inner, quote: self.place.quote }.unescaped()
    }

    /// Returns the position of the keyword, in bytes of the text.
    #[must_use]
    pub fn keyword_span(&self) -> Range<usize> {
        self.place.keyword.range()
    }

    /// Returns the position of the value with its quotes, in bytes of the text. For an unquoted empty value it is the empty
    /// range where the value would be.
    #[must_use]
    pub fn value_span(&self) -> Range<usize> {
        self.place.value.range()
    }

    /// Returns the position of the pair without its `;`, in bytes of the text.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.place.keyword.start..self.place.value.end
    }

    /// Returns whether this is the keyword of the pair, ignoring ASCII case.
    #[must_use]
    pub fn is(&self, keyword: &str) -> bool {
        self.keyword().eq_ignore_ascii_case(keyword)
    }

    pub(super) fn raw_keyword(&self) -> &'t str {
        self.part(self.place.keyword)
    }

    pub(super) fn raw_value(&self) -> &'t str {
        self.part(self.place.value)
    }

    fn part(&self, span: Span) -> &'t str {
        // The spans are always those of the text.
        self.text.get(span.range()).unwrap_or_default()
    }
}

impl fmt::Debug for Pair<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair").field("keyword_span", &self.keyword_span()).finish_non_exhaustive()
    }
}

/// The pairs of a connection string, in order; see [`ConnectionString::pairs`](crate::ConnectionString::pairs).
#[derive(Clone)]
pub struct Pairs<'t> {
    pub(super) text: &'t str,
    pub(super) places: core::slice::Iter<'t, PairPlace>,
}

impl fmt::Debug for Pairs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl<'t> Iterator for Pairs<'t> {
    type Item = Pair<'t>;

    fn next(&mut self) -> Option<Pair<'t>> {
        self.places.next().map(|place| Pair::new(self.text, place))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

impl DoubleEndedIterator for Pairs<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.places.next_back().map(|place| Pair::new(self.text, place))
    }
}

impl ExactSizeIterator for Pairs<'_> {}

impl core::iter::FusedIterator for Pairs<'_> {}
