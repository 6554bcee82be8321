//! Places: lines and columns of a file, and the way back to them from decoded text.
//!
//! A line ends at LF (so also at CR LF). Columns count characters. Both are computed for what was found only, and never
//! by walking from the start of a line: configurations of a megabyte on one line are common.

use std::cell::OnceCell;
use std::fmt;

/// A place in a file: line and column, both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl Place {
    /// The first character of a file.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The place after `bytes`, which begin here.
    ///
    /// Counts lead bytes, so it needs no character boundary; an offset within a character stands for its end.
    fn after(self, bytes: &[u8]) -> Self {
        let Self { mut line, mut column } = self;
        for &byte in bytes {
            if byte == b'\n' {
                line = line.saturating_add(1);
                column = 1;
            } else if byte & 0b1100_0000 != 0b1000_0000 {
                column = column.saturating_add(1);
            }
        }
        Self { line, column }
    }
}

/// The text of a file, with the places of its offsets.
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    /// The place of every offset that is a multiple of [`STRIDE`]; made when the first place is asked for.
    marks: OnceCell<Vec<Place>>,
}

/// How many bytes one look-up walks at most.
const STRIDE: usize = 256;

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, marks: OnceCell::new() }
    }

    /// The place of a byte offset; one past the end is the end.
    pub(super) fn place(&self, offset: usize) -> Place {
        let bytes = self.text.as_bytes();
        let offset = offset.min(bytes.len());
        let marks = self.marks.get_or_init(|| {
            let mut place = Place::START;
            let mut marks = vec![place];
            for chunk in bytes.chunks(STRIDE) {
                place = place.after(chunk);
                marks.push(place);
            }
            marks
        });
        let index = offset / STRIDE;
        // There is a mark for every stride that begins in the text, and one more.
        let mark = marks.get(index).copied().unwrap_or(Place::START);
        mark.after(bytes.get(index * STRIDE..offset).unwrap_or_default())
    }

    /// A piece of the text; the empty text where there is none.
    pub(super) fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }
}

/// Decoded text that knows where each of its bytes stands in the file.
///
/// `Debug` shows no text: a connection string may hold a secret.
#[derive(Clone)]
pub struct LocatedText {
    text: String,
    /// In order of `start`; the first starts at 0 and the last at the end of the text.
    pieces: Vec<Piece>,
}

/// A run of the decoded text.
#[derive(Clone, Copy)]
struct Piece {
    start: usize,
    place: Place,
    /// The file has the same characters, so places advance with them; otherwise the whole piece stands at `place`.
    verbatim: bool,
}

impl LocatedText {
    /// The decoded text. It may hold a secret.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The place in the file of a byte offset of the text.
    ///
    /// Every byte of an escaped character stands where the escape begins. The end of the text, and anything past it,
    /// is the place right after it.
    #[must_use]
    pub fn place(&self, offset: usize) -> Place {
        let offset = offset.min(self.text.len());
        let index = self.pieces.partition_point(|piece| piece.start <= offset);
        match index.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            Some(piece) if piece.verbatim => {
                piece.place.after(self.text.as_bytes().get(piece.start..offset).unwrap_or_default())
            }
            Some(piece) => piece.place,
            // Unreachable, since a piece starts at 0.
            None => Place::START,
        }
    }

    /// The empty text at a place.
    pub(super) fn empty(place: Place) -> Self {
        Self { text: String::new(), pieces: vec![Piece { start: 0, place, verbatim: false }] }
    }

    /// Adds text that does not stand in the file, but belongs to what stands at `place`.
    pub(super) fn push_generated(&mut self, text: &str, place: Place) {
        self.open_piece(place, false);
        self.text.push_str(text);
        self.open_piece(place, false);
    }

    /// Adds another located text.
    pub(super) fn push(&mut self, other: &Self) {
        let shift = self.text.len();
        let shifted = other.pieces.iter().map(|piece| Piece { start: shift + piece.start, ..*piece });
        self.pieces.retain(|piece| piece.start < shift);
        self.pieces.extend(shifted);
        self.text.push_str(&other.text);
    }

    fn open_piece(&mut self, place: Place, verbatim: bool) {
        let start = self.text.len();
        // An empty piece is hidden by the next one; keep one piece for each start.
        if self.pieces.last().is_some_and(|last| last.start == start) {
            self.pieces.pop();
        }
        self.pieces.push(Piece { start, place, verbatim });
    }
}

