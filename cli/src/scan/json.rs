//! The findings of a scan as JSON Lines: one object per record.

use std::io;

use serde::Serialize;
use smtp_connstr::package::Place;

use crate::output::Output;
use crate::report::json::{self, ConnectionRecord, DiagnosticRecord, PropertiesRecord};
use crate::scan::audit::{Audit, LocatedFinding};
use crate::scan::format::Format;

pub(crate) struct Json;

impl Format for Json {
    fn write(&mut self, out: &mut Output, audits: &[Audit<'_>]) -> io::Result<()> {
        audits.iter().try_for_each(|audit| json::write(out, &ScanRecord::new(audit)))
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
    fn new(audit: &'a Audit<'_>) -> Self {
        let record = audit.record;
        let Place { line, column } = record.place;
        Self {
            file: audit.file,
            entry: record.entry.as_deref(),
            line,
            column,
            connection_manager: audit.connection_manager.as_deref(),
            kind: record.kind.as_str(),
            expressions: record.expressions.iter().map(|property| property.as_str()).collect(),
            valid: audit.valid(),
            connection: audit.connection().map(ConnectionRecord::new),
            properties: audit.properties().map(PropertiesRecord::new),
            diagnostics: audit.findings.iter().map(|located| LocatedRecord::new(located, audit)).collect(),
        }
    }
}

impl LocatedRecord {
    fn new(located: &LocatedFinding, audit: &Audit<'_>) -> Self {
        let Place { line, column } = located.start;
        Self { diagnostic: DiagnosticRecord::new(&located.finding, &located.fixes(audit)), line, column }
    }
}
