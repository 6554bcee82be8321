//! The findings that are reported, that make the exit code 1, and that are shown: `--select`, `--min-severity`, `--deny`,
//! `--allow` and `--notes`.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use smtp_connection_string::Severity;

use crate::rules;
use crate::rules::files::FileRule;

/// The findings that are reported, and those that make the exit code 1.
#[derive(Args, Default)]
pub(crate) struct PolicyOptions {
    /// Exit with 1 on findings of this rule, or of this severity or higher [default: error]
    ///
    /// A comma-separated list, can be repeated. A rule takes precedence over a severity, and --allow over --deny. Findings that
    /// --select or --min-severity hides are never denied.
    #[arg(long, value_name = "RULE|SEVERITY", value_delimiter = ',', value_parser = selector_parser())]
    #[arg(hide_possible_values = true, help_heading = "Findings")]
    pub(crate) deny: Vec<Selector>,

    /// Do not exit with 1 on findings of this rule, or of this severity or lower
    ///
    /// The findings are still printed. A comma-separated list, can be repeated.
    #[arg(long, value_name = "RULE|SEVERITY", value_delimiter = ',', value_parser = selector_parser())]
    #[arg(hide_possible_values = true, help_heading = "Findings")]
    pub(crate) allow: Vec<Selector>,

    /// Report only findings of these rules, in every format
    ///
    /// The others are counted as hidden, and do not change the exit code. The selected notes are shown without --notes.
    /// Files that cannot be read are always reported. A comma-separated list, can be repeated.
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule_parser())]
    #[arg(hide_possible_values = true, help_heading = "Findings")]
    pub(crate) select: Vec<&'static str>,

    /// Report only findings of this severity or higher, in every format
    ///
    /// The others are counted as hidden, and do not change the exit code. --notes does not show them. With --select, only
    /// findings that meet both are reported.
    #[arg(long, value_name = "SEVERITY", value_parser = severity_parser(), help_heading = "Findings")]
    pub(crate) min_severity: Option<Severity>,

    /// Exit with 0 instead of 1
    ///
    /// Usage errors and input that cannot be read still make the exit code 2.
    #[arg(long, help_heading = "Findings")]
    pub(crate) exit_zero: bool,
}

// The parser has the list of names, and not only a function, because the completions need the names. The error of `try_map`
// is unreachable, because the list and the lookup have the same source.
fn selector_parser() -> impl TypedValueParser<Value = Selector> {
    PossibleValuesParser::new(Selector::names()).try_map(|name| Selector::named(&name).ok_or("unknown name"))
}

fn rule_parser() -> impl TypedValueParser<Value = &'static str> {
    let find = |id: String| rules::find(&id).map(|rule| rule.id).ok_or("unknown rule");
    PossibleValuesParser::new(rules::all().map(|rule| rule.id)).try_map(find)
}

fn severity_parser() -> impl TypedValueParser<Value = Severity> {
    let names = Severity::ALL.iter().map(|severity| severity.as_str());
    PossibleValuesParser::new(names).try_map(|name| name.parse().map_err(|_| "unknown severity"))
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

/// What is denied and allowed by the arguments, or by the settings.
#[derive(Clone, Default)]
pub(crate) struct Selectors {
    pub(crate) deny: Vec<Selector>,
    pub(crate) allow: Vec<Selector>,
}

impl Selectors {
    /// Returns whether a finding is denied; `None` if no selector says so.
    #[cfg(feature = "probe")]
    pub(crate) fn denies(&self, rule: &str, severity: Severity) -> Option<bool> {
        self.denies_rule(rule).or_else(|| self.denies_severity(severity))
    }

    /// Returns whether a rule is denied by its name; `None` if it is not named.
    fn denies_rule(&self, rule: &str) -> Option<bool> {
        let names = |selectors: &[Selector]| {
            selectors.iter().any(|selector| matches!(selector, Selector::Rule(id) if *id == rule))
        };
        if names(&self.allow) { Some(false) } else { names(&self.deny).then_some(true) }
    }

    /// Returns whether a severity is denied; `None` if no selector says so.
    fn denies_severity(&self, severity: Severity) -> Option<bool> {
        if severities_in(&self.allow).max().is_some_and(|allowed| severity <= allowed) {
            return Some(false);
        }
        severities_in(&self.deny).min().is_some_and(|denied| severity >= denied).then_some(true)
    }
}

/// Decides which findings are reported, which of these are denied, and which are shown.
///
/// `--select` and `--min-severity` come first: what they hide is neither denied nor shown, whatever the other options
/// say. Among the remaining findings, a rule takes precedence over a severity, the arguments over the settings, and
/// `--allow` over `--deny`. Both severities are thresholds: a denied severity includes the more severe ones, and an allowed
/// severity the less severe ones. Otherwise, `--deny warning` would let errors pass.
pub(crate) struct Policy<'a> {
    /// Those of the arguments, then those of the settings.
    selectors: [Selectors; 2],
    notes: bool,
    selected_rules: &'a [&'static str],
    min_severity: Severity,
}

impl<'a> Policy<'a> {
    pub(crate) fn new(options: &'a PolicyOptions, notes: bool) -> Self {
        Self {
            selectors: [Selectors { deny: options.deny.clone(), allow: options.allow.clone() }, Selectors::default()],
            notes,
            selected_rules: &options.select,
            min_severity: options.min_severity.unwrap_or(Severity::Note),
        }
    }

