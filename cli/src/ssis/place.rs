//! Lines and columns of a file, and the mapping from decoded text back to them.
//!
//! A line ends at LF, and therefore also at CR LF. Columns count characters. Both are computed only for what was found,
//! and never by walking from the start of the line, because configurations with a line of a megabyte are common.

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;

use memchr::{memchr_iter, memrchr};

/// A line and a column in a file, both starting at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// The line, starting at 1.
    pub line: u32,
    /// The column in characters, starting at 1.
    pub column: u32,
}

impl LineColumn {
    /// The first character of a file.
    pub const START: Self = Self { line: 1, column: 1 };

    /// Returns the place after `bytes`, which begin at this place.
    ///
    /// It counts lead bytes, so `bytes` may begin or end within a character. An offset within a character is treated as
    /// the end of the character.
    fn after(self, bytes: &[u8]) -> Self {
        // Both counts are vectorized, unlike a loop over the bytes with two counters.
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let columns = |bytes: &[u8]| count(bytes.iter().filter(|&&byte| byte & 0b1100_0000 != 0b1000_0000).count());
        match memrchr(b'\n', bytes) {
            None => Self { line: self.line, column: self.column.saturating_add(columns(bytes)) },
            Some(last) => {
                let lines = count(memchr_iter(b'\n', bytes).count());
                let rest = bytes.get(last + 1..).unwrap_or_default();
                Self { line: self.line.saturating_add(lines), column: 1 + columns(rest) }
            }
        }
    }
}

/// The text of a file, with the places of its offsets.
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    /// The places after each [`STRIDE`] bytes, as far as they were needed. Most facts are near the beginning of a file.
    marks: RefCell<Vec<LineColumn>>,
}

/// The maximum number of bytes that a lookup walks.
const STRIDE: usize = 256;

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, marks: RefCell::default() }
    }

    /// Returns the place of a byte offset. An offset after the end is treated as the end.
    pub(super) fn place(&self, offset: usize) -> LineColumn {
        let bytes = self.text.as_bytes();
        let offset = offset.min(bytes.len());
        let index = offset / STRIDE;
        let mut marks = self.marks.borrow_mut();
        let mut mark = marks.last().copied().unwrap_or(LineColumn::START);
        for chunk in bytes.chunks(STRIDE).take(index).skip(marks.len()) {
            mark = mark.after(chunk);
            marks.push(mark);
        }
        let mark = index.checked_sub(1).and_then(|before| marks.get(before)).copied().unwrap_or(LineColumn::START);
        mark.after(bytes.get(index * STRIDE..offset).unwrap_or_default())
    }

    /// Returns a part of the text, which has no escapes, with its places.
    pub(super) fn verbatim(&self, from: usize, to: usize) -> LocatedText {
        let mut decoder = Decoder::new(self, from);
        decoder.verbatim(to);
        decoder.finish()
    }

    /// Returns a slice of the text, or an empty string if the range is invalid.
    pub(super) fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }
}

/// Decoded text with the place of each of its bytes in the file.
///
/// `Debug` does not show the text, because a connection string may contain a secret.
#[derive(Clone)]
pub struct LocatedText {
    text: String,
    /// Sorted by `start`. The first piece starts at 0, and the last one at the end of the text.
    pieces: Vec<Piece>,
}

/// A part of the decoded text.
#[derive(Clone, Copy)]
struct Piece {
    start: usize,
    place: LineColumn,
    /// The part of the source that it was decoded from; `None` if it is not in the source.
    origin: Option<SourceRange>,
    /// Whether the file contains the same characters, so that places advance with them. Otherwise, the whole piece is
    /// at `place`.
    verbatim: bool,
}

/// A range of the source, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SourceRange {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) escaping: Escaping,
}

/// How text is escaped in a part of the source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Escaping {
    /// It is not known. Only text that needs no escapes anywhere can be inserted.
    #[default]
    Unknown,
    Attribute,
    Content,
    Cdata,
    /// The quote is escaped by doubling it.
    SqlLiteral(char),
}

