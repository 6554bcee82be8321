//! The text that is read as Transact-SQL: a file, or the content of a literal.

use crate::ssis::escape;
use crate::ssis::place::{Decoder, LineColumn, Source};

use super::text::Text;

/// A script, whose parts can be located in the file.
#[derive(Clone, Copy)]
pub(super) enum Script<'a> {
    File(&'a Source<'a>),
    /// Dynamic SQL.
    Literal(&'a Text),
}

impl<'a> Script<'a> {
    pub(super) fn as_str(self) -> &'a str {
        match self {
            Self::File(source) => source.text,
            Self::Literal(text) => text.as_str(),
        }
    }

    pub(super) fn is_file(self) -> bool {
        matches!(self, Self::File(_))
    }

    pub(super) fn place(self, offset: usize) -> LineColumn {
        match self {
            Self::File(source) => source.place(offset),
            Self::Literal(text) => text.slice(offset, offset).start(),
        }
    }

    /// Returns the content of a literal, in which a doubled quote is an escaped one.
    pub(super) fn literal(self, from: usize, to: usize, quote: u8) -> Text {
        match self {
            Self::File(source) => {
                let mut text = Text::from(escape::sql_literal(source, from, to, quote));
                text.mark_replaced();
                text
            }
            Self::Literal(outer) => unescaped(outer, from, to, quote),
        }
    }

    /// Returns a part of the script without decoding it.
    pub(super) fn verbatim(self, from: usize, to: usize) -> Text {
        match self {
            Self::File(source) => {
                let mut decoder = Decoder::new(source, from);
                decoder.verbatim(to);
                Text::from(decoder.finish())
            }
            Self::Literal(outer) => outer.slice(from, to),
        }
    }
}

fn unescaped(outer: &Text, from: usize, to: usize, quote: u8) -> Text {
    let mut text = Text::empty(outer.slice(from, from).start());
    let bytes = outer.as_str().as_bytes().get(..to).unwrap_or_default();
    let mut at = from;
    while let Some(found) = memchr::memchr(quote, bytes.get(at..).unwrap_or_default()) {
        // The first quote of the pair is kept.
        text.push(&outer.slice(at, at + found + 1));
        at = (at + found + 2).min(to);
    }
    text.push(&outer.slice(at, to));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn columns(text: &Text) -> Vec<u32> {
        let located = text.clone().into_located();
        (0..=located.as_str().len()).map(|at| located.place(at).column).collect()
    }

    #[test]
    fn places_are_exact_through_two_levels_of_doubled_quotes() {
        let source = Source::new("EXEC('a''b''''c''d')");
        let outer = Script::File(&source).literal(6, 18, b'\'');
        assert_eq!(outer.as_str(), "a'b''c'd");
        let inner = Script::Literal(&outer).literal(2, 6, b'\'');
        assert_eq!(inner.as_str(), "b'c");
        assert_eq!(columns(&inner), [10, 11, 15, 16]);
        assert_eq!(Script::Literal(&outer).place(7).column, 18);
        assert_eq!(Script::Literal(&outer).verbatim(7, 8).as_str(), "d");
    }

    #[test]
    fn sqlcmd_variables_are_unknown() {
        let source = Source::new("'SmtpServer=$(Server);''$(x)'''");
        let outer = Script::File(&source).literal(1, 30, b'\'');
        assert!(!outer.is_complete());
        let inner = Script::Literal(&outer).literal(22, 26, b'\'');
        assert_eq!((inner.as_str(), inner.is_complete()), ("$(x)", false));
        let source = Source::new("ab cd");
        assert_eq!(columns(&Script::File(&source).verbatim(3, 5)), [4, 5, 6]);
    }
}
