//! The findings of a scan as SARIF 2.1.0, for code scanning.
//!
//! GitHub rejects a file with more than 25,000 results, so the most severe are kept, and the file states how many are
//! omitted. At most twice as many results are in memory.

mod model;
mod uri;

use std::collections::HashMap;
use std::io::{self, Write};

use crate::ssis::{LineColumn, Origin};
use smtp_connection_string::Severity;

use crate::finding::{Finding, MAX_FINDINGS};
use crate::inventory::record::{FileName, LocatedFinding, Record, RelatedPlace, Subject};
use crate::names::{name, shown_entry};
use crate::output::counts::Count;
use crate::output::escaped_json;
use crate::output::scan::sarif::model::{
    ArtifactLocation, Driver, Invocation, Level, Location, Log, LogicalLocation, Notification, PartialFingerprints,
    PhysicalLocation, Region, ReportingDescriptor, Run, Text, Tool,
};
use crate::output::scan::{Format, Summary};
use crate::output::stream::Output;
use crate::rules;
use crate::scan::totals::FileTotals;

/// The maximum number of results that GitHub accepts.
const MAX_RESULTS: usize = 25_000;

/// The maximum number of related places of a result. A connection manager can have hundreds of tasks.
const MAX_RELATED: usize = 50;

#[derive(Default)]
pub(crate) struct Sarif {
    results: Vec<model::Result>,
    /// The number of findings that are omitted because their string has too many.
    omitted_in_strings: usize,
    /// The number of results that are omitted because the file has too many.
    omitted_in_file: usize,
}

