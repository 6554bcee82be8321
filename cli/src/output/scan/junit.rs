//! The scan as JUnit XML: one suite per project, and one case per connection manager.
//!
//! Tasks, strings and files outside of connection managers are cases if they have findings. Jenkins reads one result of a case,
//! so a case has at most one, which lists the findings. Suites are written project by project.

use std::cmp::Reverse;
use std::fmt;
use std::io::{self, Write};

use smtp_connection_string::Severity;

use crate::counts::Count;
use crate::finding::{MAX_FINDINGS, Tally};
use crate::inventory::record::{FileName, LocatedFinding, Record, Subject};
use crate::names::{escaped, name};
use crate::output::scan::annotations::failures;
use crate::output::scan::format::{Format, Summary};
use crate::output::scan::place::{InFile, Linked};
use crate::output::stream::Output;
use crate::policy::Policy;
use crate::rules::files::FileRule;
use crate::ssis::LineColumn;

pub(crate) struct Junit<'a> {
    policy: Policy<'a>,
}

impl<'a> Junit<'a> {
    pub(crate) fn new(policy: Policy<'a>) -> Self {
        Self { policy }
    }
}

impl Format for Junit<'_> {
    fn begin(&mut self, out: &mut Output) -> io::Result<()> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<testsuites name=\"{}\">", env!("CARGO_PKG_NAME"))
    }

    fn write(&mut self, out: &mut Output, records: &[Record<'_>]) -> io::Result<()> {
        let mut records: Vec<(&str, &Record<'_>)> =
            records.iter().map(|record| (project(record.file), record)).collect();
        // An archive that cannot be read is among the files of its folder. The sort is stable.
        records.sort_by_key(|(project, _)| *project);
        for records in records.chunk_by(|(a, _), (b, _)| a == b) {
            let cases: Vec<Case<'_>> =
                records.iter().filter_map(|(_, record)| Case::new(record, &self.policy)).collect();
            if let (Some((project, _)), false) = (records.first(), cases.is_empty()) {
                write_suite(out, project, &cases)?;
            }
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Output, summary: &Summary<'_>) -> io::Result<()> {
        let failures: Vec<String> = failures(*summary).map(|failure| xml(&escaped(&failure))).collect();
        let context = summary.context().into_iter().chain(summary.totals.hidden.lines());
        let context: Vec<String> = context.map(|line| xml(&line)).collect();
        // The scan as a whole is a case if it needs an explanation.
        if !(failures.is_empty() && context.is_empty()) {
            let (name, errors) = (env!("CARGO_PKG_NAME"), usize::from(!failures.is_empty()));
            writeln!(
                out,
                "  <testsuite name=\"{name}\" tests=\"1\" failures=\"0\" errors=\"{errors}\" skipped=\"0\" time=\"0\">"
            )?;
            writeln!(out, "    <testcase classname=\"{name}\" name=\"scan\" time=\"0\">")?;
            if let Some(first) = failures.first() {
                writeln!(out, "      <error type=\"incomplete\" message=\"{first}\">{}</error>", failures.join("\n"))?;
            }
            if !context.is_empty() {
                writeln!(out, "      <system-out>{}\n</system-out>", context.join("\n"))?;
            }
            writeln!(out, "    </testcase>\n  </testsuite>")?;
        }
        writeln!(out, "</testsuites>")
    }
}

/// Why findings do not count.
const SUPPRESSED: &str = "in the baseline or accepted by exceptions";

/// The result of a case.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Something could not be read.
    Error,
    /// The policy denies a finding.
    Failure,
    /// The policy would deny a finding, but the baseline lists it or an exception accepts it.
    Skipped,
    Passed,
}

struct Case<'r> {
    record: &'r Record<'r>,
    outcome: Outcome,
    /// The findings of the result, most severe first.
    failing: Vec<&'r LocatedFinding<'r>>,
    /// The other findings that count.
    others: Vec<&'r LocatedFinding<'r>>,
    /// The numbers of findings in each list, including those that were only counted.
    counts: [usize; 2],
    suppressed: usize,
}

