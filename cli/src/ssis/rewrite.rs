//! Changes texts in a file, and nothing else.
//!
//! The result is read again. It is only returned if it contains the new texts, and all other texts are the same.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::ssis::escape;
use crate::ssis::facts::Facts;
use crate::ssis::layout::Layout;
use crate::ssis::limits::Limits;
use crate::ssis::place::{LocatedText, SourceRange};
use crate::ssis::read::{Reading, decoded, read};

/// The number of parts up to which two texts are compared part by part. The time of a comparison is quadratic.
const MAX_PARTS: usize = 1_000;

/// A new value for a text of a file.
#[derive(Debug)]
pub struct Change<'a> {
    /// One of the texts of the facts.
    pub text: &'a LocatedText,
    /// The new text. It may contain a secret.
    pub new: String,
}

/// Returns the bytes of a file in which texts are changed. Every byte outside of the changed parts remains.
///
/// # Errors
///
/// Returns why the file cannot be changed, in one line without text of the file.
pub fn rewrite(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    facts: &Facts,
    changes: &[Change<'_>],
) -> Result<Vec<u8>, &'static str> {
    let text = decoded(name, bytes)?;
    let layout = Layout::of(bytes, &text).ok_or("the encoding of the file is not known exactly")?;
    let mut edits = Vec::new();
    for change in changes {
        edits.extend(self::edits(change)?);
    }
    edits.sort_by_key(|edit| (edit.range.from, edit.range.to));
    // The value of a variable of a script can belong to several connection managers.
    edits.dedup();
    let rewritten = splice(bytes, &text, layout, &edits)?;
    is_as_intended(name, &rewritten, limits, facts, changes)?;
    Ok(rewritten)
}

/// A replacement of a part of the source.
#[derive(Debug, PartialEq, Eq)]
struct Edit {
    range: SourceRange,
    /// Already escaped.
    new: String,
}

/// Checks that a text can be changed. It does not check the file.
///
/// # Errors
///
/// Returns why the text cannot be changed, in one line without text of the file.
pub fn can_change(change: &Change<'_>) -> Result<(), &'static str> {
    edits(change).map(drop)
}

/// Returns the edits of a text.
fn edits(change: &Change<'_>) -> Result<Vec<Edit>, &'static str> {
    const NOT_CONTIGUOUS: &str =
        "the value is not in one piece: it contains a comment, or the file has only parts of it";
    let old = change.text.as_str();
    let edit = |(range, new): (Range<usize>, &str)| {
        let range = change.text.origin(range).ok_or(NOT_CONTIGUOUS)?;
        let new = escape::escaped(range.escaping, new).ok_or("the new value cannot be written at this place")?;
        Ok(Edit { range, new: new.into_owned() })
    };
    differences(old, &change.new).into_iter().map(edit).collect()
}

/// Returns the parts of a text that are different in a new text, each with the new part.
///
/// The unit of the comparison is a keyword or value, so an unchanged pair between two changed ones remains.
fn differences<'n>(old: &str, new: &'n str) -> Vec<(Range<usize>, &'n str)> {
    let (old_parts, new_parts) = (parts(old), parts(new));
    if old_parts.len().max(new_parts.len()) > MAX_PARTS {
        return trimmed(old, 0..old.len(), new).into_iter().collect();
    }
    let offsets = |parts: &[&str]| -> Vec<usize> {
        let ends = parts.iter().scan(0, |end, part| {
            *end += part.len();
            Some(*end)
        });
        std::iter::once(0).chain(ends).collect()
    };
    let (old_offsets, new_offsets) = (offsets(&old_parts), offsets(&new_parts));
    let range = |offsets: &[usize], parts: Range<usize>| {
        let at = |index: usize| offsets.get(index).copied().unwrap_or_default();
        at(parts.start)..at(parts.end)
    };
    let mut differences: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, &old_parts, &new_parts) {
        if matches!(operation, DiffOp::Equal { .. }) {
            continue;
        }
        let (_, old_range, new_range) = operation.as_tag_tuple();
        let (old_range, new_range) = (range(&old_offsets, old_range), range(&new_offsets, new_range));
        match differences.last_mut() {
            Some((last_old, last_new)) if last_old.end == old_range.start && last_new.end == new_range.start => {
                (last_old.end, last_new.end) = (old_range.end, new_range.end);
            }
            _ => differences.push((old_range, new_range)),
        }
    }
    let trimmed = |(old_range, new_range): (Range<usize>, Range<usize>)| {
        trimmed(old, old_range, new.get(new_range).unwrap_or_default())
    };
    differences.into_iter().filter_map(trimmed).collect()
}

/// Removes what is equal at the beginning and at the end of a difference; `None` if nothing is left.
fn trimmed<'n>(old: &str, range: Range<usize>, new: &'n str) -> Option<(Range<usize>, &'n str)> {
    let part = old.get(range.clone())?;
    let equal = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| -> usize {
        a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let start = equal(&mut part.chars(), &mut new.chars());
    let (part, new) = (part.get(start..)?, new.get(start..)?);
    let end = equal(&mut part.chars().rev(), &mut new.chars().rev());
    let new = new.get(..new.len() - end)?;
    let range = range.start + start..range.end - end;
    (!range.is_empty() || !new.is_empty()).then_some((range, new))
}

/// Splits a text before and after each `;` and `=`.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for piece in text.split_inclusive([';', '=']) {
        let end = piece.trim_end_matches([';', '=']).len();
        let (word, separator) = piece.split_at(end);
        parts.extend([word, separator].into_iter().filter(|part| !part.is_empty()));
    }
    parts
}

