//! The examples of the rules. `cli/tests/rules_page.rs` generates `docs/rules.md` from them.

use smtp_connection_string::{Diagnostic, Rule, Severity, check};

#[test]
fn examples_trigger_their_rule_and_no_other_error() {
    for &rule in Rule::ALL {
        let report = check(rule.example());
        assert!(report.diagnostics().iter().any(|found| found.rule() == rule), "{rule}");
        assert_eq!(report.is_valid(), rule.severity() < Severity::Error, "{rule}");
        let mut errors = report.errors().map(Diagnostic::rule);
        assert!(errors.all(|error| error == rule), "{rule}");
    }
}
