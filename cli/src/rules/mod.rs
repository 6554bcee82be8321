//! All rules of the command line, for `explain`, `--deny` and `--allow`: those of the library, and those that only files
//! have.

pub(crate) mod files;
mod known_rule;

use smtp_connection_string::Rule;

pub(crate) use known_rule::{Example, KnownRule};

/// Returns all rules: first those of the library, then those of the scan.
pub(crate) fn all() -> impl Iterator<Item = KnownRule> {
    let library = Rule::ALL.iter().map(|rule| KnownRule {
        id: rule.as_str(),
        severity: rule.severity(),
        summary: rule.summary(),
        why: rule.why(),
        explanation: rule.explanation(),
        example: Example::ConnectionString(rule.example()),
    });
    library.chain(files::all())
}

pub(crate) fn find(id: &str) -> Option<KnownRule> {
    all().find(|rule| rule.id == id)
}