/// Replaces parts of the bytes.
fn splice(bytes: &[u8], text: &str, layout: Layout, edits: &[Edit]) -> Result<Vec<u8>, &'static str> {
    const CHANGED: &str = "the file changed while it was being read";
    let mut new = bytes.get(..layout.mark()).unwrap_or_default().to_vec();
    // The ends of what was copied, in the bytes and in the text.
    let (mut at, mut done) = (layout.mark(), 0);
    for Edit { range, new: inserted } in edits {
        let (before, replaced) = text.get(done..range.from).zip(text.get(range.from..range.to)).ok_or(CHANGED)?;
        let start = at + layout.length(before);
        new.extend_from_slice(bytes.get(at..start).ok_or(CHANGED)?);
        new.extend(
            layout.encode(inserted).ok_or("the encoding of the file may not have a character of the new value")?,
        );
        (at, done) = (start + layout.length(replaced), range.to);
    }
    new.extend_from_slice(bytes.get(at..).unwrap_or_default());
    Ok(new)
}

/// Checks that a changed file contains the new texts, and that the other texts are the same.
fn is_as_intended(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    facts: &Facts,
    changes: &[Change<'_>],
) -> Result<(), &'static str> {
    let new: HashMap<*const LocatedText, &str> =
        changes.iter().map(|change| (std::ptr::from_ref(change.text), change.new.as_str())).collect();
    let expected = facts.texts().map(|text| new.get(&std::ptr::from_ref(text)).copied().unwrap_or(text.as_str()));
    let is_intended = match read(name, bytes, true, limits) {
        Reading::File(read) => expected.eq(read.texts().map(LocatedText::as_str)),
        _ => false,
    };
    if is_intended {
        Ok(())
    } else {
        Err("the changed file would not be read as intended; another value may be at the same place")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssis::place::Source;

    #[track_caller]
    fn check(old: &str, new: &str, expected: &[(&str, &str)]) {
        let found = differences(old, new);
        let shown: Vec<_> = found.iter().map(|(range, new)| (old.get(range.clone()).unwrap(), *new)).collect();
        assert_eq!(shown, expected, "{old} {new}");
    }

    #[test]
    fn differences_are_the_changed_values() {
        check("SmtpServer=a;EnableSsl=False;", "SmtpServer=b;EnableSsl=True;", &[("a", "b"), ("Fals", "Tru")]);
        check("SmtpServer=a;", "SmtpServer=a;Timeout=5;", &[("", "Timeout=5;")]);
        check("SmtpServer=a", "SmtpServer=a;Timeout=5", &[("", ";Timeout=5")]);
        check("SmtpServer='old';Foo=1", "SmtpServer='new';Foo=1", &[("old", "new")]);
        check("true", "false", &[("tru", "fals")]);
        check("a", "a", &[]);
        check("", "a", &[("", "a")]);
        check("é=1", "è=1", &[("é", "è")]);
    }

    #[test]
    fn long_texts_are_compared_as_a_whole() {
        let long = |server: &str| format!("SmtpServer={server};{}EnableSsl=True", "a=1;".repeat(MAX_PARTS));
        check(&long("old"), &long("new"), &[("old", "new")]);
    }

    #[test]
    fn edits_are_on_the_borders_of_escapes() {
        let source = "a=&#120;y&#122;;b=<!-- c -->1<![CDATA[2&]]>;";
        let text = escape::content(&Source::new(source), 0, source.len());
        assert_eq!(text.as_str(), "a=xyz;b=12&;");
        let edited = |new: &str| -> Result<Vec<(&str, String)>, &'static str> {
            let edits = edits(&Change { text: &text, new: new.to_owned() })?;
            Ok(edits.into_iter().map(|edit| (source.get(edit.range.from..edit.range.to).unwrap(), edit.new)).collect())
        };
        assert_eq!(edited("a=xYz;b=12&;"), Ok(vec![("y", "Y".to_owned())]));
        assert_eq!(edited("a=<;b=12&;"), Ok(vec![("&#120;y&#122;", "&lt;".to_owned())]));
        assert_eq!(edited("a=xyz;b=1<&;"), Ok(vec![("2", "<".to_owned())]), "in CDATA");
        assert_eq!(edited("a=xyz;b=12&;c"), Ok(vec![("", "c".to_owned())]));
        assert!(edited("a=xyz;b=3&;").is_err(), "the border of a CDATA section is in between");
        assert_eq!(edited("b=12&;").unwrap().len(), 1);
    }

    #[test]
    fn parts_are_the_whole_text() {
        for text in ["a=1;b==2;;", "", "=", "a"] {
            assert_eq!(parts(text).concat(), text);
        }
        assert_eq!(parts("a=1;b"), ["a", "=", "1", ";", "b"]);
    }
}
