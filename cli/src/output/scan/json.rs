//! The records of a scan as JSON Lines: one object per record, and a summary.

mod summary;

use std::io;

use serde::Serialize;
use smtp_connection_string::Authentication;

use crate::finding::Suppression;
use crate::inventory::record::{
    Copy, Expression, FilePlace, LocatedFinding, Manager, Record, StringRecord, Subject, Task, Use, Value,
};
use crate::inventory::stated::Stated;
use crate::names;
use crate::output::json::{self, ConnectionRecord, DiagnosticRecord, PropertiesRecord};
use crate::output::scan::format::{Format, Summary};
use crate::output::scan::json::summary::SummaryObject;
use crate::output::stream::Output;
use crate::ssis::LineColumn;

pub(crate) struct Json;

impl Format for Json {
    fn write(&mut self, out: &mut Output, records: &[Record<'_>]) -> io::Result<()> {
        records.iter().try_for_each(|record| match &record.subject {
            Subject::Manager(manager) => json::write(out, &ManagerObject::new(record, manager)),
            Subject::Task(task) => json::write(out, &TaskObject::new(record, task)),
            Subject::String(string) => json::write(out, &StringObject::new(record, string)),
            Subject::File => json::write(out, &FileObject::new(record)),
        })
    }

    fn finish(&mut self, out: &mut Output, summary: &Summary<'_>) -> io::Result<()> {
        json::write(out, &SummaryObject::new(*summary))
    }
}

/// The keys of a record that say where it is.
#[derive(Serialize)]
struct PlaceObject<'a> {
    r#type: &'static str,
    file: &'a str,
    entry: Option<String>,
    line: u32,
    column: u32,
    kind: &'static str,
}

impl<'a> PlaceObject<'a> {
    fn new(record: &'a Record<'_>) -> Self {
        let file = record.file.name;
        let entry = record.file.entry_name();
        let LineColumn { line, column } = record.place;
        let r#type = match record.subject {
            Subject::Manager(_) => "manager",
            Subject::Task(_) => "task",
            Subject::String(_) => "string",
            Subject::File => "file",
        };
        Self { r#type, file, entry, line, column, kind: record.kind.as_str() }
    }
}

/// The keys of a record that say what its string is.
#[derive(Serialize)]
struct ValueObject<'a> {
    expressions: Vec<ExpressionObject<'a>>,
    valid: Option<bool>,
    connection: Option<ConnectionRecord<'a>>,
    properties: Option<PropertiesRecord<'a>>,
    effective: EffectiveObject<'a>,
    certain: bool,
    because: Vec<&'static str>,
}

impl<'a> ValueObject<'a> {
    fn new(record: &'a Record<'_>, value: &'a Value<'_>) -> Self {
        Self {
            expressions: value.expressions.iter().map(ExpressionObject::new).collect(),
            valid: record.valid(),
            connection: record.connection().map(ConnectionRecord::new),
            properties: record.properties().map(PropertiesRecord::new),
            effective: EffectiveObject::new(&value.effective),
            certain: value.because.is_empty(),
            because: value.because.iter().map(|reason| reason.as_str()).collect(),
        }
    }
}

/// A connection manager.
#[derive(Serialize)]
struct ManagerObject<'a> {
    #[serde(flatten)]
    place: PlaceObject<'a>,
    name: Option<&'a str>,
    id: Option<&'a str>,
    scope: &'static str,
    used_by: Vec<UseObject<'a>>,
    copies: Vec<CopyObject<'a>>,
    #[serde(flatten)]
    value: ValueObject<'a>,
    #[serde(flatten)]
    diagnostics: DiagnosticsObject,
}

impl<'a> ManagerObject<'a> {
    fn new(record: &'a Record<'_>, manager: &'a Manager<'_>) -> Self {
        Self {
            place: PlaceObject::new(record),
            name: record.name.as_deref(),
            id: manager.id.as_deref(),
            scope: manager.scope.as_str(),
            used_by: manager.uses.iter().map(UseObject::new).collect(),
            copies: manager.copies.iter().map(CopyObject::new).collect(),
            value: ValueObject::new(record, &manager.value),
            diagnostics: DiagnosticsObject::new(record),
        }
    }
}

/// A Send Mail task whose connection manager does not exist.
#[derive(Serialize)]
struct TaskObject<'a> {
    #[serde(flatten)]
    place: PlaceObject<'a>,
    path: &'a str,
    state: &'static str,
    reference: Option<&'a str>,
    why: &'static str,
    elsewhere: Vec<String>,
    #[serde(flatten)]
    diagnostics: DiagnosticsObject,
}

impl<'a> TaskObject<'a> {
    fn new(record: &'a Record<'_>, task: &'a Task<'_>) -> Self {
        Self {
            place: PlaceObject::new(record),
            path: &task.path,
            state: task.state.as_str(),
            reference: task.reference.as_deref(),
            why: task.why.as_str(),
            elsewhere: task
                .elsewhere
                .iter()
                .map(|file| file.entry_name().unwrap_or_else(|| file.name.to_owned()))
                .collect(),
            diagnostics: DiagnosticsObject::new(record),
        }
    }
}

