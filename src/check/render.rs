//! Findings as plain text: the message, the redacted string with carets under the span, and the help.
//!
//! A long string is cut to the part around the span, so a report grows with the number of findings and not with its product
//! with the length of the string.

use alloc::string::String;
use core::fmt::{self, Write};
use core::ops::Range;

use crate::diagnostic::{Diagnostic, ParseError};
use crate::redact::Redacted;

/// How many findings are printed: more would hide the first ones.
const MAX_FINDINGS: usize = 20;
/// How many characters of the string are printed before a span.
const BEFORE: usize = 60;
/// How many characters of the string are printed.
const WIDTH: usize = 120;
/// What replaces the rest.
const CUT: char = '…';

/// The findings about a source.
pub(super) fn report(source: &str, diagnostics: &[Diagnostic]) -> String {
    let redacted = Redacted::new(source);
    let mut out = String::new();
    for diagnostic in diagnostics.iter().take(MAX_FINDINGS) {
        if !out.is_empty() {
            out.push('\n');
        }
        // Writing to a `String` cannot fail.
        let _ = write_diagnostic(&mut out, diagnostic, &redacted);
    }
    if diagnostics.len() > MAX_FINDINGS {
        let _ = writeln!(out, "\nand {} more", diagnostics.len() - MAX_FINDINGS);
    }
    out
}

impl ParseError {
    /// Returns the error as plain text, with the parsed string and carets under the span.
    ///
    /// The string is redacted and escaped. If it is not the one that was parsed, the position of the carets is
    /// meaningless.
    ///
    /// ```
    /// use smtp_connection_string::SmtpConnection;
    ///
    /// let text = "SmtpServer=mail;Password=hunter2";
    /// let error = SmtpConnection::parse(text).unwrap_err();
    /// assert_eq!(
    ///     error.render(text),
    ///     "\
    /// error[basic-authentication]: unsupported credential keyword
    ///   |
    ///   | SmtpServer=mail;Password=***
    ///   |                 ^^^^^^^^
    ///   = help: remove the pair: only anonymous and Windows authentication are supported, not Basic authentication
    /// "
    /// );
    /// ```
    #[must_use]
    pub fn render(&self, source: &str) -> String {
        report(source, &[Diagnostic::new(*self, None)])
    }
}

fn write_diagnostic(out: &mut String, diagnostic: &Diagnostic, redacted: &Redacted) -> fmt::Result {
    writeln!(out, "{diagnostic}")?;
    writeln!(out, "  |")?;
    write_snippet(out, redacted.as_str(), &redacted.span(diagnostic.span()))?;
    for related in diagnostic.related() {
        writeln!(out, "  = note: {} at byte {}", related.message(), related.span().start)?;
    }
    writeln!(out, "  = help: {}", diagnostic.help())
}

/// The line of the string and the line of the carets.
fn write_snippet(out: &mut String, text: &str, span: &Range<usize>) -> fmt::Result {
    let window = window(text, span);
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

/// The part of the text that is printed: all of it, or as much as fits around the start of the span.
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
        let source = format!("SmtpServer={}a;EnableSsl=yes;Timeout={}", "a.".repeat(100), "0".repeat(200));
        let report = check(&source);
        let rendered = report.render();
        let lines: std::vec::Vec<_> = rendered.lines().collect();
        assert!(lines[2].starts_with("  | …a.a") && lines[2].ends_with("0…"), "{rendered}");
        assert_eq!(lines[2].chars().count(), 4 + WIDTH + 2);
        let column = lines[3].chars().position(|c| c == '^').unwrap();
        assert_eq!(lines[2].chars().skip(column).take(3).collect::<String>(), "yes");
    }

    #[test]
    fn duplicate_names_the_first_keyword() {
        let rendered = check("SmtpServer=a;smtpserver=b").render();
        assert!(rendered.contains("  = note: first occurrence of the keyword at byte 0\n"), "{rendered}");
    }

    #[test]
    fn an_empty_span_has_one_caret() {
        assert!(check("").render().contains("  | \n  | ^\n"));
        assert!(check("EnableSsl=True").render().contains("  | EnableSsl=True\n  |               ^\n"));
    }

    #[test]
    fn only_the_first_findings_are_printed() {
        let rendered = check(&"x;".repeat(400)).render();
        assert_eq!(rendered.matches("error[missing-equals]").count(), MAX_FINDINGS);
        assert!(rendered.ends_with("\n\nand 380 more\n"), "{rendered}");
    }

    #[test]
    fn an_error_of_a_server_name_is_redacted() {
        let rendered = |text| crate::ServerName::parse(text).unwrap_err().render(text);
        assert!(rendered("mail:25").contains("  | mail:25\n  | ^^^^^^^\n"));
        assert!(rendered("joe:x@mail").contains("  | ***\n  | ^^^\n"));
    }

    #[test]
    fn another_source_does_not_panic() {
        let error = crate::SmtpConnection::parse("SmtpServer=mail;EnableSsl=yes").unwrap_err();
        for source in ["", "é", "ééééééééééééééééééééé"] {
            assert!(error.render(source).starts_with("error[invalid-boolean]: "));
        }
    }
}
