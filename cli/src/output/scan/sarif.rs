//! The findings of a scan as SARIF 2.1.0, for code scanning.
//!
//! GitHub rejects a file with more than 25,000 results, so the places are divided among the files, and the report states what
//! is omitted. At most twice as many findings are in memory.

mod fixes;
mod model;
mod rating;
mod results;
mod shares;
mod uri;

use std::io::{self, Write};
use std::rc::Rc;

use smtp_connection_string::Severity;

use crate::counts::Count;
use crate::escaped_json;
use crate::finding::MAX_FINDINGS;
use crate::inventory::record::{LocatedFinding, Record};
use crate::output::report::markdown::text::prose;
use crate::output::scan::format::{Format, Summary};
use crate::output::scan::sarif::model::{
    AutomationDetails, Configuration, Driver, Help, Invocation, Level, Location, Log, Notification,
    ReportingDescriptor, Run, Text, Tool, UriBase, UriBaseIds,
};
use crate::output::scan::sarif::rating::Rating;
use crate::output::scan::sarif::results::{Kept, Numbers, Owner, Results, unlinked};
use crate::output::scan::sarif::shares::{Omitted, Shares};
use crate::output::scan::sarif::uri::Address;
use crate::output::stream::Output;
use crate::rules;

pub(crate) use crate::output::scan::sarif::uri::Root;

/// The maximum number of results that GitHub accepts.
const MAX_RESULTS: usize = 25_000;

pub(crate) struct Sarif {
    shares: Shares<Kept, Address>,
    root: Root,
    /// What distinguishes this scan from others of the same commit.
    category: Option<String>,
    /// Whether findings may be suppressed.
    suppressions: bool,
    /// The number of findings that are omitted because their string has too many.
    omitted_in_strings: usize,
}

impl Sarif {
    /// `suppressions` is whether findings may be suppressed.
    pub(crate) fn new(root: Root, category: Option<String>, suppressions: bool) -> Self {
        let shares = Shares::new(MAX_RESULTS);
        Self { shares, root, category, suppressions, omitted_in_strings: 0 }
    }
}