/// A connection string outside of connection managers.
#[derive(Serialize)]
struct StringObject<'a> {
    #[serde(flatten)]
    place: PlaceObject<'a>,
    name: Option<&'a str>,
    package: Option<String>,
    #[serde(flatten)]
    value: ValueObject<'a>,
    #[serde(flatten)]
    diagnostics: DiagnosticsObject,
}

impl<'a> StringObject<'a> {
    fn new(record: &'a Record<'_>, string: &'a StringRecord<'_>) -> Self {
        Self {
            place: PlaceObject::new(record),
            name: record.name.as_deref(),
            package: string.package.map(names::entry),
            value: ValueObject::new(record, &string.value),
            diagnostics: DiagnosticsObject::new(record),
        }
    }
}

/// A finding about a file as a whole.
#[derive(Serialize)]
struct FileObject<'a> {
    #[serde(flatten)]
    place: PlaceObject<'a>,
    name: Option<&'a str>,
    #[serde(flatten)]
    diagnostics: DiagnosticsObject,
}

impl<'a> FileObject<'a> {
    fn new(record: &'a Record<'_>) -> Self {
        Self {
            place: PlaceObject::new(record),
            name: record.name.as_deref(),
            diagnostics: DiagnosticsObject::new(record),
        }
    }
}

#[derive(Serialize)]
struct UseObject<'a> {
    file: &'a str,
    entry: Option<String>,
    line: u32,
    path: &'a str,
    state: &'static str,
}

impl<'a> UseObject<'a> {
    fn new(task: &'a Use<'_>) -> Self {
        let FilePlace { file, place } = task.place;
        Self {
            file: file.name,
            entry: file.entry_name(),
            line: place.line,
            path: &task.path,
            state: task.state.as_str(),
        }
    }
}

#[derive(Serialize)]
struct CopyObject<'a> {
    file: &'a str,
    entry: Option<String>,
    line: u32,
    package: Option<String>,
    agrees: bool,
}

impl<'a> CopyObject<'a> {
    fn new(copy: &Copy<'a>) -> Self {
        let FilePlace { file, place } = copy.place;
        Self {
            file: file.name,
            entry: file.entry_name(),
            line: place.line,
            package: copy.package.map(names::entry),
            agrees: copy.agrees,
        }
    }
}

#[derive(Serialize)]
struct ExpressionObject<'a> {
    property: &'static str,
    line: u32,
    column: u32,
    value: Option<&'a str>,
    source: Option<SourceObject<'a>>,
}

#[derive(Serialize)]
struct SourceObject<'a> {
    file: &'a str,
    entry: Option<String>,
    line: u32,
}

impl<'a> ExpressionObject<'a> {
    fn new(expression: &'a Expression<'_>) -> Self {
        let LineColumn { line, column } = expression.place;
        let source = expression.source.map(|FilePlace { file, place }| SourceObject {
            file: file.name,
            entry: file.entry_name(),
            line: place.line,
        });
        Self { property: expression.property.as_str(), line, column, value: expression.value.as_deref(), source }
    }
}

/// The value at run time, as far as it is known.
#[derive(Serialize)]
struct EffectiveObject<'a> {
    server: Option<&'a str>,
    authentication: Option<&'static str>,
    enable_ssl: Option<bool>,
    timeout_ms: Option<u32>,
}

impl<'a> EffectiveObject<'a> {
    fn new(stated: &'a Stated) -> Self {
        Self {
            server: stated.server.as_deref(),
            authentication: stated.authentication.map(Authentication::as_str),
            enable_ssl: stated.enable_ssl,
            timeout_ms: stated.timeout_ms,
        }
    }
}

/// A diagnostic with its place in the file.
#[derive(Serialize)]
struct LocatedObject {
    #[serde(flatten)]
    diagnostic: DiagnosticRecord,
    line: u32,
    column: u32,
    suppressed: Option<&'static str>,
}

/// The findings of a record.
#[derive(Serialize)]
struct DiagnosticsObject {
    diagnostics: Vec<LocatedObject>,
    /// The number of findings that are not in `diagnostics`.
    diagnostics_omitted: usize,
}

impl DiagnosticsObject {
    fn new(record: &Record<'_>) -> Self {
        let object = |located: &LocatedFinding<'_>| {
            let LineColumn { line, column } = located.start;
            let diagnostic = DiagnosticRecord::new(&located.finding, record.fixes(located));
            let suppressed = located.suppression.map(Suppression::as_str);
            LocatedObject { diagnostic, line, column, suppressed }
        };
        Self { diagnostics: record.findings.iter().map(object).collect(), diagnostics_omitted: record.omitted() }
    }
}
