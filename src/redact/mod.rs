//! What may be shown of a connection string.
//!
//! Nothing here asks whether a text is a secret. Text is shown if its shape is known to be harmless, and everything else
//! becomes `***`; `grammar.md`, "Redaction", has the rules. All that shows a part of a string to a person goes through
//! [`Redacted`], in this crate and in the command line.

mod shape;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

pub(crate) use self::shape::is_server;
use crate::syntax::grammar::RawPair;
use crate::syntax::segments::{MalformedSegment, Segments};
use crate::syntax::span::Span;

/// What replaces hidden text, whatever its length.
const MASK: &str = "***";

/// A connection string that can be shown: everything that could be a secret is `***`, and characters that a terminal would
/// interpret or not show are escaped.
///
/// Keywords are shown if they are listed or at a certain place, values if they have a harmless form of the property that
/// the keyword means. `grammar.md` has the rules, and `SECURITY.md` says what they promise and what they do not.
///
/// ```
/// use smtp_connection_string::Redacted;
///
/// let redacted = Redacted::new("SmtpServer=mail;Kennwort=hunter2;EnableSsl=yes");
/// assert_eq!(redacted.as_str(), "SmtpServer=mail;Kennwort=***;EnableSsl=yes");
///
/// let escaped = Redacted::new("SmtpServer=\u{1b}2J;EnableSsl=yes");
/// assert_eq!(escaped.as_str(), "SmtpServer=\\u{1b}2J;EnableSsl=yes");
/// // A span of the string becomes a span of what is shown.
/// assert_eq!(&escaped.as_str()[escaped.span(25..28)], "yes");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Redacted {
    text: String,
    pieces: Vec<Piece>,
    source_len: usize,
}

/// Where a part of the source is in the text.
#[derive(Clone, PartialEq, Eq)]
struct Piece {
    source: usize,
    text: usize,
    /// The part is shown as it is; otherwise it is escaped or hidden.
    verbatim: bool,
}

impl Redacted {
    /// Redacts and escapes a connection string, which need not be valid.
    #[must_use]
    pub fn new(source: &str) -> Self {
        let mut redacted =
            Self { text: String::with_capacity(source.len()), pieces: Vec::new(), source_len: source.len() };
        let mut shown = 0;
        for hidden in hidden(source) {
            redacted.show(source, shown..hidden.start);
            redacted.hide(hidden.start);
            shown = hidden.end;
        }
        redacted.show(source, shown..source.len());
        redacted
    }

    /// Returns the text, which is one line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the span of the text for a span of the source, in bytes and on character boundaries.
    ///
    /// A position inside hidden text becomes the start of its `***`.
    #[must_use]
    pub fn span(&self, source: Range<usize>) -> Range<usize> {
        let start = self.position(source.start);
        start..self.position(source.end.max(source.start)).max(start)
    }

