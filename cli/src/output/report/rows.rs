//! The compact rows of a report: what is kept of each record after its project, a few hundred bytes per connection manager.
//!
//! All text in them is safe to display: redacted, escaped and shortened. It is not escaped for HTML or Markdown.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use smtp_connection_string::{Authentication, Redacted, Severity};

use crate::counts::Count;
use crate::finding::Suppression;
use crate::inventory::record::{
    FileName, FilePlace, LocatedFinding, Manager, Reason, Record, StringRecord, Subject, Task, Value, Why,
};
use crate::names::{escaped, name, shown_entry};
use crate::ssis::LineColumn;

/// The maximum number of related places that are kept for a finding.
const MAX_PLACES: usize = 5;
/// The maximum length of a connection string in characters.
const MAX_LENGTH: usize = 200;

/// The rows of a scan.
#[derive(Default)]
pub(super) struct Rows {
    /// One row per record, in the order of the records.
    pub(super) all: Vec<Row>,
    /// The packages that send mail, by project and name.
    pub(super) packages: Vec<Package>,
}

/// A record.
pub(super) struct Row {
    pub(super) place: Place,
    pub(super) name: Option<String>,
    pub(super) findings: Vec<RowFinding>,
    /// The findings that exceptions accept.
    pub(super) accepted: Vec<RowAccepted>,
    pub(super) subject: RowSubject,
}

/// The subject of a row.
pub(super) enum RowSubject {
    Manager(ManagerRow),
    Task(TaskRow),
    String(StringRow),
    File,
}

/// A connection manager.
pub(super) struct ManagerRow {
    pub(super) value: ValueRow,
    /// The number of tasks that use it and are not stored as disabled.
    pub(super) tasks: usize,
    /// The number of tasks that use it and are stored as disabled.
    pub(super) disabled_tasks: usize,
    /// The number of packages with a task that uses it.
    pub(super) packages: usize,
}

/// A Send Mail task without a connection manager.
pub(super) struct TaskRow {
    pub(super) path: String,
    pub(super) state: &'static str,
    pub(super) why: &'static str,
    /// Other files with a connection manager that has the referenced GUID.
    pub(super) elsewhere: Vec<String>,
}

/// A connection string outside of connection managers.
pub(super) struct StringRow {
    pub(super) package: Option<String>,
    pub(super) value: ValueRow,
}

/// The value at run time, as far as it is known.
pub(super) struct ValueRow {
    pub(super) server: Option<String>,
    pub(super) enable_ssl: Option<bool>,
    pub(super) authentication: Option<Authentication>,
    pub(super) timeout_ms: Option<u32>,
    /// Why the value is not certain. Empty if it is.
    pub(super) because: Vec<Reason>,
    /// The stored string, if the other fields do not say the same.
    pub(super) stored: Option<String>,
}

/// A package that sends mail.
pub(super) struct Package {
    pub(super) name: Name,
    /// The indexes of the rows of its connection managers, of the package or the project.
    pub(super) managers: Vec<usize>,
    /// The number of tasks that are not stored as disabled.
    pub(super) tasks: usize,
}

/// A finding. Repeated ones of the same record are counted.
pub(super) struct RowFinding {
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    pub(super) message: &'static str,
    /// The place of the first one.
    pub(super) place: LineColumn,
    pub(super) count: usize,
    /// What the reader needs to know besides the message.
    pub(super) notes: Vec<String>,
}

/// The findings of a rule that an exception accepts.
pub(super) struct RowAccepted {
    pub(super) rule: &'static str,
    /// The index of the exception.
    pub(super) exception: usize,
    pub(super) count: usize,
}

/// The name of a file, or of an entry of an archive: `a/b.ispac!/c.dtsx`.
pub(super) struct Name(String);

/// A place in a file: `a/b.ispac!/c.dtsx:41:9`.
pub(super) struct Place {
    pub(super) file: Name,
    pub(super) place: LineColumn,
}

