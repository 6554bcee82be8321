//! Fixes: none makes a string worse, and none contains a text that is not shown.

use std::collections::BTreeMap;

use smtp_connection_string::{
    Applicability, ConnectionString, Diagnostic, Fix, Redacted, Report, Rule, ServerName, SmtpConnection, apply_fixes,
    check,
};

pub(crate) fn fixes(text: &str, report: &Report<'_>) {
    let redacted = Redacted::new(text);
    for found in report.diagnostics() {
        for fix in found.fixes(text) {
            removes_its_finding(text, found, &fix);
            contains_only_shown_text(redacted.as_str(), &fix);
        }
    }
    machine_applicable_fixes_are_final(text, report);
}

/// Applied alone, a fix removes its finding and introduces no error: no duplicate keyword and no invalid value. Only the
/// fix of a lone server with a port leaves another error, a name without a keyword.
fn removes_its_finding(text: &str, found: &Diagnostic, fix: &Fix) {
    let mut fixed = text.to_owned();
    fixed.replace_range(fix.span(), fix.replacement());
    if text.contains('=') {
        introduces_no_error(text, &fixed);
    }
    let is_same = |other: &Diagnostic| {
        (other.rule(), other.message(), other.span()) == (found.rule(), found.message(), found.span())
    };
    assert!(!check(&fixed).diagnostics().iter().any(is_same), "{fix:?} leaves {found:?} in {fixed:?}");
}

/// A replacement consists of static text, digits and server names that the redacted string shows.
fn contains_only_shown_text(redacted: &str, fix: &Fix) {
    const STATIC: &[&str] = &[
        "True",
        "False",
        "EnableSsl=True",
        "EnableSsl=True;",
        ";EnableSsl=True;",
        "SmtpServer",
        "UseWindowsAuthentication",
        "EnableSsl",
        "Timeout",
    ];
    let replacement = fix.replacement();
    let is_shown = |server: &ServerName<'_>| redacted.contains(server.as_str());
    let is_server = || match SmtpConnection::parse(replacement) {
        Ok(connection) => replacement == connection.to_string() && is_shown(connection.server()),
        Err(_) => ServerName::parse(replacement).is_ok_and(|server| is_shown(&server)),
    };
    assert!(
        STATIC.contains(&replacement) || replacement.bytes().all(|byte| byte.is_ascii_digit()) || is_server(),
        "{fix:?} for {redacted:?}"
    );
}

fn machine_applicable_fixes_are_final(text: &str, report: &Report<'_>) {
    let fixed = report.fixed();
    assert_eq!(apply_fixes(text), fixed);
    introduces_no_error(text, &fixed);
    assert_eq!(apply_fixes(&fixed), fixed, "{text:?}");
    let is_left = check(&fixed).fixes().any(|fix| fix.applicability() == Applicability::MachineApplicable);
    assert!(!is_left, "{fixed:?}");
    let all: Vec<Fix> = report.diagnostics().iter().flat_map(|found| found.fixes(text)).collect();
    assert!(report.fixes().eq(all.iter().cloned()), "{text:?}");
    assert!(fixed == text || all.iter().any(|fix| fix.applicability() == Applicability::MachineApplicable), "{text:?}");
    // A valid string becomes canonical and keeps its meaning. Otherwise the keywords and the separators remain.
    if let Some(connection) = report.connection() {
        assert_eq!(fixed, connection.to_string(), "{text:?}");
    } else if let (Ok(before), Ok(after)) = (ConnectionString::parse(text), ConnectionString::parse(&fixed)) {
        let is_canonical = SmtpConnection::parse(&fixed).is_ok_and(|connection| connection.to_string() == fixed);
        let keywords = |string: &ConnectionString<'_>| -> Vec<String> {
            string.pairs().map(|pair| pair.keyword().into_owned()).collect()
        };
        assert!(is_canonical || keywords(&before) == keywords(&after), "{text:?}");
    }
}

/// No rule has more errors in the fixed string.
fn introduces_no_error(text: &str, fixed: &str) {
    let count = |text: &str| {
        let mut rules = BTreeMap::<Rule, usize>::new();
        for error in check(text).errors() {
            *rules.entry(error.rule()).or_default() += 1;
        }
        rules
    };
    let before = count(text);
    for (rule, errors) in count(fixed) {
        assert!(before.get(&rule) >= Some(&errors), "{rule} is new in {fixed:?} for {text:?}");
    }
}
