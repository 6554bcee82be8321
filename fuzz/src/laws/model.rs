//! The naive model of a text under edits: every byte of it in a list of pieces, taken apart by the slow reading.

use super::reading;

/// A text as its pairs, each with what stands before it, and what stands behind the last.
#[derive(Clone)]
pub struct Model {
    pub pieces: Vec<Piece>,
    tail: String,
}

/// A pair in its spelling.
#[derive(Clone)]
pub struct Piece {
    gap: String,
    keyword: String,
    equals: String,
    value: String,
}

impl Model {
    /// Takes a text apart, if it can be read.
    pub fn of(text: &str) -> Option<Self> {
        let (mut pieces, mut end) = (Vec::new(), 0);
        for pair in reading::read(text).ok()? {
            let (keyword, value) = (pair.keyword_span, pair.value_span);
            pieces.push(Piece {
                gap: text.get(end..keyword.start)?.to_owned(),
                keyword: text.get(keyword.clone())?.to_owned(),
                equals: text.get(keyword.end..value.start)?.to_owned(),
                value: text.get(value.clone())?.to_owned(),
            });
            end = value.end;
        }
        Some(Self { pieces, tail: text.get(end..)?.to_owned() })
    }

    /// The text again.
    pub fn text(&self) -> String {
        let part = |piece: &Piece| [&*piece.gap, &piece.keyword, &piece.equals, &piece.value].concat();
        self.pieces.iter().map(part).chain([self.tail.clone()]).collect()
    }

    /// Writes the value in the last pair of the keyword and drops the others, or adds a pair.
    pub fn set(&mut self, keyword: &str, value: &str) {
        let Some(last) = self.pieces.iter_mut().rfind(|piece| piece.is(keyword)) else {
            let closed = self.pieces.is_empty() || self.tail.contains(';');
            let gap = std::mem::take(&mut self.tail) + if closed { "" } else { ";" };
            let (keyword, equals) = (keyword.replace('=', "=="), "=".to_owned());
            self.pieces.push(Piece { gap, keyword, equals, value: written(value, None) });
            self.tail.push_str(if closed { ";" } else { "" });
            return;
        };
        let quote = last.value.chars().next().filter(|c| ['"', '\''].contains(c));
        last.value = written(value, quote);
        let kept = self.pieces.iter().rposition(|piece| piece.is(keyword));
        self.remove_but(keyword, kept);
    }

    /// Drops all pairs of the keyword.
    pub fn remove(&mut self, keyword: &str) -> bool {
        self.remove_but(keyword, None)
    }

    /// Spells the keyword of all its pairs anew.
    pub fn rename(&mut self, keyword: &str, new: &str) -> bool {
        let mut renamed = false;
        for piece in self.pieces.iter_mut().filter(|piece| piece.is(keyword)) {
            piece.keyword = new.replace('=', "==");
            renamed = true;
        }
        renamed
    }

    /// One pair after the other, from the back, each with the first `;` behind it or else the last one before it.
    fn remove_but(&mut self, keyword: &str, kept: Option<usize>) -> bool {
        let mut removed = false;
        for index in (0..self.pieces.len()).rev() {
            if Some(index) == kept || !self.pieces.get(index).is_some_and(|piece| piece.is(keyword)) {
                continue;
            }
            let mut before = self.pieces.remove(index).gap;
            let behind = self.pieces.get_mut(index).map_or(&mut self.tail, |piece| &mut piece.gap);
            if let Some(at) = behind.find(';') {
                behind.remove(at);
            } else if let Some(at) = before.rfind(';') {
                before.remove(at);
            }
            behind.insert_str(0, &before);
            removed = true;
        }
        removed
    }
}

impl Piece {
    /// The keyword as it is meant.
    pub fn keyword(&self) -> String {
        self.keyword.replace("==", "=")
    }

    fn is(&self, keyword: &str) -> bool {
        self.keyword().eq_ignore_ascii_case(keyword)
    }
}

/// The value in the quotes that are there, or else in those that .NET writes.
fn written(value: &str, quote: Option<char>) -> String {
    let needs_quotes = |c: char| "\"'=;".contains(c) || c.is_whitespace() || c.is_control();
    let quote = match quote {
        Some(quote) => quote,
        None if !value.is_empty() && !value.chars().any(needs_quotes) => return value.to_owned(),
        None if value.contains('"') && !value.contains('\'') => '\'',
        None => '"',
    };
    let mut written = String::from(quote);
    for c in value.chars() {
        written.push(c);
        if c == quote {
            written.push(c);
        }
    }
    written.push(quote);
    written
}
