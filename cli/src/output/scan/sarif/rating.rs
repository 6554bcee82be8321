//! How GitHub orders and labels the alerts of a rule: its tags, severity and precision.
//!
//! A rule with a security severity is treated as a security rule. Code scanning translates scores over 9.0 to critical, from 7.0
//! to high, from 4.0 to medium and from 0.1 to low:
//! <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#reportingdescriptor-object>
//!
//! The scores are CVSS 3.1 base scores. They assume a package in a repository that other people of the organization can read,
//! and a mail server in its network. Rules about mistakes that only make mail fail have no score.

use serde::Serialize;
use smtp_connection_string::Severity;

/// A security rule.
struct Risk {
    rule: &'static str,
    /// The base score of the vector.
    score: &'static str,
    /// The vector, from which a test computes the score.
    #[cfg_attr(not(test), expect(dead_code, reason = "the test computes the score from it"))]
    vector: &'static str,
    /// The weakness.
    cwe: &'static str,
}

/// The security rules, highest score first.
const RISKS: [Risk; 8] = [
    // Everyone who can read the package can log in with the password, to a system that is not known.
    risk("credential-in-script", "7.1", "AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:L/A:N", "cwe-798"),
    // An attacker on the network path can relay the login of the account that runs the package, and read the mail.
    risk("windows-authentication-unencrypted", "6.8", "AV:A/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:N", "cwe-319"),
    // The same as for a script, but SSIS does not use the keyword, and it may be only the name of a scheme.
    risk("basic-authentication", "6.5", "AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N", "cwe-522"),
    // An attacker on the network path can read the mail, and change some of it.
    risk("no-encryption", "5.9", "AV:A/AC:H/PR:N/UI:N/S:U/C:H/I:L/A:N", "cwe-319"),
    // Mail may be sent to a server of someone else.
    risk("placeholder-server", "3.7", "AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N", "cwe-923"),
    risk("lookalike-server", "3.7", "AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N", "cwe-923"),
    // The server accepts mail without a login, so others in the network can send such mail too.
    risk("anonymous-authentication", "3.1", "AV:A/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N", "cwe-306"),
    risk("windows-authentication-fallback", "3.1", "AV:A/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N", "cwe-636"),
];

const fn risk(rule: &'static str, score: &'static str, vector: &'static str, cwe: &'static str) -> Risk {
    Risk { rule, score, vector, cwe }
}

/// The properties of a rule, with the names that GitHub documents.
#[derive(Serialize)]
pub(super) struct Rating {
    tags: Vec<String>,
    precision: &'static str,
    /// For rules that are not about security.
    #[serde(rename = "problem.severity", skip_serializing_if = "Option::is_none")]
    problem_severity: Option<&'static str>,
    /// For rules about security.
    #[serde(rename = "security-severity", skip_serializing_if = "Option::is_none")]
    security_severity: Option<&'static str>,
}

impl Rating {
    pub(super) fn of(rule: &str, severity: Severity) -> Self {
        let risk = RISKS.iter().find(|risk| risk.rule == rule);
        // The form of the tag for a weakness is that of CodeQL.
        let tags = risk.map(|risk| ["security".to_owned(), format!("external/cwe/{}", risk.cwe)]);
        let problem = match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "recommendation",
        };
        Self {
            tags: tags.into_iter().flatten().chain(["smtp", "ssis"].map(str::to_owned)).collect(),
            precision: precision(rule),
            problem_severity: risk.is_none().then_some(problem),
            security_severity: risk.map(|risk| risk.score),
        }
    }
}

/// Returns how often the findings of a rule are true.
fn precision(rule: &str) -> &'static str {
    match rule {
        // The words are searched, and may be in a comment.
        "mail-by-script" | "unread-mention" => "low",
        // Guesses from the form of a name or a number.
        "credential-in-script" | "lookalike-server" | "placeholder-server" | "timeout-in-seconds" => "medium",
        // An expression or a configuration outside of the files can set another value at run time.
        "anonymous-authentication"
        | "no-encryption"
        | "unused-manager"
        | "windows-authentication-fallback"
        | "windows-authentication-unencrypted" => "high",
        _ => "very-high",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    /// Computes the base score of CVSS 3.1 for an unchanged scope.
    fn score(vector: &str) -> f64 {
        let metric =
            |name: &str| vector.split('/').find_map(|part| part.strip_prefix(name)?.strip_prefix(':')).unwrap();
        let impact = |name| match metric(name) {
            "H" => 0.56,
            "L" => 0.22,
            _ => 0.0,
        };
        let vector = if metric("AV") == "N" { 0.85 } else { 0.62 };
        let complexity = if metric("AC") == "L" { 0.77 } else { 0.44 };
        let privileges = if metric("PR") == "N" { 0.85 } else { 0.62 };
        assert_eq!((metric("UI"), metric("S")), ("N", "U"));
        let exploitability = 8.22 * vector * complexity * privileges * 0.85;
        let impact = 6.42 * (1.0 - ["C", "I", "A"].map(impact).iter().map(|value| 1.0 - value).product::<f64>());
        ((impact + exploitability) * 10.0).ceil() / 10.0
    }

    #[test]
    fn scores_are_those_of_the_vectors() {
        for risk in &RISKS {
            assert_eq!(format!("{:.1}", score(risk.vector)), risk.score, "{}", risk.rule);
        }
        assert!(RISKS.is_sorted_by_key(|risk| std::cmp::Reverse(risk.score)));
    }

    /// A misspelled rule would have no rating.
    #[test]
    fn rules_exist() {
        for risk in &RISKS {
            assert!(rules::of_scan().any(|rule| rule.id == risk.rule), "{}", risk.rule);
        }
        let count = |value| rules::of_scan().filter(|rule| precision(rule.id) == value).count();
        assert_eq!(["low", "medium", "high"].map(count), [2, 4, 5]);
    }
}