    fn position(&self, offset: usize) -> usize {
        if offset >= self.source_len {
            return self.text.len();
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
            let printable = shape::is_printable(c);
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

/// The hidden parts of a source, in order.
fn hidden(source: &str) -> impl Iterator<Item = Span> + '_ {
    // Whether every segment so far was a well-formed pair of a property or a port, and was shown in full (S5).
    let mut certain = true;
    let mut is_first = true;
    Segments::new(source).flat_map(move |segment| {
        let (text, is_pair) = match segment {
            Ok(RawPair { keyword, value }) => {
                let (start, end) = (Span::of(source, keyword).start, value.span(source).end);
                (source.get(start..end).unwrap_or_default(), true)
            }
            Err(MalformedSegment { text, .. }) => (text.trim_end(), false),
        };
        let Some((keyword, value)) = text.split_once('=') else {
            certain = false;
            let is_first = core::mem::take(&mut is_first);
            let shown = shape::is_listed(text) || (is_first && shape::is_lone_server(text));
            return [(!shown).then_some(Span::of(source, text)), None].into_iter().flatten();
        };
        is_first = false;
        let keyword = shape::Keyword::new(keyword.trim_end(), certain);
        let value = value.trim_start_matches(|c: char| c == '=' || c.is_whitespace()).trim_end();
        let shows_value = keyword.shows(value, certain);
        certain &= is_pair && shows_value && keyword.keeps_certainty();
        let part = |shown: bool, text| (!shown).then(|| Span::of(source, text));
        [part(keyword.is_shown, keyword.text), part(shows_value, value)].into_iter().flatten()
    })
}

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// Only the text.
impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Redacted").field(&self.text).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::ToString;

    use super::*;

    #[track_caller]
    fn shown(source: &str, expected: &str) {
        assert_eq!(Redacted::new(source).as_str(), expected);
    }

    #[track_caller]
    fn unchanged(sources: &[&str]) {
        for source in sources {
            shown(source, source);
        }
    }

    #[test]
    fn values_of_other_keywords_are_hidden() {
        shown("SmtpServer=mail;Password=x;y", "SmtpServer=mail;Password=***;***");
        shown("Password=", "Password=");
        shown("Foo=bar;SmtpServer=mail", "Foo=***;SmtpServer=mail");
        shown("Subject=x;Kennwort = 'y;z' ;", "Subject=***;Kennwort = *** ;");
        shown("Password==x=y", "Password==***");
        shown("Password=\"x;y;EnableSsl=True", "Password=***;***;EnableSsl=True");
    }

    #[test]
    fn unlisted_keywords_are_shown_at_a_certain_place() {
        unchanged(&["Foo=", "SmtpServer=mail;Foo=", "ClientSecret="]);
        shown("SmtpServer=mail;Password=x;hunter2=y", "SmtpServer=mail;Password=***;***=***");
        shown("Foo=;Bar=", "Foo=;***=");
        shown("Passwordhunter2=x", "***=***");
        shown("TokenCacheSize=5", "***=***");
        shown("my key=5", "***=***");
        shown("Foo=;User ID=x", "Foo=;User ID=***");
    }

    #[test]
    fn servers_of_every_shape_are_shown() {
        unchanged(&[
            "SmtpServer=virus.erp.local",
            "SmtpServer=mail.guidance.com",
            "SmtpServer=mail:25",
            "SmtpServer=mail,25",
            "SmtpServer=smtp://mail:25/",
            "SmtpServer=[::1]:25",
            "SmtpServer=fe80::1%eth0",
            "SmtpServer=<server name>",
            "SmtpServer=@[User::SmtpServer]",
            "SmtpServer=bücher.example",
            "SmtpServer=\"mail\"",
            "SmtpServer=mail EnableSsl=True",
            "SmtpServer=mail,EnableSsl=True|Timeout=20",
            "Password=;SmtpServer=mail",
            "Host=mail",
            "mail",
            "'mail:25'",
            "smtp://mail",
        ]);
        shown("SmtpServer=joe:pw@mail", "SmtpServer=***");
        shown("SmtpServer=joe:pw", "SmtpServer=***");
        shown("SmtpServer=mail Password=x", "SmtpServer=***");
        shown("SmtpServer=mail:123456", "SmtpServer=***");
        shown("Password=x;Host=mail", "Password=***;Host=***");
        shown("joe:pw@mail", "***");
        shown("EnableSsl=True;mail", "EnableSsl=True;***");
    }

    #[test]
    fn words_and_numbers_of_the_other_properties_are_shown() {
        unchanged(&[
            "EnableSsl=yes;UseWindowsAuthentication=SSPI",
            "EnableSsl=Tre",
            "EnableSsl='True",
            "EnableSsl=“True”",
            "Authentication=Basic;UseTls=1",
            "Timeout=30s;Timeout=-1;Timeout=1,5 sec",
            "Port=587;SmtpServer=mail;Foo=",
        ]);
        shown("EnableSsl=hunter2", "EnableSsl=***");
        shown("Timeout=hunter2", "Timeout=***");
        shown("Port=123456", "Port=***");
        shown("Authentication=Basic am9l", "Authentication=***");
        shown("ProxyAuth=Basic", "ProxyAuth=***");
    }

    #[test]
    fn segments_without_equals() {
        unchanged(&["EnableSsl", "SmtpServer=mail;Password", "SmtpServer=mail;\"EnableSsl"]);
        shown("SmtpServer=mail;my password is x", "SmtpServer=mail;***");
        shown("x y", "***");
        shown("EnableSsl;hunter2", "EnableSsl;***");
        shown("SmtpServer=mail;=1", "SmtpServer=mail;=***");
    }

    #[test]
    fn unprintable_characters_are_escaped() {
        shown("SmtpServer=\u{85}\u{202e}x", "SmtpServer=\\u{85}\\u{202e}x");
        shown("\u{feff}SmtpServer=a", "\\u{feff}SmtpServer=a");
        shown("SmtpServer=a;\r\n\tEnableSsl=True", "SmtpServer=a;\\r\\n\\tEnableSsl=True");
    }

    #[test]
    fn spans_follow_the_text() {
        let redacted = Redacted::new("SmtpServer=a\u{1}b;Foo=x;EnableSsl=yes");
        assert_eq!(redacted.as_str(), "SmtpServer=a\\u{1}b;***=***;EnableSsl=yes");
        let part = |span: Range<usize>| redacted.as_str().get(redacted.span(span)).unwrap();
        assert_eq!(part(11..14), "a\\u{1}b");
        assert_eq!(part(12..13), "\\u{1}");
        assert_eq!(part(15..18), "***");
        assert_eq!(part(19..20), "***");
        assert_eq!(part(21..34), "EnableSsl=yes");
        assert_eq!(redacted.span(99..100), redacted.as_str().len()..redacted.as_str().len());
    }

    #[test]
    fn position_inside_hidden_or_wide_text_is_its_start() {
        assert_eq!(Redacted::new("Foo=xyz").span(5..6), 4..4);
        let redacted = Redacted::new("SmtpServer=é");
        assert_eq!(redacted.span(12..12), 11..11);
        assert_eq!(redacted.span(12..13), 11..13);
        let escaped = Redacted::new("SmtpServer=a\u{202e}b");
        assert_eq!(escaped.span(13..14), 12..12);
        assert_eq!(escaped.span(13..15), 12..20);
    }

    #[test]
    fn display_and_debug_show_only_the_text() {
        let redacted = Redacted::new("Foo=x");
        assert_eq!(format!("{redacted:>8} {redacted:?}"), " Foo=*** Redacted(\"Foo=***\")");
        assert_eq!(redacted.to_string(), redacted.as_str());
    }
}
