//! The inventory as CSV (RFC 4180): one row per connection manager, and one per string, task or file outside of them.

use std::fmt::Display;
use std::io::{self, Write};

use smtp_connection_string::{Authentication, Redacted, Severity};

use crate::inventory::record::{Manager, Record, Subject};
use crate::names::{escaped, name, shown_entry};
use crate::output::scan::Format;
use crate::output::stream::Output;

const COLUMNS: [&str; 23] = [
    "type",
    "file",
    "entry",
    "line",
    "column",
    "kind",
    "name",
    "scope",
    "packages",
    "tasks",
    "server",
    "tls",
    "authentication",
    "timeout_ms",
    "certain",
    "because",
    "valid",
    "connection_string",
    "set_by_expression",
    "errors",
    "warnings",
    "notes",
    "rules",
];

pub(crate) struct Csv;

impl Format for Csv {
    fn begin(&mut self, out: &mut Output) -> io::Result<()> {
        write_row(out, &COLUMNS.map(str::to_owned))
    }

    fn write(&mut self, out: &mut Output, records: &[Record<'_>]) -> io::Result<()> {
        records.iter().try_for_each(|record| write_row(out, &row(record)))
    }
}

fn row(record: &Record<'_>) -> [String; COLUMNS.len()] {
    let manager = match &record.subject {
        Subject::Manager(manager) => Some(manager),
        Subject::Task(_) | Subject::String(_) | Subject::File => None,
    };
    let value = record.value();
    let effective = value.map(|value| &value.effective);
    let count =
        |severity| record.findings.iter().filter(|located| located.finding.severity == severity).count().to_string();
    let mut rules: Vec<&str> = record.findings.iter().map(|located| located.finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let expressions = value.map_or(&[][..], |value| value.expressions.as_slice());
    let because = value.map_or(&[][..], |value| value.because.as_slice());
    [
        kind(record).to_owned(),
        escaped(record.file.name),
        record.file.entry.map(shown_entry).unwrap_or_default(),
        record.place.line.to_string(),
        record.place.column.to_string(),
        record.kind.to_string(),
        record.name.as_deref().map(name).unwrap_or_default(),
        text(manager.map(|manager| manager.scope.as_str())),
        text(manager.map(Manager::packages)),
        text(manager.map(|manager| manager.uses.len())),
        text(effective.and_then(|effective| effective.server.as_ref())),
        text(effective.and_then(|effective| effective.enable_ssl)),
        text(effective.and_then(|effective| effective.authentication).map(Authentication::as_str)),
        text(effective.and_then(|effective| effective.timeout_ms)),
        text(value.map(|value| value.because.is_empty())),
        because.iter().map(|reason| reason.as_str()).collect::<Vec<_>>().join(" "),
        text(record.valid()),
        record.string().map(|string| Redacted::new(string.text.as_str()).to_string()).unwrap_or_default(),
        expressions.iter().map(|expression| expression.property.as_str()).collect::<Vec<_>>().join(" "),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note),
        rules.join(" "),
    ]
}

/// Returns the type of a record, as in JSON.
fn kind(record: &Record<'_>) -> &'static str {
    match record.subject {
        Subject::Manager(_) => "manager",
        Subject::Task(_) => "task",
        Subject::String(_) => "string",
        Subject::File => "file",
    }
}

fn text(value: Option<impl Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn write_row(out: &mut Output, cells: &[String; COLUMNS.len()]) -> io::Result<()> {
    let mut separator = "";
    for cell in cells {
        write!(out, "{separator}{}", field(cell))?;
        separator = ",";
    }
    out.write_all(b"\r\n")
}

/// Returns a cell as a field, neutralized and quoted if necessary.
///
/// A spreadsheet runs a cell with such a first character as a formula, whether it is quoted or not. A leading
/// apostrophe makes the cell text. Excel and `LibreOffice` show the apostrophe only while the cell is edited.
fn field(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_neutralized_and_quoted() {
        for (cell, expected) in [
            ("", ""),
            ("a b;c", "a b;c"),
            ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            ("a\r\nb", "\"a\r\nb\""),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            ("a=1", "a=1"),
        ] {
            assert_eq!(field(cell), expected);
        }
    }
}
