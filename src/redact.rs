//! The text as it may be shown: secrets masked, control characters escaped.
//!
//! Everything that shows a piece of a string to a person goes through [`Masked`], in this crate and in the command line.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::diagnostic::ParseError;
use crate::smtp::validate::{Sink, walk};

/// What stands in the place of a secret, whatever its length.
const MASK: &str = "***";

/// A connection string made fit to be shown: secrets are masked, and what a terminal would obey or not show is escaped.
///
/// Secret is everything from the value of a credential keyword (`Password`, `User ID`, …) or from a value with user
/// information (`joe:pw@host`) to the end; the value of any other unknown keyword; and the whole of a text that cannot
/// be read and speaks of a credential. More is masked than need be, never less.
///
/// ```
/// use smtp_connection_string::Masked;
///
/// let masked = Masked::new("SmtpServer=mail;Password=x;y\u{7}");
/// assert_eq!(masked.as_str(), "SmtpServer=mail;Password=***");
/// assert!(masked.holds_secret());
///
/// let escaped = Masked::new("SmtpServer=\u{1b}[2J;EnableSsl=yes");
/// assert_eq!(escaped.as_str(), "SmtpServer=\\u{1b}[2J;EnableSsl=yes");
/// // Spans of the string become spans of what is shown.
/// assert_eq!(&escaped.as_str()[escaped.span(26..29)], "yes");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Masked {
    text: String,
    pieces: Vec<Piece>,
    source_len: usize,
    holds_secret: bool,
}

/// From where on the text is the source shifted, or stands for something in it.
#[derive(Clone, PartialEq, Eq)]
struct Piece {
    source: usize,
    text: usize,
    /// The source's own characters, byte for byte; else a mask or an escape.
    verbatim: bool,
}

impl Masked {
    /// Masks and escapes a connection string, valid or not.
    #[must_use]
    pub fn new(source: &str) -> Self {
        Self::with_secret_from(source, None)
    }

    /// Masks also everything from this byte on.
    pub(crate) fn with_secret_from(source: &str, start: Option<usize>) -> Self {
        let mut masked = Self {
            text: String::with_capacity(source.len()),
            pieces: Vec::new(),
            source_len: source.len(),
            holds_secret: false,
        };
        let mut secrets = Secrets::default();
        // What is wrong with the text does not matter here.
        let _ = walk(source, &mut secrets);
        if let Some(start) = start.filter(|&start| source.is_char_boundary(start)) {
            secrets.hide(start..source.len());
            secrets.secret(start);
        }
        masked.holds_secret = secrets.found;
        let mut shown = 0;
        for hidden in secrets.hidden {
            masked.show(source, shown..hidden.start);
            masked.hide(hidden.start);
            shown = hidden.end;
        }
        masked.show(source, shown..source.len());
        masked
    }

    /// The text, in one line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a credential was masked, and not only the value of a keyword that nobody knows.
    #[must_use]
    pub fn holds_secret(&self) -> bool {
        self.holds_secret
    }

    /// The span of the shown text that stands for a span of the source, on character boundaries whatever is given.
    ///
    /// A place within a secret becomes the start of its mask.
    #[must_use]
    pub fn span(&self, source: Range<usize>) -> Range<usize> {
        let start = self.position(source.start);
        start..self.position(source.end.max(source.start)).max(start)
    }

    fn position(&self, offset: usize) -> usize {
        if offset >= self.source_len {
            // A secret runs to the end, so the last piece is its mask; behind it would be in the secret.
            return match self.pieces.last() {
                Some(mask) if self.holds_secret => mask.text,
                _ => self.text.len(),
            };
        }
        let after = self.pieces.partition_point(|piece| piece.source <= offset);
        let Some(piece) = after.checked_sub(1).and_then(|index| self.pieces.get(index)) else { return 0 };
        let mut position = if piece.verbatim { piece.text + (offset - piece.source) } else { piece.text };
        while !self.text.is_char_boundary(position) {
            position -= 1;
        }
        position
    }

    fn hide(&mut self, at: usize) {
        self.pieces.push(Piece { source: at, text: self.text.len(), verbatim: false });
        self.text.push_str(MASK);
    }

    fn show(&mut self, source: &str, range: Range<usize>) {
        let Some(part) = source.get(range.clone()) else { return };
        let mut verbatim = false;
        for (index, c) in part.char_indices() {
            let printable = is_printable(c);
            if !printable || !verbatim {
                self.pieces.push(Piece { source: range.start + index, text: self.text.len(), verbatim: printable });
            }
            verbatim = printable;
            if printable {
                self.text.push(c);
            } else {
                self.text.extend(c.escape_debug());
            }
        }
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// The text alone: the source's length is the secret's.
impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Masked").field(&self.text).finish()
    }
}

/// Whether a character is shown as it is: what `char::escape_debug` leaves alone, and quotes and backslashes.
///
/// That escapes controls, format characters such as the bidirectional overrides, odd spaces and combining marks.
fn is_printable(c: char) -> bool {
    matches!(c, '"' | '\'' | '\\' | ' '..='~') || c.escape_debug().len() == 1
}

/// The sink that keeps what must not be shown: parts of the text, in order and apart.
#[derive(Default)]
struct Secrets {
    hidden: Vec<Range<usize>>,
    found: bool,
}

impl Sink for Secrets {
    fn error(&mut self, _: ParseError, _: Option<Range<usize>>) -> Result<(), ParseError> {
        Ok(())
    }

