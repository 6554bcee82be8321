//! The inventory as CSV (RFC 4180): one row per connection manager, and one per string, task or file outside of them.
//!
//! The program that opens the file may split it at another delimiter than the one of the file. Excel splits at the delimiter
//! of the language of the system, and quotes do not prevent that. So every part of a cell that could become a cell is
//! neutralized.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::{self, Write};

use smtp_connection_string::{Authentication, Redacted, Severity};

use crate::finding::Suppression;
use crate::inventory::record::{Expression, Manager, Record, Subject};
use crate::names::{escaped, name, shown_entry};
use crate::output::scan::format::Format;
use crate::output::stream::Output;
use crate::ssis::LineColumn;

const COLUMNS: [&str; 25] = [
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
    "suppressed",
    "accepted",
];

/// The first characters of a formula. Excel also accepts the wide ones.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

pub(crate) struct Csv {
    pub(crate) delimiter: char,
    /// Whether to write a byte order mark, without which Excel does not read a file as UTF-8.
    pub(crate) mark: bool,
}

impl Format for Csv {
    fn begin(&mut self, out: &mut Output) -> io::Result<()> {
        if self.mark {
            out.write_all("\u{feff}".as_bytes())?;
        }
        self.write_row(out, &COLUMNS.map(str::to_owned))
    }

    fn write(&mut self, out: &mut Output, records: &[Record<'_>]) -> io::Result<()> {
        records.iter().try_for_each(|record| self.write_row(out, &row(record)))
    }
}

impl Csv {
    fn write_row(&self, out: &mut Output, cells: &[String; COLUMNS.len()]) -> io::Result<()> {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                write!(out, "{}", self.delimiter)?;
            }
            out.write_all(field(cell, self.delimiter).as_bytes())?;
        }
        out.write_all(b"\r\n")
    }
}

fn row(record: &Record<'_>) -> [String; COLUMNS.len()] {
    let manager = match &record.subject {
        Subject::Manager(manager) => Some(manager),
        Subject::Task(_) | Subject::String(_) | Subject::File => None,
    };
    let value = record.value();
    let effective = value.map(|value| &value.effective);
    let count = |severity| {
        let counted = record.tallies().filter(|tally| tally.suppression.is_none() && tally.severity == severity);
        counted.map(|tally| tally.count).sum::<usize>().to_string()
    };
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
        record.string().map(|string| Redacted::new(string.as_str()).to_string()).unwrap_or_default(),
        expressions.iter().map(located).collect::<Vec<_>>().join(" "),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note),
        rules(record, |suppression| suppression.is_none()),
        rules(record, |suppression| suppression.is_some()),
        rules(record, |suppression| matches!(suppression, Some(Suppression::Exception(_)))),
    ]
}

/// Returns the rules of the findings that are suppressed in some way, or not.
fn rules(record: &Record<'_>, is_listed: impl Fn(Option<Suppression>) -> bool) -> String {
    let tallies = record.tallies().filter(|tally| is_listed(tally.suppression));
    let rules: BTreeSet<&str> = tallies.map(|tally| tally.rule).collect();
    rules.into_iter().collect::<Vec<_>>().join(" ")
}

/// Returns the property that an expression sets, and the place of the expression in the file: `SmtpServer:7:27`.
fn located(expression: &Expression<'_>) -> String {
    let LineColumn { line, column } = expression.place;
    format!("{}:{line}:{column}", expression.property.as_str())
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

/// Returns a cell as a field: escaped, neutralized, and quoted if necessary.
fn field(cell: &str, delimiter: char) -> String {
    let cell = neutralized(&escaped(cell));
    if cell.contains(['"', '\r', '\n', delimiter]) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

/// Inserts an apostrophe before every formula at the beginning of the text, and of every part that another delimiter splits
/// off.
///
/// A spreadsheet runs a cell that begins with such a character, whether it is quoted or not. A leading apostrophe makes the
/// cell text. Excel and `LibreOffice` show the apostrophe only while the cell is edited.
fn neutralized(text: &str) -> String {
    let mut neutralized = String::with_capacity(text.len());
    for part in text.split_inclusive([',', ';', '|', '\t', '\r', '\n']) {
        // Quotes and spaces may be removed when the part becomes a cell.
        if part.trim_start_matches(['"', '\'', ' ']).starts_with(FORMULA) {
            neutralized.push('\'');
        }
        neutralized.push_str(part);
    }
    neutralized
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
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1", "'＝1"),
            ("a=1", "a=1"),
            ("a;b=1;c-d", "a;b=1;c-d"),
            // Escapes leave no control character.
            ("\tx\r=1\n=1", "\\tx\\r=1\\n=1"),
            ("\u{9b}##[x]", "\\u{9b}##\\[x]"),
        ] {
            assert_eq!(field(cell, ','), expected);
        }
    }

    #[test]
    fn parts_that_another_delimiter_splits_off_are_neutralized() {
        for (cell, expected) in [
            ("x;=cmd|'/c calc'!A0", "x;'=cmd|'/c calc'!A0"),
            ("x; =1", "x;' =1"),
            ("x;\"=1", "x;'\"=1"),
            ("x,@SUM(A1);+1", "x,'@SUM(A1);'+1"),
            ("x\t-1\n=1", "x\t'-1\n'=1"),
            ("x|=1", "x|'=1"),
        ] {
            assert_eq!(neutralized(cell), expected);
        }
    }

    #[test]
    fn quoting_follows_the_delimiter() {
        assert_eq!(field("a;b", ';'), "\"a;b\"");
        assert_eq!(field("a,b", ';'), "a,b");
        assert_eq!(field("a,b;c", '\t'), "a,b;c");
    }
}
