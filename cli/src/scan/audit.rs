//! A record judged: what the library says about the string, what its surroundings make of that, and the places of it all.

use std::path::Path;

use smtp_connection_string::{
    ConnectionString, Diagnostic, Fix, Masked, Report, Rule, Severity, SmtpConnection, check,
};
use smtp_connstr::package::{LocatedText, Origin, Overrider, Place, Property, Record, ScanRule, What};

use crate::report::Finding;
use crate::scan::rules::{self, Wording};
use crate::scan::shown;
use crate::scan::stand_in;

/// A record, and everything that is said about it. All formats show this, and nothing else.
pub(crate) struct Audit<'a> {
    /// The path of the file as reports have it.
    pub(crate) file: &'a str,
    pub(crate) path: &'a Path,
    pub(crate) record: &'a Record,
    /// The connection manager's name, masked where it may be a string; not yet fit for a terminal.
    pub(crate) connection_manager: Option<String>,
    pub(crate) findings: Vec<LocatedFinding>,
    /// How many findings were left out, since a baseline knows them.
    pub(crate) known: usize,
    string: Option<Checked<'a>>,
}

struct Checked<'a> {
    text: &'a LocatedText,
    origin: Origin,
    overridden: Option<&'a Overrider>,
    report: Report<'a>,
}

/// A finding with its place in the file.
pub(crate) struct LocatedFinding {
    pub(crate) finding: Finding,
    pub(crate) start: Place,
    /// The place after the last character. Before `start` where an assembled string has its parts the other way round.
    pub(crate) end: Place,
    /// Other places that belong to it, from and to, and what is there.
    pub(crate) related: Vec<(Place, Place, &'static str)>,
    /// What the library said; none for the rules of the scan.
    diagnostic: Option<Diagnostic>,
}

impl<'a> Audit<'a> {
    pub(crate) fn new(file: &'a str, path: &'a Path, record: &'a Record) -> Self {
        let string = match &record.what {
            What::ConnectionString(found) => Some(Checked {
                text: &found.text,
                origin: found.origin,
                overridden: found.overridden.as_ref(),
                report: check(found.text.as_str()),
            }),
            _ => None,
        };
        let mut findings: Vec<LocatedFinding> =
            record.rules().into_iter().map(|rule| of_scan(rule, record, string.as_ref())).collect();
        if let Some(string) = &string {
            findings.extend(string.findings(&record.expressions));
            // The order of the library's own reports; its own are in it already, and the sort keeps the rest.
            findings.sort_by_key(|located| (located.finding.span.start, located.finding.severity));
        }
        let connection_manager = record.connection_manager.as_deref().map(shown::masked);
        Self { file, path, record, connection_manager, findings, known: 0, string }
    }

    /// Leaves out the findings that the test accepts.
    pub(crate) fn leave_out(&mut self, mut is_known: impl FnMut(&Self, &LocatedFinding) -> bool) {
        let findings = std::mem::take(&mut self.findings);
        let count = findings.len();
        self.findings = findings.into_iter().filter(|finding| !is_known(self, finding)).collect();
        self.known = count - self.findings.len();
    }

    /// How the string came to be; a record about something else has none.
    pub(crate) fn origin(&self) -> Option<Origin> {
        self.string.as_ref().map(|string| string.origin)
    }

    /// The text that was checked, which may hold a secret.
    pub(crate) fn source(&self) -> Option<&'a str> {
        self.string.as_ref().map(|string| string.text.as_str())
    }

    /// The parameter that overrides the string.
    pub(crate) fn overrider(&self) -> Option<&'a Overrider> {
        self.string.as_ref()?.overridden
    }

    /// Whether the string is valid. `None` where there is none, or only a part of it, with nothing wrong in that.
    pub(crate) fn valid(&self) -> Option<bool> {
        let string = self.string.as_ref()?;
        let is_wrong = self.findings.iter().any(|located| located.finding.severity == Severity::Error);
        if string.is_partial() { is_wrong.then_some(false) } else { Some(string.report.is_valid()) }
    }

    /// The connection, where the whole of it is known: what a part leaves out is not the default, but stands elsewhere.
    pub(crate) fn connection(&self) -> Option<&SmtpConnection<'a>> {
        self.string.as_ref().filter(|string| !string.is_partial())?.report.connection()
    }

    /// The connection that a part of a string says, and a test of which properties it says.
    pub(crate) fn partial_connection(&self) -> Option<(&SmtpConnection<'a>, impl Fn(Property) -> bool + use<'a>)> {
        let string = self.string.as_ref()?;
        let source = string.text.as_str();
        Some((string.report.connection()?, move |property| says(source, property)))
    }
}

