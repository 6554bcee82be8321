//! The inventory as CSV (RFC 4180): one row per record.

use std::fmt::Display;
use std::io::{self, Write};

use crate::ssis::What;
use smtp_connection_string::{Properties, Redacted, Severity, SmtpConnection};

use crate::names::{escaped, name};
use crate::output::scan::Format;
use crate::output::stream::Output;
use crate::scan::checked::CheckedRecord;

const COLUMNS: [&str; 19] = [
    "file",
    "entry",
    "line",
    "column",
    "kind",
    "connection_manager",
    "creation_name",
    "server",
    "authentication",
    "enable_ssl",
    "timeout_ms",
    "valid",
    "set_by_expression",
    "overridden_by",
    "connection_string",
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

    fn write(&mut self, out: &mut Output, records: &[CheckedRecord<'_>]) -> io::Result<()> {
        records.iter().try_for_each(|checked| write_row(out, &row(checked)))
    }
}

fn row(checked: &CheckedRecord<'_>) -> [String; COLUMNS.len()] {
    let record = checked.record;
    let creation_name = match &record.what {
        What::ThirdPartyManager { creation_name } => name(creation_name),
        _ => String::new(),
    };
    let [server, authentication, enable_ssl, timeout] = properties(checked);
    let overridden_by = checked.overrider().map(|overrider| {
        let entry = escaped(overrider.entry.as_deref().unwrap_or_default());
        format!("{entry}:{}:{}", overrider.place.line, overrider.place.column)
    });
    let count =
        |severity| checked.findings.iter().filter(|located| located.finding.severity == severity).count().to_string();
    let mut rules: Vec<&str> = checked.findings.iter().map(|located| located.finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    [
        escaped(checked.file),
        record.entry.as_deref().map(escaped).unwrap_or_default(),
        record.place.line.to_string(),
        record.place.column.to_string(),
        record.kind.to_string(),
        checked.connection_manager.as_deref().map(name).unwrap_or_default(),
        creation_name,
        server,
        authentication,
        enable_ssl,
        timeout,
        checked.valid().map(|valid| valid.to_string()).unwrap_or_default(),
        record.expressions.iter().map(|property| property.as_str()).collect::<Vec<_>>().join(" "),
        overridden_by.unwrap_or_default(),
        checked.source().map(|source| Redacted::new(source).to_string()).unwrap_or_default(),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note),
        rules.join(" "),
    ]
}

/// Returns the server, the authentication, the encryption and the timeout, as far as they are known.
fn properties(checked: &CheckedRecord<'_>) -> [String; 4] {
    let stated = checked.properties();
    // Only a valid string has the defaults of the properties that it does not state.
    let connection = checked.connection();
    let authentication = connection.map(SmtpConnection::authentication);
    let enable_ssl = connection.map(SmtpConnection::enable_ssl);
    [
        text(stated.and_then(Properties::server)),
        text(authentication.or_else(|| stated?.authentication())),
        text(enable_ssl.or_else(|| stated?.enable_ssl())),
        text(stated.and_then(Properties::timeout_ms)),
    ]
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