    fn hide(&mut self, range: Range<usize>) {
        // A part that begins at or before an earlier one holds it.
        while self.hidden.last().is_some_and(|last| last.start >= range.start) {
            self.hidden.pop();
        }
        match self.hidden.last_mut() {
            Some(last) if last.end >= range.start => last.end = last.end.max(range.end),
            _ => self.hidden.push(range),
        }
    }

    fn secret(&mut self, _: usize) {
        self.found = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn shown(source: &str, expected: &str) {
        assert_eq!(Masked::new(source).as_str(), expected);
    }

    #[test]
    fn secrets_are_masked() {
        shown("SmtpServer=mail;Password=x;y", "SmtpServer=mail;Password=***");
        shown("Password=", "Password=***"); // an empty one looks like any other
        shown("SmtpServer=joe:pw@host;EnableSsl=True", "SmtpServer=***");
        shown("SmtpServer=joe:p;w@host", "SmtpServer=***");
        shown("EnableSsl=a@b;x=1", "EnableSsl=***");
        shown("Foo=bar;SmtpServer=mail", "Foo=***;SmtpServer=mail");
        shown("Foo=;SmtpServer=mail", "Foo=;SmtpServer=mail");
        shown("Foo=a@b;SmtpServer=mail", "Foo=***");
        shown("smtp://joe:pw@host?ssl=true", "***");
        shown("joe:pw@host", "***");
        shown("SmtpServer=mail;Foo=\"x", "SmtpServer=mail;Foo=***");
        shown("SmtpServer=mail;Foo=\"x\"y;Bar=1", "SmtpServer=mail;Foo=***;Bar=***");
    }

    #[test]
    fn a_colon_alone_is_no_secret() {
        for value in ["mail:25", "mail:", "smtp://mail/x", "smtp://mail:25/x:y", "::1", "[::1]:25", "fe80::1%eth0"] {
            let source = std::format!("SmtpServer=mail;EnableSsl={value};x=1");
            shown(&source, &source.replace("x=1", "x=***"));
        }
    }

    #[test]
    fn what_cannot_be_read_and_speaks_of_a_credential_is_masked_whole() {
        shown("SmtpServer=mail;my password is x", "***");
        shown("x is my;password", "***");
        shown("my-password-is-x", "***"); // also where it could be a server
        shown("my-password-is-x:25", "***");
        shown("SmtpServer=mail;Foo;Password=x", "***");
        shown("SmtpServer=mail;Password=\"x", "SmtpServer=mail;Password=***"); // up to there it could be read
        shown("SmtpServer=mail;Foo", "SmtpServer=mail;Foo");
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        shown("a=\u{1b}[2J", "a=***");
        shown("SmtpServer=\r\n\u{85}\u{202e}x", "SmtpServer=\\r\\n\\u{85}\\u{202e}x");
        shown("SmtpServer=é\\\"'x", "SmtpServer=é\\\"'x");
    }

    #[test]
    fn spans_follow_what_is_shown() {
        let masked = Masked::new("SmtpServer=a\tb;Foo=x;EnableSsl=yes");
        assert_eq!(masked.as_str(), "SmtpServer=a\\tb;Foo=***;EnableSsl=yes");
        let part = |span: Range<usize>| masked.as_str().get(masked.span(span)).unwrap();
        assert_eq!(part(11..14), "a\\tb");
        assert_eq!(part(12..13), "\\t");
        assert_eq!(part(15..18), "Foo");
        assert_eq!(part(21..34), "EnableSsl=yes");
        assert_eq!(masked.span(19..20), 20..23);
        assert_eq!(masked.span(34..34), 37..37);
        assert_eq!(masked.span(99..100), 37..37);
    }

    #[test]
    fn a_secret_from_within_a_masked_value_is_one_mask() {
        for start in 4..=7 {
            assert_eq!(Masked::with_secret_from("Foo=xyz;Bar=1", Some(start)).as_str(), "Foo=***", "{start}");
        }
    }

    #[test]
    fn it_shows_as_its_text() {
        let masked = Masked::new("Foo=x");
        assert_eq!(std::format!("{masked:>8} {masked:?}"), " Foo=*** Masked(\"Foo=***\")");
    }

    #[test]
    fn a_place_within_a_character_becomes_its_start() {
        let masked = Masked::new("SmtpServer=é");
        assert_eq!(masked.span(12..12), 11..11);
        assert_eq!(masked.span(12..13), 11..13);
        let escaped = Masked::new("SmtpServer=a\u{202e}b");
        assert_eq!(escaped.span(13..14), 12..12);
        assert_eq!(escaped.span(13..15), 12..20);
    }

    #[test]
    fn the_end_of_a_value_that_nobody_knows_is_behind_its_mask() {
        assert_eq!(Masked::new("Foo=x").span(5..5), 7..7);
    }

    #[test]
    fn only_a_credential_counts_as_a_secret() {
        assert!(Masked::new("Password=").holds_secret());
        assert!(!Masked::new("Foo=x").holds_secret());
        assert!(!Masked::new("SmtpServer=mail").holds_secret());
    }

    #[test]
    fn the_end_of_a_secret_is_not_told() {
        let masked = Masked::new("Password=x;y");
        assert_eq!(masked.span(12..12), 9..9);
        assert_eq!(masked.span(0..8), 0..8);
    }
}
