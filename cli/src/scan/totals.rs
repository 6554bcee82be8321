//! What was seen in the whole of a scan: files, strings, and findings by rule.

use std::fmt;

use smtp_connection_string::Severity;
use smtp_connstr::package::What;

use crate::report::tally::Count;
use crate::rules;
use crate::scan::audit::Audit;

/// Displays as the summary at the end of a report for people.
#[derive(Default)]
pub(crate) struct Totals {
    pub(crate) files: usize,
    /// How many of them hold a string.
    files_with_strings: usize,
    strings: usize,
    third_party: usize,
    encrypted: usize,
    pub(crate) unreadable: usize,
    missing: usize,
    /// How many findings a baseline knows.
    known: usize,
    /// A count for each rule and severity that was met: a rule may be softened where it stands.
    findings: Vec<(&'static str, Severity, usize)>,
}

impl Totals {
    /// Counts what was found in one file.
    pub(crate) fn add_file(&mut self, audits: &[Audit<'_>]) {
        self.files += 1;
        let before = self.strings;
        for audit in audits {
            match audit.record.what {
                What::ConnectionString(_) => self.strings += 1,
                What::ThirdPartyManager { .. } => self.third_party += 1,
                What::EncryptedPackage => self.encrypted += 1,
                What::UnreadableFile { .. } => self.unreadable += 1,
            }
            self.known += audit.known;
            for located in &audit.findings {
                self.add_finding(located.finding.rule, located.finding.severity);
            }
        }
        self.files_with_strings += usize::from(self.strings > before);
    }

    /// Counts an argument that leads nowhere.
    pub(crate) fn add_missing(&mut self) {
        self.missing += 1;
    }

    /// Whether everything that was asked for was read.
    pub(crate) fn is_complete(&self) -> bool {
        self.unreadable == 0 && self.missing == 0
    }

    fn add_finding(&mut self, rule: &'static str, severity: Severity) {
        // A list of some thirty at most.
        match self.findings.iter_mut().find(|(known, level, _)| (*known, *level) == (rule, severity)) {
            Some((_, _, count)) => *count += 1,
            None => self.findings.push((rule, severity, 1)),
        }
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, files_with_strings, strings, third_party, encrypted, unreadable, missing, known, .. } = self;
        writeln!(f, "{} in {files_with_strings} of {}", Count(*strings, "connection string"), Count(*files, "file"))?;
        let others = [
            (*third_party, "third-party manager"),
            (*encrypted, "encrypted file"),
            (*unreadable, "unreadable file"),
            (*missing, "missing path"),
        ];
        for (count, what) in others.into_iter().filter(|(count, _)| *count > 0) {
            writeln!(f, "{}", Count(count, what))?;
        }
        if *known > 0 {
            writeln!(f, "{} left out: the baseline knows them", Count(*known, "finding"))?;
        }
        let width = self.findings.iter().map(|(rule, ..)| rule.len()).max().unwrap_or_default();
        let digits = self.findings.iter().map(|(.., count)| count.to_string().len()).max().unwrap_or_default();
        if width > 0 {
            writeln!(f)?;
        }
        for severity in Severity::ALL.iter().rev() {
            // In the order of the rules, which is the same whatever was found first.
            for rule in rules::all() {
                let found = self.findings.iter().find(|(id, level, _)| (*id, level) == (rule.id, severity));
                if let Some((id, _, count)) = found {
                    writeln!(f, "  {severity:7}  {id:width$}  {count:digits$}")?;
                }
            }
        }
        Ok(())
    }
}
