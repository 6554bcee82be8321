//! The option `check --fix`.

use snapbox::str;

use crate::run::{assert_shown, run, run_with};

#[test]
fn fixed_string_is_printed() {
    assert_shown(
        &run(["check", "--fix", "smtpserver=smtp.contoso.com;EnableSsl=yes"]),
        str![[r#"
SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=True;
── standard error ──
valid (1 note hidden; show it with --notes)
── exit code 0 ──

"#]],
    );
}

#[test]
fn remaining_findings_are_reported() {
    let string = "SmtpServer=smtp.contoso.com;EnableSsl=yes;Timeout=-1";
    assert_shown(
        &run(["check", "--fix", string]),
        str![[r#"
SmtpServer=smtp.contoso.com;EnableSsl=True;Timeout=-1
── standard error ──
error[invalid-timeout]: invalid timeout
  |
1 | SmtpServer=smtp.contoso.com;EnableSsl=True;Timeout=-1
  |                                                    ^^
  |
  = help: write milliseconds in digits only, without a sign, decimal point or unit, as in `Timeout=100000`

1 error
── exit code 1 ──

"#]],
    );
    assert_shown(
        &run(["check", "--fix", "--format=json", string]),
        str![[r#"
SmtpServer=smtp.contoso.com;EnableSsl=True;Timeout=-1
── standard error ──
{"input_index":0,"valid":false,"connection":null,"properties":{"server":"smtp.contoso.com","authentication":null,"enable_ssl":true,"timeout_ms":null},"diagnostics":[{"rule":"invalid-timeout","severity":"error","start":51,"end":53,"message":"invalid timeout","help":"write milliseconds in digits only, without a sign, decimal point or unit, as in `Timeout=100000`","url":"https://github.com/smtp-connection-string/smtp-connection-string/blob/main/docs/rules.md#invalid-timeout","related":[],"fixes":[]}]}
── exit code 1 ──

"#]],
    );
    assert_shown(
        &run(["check", "--fix", "--quiet", string]),
        str![[r#"
── exit code 1 ──

"#]],
    );
}

#[test]
fn redacted_string_is_not_printed() {
    let lines = "SmtpServer=mail;EnableSsl=yes;Password=x\nEnableSsl=yes;Foo=x\nSmtpServer=mail\t;EnableSsl=yes\n";
    assert_shown(
        &run_with(["check", "--fix", "-"], lines.as_bytes()),
        str![[r#"
SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;
── standard error ──
error: line 1 is not printed because a part of it is redacted or escaped; fix it by hand
error[basic-authentication]: unsupported credential keyword
 --> line 1
  |
1 | SmtpServer=mail;EnableSsl=True;Password=***
  |                                ^^^^^^^^
  |
  = help: remove the pair: only anonymous and Windows authentication are supported, not Basic authentication

error: line 2 is not printed because a part of it is redacted or escaped; fix it by hand
error[unknown-keyword]: unknown keyword
 --> line 2
  |
1 | EnableSsl=True;Foo=***
  |                ^^^
  |
  = help: use `SmtpServer`, `UseWindowsAuthentication`, `EnableSsl` or `Timeout`, or remove the pair

error[missing-server]: missing keyword `SmtpServer`
 --> line 2
  |
1 | EnableSsl=True;Foo=***
  |                       ^
  |
  = help: add `SmtpServer=` and the name of the mail server

line 3: valid

3 strings: 1 valid, 2 invalid; 3 errors (1 note hidden; show it with --notes)
── exit code 1 ──

"#]],
    );
    // A string that is not printed makes the exit code 1, even if its findings are allowed.
    assert_eq!(run(["check", "--fix", "-q", "--allow=error", "SmtpServer=mail;Foo=x"]).status.code(), Some(1));
}
