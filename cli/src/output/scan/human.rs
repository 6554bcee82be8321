//! The human-readable output of a scan: the answer, the servers, the findings of each connection manager, and a summary.

use std::fmt::{self, Display};
use std::io::{self, BufWriter, Seek, Write};

use smtp_connection_string::{Redacted, Severity};
use tempfile::SpooledTempFile;

use crate::counts::{Count, Counts};
use crate::finding::MAX_FINDINGS;
use crate::inventory::record::{LocatedFinding, Manager, Reason, Record, RelatedPlace, Subject, Value};
use crate::inventory::totals::{ServerTotals, Totals};
use crate::names::name;
use crate::output::blocks::{self, Blocks, SourceLine};
use crate::output::decoration::Decoration;
use crate::output::report::answer::{Answer, Share, server_name};
use crate::output::scan::format::{Format, Summary};
use crate::output::scan::place::{InFile, Linked};
use crate::output::stream::Output;
use crate::policy::Policy;
use crate::rules;
use crate::ssis::LineColumn;

/// The maximum number of related places that are listed for a finding.
const MAX_PLACES: usize = 5;
/// The maximum size of the findings that are in memory, in bytes.
const MAX_IN_MEMORY: usize = 8 << 20;

pub(crate) struct Human<'a> {
    blocks: Blocks,
    decoration: Decoration,
    policy: Policy<'a>,
    /// The findings. They are written last, because the answer comes first. Many are stored in a file.
    body: BufWriter<SpooledTempFile>,
}

impl<'a> Human<'a> {
    pub(crate) fn new(decoration: Decoration, policy: Policy<'a>) -> Self {
        let body = BufWriter::new(SpooledTempFile::new(MAX_IN_MEMORY));
        Self { blocks: Blocks::new(decoration), decoration, policy, body }
    }

    fn write_record(&mut self, record: &Record<'_>) -> io::Result<()> {
        let policy = &self.policy;
        let is_shown = |located: &&LocatedFinding<'_>| {
            located.suppression.is_none() && policy.shows(located.finding.rule, located.finding.severity)
        };
        let mut shown = record.findings.iter().filter(is_shown).peekable();
        if shown.peek().is_none() {
            // A string whose findings are accepted, in the baseline or not selected gets no line: it is not without findings.
            if record.string().is_none()
                || record.hidden.is_any()
                || record.tallies().any(|tally| tally.suppression.is_some())
            {
                return Ok(());
            }
            let verdict = if record.valid() == Some(true) { "valid" } else { "no errors or warnings" };
            let place = Labeled { record, place: record.place };
            return self.blocks.write_line(&mut self.body, &format_args!("{place}: {verdict}"));
        }
        if let Subject::Manager(manager) = &record.subject {
            self.blocks.write_line(&mut self.body, &Heading { record, manager })?;
        }
        let redacted: Vec<Redacted> = record.strings.iter().map(|string| Redacted::new(string.as_str())).collect();
        for located in shown.by_ref().take(MAX_FINDINGS) {
            let place = Labeled { record, place: located.start };
            // A file has at most `u32::MAX` lines. If `usize` is smaller, such a file does not fit into memory.
            let line = usize::try_from(located.start.line).unwrap_or(usize::MAX);
            let redacted = located.string.and_then(|index| redacted.get(index));
            let source = redacted.map(|redacted| SourceLine { redacted, line });
            let notes = notes(record, located);
            self.blocks.write_finding(&mut self.body, Some(&place), source, &located.finding, &notes)?;
        }
        let omitted = record.omitted.iter();
        let omitted = omitted.filter(|tally| tally.suppression.is_none() && policy.shows(tally.rule, tally.severity));
        let omitted: usize = omitted.map(|tally| tally.count).sum();
        blocks::write_omitted(&mut self.body, shown.count() + omitted)
    }
}

impl Format for Human<'_> {
    fn write(&mut self, _: &mut Output, records: &[Record<'_>]) -> io::Result<()> {
        records.iter().try_for_each(|record| self.write_record(record))
    }

    fn finish(&mut self, out: &mut Output, summary: &Summary<'_>) -> io::Result<()> {
        let totals = summary.totals;
        writeln!(out, "{}", Answer(*summary))?;
        if !totals.servers.is_empty() {
            writeln!(out)?;
            write_servers(out, totals)?;
        }
        writeln!(out)?;
        self.body.flush()?;
        let body = self.body.get_mut();
        body.rewind()?;
        io::copy(body, out)?;
        self.blocks
            .write_summary(out, &LastLines { summary: *summary, policy: &self.policy, decoration: self.decoration })
    }
}

/// Writes one line per server.
fn write_servers(out: &mut impl Write, totals: &Totals) -> io::Result<()> {
    let mut rows = vec![["server", "managers", "packages", "tasks", "TLS", "authentication"].map(str::to_owned)];
    let row = |server: &ServerTotals| {
        let [tls, authentication] = Share::of_server(server).map(|share| share.to_string());
        let ServerTotals { managers, packages, tasks, .. } = server;
        [server_name(server), managers.to_string(), packages.to_string(), tasks.to_string(), tls, authentication]
    };
    rows.extend(totals.servers.values().map(row));
    let mut widths = [0; 6];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count()));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A place in a file, with its connection manager: `a/b.dtsx:41:9, connection manager "Mail"`. Editors and terminals
/// recognize the beginning as a link.
struct Labeled<'a> {
    record: &'a Record<'a>,
    place: LineColumn,
}

