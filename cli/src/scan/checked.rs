//! A record with its findings: those of the library, adapted to the context of the string, and those of the scan.

use std::cmp::Reverse;
use std::path::Path;

use crate::ssis::{LineColumn, LocatedText, Origin, Overrider, Property, Record, ScanRule, What};
use smtp_connection_string::{
    Diagnostic, Fix, Properties, Property as Part, Report, Rule, Severity, SmtpConnection, check,
};

use crate::finding::Finding;
use crate::names;
use crate::rules::files::{self, Wording};

/// A record with its findings. All formats show this and nothing else.
pub(crate) struct CheckedRecord<'a> {
    /// The path of the file in reports.
    pub(crate) file: &'a str,
    pub(crate) path: &'a Path,
    pub(crate) record: &'a Record,
    /// The name of the connection manager, redacted if it could be a connection string, but not escaped.
    pub(crate) connection_manager: Option<String>,
    pub(crate) findings: Vec<LocatedFinding>,
    /// The number of findings that were removed because the baseline lists them.
    pub(crate) known: usize,
    string: Option<CheckedString<'a>>,
}

struct CheckedString<'a> {
    text: &'a LocatedText,
    origin: Origin,
    overridden: Option<&'a Overrider>,
    report: Report<'a>,
}

/// A finding with its place in the file.
pub(crate) struct LocatedFinding {
    pub(crate) finding: Finding,
    pub(crate) start: LineColumn,
    /// The place after the last character. It may precede `start` in an assembled string, whose parts may be stored in
    /// a different order.
    pub(crate) end: LineColumn,
    /// Related places: start, end and message.
    pub(crate) related: Vec<(LineColumn, LineColumn, &'static str)>,
    /// The diagnostic of the library; `None` for the rules of the scan.
    diagnostic: Option<Diagnostic>,
}

impl<'a> CheckedRecord<'a> {
    pub(crate) fn new(file: &'a str, path: &'a Path, record: &'a Record) -> Self {
        let string = match &record.what {
            What::ConnectionString(found) => Some(CheckedString {
                text: &found.text,
                origin: found.origin,
                overridden: found.overridden.as_ref(),
                report: check(found.text.as_str()),
            }),
            _ => None,
        };
        let mut findings: Vec<LocatedFinding> =
            record.rules().into_iter().map(|rule| scan_finding(rule, record, string.as_ref())).collect();
        if let Some(string) = &string {
            findings.extend(string.findings(&record.expressions));
            // This is the order of the reports of the library. The sort is stable, so it keeps the order of their
            // findings.
            findings.sort_by_key(|located| (located.finding.span.start, Reverse(located.finding.severity)));
        }
        let connection_manager = record.connection_manager.as_deref().map(names::redacted);
        Self { file, path, record, connection_manager, findings, known: 0, string }
    }

    /// Removes the findings for which the predicate returns `true`, and counts them as known.
    pub(crate) fn remove_known(&mut self, mut is_known: impl FnMut(&Self, &LocatedFinding) -> bool) {
        let findings = std::mem::take(&mut self.findings);
        let count = findings.len();
        self.findings = findings.into_iter().filter(|finding| !is_known(self, finding)).collect();
        self.known = count - self.findings.len();
    }

    /// Returns the origin of the string; `None` if the record has no string.
    pub(crate) fn origin(&self) -> Option<Origin> {
        self.string.as_ref().map(|string| string.origin)
    }

    /// Returns the string that was checked. It may contain a secret.
    pub(crate) fn source(&self) -> Option<&'a str> {
        self.string.as_ref().map(|string| string.text.as_str())
    }

    /// Returns the parameter that overrides the string.
    pub(crate) fn overrider(&self) -> Option<&'a Overrider> {
        self.string.as_ref()?.overridden
    }

    /// Returns whether the string is valid; `None` if the record has no string, or only a part of one without errors.
    pub(crate) fn valid(&self) -> Option<bool> {
        let string = self.string.as_ref()?;
        let is_wrong = self.findings.iter().any(|located| located.finding.severity == Severity::Error);
        if string.is_partial() { is_wrong.then_some(false) } else { Some(string.report.is_valid()) }
    }

    /// Returns the connection if the whole string is known. A property that is missing in a part of a string is set
    /// elsewhere and does not have its default.
    pub(crate) fn connection(&self) -> Option<&SmtpConnection<'a>> {
        self.string.as_ref().filter(|string| !string.is_partial())?.report.connection()
    }

    /// Returns the valid properties of the string; `None` if the record has no string.
    pub(crate) fn properties(&self) -> Option<&Properties<'a>> {
        Some(self.string.as_ref()?.report.properties())
    }
}

