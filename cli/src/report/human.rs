//! Findings for people: the string with carets below it, all findings of one string in one snippet.
//!
//! Only the [`Redacted`] string is shown: annotate-snippets never receives the source.

use std::fmt::{self, Display};
use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};
use smtp_connection_string::{Redacted, Severity};

use crate::report::excerpt::Excerpt;
use crate::report::tally::{Count, Tally};
use crate::report::{Finding, MAX_FINDINGS};

/// How many findings share a snippet. More labels under one line cannot be followed by eye, and the time to lay them out
/// grows faster than their number.
const MOST: usize = 10;

const PLACE: Style = AnsiColor::BrightBlue.on_default().bold();
const NOTE: Style = AnsiColor::BrightGreen.on_default().bold();

/// Draws reports in one style.
pub(crate) struct Human {
    renderer: Renderer,
    place: Style,
}

impl Human {
    pub(crate) fn new(styled: bool) -> Self {
        let renderer =
            if styled { Renderer::styled().line_num(PLACE).note(NOTE).context(NOTE) } else { Renderer::plain() };
        // The excerpt is short enough; trimmed once more, spans would lose their ends.
        let renderer = renderer.term_width(usize::MAX / 4);
        Self { renderer, place: if styled { PLACE } else { Style::new() } }
    }

    /// Writes what was found in one string, and where the string stands if there are several.
    pub(crate) fn write(
        &self,
        out: &mut impl Write,
        place: Option<&dyn Display>,
        source: &str,
        findings: &[Finding],
    ) -> io::Result<()> {
        let valid = findings.iter().all(|finding| finding.severity != Severity::Error);
        let findings: Vec<&Finding> = findings.iter().collect();
        self.write_string(out, &Shown { place, line: 1, source, valid: Some(valid), notes: &[] }, &findings)
    }

    pub(crate) fn write_string(
        &self,
        out: &mut impl Write,
        shown: &Shown<'_>,
        findings: &[&Finding],
    ) -> io::Result<()> {
        let Some(worst) = findings.iter().map(|finding| finding.severity).max() else {
            let verdict = if shown.valid == Some(true) { "valid, no findings" } else { "no findings" };
            return match shown.place {
                Some(place) => writeln!(out, "{place}: {verdict}"),
                None => writeln!(out, "{verdict}"),
            };
        };
        let redacted = Redacted::new(shown.source);
        let alone = findings.len() == 1;
        let title = match findings {
            [finding] => level(worst).primary_title(finding.message).id(finding.rule),
            _ => level(worst).primary_title(verdict(worst, shown.valid, findings)),
        };
        let mut title = Some(title);
        let (listed, omitted) = findings.split_at(findings.len().min(MAX_FINDINGS));
        let mut groups: Vec<Group<'_>> = listed
            .chunks(MOST)
            .map(|findings| {
                let group = match title.take() {
                    Some(title) => Group::with_title(title),
                    None => Group::with_level(level(worst)),
                };
                let group = group.element(snippet(&redacted, shown.line, worst, findings, alone));
                group.elements(helps(findings, alone).into_iter().map(|help| Level::HELP.message(help)))
            })
            .collect();
        if let Some(last) = groups.pop() {
            let more = (!omitted.is_empty()).then(|| format!("and {}", Count(omitted.len(), "more finding")));
            let notes = more.into_iter().chain(shown.notes.iter().cloned());
            groups.push(last.elements(notes.map(|note| Level::NOTE.message(note))));
        }
        self.write_report(out, shown.place, &groups)
    }

    /// Writes a finding that is about no string, but about what stands at a place.
    pub(crate) fn write_finding(
        &self,
        out: &mut impl Write,
        place: &dyn Display,
        finding: &Finding,
        notes: &[String],
    ) -> io::Result<()> {
        let group = Group::with_title(level(finding.severity).primary_title(finding.message).id(finding.rule));
        let group = group.element(Level::HELP.message(finding.help));
        let group = group.elements(notes.iter().map(|note| Level::NOTE.message(note)));
        self.write_report(out, Some(place), &[group])
    }

