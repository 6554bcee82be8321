//! Shortens a long string to the parts around its spans.
//!
//! Otherwise, a finding about a string of 64 KiB would print 64 KiB.

use std::ops::Range;

use smtp_connection_string::Redacted;

/// The maximum length, in characters, of a string that is shown as a whole.
const WHOLE: usize = 200;
/// The number of characters that are shown before and after a span.
const AROUND: usize = 30;
/// The number of characters that are shown at the start and at the end of a span.
const WITHIN: usize = 20;
/// The mark in place of an omitted part.
const CUT: char = '…';

/// A shortened form of a redacted string.
pub(crate) struct Excerpt<'a> {
    redacted: &'a Redacted,
    text: String,
    /// The parts that are shown, sorted and disjoint: the range of the redacted string, and its start in the text.
    kept: Vec<(Range<usize>, usize)>,
}

impl<'a> Excerpt<'a> {
    /// Keeps the parts around these spans of the source.
    pub(crate) fn new(redacted: &'a Redacted, spans: impl Iterator<Item = Range<usize>>) -> Self {
        let whole = redacted.as_str();
        let mut excerpt = Self { redacted, text: String::new(), kept: Vec::new() };
        if whole.chars().nth(WHOLE).is_none() {
            excerpt.keep(0..whole.len());
            return excerpt;
        }
        for range in merged(spans.flat_map(|span| surroundings(whole, &redacted.span(span))).collect()) {
            excerpt.keep(range);
        }
        if excerpt.kept.last().is_some_and(|(range, _)| range.end < whole.len()) {
            excerpt.text.push(CUT);
        }
        excerpt
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the span in the text for a span of the source. It must be one of those that were passed to
    /// [`Excerpt::new`].
    pub(crate) fn span(&self, source: Range<usize>) -> Range<usize> {
        let span = self.redacted.span(source);
        let start = self.position(span.start);
        start..self.position(span.end).max(start)
    }

    fn position(&self, offset: usize) -> usize {
        let after = self.kept.partition_point(|(range, _)| range.start <= offset);
        let kept = after.checked_sub(1).and_then(|index| self.kept.get(index));
        kept.map_or(0, |(range, start)| start + (offset.min(range.end) - range.start))
    }

    fn keep(&mut self, range: Range<usize>) {
        let before = self.kept.last().map_or(0, |(range, _)| range.end);
        if range.start > before {
            self.text.push(CUT);
        }
        let start = self.text.len();
        self.text.push_str(self.redacted.as_str().get(range.clone()).unwrap_or_default());
        self.kept.push((range, start));
    }
}

/// Returns the parts that are kept for a span: its start with the text before it, and its end with the text after it.
fn surroundings(text: &str, span: &Range<usize>) -> [Range<usize>; 2] {
    [
        back(text, span.start, AROUND)..forward(text, span.start, WITHIN).min(forward(text, span.end, AROUND)),
        back(text, span.end, WITHIN).max(back(text, span.start, AROUND))..forward(text, span.end, AROUND),
    ]
}

/// Sorts and merges the ranges. Two ranges are also merged if the mark would be as long as the gap between them.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end + CUT.len_utf8() => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// Returns the offset `count` characters before `offset`.
fn back(text: &str, offset: usize, count: usize) -> usize {
    let before = text.get(..offset).unwrap_or_default();
    before.char_indices().rev().take(count).last().map_or(offset, |(index, _)| index)
}

/// Returns the offset `count` characters after `offset`.
fn forward(text: &str, offset: usize, count: usize) -> usize {
    let after = text.get(offset..).unwrap_or_default();
    after.char_indices().nth(count).map_or(text.len(), |(index, _)| offset + index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_string_is_shown_as_a_whole() {
        let redacted = Redacted::new("SmtpServer=mail;Password=x");
        let excerpt = Excerpt::new(&redacted, std::iter::once(16..24));
        assert_eq!(excerpt.text(), "SmtpServer=mail;Password=***");
        assert_eq!(excerpt.span(16..24), 16..24);
        assert_eq!(excerpt.span(25..26), 25..28);
        let redacted = Redacted::new("");
        assert_eq!(Excerpt::new(&redacted, std::iter::once(0..0)).span(0..0), 0..0);
    }

    #[test]
    fn long_string_is_shortened_to_the_parts_around_the_spans() {
        let source = format!("SmtpServer={}é;EnableSsl=yes;SmtpServer={}", "a".repeat(500), "a".repeat(500));
        let redacted = Redacted::new(&source);
        let place = source.find("yes").unwrap();
        let excerpt = Excerpt::new(&redacted, [0..10, place..place + 3].into_iter());
        let around = |count| "a".repeat(count);
        assert_eq!(
            excerpt.text(),
            format!("SmtpServer={}…{}é;EnableSsl=yes;SmtpServer={}…", around(29), around(18), around(18))
        );
        assert_eq!(excerpt.text().get(excerpt.span(0..10)), Some("SmtpServer"));
        assert_eq!(excerpt.text().get(excerpt.span(place..place + 3)), Some("yes"));
    }

    #[test]
    fn long_span_keeps_both_ends() {
        let source = format!("SmtpServer={};EnableSsl=True", "a".repeat(1000));
        let redacted = Redacted::new(&source);
        let excerpt = Excerpt::new(&redacted, std::iter::once(11..1011));
        let span = excerpt.span(11..1011);
        assert_eq!(excerpt.text(), format!("SmtpServer={a}…{a};EnableSsl=True", a = "a".repeat(WITHIN)));
        assert_eq!(excerpt.text().get(span), Some(format!("{a}…{a}", a = "a".repeat(WITHIN)).as_str()));
    }

    #[test]
    fn spans_are_on_character_boundaries() {
        let source = "é漢x;\u{7}".repeat(60);
        let redacted = Redacted::new(&source);
        for start in (0..source.len()).step_by(7) {
            for end in (start..source.len()).step_by(11) {
                let excerpt = Excerpt::new(&redacted, std::iter::once(start..end));
                assert!(excerpt.text().get(excerpt.span(start..end)).is_some());
            }
        }
    }
}