impl Display for Labeled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { record, place } = self;
        write!(f, "{}", Linked { file: record.file, place: *place })?;
        match (&record.subject, &record.name) {
            (Subject::Task(task), _) => write!(f, ", Send Mail task \"{}\"", name(&task.path)),
            (Subject::String(_), Some(named)) => write!(f, ", \"{}\"", name(named)),
            (_, Some(manager)) => write!(f, ", connection manager \"{}\"", name(manager)),
            (_, None) => Ok(()),
        }
    }
}

/// The line before the findings of a connection manager: its name, its tasks, and why its value may differ at run time.
struct Heading<'a> {
    record: &'a Record<'a>,
    manager: &'a Manager<'a>,
}

impl Display for Heading<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { record, manager } = self;
        f.write_str("SMTP connection manager")?;
        if let Some(named) = &record.name {
            write!(f, " \"{}\"", name(named))?;
        }
        write!(f, " in {}", InFile(record.file))?;
        match manager.uses.len() {
            0 => f.write_str(", not used by a Send Mail task")?,
            tasks => {
                let packages = Count(manager.packages(), "package");
                write!(f, ", used by {} in {packages}", Count(tasks, "Send Mail task"))?;
            }
        }
        match reasons(&manager.value) {
            Some(reasons) => write!(f, "\nits value at run time may differ: {reasons}"),
            None => Ok(()),
        }
    }
}

/// Returns what the reader needs to know about a finding besides its message.
fn notes(record: &Record<'_>, located: &LocatedFinding<'_>) -> Vec<String> {
    let mut notes = located.notes.clone();
    // Related places in the string are marked in it.
    if located.finding.related.is_empty() {
        notes.extend(places(&located.related));
    }
    if let Subject::Task(task) = &record.subject {
        let others = task.elsewhere.iter().take(MAX_PLACES);
        notes.extend(
            others.map(|file| format!("another file has a connection manager with this GUID: {}", InFile(*file))),
        );
    }
    notes
}

fn places(related: &[RelatedPlace<'_>]) -> Vec<String> {
    let place = |related: &RelatedPlace<'_>| {
        format!("{}: {}", related.message, Linked { file: related.file, place: related.start })
    };
    let mut places: Vec<String> = related.iter().take(MAX_PLACES).map(place).collect();
    let more = related.len().saturating_sub(MAX_PLACES);
    if more > 0 {
        places.push(format!("and {}", Count(more, "more place")));
    }
    places
}

/// Returns why the value at run time may differ, except for the reasons that have a finding.
fn reasons(value: &Value<'_>) -> Option<String> {
    let is_reported =
        |reason: &&Reason| !matches!(reason, Reason::CopiesDisagree | Reason::Encrypted | Reason::WrongElement);
    let reasons: Vec<&str> = value.because.iter().filter(is_reported).map(|reason| reason.clause()).collect();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// The lines after the findings.
struct LastLines<'a> {
    summary: Summary<'a>,
    policy: &'a Policy<'a>,
    decoration: Decoration,
}

impl Display for LastLines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary { totals, files, .. } = self.summary;
        let Totals { packages, managers, strings, tasks_without_manager, tasks_with_unknown_manager, .. } = totals;
        let managers = Count(*managers, "SMTP connection manager");
        writeln!(f, "{managers}, {}, {} read", Count(*packages, "package"), Count(files.read, "file"))?;
        let others = [
            (
                *strings,
                "connection string outside of connection managers",
                "connection strings outside of connection managers",
            ),
            (
                *tasks_without_manager,
                "Send Mail task without a connection manager",
                "Send Mail tasks without a connection manager",
            ),
            (
                *tasks_with_unknown_manager,
                "Send Mail task whose connection manager is not known",
                "Send Mail tasks whose connection manager is not known",
            ),
            (files.unreadable, "unreadable file", "unreadable files"),
            (files.missing, "missing path", "missing paths"),
        ];
        for (count, one, many) in others.into_iter().filter(|(count, ..)| *count > 0) {
            writeln!(f, "{count} {}", if count == 1 { one } else { many })?;
        }
        for line in self.summary.context().into_iter().chain(totals.hidden.server_line()) {
            writeln!(f, "{line}")?;
        }
        let mut counts = Counts::default();
        counts.add_unselected(totals.hidden.findings);
        let mut rows = Vec::new();
        for severity in Severity::ALL.iter().rev() {
            // The order of the rules does not depend on which finding came first.
            for rule in rules::all() {
                let Some(count) = totals.findings.get(&(rule.id, *severity)) else { continue };
                if self.policy.shows(rule.id, *severity) {
                    counts.add(*severity, *count);
                    rows.push((severity, rule.id, count));
                } else {
                    counts.add_hidden(*count);
                }
            }
        }
        writeln!(f)?;
        let width = rows.iter().map(|(_, rule, _)| rule.len()).max().unwrap_or_default();
        let digits = rows.iter().map(|(.., count)| count.to_string().len()).max().unwrap_or_default();
        for (severity, rule, count) in &rows {
            // A format width would count the characters of a link, so the padding is separate.
            let (id, padding) = (self.decoration.rule(rule), width - rule.len());
            writeln!(f, "  {severity:7}  {id}{:padding$}  {count:digits$}", "")?;
        }
        if !rows.is_empty() {
            writeln!(f)?;
        }
        write!(f, "{counts}")
    }
}
