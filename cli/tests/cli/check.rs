//! The subcommand `check` in both formats.

use snapbox::str;

use crate::run::{GOOD, assert_shown, run, run_with};

#[test]
fn error_is_shown_with_caret_and_help() {
    assert_shown(
        &run(["check", "SmtpServer=smtp.contoso.com;EnableSsl=yes;"]),
        str![[r#"
error[invalid-boolean]: invalid boolean
  |
1 | SmtpServer=smtp.contoso.com;EnableSsl=yes;
  |                                       ^^^
  |
  = help: write `True`

1 error
── exit code 1 ──

"#]],
    );
}

#[test]
fn each_error_has_a_block() {
    let string = "SmtpServer=smtp.contoso.com;EnableSsl=yes;Port=587;enablessl=True;Password=x";
    assert_shown(
        &run(["check", string]),
        str![[r#"
error[invalid-boolean]: invalid boolean
  |
1 | SmtpServer=smtp.contoso.com;EnableSsl=yes;Port=587;enablessl=True;Password=***
  |                                       ^^^
  |
  = help: write `True`

error[port-not-supported]: unsupported port keyword
  |
1 | SmtpServer=smtp.contoso.com;EnableSsl=yes;Port=587;enablessl=True;Password=***
  |                                           ^^^^
  |
  = help: remove the pair: the SMTP connection manager always connects to port 25

error[duplicate-keyword]: duplicate keyword
  |
1 | SmtpServer=smtp.contoso.com;EnableSsl=yes;Port=587;enablessl=True;Password=***
  |                             ---------              ^^^^^^^^^
  |                             |
  |                             first occurrence of the keyword
  |
  = help: keep one of the two pairs, because readers disagree on which one wins

error[basic-authentication]: unsupported credential keyword
  |
1 | SmtpServer=smtp.contoso.com;EnableSsl=yes;Port=587;enablessl=True;Password=***
  |                                                                   ^^^^^^^^
  |
  = help: remove the pair: only anonymous and Windows authentication are supported, not Basic authentication

4 errors
── exit code 1 ──

"#]],
    );
}

#[test]
fn notes_are_hidden_and_counted() {
    assert_shown(
        &run(["check", GOOD]),
        str![[r#"
valid (1 note hidden; show it with --notes)
── exit code 0 ──

"#]],
    );
    assert_shown(
        &run(["check", "SmtpServer=mail"]),
        str![[r#"
warning[no-encryption]: mail is sent in cleartext because `EnableSsl` is missing
  |
1 | SmtpServer=mail
  |                ^
  |
  = help: add `EnableSsl=True` if the server offers STARTTLS on port 25

1 warning (4 notes hidden; show them with --notes)
── exit code 0 ──

"#]],
    );
    assert_shown(
        &run(["check", "SmtpServer=localhost;EnableSsl=yes"]),
        str![[r#"
error[invalid-boolean]: invalid boolean
  |
1 | SmtpServer=localhost;EnableSsl=yes
  |                                ^^^
  |
  = help: write `True`

1 error (1 note hidden; show it with --notes)
── exit code 1 ──

"#]],
    );
}

#[test]
fn denied_notes_are_shown() {
    assert_shown(
        &run(["check", "--deny=implicit-default", "SmtpServer=mail;EnableSsl=True"]),
        str![[r#"
note[implicit-default]: `UseWindowsAuthentication` is missing and defaults to `False` (anonymous)
  |
1 | SmtpServer=mail;EnableSsl=True
  |                               ^
  |
  = help: add `UseWindowsAuthentication=False` or `UseWindowsAuthentication=True`

1 note (2 notes hidden; show them with --notes)
── exit code 1 ──

"#]],
    );
}

#[test]
fn quiet_prints_nothing() {
    assert_shown(
        &run(["check", "-q", "--notes", "Port=25", "SmtpServer=mail"]),
        str![[r#"
── exit code 1 ──

"#]],
    );
}

#[test]
fn option_shows_notes() {
    assert_shown(
        &run(["check", "--notes", GOOD]),
        str![[r#"
note[windows-authentication-fallback]: mail may be sent unauthenticated, without an error
  |
1 | SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;
  |                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: configure the server to reject unauthenticated mail

1 note
── exit code 0 ──

"#]],
    );
}

#[test]
fn warnings_and_notes_are_shown_in_order_of_position() {
    assert_shown(
        &run(["check", "--notes", "SmtpServer=smtp.contoso.com"]),
        str![[r#"
note[not-canonical]: the connection string is not in the canonical form that SSIS writes
  |
1 | SmtpServer=smtp.contoso.com
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: run `smtp-connstr fmt` to print the canonical form

warning[no-encryption]: mail is sent in cleartext because `EnableSsl` is missing
  |
1 | SmtpServer=smtp.contoso.com
  |                            ^
  |
  = help: add `EnableSsl=True` if the server offers STARTTLS on port 25

note[anonymous-authentication]: mail is sent anonymously because `UseWindowsAuthentication` is missing
  |
1 | SmtpServer=smtp.contoso.com
  |                            ^
  |
  = help: make sure the server relays only for known machines, or add `UseWindowsAuthentication=True`

note[implicit-default]: `UseWindowsAuthentication` is missing and defaults to `False` (anonymous)
  |
1 | SmtpServer=smtp.contoso.com
  |                            ^
  |
  = help: add `UseWindowsAuthentication=False` or `UseWindowsAuthentication=True`

note[implicit-default]: `EnableSsl` is missing and defaults to `False` (cleartext)
  |
1 | SmtpServer=smtp.contoso.com
  |                            ^
  |
  = help: add `EnableSsl=False` or `EnableSsl=True`

1 warning, 4 notes
── exit code 0 ──

"#]],
    );
}

#[test]
fn warnings_are_shown_beside_an_error() {
    assert_shown(
        &run(["check", "SmtpServer=localhost;EnableSsl=False;UseWindowsAuthentication=True;Timeout=-1"]),
        str![[r#"
error[invalid-timeout]: invalid timeout
  |
1 | SmtpServer=localhost;EnableSsl=False;UseWindowsAuthentication=True;Timeout=-1
  |                                                                            ^^
  |
  = help: write milliseconds in digits only, without a sign, decimal point or unit, as in `Timeout=100000`

1 error (2 notes hidden; show them with --notes)
── exit code 1 ──

"#]],
    );
    assert_shown(
        &run(["check", "SmtpServer=smtp.contoso.com;EnableSsl=False;UseWindowsAuthentication=True;Timeout=-1"]),
        str![[r#"
warning[no-encryption]: mail is sent in cleartext because `EnableSsl` is `False`
  |
1 | SmtpServer=smtp.contoso.com;EnableSsl=False;UseWindowsAuthentication=True;Timeout=-1
  |                             ^^^^^^^^^^^^^^^
  |
  = help: write `EnableSsl=True` if the server offers STARTTLS on port 25

warning[windows-authentication-unencrypted]: Windows authentication is used over an unencrypted connection
  |
1 | SmtpServer=smtp.contoso.com;EnableSsl=False;UseWindowsAuthentication=True;Timeout=-1
  |                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write `EnableSsl=True` if the server offers STARTTLS on port 25

error[invalid-timeout]: invalid timeout
  |
1 | SmtpServer=smtp.contoso.com;EnableSsl=False;UseWindowsAuthentication=True;Timeout=-1
  |                                                                                   ^^
  |
  = help: write milliseconds in digits only, without a sign, decimal point or unit, as in `Timeout=100000`

1 error, 2 warnings (1 note hidden; show it with --notes)
── exit code 1 ──

"#]],
    );
}

#[test]
fn empty_string_is_an_error() {
    assert_shown(
        &run(["check", ""]),
        str![[r#"
error[empty-connection-string]: empty connection string
  |
1 |
  | ^
  |
  = help: write at least `SmtpServer=` and the name of the mail server

1 error
── standard error ──
hint: argument 1 is empty; if it comes from a variable, make sure that the variable is set
── exit code 1 ──

"#]],
    );
}

#[test]
fn control_characters_are_escaped() {
    assert_shown(
        &run(["check", "SmtpServer=\u{1b}mail\u{202e}x;\tEnableSsl=yes"]),
        str![[r#"
error[control-character]: unexpected control character
  |
1 | SmtpServer=\u{1b}mail\u{202e}x;\tEnableSsl=yes
  |            ^^^^^^
  |
  = help: remove it: a line break is allowed between pairs, but not inside a keyword

error[invalid-boolean]: invalid boolean
  |
1 | SmtpServer=\u{1b}mail\u{202e}x;\tEnableSsl=yes
  |                                            ^^^
  |
  = help: write `True`

2 errors
── exit code 1 ──

"#]],
    );
}

#[test]
fn wide_characters_have_two_carets() {
    assert_shown(
        &run(["check", "SmtpServer=漢字.contoso.com;EnableSsl=yes"]),
        str![[r#"
error[invalid-server-name]: non-ASCII character in host name
  |
1 | SmtpServer=漢字.contoso.com;EnableSsl=yes
  |            ^^^^^^^^^^^^^^^^
  |
  = help: write an internationalized name in its `xn--` form

error[invalid-boolean]: invalid boolean
  |
1 | SmtpServer=漢字.contoso.com;EnableSsl=yes
  |                                       ^^^
  |
  = help: write `True`

2 errors
── exit code 1 ──

"#]],
    );
}

#[test]
fn several_strings_are_numbered_and_summarized() {
    assert_shown(
        &run(["check", GOOD, "SmtpServer=mail.fabrikam.com;EnableSsl=1"]),
        str![[r#"
argument 1: valid

error[invalid-boolean]: invalid boolean
 --> argument 2
  |
1 | SmtpServer=mail.fabrikam.com;EnableSsl=1
  |                                        ^
  |
  = help: write `True`

2 strings: 1 valid, 1 invalid; 1 error (1 note hidden; show it with --notes)
── exit code 1 ──

"#]],
    );
}

#[test]
fn lines_are_numbered() {
    let lines = format!("{GOOD}\r\n\nSmtpServer=fabrikam;EnableSsl=True\n");
    assert_shown(
        &run_with(["check", "-"], lines.as_bytes()),
        str![[r#"
line 1: valid

error[empty-connection-string]: empty connection string
 --> line 2
  |
1 |
  | ^
  |
  = help: write at least `SmtpServer=` and the name of the mail server

line 3: valid

3 strings: 2 valid, 1 invalid; 1 error (4 notes hidden; show them with --notes)
── exit code 1 ──

"#]],
    );
}

#[test]
fn long_string_is_shortened() {
    let string = format!("SmtpServer={}.contoso.com;EnableSsl=yes;Timeout=-1", "a".repeat(64 * 1024));
    assert_shown(
        &run(["check", &string]),
        str![[r#"
error[invalid-server-name]: label longer than 63 characters in host name
  |
1 | SmtpServer=aaaaaaaaaaaaaaaaaaaa…aaaaaaaa.contoso.com;EnableSsl=yes;Timeout=-1
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: shorten the label, or add the missing dot

error[invalid-boolean]: invalid boolean
  |
1 | …aaaaaaa.contoso.com;EnableSsl=yes;Timeout=-1
  |                                ^^^
  |
  = help: write `True`

error[invalid-timeout]: invalid timeout
  |
1 | …oso.com;EnableSsl=yes;Timeout=-1
  |                                ^^
  |
  = help: write milliseconds in digits only, without a sign, decimal point or unit, as in `Timeout=100000`

3 errors
── exit code 1 ──

"#]],
    );
}

#[test]
fn json_contains_connection_and_diagnostics() {
    let string = "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;Timeout=2000;";
    assert_shown(
        &run(["check", "--format", "json", string]),
        str![[r#"
{"input_index":0,"valid":true,"connection":{"server":"smtp.contoso.com","authentication":"windows","enable_ssl":false,"timeout_ms":2000,"canonical":"SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;Timeout=2000;"},"properties":{"server":"smtp.contoso.com","authentication":"windows","enable_ssl":false,"timeout_ms":2000},"diagnostics":[{"rule":"windows-authentication-unencrypted","severity":"warning","start":28,"end":57,"message":"Windows authentication is used over an unencrypted connection","help":"write `EnableSsl=True` if the server offers STARTTLS on port 25","url":"https://github.com/smtp-connection-string/smtp-connection-string/blob/main/docs/rules.md#windows-authentication-unencrypted","related":[],"fixes":[]},{"rule":"windows-authentication-fallback","severity":"note","start":28,"end":57,"message":"mail may be sent unauthenticated, without an error","help":"configure the server to reject unauthenticated mail","url":"https://github.com/smtp-connection-string/smtp-connection-string/blob/main/docs/rules.md#windows-authentication-fallback","related":[],"fixes":[]},{"rule":"no-encryption","severity":"warning","start":58,"end":73,"message":"mail is sent in cleartext because `EnableSsl` is `False`","help":"write `EnableSsl=True` if the server offers STARTTLS on port 25","url":"https://github.com/smtp-connection-string/smtp-connection-string/blob/main/docs/rules.md#no-encryption","related":[],"fixes":[{"start":58,"end":73,"replacement":"EnableSsl=True","applicability":"maybe-incorrect"}]}]}
── exit code 0 ──

"#]],
    );
}

#[test]
fn json_contains_related_places_and_fixes() {
    let string = "SmtpServer=smtp.contoso.com;EnableSsl=yes;EnableSsl=True";
    assert_shown(
        &run(["check", "--format=json", string, "", "SmtpServer=\"\u{7}"]),
        str![[r#"
{"input_index":0,"valid":false,"connection":null,"properties":{"server":"smtp.contoso.com","authentication":null,"enable_ssl":null,"timeout_ms":null},"diagnostics":[{"rule":"invalid-boolean","severity":"error","start":38,"end":41,"message":"invalid boolean","help":"write `True`","url":"https://github.com/smtp-connection-string/smtp-connection-string/blob/main/docs/rules.md#invalid-boolean","related":[],"fixes":[{"start":38,"end":41,"replacement":"True","applicability":"machine-applicable"}]},{"rule":"duplicate-keyword","severity":"error","start":42,"end":51,"message":"duplicate keyword","help":"keep one of the two pairs, because readers disagree on which one wins","url":"https://github.com/smtp-connection-string/smtp-connection-string/blob/main/docs/rules.md#duplicate-keyword","related":[{"start":28,"end":37,"message":"first occurrence of the keyword"}],"fixes":[]}]}
{"input_index":1,"valid":false,"connection":null,"properties":{"server":null,"authentication":null,"enable_ssl":null,"timeout_ms":null},"diagnostics":[{"rule":"empty-connection-string","severity":"error","start":0,"end":0,"message":"empty connection string","help":"write at least `SmtpServer=` and the name of the mail server","url":"https://github.com/smtp-connection-string/smtp-connection-string/blob/main/docs/rules.md#empty-connection-string","related":[],"fixes":[]}]}
{"input_index":2,"valid":false,"connection":null,"properties":{"server":null,"authentication":null,"enable_ssl":null,"timeout_ms":null},"diagnostics":[{"rule":"unterminated-quote","severity":"error","start":11,"end":12,"message":"unterminated quote","help":"add the closing quote, and double every quote of the same kind inside the value","url":"https://github.com/smtp-connection-string/smtp-connection-string/blob/main/docs/rules.md#unterminated-quote","related":[],"fixes":[]}]}
── standard error ──
hint: argument 2 is empty; if it comes from a variable, make sure that the variable is set
── exit code 1 ──

"#]],
    );
}

#[test]
fn json_has_the_valid_properties_of_an_invalid_string() {
    let properties = |string| {
        let output = String::from_utf8(run(["check", "--format=json", string]).stdout).unwrap();
        let record: serde_json::Value = serde_json::from_str(&output).unwrap();
        record["properties"].to_string()
    };
    assert_eq!(
        properties("SmtpServer=;UseWindowsAuthentication=True;EnableSsl=False;Timeout=020"),
        r#"{"authentication":"windows","enable_ssl":false,"server":null,"timeout_ms":20}"#
    );
    assert_eq!(
        properties("smtpserver='mail';UseWindowsAuthentication=yes;EnableSsl=True;EnableSsl=True;Timeout=-1"),
        r#"{"authentication":null,"enable_ssl":null,"server":"mail","timeout_ms":null}"#
    );
}

#[test]
fn json_index_continues_across_arguments_and_lines() {
    let output = run_with(["check", "--format=json", "", "-", "", "-"], b"\n\n\xFF\n\n");
    let output = String::from_utf8(output.stdout).unwrap();
    let indices: Vec<_> = output.lines().map(|line| line.split([':', ',']).nth(1).unwrap()).collect();
    assert_eq!(indices, ["0", "1", "2", "4", "5"]);
}
