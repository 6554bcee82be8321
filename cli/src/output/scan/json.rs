//! The findings of a scan as JSON Lines: one object per record.

use std::io;

use crate::ssis::LineColumn;
use serde::Serialize;

use crate::output::json::{self, ConnectionRecord, DiagnosticRecord, PropertiesRecord};
use crate::output::scan::Format;
use crate::output::stream::Output;
use crate::scan::checked::{CheckedRecord, LocatedFinding};

pub(crate) struct Json;

impl Format for Json {
    fn write(&mut self, out: &mut Output, records: &[CheckedRecord<'_>]) -> io::Result<()> {
        records.iter().try_for_each(|checked| json::write(out, &ScanRecord::new(checked)))
    }
}

/// A record: a string, or a fact about a file or a connection manager.
#[derive(Serialize)]
struct ScanRecord<'a> {
    file: &'a str,
    entry: Option<&'a str>,
    line: u32,
    column: u32,
    connection_manager: Option<&'a str>,
    kind: &'static str,
    expressions: Vec<&'static str>,
    valid: Option<bool>,
    connection: Option<ConnectionRecord<'a>>,
    properties: Option<PropertiesRecord<'a>>,
    diagnostics: Vec<LocatedRecord>,
}

#[derive(Serialize)]
struct LocatedRecord {
    #[serde(flatten)]
    diagnostic: DiagnosticRecord,
    line: u32,
    column: u32,
}

impl<'a> ScanRecord<'a> {
    fn new(checked: &'a CheckedRecord<'_>) -> Self {
        let record = checked.record;
        let LineColumn { line, column } = record.place;
        Self {
            file: checked.file,
            entry: record.entry.as_deref(),
            line,
            column,
            connection_manager: checked.connection_manager.as_deref(),
            kind: record.kind.as_str(),
            expressions: record.expressions.iter().map(|property| property.as_str()).collect(),
            valid: checked.valid(),
            connection: checked.connection().map(ConnectionRecord::new),
            properties: checked.properties().map(PropertiesRecord::new),
            diagnostics: checked.findings.iter().map(|located| LocatedRecord::new(located, checked)).collect(),
        }
    }
}

impl LocatedRecord {
    fn new(located: &LocatedFinding, checked: &CheckedRecord<'_>) -> Self {
        let LineColumn { line, column } = located.start;
        Self { diagnostic: DiagnosticRecord::new(&located.finding, &located.fixes(checked)), line, column }
    }
}
