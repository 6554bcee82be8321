//! All rules of the command line, for `explain`, `--deny` and `--allow`: those of the library, and those that only files
//! have.

use smtp_connection_string::{Rule, Severity};

use crate::scan;

/// A rule of the library or of the scan.
#[derive(Clone, Copy)]
pub(crate) struct KnownRule {
    pub(crate) id: &'static str,
    pub(crate) severity: Severity,
    /// What the rule reports, in one sentence.
    pub(crate) summary: &'static str,
    /// Why a finding matters.
    pub(crate) why: &'static str,
    /// The summary, the reason, the remedy and the evidence, as paragraphs separated by empty lines.
    pub(crate) explanation: &'static str,
    /// A connection string that triggers the rule. The rules of the scan have none, because they are about files.
    pub(crate) example: Option<&'static str>,
}

/// Returns all rules: first those of the library, then those of the scan.
pub(crate) fn all() -> impl Iterator<Item = KnownRule> {
    let library = Rule::ALL.iter().map(|rule| KnownRule {
        id: rule.as_str(),
        severity: rule.severity(),
        summary: rule.summary(),
        why: rule.why(),
        explanation: rule.explanation(),
        example: Some(rule.example()),
    });
    library.chain(scan::rules::all())
}

pub(crate) fn find(id: &str) -> Option<KnownRule> {
    all().find(|rule| rule.id == id)
}
