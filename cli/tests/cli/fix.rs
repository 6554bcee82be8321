//! `check --fix`.

use snapbox::str;

use crate::run::{assert_shown, run, run_with};

#[test]
fn a_string_that_becomes_valid() {
    assert_shown(
        &run(["check", "--fix", "smtpserver=smtp.contoso.com;EnableSsl=yes"]),
        str![[r#"
SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=True;
── standard error ──
note[anonymous-authentication]: mail is sent anonymously because `UseWindowsAuthentication` is `False`
  |
1 | SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=True;
  |                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: make sure the server relays only for known machines, or write `UseWindowsAuthentication=True`
── exit code 0 ──

"#]],
    );
}

#[test]
fn what_is_left_is_told() {
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
── exit code 1 ──

"#]],
    );
    assert_shown(
        &run(["check", "--fix", "--format=json", string]),
        str![[r#"
SmtpServer=smtp.contoso.com;EnableSsl=True;Timeout=-1
── standard error ──
{"input_index":0,"valid":false,"connection":null,"properties":{"server":"smtp.contoso.com","authentication":null,"enable_ssl":true,"timeout_ms":null},"diagnostics":[{"rule":"invalid-timeout","severity":"error","start":51,"end":53,"message":"invalid timeout","help":"write milliseconds in digits only, without a sign, decimal point or unit, as in `Timeout=100000`","related":[],"fixes":[]}]}
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
fn what_cannot_be_shown_is_not_printed() {
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
error: not valid: 2 errors
 --> line 2
  |
1 | EnableSsl=True;Foo=***
  |                ^^^    ^ error[missing-server]: missing keyword `SmtpServer`
  |                |
  |                error[unknown-keyword]: unknown keyword
  |
  = help: unknown-keyword: use `SmtpServer`, `UseWindowsAuthentication`, `EnableSsl` or `Timeout`, or remove the pair
  = help: missing-server: add `SmtpServer=` and the name of the mail server

note[anonymous-authentication]: mail is sent anonymously because `UseWindowsAuthentication` is `False`
 --> line 3
  |
1 | SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: make sure the server relays only for known machines, or write `UseWindowsAuthentication=True`

3 strings: 1 valid, 2 not valid; 3 errors, 1 note
── exit code 1 ──

"#]],
    );
    // Refused strings are findings, also where their findings are allowed.
    assert_eq!(run(["check", "--fix", "-q", "--allow=error", "SmtpServer=mail;Foo=x"]).status.code(), Some(1));
}
