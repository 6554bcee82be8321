//! The human-readable output: one block per finding, with the string, carets and a help line.
//!
//! Only the [`Redacted`] string is shown, as one line. The crate annotate-snippets writes the same blocks, but it took 84 %
//! of the time of `check -`: it stores each character with its style.

use std::fmt::Display;
use std::io::{self, Write};
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use smtp_connection_string::{Redacted, Severity};
use unicode_width::UnicodeWidthChar;

use crate::counts::Count;
use crate::finding::{Finding, MAX_FINDINGS};
use crate::output::decoration::Decoration;
use crate::output::excerpt::Excerpt;

/// Writes blocks and lines, separated by empty lines where needed.
pub(crate) struct Blocks {
    styles: Styles,
    decoration: Decoration,
    /// Whether the last thing written was a line, and not a block with the empty line that ends it.
    after_line: bool,
}

/// The string that a block shows.
#[derive(Clone, Copy)]
pub(crate) struct SourceLine<'a> {
    pub(crate) redacted: &'a Redacted,
    /// The number in front of the string: the line of the file, or 1.
    pub(crate) line: usize,
}

impl Blocks {
    pub(crate) fn new(decoration: Decoration) -> Self {
        Self { styles: if decoration.colors { COLORED } else { PLAIN }, decoration, after_line: false }
    }

    /// Writes the findings of one string: the first [`MAX_FINDINGS`] as blocks, then the number of the others.
    pub(crate) fn write_findings(
        &mut self,
        out: &mut impl Write,
        place: Option<&dyn Display>,
        source: &str,
        findings: impl Iterator<Item = Finding>,
    ) -> io::Result<()> {
        let mut findings = findings.peekable();
        if findings.peek().is_none() {
            return Ok(());
        }
        let redacted = Redacted::new(source);
        for finding in findings.by_ref().take(MAX_FINDINGS) {
            self.write_finding(out, place, Some(SourceLine { redacted: &redacted, line: 1 }), &finding, &[])?;
        }
        write_omitted(out, findings.count())
    }

    /// Writes one finding as a block. The notes must be safe to display.
    pub(crate) fn write_finding(
        &mut self,
        out: &mut impl Write,
        place: Option<&dyn Display>,
        shown: Option<SourceLine<'_>>,
        finding: &Finding,
        notes: &[String],
    ) -> io::Result<()> {
        if std::mem::take(&mut self.after_line) {
            writeln!(out)?;
        }
        let Styles { frame, emphasis, .. } = self.styles;
        let level = self.styles.level(finding.severity);
        let Finding { rule, severity, message, help, .. } = finding;
        let rule = self.decoration.rule(rule);
        writeln!(out, "{level}{severity}[{rule}]{level:#}{emphasis}: {message}{emphasis:#}")?;
        let number = shown.map_or(1, |shown| shown.line).to_string();
        let margin = " ".repeat(number.len());
        if let Some(place) = place {
            writeln!(out, "{margin}{frame}-->{frame:#} {place}")?;
        }
        writeln!(out, "{margin} {frame}|{frame:#}")?;
        if let Some(shown) = shown {
            let excerpt = excerpt(shown, finding);
            let separator = if excerpt.text().is_empty() { "" } else { " " };
            writeln!(out, "{frame}{number}{frame:#} {frame}|{frame:#}{separator}{}", excerpt.text())?;
            self.write_marks(out, &margin, &excerpt, finding)?;
            writeln!(out, "{margin} {frame}|{frame:#}")?;
        }
        let notes = notes.iter().map(|note| ("note", note.as_str()));
        for (kind, text) in std::iter::once(("help", *help)).chain(notes) {
            writeln!(out, "{margin} {frame}= {frame:#}{emphasis}{kind}{emphasis:#}: {text}")?;
        }
        writeln!(out)
    }

    /// Marks the finding with `^^^` and the related places with `---` and their messages below.
    fn write_marks(
        &self,
        out: &mut impl Write,
        margin: &str,
        excerpt: &Excerpt<'_>,
        finding: &Finding,
    ) -> io::Result<()> {
        let Styles { frame, note, .. } = self.styles;
        let mark = |span: &Range<usize>, underline, style, label| {
            let span = excerpt.span(span.clone());
            let column = width(excerpt.text().get(..span.start));
            // An empty span is marked with one caret.
            Mark { column, width: width(excerpt.text().get(span)).max(1), underline, style, label }
        };
        let primary = mark(&finding.span, "^", self.styles.level(finding.severity), None);
        let mut marks = vec![primary];
        marks.extend(finding.related.iter().map(|(span, label)| mark(span, "-", note, Some(*label))));
        marks.sort_by_key(|mark| mark.column);
        write!(out, "{margin} {frame}|{frame:#} ")?;
        let mut below = Vec::new();
        let mut end = 0;
        for (index, mark) in marks.iter().enumerate() {
            let Mark { column, width, underline, style, label } = *mark;
            write!(out, "{}{style}{}{style:#}", " ".repeat(column.saturating_sub(end)), underline.repeat(width))?;
            end = column + width;
            let Some(label) = label else { continue };
            // A label is on the same line if a space is left on both sides.
            if marks.get(index + 1).is_none_or(|next| next.column >= end + label.len() + 2) {
                write!(out, " {style}{label}{style:#}")?;
                end += 1 + label.len();
            } else {
                below.push((column, style, label));
            }
        }
        writeln!(out)?;
        for (column, style, label) in below {
            for text in ["|", label] {
                writeln!(out, "{margin} {frame}|{frame:#} {}{style}{text}{style:#}", " ".repeat(column))?;
            }
        }
        Ok(())
    }

