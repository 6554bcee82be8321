//! The last record of an inventory in JSON: the totals.

use serde::Serialize;

use crate::config::exception::Exception;
use crate::config::exceptions::{Exceptions, State};
use crate::inventory::hidden::Hidden;
use crate::inventory::totals::ServerTotals;
use crate::names;
use crate::output::scan::format::Summary;
use crate::scan::totals::FileTotals;

/// The totals of the scan.
#[derive(Serialize)]
pub(super) struct SummaryObject<'a> {
    r#type: &'static str,
    files: FilesObject,
    packages: usize,
    packages_that_mail: usize,
    in_cleartext: usize,
    anonymous: usize,
    encryption_unknown: usize,
    hidden: HiddenObject,
    servers: Vec<ServerObject<'a>>,
    settings: Option<&'a str>,
    exceptions: Vec<ExceptionObject<'a>>,
}

/// An exception of the settings.
#[derive(Serialize)]
struct ExceptionObject<'a> {
    line: usize,
    reason: &'a str,
    owner: &'a str,
    until: Option<String>,
    /// Whether the last day is over, so its findings count again.
    ended: bool,
    /// The number of findings that it accepts, or that count again.
    findings: usize,
    /// Whether it matches nothing, although everything to which it can apply was read.
    unused: bool,
}

impl<'a> ExceptionObject<'a> {
    fn all(exceptions: &'a Exceptions) -> impl Iterator<Item = Self> {
        exceptions.all().iter().map(|tracked| {
            let Exception { line, reason, owner, until, .. } = &tracked.exception;
            Self {
                line: *line,
                reason,
                owner,
                until: until.map(|until| until.to_string()),
                ended: tracked.state == State::Ended,
                findings: tracked.findings,
                unused: exceptions.is_unused(tracked),
            }
        })
    }
}

#[derive(Serialize)]
struct FilesObject {
    read: usize,
    skipped: SkippedObject,
    /// The first skipped files and folders of each reason.
    skipped_examples: Vec<String>,
}

#[derive(Serialize)]
struct SkippedObject {
    hidden: usize,
    build_output: usize,
    links: usize,
    excluded: usize,
    not_ssis: usize,
}

impl FilesObject {
    fn new(files: &FileTotals) -> Self {
        let skipped = &files.skipped;
        let groups = [&skipped.hidden, &skipped.build_output, &skipped.links, &skipped.excluded];
        Self {
            read: files.read,
            skipped: SkippedObject {
                hidden: skipped.hidden.count,
                build_output: skipped.build_output.count,
                links: skipped.links.count,
                excluded: skipped.excluded.count,
                not_ssis: skipped.not_ssis,
            },
            skipped_examples: groups.iter().flat_map(|group| &group.examples).map(|path| names::path(path)).collect(),
        }
    }
}

/// What options hide. It is not in the other numbers.
#[derive(Serialize)]
struct HiddenObject {
    findings: usize,
    other_servers: usize,
    unknown_servers: usize,
}

impl HiddenObject {
    fn new(hidden: &Hidden) -> Self {
        let (findings, servers) = (hidden.findings.count, hidden.servers.as_ref());
        Self {
            findings: findings + servers.map_or(0, |servers| servers.findings),
            other_servers: servers.map_or(0, |servers| servers.other),
            unknown_servers: servers.map_or(0, |servers| servers.unknown),
        }
    }
}

#[derive(Serialize)]
struct ServerObject<'a> {
    server: Option<&'a str>,
    managers: usize,
    packages: usize,
    tasks: usize,
    tls: usize,
    windows: usize,
}

impl<'a> SummaryObject<'a> {
    pub(super) fn new(Summary { totals, files, settings, exceptions, .. }: Summary<'a>) -> Self {
        let server = |totals: &'a ServerTotals| ServerObject {
            server: totals.server.as_deref(),
            managers: totals.managers,
            packages: totals.packages,
            tasks: totals.tasks,
            tls: totals.tls,
            windows: totals.windows,
        };
        Self {
            r#type: "summary",
            files: FilesObject::new(files),
            packages: totals.packages,
            packages_that_mail: totals.mail.packages,
            in_cleartext: totals.mail.in_cleartext,
            anonymous: totals.mail.anonymous,
            encryption_unknown: totals.mail.encryption_unknown,
            hidden: HiddenObject::new(&totals.hidden),
            servers: totals.servers.values().map(server).collect(),
            settings,
            exceptions: exceptions.into_iter().flat_map(ExceptionObject::all).collect(),
        }
    }
}
