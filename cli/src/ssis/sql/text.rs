//! Text that is known in part: the literals of an expression, and the places where unknown text is inserted.

use crate::ssis::place::{LineColumn, LocatedText};

use super::token;

/// A text with the places of its characters and the ranges that are not certain.
#[derive(Clone, Debug)]
pub(super) struct Text {
    located: LocatedText,
    /// Sorted, and separated by at least one byte. An empty range is a place where unknown text is inserted.
    unknown: Vec<(usize, usize)>,
}

impl Text {
    pub(super) fn empty(place: LineColumn) -> Self {
        Self::from(LocatedText::empty(place))
    }

    pub(super) fn as_str(&self) -> &str {
        self.located.as_str()
    }

    pub(super) fn start(&self) -> LineColumn {
        self.located.place(0)
    }

    /// Returns whether every character is known.
    pub(super) fn is_complete(&self) -> bool {
        self.unknown.is_empty()
    }

    pub(super) fn into_located(self) -> LocatedText {
        self.located
    }

    /// Returns a part of the text. Text that is inserted at one of its ends belongs to it.
    pub(super) fn slice(&self, from: usize, to: usize) -> Self {
        let first = self.unknown.partition_point(|&(_, end)| end < from);
        let inside = self.unknown.iter().skip(first).take_while(|&&(start, _)| start <= to);
        let clipped = |at: usize| at.clamp(from, to.max(from)) - from;
        Self {
            located: self.located.slice(from, to),
            unknown: inside.map(|&(start, end)| (clipped(start), clipped(end))).collect(),
        }
    }

    /// Appends another text.
    pub(super) fn push(&mut self, other: &Self) {
        let shift = self.as_str().len();
        self.located.push(&other.located);
        for &(start, end) in &other.unknown {
            self.mark_last(shift + start, shift + end);
        }
    }

    /// Appends text that is not known.
    pub(super) fn push_unknown(&mut self) {
        let end = self.as_str().len();
        self.mark_last(end, end);
    }

    /// Marks the whole text as unknown.
    pub(super) fn mark_all(&mut self) {
        self.unknown = vec![(0, self.as_str().len())];
    }

    /// Marks each occurrence of a pattern as unknown, ignoring ASCII case.
    pub(super) fn mark_pattern(&mut self, pattern: &str) {
        if pattern.is_empty() {
            return;
        }
        let (text, wanted) = (self.as_str().to_ascii_lowercase(), pattern.to_ascii_lowercase());
        let mut unknown = std::mem::take(&mut self.unknown);
        unknown.extend(text.match_indices(&wanted).map(|(at, found)| (at, at + found.len())));
        unknown.sort_unstable();
        for (start, end) in unknown {
            self.mark_last(start, end);
        }
    }

    /// Marks each `$(name)`, which `sqlcmd` and the Agent replace.
    pub(super) fn mark_replaced(&mut self) {
        let found: Vec<_> = self
            .as_str()
            .match_indices("$(")
            .filter_map(|(at, _)| {
                Some((at, at + token::replaced_length(self.as_str().as_bytes().get(at..).unwrap_or_default())?))
            })
            .collect();
        for (start, end) in found {
            self.mark_last(start, end);
        }
    }

    /// Returns the pairs of a connection string that are certain. A pair is not if unknown text is in it or next to it.
    ///
    /// If the string has a quote, unknown text may be inside quotes that also contain the `;`. Then no pair is certain.
    pub(super) fn certain_pairs(&self) -> LocatedText {
        if self.is_complete() {
            return self.located.clone();
        }
        let mut certain = LocatedText::empty(self.start());
        if self.as_str().contains(['"', '\'']) {
            return certain;
        }
        let mut from = 0;
        for pair in self.as_str().split_inclusive(';') {
            let to = from + pair.len();
            // Text that is inserted after the `;` belongs to the next pair.
            let end = from + pair.trim_end_matches(';').len();
            let next = self.unknown.partition_point(|&(_, end)| end < from);
            if self.unknown.get(next).is_none_or(|&(start, _)| start > end) {
                certain.push(&self.located.slice(from, to));
            }
            from = to;
        }
        certain
    }

    /// Marks a range that begins at or after the start of the last one.
    fn mark_last(&mut self, start: usize, end: usize) {
        match self.unknown.last_mut() {
            Some(last) if last.1 >= start => last.1 = last.1.max(end),
            _ => self.unknown.push((start, end)),
        }
    }
}

impl From<LocatedText> for Text {
    fn from(located: LocatedText) -> Self {
        Self { located, unknown: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Creates a text from literals between which unknown text is inserted.
    fn joined(parts: &[&str]) -> Text {
        let mut joined = Text::empty(LineColumn::START);
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                joined.push_unknown();
            }
            let mut text = LocatedText::empty(LineColumn::START);
            text.push_generated(part, LineColumn::START);
            joined.push(&text.into());
        }
        joined
    }

    #[track_caller]
    fn check(text: &Text, expected: &str) {
        assert_eq!(text.certain_pairs().as_str(), expected, "{:?}", text.unknown);
    }

    #[test]
    fn pairs_next_to_unknown_text_are_not_certain() {
        check(&joined(&["SmtpServer=", ";EnableSsl=True;"]), "EnableSsl=True;");
        check(&joined(&["SmtpServer=mail.", ";EnableSsl=True"]), "EnableSsl=True");
        check(&joined(&["", "SmtpServer=mail;EnableSsl=True;"]), "EnableSsl=True;");
        check(&joined(&["SmtpServer=mail;", ""]), "SmtpServer=mail;");
        check(&joined(&["SmtpServer=mail;EnableSsl=True", ""]), "SmtpServer=mail;");
        check(&joined(&["SmtpServer=mail;", "EnableSsl=True;Timeout=5"]), "SmtpServer=mail;Timeout=5");
        check(&joined(&["SmtpServer=mail;EnableSsl=", "", ";"]), "SmtpServer=mail;");
        check(&joined(&["SmtpServer=\"a;", "b\";EnableSsl=True;"]), "");
        check(&joined(&["SmtpServer=\"a;b\";"]), "SmtpServer=\"a;b\";");
    }

    #[test]
    fn marked_ranges_are_unknown() {
        let mut text = joined(&["SmtpServer=%S%;EnableSsl=True;UseWindowsAuthentication=%s%%w%"]);
        text.mark_pattern("%s%");
        check(&text, "EnableSsl=True;");
        text.mark_pattern("true");
        check(&text, "");
        let mut text = joined(&["SmtpServer=$(Server);EnableSsl=$(a b)"]);
        text.mark_replaced();
        check(&text, "EnableSsl=$(a b)");
        text.mark_all();
        check(&text, "");
    }

    #[test]
    fn slice_contains_what_is_inserted_at_its_ends() {
        let text = joined(&["ab", "cd", "ef"]);
        assert_eq!(text.slice(0, 1).unknown, []);
        assert_eq!(text.slice(0, 2).unknown, [(2, 2)]);
        assert_eq!(text.slice(2, 4).unknown, [(0, 0), (2, 2)]);
        assert_eq!(text.slice(3, 3).unknown, []);
        assert_eq!(text.slice(5, 6).unknown, []);
        let mut text = joined(&["abcdef"]);
        text.mark_pattern("bcde");
        assert_eq!(text.slice(2, 3).unknown, [(0, 1)]);
        assert_eq!(text.slice(0, 3).unknown, [(1, 3)]);
    }
}
