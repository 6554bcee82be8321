//! Usage errors.

use snapbox::str;

use crate::run::{assert_shown, run, run_with};

#[test]
fn missing_arguments_are_reported() {
    assert_shown(
        &run::<&str>([]),
        str![[r#"
── standard error ──
Find, check, probe and fix the SMTP connection strings of SQL Server Integration Services (SSIS)

Usage: smtp-connstr [OPTIONS] <COMMAND>

Commands:
  check        Check connection strings
  fmt          Print connection strings in the canonical form that SSIS writes
  scan         List the SMTP connection managers in SSIS files, with the tasks that use them, and
               all findings
  fix          Change connection strings in SSIS files
  probe        Connect to the servers and predict what the SSIS mail client would do
  diff         Compare two inventories of `scan --format json`
  explain      Explain a rule
  completions  Print a completion script for a shell
  man          Print the manual page in roff format
  help         Print this message or the help of the given subcommand(s)

Options:
      --color <WHEN>  When to use colors [default: auto] [possible values: auto, always, never]
  -h, --help          Print help (see more with '--help')
  -V, --version       Print version
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check"]),
        str![[r#"
── standard error ──
error: missing argument `<STRING>...`; write a connection string, or `-` to read strings from standard input
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["fmt", "--check"]),
        str![[r#"
── standard error ──
error: missing argument `<STRING>...`; write a connection string, or `-` to read strings from standard input
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["completions"]),
        str![[r#"
── standard error ──
error: missing argument `<SHELL>`; see `smtp-connstr --help`
── exit code 2 ──

"#]],
    );
}

#[test]
fn string_without_subcommand_is_not_repeated() {
    assert_shown(
        &run(["SmtpServer=smtp.contoso.com;Password=x"]),
        str![[r#"
── standard error ──
error: unknown subcommand; run `smtp-connstr check -` to check strings on standard input, `smtp-connstr scan .` to check the SSIS files in this folder, or `smtp-connstr --help`
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["help", "SmtpServer=smtp.contoso.com"]),
        str![[r#"
── standard error ──
error: unknown subcommand; run `smtp-connstr check -` to check strings on standard input, `smtp-connstr scan .` to check the SSIS files in this folder, or `smtp-connstr --help`
── exit code 2 ──

"#]],
    );
}

#[test]
fn misspelled_names_get_suggestions() {
    assert_shown(
        &run(["chekc", "x"]),
        str![[r#"
── standard error ──
error: unknown subcommand; did you mean `check`?
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "--formt=json", "x"]),
        str![[r#"
── standard error ──
error: unknown option or unexpected argument; did you mean `--format`?
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "--format=xml", "x"]),
        str![[r#"
── standard error ──
error: invalid value for `--format <FORMAT>`; use `human` or `json`
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "--color=sometimes", "x"]),
        str![[r#"
── standard error ──
error: invalid value for `--color <WHEN>`; use `auto`, `always` or `never`
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["completions", "tcsh"]),
        str![[r#"
── standard error ──
error: invalid value for `<SHELL>`; use `bash`, `elvish`, `fish`, `powershell` or `zsh`
── exit code 2 ──

"#]],
    );
}

#[test]
fn unknown_rules_get_suggestions() {
    assert_shown(
        &run(["check", "x", "--deny", "encryption"]),
        str![[r#"
── standard error ──
error: unknown rule or severity for `--deny <RULE|SEVERITY>`; did you mean `no-encryption`?
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "x", "--allow", "warn"]),
        str![[r#"
── standard error ──
error: unknown rule or severity for `--allow <RULE|SEVERITY>`; did you mean `warning`?
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "x", "--allow", "TimeoutZero"]),
        str![[r#"
── standard error ──
error: unknown rule or severity for `--allow <RULE|SEVERITY>`; did you mean `timeout-zero`?
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "x", "--deny", "xyzzy"]),
        str![[r#"
── standard error ──
error: unknown rule or severity for `--deny <RULE|SEVERITY>`; use `note`, `warning`, `error` or a rule, and run `smtp-connstr explain` to list the rules
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "x", "--deny"]),
        str![[r#"
── standard error ──
error: missing rule or severity for `--deny <RULE|SEVERITY>`; use `note`, `warning`, `error` or a rule, and run `smtp-connstr explain` to list the rules
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["explain", "windows"]),
        str![[r#"
── standard error ──
error: unknown rule for `[RULE]`; did you mean `windows-authentication-fallback` or `windows-authentication-unencrypted`?
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["explain", "error"]),
        str![[r#"
── standard error ──
error: unknown rule for `[RULE]`; run `smtp-connstr explain` to list the rules
── exit code 2 ──

"#]],
    );
}

#[test]
fn unexpected_options_are_not_repeated() {
    assert_shown(
        &run(["check", "-Password=x"]),
        str![[r#"
── standard error ──
error: unknown option or unexpected argument; see `smtp-connstr --help`, and write `--` before a connection string that begins with a hyphen
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "--quiet=x", "x"]),
        str![[r#"
── standard error ──
error: `--quiet` does not take a value; remove the `=` and the value
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["check", "--format=json", "--format=json", "x"]),
        str![[r#"
── standard error ──
error: `--format <FORMAT>` was given more than once
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run(["explain", "no-encryption", "no-encryption"]),
        str![[r#"
── standard error ──
error: unknown option or unexpected argument; see `smtp-connstr --help`, and write `--` before a connection string that begins with a hyphen
── exit code 2 ──

"#]],
    );
}

#[cfg(unix)]
#[test]
fn argument_that_is_not_utf_8_is_not_repeated() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    assert_shown(
        &run([OsStr::new("check"), OsStr::from_bytes(b"Password=x\xFF")]),
        str![[r#"
── standard error ──
error: an argument is not valid UTF-8; pass the connection string on standard input, in UTF-8
── exit code 2 ──

"#]],
    );
    assert_shown(
        &run([OsStr::from_bytes(b"Password=x\xFF")]),
        str![[r#"
── standard error ──
error: unknown subcommand; run `smtp-connstr check -` to check strings on standard input, `smtp-connstr scan .` to check the SSIS files in this folder, or `smtp-connstr --help`
── exit code 2 ──

"#]],
    );
}

/// The exit code is that of the findings.
#[test]
fn arguments_that_are_not_connection_strings_get_a_hint() {
    const FILE: &str = "hint: argument 1 looks like the name of a file or folder; to check the strings in a text file, \
        run `smtp-connstr check - < FILE`, and to check SSIS files, run `smtp-connstr scan PATH`";
    const EMPTY: &str = "hint: argument 1 is empty; if it comes from a variable, make sure that the variable is set";
    const QUOTES: &str = "hint: argument 2 begins or ends with a single quote; cmd.exe does not treat single quotes as \
        quotes, so use double quotes";
    const DIVIDED: &str = "hint: argument 3 was checked as a separate string; put a connection string that contains \
        spaces in double quotes";
    let hints = |arguments: &[&str]| {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let errors = String::from_utf8(output.stderr).unwrap();
        errors.lines().filter(|line| line.starts_with("hint: ")).map(str::to_owned).collect::<Vec<_>>().join("\n")
    };
    for subcommand in ["check", "fmt"] {
        assert_eq!(hints(&[subcommand, "Cargo.toml"]), FILE);
        assert_eq!(hints(&[subcommand, "a.dtsx", "b.txt"]), FILE);
        assert_eq!(hints(&[subcommand, ""]), EMPTY);
        assert_eq!(hints(&[subcommand, "SmtpServer=a", "'SmtpServer=mail;EnableSsl=True'"]), QUOTES);
        assert_eq!(hints(&[subcommand, "SmtpServer", "-", "=", "mail"]), DIVIDED);
        assert_eq!(hints(&[subcommand, "EnableSsl=yes"]), "");
    }
    assert_eq!(hints(&["check", "--format=json", ""]), EMPTY);
    assert_eq!(hints(&["check", "--fix", ""]), EMPTY);
    assert_eq!(hints(&["check", "--quiet", ""]), "");
    assert_eq!(hints(&["fmt", "--quiet", ""]), "");
}

/// Lines of standard input do not come from a shell.
#[test]
fn lines_get_no_hints() {
    let output = run_with(["check", "-"], b"\nCargo.toml\n'SmtpServer=mail'\n");
    assert!(output.stderr.is_empty());
}
