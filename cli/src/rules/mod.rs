//! All rules of the command line, for `explain`, `--deny` and `--allow`: those of the library, those that only files have,
//! and those of `probe`.

pub(crate) mod files;
mod known_rule;
mod page_url;
#[cfg(feature = "probe")]
pub(crate) mod probe;
mod table;

use smtp_connection_string::Rule;

pub(crate) use known_rule::{Example, KnownRule};
pub(crate) use page_url::PageUrl;
pub(crate) use table::Wording;

/// Returns all rules: first those of the scan, then those of `probe`.
pub(crate) fn all() -> impl Iterator<Item = KnownRule> {
    let rules = of_scan();
    #[cfg(feature = "probe")]
    let rules = rules.chain(probe::all());
    rules
}

/// Returns the rules of the scan: first those of the library, then those that only files have.
pub(crate) fn of_scan() -> impl Iterator<Item = KnownRule> {
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