impl<'r> Case<'r> {
    /// Returns the case of a record; `None` if it has none.
    fn new(record: &'r Record<'_>, policy: &Policy<'_>) -> Option<Self> {
        let fails = |rule, severity| is_unreadable(rule, severity) || policy.denies(rule, severity);
        let (counting, suppressed): (Vec<Tally>, Vec<Tally>) =
            record.tallies().partition(|tally| tally.suppression.is_none());
        if counting.is_empty() && suppressed.is_empty() && !matches!(record.subject, Subject::Manager(_)) {
            return None;
        }
        let total = |tallies: &[Tally], failing: bool| {
            let counted = tallies.iter().filter(|tally| fails(tally.rule, tally.severity) == failing);
            counted.map(|tally| tally.count).sum::<usize>()
        };
        let counts = [total(&counting, true), total(&counting, false)];
        let [failing, _] = counts;
        let outcome = if counting.iter().any(|tally| is_unreadable(tally.rule, tally.severity)) {
            Outcome::Error
        } else if failing > 0 {
            Outcome::Failure
        } else if total(&suppressed, true) > 0 {
            Outcome::Skipped
        } else {
            Outcome::Passed
        };
        let listed = record.findings.iter().filter(|located| located.suppression.is_none());
        let (mut failing, others): (Vec<_>, Vec<_>) =
            listed.partition(|located| fails(located.finding.rule, located.finding.severity));
        failing.sort_by_key(|located| {
            let finding = &located.finding;
            Reverse((is_unreadable(finding.rule, finding.severity), finding.severity))
        });
        let suppressed = total(&suppressed, true) + total(&suppressed, false);
        Some(Self { record, outcome, failing, others, counts, suppressed })
    }

    /// Returns the name, which distinguishes the case from the others of the file.
    fn name(&self) -> String {
        let LineColumn { line, column } = self.record.place;
        match (&self.record.subject, &self.record.name) {
            (Subject::Manager(_), Some(manager)) => name(manager),
            (Subject::Manager(_), None) => format!("connection manager at line {line}, column {column}"),
            (Subject::Task(task), _) => format!("Send Mail task \"{}\"", name(&task.path)),
            // The names of strings are not unique in a file.
            (Subject::String(_), Some(named)) => {
                format!("connection string \"{}\" at line {line}, column {column}", name(named))
            }
            (Subject::String(_), None) => format!("connection string at line {line}, column {column}"),
            // Such a record has one finding.
            (Subject::File, _) => {
                let rule = self.record.tallies().next().map_or("file", |tally| tally.rule);
                format!("{rule} at line {line}, column {column}")
            }
        }
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let class = xml(&InFile(self.record.file).to_string());
        write!(out, "    <testcase classname=\"{class}\" name=\"{}\" time=\"0\"", xml(&self.name()))?;
        if self.outcome == Outcome::Passed && self.others.is_empty() && self.suppressed == 0 {
            return writeln!(out, "/>");
        }
        writeln!(out, ">")?;
        let [failing, others] = self.counts;
        let known = Count(self.suppressed, "finding");
        match self.outcome {
            Outcome::Error => self.write_result(out, "error", failing)?,
            Outcome::Failure => self.write_result(out, "failure", failing)?,
            Outcome::Skipped => writeln!(out, "      <skipped message=\"{known} {SUPPRESSED}\"/>")?,
            Outcome::Passed => {}
        }
        if others + self.suppressed > 0 {
            let lines = Lines { record: self.record, findings: &self.others, count: others };
            write!(out, "      <system-out>{}", xml(&lines.to_string()))?;
            if self.suppressed > 0 {
                writeln!(out, "{known} {SUPPRESSED}")?;
            }
            writeln!(out, "</system-out>")?;
        }
        writeln!(out, "    </testcase>")
    }

