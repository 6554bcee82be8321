//! The subcommand `fmt`.

use snapbox::str;

use crate::run::{GOOD, assert_shown, run, run_with};

#[test]
fn canonical_form_is_printed() {
    assert_shown(
        &run(["fmt", "smtpserver = 'smtp.contoso.com' ; timeout=007"]),
        str![[r#"
SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;Timeout=7;
── exit code 0 ──

"#]],
    );
    assert_shown(
        &run(["fmt", GOOD]),
        str![[r#"
SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;
── exit code 0 ──

"#]],
    );
}

#[test]
fn invalid_string_is_rejected() {
    assert_shown(
        &run(["fmt", "EnableSsl=True"]),
        str![[r#"
── standard error ──
error[missing-server]: missing keyword `SmtpServer`
  |
1 | EnableSsl=True
  |               ^
  |
  = help: add `SmtpServer=` and the name of the mail server

1 error
── exit code 1 ──

"#]],
    );
    assert_shown(
        &run(["fmt", "-q", "EnableSsl=True"]),
        str![[r#"
── exit code 1 ──

"#]],
    );
}

#[test]
fn invalid_lines_do_not_stop_the_run() {
    assert_shown(
        &run_with(["fmt", "-"], b"SmtpServer=a\nx;y\n\xFF\nSmtpServer=b"),
        str![[r#"
SmtpServer=a;UseWindowsAuthentication=False;EnableSsl=False;
SmtpServer=b;UseWindowsAuthentication=False;EnableSsl=False;
── standard error ──
error[missing-equals]: server name without a keyword
 --> line 2
  |
1 | x;***
  | ^
  |
  = help: write `SmtpServer=` before the server name

error[missing-equals]: missing `=`
 --> line 2
  |
1 | x;***
  |   ^^^
  |
  = help: write `keyword=value`, or put a value that contains `;` in double quotes

error: line 3 of standard input is not valid UTF-8; convert the input to UTF-8
4 strings: 2 valid, 1 invalid, 1 unreadable; 2 errors
── exit code 2 ──

"#]],
    );
}

#[test]
fn check_prints_a_diff() {
    assert_shown(
        &run(["fmt", "--check", "SmtpServer=smtp.contoso.com\u{a0};\t"]),
        str![[r#"
-SmtpServer=smtp.contoso.com\u{a0};\t
+SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;
── exit code 1 ──

"#]],
    );
    assert_shown(
        &run(["fmt", "--check", "-q", "SmtpServer=smtp.contoso.com"]),
        str![[r#"
── exit code 1 ──

"#]],
    );
    assert_shown(
        &run(["fmt", "--check", GOOD]),
        str![[r#"
── exit code 0 ──

"#]],
    );
    assert_shown(
        &run(["fmt", "--check", GOOD, "smtpserver=a", "Port=25"]),
        str![[r#"
@@ argument 2 @@
-smtpserver=a
+SmtpServer=a;UseWindowsAuthentication=False;EnableSsl=False;
── standard error ──
error[port-not-supported]: unsupported port keyword
 --> argument 3
  |
1 | Port=25
  | ^^^^
  |
  = help: remove the pair: the SMTP connection manager always connects to port 25

error[missing-server]: missing keyword `SmtpServer`
 --> argument 3
  |
1 | Port=25
  |        ^
  |
  = help: add `SmtpServer=` and the name of the mail server

3 strings: 2 valid, 1 invalid; 2 errors
── exit code 1 ──

"#]],
    );
}