impl LocatedFinding {
    /// The fixes of the string. One that was assembled stands nowhere, so nothing can be replaced in it.
    pub(crate) fn fixes(&self, audit: &Audit<'_>) -> Vec<Fix> {
        match (&self.diagnostic, &audit.string) {
            (Some(diagnostic), Some(string)) if string.origin == Origin::Stored => {
                diagnostic.fixes(string.text.as_str())
            }
            _ => Vec::new(),
        }
    }
}

impl Checked<'_> {
    fn is_partial(&self) -> bool {
        self.origin == Origin::Assembled { complete: false }
    }

    /// What the library found, as far as it is about what stands here.
    fn findings(&self, expressions: &[Property]) -> Vec<LocatedFinding> {
        let is_server_set =
            expressions.iter().any(|property| matches!(property, Property::ConnectionString | Property::SmtpServer));
        let source = self.text.as_str();
        let diagnostics = self.report.diagnostics();
        let mut findings: Vec<LocatedFinding> = diagnostics
            .iter()
            .map(|diagnostic| {
                let mut finding = Finding::from(diagnostic);
                // The designer leaves the server empty where an expression gives it: nothing is wrong with that.
                if is_server_set && is_about_no_server(diagnostic, source) {
                    finding.severity = Severity::Note;
                }
                located(finding, self.text, Some(diagnostic.clone()))
            })
            .collect();
        // Of an empty string there is nothing else to say.
        let lacks_server = diagnostics.iter().any(|diagnostic| {
            diagnostic.rule() != Rule::EmptyConnectionString && is_about_no_server(diagnostic, source)
        });
        if lacks_server && (is_server_set || self.is_partial()) {
            findings.extend(stand_in::advice(source).into_iter().map(|finding| located(finding, self.text, None)));
        }
        findings.retain(|located| !self.is_about_elsewhere(&located.finding));
        findings
    }

    /// Whether a finding says nothing here, since the string was put together from properties that stand apart.
    fn is_about_elsewhere(&self, finding: &Finding) -> bool {
        let end = self.text.as_str().len();
        match Rule::from_id(finding.rule) {
            // Nobody wrote the string as a whole.
            Some(Rule::NotCanonical) => self.origin != Origin::Stored,
            Some(Rule::MissingServer | Rule::ImplicitDefault) => self.is_partial(),
            // A consequence of `EnableSsl`, whose default is none here.
            Some(Rule::WindowsAuthenticationUnencrypted) => {
                self.is_partial() && !says(self.text.as_str(), Property::EnableSsl)
            }
            // About something absent.
            _ => self.is_partial() && finding.span == (end..end),
        }
    }
}

/// Whether an error says that there is no server.
fn is_about_no_server(diagnostic: &Diagnostic, source: &str) -> bool {
    match diagnostic.rule() {
        Rule::EmptyConnectionString | Rule::MissingServer => true,
        Rule::EmptyValue => {
            let Ok(string) = ConnectionString::parse(source) else { return false };
            // Of several, only the pair that holds the finding.
            let pair = string.pairs().find(|pair| {
                pair.span().contains(&diagnostic.span().start) || pair.span().end == diagnostic.span().start
            });
            pair.is_some_and(|pair| pair.keyword().eq_ignore_ascii_case(Property::SmtpServer.as_str()))
        }
        _ => false,
    }
}

/// Whether a property stands in a string.
fn says(source: &str, property: Property) -> bool {
    ConnectionString::parse(source)
        .is_ok_and(|string| string.pairs().any(|pair| pair.keyword().eq_ignore_ascii_case(property.as_str())))
}

/// A finding of the scan's own rules: about the whole string, or about the file.
fn of_scan(rule: ScanRule, record: &Record, string: Option<&Checked<'_>>) -> LocatedFinding {
    let Wording { rule: known, message, help } = rules::wording(rule);
    let message = match &record.what {
        What::UnreadableFile { reason } => reason,
        _ => message,
    };
    let source = string.map_or("", |string| string.text.as_str());
    // A span of all of it would tell the length of what is masked.
    let end = if Masked::new(source).as_str() == source { source.len() } else { 0 };
    let finding = Finding {
        rule: known.id,
        severity: known.severity,
        span: 0..end,
        message,
        help: Some(help),
        related: Vec::new(),
    };
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