impl Format for Sarif {
    fn write(&mut self, _: &mut Output, records: &[Record<'_>]) -> io::Result<()> {
        self.root.begin_project();
        // The records of a file need not be consecutive. The sort is stable.
        let mut records: Vec<&Record<'_>> = records.iter().collect();
        records.sort_by_key(|record| record.file.path);
        for records in records.chunk_by(|a, b| a.file.path == b.file.path) {
            self.add_file(records);
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Output, summary: &Summary<'_>) -> io::Result<()> {
        let (kept, omitted) = std::mem::replace(&mut self.shares, Shares::new(0)).finish();
        let log = Log::new(Run {
            tool: Tool { driver: driver() },
            // The upload action of GitHub uses its input `category` only if the log has no category.
            automation_details: self.category.as_ref().map(|category| AutomationDetails { id: format!("{category}/") }),
            original_uri_base_ids: UriBaseIds {
                root: UriBase { description: Text { text: "The root of the repository.".to_owned() } },
            },
            column_kind: "unicodeCodePoints",
            results: Results { kept, suppressions: self.suppressions, exceptions: summary.exceptions },
            invocations: [Invocation {
                execution_successful: summary.files.is_complete() && !summary.totals.is_any_unreadable(),
                tool_execution_notifications: notifications(self.omitted_in_strings, &omitted, *summary),
            }],
        });
        escaped_json::write_large(&mut *out, &log)?;
        out.write_all(b"\n")
    }
}

impl Sarif {
    /// Adds the records of one file.
    fn add_file(&mut self, records: &[&Record<'_>]) {
        let Some(first) = records.first() else { return };
        self.shares.begin_file(self.root.address(first.file.path));
        let is_exact = fixes::is_exact(records);
        let mut numbers = Numbers::default();
        for record in records {
            let owner = Rc::new(Owner::new(record, &self.root, is_exact));
            self.omitted_in_strings += record.omitted();
            // The findings are sorted by string.
            for findings in record.findings.chunk_by(|a, b| a.string == b.string) {
                let listed = most_important(findings);
                self.omitted_in_strings += findings.len() - listed.len();
                for located in listed {
                    self.shares.push(rank(located), Kept::new(record, located, &owner, &self.root, &mut numbers));
                }
            }
        }
    }
}

/// Returns how important a finding is; lower is more important.
fn rank(located: &LocatedFinding<'_>) -> u8 {
    let severity = match located.finding.severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Note => 2,
    };
    if located.suppression.is_some() { severity + 3 } else { severity }
}

/// Returns at most [`MAX_FINDINGS`] findings, in their order.
fn most_important<'r, 'a>(findings: &'r [LocatedFinding<'a>]) -> Vec<&'r LocatedFinding<'a>> {
    let mut ranked: Vec<(usize, &LocatedFinding<'_>)> = findings.iter().enumerate().collect();
    ranked.sort_by_key(|(_, located)| rank(located));
    ranked.truncate(MAX_FINDINGS);
    ranked.sort_by_key(|(position, _)| *position);
    ranked.into_iter().map(|(_, located)| located).collect()
}

/// Returns what the results do not contain.
fn notifications(omitted_in_strings: usize, omitted: &Omitted<Address>, summary: Summary<'_>) -> Vec<Notification> {
    let Summary { totals, files, .. } = summary;
    let mut notifications = Vec::new();
    let mut notify = |severity, text, locations| {
        notifications.push(Notification { level: Level(severity), message: Text { text }, locations });
    };
    if let Some(error) = files.nothing_read() {
        notify(Severity::Error, error, Vec::new());
    }
    if files.missing > 0 {
        notify(Severity::Error, Count(files.missing, "missing path").to_string(), Vec::new());
    }
    if omitted_in_strings > 0 {
        let count = Count(omitted_in_strings, "finding");
        let text = format!("{count} omitted: at most {MAX_FINDINGS} findings of a string are listed");
        notify(Severity::Warning, text, Vec::new());
    }
    if omitted.items > 0 {
        let (items, files) = (Count(omitted.items, "finding"), Count(omitted.files, "file"));
        let text = format!(
            "{items} in {files} omitted: code scanning accepts at most {MAX_RESULTS}, so these are divided among the files, \
             and the least severe are omitted"
        );
        notify(Severity::Warning, text, omitted.names.iter().map(Location::of_file).collect());
    }
    for text in summary.context().into_iter().chain(totals.hidden.lines()) {
        notify(Severity::Note, unlinked(&text), Vec::new());
    }
    notifications
}

fn driver() -> Driver {
    let descriptor = |rule: rules::KnownRule| ReportingDescriptor {
        id: rule.id,
        short_description: Text { text: rule.summary.to_owned() },
        // The remedy is part of the help.
        full_description: Text { text: format!("{} {}", rule.summary, rule.why) },
        help: Help { text: rule.explanation, markdown: markdown(&rule) },
        help_uri: rule.url(),
        default_configuration: Configuration { level: Level(rule.severity) },
        properties: Rating::of(rule.id, rule.severity),
    };
    Driver {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: rules::of_scan().map(descriptor).collect(),
    }
}

/// Returns the explanation of a rule, which GitHub shows instead of the text. GitHub does not show the URL of the rule.
fn markdown(rule: &rules::KnownRule) -> String {
    let paragraph = |paragraph: &str| match paragraph.split_once(": ") {
        Some((label @ ("Why" | "What to do" | "Evidence"), text)) => format!("**{label}:** {}\n\n", prose(text)),
        _ => format!("{}\n\n", prose(paragraph)),
    };
    let paragraphs: String = rule.explanation.split("\n\n").map(paragraph).collect();
    format!("{paragraphs}[{}]({})", rule.id, rule.url())
}