impl Format for Sarif {
    fn write(&mut self, _: &mut Output, records: &[Record<'_>]) -> io::Result<()> {
        let mut seen = HashMap::new();
        for checked in records {
            let uri = uri::reference(checked.file.path);
            self.omitted_in_strings += checked.findings.len().saturating_sub(MAX_FINDINGS);
            for located in checked.findings.iter().take(MAX_FINDINGS) {
                self.results.push(result(checked, located, &uri, &mut seen));
            }
        }
        if self.results.len() > 2 * MAX_RESULTS {
            self.prune();
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Output, summary: &Summary<'_>) -> io::Result<()> {
        self.prune();
        let log = Log::new(Run {
            tool: Tool { driver: driver() },
            column_kind: "unicodeCodePoints",
            results: std::mem::take(&mut self.results),
            invocations: [Invocation {
                execution_successful: summary.files.is_complete(),
                tool_execution_notifications: self.notifications(summary.files),
            }],
        });
        escaped_json::write_large(&mut *out, &log)?;
        out.write_all(b"\n")
    }
}

impl Sarif {
    /// Removes the least severe results, the last ones first, until at most [`MAX_RESULTS`] are left.
    fn prune(&mut self) {
        for severity in Severity::ALL {
            let mut too_many = self.results.len().saturating_sub(MAX_RESULTS);
            let lowest = self.results.iter().filter(|result| result.level == Level(*severity)).count();
            let mut kept = lowest.saturating_sub(too_many);
            too_many = too_many.min(lowest);
            self.omitted_in_file += too_many;
            self.results.retain(|result| {
                let is_lowest = result.level == Level(*severity);
                let keeps = !is_lowest || kept > 0;
                kept -= usize::from(is_lowest && kept > 0);
                keeps
            });
        }
    }

    fn notifications(&self, files: &FileTotals) -> Vec<Notification> {
        let notification = |severity, text| Notification { level: Level(severity), message: Text { text } };
        let omitted = [
            (self.omitted_in_strings, format!("at most {MAX_FINDINGS} findings of a string are listed")),
            (
                self.omitted_in_file,
                format!("code scanning accepts at most {MAX_RESULTS}, so the least severe are omitted"),
            ),
        ];
        let omitted = omitted.into_iter().filter(|(count, _)| *count > 0).map(|(count, reason)| {
            notification(Severity::Warning, format!("{} omitted: {reason}", Count(count, "finding")))
        });
        let missing = (files.missing > 0).then(|| Count(files.missing, "missing path").to_string());
        let errors = files.nothing_read().into_iter().chain(missing);
        let skipped = files.skipped.lines();
        errors
            .map(|text| notification(Severity::Error, text))
            .chain(omitted)
            .chain(skipped.into_iter().map(|text| notification(Severity::Note, unlinked(&text))))
            .collect()
    }
}

fn driver() -> Driver {
    let descriptor = |rule: rules::KnownRule| ReportingDescriptor {
        id: rule.id,
        short_description: Text { text: rule.summary.to_owned() },
        // The remedy is part of the help.
        full_description: Text { text: format!("{} {}", rule.summary, rule.why) },
        help: Text { text: rule.explanation.to_owned() },
        default_configuration: model::Configuration { level: Level(rule.severity) },
    };
    Driver {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: rules::all().map(descriptor).collect(),
    }
}

fn result(
    checked: &Record<'_>,
    located: &LocatedFinding<'_>,
    uri: &str,
    seen: &mut HashMap<String, usize>,
) -> model::Result {
    let finding = &located.finding;
    let place = Location {
        physical_location: physical(uri, checked.file.entry, located.start, Some(located.end)),
        logical_locations: logical(checked, located),
        message: None,
    };
    model::Result {
        rule_id: finding.rule,
        rule_index: rules::all().position(|rule| rule.id == finding.rule),
        level: Level(finding.severity),
        message: Text { text: message(checked, located) },
        locations: [place],
        related_locations: related(checked, located),
        partial_fingerprints: PartialFingerprints { finding: fingerprint(checked, located, seen) },
    }
}

/// Returns the message, with the connection manager and the place in an archive. The results do not show them
/// otherwise, and GitHub cannot link to a place in an archive.
fn message(checked: &Record<'_>, located: &LocatedFinding<'_>) -> String {
    let manager = checked.name.as_deref();
    let manager = manager.map(|manager| format!(" (connection manager \"{}\")", unlinked(&name(manager))));
    let entry = checked.file.entry.map(|entry| {
        let LineColumn { line, column } = located.start;
        format!(", in the entry {} of the archive, at line {line}, column {column}", unlinked(&shown_entry(entry)))
    });
    let [manager, entry] = [manager, entry].map(Option::unwrap_or_default);
    let Finding { message, help, .. } = &located.finding;
    format!("{message}{manager}{entry}; {help}")
}

/// Escapes a name in a message, in which `[text](target)` would be a link.
fn unlinked(name: &str) -> String {
    name.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// Returns the location of a finding. The lines of an archive entry do not exist in the archive. Its region is the
/// first line, which is what GitHub shows for a binary file.
fn physical(uri: &str, entry: Option<&str>, start: LineColumn, end: Option<LineColumn>) -> PhysicalLocation {
    let artifact_location = ArtifactLocation { uri: uri.to_owned() };
    let region = if entry.is_some() {
        Region { start_line: 1, ..Region::default() }
    } else {
        // The parts of an assembled string may be stored in a different order.
        let end = end.filter(|end| *end >= start);
        Region {
            start_line: start.line,
            start_column: Some(start.column),
            end_line: end.map(|end| end.line),
            end_column: end.map(|end| end.column),
        }
    };
    PhysicalLocation { artifact_location, region }
}

/// Returns the connection manager and the archive entry.
fn logical(checked: &Record<'_>, located: &LocatedFinding<'_>) -> Vec<LogicalLocation> {
    let LineColumn { line, column } = located.start;
    let entry = checked.file.entry_name().map(|entry| LogicalLocation {
        name: entry.clone(),
        fully_qualified_name: Some(format!("{entry}:{line}:{column}")),
        kind: "module",
    });
    let manager = checked.name.as_ref().map(|manager| LogicalLocation {
        name: manager.clone(),
        fully_qualified_name: checked.file.entry_name().map(|entry| format!("{entry}/{manager}")),
        kind: "resource",
    });
    manager.into_iter().chain(entry).collect()
}

/// Returns the related places of a finding. For one about a connection manager, these are also its tasks and copies.
fn related(checked: &Record<'_>, located: &LocatedFinding<'_>) -> Vec<Location> {
    let location = |file: FileName<'_>, start, end, text: String| Location {
        physical_location: physical(&uri::reference(file.path), file.entry, start, end),
        logical_locations: Vec::new(),
        message: Some(Text { text }),
    };
    let related = located.related.iter().map(|related| {
        let RelatedPlace { file, start, end, message } = related;
        location(*file, *start, *end, within(*file, *start, message))
    });
    let Subject::Manager(manager) = &checked.subject else { return related.collect() };
    let tasks = manager.uses.iter().map(|task| {
        let text = format!("the {} Send Mail task {}", task.state.as_str(), unlinked(&name(&task.path)));
        location(task.place.file, task.place.place, None, within(task.place.file, task.place.place, &text))
    });
    let copies = manager.copies.iter().map(|copy| {
        location(
            copy.place.file,
            copy.place.place,
            None,
            within(copy.place.file, copy.place.place, "a copy of the value"),
        )
    });
    related.chain(tasks).chain(copies).take(MAX_RELATED).collect()
}

/// Returns the message of a place, with the place in an archive, which has no lines.
fn within(file: FileName<'_>, place: LineColumn, message: &str) -> String {
    let LineColumn { line, column } = place;
    match file.entry {
        Some(entry) => format!("{message}, in {}, at line {line}, column {column}", unlinked(&shown_entry(entry))),
        None => message.to_owned(),
    }
}

/// Returns the identity of a finding, which does not change when lines move: rule, entry, connection manager, and a
/// counter within the file. As in a baseline, the string is not used, not even as a hash.
///
/// `primaryLocationLineHash`, which GitHub also uses, is computed by its upload action.
fn fingerprint(checked: &Record<'_>, located: &LocatedFinding<'_>, seen: &mut HashMap<String, usize>) -> String {
    let entry = checked.file.entry_name().unwrap_or_default();
    let manager = checked.name.as_deref().unwrap_or_default();
    let origin = match checked.string_of(located).map(|string| string.origin) {
        Some(Origin::Assembled { .. } | Origin::Incomplete) => "assembled",
        Some(Origin::Stored) => "stored",
        None => "file",
    };
    let known = format!("{}/{origin}/{entry}/{manager}", located.finding.rule);
    let count = seen.entry(known.clone()).or_default();
    *count += 1;
    format!("{known}/{count}")
}