impl LocatedText {
    /// Returns the decoded text. It may contain a secret.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn into_string(self) -> String {
        self.text
    }

    /// Returns the place in the file of a byte offset in the text.
    ///
    /// Every byte of an escaped character has the place of the escape. The end of the text, and any offset after it,
    /// has the place after the text.
    #[must_use]
    pub fn place(&self, offset: usize) -> LineColumn {
        let offset = offset.min(self.text.len());
        let index = self.pieces.partition_point(|piece| piece.start <= offset);
        match index.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            Some(piece) if piece.verbatim => {
                piece.place.after(self.text.as_bytes().get(piece.start..offset).unwrap_or_default())
            }
            Some(piece) => piece.place,
            // Unreachable, because a piece starts at 0.
            None => LineColumn::START,
        }
    }

    /// Returns the part of the source that contains a part of the text, or the place in the source where an empty part
    /// is. Returns `None` if a part of it is not in the source, or if there is something else in between.
    pub(super) fn origin(&self, range: Range<usize>) -> Option<SourceRange> {
        if range.is_empty() {
            return self.insertion(range.start);
        }
        let first = self.pieces.partition_point(|piece| piece.start <= range.start).checked_sub(1)?;
        let inside = self.pieces.iter().enumerate().skip(first).take_while(|(_, piece)| piece.start < range.end);
        let mut whole: Option<SourceRange> = None;
        for (index, piece) in inside {
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.start).min(range.end);
            let part = piece.part(range.start.max(piece.start)..end)?;
            match &mut whole {
                None => whole = Some(part),
                Some(whole) if whole.to == part.from && whole.escaping == part.escaping => whole.to = part.to,
                Some(_) => return None,
            }
        }
        whole
    }

    /// Returns the place in the source after the character before an offset, or of the beginning.
    fn insertion(&self, offset: usize) -> Option<SourceRange> {
        let index = self.pieces.partition_point(|piece| piece.start < offset).saturating_sub(1);
        let piece = self.pieces.get(index)?;
        let before = piece.part(piece.start..offset)?;
        Some(SourceRange { from: before.to, ..before })
    }

    /// Returns the place of an offset in the text that is at an offset in the source. Returns `None` if the two do not
    /// correspond, because something else is in between.
    pub(super) fn exact_place(&self, offset: usize, source: usize) -> Option<LineColumn> {
        let before = self.pieces.get(..self.pieces.partition_point(|piece| piece.start <= offset))?;
        // A text ends in the piece before the one that begins there.
        before.iter().rev().take(2).find_map(|piece| {
            let skipped = self.text.get(piece.start..offset).filter(|skipped| piece.verbatim || skipped.is_empty())?;
            (piece.origin?.from + skipped.len() == source).then(|| piece.place.after(skipped.as_bytes()))
        })
    }

    /// Creates an empty text at a place.
    pub(super) fn empty(place: LineColumn) -> Self {
        Self { text: String::new(), pieces: vec![Piece { start: 0, place, origin: None, verbatim: false }] }
    }

    /// Appends text that is not in the file. It has the given place.
    pub(super) fn push_generated(&mut self, text: &str, place: LineColumn) {
        self.open_piece(place, false, None);
        self.text.push_str(text);
        self.open_piece(place, false, None);
    }

    /// Appends another located text.
    pub(super) fn push(&mut self, other: &Self) {
        let shift = self.text.len();
        // Only the piece at the end is removed, so that many appends take linear time.
        while self.pieces.pop_if(|last| last.start >= shift).is_some() {}
        self.pieces.extend(other.pieces.iter().map(|piece| Piece { start: shift + piece.start, ..*piece }));
        self.text.push_str(&other.text);
    }

    /// Returns a part of the text, or an empty text if the range is invalid.
    pub(super) fn slice(&self, from: usize, to: usize) -> Self {
        let text = self.text.get(from..to).unwrap_or_default();
        let mut slice = Self::empty(self.place(from));
        if text.is_empty() {
            if let Some(piece) = slice.pieces.first_mut() {
                piece.origin = self.insertion(from);
            }
            return slice;
        }
        let first = self.pieces.partition_point(|piece| piece.start <= from).saturating_sub(1);
        let inside = self.pieces.iter().skip(first).take_while(|piece| piece.start < to);
        slice.pieces.clear();
        slice.pieces.extend(inside.map(|piece| match piece.start.checked_sub(from) {
            Some(start) => Piece { start, ..*piece },
            None => Piece { start: 0, place: self.place(from), origin: piece.rest(from), ..*piece },
        }));
        slice.text.push_str(text);
        // A verbatim piece may end before the next one begins, if this text was joined from several parts of the file.
        let end = match slice.pieces.last() {
            Some(last) if last.verbatim => {
                last.place.after(slice.text.as_bytes().get(last.start..).unwrap_or_default())
            }
            _ => self.place(to),
        };
        slice.open_piece(end, false, self.insertion(to));
        slice
    }

    fn open_piece(&mut self, place: LineColumn, verbatim: bool, origin: Option<SourceRange>) {
        let start = self.text.len();
        // Only one piece per start is kept. An empty piece would be hidden by the next one.
        if self.pieces.last().is_some_and(|last| last.start == start) {
            self.pieces.pop();
        }
        self.pieces.push(Piece { start, place, origin, verbatim });
    }
}

