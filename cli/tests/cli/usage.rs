//! Wrong arguments.

use snapbox::str;

use crate::run::{assert_shown, run};

#[test]
fn nothing_at_all() {
    assert_shown(
        &run::<&str>([]),
        str![[r#"
── standard error ──
Check, format and find the SMTP connection strings of SQL Server Integration Services (SSIS)

Usage: smtp-connstr [OPTIONS] <COMMAND>

Commands:
  check        Check connection strings and say what is wrong with them
  fmt          Print connection strings as SSIS writes them
  scan         Find and check every SMTP connection string in SSIS projects
  explain      Explain a rule: what it finds, why that matters and what to do
  completions  Print the completions for a shell
  man          Print the manual page, in the roff format
  help         Print this message or the help of the given subcommand(s)

Options:
      --color <WHEN>  When to colour the output [default: auto] [possible values: auto, always,
                      never]
  -h, --help          Print help (see more with '--help')
  -V, --version       Print version
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check"]),
        str![[r#"
── standard error ──
error: expected `<STRING>...`, found nothing; write a connection string, or `-` to read them from standard input
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["fmt", "--check"]),
        str![[r#"
── standard error ──
error: expected `<STRING>...`, found nothing; write a connection string, or `-` to read them from standard input
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["completions"]),
        str![[r#"
── standard error ──
error: expected `<SHELL>`, found nothing; see `smtp-connstr --help`
── exit code 2 ──

"#]],
    );
}

#[test]
fn a_string_without_a_subcommand() {
    assert_shown(
        &run(["SmtpServer=smtp.contoso.com;Password=x"]),
        str![[r#"
── standard error ──
error: expected a subcommand (check, fmt, scan, explain, completions, man), found something else; to check a connection string, write `smtp-connstr check -` and pass it on standard input
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["help", "SmtpServer=smtp.contoso.com"]),
        str![[r#"
── standard error ──
error: expected a subcommand (check, fmt, scan, explain, completions, man), found something else; to check a connection string, write `smtp-connstr check -` and pass it on standard input
── exit code 2 ──

"#]],
    );
}

#[test]
fn misspelled_names() {
    assert_shown(
        &run(["chekc", "x"]),
        str![[r#"
── standard error ──
error: expected a subcommand (check, fmt, scan, explain, completions, man), found something else; did you mean `check`?
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "--formt=json", "x"]),
        str![[r#"
── standard error ──
error: expected a known option or argument, found another one; did you mean `--format`?
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "--format=xml", "x"]),
        str![[r#"
── standard error ──
error: expected `human` or `json` for `--format <FORMAT>`, found something else; write one of these
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "--color=sometimes", "x"]),
        str![[r#"
── standard error ──
error: expected `auto`, `always` or `never` for `--color <WHEN>`, found something else; write one of these
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["completions", "tcsh"]),
        str![[r#"
── standard error ──
error: expected `bash`, `elvish`, `fish`, `powershell` or `zsh` for `<SHELL>`, found something else; write one of these
── exit code 2 ──

"#]],
    );
}

#[test]
fn unknown_rules_name_near_ones() {
    assert_shown(
        &run(["check", "x", "--deny", "encryption"]),
        str![[r#"
── standard error ──
error: expected the id of a rule or a severity (error, warning, note) for `--deny <RULE|SEVERITY>`, found something else; did you mean `no-encryption`?
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "x", "--allow", "warn"]),
        str![[r#"
── standard error ──
error: expected the id of a rule or a severity (error, warning, note) for `--allow <RULE|SEVERITY>`, found something else; did you mean `warning`?
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "x", "--allow", "TimeoutZero"]),
        str![[r#"
── standard error ──
error: expected the id of a rule or a severity (error, warning, note) for `--allow <RULE|SEVERITY>`, found something else; did you mean `timeout-zero`?
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "x", "--deny", "xyzzy"]),
        str![[r#"
── standard error ──
error: expected the id of a rule or a severity (error, warning, note) for `--deny <RULE|SEVERITY>`, found something else; `smtp-connstr explain` lists the rules
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "x", "--deny"]),
        str![[r#"
── standard error ──
error: expected the id of a rule or a severity (error, warning, note) for `--deny <RULE|SEVERITY>`, found nothing; `smtp-connstr explain` lists the rules
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["explain", "windows"]),
        str![[r#"
── standard error ──
error: expected the id of a rule for `[RULE]`, found something else; did you mean `windows-authentication-fallback` or `windows-authentication-unencrypted`?
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["explain", "error"]),
        str![[r#"
── standard error ──
error: expected the id of a rule for `[RULE]`, found something else; `smtp-connstr explain` lists the rules
── exit code 2 ──

"#]],
    );
}

#[test]
fn options_that_do_not_fit() {
    assert_shown(
        &run(["check", "-Password=x"]),
        str![[r#"
── standard error ──
error: expected a known option or argument, found another one; see `smtp-connstr --help`, and write `--` before a connection string that begins with a hyphen
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "--quiet=x", "x"]),
        str![[r#"
── standard error ──
error: expected no value for `--quiet`, found one; take the `=` and the value out
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "--format=json", "--format=json", "x"]),
        str![[r#"
── standard error ──
error: expected `--format <FORMAT>` once, found it again; keep one
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["explain", "no-encryption", "no-encryption"]),
        str![[r#"
── standard error ──
error: expected a known option or argument, found another one; see `smtp-connstr --help`, and write `--` before a connection string that begins with a hyphen
── exit code 2 ──

"#]],
    );
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_not_utf_8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    assert_shown(
        &run([OsStr::new("check"), OsStr::from_bytes(b"Password=x\xFF")]),
        str![[r#"
── standard error ──
error: expected arguments in UTF-8, found other bytes; pass the connection string on standard input, as UTF-8
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run([OsStr::from_bytes(b"Password=x\xFF")]),
        str![[r#"
── standard error ──
error: expected a subcommand (check, fmt, scan, explain, completions, man), found something else; to check a connection string, write `smtp-connstr check -` and pass it on standard input
── exit code 2 ──

"#]],
    );
}
