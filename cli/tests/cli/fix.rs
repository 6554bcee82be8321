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
note[anonymous-authentication]: authentication is anonymous: the server must relay for anyone who reaches it
  |
1 | SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=True;
  |                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: see that the server relays for this machine only, or write `UseWindowsAuthentication=True`
── exit code 0 ──

"#]],
    );
}

#[test]
fn what_is_left_is_told() {
    let string = "SmtpServer=smtp.contoso.com;EnableSsl=yes;Timeout=soon";
    assert_shown(
        &run(["check", "--fix", string]),
        str![[r#"
SmtpServer=smtp.contoso.com;EnableSsl=True;Timeout=soon
── standard error ──
error[invalid-timeout]: expected a number of milliseconds in digits, found something else
  |
1 | SmtpServer=smtp.contoso.com;EnableSsl=True;Timeout=soon
  |                                                    ^^^^
  |
  = help: write digits alone, without a sign, point or unit, such as `Timeout=100000`
── exit code 1 ──

"#]],
    );
    assert_shown(
        &run(["check", "--fix", "--format=json", string]),
        str![[r#"
SmtpServer=smtp.contoso.com;EnableSsl=True;Timeout=soon
── standard error ──
{"input_index":0,"valid":false,"connection":null,"diagnostics":[{"rule":"invalid-timeout","severity":"error","start":51,"end":55,"message":"expected a number of milliseconds in digits, found something else","help":"write digits alone, without a sign, point or unit, such as `Timeout=100000`","related":[],"fixes":[]}]}
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
error: expected a string that can be shown, found a secret, a value of an unknown keyword or a control character in line 1; the string is not printed, mend it by hand
error: not valid: 2 errors
 --> line 1
  |
1 | SmtpServer=mail;EnableSsl=yes;Password=***
  |                           ^^^ ^^^^^^^^ error[basic-authentication]: basic authentication is not supported, found a keyword for a user name, password or other credential
  |                           |
  |                           error[invalid-boolean]: expected `True` or `False`, found another word for true
  |
  = help: invalid-boolean: write `True`
  = help: basic-authentication: take the credential out: there is only anonymous access and `UseWindowsAuthentication=True`

error: expected a string that can be shown, found a secret, a value of an unknown keyword or a control character in line 2; the string is not printed, mend it by hand
error: not valid: 2 errors
 --> line 2
  |
1 | EnableSsl=True;Foo=***
  |                ^^^    ^ error[missing-server]: expected the keyword `SmtpServer`, found none
  |                |
  |                error[unknown-keyword]: expected a keyword of the SMTP connection manager, found an unknown one
  |
  = help: unknown-keyword: the keywords are `SmtpServer`, `UseWindowsAuthentication`, `EnableSsl` and `Timeout`
  = help: missing-server: add `SmtpServer=` with the name of the mail server

note[anonymous-authentication]: authentication is anonymous: the server must relay for anyone who reaches it
 --> line 3
  |
1 | SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: see that the server relays for this machine only, or write `UseWindowsAuthentication=True`

3 strings: 1 valid, 2 not valid; 4 errors, 1 note
── exit code 1 ──

"#]],
    );
    // Refused strings are findings, also where their findings are allowed.
    assert_eq!(run(["check", "--fix", "-q", "--allow=error", "SmtpServer=mail;Foo=x"]).status.code(), Some(1));
}
