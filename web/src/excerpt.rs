//! The part of a redacted string around a span.
//!
//! The page marks the span itself, so the parts are separate. The excerpts of the command line are one text with positions.

use std::ops::Range;

use serde::Serialize;
use smtp_connection_string::Redacted;

/// The maximum length, in characters, of a string that is shown as a whole.
const WHOLE: usize = 200;
/// The number of characters of a longer string that are shown before and after a span.
const AROUND: usize = 60;
/// The number of characters of a span that are shown.
const WITHIN: usize = 60;
/// The mark in place of an omitted part.
const CUT: char = '…';

/// A part of a redacted string.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Excerpt {
    before: String,
    marked: String,
    after: String,
}

impl Excerpt {
    /// Returns the part around a span of the source.
    pub(crate) fn new(redacted: &Redacted, source: Range<usize>) -> Self {
        let text = redacted.as_str();
        let span = redacted.span(source);
        let part = |range: Range<usize>| text.get(range).unwrap_or_default();
        let (before, marked, after) = (part(0..span.start), part(span.clone()), part(span.end..text.len()));
        if text.chars().nth(WHOLE).is_none() {
            return Self { before: before.to_owned(), marked: marked.to_owned(), after: after.to_owned() };
        }
        Self { before: end(before, AROUND), marked: start(marked, WITHIN), after: start(after, AROUND) }
    }
}

/// Returns the first characters of a text.
pub(crate) fn start(text: &str, count: usize) -> String {
    match text.char_indices().nth(count) {
        Some((index, _)) => format!("{}{CUT}", text.get(..index).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Returns the last characters of a text.
fn end(text: &str, count: usize) -> String {
    let Some(last) = count.checked_sub(1) else { return String::new() };
    match text.char_indices().nth_back(last) {
        Some((index, _)) if index > 0 => format!("{CUT}{}", text.get(index..).unwrap_or_default()),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_excerpt(source: &str, span: Range<usize>, expected: [&str; 3]) {
        let Excerpt { before, marked, after } = Excerpt::new(&Redacted::new(source), span);
        assert_eq!([before.as_str(), &marked, &after], expected);
    }

    #[test]
    fn short_string_is_shown_as_a_whole() {
        assert_excerpt("SmtpServer=mail;EnableSsl=yes", 26..29, ["SmtpServer=mail;EnableSsl=", "yes", ""]);
        assert_excerpt("", 0..0, ["", "", ""]);
    }

    #[test]
    fn secret_is_hidden() {
        let source = "SmtpServer=mail;Password=hunter2;EnableSsl=yes";
        assert_excerpt(source, 16..24, ["SmtpServer=mail;", "Password", "=***;EnableSsl=yes"]);
        assert_excerpt(source, 25..32, ["SmtpServer=mail;Password=", "***", ";EnableSsl=yes"]);
    }

    #[test]
    fn long_parts_are_cut() {
        let server = "é".repeat(100);
        let source = format!("SmtpServer={server};EnableSsl=yes;SmtpServer={server}");
        let place = source.find("yes").unwrap();
        let before = format!("…{};EnableSsl=", "é".repeat(49));
        let after = format!(";SmtpServer={}…", "é".repeat(48));
        assert_excerpt(&source, place..place + 3, [&before, "yes", &after]);
        let marked = format!("{}…", "é".repeat(60));
        let Excerpt { before, marked: actual, .. } = Excerpt::new(&Redacted::new(&source), 11..211);
        assert_eq!((before.as_str(), actual), ("SmtpServer=", marked));
    }
}
