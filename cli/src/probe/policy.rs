//! The verdicts and findings that make the exit code of `probe` 1.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use smtp_connection_string::Severity;

use crate::policy::{Selector, Selectors};
use crate::probe::verdict::Verdict;

/// `--deny` and `--allow` of `probe`.
#[derive(Args)]
pub(crate) struct ProbePolicy {
    /// Also exit with 1 on findings of this rule, or of this severity or higher, or on this verdict
    ///
    /// A comma-separated list, can be repeated. Without this option, only the verdict decides.
    #[arg(long, value_name = "RULE|SEVERITY|VERDICT", value_delimiter = ',', value_parser = selector_parser())]
    #[arg(hide_possible_values = true, help_heading = "Findings")]
    deny: Vec<ProbeSelector>,

    /// Do not exit with 1 on this verdict, or on findings that --deny selects
    ///
    /// The verdicts are `works`, `fails`, `sends-unauthenticated` and `unknown`. A comma-separated list, can be repeated, and
    /// takes precedence over --deny.
    #[arg(long, value_name = "RULE|SEVERITY|VERDICT", value_delimiter = ',', value_parser = selector_parser())]
    #[arg(hide_possible_values = true, help_heading = "Findings")]
    allow: Vec<ProbeSelector>,

    /// Exit with 0 instead of 1
    ///
    /// Usage errors and input that cannot be read still make the exit code 2.
    #[arg(long, help_heading = "Findings")]
    pub(crate) exit_zero: bool,
}

/// An argument of `--deny` or `--allow`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ProbeSelector {
    Verdict(Verdict),
    Finding(Selector),
}

impl ProbeSelector {
    fn names() -> impl Iterator<Item = &'static str> {
        Verdict::ALL.iter().map(|verdict| verdict.as_str()).chain(Selector::names())
    }

    fn named(name: &str) -> Option<Self> {
        let verdict = Verdict::ALL.into_iter().find(|verdict| verdict.as_str() == name).map(Self::Verdict);
        verdict.or_else(|| Selector::named(name).map(Self::Finding))
    }
}

// The parser has the list of names, and not only a function, because the completions need the names.
fn selector_parser() -> impl TypedValueParser<Value = ProbeSelector> {
    PossibleValuesParser::new(ProbeSelector::names()).try_map(|name| ProbeSelector::named(&name).ok_or("unknown name"))
}

impl ProbePolicy {
    /// Returns whether a verdict makes the exit code 1.
    pub(crate) fn denies_verdict(&self, verdict: Verdict) -> bool {
        let named = ProbeSelector::Verdict(verdict);
        !self.allow.contains(&named) && (verdict != Verdict::Works || self.deny.contains(&named))
    }

    /// Returns whether a finding makes the exit code 1, whatever the verdict.
    pub(crate) fn denies_finding(&self, rule: &'static str, severity: Severity) -> bool {
        let findings = |selectors: &[ProbeSelector]| {
            let finding = |selector: &ProbeSelector| match selector {
                ProbeSelector::Finding(selector) => Some(*selector),
                ProbeSelector::Verdict(_) => None,
            };
            selectors.iter().filter_map(finding).collect()
        };
        let selectors = Selectors { deny: findings(&self.deny), allow: findings(&self.allow) };
        selectors.denies(rule, severity).unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(deny: &[&str], allow: &[&str]) -> ProbePolicy {
        let selectors = |names: &[&str]| names.iter().map(|name| ProbeSelector::named(name).unwrap()).collect();
        ProbePolicy { deny: selectors(deny), allow: selectors(allow), exit_zero: false }
    }

    #[test]
    fn verdict_other_than_works_is_denied_unless_allowed() {
        let denied = |policy: &ProbePolicy| Verdict::ALL.map(|verdict| policy.denies_verdict(verdict));
        assert_eq!(denied(&policy(&[], &[])), [false, true, true, true]);
        assert_eq!(denied(&policy(&["works"], &["unknown"])), [true, true, true, false]);
        assert_eq!(denied(&policy(&["fails"], &["fails", "error"])), [false, false, true, true]);
    }

    #[test]
    fn finding_is_denied_only_if_selected() {
        let denied = |deny: &[&str], allow: &[&str]| {
            let policy = policy(deny, allow);
            [
                ("probe-refused", Severity::Error),
                ("probe-slow", Severity::Warning),
                ("probe-tls-available", Severity::Note),
            ]
            .map(|(rule, severity)| policy.denies_finding(rule, severity))
        };
        assert_eq!(denied(&[], &[]), [false, false, false]);
        assert_eq!(denied(&["warning"], &[]), [true, true, false]);
        assert_eq!(denied(&["note"], &["warning"]), [true, false, false]);
        assert_eq!(denied(&["probe-tls-available"], &["error"]), [false, false, true]);
        assert_eq!(denied(&["note"], &["probe-slow"]), [true, false, true]);
        assert_eq!(denied(&["probe-slow"], &["probe-slow"]), [false, false, false]);
    }

    #[test]
    fn every_name_is_a_selector() {
        assert!(ProbeSelector::names().all(|name| ProbeSelector::named(name).is_some()));
        assert_eq!(ProbeSelector::named("Works"), None);
    }
}
