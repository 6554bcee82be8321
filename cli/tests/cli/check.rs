//! `check` in both formats.

use snapbox::str;

use crate::run::{GOOD, assert_shown, run, run_with};

#[test]
fn one_error() {
    assert_shown(
        &run(["check", "SmtpServer=smtp.contoso.com;EnableSsl=yes;"]),
        str![[r#"
error[invalid-boolean]: expected `True` or `False`, found another word for true
  |
1 | SmtpServer=smtp.contoso.com;EnableSsl=yes;
  |                                       ^^^
  |
  = help: write `True`
── exit code 1 ──

"#]],
    );
}

#[test]
fn several_errors_share_a_snippet() {
    let string = "SmtpServer=smtp.contoso.com;EnableSsl=yes;Port=587;enablessl=True;Password=x";
    assert_shown(
        &run(["check", string]),
        str![[r#"
error: not valid: 4 errors
  |
1 | SmtpServer=smtp.contoso.com;EnableSsl=yes;Port=***;enablessl=True;Password=***
  |                             --------- ^^^ ^^^^     ^^^^^^^^^      ^^^^^^^^ error[basic-authentication]: basic authentication is not supported, found a keyword for a user name, password or other credential
  |                             |         |   |        |
  |                             |         |   |        error[duplicate-keyword]: expected each keyword once, found it again
  |                             |         |   error[port-not-supported]: expected no port, found a keyword for one
  |                             |         error[invalid-boolean]: expected `True` or `False`, found another word for true
  |                             first written here
  |
  = help: invalid-boolean: write `True`
  = help: port-not-supported: take the pair out: the SMTP connection manager always uses port 25
  = help: duplicate-keyword: keep one of them: readers disagree on which one wins
  = help: basic-authentication: take the credential out: there is only anonymous access and `UseWindowsAuthentication=True`
── exit code 1 ──

"#]],
    );
}

#[test]
fn a_note_alone() {
    assert_shown(
        &run(["check", GOOD]),
        str![[r#"
note[windows-authentication-fallback]: mail may be sent unauthenticated where the server offers no mechanism that the client can use
  |
1 | SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;
  |                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: have the server refuse unauthenticated mail
── exit code 0 ──

"#]],
    );
}

#[test]
fn warnings_and_notes() {
    assert_shown(
        &run(["check", "SmtpServer=smtp.contoso.com"]),
        str![[r#"
warning: valid, with 1 warning, 4 notes
  |
1 | SmtpServer=smtp.contoso.com
  | ---------------------------^
  | |                          |
  | |                          warning[no-encryption]: mail travels in clear text: `EnableSsl` is missing, and `False` by default
  | |                          note[anonymous-authentication]: authentication is anonymous by default: the server must relay for anyone who reaches it
  | |                          note[implicit-default]: `UseWindowsAuthentication` is missing, so it is `False`: anonymous
  | |                          note[implicit-default]: `EnableSsl` is missing, so it is `False`: clear text
  | note[not-canonical]: the string is valid, and not spelled as SSIS writes it
  |
  = help: not-canonical: `smtp-connstr fmt` prints the canonical spelling
  = help: no-encryption: write `EnableSsl=True` if the server offers STARTTLS on port 25
  = help: anonymous-authentication: see that the server relays for this machine only, or write `UseWindowsAuthentication=True`
  = help: implicit-default: write `UseWindowsAuthentication=False` or `True`, as SSIS does
  = help: implicit-default: write `EnableSsl=False` or `True`, as SSIS does
── exit code 0 ──

"#]],
    );
}

#[test]
fn an_empty_string() {
    assert_shown(
        &run(["check", ""]),
        str![[r#"
error[empty-connection-string]: expected `SmtpServer=…`, found an empty connection string
  |
1 |
  | ^
  |
  = help: write at least the server: `SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;`
── exit code 1 ──

"#]],
    );
}

#[test]
fn what_a_terminal_would_obey_is_escaped() {
    assert_shown(
        &run(["check", "SmtpServer=\u{1b}[2Jmail\t\u{202e}x\\y"]),
        str![[r#"
error[control-character]: expected printable text, found a control character
  |
1 | SmtpServer=\u{1b}[2Jmail\t\u{202e}x\y
  |            ^^^^^^
  |
  = help: take the character out; a line break may stand between pairs, not in a keyword
── exit code 1 ──

"#]],
    );
}

#[test]
fn wide_characters_are_counted_right() {
    assert_shown(
        &run(["check", "SmtpServer=漢字.contoso.com;EnableSsl=yes"]),
        str![[r#"
error: not valid: 2 errors
  |
1 | SmtpServer=漢字.contoso.com;EnableSsl=yes
  |            ^^^^^^^^^^^^^^^^           ^^^ error[invalid-boolean]: expected `True` or `False`, found another word for true
  |            |
  |            error[invalid-server-name]: expected a host name in ASCII, found another character
  |
  = help: invalid-server-name: give an internationalised name in its `xn--` form
  = help: invalid-boolean: write `True`
── exit code 1 ──

"#]],
    );
}

#[test]
fn several_strings_are_numbered_and_summed_up() {
    assert_shown(
        &run(["check", GOOD, "SmtpServer=mail.fabrikam.com;EnableSsl=1"]),
        str![[r#"
note[windows-authentication-fallback]: mail may be sent unauthenticated where the server offers no mechanism that the client can use
 --> argument 1
  |
1 | SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;
  |                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: have the server refuse unauthenticated mail

error[invalid-boolean]: expected `True` or `False`, found another word for true
 --> argument 2
  |
1 | SmtpServer=mail.fabrikam.com;EnableSsl=1
  |                                        ^
  |
  = help: write `True`

2 strings: 1 valid, 1 not valid; 1 error, 1 note
── exit code 1 ──

"#]],
    );
}

#[test]
fn lines_are_numbered_too() {
    let lines = format!("{GOOD}\r\n\nSmtpServer=fabrikam;EnableSsl=True\n");
    assert_shown(
        &run_with(["check", "-"], lines.as_bytes()),
        str![[r#"
note[windows-authentication-fallback]: mail may be sent unauthenticated where the server offers no mechanism that the client can use
 --> line 1
  |
1 | SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;
  |                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: have the server refuse unauthenticated mail

error[empty-connection-string]: expected `SmtpServer=…`, found an empty connection string
 --> line 2
  |
1 |
  | ^
  |
  = help: write at least the server: `SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;`

note: valid, with 3 notes
 --> line 3
  |
1 | SmtpServer=fabrikam;EnableSsl=True
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  | |                                 |
  | |                                 note[anonymous-authentication]: authentication is anonymous by default: the server must relay for anyone who reaches it
  | |                                 note[implicit-default]: `UseWindowsAuthentication` is missing, so it is `False`: anonymous
  | note[not-canonical]: the string is valid, and not spelled as SSIS writes it
  |
  = help: not-canonical: `smtp-connstr fmt` prints the canonical spelling
  = help: anonymous-authentication: see that the server relays for this machine only, or write `UseWindowsAuthentication=True`
  = help: implicit-default: write `UseWindowsAuthentication=False` or `True`, as SSIS does

3 strings: 2 valid, 1 not valid; 1 error, 4 notes
── exit code 1 ──

"#]],
    );
}

#[test]
fn a_long_string_is_cut() {
    let string = format!("SmtpServer={}.contoso.com;EnableSsl=yes;Timeout=soon", "a".repeat(64 * 1024));
    assert_shown(
        &run(["check", &string]),
        str![[r#"
error: not valid: 3 errors
  |
1 | SmtpServer=aaaaaaaaaaaaaaaaaaaa…aaaaaaaa.contoso.com;EnableSsl=yes;Timeout=soon
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^           ^^^         ^^^^ error[invalid-timeout]: expected a number of milliseconds in digits, found something else
  |            |                                                   |
  |            |                                                   error[invalid-boolean]: expected `True` or `False`, found another word for true
  |            error[invalid-server-name]: expected labels of at most 63 characters in a host name, found a longer one
  |
  = help: invalid-server-name: see that the name is complete and the dots are in place
  = help: invalid-boolean: write `True`
  = help: invalid-timeout: write digits alone, without a sign, point or unit, such as `Timeout=100000`
── exit code 1 ──

"#]],
    );
}

#[test]
fn json_of_a_valid_string() {
    let string = "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;Timeout=2000;";
    assert_shown(
        &run(["check", "--format", "json", string]),
        str![[r#"
{"input_index":0,"valid":true,"connection":{"server":"smtp.contoso.com","authentication":"windows","enable_ssl":false,"timeout_ms":2000,"canonical":"SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;Timeout=2000;"},"diagnostics":[{"rule":"windows-authentication-unencrypted","severity":"warning","start":28,"end":57,"message":"Windows authentication goes over an unencrypted connection, where it can be relayed or attacked","help":"write `EnableSsl=True` if the server offers STARTTLS on port 25","related":[],"fixes":[]},{"rule":"windows-authentication-fallback","severity":"note","start":28,"end":57,"message":"mail may be sent unauthenticated where the server offers no mechanism that the client can use","help":"have the server refuse unauthenticated mail","related":[],"fixes":[]},{"rule":"no-encryption","severity":"warning","start":58,"end":73,"message":"mail travels in clear text: `EnableSsl` is `False`","help":"write `EnableSsl=True` if the server offers STARTTLS on port 25","related":[],"fixes":[{"start":58,"end":73,"replacement":"EnableSsl=True","applicability":"needs-a-look"}]}]}
── exit code 0 ──

"#]],
    );
}

#[test]
fn json_of_errors() {
    let string = "SmtpServer=smtp.contoso.com;EnableSsl=yes;EnableSsl=True";
    assert_shown(
        &run(["check", "--format=json", string, "", "SmtpServer=\"\u{7}"]),
        str![[r#"
{"input_index":0,"valid":false,"connection":null,"diagnostics":[{"rule":"invalid-boolean","severity":"error","start":38,"end":41,"message":"expected `True` or `False`, found another word for true","help":"write `True`","related":[],"fixes":[{"start":38,"end":41,"replacement":"True","applicability":"certain"}]},{"rule":"duplicate-keyword","severity":"error","start":42,"end":51,"message":"expected each keyword once, found it again","help":"keep one of them: readers disagree on which one wins","related":[{"start":28,"end":37,"message":"first written here"}],"fixes":[]}]}
{"input_index":1,"valid":false,"connection":null,"diagnostics":[{"rule":"empty-connection-string","severity":"error","start":0,"end":0,"message":"expected `SmtpServer=…`, found an empty connection string","help":"write at least the server: `SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;`","related":[],"fixes":[]}]}
{"input_index":2,"valid":false,"connection":null,"diagnostics":[{"rule":"unterminated-quote","severity":"error","start":11,"end":12,"message":"expected a closing quote, found the end of the string","help":"close the quote; a quote within the value is written twice","related":[],"fixes":[]}]}
── exit code 1 ──

"#]],
    );
}

#[test]
fn json_counts_on_across_arguments_and_lines() {
    let output = run_with(["check", "--format=json", "", "-", "", "-"], b"\n\n\xFF\n\n");
    let output = String::from_utf8(output.stdout).unwrap();
    let indices: Vec<_> = output.lines().map(|line| line.split([':', ',']).nth(1).unwrap()).collect();
    assert_eq!(indices, ["0", "1", "2", "4", "5"]);
}
