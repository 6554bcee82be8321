//! Findings as JSON Lines: one object per string.
//!
//! All keys are always present, in the order of the fields. The only text of the string in the output is its canonical
//! form, a valid server, and the fixes, which contain no text that is redacted.

use std::io::{self, Write};
use std::ops::Range;

use serde::{Serialize, Serializer};
use smtp_connection_string::{Authentication, Diagnostic, Fix, Properties, Report, ServerName, SmtpConnection};

use crate::escaped_json;
use crate::finding::Finding;
use crate::rules::PageUrl;

/// The record of `check` for one string.
#[derive(Serialize)]
pub(crate) struct CheckRecord<'a, F: Fn(&Diagnostic) -> bool> {
    input_index: usize,
    valid: bool,
    connection: Option<ConnectionRecord<'a>>,
    properties: PropertiesRecord<'a>,
    #[serde(serialize_with = "diagnostics")]
    diagnostics: Selected<'a, F>,
}

/// The findings of a string that a function selects.
struct Selected<'a, F> {
    report: &'a Report<'a>,
    selects: F,
}

impl<'a, F: Fn(&Diagnostic) -> bool> CheckRecord<'a, F> {
    /// Returns the record with the findings that `selects` returns `true` for.
    pub(crate) fn new(input_index: usize, report: &'a Report<'_>, selects: F) -> Self {
        Self {
            input_index,
            valid: report.is_valid(),
            connection: report.connection().map(ConnectionRecord::new),
            properties: PropertiesRecord::new(report.properties()),
            diagnostics: Selected { report, selects },
        }
    }
}

/// Serializes the findings one by one. The records of all findings would need much more memory than the string.
fn diagnostics<F: Fn(&Diagnostic) -> bool, S: Serializer>(
    selected: &Selected<'_, F>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let Selected { report, selects } = selected;
    let record = |found: &Diagnostic| DiagnosticRecord::new(&Finding::from(found), found.fixes(report.source()));
    serializer.collect_seq(report.diagnostics().iter().filter(|found| selects(found)).map(record))
}

/// Writes a record as one line.
pub(crate) fn write(out: &mut impl Write, record: &impl Serialize) -> io::Result<()> {
    escaped_json::write(&mut *out, record)?;
    out.write_all(b"\n")
}

/// A validated connection.
#[derive(Serialize)]
pub(crate) struct ConnectionRecord<'a> {
    server: &'a str,
    authentication: &'static str,
    enable_ssl: bool,
    timeout_ms: Option<u32>,
    #[serde(serialize_with = "canonical")]
    canonical: &'a SmtpConnection<'a>,
}

impl<'a> ConnectionRecord<'a> {
    pub(crate) fn new(connection: &'a SmtpConnection<'_>) -> Self {
        Self {
            server: connection.server().as_str(),
            authentication: connection.authentication().as_str(),
            enable_ssl: connection.enable_ssl(),
            timeout_ms: connection.timeout_ms(),
            canonical: connection,
        }
    }
}

/// The valid properties of a string, without defaults.
#[derive(Serialize)]
pub(crate) struct PropertiesRecord<'a> {
    server: Option<&'a str>,
    authentication: Option<&'static str>,
    enable_ssl: Option<bool>,
    timeout_ms: Option<u32>,
}

impl<'a> PropertiesRecord<'a> {
    pub(crate) fn new(properties: &'a Properties<'_>) -> Self {
        Self {
            server: properties.server().map(ServerName::as_str),
            authentication: properties.authentication().map(Authentication::as_str),
            enable_ssl: properties.enable_ssl(),
            timeout_ms: properties.timeout_ms(),
        }
    }
}

/// Serializes the canonical form without an intermediate `String`.
fn canonical<S: Serializer>(connection: &SmtpConnection<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(connection)
}

/// A finding about a string. `start` and `end` are byte offsets in the string.
#[derive(Serialize)]
pub(crate) struct DiagnosticRecord {
    rule: &'static str,
    severity: &'static str,
    start: usize,
    end: usize,
    message: &'static str,
    help: &'static str,
    url: PageUrl,
    related: Vec<RelatedRecord>,
    #[serde(serialize_with = "fixes")]
    fixes: Vec<Fix>,
}

impl DiagnosticRecord {
    pub(crate) fn new(finding: &Finding, fixes: Vec<Fix>) -> Self {
        let related = |(span, message): &(Range<usize>, &'static str)| RelatedRecord {
            start: span.start,
            end: span.end,
            message,
        };
        Self {
            rule: finding.rule,
            severity: finding.severity.as_str(),
            start: finding.span.start,
            end: finding.span.end,
            message: finding.message,
            help: finding.help,
            url: PageUrl::of(finding.rule),
            related: finding.related.iter().map(related).collect(),
            fixes,
        }
    }
}

#[derive(Serialize)]
struct RelatedRecord {
    start: usize,
    end: usize,
    message: &'static str,
}

fn fixes<S: Serializer>(fixes: &[Fix], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(fixes.iter().map(FixRecord::new))
}

#[derive(Serialize)]
struct FixRecord<'a> {
    start: usize,
    end: usize,
    replacement: &'a str,
    applicability: &'static str,
}

impl<'a> FixRecord<'a> {
    fn new(fix: &'a Fix) -> Self {
        let span = fix.span();
        Self {
            start: span.start,
            end: span.end,
            replacement: fix.replacement(),
            applicability: fix.applicability().as_str(),
        }
    }
}