    /// Adds what the settings deny and allow.
    pub(crate) fn with_settings(self, settings: Option<&Selectors>) -> Self {
        let [arguments, _] = self.selectors;
        Self { selectors: [arguments, settings.cloned().unwrap_or_default()], ..self }
    }

    /// Returns whether a finding of this rule is reported. A file that cannot be read is always reported, because any finding
    /// could be in it.
    pub(crate) fn selects(&self, rule: &str, severity: Severity) -> bool {
        let is_selected = self.selected_rules.is_empty() || self.selected_rules.contains(&rule);
        (is_selected && severity >= self.min_severity) || rule == FileRule::UnreadableFile.id()
    }

    /// Returns the options that may hide findings, in words.
    pub(crate) fn hidden_by(&self) -> Option<&'static str> {
        match (self.selected_rules.is_empty(), self.min_severity > Severity::Note) {
            (true, false) => None,
            (false, false) => Some("--select"),
            (true, true) => Some("--min-severity"),
            (false, true) => Some("--select and --min-severity"),
        }
    }

    /// Returns whether a finding of this rule makes the exit code 1.
    pub(crate) fn denies(&self, rule: &str, severity: Severity) -> bool {
        let by_rule = self.selectors.iter().find_map(|selectors| selectors.denies_rule(rule));
        let by_severity = || self.selectors.iter().find_map(|selectors| selectors.denies_severity(severity));
        self.selects(rule, severity) && by_rule.or_else(by_severity).unwrap_or(severity == Severity::Error)
    }

    /// Returns whether the human format shows a finding of this rule. It hides notes, unless their rule is selected or they
    /// are denied.
    pub(crate) fn shows(&self, rule: &str, severity: Severity) -> bool {
        let is_shown = severity > Severity::Note || self.notes || self.selected_rules.contains(&rule);
        self.selects(rule, severity) && (is_shown || self.denies(rule, severity))
    }
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
        let options = PolicyOptions { deny: selectors(deny), allow: selectors(allow), ..PolicyOptions::default() };
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
    fn arguments_take_precedence_over_settings() {
        let selectors = |names: &[&str]| names.iter().map(|name| Selector::named(name).unwrap()).collect();
        for ((deny, allow), (settings_deny, settings_allow), expected) in [
            ((&[][..], &[][..]), (&["warning"][..], &[][..]), [true, true]),
            ((&[], &["warning"]), (&["warning"], &[]), [true, false]),
            ((&["warning"], &[]), (&[], &["error"]), [true, true]),
            ((&["error"], &[]), (&["warning"], &[]), [true, true]),
            ((&["no-encryption"], &[]), (&[], &["no-encryption"]), [true, true]),
            ((&[], &["no-encryption"]), (&["no-encryption"], &[]), [true, false]),
            // A rule takes precedence over a severity, wherever it is named.
            ((&["warning"], &[]), (&[], &["no-encryption", "missing-server"]), [false, false]),
            ((&[], &["error"]), (&["no-encryption"], &[]), [false, true]),
        ] {
            let options = PolicyOptions { deny: selectors(deny), allow: selectors(allow), ..PolicyOptions::default() };
            let settings = Selectors { deny: selectors(settings_deny), allow: selectors(settings_allow) };
            let policy = Policy::new(&options, false).with_settings(Some(&settings));
            let rules = ["missing-server", "no-encryption"].map(|id| rules::find(id).unwrap());
            assert_eq!(rules.map(|rule| policy.denies(rule.id, rule.severity)), expected, "{deny:?} {settings_deny:?}");
        }
    }

    #[test]
    fn findings_that_are_not_selected_are_neither_denied_nor_shown() {
        let rules =
            ["missing-server", "no-encryption", "not-canonical", "unreadable-file"].map(|id| rules::find(id).unwrap());
        for (select, min_severity, hidden_by, expected) in [
            (&[][..], None, None, [true, true, true]),
            (&[], Some(Severity::Note), None, [true, true, true]),
            (&[], Some(Severity::Warning), Some("--min-severity"), [true, true, false]),
            (&[], Some(Severity::Error), Some("--min-severity"), [true, false, false]),
            (&["no-encryption", "not-canonical"], None, Some("--select"), [false, true, true]),
            (
                &["no-encryption", "not-canonical"],
                Some(Severity::Warning),
                Some("--select and --min-severity"),
                [false, true, false],
            ),
        ] {
            let deny = vec![Selector::Severity(Severity::Note)];
            let options = PolicyOptions { deny, select: select.to_vec(), min_severity, ..PolicyOptions::default() };
            let policy = Policy::new(&options, true);
            let expected = [expected[0], expected[1], expected[2], true];
            assert_eq!(policy.hidden_by(), hidden_by);
            assert_eq!(rules.map(|rule| policy.selects(rule.id, rule.severity)), expected);
            assert_eq!(rules.map(|rule| policy.denies(rule.id, rule.severity)), expected);
            assert_eq!(rules.map(|rule| policy.shows(rule.id, rule.severity)), expected);
        }
    }

    #[test]
    fn selected_note_is_shown() {
        let options = PolicyOptions { select: vec!["not-canonical"], ..PolicyOptions::default() };
        let policy = Policy::new(&options, false);
        assert!(policy.shows("not-canonical", Severity::Note) && !policy.denies("not-canonical", Severity::Note));
    }

    #[test]
    fn every_name_is_a_selector() {
        assert!(Selector::names().all(|name| Selector::named(name).is_some()));
        assert_eq!(Selector::named("Error"), None);
    }
}
