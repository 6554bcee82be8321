//! The findings of the library about a string, adapted to where the string is from.

use smtp_connection_string::{Diagnostic, Property as Part, Rule, Severity, check};

use crate::finding::{Finding, MAX_KEPT, Tally};
use crate::inventory::record::{CheckedString, FileName, LocatedFinding, RelatedPlace};
use crate::inventory::stated::checkable;
use crate::rules::Wording;
use crate::rules::files::{FileRule, wording};
use crate::ssis::{LineColumn, LocatedText, Origin};

impl<'a> CheckedString<'a> {
    /// Checks the string that a record is about. One that is too long is not checked.
    pub(super) fn new(text: &'a LocatedText, origin: Origin) -> Self {
        Self { text, origin, is_stored: true, report: check(checkable(text.as_str())) }
    }

    /// Checks a string that an expression or a copy sets.
    pub(super) fn set_elsewhere(text: &'a LocatedText, origin: Origin) -> Self {
        Self { is_stored: false, ..Self::new(text, origin) }
    }

    /// Adds the findings of the library that apply. `index` is the index of the string in its record. If an expression sets
    /// the server, a missing one is a note. Only the most severe findings are added, and the others are counted.
    pub(super) fn add_findings(
        &self,
        index: usize,
        file: FileName<'a>,
        is_server_set: bool,
        findings: &mut Vec<LocatedFinding<'a>>,
        omitted: &mut Vec<Tally>,
    ) {
        if self.as_str().len() < self.text.as_str().len() {
            let finding = self.file_finding(index, file, FileRule::UnreadableFile);
            findings.push(reworded(finding, "a connection string is longer than 1 MiB"));
            return;
        }
        let severity = |diagnostic: &Diagnostic| {
            // The designer stores an empty server if an expression sets it, so this is not an error.
            let is_set = is_server_set && is_about_missing_server(diagnostic, self.as_str());
            if is_set { Severity::Note } else { diagnostic.severity() }
        };
        let applicable = || self.report.diagnostics().iter().filter(|diagnostic| self.applies(diagnostic));
        let mut room = Room::new(applicable().map(severity));
        for diagnostic in applicable() {
            let severity = severity(diagnostic);
            if room.take(severity) {
                let finding = Finding { severity, ..Finding::from(diagnostic) };
                findings.push(self.located(index, file, finding, Some(diagnostic.clone())));
                continue;
            }
            let rule = diagnostic.rule().as_str();
            // There are about 30 rules, so a linear search is fast enough.
            match omitted.iter_mut().find(|tally| (tally.rule, tally.severity) == (rule, severity)) {
                Some(tally) => tally.count += 1,
                None => omitted.push(Tally { rule, severity, suppression: None, count: 1 }),
            }
        }
    }

    /// Returns the finding of a rule that only files have, about the whole string.
    pub(super) fn file_finding(&self, index: usize, file: FileName<'a>, rule: FileRule) -> LocatedFinding<'a> {
        let finding = Finding { span: 0..self.as_str().len(), ..file_finding(rule) };
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
            suppression: None,
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
        let end = self.as_str().len();
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

/// How many findings of each severity may still be kept.
struct Room(Vec<(Severity, usize)>);

impl Room {
    /// Divides [`MAX_KEPT`] places among the severities, most severe first.
    fn new(severities: impl Iterator<Item = Severity>) -> Self {
        let mut places: Vec<(Severity, usize)> = Severity::ALL.iter().rev().map(|severity| (*severity, 0)).collect();
        for severity in severities {
            places.iter_mut().filter(|(known, _)| *known == severity).for_each(|(_, count)| *count += 1);
        }
        let mut left = MAX_KEPT;
        for (_, count) in &mut places {
            *count = left.min(*count);
            left -= *count;
        }
        Self(places)
    }

    /// Takes a place, if there is one.
    fn take(&mut self, severity: Severity) -> bool {
        match self.0.iter_mut().find(|(known, _)| *known == severity) {
            Some((_, places)) if *places > 0 => {
                *places -= 1;
                true
            }
            _ => false,
        }
    }
}

/// Returns whether an error is about a missing or empty server.
pub(crate) fn is_about_missing_server(diagnostic: &Diagnostic, source: &str) -> bool {
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
        suppression: None,
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
