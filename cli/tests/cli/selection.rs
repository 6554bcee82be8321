//! The options of `check` that limit the report or the exit code, and lists of names.

use snapbox::str;

use crate::run::{assert_shown, run, run_with};

/// A string with an error, a warning and a note.
const STRING: &str = "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;Timeout=x";

#[test]
fn only_selected_findings_are_reported() {
    assert_shown(
        &run(["check", STRING, "--select", "no-encryption"]),
        str![[r#"
warning[no-encryption]: mail is sent in cleartext because `EnableSsl` is `False`
  |
1 | SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;Timeout=***
  |                                                            ^^^^^^^^^^^^^^^
  |
  = help: write `EnableSsl=True` if the server offers STARTTLS on port 25

1 warning (2 findings hidden by --select)
── exit code 0 ──

"#]],
    );
    assert_shown(
        &run(["check", STRING, "--min-severity=error"]),
        str![[r#"
error[invalid-timeout]: invalid timeout
  |
1 | SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;Timeout=***
  |                                                                                    ^^^
  |
  = help: write milliseconds in digits only, without a sign, decimal point or unit, as in `Timeout=100000`

1 error (2 findings hidden by --min-severity)
── exit code 1 ──

"#]],
    );
    // The string is invalid, although its error is hidden.
    assert_shown(
        &run(["check", STRING, "--select=timeout-zero"]),
        str![[r#"
invalid (3 findings hidden by --select)
── exit code 0 ──

"#]],
    );
    assert_shown(
        &run_with(
            ["check", "-", "--select=timeout-zero,port-not-supported"],
            format!("{STRING}\nPort=25\nTimeout=0\n").as_bytes(),
        ),
        str![[r#"
line 1: invalid

error[port-not-supported]: unsupported port keyword
 --> line 2
  |
1 | Port=25
  | ^^^^
  |
  = help: remove the pair: the SMTP connection manager always connects to port 25

warning[timeout-zero]: a timeout of 0 expires immediately
 --> line 3
  |
1 | Timeout=0
  |         ^
  |
  = help: write the number of milliseconds to wait, or remove the pair to use the default

3 strings: 0 valid, 3 invalid; 1 error, 1 warning (5 findings hidden by --select)
── exit code 1 ──

"#]],
    );
}

#[test]
fn json_contains_only_selected_findings() {
    for (option, rules) in [
        ("--select=no-encryption", &["no-encryption"][..]),
        ("--min-severity=error", &["invalid-timeout"]),
        ("--select=timeout-zero", &[]),
    ] {
        let output = run(["check", "--format=json", STRING, option]);
        let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = record["diagnostics"].as_array().unwrap().iter().map(|found| found["rule"].as_str().unwrap());
        assert_eq!(found.collect::<Vec<_>>(), rules);
        assert_eq!(record["valid"], false);
        assert_eq!(output.status.code(), Some(i32::from(rules == ["invalid-timeout"])));
    }
}

#[test]
fn exit_zero_replaces_1_and_not_2() {
    let code = |arguments: &[&str], input: &[u8]| run_with(arguments, input).status.code();
    assert_eq!(code(&["check", "-"], b"Port=25\n"), Some(1));
    assert_eq!(code(&["check", "-", "--exit-zero"], b"Port=25\n"), Some(0));
    assert_eq!(code(&["check", "-", "--exit-zero"], b"\xFF\nPort=25\n"), Some(2));
    assert_eq!(code(&["scan", "gone", "--exit-zero"], b""), Some(2));
    let package = b"<SmtpConnectionManager ConnectionString='x'/>".as_slice();
    assert_eq!(
        code(&["scan", "-", "--stdin-filename=a.sql", "--exit-zero"], b"SELECT 'SmtpServer=m;EnableSsl=yes'"),
        Some(0)
    );
    assert_eq!(code(&["scan", "-", "--stdin-filename=a.sql"], b"SELECT 'SmtpServer=m;EnableSsl=yes'"), Some(1));
    assert_eq!(code(&["scan", "-", "--exit-zero"], &package[..9]), code(&["scan", "-"], &package[..9]));
}

#[test]
fn lists_are_separated_by_commas() {
    let code = |options: &[&str]| run([&["check", "-q", STRING], options].concat()).status.code();
    assert_eq!(code(&["--deny=no-encryption,note", "--allow=invalid-timeout,note,no-encryption"]), Some(0));
    assert_eq!(code(&["--deny=timeout-zero,no-encryption", "--allow=invalid-timeout"]), Some(1));
    for (option, expected) in [
        (
            "--deny=note,no-encription",
            "unknown rule or severity for `--deny <RULE|SEVERITY>`; did you mean `no-encryption`?",
        ),
        (
            "--allow=no-encription,note",
            "unknown rule or severity for `--allow <RULE|SEVERITY>`; did you mean `no-encryption`?",
        ),
        ("--select=timeout-zero,no-encription", "unknown rule for `--select <RULE>`; did you mean `no-encryption`?"),
        ("--select=error", "unknown rule for `--select <RULE>`; use `--min-severity` to select by severity"),
        ("--select=timeout-zero,", "missing rule for `--select <RULE>`; run `smtp-connstr explain` to list the rules"),
        ("--min-severity=fatal", "invalid value for `--min-severity <SEVERITY>`; use `note`, `warning` or `error`"),
    ] {
        assert_shown(
            &run(["check", STRING, option]),
            format!("── standard error ──\nerror: {expected}\n── exit code 2 ──\n"),
        );
    }
}