impl Rows {
    /// Adds the records of a project.
    pub(super) fn add(&mut self, records: &[Record<'_>]) {
        let mut packages: BTreeMap<(&str, Option<&str>), Package> = BTreeMap::new();
        for record in records {
            let index = self.all.len();
            let (uses, task) = match &record.subject {
                Subject::Manager(manager) => (manager.uses.as_slice(), None),
                Subject::Task(task) => (&[][..], Some(task)),
                Subject::String(_) | Subject::File => (&[][..], None),
            };
            // A task whose connection manager is not known sends mail too.
            let unknown = task.filter(|task| task.why == Why::NotKnown && !task.is_disabled).map(|_| record.file);
            let sending = uses.iter().filter(|task| !task.is_disabled).map(|task| task.place.file);
            for file in sending.chain(unknown) {
                let new = || Package { name: Name::new(file), managers: Vec::new(), tasks: 0 };
                let package = packages.entry((file.name, file.entry)).or_insert_with(new);
                package.tasks += 1;
                // The tasks of a connection manager are added together, so it can only be the last one.
                if unknown.is_none() && package.managers.last() != Some(&index) {
                    package.managers.push(index);
                }
            }
            self.all.push(Row::new(record));
        }
        self.packages.extend(packages.into_values());
    }

    /// Returns the connection managers, with the indexes of their rows.
    pub(super) fn managers(&self) -> impl Iterator<Item = (usize, &Row, &ManagerRow)> {
        self.all.iter().enumerate().filter_map(|(index, row)| match &row.subject {
            RowSubject::Manager(manager) => Some((index, row, manager)),
            _ => None,
        })
    }

    /// Returns the strings outside of connection managers, with the indexes of their rows.
    pub(super) fn strings(&self) -> impl Iterator<Item = (usize, &Row, &StringRow)> {
        self.all.iter().enumerate().filter_map(|(index, row)| match &row.subject {
            RowSubject::String(string) => Some((index, row, string)),
            _ => None,
        })
    }

    /// Returns the tasks without a connection manager, with the indexes of their rows.
    pub(super) fn tasks(&self) -> impl Iterator<Item = (usize, &Row, &TaskRow)> {
        self.all.iter().enumerate().filter_map(|(index, row)| match &row.subject {
            RowSubject::Task(task) => Some((index, row, task)),
            _ => None,
        })
    }

    /// Returns the findings about files, with the indexes of their rows.
    pub(super) fn files(&self) -> impl Iterator<Item = (usize, &Row)> {
        self.all
            .iter()
            .enumerate()
            .filter(|(_, row)| matches!(row.subject, RowSubject::File) && row.rules().next().is_some())
    }

    /// Returns the connection managers of a package.
    pub(super) fn managers_of<'a>(
        &'a self,
        package: &'a Package,
    ) -> impl Iterator<Item = (usize, &'a Row, &'a ManagerRow)> {
        package.managers.iter().filter_map(|index| match self.all.get(*index) {
            Some(row) => match &row.subject {
                RowSubject::Manager(manager) => Some((*index, row, manager)),
                _ => None,
            },
            None => None,
        })
    }
}

impl Row {
    fn new(record: &Record<'_>) -> Self {
        Self {
            place: Place::new(FilePlace { file: record.file, place: record.place }),
            name: record.name.as_deref().map(name).filter(|name| !name.trim().is_empty()),
            findings: findings(record),
            accepted: accepted(record),
            subject: match &record.subject {
                Subject::Manager(manager) => RowSubject::Manager(ManagerRow::new(record, manager)),
                Subject::Task(task) => RowSubject::Task(TaskRow::new(task)),
                Subject::String(string) => RowSubject::String(StringRow::new(record, string)),
                Subject::File => RowSubject::File,
            },
        }
    }

    /// Returns the place of a finding.
    pub(super) fn place_of(&self, finding: &RowFinding) -> String {
        format!("{}:{}:{}", self.place.file, finding.place.line, finding.place.column)
    }

