//! A naive model of a string under edits: a list of pieces that together are the text.

use crate::oracle::syntax;

/// A text as its pairs, each with the text before it, and the text after the last pair.
pub(crate) struct Model {
    pieces: Vec<Piece>,
    tail: String,
}

/// A pair as it is written.
struct Piece {
    gap: String,
    keyword: String,
    equals: String,
    value: String,
}

impl Model {
    /// Splits a text into its pairs.
    pub(crate) fn new(text: &str) -> Self {
        let (mut pieces, mut end) = (Vec::new(), 0);
        for pair in syntax::read(text).unwrap() {
            let (keyword, value) = (pair.keyword_span, pair.value_span);
            pieces.push(Piece {
                gap: text[end..keyword.start].to_owned(),
                keyword: text[keyword.clone()].to_owned(),
                equals: text[keyword.end..value.start].to_owned(),
                value: text[value.clone()].to_owned(),
            });
            end = value.end;
        }
        Self { pieces, tail: text[end..].to_owned() }
    }

    pub(crate) fn text(&self) -> String {
        let part = |piece: &Piece| [&*piece.gap, &piece.keyword, &piece.equals, &piece.value].concat();
        self.pieces.iter().map(part).chain([self.tail.clone()]).collect()
    }

    pub(crate) fn keywords(&self) -> Vec<String> {
        self.pieces.iter().map(Piece::keyword).collect()
    }

    /// Writes the value in the last pair of the keyword and removes the others, or appends a pair.
    pub(crate) fn set(&mut self, keyword: &str, value: &str) {
        let Some(last) = self.pieces.iter_mut().rfind(|piece| piece.is(keyword)) else {
            self.append(keyword.replace('=', "=="), written(value, None));
            return;
        };
        let quote = last.value.chars().next().filter(|c| ['"', '\''].contains(c));
        last.value = written(value, quote);
        let kept = self.pieces.iter().rposition(|piece| piece.is(keyword));
        self.remove_but(keyword, kept);
    }

    /// Appends the pairs of another text, as they are written.
    pub(crate) fn extend(&mut self, other: &Self) {
        for piece in &other.pieces {
            self.append(piece.keyword.clone(), piece.value.clone());
        }
    }

    fn append(&mut self, keyword: String, value: String) {
        let is_closed = self.pieces.is_empty() || self.tail.contains(';');
        let gap = std::mem::take(&mut self.tail) + if is_closed { "" } else { ";" };
        // Without the space, the two `=` would be a part of the keyword.
        let equals = if value.starts_with('=') { "= " } else { "=" }.to_owned();
        self.pieces.push(Piece { gap, keyword, equals, value });
        self.tail.push_str(if is_closed { ";" } else { "" });
    }

    /// Removes all pairs of the keyword.
    pub(crate) fn remove(&mut self, keyword: &str) -> bool {
        self.remove_but(keyword, None)
    }

    /// Replaces the keyword of all its pairs.
    pub(crate) fn rename(&mut self, keyword: &str, new: &str) -> bool {
        let mut renamed = false;
        for piece in self.pieces.iter_mut().filter(|piece| piece.is(keyword)) {
            piece.keyword = new.replace('=', "==");
            renamed = true;
        }
        renamed
    }

    /// Removes one pair after the other, from the end, each with the first `;` after it or else the last one before it.
    fn remove_but(&mut self, keyword: &str, kept: Option<usize>) -> bool {
        let mut removed = false;
        for index in (0..self.pieces.len()).rev() {
            if Some(index) == kept || !self.pieces[index].is(keyword) {
                continue;
            }
            let mut before = self.pieces.remove(index).gap;
            let after = self.pieces.get_mut(index).map_or(&mut self.tail, |piece| &mut piece.gap);
            if let Some(at) = after.find(';') {
                after.remove(at);
            } else if let Some(at) = before.rfind(';') {
                before.remove(at);
            }
            after.insert_str(0, &before);
            removed = true;
        }
        removed
    }
}

impl Piece {
    fn keyword(&self) -> String {
        self.keyword.replace("==", "=")
    }

    fn is(&self, keyword: &str) -> bool {
        self.keyword().eq_ignore_ascii_case(keyword)
    }
}

/// The value in the given quotes, or in those that .NET writes.
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
