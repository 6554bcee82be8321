//! The exit code, for every combination of findings, `--deny` and `--allow`.

use crate::run::{GOOD, run, run_with};

/// A rule and its severity; 0 is the most severe.
type Found = (&'static str, usize);

const SEVERITIES: [&str; 3] = ["error", "warning", "note"];

/// Strings with their findings.
const STRINGS: [(&str, &[Found]); 3] = [
    ("SmtpServer=smtp.contoso.com;EnableSsl=yes", &[("invalid-boolean", 0)]),
    (
        "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;",
        &[("anonymous-authentication", 2), ("no-encryption", 1)],
    ),
    (GOOD, &[("windows-authentication-fallback", 2)]),
];

const SELECTORS: [&[&str]; 9] = [
    &[],
    &["error"],
    &["warning"],
    &["note"],
    &["invalid-boolean"],
    &["no-encryption"],
    &["anonymous-authentication", "windows-authentication-fallback"],
    &["note", "no-encryption"],
    &["warning", "timeout-zero"],
];

/// The expected behavior: a rule takes precedence over a severity, and `--allow` over `--deny`.
fn is_denied((rule, severity): Found, deny: &[&str], allow: &[&str]) -> bool {
    let at_least = |name: &&str| SEVERITIES.iter().position(|known| known == name).is_some_and(|s| severity <= s);
    let at_most = |name: &&str| SEVERITIES.iter().position(|known| known == name).is_some_and(|s| severity >= s);
    if allow.contains(&rule) {
        false
    } else if deny.contains(&rule) {
        true
    } else if allow.iter().any(at_most) {
        false
    } else {
        severity == 0 || deny.iter().any(at_least)
    }
}

#[test]
fn deny_and_allow_decide_the_exit_code() {
    for (string, found) in STRINGS {
        for deny in SELECTORS {
            for allow in SELECTORS {
                let options = deny.iter().flat_map(|name| ["--deny", name]);
                let options = options.chain(allow.iter().flat_map(|name| ["--allow", name]));
                let output = run(["check", "-q", string].into_iter().chain(options));
                let expected = i32::from(found.iter().any(|&found| is_denied(found, deny, allow)));
                assert_eq!(output.status.code(), Some(expected), "{string} {deny:?} {allow:?}");
                assert!(output.stdout.is_empty() && output.stderr.is_empty());
            }
        }
    }
}

#[test]
fn unreadable_input_takes_precedence_over_findings() {
    let code = |arguments: &[&str], input: &[u8]| run_with(arguments, input).status.code();
    assert_eq!(code(&["check", "-"], b"\xFF\nPort=25\n"), Some(2));
    assert_eq!(code(&["check", "-"], b"Port=25\n\xFF\n"), Some(2));
    assert_eq!(code(&["check", "-q", "-"], b"\xFF"), Some(2));
    assert_eq!(code(&["check", "-", "--allow", "error"], b"Port=25\n\xFF\n"), Some(2));
    assert_eq!(code(&["check", "-"], b"Port=25\n"), Some(1));
    assert_eq!(code(&["fmt", "-"], b"Port=25\n\xFF"), Some(2));
    assert_eq!(code(&["fmt", "-"], b"Port=25"), Some(1));
    assert_eq!(code(&["fmt", "--check", "-"], GOOD.as_bytes()), Some(0));
}

#[test]
fn validity_does_not_depend_on_denied_rules() {
    for (option, valid) in [("--deny=note", "\"valid\":true"), ("--allow=error", "\"valid\":true")] {
        let output = run(["check", "--format=json", option, GOOD]);
        assert!(String::from_utf8(output.stdout).unwrap().contains(valid));
    }
    let output = run(["check", "--format=json", "--allow=error", "Port=25"]);
    assert!(String::from_utf8(output.stdout).unwrap().contains("\"valid\":false"));
}