impl Piece {
    /// Returns the source of the piece from an offset in it.
    fn rest(&self, from: usize) -> Option<SourceRange> {
        let origin = self.origin?;
        Some(if self.verbatim { SourceRange { from: origin.from + (from - self.start), ..origin } } else { origin })
    }

    /// Returns the source of a part of this piece. An escape has no parts.
    fn part(&self, range: Range<usize>) -> Option<SourceRange> {
        let origin = self.origin?;
        if !self.verbatim {
            return Some(if range.is_empty() { SourceRange { to: origin.from, ..origin } } else { origin });
        }
        let from = origin.from + range.start.checked_sub(self.start)?;
        Some(SourceRange { from, to: from + range.len(), ..origin })
    }
}

impl fmt::Debug for LocatedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocatedText").field("start", &self.place(0)).finish_non_exhaustive()
    }
}

/// Builds a [`LocatedText`] while a decoder walks through the source from start to end.
pub(super) struct Decoder<'s> {
    source: &'s str,
    offset: usize,
    place: LineColumn,
    pub(super) escaping: Escaping,
    located: LocatedText,
}

impl<'s> Decoder<'s> {
    pub(super) fn new(source: &Source<'s>, offset: usize) -> Self {
        let place = source.place(offset);
        Self { source: source.text, offset, place, escaping: Escaping::Unknown, located: LocatedText::empty(place) }
    }

    /// Copies the source up to `to`.
    pub(super) fn verbatim(&mut self, to: usize) {
        let run = self.source.get(self.offset..to).unwrap_or_default();
        let before = self.located.text.len();
        let origin = self.origin(self.offset + run.len());
        self.located.open_piece(self.place, true, Some(origin));
        let mut start = before;
        // Pieces are short, so that a lookup never walks through a long piece.
        for chunk in run.as_bytes().chunks(STRIDE) {
            if start != before {
                let origin = Some(SourceRange { from: origin.from + (start - before), ..origin });
                self.located.pieces.push(Piece { start, place: self.place, origin, verbatim: true });
            }
            self.place = self.place.after(chunk);
            start += chunk.len();
        }
        self.located.text.push_str(run);
        self.offset += run.len();
    }

    /// Appends `text` for the source up to `to`, which is an escape.
    pub(super) fn escape(&mut self, to: usize, text: &str) {
        self.located.open_piece(self.place, false, Some(self.origin(to)));
        self.located.text.push_str(text);
        self.skip(to);
    }

    /// Skips the source up to `to`.
    pub(super) fn skip(&mut self, to: usize) {
        let skipped = self.source.get(self.offset..to).unwrap_or_default();
        self.place = self.place.after(skipped.as_bytes());
        self.offset += skipped.len();
    }

    pub(super) fn finish(mut self) -> LocatedText {
        self.located.open_piece(self.place, false, Some(self.origin(self.offset)));
        self.located
    }

    /// Returns the source up to `to`.
    fn origin(&self, to: usize) -> SourceRange {
        SourceRange { from: self.offset, to, escaping: self.escaping }
    }
}

#[cfg(test)]
mod tests;