impl LocatedFinding {
    /// Returns the fixes. An assembled string is not in the file, so it has no fixes.
    pub(crate) fn fixes(&self, checked: &CheckedRecord<'_>) -> Vec<Fix> {
        match (&self.diagnostic, &checked.string) {
            (Some(diagnostic), Some(string)) if string.origin == Origin::Stored => {
                diagnostic.fixes(string.text.as_str())
            }
            _ => Vec::new(),
        }
    }
}

impl CheckedString<'_> {
    fn is_partial(&self) -> bool {
        self.origin == Origin::Assembled { complete: false }
    }

    /// Returns the findings of the library that apply here.
    fn findings(&self, expressions: &[Property]) -> Vec<LocatedFinding> {
        let is_server_set = expressions
            .iter()
            .any(|property| matches!(property, Property::ConnectionString | Property::Part(Part::SmtpServer)));
        let diagnostics = self.report.diagnostics().iter().filter(|diagnostic| self.applies(diagnostic));
        let finding = |diagnostic: &Diagnostic| {
            let mut finding = Finding::from(diagnostic);
            // The designer stores an empty server if an expression sets it, so this is not an error.
            if is_server_set && is_about_missing_server(diagnostic, self.text.as_str()) {
                finding.severity = Severity::Note;
            }
            located(finding, self.text, Some(diagnostic.clone()))
        };
        diagnostics.map(finding).collect()
    }

    /// Returns whether a finding applies here. Some do not if the string was assembled from separate properties.
    fn applies(&self, diagnostic: &Diagnostic) -> bool {
        let end = self.text.as_str().len();
        match diagnostic.rule() {
            // The file does not contain the whole string.
            Rule::NotCanonical => self.origin == Origin::Stored,
            // If `EnableSsl` is missing, it is set elsewhere and does not have its default.
            Rule::WindowsAuthenticationUnencrypted => {
                !self.is_partial() || self.report.properties().enable_ssl().is_some()
            }
            // A finding at the end is about a missing property, which is set elsewhere.
            _ => !self.is_partial() || diagnostic.span() != (end..end),
        }
    }
}

/// Returns whether an error is about a missing or empty server.
fn is_about_missing_server(diagnostic: &Diagnostic, source: &str) -> bool {
    match diagnostic.rule() {
        Rule::EmptyConnectionString | Rule::MissingServer => true,
        Rule::EmptyValue => {
            let before = source.get(..diagnostic.span().start).unwrap_or_default();
            let keyword = before.rsplit(';').next().and_then(|pair| pair.split('=').next()).unwrap_or_default();
            keyword.trim().parse() == Ok(Part::SmtpServer)
        }
        _ => false,
    }
}

/// Creates the finding of a rule of the scan, about the whole string or about the file.
fn scan_finding(rule: ScanRule, record: &Record, string: Option<&CheckedString<'_>>) -> LocatedFinding {
    let Wording { rule: known, message, help } = files::wording(rule);
    let message = match &record.what {
        What::UnreadableFile { reason } => reason,
        _ => message,
    };
    let source = string.map_or("", |string| string.text.as_str());
    let finding =
        Finding { rule: known.id, severity: known.severity, span: 0..source.len(), message, help, related: Vec::new() };
    match string {
        Some(string) => located(finding, string.text, None),
        None => {
            LocatedFinding { finding, start: record.place, end: record.place, related: Vec::new(), diagnostic: None }
        }
    }
}

fn located(finding: Finding, text: &LocatedText, diagnostic: Option<Diagnostic>) -> LocatedFinding {
    let (start, end) = (text.place(finding.span.start), text.place(finding.span.end));
    let related = finding.related.iter();
    let related = related.map(|(span, message)| (text.place(span.start), text.place(span.end), *message)).collect();
    LocatedFinding { finding, start, end, related, diagnostic }
}