impl fmt::Debug for LocatedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocatedText").field("start", &self.place(0)).finish_non_exhaustive()
    }
}

/// Makes a [`LocatedText`] while a decoder walks through the source, from left to right.
pub(super) struct Decoder<'s> {
    source: &'s str,
    offset: usize,
    place: Place,
    located: LocatedText,
}

impl<'s> Decoder<'s> {
    pub(super) fn new(source: &Source<'s>, offset: usize) -> Self {
        let place = source.place(offset);
        Self { source: source.text, offset, place, located: LocatedText::empty(place) }
    }

    /// Takes the source up to `to` as it stands.
    pub(super) fn verbatim(&mut self, to: usize) {
        let run = self.source.get(self.offset..to).unwrap_or_default();
        let before = self.located.text.len();
        self.located.open_piece(self.place, true);
        let mut start = before;
        // Short pieces, so that a look-up does not walk through a long one.
        for chunk in run.as_bytes().chunks(STRIDE) {
            if start != before {
                self.located.pieces.push(Piece { start, place: self.place, verbatim: true });
            }
            self.place = self.place.after(chunk);
            start += chunk.len();
        }
        self.located.text.push_str(run);
        self.offset += run.len();
    }

    /// Takes the source up to `to` as an escape for `text`.
    pub(super) fn escape(&mut self, to: usize, text: &str) {
        self.located.open_piece(self.place, false);
        self.located.text.push_str(text);
        self.skip(to);
    }

    /// Leaves out the source up to `to`.
    pub(super) fn skip(&mut self, to: usize) {
        let skipped = self.source.get(self.offset..to).unwrap_or_default();
        self.place = self.place.after(skipped.as_bytes());
        self.offset += skipped.len();
    }

    pub(super) fn finish(mut self) -> LocatedText {
        self.located.open_piece(self.place, false);
        self.located
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The plain way: walk from the start.
    fn place_of(text: &str, offset: usize) -> (u32, u32) {
        let before = text.get(..offset).unwrap();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
        (line.try_into().unwrap(), column.try_into().unwrap())
    }

    #[test]
    fn places_agree_with_a_plain_walk() {
        let text = "a\r\nbä€\n\n𝄞 long line ".repeat(60);
        let source = Source::new(&text);
        for (offset, _) in text.char_indices() {
            let Place { line, column } = source.place(offset);
            assert_eq!((line, column), place_of(&text, offset), "at {offset}");
        }
        assert_eq!(source.place(usize::MAX), source.place(text.len()), "past the end is the end");
    }

    #[test]
    fn verbatim_text_longer_than_a_stride() {
        let text = "äb\n".repeat(300);
        let source = Source::new(&text);
        let mut decoder = Decoder::new(&source, 4);
        decoder.verbatim(text.len());
        let located = decoder.finish();
        for offset in (0..=located.as_str().len()).filter(|&offset| located.as_str().is_char_boundary(offset)) {
            assert_eq!(located.place(offset), source.place(offset + 4), "at {offset}");
        }
    }

    #[test]
    fn debug_shows_no_text() {
        let mut located = LocatedText::empty(Place { line: 3, column: 7 });
        located.push_generated("Password=hunter2", Place { line: 3, column: 7 });
        let shown = format!("{located:?}");
        assert!(!shown.contains("hunter2") && shown.contains('3'), "{shown}");
    }
}
