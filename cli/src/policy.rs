//! The findings that make the exit code 1, and those that are shown: `--deny`, `--allow` and `--notes`.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use smtp_connection_string::Severity;

use crate::rules;

/// The findings that make the exit code 1.
#[derive(Args)]
pub(crate) struct PolicyOptions {
    /// Exit with 1 on findings of this rule, or of this severity or higher [default: error]
    ///
    /// Can be repeated. A rule takes precedence over a severity, and --allow over --deny.
    #[arg(long, value_name = "RULE|SEVERITY", value_parser = selector_parser(), hide_possible_values = true)]
    pub(crate) deny: Vec<Selector>,

    /// Do not exit with 1 on findings of this rule, or of this severity or lower
    ///
    /// The findings are still printed. Can be repeated.
    #[arg(long, value_name = "RULE|SEVERITY", value_parser = selector_parser(), hide_possible_values = true)]
    pub(crate) allow: Vec<Selector>,
}

// The parser has the list of names, and not only a function, because the completions need the names. The error of `try_map`
// is unreachable, because the list and the lookup have the same source.
fn selector_parser() -> impl TypedValueParser<Value = Selector> {
    PossibleValuesParser::new(Selector::names()).try_map(|name| Selector::named(&name).ok_or("unknown name"))
}

/// An argument of `--deny` or `--allow`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Selector {
    /// The id of a rule.
    Rule(&'static str),
    Severity(Severity),
}

impl Selector {
    /// Returns all names, severities first.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        Severity::ALL.iter().map(|severity| severity.as_str()).chain(rules::all().map(|rule| rule.id))
    }

    /// Finds a severity or a rule by its name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        name.parse().map(Self::Severity).ok().or_else(|| rules::find(name).map(|rule| Self::Rule(rule.id)))
    }
}

/// Decides which findings are denied and which are shown.
///
/// A rule takes precedence over a severity, and `--allow` over `--deny`. Both severities are thresholds: a denied severity
/// includes the more severe ones, and an allowed severity the less severe ones. Otherwise, `--deny warning` would let
/// errors pass.
pub(crate) struct Policy<'a> {
    denied_rules: Vec<&'a str>,
    allowed_rules: Vec<&'a str>,
    /// The least severe denied severity. Errors are always denied.
    denied: Severity,
    /// The most severe allowed severity.
    allowed: Option<Severity>,
    notes: bool,
}

impl<'a> Policy<'a> {
    pub(crate) fn new(options: &'a PolicyOptions, notes: bool) -> Self {
        Self {
            denied_rules: rules_in(&options.deny),
            allowed_rules: rules_in(&options.allow),
            denied: severities_in(&options.deny).min().unwrap_or(Severity::Error),
            allowed: severities_in(&options.allow).max(),
            notes,
        }
    }

    /// Returns whether a finding of this rule makes the exit code 1.
    pub(crate) fn denies(&self, rule: &str, severity: Severity) -> bool {
        if self.allowed_rules.contains(&rule) {
            return false;
        }
        self.denied_rules.contains(&rule)
            || (severity >= self.denied && self.allowed.is_none_or(|allowed| severity > allowed))
    }

    /// Returns whether the human format shows a finding of this rule: always, unless it is a note that is not denied.
    pub(crate) fn shows(&self, rule: &str, severity: Severity) -> bool {
        severity > Severity::Note || self.notes || self.denies(rule, severity)
    }
}

fn rules_in(selectors: &[Selector]) -> Vec<&str> {
    let rule = |selector: &Selector| match selector {
        Selector::Rule(id) => Some(*id),
        Selector::Severity(_) => None,
    };
    selectors.iter().filter_map(rule).collect()
}

fn severities_in(selectors: &[Selector]) -> impl Iterator<Item = Severity> {
    selectors.iter().filter_map(|selector| match selector {
        Selector::Rule(_) => None,
        Selector::Severity(severity) => Some(*severity),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks whether an error, a warning and a note are denied.
    #[track_caller]
    fn denied(deny: &[&str], allow: &[&str], expected: [bool; 3]) {
        let selectors = |names: &[&str]| names.iter().map(|name| Selector::named(name).unwrap()).collect();
        let options = PolicyOptions { deny: selectors(deny), allow: selectors(allow) };
        let policy = Policy::new(&options, false);
        let rules = ["missing-server", "no-encryption", "not-canonical"].map(|id| rules::find(id).unwrap());
        assert_eq!(rules.map(|rule| policy.denies(rule.id, rule.severity)), expected);
        // Errors, warnings and denied notes are shown.
        assert_eq!(rules.map(|rule| policy.shows(rule.id, rule.severity)), [true, true, expected[2]]);
        assert!(rules.iter().all(|rule| Policy::new(&options, true).shows(rule.id, rule.severity)));
    }

    #[test]
    fn severities_are_thresholds() {
        denied(&[], &[], [true, false, false]);
        denied(&["error"], &[], [true, false, false]);
        denied(&["warning"], &[], [true, true, false]);
        denied(&["note"], &[], [true, true, true]);
        denied(&["warning", "note"], &[], [true, true, true]);
        denied(&[], &["error"], [false, false, false]);
        denied(&["note"], &["note"], [true, true, false]);
        denied(&["note"], &["warning"], [true, false, false]);
        denied(&["note"], &["note", "warning"], [true, false, false]);
    }

    #[test]
    fn rule_takes_precedence_over_severity() {
        denied(&["no-encryption"], &["error"], [false, true, false]);
        denied(&["note"], &["no-encryption"], [true, false, true]);
        denied(&[], &["missing-server"], [false, false, false]);
    }

    #[test]
    fn allow_takes_precedence_over_deny() {
        denied(&["no-encryption"], &["no-encryption"], [true, false, false]);
        denied(&["error"], &["error"], [false, false, false]);
    }

    #[test]
    fn every_name_is_a_selector() {
        assert!(Selector::names().all(|name| Selector::named(name).is_some()));
        assert_eq!(Selector::named("Error"), None);
    }
}
