//! `fmt`.

use snapbox::str;

use crate::run::{GOOD, assert_shown, run, run_with};

#[test]
fn the_canonical_string() {
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
fn a_bad_string_is_refused() {
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
fn the_rest_goes_on() {
    assert_shown(
        &run_with(["fmt", "-"], b"SmtpServer=a\nx;y\n\xFF\nSmtpServer=b"),
        str![[r#"
SmtpServer=a;UseWindowsAuthentication=False;EnableSsl=False;
SmtpServer=b;UseWindowsAuthentication=False;EnableSsl=False;
── standard error ──
error: not valid: 2 errors
 --> line 2
  |
1 | x;***
  | ^ ^^^ error[missing-equals]: missing `=`
  | |
  | error[missing-equals]: server name without a keyword
  |
  = help: missing-equals: write `SmtpServer=` before the server name
  = help: missing-equals: write `keyword=value`, or put a value that contains `;` in double quotes

error: expected UTF-8, found other bytes in line 3 of standard input; convert the input to UTF-8
── exit code 2 ──

"#]],
    );
}

#[test]
fn check_shows_the_difference() {
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
error: not valid: 2 errors
 --> argument 3
  |
1 | Port=25
  | ^^^^   ^ error[missing-server]: missing keyword `SmtpServer`
  | |
  | error[port-not-supported]: unsupported port keyword
  |
  = help: port-not-supported: remove the pair: the SMTP connection manager always connects to port 25
  = help: missing-server: add `SmtpServer=` and the name of the mail server

── exit code 1 ──

"#]],
    );
}
