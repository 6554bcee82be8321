//! The human-readable output: one block per finding, with the string, carets and a help line.
//!
//! Only the [`Redacted`] string is shown: annotate-snippets never receives the source.

use std::fmt::Display;
use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};
use smtp_connection_string::{Redacted, Severity};

use crate::finding::{Finding, MAX_FINDINGS};
use crate::output::counts::Count;
use crate::output::excerpt::Excerpt;

const PLACE: Style = AnsiColor::BrightBlue.on_default().bold();
const NOTE: Style = AnsiColor::BrightGreen.on_default().bold();

/// Writes blocks and lines, separated by empty lines where needed.
pub(crate) struct Blocks {
    renderer: Renderer,
    place: Style,
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
    pub(crate) fn new(styled: bool) -> Self {
        let renderer =
            if styled { Renderer::styled().line_num(PLACE).note(NOTE).context(NOTE) } else { Renderer::plain() };
        // The excerpt is short enough. If the renderer trimmed it too, spans would lose their ends.
        let renderer = renderer.term_width(usize::MAX / 4);
        Self { renderer, place: if styled { PLACE } else { Style::new() }, after_line: false }
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
        let group = Group::with_title(level(finding.severity).primary_title(finding.message).id(finding.rule));
        let group = match shown {
            Some(shown) => group.element(snippet(shown, finding)),
            None => group,
        };
        let group = group.element(Level::HELP.message(finding.help));
        let group = group.elements(notes.iter().map(|note| Level::NOTE.message(note)));
        let block = self.renderer.render(&[group]);
        // annotate-snippets would add its own line and column to the place, so the place is inserted here.
        match (place, block.split_once('\n')) {
            (Some(place), Some((title, rest))) => {
                let width = shown.map_or(1, |shown| shown.line.to_string().len());
                writeln!(out, "{title}\n{:width$}{style}-->{style:#} {place}\n{rest}\n", "", style = self.place)
            }
            _ => writeln!(out, "{block}\n"),
        }
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

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// Marks the finding with `^^^` and the related places with `---`.
fn snippet(shown: SourceLine<'_>, finding: &Finding) -> Snippet<'static, annotate_snippets::Annotation<'static>> {
    let related = &finding.related;
    let spans = std::iter::once(&finding.span).chain(related.iter().map(|(span, _)| span));
    let excerpt = Excerpt::new(shown.redacted, spans.cloned());
    let primary = AnnotationKind::Primary.span(excerpt.span(finding.span.clone()));
    let context = related
        .iter()
        .map(|(span, message)| AnnotationKind::Context.span(excerpt.span(span.clone())).label(Some(*message)));
    let annotations: Vec<_> = std::iter::once(primary).chain(context).collect();
    Snippet::source(excerpt.text().to_owned()).line_start(shown.line).annotations(annotations)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(source: &str) -> String {
        let report = smtp_connection_string::check(source);
        let mut out = Vec::new();
        let findings = report.diagnostics().iter().map(Finding::from);
        Blocks::new(false).write_findings(&mut out, None, source, findings).unwrap();
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
    fn blocks_lines_and_summary_are_separated_by_empty_lines() {
        let finding = || Finding::from(&smtp_connection_string::check("").diagnostics()[0]);
        let mut out = Vec::new();
        let mut human = Blocks::new(false);
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
