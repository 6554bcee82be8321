//! The findings of the library about a string, adapted to where the string is from.

use smtp_connection_string::{Diagnostic, Property as Part, Rule, Severity, check};

use crate::finding::Finding;
use crate::inventory::record::{CheckedString, FileName, LocatedFinding, RelatedPlace};
use crate::rules::files::{FileRule, Wording, wording};
use crate::ssis::{LineColumn, LocatedText, Origin};

impl<'a> CheckedString<'a> {
    pub(super) fn new(text: &'a LocatedText, origin: Origin) -> Self {
        Self { text, origin, report: check(text.as_str()) }
    }

    /// Returns the findings of the library that apply. `index` is the index of the string in its record. If an expression
    /// sets the server, a missing one is a note.
    pub(super) fn findings(&self, index: usize, file: FileName<'a>, is_server_set: bool) -> Vec<LocatedFinding<'a>> {
        let finding = |diagnostic: &Diagnostic| {
            let mut finding = Finding::from(diagnostic);
            // The designer stores an empty server if an expression sets it, so this is not an error.
            if is_server_set && is_about_missing_server(diagnostic, self.text.as_str()) {
                finding.severity = Severity::Note;
            }
            self.located(index, file, finding, Some(diagnostic.clone()))
        };
        self.report.diagnostics().iter().filter(|diagnostic| self.applies(diagnostic)).map(finding).collect()
    }

    /// Returns the finding of a rule that only files have, about the whole string.
    pub(super) fn file_finding(&self, index: usize, file: FileName<'a>, rule: FileRule) -> LocatedFinding<'a> {
        let finding = Finding { span: 0..self.text.as_str().len(), ..file_finding(rule) };
        self.located(index, file, finding, None)
    }

    fn located(
        &self,
        index: usize,
        file: FileName<'a>,
        finding: Finding,
        diagnostic: Option<Diagnostic>,
    ) -> LocatedFinding<'a> {
        let place = |offset| self.text.place(offset);
        let related = |(span, message): &(std::ops::Range<usize>, &'static str)| RelatedPlace {
            file,
            start: place(span.start),
            end: Some(place(span.end)),
            message,
        };
        LocatedFinding {
            start: place(finding.span.start),
            end: place(finding.span.end),
            string: Some(index),
            related: finding.related.iter().map(related).collect(),
            notes: self.notes(),
            finding,
            diagnostic,
        }
    }

    fn notes(&self) -> Vec<String> {
        let note = match self.origin {
            Origin::Stored => return Vec::new(),
            Origin::Assembled { complete: true } => "the file stores the properties of this string separately",
            Origin::Assembled { complete: false } => {
                "the file stores some properties of this string separately, and does not contain the others"
            }
            Origin::Incomplete => "the file contains only a part of this string",
        };
        vec![note.to_owned()]
    }

    /// Returns whether a finding applies here. Some do not if the string was assembled or is a part of one.
    fn applies(&self, diagnostic: &Diagnostic) -> bool {
        let end = self.text.as_str().len();
        let is_partial = self.origin.is_partial();
        match diagnostic.rule() {
            // A credential is one in a part of a string too. Other errors can be effects of the missing parts.
            Rule::BasicAuthentication => true,
            _ if self.origin == Origin::Incomplete && diagnostic.severity() == Severity::Error => false,
            // The file does not contain the whole string.
            Rule::NotCanonical => self.origin == Origin::Stored,
            // If `EnableSsl` is missing, it is set elsewhere and does not have its default.
            Rule::WindowsAuthenticationUnencrypted => !is_partial || self.report.properties().enable_ssl().is_some(),
            // A finding at the end is about a missing property, which is set elsewhere.
            _ => !is_partial || diagnostic.span() != (end..end),
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

/// Returns the finding of a rule that only files have, about a place in a file.
pub(super) fn place_finding<'a>(rule: FileRule, place: LineColumn) -> LocatedFinding<'a> {
    LocatedFinding {
        finding: file_finding(rule),
        start: place,
        end: place,
        string: None,
        related: Vec::new(),
        notes: Vec::new(),
        diagnostic: None,
    }
}

/// Returns a finding with another message than that of its rule.
pub(super) fn reworded<'a>(mut located: LocatedFinding<'a>, message: &'static str) -> LocatedFinding<'a> {
    located.finding.message = message;
    located
}

fn file_finding(rule: FileRule) -> Finding {
    let Wording { rule: known, message, help } = wording(rule);
    Finding { rule: known.id, severity: known.severity, span: 0..0, message, help, related: Vec::new() }
}
