//! The findings that a build server shows as annotations: the most severe ones first, in a limited number.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use smtp_connection_string::Severity;

use crate::counts::Count;
use crate::inventory::record::{LocatedFinding, Record, Subject};
use crate::names::{name, shown_entry};
use crate::output::report::answer::Answer;
use crate::output::scan::format::Summary;
use crate::ssis::LineColumn;

/// The maximum number of annotations of each severity, which bounds the memory. GitHub and Azure Pipelines show ten of each
/// type per step as annotations, and all others only in the log.
const MAX_ANNOTATIONS: usize = 1000;

/// A finding that a build server shows at its place in a file.
pub(super) struct Annotation {
    pub(super) severity: Severity,
    pub(super) rule: &'static str,
    pub(super) path: PathBuf,
    /// `None` in an archive, which has no lines.
    pub(super) place: Option<LineColumn>,
    /// One line. All names in it are escaped.
    pub(super) message: String,
}

/// The first findings of each severity.
pub(super) struct Annotations {
    by_severity: BTreeMap<Reverse<Severity>, Vec<Annotation>>,
    /// The least severe severity that has annotations.
    least: Severity,
}

impl Annotations {
    pub(super) fn new(least: Severity) -> Self {
        Self { by_severity: BTreeMap::new(), least }
    }

    /// Adds the findings that count.
    pub(super) fn add(&mut self, records: &[Record<'_>]) {
        for record in records {
            let is_listed =
                |located: &&LocatedFinding<'_>| located.suppression.is_none() && located.finding.severity >= self.least;
            for located in record.findings.iter().filter(is_listed) {
                let listed = self.by_severity.entry(Reverse(located.finding.severity)).or_default();
                if listed.len() < MAX_ANNOTATIONS {
                    listed.push(Annotation::new(record, located));
                }
            }
        }
    }

    /// Returns the annotations, most severe first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Annotation> {
        self.by_severity.values().flatten()
    }

    /// Writes the lines after the annotations: what is not listed, hidden, does not count or was not read, and the headline.
    pub(super) fn write_end(&self, out: &mut impl Write, summary: Summary<'_>) -> io::Result<()> {
        let count = |is_counted: &dyn Fn(Severity) -> bool| {
            let counted = summary.totals.findings.iter().filter(|((_, severity), _)| is_counted(*severity));
            counted.map(|(_, count)| count).sum::<usize>()
        };
        let omitted = count(&|severity| severity >= self.least).saturating_sub(self.iter().count());
        if omitted > 0 {
            let omitted = Count(omitted, "more finding");
            writeln!(out, "{omitted} not listed: at most {MAX_ANNOTATIONS} of each severity are")?;
        }
        let less_severe = count(&|severity| severity < self.least);
        if less_severe > 0 {
            writeln!(out, "{} not listed", Count(less_severe, "note"))?;
        }
        for line in summary.totals.hidden.lines().into_iter().chain(summary.context()) {
            writeln!(out, "{line}")?;
        }
        writeln!(out, "{}", Answer(summary))
    }
}

impl Annotation {
    fn new(record: &Record<'_>, located: &LocatedFinding<'_>) -> Self {
        let finding = &located.finding;
        Self {
            severity: finding.severity,
            rule: finding.rule,
            path: record.file.path.to_owned(),
            place: record.file.entry.is_none().then_some(located.start),
            message: message(record, located),
        }
    }
}

/// Returns the message of a finding, with the connection manager, the place in an archive, the help, and the notes.
fn message(record: &Record<'_>, located: &LocatedFinding<'_>) -> String {
    let subject = match (&record.subject, &record.name) {
        (Subject::Task(task), _) => format!(" (Send Mail task \"{}\")", name(&task.path)),
        (Subject::String(_), Some(named)) => format!(" (\"{}\")", name(named)),
        (_, Some(manager)) => format!(" (connection manager \"{}\")", name(manager)),
        (_, None) => String::new(),
    };
    let LineColumn { line, column } = located.start;
    let entry = record
        .file
        .entry
        .map(|entry| format!(", in the entry {} of the archive, at line {line}, column {column}", shown_entry(entry)));
    let entry = entry.unwrap_or_default();
    let mut parts = vec![format!("{}{subject}{entry}", located.finding.message), located.finding.help.to_owned()];
    parts.extend(located.notes.iter().cloned());
    parts.join("; ")
}

/// Returns why the scan is not complete, if no finding says it. Without this, a build server would show nothing.
pub(super) fn failures(summary: Summary<'_>) -> impl Iterator<Item = String> {
    let missing = (summary.files.missing > 0).then(|| Count(summary.files.missing, "missing path").to_string());
    summary.files.nothing_read().into_iter().chain(missing)
}
