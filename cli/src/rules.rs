//! All rules that the command line knows, for `explain`, `--deny` and `--allow`.
//!
//! The rules about a string are the library's. A subcommand with findings of its own has its own table, which is chained
//! on here: the library's `Rule` is about strings alone.

use smtp_connection_string::{Rule, Severity};

use crate::scan;

/// A rule, whichever table it comes from.
#[derive(Clone, Copy)]
pub(crate) struct KnownRule {
    pub(crate) id: &'static str,
    pub(crate) severity: Severity,
    /// What it finds, in one sentence.
    pub(crate) summary: &'static str,
    /// Why a finding matters.
    pub(crate) why: &'static str,
    /// The summary, the reason, the remedy and the evidence, as paragraphs separated by empty lines.
    pub(crate) explanation: &'static str,
}

pub(crate) fn all() -> impl Iterator<Item = KnownRule> {
    let of_strings = Rule::ALL.iter().map(|rule| KnownRule {
        id: rule.as_str(),
        severity: rule.severity(),
        summary: rule.summary(),
        why: rule.why(),
        explanation: rule.explanation(),
    });
    of_strings.chain(scan::rules::all())
}

pub(crate) fn find(id: &str) -> Option<KnownRule> {
    all().find(|rule| rule.id == id)
}
