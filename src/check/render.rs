//! Findings as plain text for people: the message, the string with carets under the span, and the help.
//!
//! What is shown of the string goes through [`Masked`]. A long string is cut to the part around the span, so that a
//! report grows with the number of findings and not with their product with the string.

use alloc::string::String;
use core::fmt::{self, Write};
use core::ops::Range;

use crate::check::report::Report;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::ParseError;
use crate::diagnostic::message::Problem;
use crate::redact::Masked;

/// How many characters of the string are shown before a span.
const BEFORE: usize = 60;
/// How many characters of the string are shown in all.
const WIDTH: usize = 120;
/// What stands for the part that was cut off.
const CUT: char = '…';

impl Report<'_> {
    /// All findings as plain text, a paragraph each; empty if there is none.
    ///
    /// Secrets are masked and control characters escaped.
    ///
    /// ```
    /// use smtp_connection_string::check;
    ///
    /// let report = check("SmtpServer=mail;EnableSsl=yes;");
    /// assert_eq!(
    ///     report.render(),
    ///     "\
    /// error[invalid-boolean]: expected `True` or `False`, found another word for true
    ///   |
    ///   | SmtpServer=mail;EnableSsl=yes;
    ///   |                           ^^^
    ///   = help: write `True`
    /// "
    /// );
    /// ```
    #[must_use]
    pub fn render(&self) -> String {
        let masked = Masked::new(self.source());
        let mut out = String::new();
        for diagnostic in self.diagnostics() {
            if !out.is_empty() {
                out.push('\n');
            }
            // Writing to a `String` cannot fail.
            let _ = write_diagnostic(&mut out, diagnostic, &masked);
        }
        out
    }
}

impl ParseError {
    /// The error as plain text, with the string that was parsed and carets under the span.
    ///
    /// Secrets are masked and control characters escaped. With another string than the one that was parsed, the carets
    /// stand at a place that means nothing.
    ///
    /// ```
    /// use smtp_connection_string::SmtpConnection;
    ///
    /// let text = "SmtpServer=mail;Password=x";
    /// let error = SmtpConnection::parse(text).unwrap_err();
    /// assert_eq!(
    ///     error.render(text),
    ///     "\
    /// error[basic-authentication]: basic authentication is not supported, found a keyword for a user name, password or other credential
    ///   |
    ///   | SmtpServer=mail;Password=***
    ///   |                 ^^^^^^^^
    ///   = help: take the credential out: there is only anonymous access and `UseWindowsAuthentication=True`
    /// "
    /// );
    /// ```
    #[must_use]
    pub fn render(&self, source: &str) -> String {
        let mut out = String::new();
        // The error may be one of a server name, which is no connection string: all that it says of a secret is where it
        // begins.
        let secret = (self.problem == Problem::UserInformation).then_some(self.span().start);
        let masked = Masked::with_secret_from(source, secret);
        // Writing to a `String` cannot fail.
        let _ = write_diagnostic(&mut out, &Diagnostic::new(*self, None), &masked);
        out
    }
}

fn write_diagnostic(out: &mut String, diagnostic: &Diagnostic, masked: &Masked) -> fmt::Result {
    writeln!(out, "{diagnostic}")?;
    writeln!(out, "  |")?;
    write_snippet(out, diagnostic, masked)?;
    for related in diagnostic.related() {
        writeln!(out, "  = note: {}, at byte {}", related.message(), related.span().start)?;
    }
    if let Some(help) = diagnostic.help() {
        writeln!(out, "  = help: {help}")?;
    }
    Ok(())
}

/// The line of the string and the line of the carets, one at least.
fn write_snippet(out: &mut String, diagnostic: &Diagnostic, masked: &Masked) -> fmt::Result {
    let text = masked.as_str();
    let span = masked.span(diagnostic.span());
    let window = window(text, &span);
    let part = |range: Range<usize>| text.get(range).unwrap_or_default();
    let head = if window.start > 0 { Some(CUT) } else { None };
    let tail = if window.end < text.len() { Some(CUT) } else { None };

    let line = head.into_iter().chain(part(window.clone()).chars()).chain(tail);
    out.push_str("  | ");
    out.extend(line);
    let indent = part(window.start..span.start).chars().count() + usize::from(head.is_some());
    let carets = part(span.start..span.end.min(window.end)).chars().count().max(1);
    writeln!(out, "\n  | {:indent$}{:^<carets$}", "", "")
}

/// The part of the text that is shown: all of it, or as much as fits around the start of the span.
fn window(text: &str, span: &Range<usize>) -> Range<usize> {
    let back = |from: usize, count: usize| {
        let before = text.get(..from).unwrap_or_default();
        before.char_indices().rev().take(count).last().map_or(from, |(index, _)| index)
    };
    let forward = |from: usize, count: usize| {
        let after = text.get(from..).unwrap_or_default();
        after.char_indices().nth(count).map_or(text.len(), |(index, _)| from + index)
    };
    if forward(0, WIDTH) == text.len() {
        return 0..text.len();
    }
    let start = back(span.start, BEFORE);
    start..forward(start, WIDTH)
}

#[cfg(test)]
mod tests {
    use std::format;

    use super::*;
    use crate::check::report::check;

    #[test]
    fn a_long_string_is_cut_around_the_span() {
        let source = format!("SmtpServer={}a;EnableSsl=yes;Timeout={}x", "a.".repeat(100), "0".repeat(100));
        let report = check(&source);
        let rendered = report.render();
        let lines: std::vec::Vec<_> = rendered.lines().collect();
        assert_eq!(lines.len(), 11, "{rendered}");
        assert!(lines[2].starts_with("  | …a.a") && lines[2].ends_with("0…"), "{rendered}");
        assert_eq!(lines[2].chars().count(), 4 + WIDTH + 2);
        let column = lines[3].chars().position(|c| c == '^').unwrap();
        assert_eq!(lines[2].chars().skip(column).take(3).collect::<String>(), "yes");
    }

    #[test]
    fn the_first_of_two_is_named() {
        let rendered = check("SmtpServer=a;smtpserver=b").render();
        assert!(rendered.contains("  = note: first written here, at byte 0\n"), "{rendered}");
    }

    #[test]
    fn an_empty_span_has_one_caret() {
        assert!(check("").render().contains("  | \n  | ^\n"));
        assert!(check("EnableSsl=True").render().contains("  | EnableSsl=True\n  |               ^\n"));
    }

    #[test]
    fn an_error_of_a_server_name_shows_what_is_no_secret() {
        let rendered = |text| crate::ServerName::parse(text).unwrap_err().render(text);
        assert!(rendered("mail:25").contains("  | mail:25\n  | ^^^^^^^\n"));
        assert!(rendered("joe:x@mail").contains("  | ***\n  | ^\n"));
    }

    #[test]
    fn another_source_is_no_panic() {
        let error = crate::SmtpConnection::parse("SmtpServer=mail;EnableSsl=yes").unwrap_err();
        for source in ["", "é", "ééééééééééééééééééééé"] {
            assert!(error.render(source).starts_with("error[invalid-boolean]: "));
        }
    }
}
