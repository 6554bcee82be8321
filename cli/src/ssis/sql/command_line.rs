//! The arguments of a command line, as `dtexec` reads them.
//!
//! `"` protects spaces. `dtexec` removes a second pair of quotes, which protects `;`, so the Agent encloses an argument
//! in `"\"…\""`. All of `"\"a\""`, `\"a\"`, `"a"` and `a` are read as `a`. In it, a quote is doubled or escaped.

use super::text::Text;

/// Returns the offset of the next character for which the predicate returns `true`.
pub(super) fn next(text: &str, at: usize, is_wanted: impl Fn(char) -> bool) -> Option<usize> {
    text.get(at..)?.find(is_wanted).map(|found| at + found)
}

/// Reads an argument. Returns its fields and the offset after it.
pub(super) fn argument(text: &str, start: usize) -> (Vec<Field>, usize) {
    let mut fields = Vec::new();
    let mut at = start;
    loop {
        let (field, end) = Field::read(text, at);
        fields.push(field);
        // Text between a closing quote and `;` is not valid and is skipped.
        at = next(text, end, |c| c == ';' || c.is_whitespace()).unwrap_or(text.len());
        if !text.get(at..).is_some_and(|rest| rest.starts_with(';')) {
            return (fields, at);
        }
        at += 1;
    }
}

/// A part of an argument, which ends at `;`: its range in the command, without the quotes around it.
pub(super) struct Field {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The inner quote around the field.
    closing: Option<Quote>,
}

impl Field {
    /// Reads a field. Returns it and the offset after it. A quoted field that is not closed extends to the end.
    fn read(text: &str, start: usize) -> (Self, usize) {
        let Some(outer) = Quote::at(text, start) else {
            let end = next(text, start, |c| c == ';' || c.is_whitespace()).unwrap_or(text.len());
            return (Self { from: start, to: end, closing: None }, end);
        };
        let from = start + outer.length();
        let inner = Quote::at(text, from).filter(|inner| *inner != outer);
        let from = from + inner.map_or(0, Quote::length);
        let (closing, outer) = match inner {
            Some(inner) => (inner, Some(outer)),
            None => (outer, None),
        };
        let mut at = from;
        while let Some((quote, found)) = Quote::next(text, at) {
            let after = found + quote.length();
            let following = Quote::at(text, after);
            let is_doubled = following == Some(closing);
            if quote == closing && !is_doubled && (outer.is_none() || following == outer) {
                let end = after + outer.map_or(0, Quote::length);
                return (Self { from, to: found, closing: Some(closing) }, end);
            }
            at = if quote == closing && is_doubled { after + closing.length() } else { after };
        }
        (Self { from, to: text.len(), closing: Some(closing) }, text.len())
    }

    /// Returns the text of the field. Of two quotes, one is removed, and so is the `\` of an escaped one.
    pub(super) fn content(&self, command: &Text) -> Text {
        let Some(closing) = self.closing else { return command.slice(self.from, self.to) };
        let text = command.as_str().get(..self.to).unwrap_or_default();
        let mut content = Text::empty(command.slice(self.from, self.from).start());
        let (mut copied, mut at) = (self.from, self.from);
        while let Some((quote, found)) = Quote::next(text, at) {
            at = found + quote.length();
            content.push(&command.slice(copied, found));
            content.push(&command.slice(at - 1, at));
            if quote == closing && Quote::at(text, at) == Some(closing) {
                at += closing.length();
            }
            copied = at;
        }
        content.push(&command.slice(copied, self.to));
        content
    }

    /// Returns whether a field without quotes may belong to a connection string.
    pub(super) fn is_quoted(&self) -> bool {
        self.closing.is_some()
    }

    pub(super) fn is_blank_or_pair(&self, command: &Text) -> bool {
        command.as_str().get(self.from..self.to).is_some_and(|text| text.is_empty() || text.contains('='))
    }
}

/// A quote of the command line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    /// `"`
    Plain,
    /// `\"`
    Escaped,
}

impl Quote {
    /// Returns the next quote and its offset.
    fn next(text: &str, at: usize) -> Option<(Self, usize)> {
        let found = next(text, at, |c| c == '"')?;
        let is_escaped = found > at && text.as_bytes().get(found - 1) == Some(&b'\\');
        Some(if is_escaped { (Self::Escaped, found - 1) } else { (Self::Plain, found) })
    }

    fn at(text: &str, at: usize) -> Option<Self> {
        match text.as_bytes().get(at..)? {
            [b'"', ..] => Some(Self::Plain),
            [b'\\', b'"', ..] => Some(Self::Escaped),
            _ => None,
        }
    }

    fn length(self) -> usize {
        match self {
            Self::Plain => 1,
            Self::Escaped => 2,
        }
    }
}