    fn write_report(&self, out: &mut impl Write, place: Option<&dyn Display>, groups: &[Group<'_>]) -> io::Result<()> {
        let report = self.renderer.render(groups);
        // annotate-snippets shows a place with a line and a column of the text that it was given, which is not the
        // source's: the place goes in by hand, below the title, above everything else.
        match (place, report.split_once('\n')) {
            (Some(place), Some((title, rest))) => {
                writeln!(out, "{title}\n {style}-->{style:#} {place}\n{rest}\n", style = self.place)
            }
            _ => writeln!(out, "{report}"),
        }
    }
}

/// A string as a report shows it.
pub(crate) struct Shown<'a> {
    /// Where it stands, if there are several.
    pub(crate) place: Option<&'a dyn Display>,
    /// The line of the file in which it stands.
    pub(crate) line: usize,
    pub(crate) source: &'a str,
    /// `None` where that cannot be said.
    pub(crate) valid: Option<bool>,
    /// What else there is to know, in lines that are fit to be shown.
    pub(crate) notes: &'a [String],
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// The title above several findings.
fn verdict(worst: Severity, valid: Option<bool>, findings: &[&Finding]) -> String {
    let tally: Tally = findings.iter().map(|finding| finding.severity).collect();
    match (worst, valid) {
        (Severity::Error, _) => format!("not valid: {tally}"),
        (_, Some(true)) => format!("valid, with {tally}"),
        // Only a part of a string, or one that need not be valid where it stands.
        _ => tally.to_string(),
    }
}

/// A finding alone has its message in the title; several have theirs as labels.
///
/// `^^^` marks the most severe findings, `---` marks the others and related places: annotate-snippets has one color for
/// each.
fn snippet<'a>(
    redacted: &Redacted,
    line: usize,
    worst: Severity,
    findings: &[&'a Finding],
    alone: bool,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let related = findings.iter().flat_map(|finding| &finding.related);
    let spans = findings.iter().map(|finding| &finding.span).chain(related.clone().map(|(span, _)| span));
    let excerpt = Excerpt::new(redacted, spans.cloned());
    let primary = findings.iter().map(|finding| {
        let kind = if finding.severity == worst { AnnotationKind::Primary } else { AnnotationKind::Context };
        let label = (!alone).then(|| Label(finding).to_string());
        kind.span(excerpt.span(finding.span.clone())).label(label)
    });
    let context =
        related.map(|(span, message)| AnnotationKind::Context.span(excerpt.span(span.clone())).label(Some(*message)));
    Snippet::source(excerpt.text().to_owned()).line_start(line).annotations(primary.chain(context))
}

/// The help lines, each text once: two rules may have the same remedy.
fn helps(findings: &[&Finding], alone: bool) -> Vec<String> {
    let mut helps: Vec<(&str, Vec<&str>)> = Vec::new();
    for finding in findings {
        match helps.iter_mut().find(|(text, _)| *text == finding.help) {
            Some((_, rules)) if rules.contains(&finding.rule) => {}
            Some((_, rules)) => rules.push(finding.rule),
            None => helps.push((finding.help, vec![finding.rule])),
        }
    }
    let line = |(text, rules): (&str, Vec<&str>)| {
        if alone { text.to_owned() } else { format!("{}: {text}", rules.join(", ")) }
    };
    helps.into_iter().map(line).collect()
}

/// The label of a span: `error[invalid-boolean]: invalid boolean`.
struct Label<'a>(&'a Finding);

impl Display for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { severity, rule, message, .. } = self.0;
        write!(f, "{severity}[{rule}]: {message}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(place: Option<&dyn Display>, source: &str, findings: &[Finding]) -> String {
        let mut out = Vec::new();
        Human::new(false).write(&mut out, place, source, findings).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn checked(source: &str) -> String {
        let report = smtp_connection_string::check(source);
        written(None, source, &report.diagnostics().iter().map(Finding::from).collect::<Vec<_>>())
    }

    /// Every valid string has a note today; a rule may go, and the line must be there then.
    #[test]
    fn no_findings_are_told() {
        assert_eq!(written(None, "", &[]), "valid, no findings\n");
        assert_eq!(written(Some(&"line 3"), "", &[]), "line 3: valid, no findings\n");
    }

    #[test]
    fn many_findings_take_several_snippets() {
        let report = checked(&"x;".repeat(20));
        assert!(report.starts_with("error: not valid: 20 errors\n"), "{report}");
        assert_eq!(report.matches("1 | ").count(), 2, "{report}");
        assert_eq!(report.matches("error[missing-equals]: ").count(), 20, "{report}");
        assert!(!report.contains("more finding"), "{report}");
    }

    #[test]
    fn findings_after_the_first_20_are_counted() {
        let report = checked(&"x;".repeat(400));
        assert!(report.starts_with("error: not valid: 400 errors\n"), "{report}");
        assert_eq!(report.matches("error[missing-equals]: ").count(), 20, "{report}");
        assert!(report.ends_with("\n  = note: and 380 more findings\n"), "{report}");
        assert!(checked(&"x;".repeat(21)).ends_with("\n  = note: and 1 more finding\n"));
    }

    #[test]
    fn a_finding_about_a_long_string_is_short() {
        for source in ["a.".repeat(32 * 1024), format!("SmtpServer={};Port=25", "a".repeat(64 * 1024))] {
            let report = checked(&source);
            assert!(report.len() < 2000, "{}", report.len());
        }
    }
}
