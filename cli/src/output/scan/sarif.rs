//! The findings of a scan as SARIF 2.1.0, for code scanning.
//!
//! GitHub rejects a file with more than 25,000 results, so the most severe are kept, and the file states how many are
//! omitted. At most twice as many results are in memory.

mod model;
mod uri;

use std::collections::HashMap;
use std::io::{self, Write};

use crate::ssis::{LineColumn, Origin, ScanRule};
use smtp_connection_string::Severity;

use crate::finding::{Finding, MAX_FINDINGS};
use crate::names::{escaped, name};
use crate::output::counts::Count;
use crate::output::scan::Format;
use crate::output::scan::sarif::model::{
    ArtifactLocation, Driver, Invocation, Level, Location, Log, LogicalLocation, Notification, PartialFingerprints,
    PhysicalLocation, Region, ReportingDescriptor, Run, Text, Tool,
};
use crate::output::stream::Output;
use crate::rules;
use crate::scan::checked::{CheckedRecord, LocatedFinding};
use crate::scan::totals::Totals;

/// The maximum number of results that GitHub accepts.
const MAX_RESULTS: usize = 25_000;

#[derive(Default)]
pub(crate) struct Sarif {
    results: Vec<model::Result>,
    /// The number of findings that are omitted because their string has too many.
    omitted_in_strings: usize,
    /// The number of results that are omitted because the file has too many.
    omitted_in_file: usize,
}

impl Format for Sarif {
    fn write(&mut self, _: &mut Output, records: &[CheckedRecord<'_>]) -> io::Result<()> {
        let mut seen = HashMap::new();
        for checked in records {
            let uri = uri::reference(checked.path);
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

    fn finish(&mut self, out: &mut Output, totals: &Totals) -> io::Result<()> {
        self.prune();
        let log = Log::new(Run {
            tool: Tool { driver: driver() },
            column_kind: "unicodeCodePoints",
            results: std::mem::take(&mut self.results),
            invocations: [Invocation {
                execution_successful: totals.is_complete(),
                tool_execution_notifications: self.notifications(),
            }],
        });
        serde_json::to_writer(&mut *out, &log)?;
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

    fn notifications(&self) -> Vec<Notification> {
        let omitted = [
            (self.omitted_in_strings, format!("at most {MAX_FINDINGS} findings of a string are listed")),
            (
                self.omitted_in_file,
                format!("code scanning accepts at most {MAX_RESULTS}, so the least severe are omitted"),
            ),
        ];
        let notification = |(count, reason)| {
            let text = format!("{} omitted: {reason}", Count(count, "finding"));
            Notification { level: Level(Severity::Warning), message: Text { text } }
        };
        omitted.into_iter().filter(|(count, _)| *count > 0).map(notification).collect()
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
    checked: &CheckedRecord<'_>,
    located: &LocatedFinding,
    uri: &str,
    seen: &mut HashMap<String, usize>,
) -> model::Result {
    let finding = &located.finding;
    let place = Location {
        physical_location: physical(uri, checked.record.entry.as_deref(), located.start, Some(located.end)),
        logical_locations: logical(checked, located),
        message: None,
    };
    model::Result {
        rule_id: finding.rule,
        rule_index: rules::all().position(|rule| rule.id == finding.rule),
        level: Level(finding.severity),
        message: Text { text: message(checked, located) },
        locations: [place],
        related_locations: related(checked, located, uri),
        partial_fingerprints: PartialFingerprints { finding: fingerprint(checked, located, seen) },
    }
}

/// Returns the message, with the connection manager and the place in an archive. The results do not show them
/// otherwise, and GitHub cannot link to a place in an archive.
fn message(checked: &CheckedRecord<'_>, located: &LocatedFinding) -> String {
    let manager = checked.connection_manager.as_deref();
    let manager = manager.map(|manager| format!(" (connection manager \"{}\")", unlinked(&name(manager))));
    let entry = checked.record.entry.as_deref().map(|entry| {
        let LineColumn { line, column } = located.start;
        format!(", in the entry {} of the archive, at line {line}, column {column}", unlinked(&escaped(entry)))
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
fn logical(checked: &CheckedRecord<'_>, located: &LocatedFinding) -> Vec<LogicalLocation> {
    let LineColumn { line, column } = located.start;
    let entry = checked.record.entry.as_ref().map(|entry| LogicalLocation {
        name: entry.clone(),
        fully_qualified_name: Some(format!("{entry}:{line}:{column}")),
        kind: "module",
    });
    let manager = checked.connection_manager.as_ref().map(|manager| LogicalLocation {
        name: manager.clone(),
        fully_qualified_name: checked.record.entry.as_ref().map(|entry| format!("{entry}/{manager}")),
        kind: "resource",
    });
    manager.into_iter().chain(entry).collect()
}

/// Returns the related places: those in the string, and the parameter that overrides it.
fn related(checked: &CheckedRecord<'_>, located: &LocatedFinding, uri: &str) -> Vec<Location> {
    let location = |entry: Option<&str>, start, end, text: String| Location {
        physical_location: physical(uri, entry, start, end),
        logical_locations: Vec::new(),
        message: Some(Text { text }),
    };
    let own = located.related.iter().map(|(start, end, message)| {
        location(checked.record.entry.as_deref(), *start, Some(*end), (*message).to_owned())
    });
    let overrider =
        checked.overrider().filter(|_| located.finding.rule == ScanRule::OverriddenValue.id()).map(|overrider| {
            let entry = overrider.entry.as_deref();
            let LineColumn { line, column } = overrider.place;
            let shown = unlinked(&escaped(entry.unwrap_or_default()));
            let text = format!("the parameter is in {shown}, at line {line}, column {column}");
            location(entry, overrider.place, None, text)
        });
    own.chain(overrider).collect()
}

/// Returns the identity of a finding, which does not change when lines move: rule, entry, connection manager, and a
/// counter within the file. As in a baseline, the string is not used, not even as a hash.
///
/// `primaryLocationLineHash`, which GitHub also uses, is computed by its upload action.
fn fingerprint(checked: &CheckedRecord<'_>, located: &LocatedFinding, seen: &mut HashMap<String, usize>) -> String {
    let entry = checked.record.entry.as_deref().unwrap_or_default();
    let manager = checked.connection_manager.as_deref().unwrap_or_default();
    let origin = match checked.origin() {
        Some(Origin::Assembled { .. }) => "assembled",
        Some(Origin::Stored) => "stored",
        None => "file",
    };
    let known = format!("{}/{origin}/{entry}/{manager}", located.finding.rule);
    let count = seen.entry(known.clone()).or_default();
    *count += 1;
    format!("{known}/{count}")
}
