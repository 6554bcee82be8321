//! A part of a text as a replacement in its file, for programs that edit the file themselves.

use std::ops::Range;

use crate::ssis::escape;
use crate::ssis::place::{LineColumn, LocatedText};

/// A replacement of a region of a file.
pub struct Replacement {
    /// The place of the first character that is replaced.
    pub start: LineColumn,
    /// The place after the last one.
    pub end: LineColumn,
    /// The new text, already escaped for this place.
    pub new: String,
}

/// Returns the replacement of a part of a text. Returns `None` if the file does not contain the part in one piece, or if the new
/// text cannot be written there.
#[must_use]
pub fn replacement(text: &LocatedText, range: Range<usize>, new: &str) -> Option<Replacement> {
    let source = text.origin(range.clone())?;
    let new = escape::escaped(source.escaping, new)?.into_owned();
    Some(Replacement {
        start: text.exact_place(range.start, source.from)?,
        end: text.exact_place(range.end, source.to)?,
        new,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssis::place::Source;

    /// Decodes the content between `[` and `]`, and returns the region and the new text of a replacement.
    #[track_caller]
    fn replaced(source: &str, range: Range<usize>, new: &str) -> Option<(u32, u32, String)> {
        let (from, to) = (source.find('[').unwrap() + 1, source.rfind(']').unwrap());
        let text = escape::content(&Source::new(source), from, to);
        let Replacement { start, end, new } = replacement(&text, range, new)?;
        assert_eq!((start.line, end.line), (1, 1));
        Some((start.column, end.column, new))
    }

    #[test]
    fn region_encloses_the_part() {
        assert_eq!(replaced("[ä=b;c]", 3..4, "x&y"), Some((4, 5, "x&amp;y".to_owned())));
        assert_eq!(replaced("[a&amp;b]", 1..2, "x"), Some((3, 8, "x".to_owned())));
        assert_eq!(replaced("[a&amp;b]", 0..3, ""), Some((2, 9, String::new())));
        assert_eq!(replaced("[a&amp;]", 2..2, ";"), Some((8, 8, ";".to_owned())));
        assert_eq!(replaced("[]", 0..0, "a"), Some((2, 2, "a".to_owned())));
        let long = format!("[{}=b]", "a".repeat(600));
        assert_eq!(replaced(&long, 601..602, "c"), Some((603, 604, "c".to_owned())));
    }

    /// The region must not contain a comment, which the replacement would remove.
    #[test]
    fn part_around_or_before_a_comment_is_not_replaced() {
        let source = "[ab<!-- x -->cd]";
        assert_eq!(replaced(source, 1..3, "x"), None);
        assert_eq!(replaced(source, 1..2, "x"), Some((3, 4, "x".to_owned())));
        assert_eq!(replaced(source, 2..3, "x"), Some((14, 15, "x".to_owned())));
        assert_eq!(replaced("[ab<!-- x -->]", 0..2, "x"), Some((2, 4, "x".to_owned())));
        assert_eq!(replaced("[&amp;<!-- x -->a]", 0..1, "x"), None, "where the escape ends is not recorded");
    }

    #[test]
    fn text_that_cannot_be_written_is_not_replaced() {
        assert_eq!(replaced("[<![CDATA[ab]]>]", 0..1, "a>"), None);
        assert_eq!(replaced("[ab]", 0..1, "\u{1}"), None);
        assert_eq!(replaced("[<![CDATA[ab]]>]", 0..1, "c"), Some((11, 12, "c".to_owned())));
    }
}
