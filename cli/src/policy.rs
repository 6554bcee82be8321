//! Which findings make the exit code 1: `--deny` and `--allow`.

use smtp_connection_string::Severity;

use crate::args::Verdict;
use crate::rules;

/// What `--deny` and `--allow` name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Selector {
    /// The id of a rule, of whichever table.
    Rule(&'static str),
    Severity(Severity),
}

impl Selector {
    /// All names, the severities first.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        Severity::ALL.iter().map(|severity| severity.as_str()).chain(rules::all().map(|rule| rule.id))
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        name.parse().map(Self::Severity).ok().or_else(|| rules::find(name).map(|rule| Self::Rule(rule.id)))
    }
}

/// Decides on findings. A rule beats a severity; among equals, to allow beats to deny.
///
/// Both severities are thresholds: a denied severity includes the more severe ones, an allowed severity the less severe
/// ones. Otherwise `--deny warning` would let errors pass.
pub(crate) struct Policy<'a> {
    denied_rules: Vec<&'a str>,
    allowed_rules: Vec<&'a str>,
    /// The least severe denied severity. Errors are always denied.
    denied: Severity,
    /// The most severe allowed severity.
    allowed: Option<Severity>,
}

impl<'a> Policy<'a> {
    pub(crate) fn new(verdict: &'a Verdict) -> Self {
        Self {
            denied_rules: rules_in(&verdict.deny),
            allowed_rules: rules_in(&verdict.allow),
            denied: severities_in(&verdict.deny).min().unwrap_or(Severity::Error),
            allowed: severities_in(&verdict.allow).max(),
        }
    }

    /// Whether a finding of this rule makes the exit code 1.
    pub(crate) fn denies(&self, rule: &str, severity: Severity) -> bool {
        if self.allowed_rules.contains(&rule) {
            return false;
        }
        self.denied_rules.contains(&rule)
            || (severity >= self.denied && self.allowed.is_none_or(|allowed| severity > allowed))
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

    /// Which of an error, a warning and a note (of the rules below) are denied.
    #[track_caller]
    fn denied(deny: &[&str], allow: &[&str], expected: [bool; 3]) {
        let selectors = |names: &[&str]| names.iter().map(|name| Selector::named(name).unwrap()).collect();
        let verdict = Verdict { deny: selectors(deny), allow: selectors(allow) };
        let policy = Policy::new(&verdict);
        let rules = ["missing-server", "no-encryption", "not-canonical"].map(|id| rules::find(id).unwrap());
        assert_eq!(rules.map(|rule| policy.denies(rule.id, rule.severity)), expected);
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
    fn a_rule_beats_a_severity() {
        denied(&["no-encryption"], &["error"], [false, true, false]);
        denied(&["note"], &["no-encryption"], [true, false, true]);
        denied(&[], &["missing-server"], [false, false, false]);
    }

    #[test]
    fn to_allow_beats_to_deny() {
        denied(&["no-encryption"], &["no-encryption"], [true, false, false]);
        denied(&["error"], &["error"], [false, false, false]);
    }

    #[test]
    fn names_lead_back_to_themselves() {
        assert!(Selector::names().all(|name| Selector::named(name).is_some()));
        assert_eq!(Selector::named("Error"), None);
    }
}