    fn write_result(&self, out: &mut impl Write, element: &str, count: usize) -> io::Result<()> {
        let first = self.failing.first().map(|located| &located.finding);
        let (rule, message) = first.map_or(("", ""), |finding| (finding.rule, finding.message));
        let more = match count.saturating_sub(1) {
            0 => String::new(),
            more => format!(" (and {})", Count(more, "more finding")),
        };
        let lines = Lines { record: self.record, findings: &self.failing, count };
        write!(out, "      <{element} type=\"{rule}\" message=\"{}{more}\">", xml(message))?;
        writeln!(out, "{}</{element}>", xml(&lines.to_string()))
    }
}

/// The first findings of a list, one per line, and the number of the others.
struct Lines<'r> {
    record: &'r Record<'r>,
    findings: &'r [&'r LocatedFinding<'r>],
    count: usize,
}

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for located in self.findings.iter().take(MAX_FINDINGS) {
            let place = Linked { file: self.record.file, place: located.start };
            let finding = &located.finding;
            write!(f, "{place}: {}[{}]: {}; {}", finding.severity, finding.rule, finding.message, finding.help)?;
            for note in &located.notes {
                write!(f, "; {note}")?;
            }
            writeln!(f)?;
        }
        match self.count.saturating_sub(self.findings.len().min(MAX_FINDINGS)) {
            0 => Ok(()),
            more => writeln!(f, "and {}", Count(more, "more finding")),
        }
    }
}

fn write_suite(out: &mut impl Write, project: &str, cases: &[Case<'_>]) -> io::Result<()> {
    let count = |outcome| cases.iter().filter(|case| case.outcome == outcome).count();
    writeln!(
        out,
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\">",
        xml(&escaped(project)),
        cases.len(),
        count(Outcome::Failure),
        count(Outcome::Error),
        count(Outcome::Skipped),
    )?;
    cases.iter().try_for_each(|case| case.write(out))?;
    writeln!(out, "  </testsuite>")
}

/// Returns whether a finding says that something could not be read, which no policy allows.
fn is_unreadable(rule: &str, severity: Severity) -> bool {
    rule == FileRule::UnreadableFile.id() && severity == Severity::Error
}

/// Returns the path of the project of a file: the archive or the folder.
fn project(file: FileName<'_>) -> &str {
    let is_archive = file.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ispac"));
    if is_archive || file.entry.is_some() {
        return file.name;
    }
    match file.name.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => ".",
    }
}

/// Returns a text for an attribute or an element. A character that XML forbids is escaped as in Rust.
fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                escaped.extend(c.escape_unicode());
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_character_is_valid_in_xml() {
        let characters: Vec<char> = ('\0'..=char::MAX).filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
        for part in characters.chunks(0x4000) {
            let text: String = part.iter().collect();
            let document = format!("<a b=\"{0}\">{0}</a>", xml(&text));
            let document = roxmltree::Document::parse(&document).unwrap();
            assert_eq!(document.root_element().attribute("b"), document.root_element().text());
            // Names are escaped before, so they contain nothing that XML forbids.
            let shown = escaped(&text);
            let document = format!("<a>{}</a>", xml(&shown));
            let document = roxmltree::Document::parse(&document).unwrap();
            assert_eq!(document.root_element().text(), Some(shown.as_str()));
        }
        assert_eq!(xml("a&<>\"\u{1}\u{ffff}"), "a&amp;&lt;&gt;&quot;\\u{1}\\u{ffff}");
    }

    #[test]
    fn project_is_the_folder_or_the_archive() {
        for (name, entry, expected) in [
            ("a.dtsx", None, "."),
            ("a/b/c.dtsx", None, "a/b"),
            ("/a.dtsx", None, "/"),
            ("a/b.ISPAC", None, "a/b.ISPAC"),
            ("a/b.zip", Some("c/d.dtsx"), "a/b.zip"),
        ] {
            assert_eq!(project(FileName { path: Path::new(name), name, entry }), expected);
        }
    }
}