    /// Writes a line about a string that has no block.
    pub(crate) fn write_line(&mut self, out: &mut impl Write, line: &dyn Display) -> io::Result<()> {
        self.after_line = true;
        writeln!(out, "{line}")
    }

    /// Writes the last line, with an empty line before it if other lines precede it.
    pub(crate) fn write_summary(&mut self, out: &mut impl Write, summary: &dyn Display) -> io::Result<()> {
        if std::mem::take(&mut self.after_line) {
            writeln!(out)?;
        }
        writeln!(out, "{summary}")
    }
}

/// Writes the number of findings of a string that are not listed.
pub(crate) fn write_omitted(out: &mut impl Write, omitted: usize) -> io::Result<()> {
    if omitted > 0 { writeln!(out, "and {}\n", Count(omitted, "more finding")) } else { Ok(()) }
}

/// Returns the part of the string around the spans of the finding.
fn excerpt<'a>(shown: SourceLine<'a>, finding: &Finding) -> Excerpt<'a> {
    let related = finding.related.iter().map(|(span, _)| span);
    Excerpt::new(shown.redacted, std::iter::once(&finding.span).chain(related).cloned())
}

/// Returns the number of columns of a text on a terminal. Only control characters have no width, and they are escaped.
fn width(text: Option<&str>) -> usize {
    text.unwrap_or_default().chars().filter_map(UnicodeWidthChar::width).sum()
}

/// A part of the string that is underlined.
struct Mark {
    column: usize,
    width: usize,
    underline: &'static str,
    style: Style,
    label: Option<&'static str>,
}

/// The styles of blocks.
#[derive(Clone, Copy)]
struct Styles {
    error: Style,
    warning: Style,
    /// Also the style of related places.
    note: Style,
    /// Everything around the string: the number, the bars and the arrow.
    frame: Style,
    emphasis: Style,
}

const PLAIN: Styles = Styles {
    error: Style::new(),
    warning: Style::new(),
    note: Style::new(),
    frame: Style::new(),
    emphasis: Style::new(),
};

const COLORED: Styles = Styles {
    error: AnsiColor::BrightRed.on_default().bold(),
    warning: AnsiColor::Yellow.on_default().bold(),
    note: AnsiColor::BrightGreen.on_default().bold(),
    frame: AnsiColor::BrightBlue.on_default().bold(),
    emphasis: Style::new().bold(),
};

impl Styles {
    fn level(&self, severity: Severity) -> Style {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Note => self.note,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(source: &str) -> String {
        let report = smtp_connection_string::check(source);
        let mut out = Vec::new();
        let findings = report.diagnostics().iter().map(Finding::from);
        Blocks::new(Decoration::PLAIN).write_findings(&mut out, None, source, findings).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn first_20_findings_are_listed_and_the_others_counted() {
        let report = checked(&"x;".repeat(20));
        assert_eq!(report.matches("error[missing-equals]: ").count(), 20, "{report}");
        assert!(!report.contains("more finding"), "{report}");
        let report = checked(&"x;".repeat(400));
        assert_eq!(report.matches("error[missing-equals]: ").count(), 20, "{report}");
        assert!(report.ends_with("\n\nand 380 more findings\n\n"), "{report}");
        assert!(checked(&"x;".repeat(21)).ends_with("\n\nand 1 more finding\n\n"));
    }

    #[test]
    fn block_for_a_long_string_is_short() {
        for source in ["a.".repeat(32 * 1024), format!("SmtpServer={};Port=25", "a".repeat(64 * 1024))] {
            let report = checked(&source);
            assert!(report.len() < 2000, "{}", report.len());
        }
    }

    #[test]
    fn label_is_beside_the_related_place_if_it_fits() {
        let beside = |length: usize| {
            let report = checked(&format!("SmtpServer={};SmtpServer=x;EnableSsl=True", "a".repeat(length)));
            report.contains("\n  | ---------- first occurrence of the keyword ^^^^^^^^^^\n")
        };
        assert_eq!([30, 31].map(beside), [false, true]);
    }

    #[test]
    fn blocks_lines_and_summary_are_separated_by_empty_lines() {
        let finding = || Finding::from(&smtp_connection_string::check("").diagnostics()[0]);
        let mut out = Vec::new();
        let mut human = Blocks::new(Decoration::PLAIN);
        human.write_line(&mut out, &"a: valid").unwrap();
        human.write_line(&mut out, &"b: valid").unwrap();
        human.write_finding(&mut out, Some(&"c"), None, &finding(), &[]).unwrap();
        human.write_line(&mut out, &"d: valid").unwrap();
        human.write_summary(&mut out, &"4 strings").unwrap();
        let text = String::from_utf8(out).unwrap();
        let (before, after) = text.split_once("error[empty-connection-string]: ").unwrap();
        assert_eq!(before, "a: valid\nb: valid\n\n");
        assert!(after.contains("\n --> c\n") && after.ends_with("\n\nd: valid\n\n4 strings\n"), "{text}");
    }
}
