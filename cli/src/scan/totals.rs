//! The totals of a scan: files, strings, and findings by rule.

use std::fmt;

use crate::ssis::What;
use smtp_connection_string::Severity;

use crate::output::counts::{Count, Counts};
use crate::policy::Policy;
use crate::rules;
use crate::scan::checked::CheckedRecord;

/// The totals of a scan.
#[derive(Default)]
pub(crate) struct Totals {
    pub(crate) files: usize,
    /// The number of files that contain a string.
    files_with_strings: usize,
    strings: usize,
    third_party: usize,
    encrypted: usize,
    pub(crate) unreadable: usize,
    missing: usize,
    /// The number of findings that the baseline lists.
    known: usize,
    /// The number of findings by rule and severity. A rule can have two severities: an expression turns an error about
    /// an empty server into a note.
    findings: Vec<(&'static str, Severity, usize)>,
}

impl Totals {
    /// Adds the records of one file.
    pub(crate) fn add_file(&mut self, records: &[CheckedRecord<'_>]) {
        self.files += 1;
        let before = self.strings;
        for checked in records {
            match checked.record.what {
                What::ConnectionString(_) => self.strings += 1,
                What::ThirdPartyManager { .. } => self.third_party += 1,
                What::EncryptedPackage => self.encrypted += 1,
                What::UnreadableFile { .. } => self.unreadable += 1,
            }
            self.known += checked.known;
            for located in &checked.findings {
                self.add_finding(located.finding.rule, located.finding.severity);
            }
        }
        self.files_with_strings += usize::from(self.strings > before);
    }

    /// Counts an argument that does not exist.
    pub(crate) fn add_missing(&mut self) {
        self.missing += 1;
    }

    /// Returns whether everything was read.
    pub(crate) fn is_complete(&self) -> bool {
        self.unreadable == 0 && self.missing == 0
    }

    /// Returns the summary at the end of a human-readable report.
    pub(crate) fn summary<'a>(&'a self, policy: &'a Policy<'a>) -> impl fmt::Display + 'a {
        Summary { totals: self, policy }
    }

    fn add_finding(&mut self, rule: &'static str, severity: Severity) {
        // There are about 30 rules, so a linear search is fast enough.
        match self.findings.iter_mut().find(|(known, level, _)| (*known, *level) == (rule, severity)) {
            Some((_, _, count)) => *count += 1,
            None => self.findings.push((rule, severity, 1)),
        }
    }
}

/// The summary at the end of a human-readable report.
struct Summary<'a> {
    totals: &'a Totals,
    policy: &'a Policy<'a>,
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Totals { files, files_with_strings, strings, third_party, encrypted, unreadable, missing, known, .. } =
            self.totals;
        writeln!(f, "{} in {files_with_strings} of {}", Count(*strings, "connection string"), Count(*files, "file"))?;
        let others = [
            (*third_party, "third-party connection manager"),
            (*encrypted, "encrypted file"),
            (*unreadable, "unreadable file"),
            (*missing, "missing path"),
        ];
        for (count, noun) in others.into_iter().filter(|(count, _)| *count > 0) {
            writeln!(f, "{}", Count(count, noun))?;
        }
        if *known > 0 {
            writeln!(f, "{} in the baseline", Count(*known, "finding"))?;
        }
        let mut counts = Counts::default();
        let mut rows = Vec::new();
        for severity in Severity::ALL.iter().rev() {
            // The order of the rules does not depend on which finding came first.
            for rule in rules::all() {
                let found = self.totals.findings.iter().find(|(id, level, _)| (*id, level) == (rule.id, severity));
                let Some((id, _, count)) = found else { continue };
                if self.policy.shows(id, *severity) {
                    counts.add(*severity, *count);
                    rows.push((severity, id, count));
                } else {
                    counts.add_hidden(*count);
                }
            }
        }
        writeln!(f)?;
        let width = rows.iter().map(|(_, rule, _)| rule.len()).max().unwrap_or_default();
        let digits = rows.iter().map(|(.., count)| count.to_string().len()).max().unwrap_or_default();
        for (severity, rule, count) in &rows {
            writeln!(f, "  {severity:7}  {rule:width$}  {count:digits$}")?;
        }
        if !rows.is_empty() {
            writeln!(f)?;
        }
        write!(f, "{counts}")
    }
}