    /// Returns the rules of all findings, with those that exceptions accept.
    pub(super) fn rules(&self) -> impl Iterator<Item = &'static str> {
        let counted = self.findings.iter().map(|finding| finding.rule);
        counted.chain(self.accepted.iter().map(|accepted| accepted.rule))
    }

    /// Returns the highest severity of the findings.
    pub(super) fn severity(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

impl ManagerRow {
    fn new(record: &Record<'_>, manager: &Manager<'_>) -> Self {
        let disabled_tasks = manager.uses.iter().filter(|task| task.is_disabled).count();
        Self {
            value: ValueRow::new(record, &manager.value),
            tasks: manager.uses.len() - disabled_tasks,
            disabled_tasks,
            packages: manager.packages(),
        }
    }
}

impl TaskRow {
    fn new(task: &Task<'_>) -> Self {
        Self {
            path: name(&task.path),
            state: task.state.as_str(),
            why: match task.why {
                Why::UnknownGuid => "the referenced connection manager is not in the project",
                Why::Unset => "no connection manager is selected",
                Why::NotKnown => {
                    "not all files that may contain the connection manager were read, or an expression selects it"
                }
                Why::NotAGuid => "the reference is not valid, and no connection manager has this name",
            },
            elsewhere: task.elsewhere.iter().take(MAX_PLACES).map(|file| Name::new(*file).0).collect(),
        }
    }
}

impl StringRow {
    fn new(record: &Record<'_>, string: &StringRecord<'_>) -> Self {
        Self { package: string.package.map(name), value: ValueRow::new(record, &string.value) }
    }
}

impl ValueRow {
    fn new(record: &Record<'_>, value: &Value<'_>) -> Self {
        let effective = &value.effective;
        let is_said = record.valid() == Some(true) && value.because.is_empty() && value.expressions.is_empty();
        let stored = record.string().filter(|_| !is_said).map(|string| {
            let text = escaped(&Redacted::new(string.text.as_str()).to_string());
            match text.char_indices().nth(MAX_LENGTH) {
                Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
                None => text,
            }
        });
        Self {
            server: effective.server.as_deref().map(name),
            enable_ssl: effective.enable_ssl,
            authentication: effective.authentication,
            timeout_ms: effective.timeout_ms,
            because: value.because.clone(),
            stored: stored.filter(|stored| !stored.trim().is_empty()),
        }
    }

    /// Returns whether TLS is used, in words.
    pub(super) fn tls(&self) -> &'static str {
        match self.enable_ssl {
            Some(true) => "yes",
            Some(false) => "no",
            None => "not known",
        }
    }

    /// Returns the authentication, in words.
    pub(super) fn authentication(&self) -> &'static str {
        match self.authentication {
            Some(Authentication::Windows) => "Windows",
            Some(Authentication::Anonymous) => "anonymous",
            None => "not known",
        }
    }

    /// Returns why the value is not certain; `None` if it is.
    pub(super) fn doubts(&self) -> Option<String> {
        let clauses: Vec<&str> = self.because.iter().map(|reason| reason.clause()).collect();
        (!clauses.is_empty()).then(|| clauses.join("; "))
    }
}

/// Returns the findings of a record, without repetitions, most severe first.
fn findings(record: &Record<'_>) -> Vec<RowFinding> {
    let mut findings: Vec<RowFinding> = Vec::new();
    for located in record.findings.iter().filter(|located| located.suppression.is_none()) {
        let finding = &located.finding;
        let same = |other: &&mut RowFinding| {
            (other.rule, other.severity, other.message) == (finding.rule, finding.severity, finding.message)
        };
        match findings.iter_mut().find(same) {
            Some(first) => first.count += 1,
            None => findings.push(RowFinding {
                rule: finding.rule,
                severity: finding.severity,
                message: finding.message,
                place: located.start,
                count: 1,
                notes: notes(located),
            }),
        }
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings
}

/// Returns the findings of a record that exceptions accept, by exception and rule.
fn accepted(record: &Record<'_>) -> Vec<RowAccepted> {
    let mut counts: BTreeMap<(usize, &'static str), usize> = BTreeMap::new();
    for tally in record.tallies() {
        if let Some(Suppression::Exception(index)) = tally.suppression {
            *counts.entry((index, tally.rule)).or_default() += tally.count;
        }
    }
    counts.into_iter().map(|((exception, rule), count)| RowAccepted { rule, exception, count }).collect()
}

fn notes(located: &LocatedFinding<'_>) -> Vec<String> {
    let mut notes = located.notes.clone();
    // Places in the same string are clear from the message.
    if located.finding.related.is_empty() {
        notes.extend(located.related.iter().take(MAX_PLACES).map(|related| {
            let place = Place::new(FilePlace { file: related.file, place: related.start });
            format!("{}: {place}", related.message)
        }));
        let more = located.related.len().saturating_sub(MAX_PLACES);
        if more > 0 {
            notes.push(format!("and {}", Count(more, "more place")));
        }
    }
    notes
}

impl Name {
    fn new(file: FileName<'_>) -> Self {
        let entry = file.entry.map(|entry| format!("!/{}", shown_entry(entry)));
        Self(escaped(file.name) + &entry.unwrap_or_default())
    }
}

impl Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Place {
    fn new(place: FilePlace<'_>) -> Self {
        Self { file: Name::new(place.file), place: place.place }
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, place: LineColumn { line, column } } = self;
        write!(f, "{file}:{line}:{column}")
    }
}
