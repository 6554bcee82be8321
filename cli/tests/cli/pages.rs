//! What is only read: help, version, explanations, completions, the manual page.

use snapbox::str;

use crate::run::{assert_shown, run};

#[test]
fn help() {
    assert_shown(
        &run(["--help"]),
        str![[r#"
Check, format and find the SMTP connection strings of SQL Server Integration Services (SSIS).

Pass strings that may hold a password on standard input (`-`), since other users of the machine can
see arguments. No output shows a secret, and no usage error repeats an argument.

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
      --color <WHEN>
          When to colour the output
          
          `auto` colours on a terminal, unless the environment variable NO_COLOR is set.
          
          [default: auto]
          [possible values: auto, always, never]

  -h, --help
          Print help (see a summary with '-h')

  -V, --version
          Print version

Exit codes:
  0  nothing to complain about
  1  findings at or above the denied severity, or a string that is not canonical (fmt --check)
  2  wrong usage, or input that could not be read

Examples:
  smtp-connstr check 'SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;'
  smtp-connstr check - --format json < strings.txt
  smtp-connstr fmt 'smtpserver = smtp.contoso.com'
  smtp-connstr scan .
  smtp-connstr explain no-encryption
── exit code 0 ──

"#]],
    );
    assert_shown(
        &run(["check", "--help"]),
        str![[r#"
Check connection strings and say what is wrong with them

All findings of a string come at once: its errors or, if it is valid, warnings and notes. On
standard input a string takes a line; one carriage return at its end and a byte order mark at the
very beginning are left out, and an empty line is an empty connection string. Memory does not grow
with the number of lines, only with the longest.

Usage: smtp-connstr check [OPTIONS] <STRING>...

Arguments:
  <STRING>...
          A connection string, or `-` to read a string a line from standard input
          
          Write `--` before a string that begins with a hyphen. Pass strings that may hold a
          password on standard input, since other users of the machine can see arguments.

Options:
      --format <FORMAT>
          How to print the findings

          Possible values:
          - human: For people: the string with the findings below it
          - json:  For programs: JSON Lines, an object for each string
          
          [default: human]

      --deny <RULE|SEVERITY>
          Exit with 1 on findings of this rule, or of this severity and graver ones [default: error]
          
          Can be given more than once. A rule beats a severity, and --allow beats --deny.

      --allow <RULE|SEVERITY>
          Do not exit with 1 on findings of this rule, or of this severity and lighter ones
          
          They are printed all the same. Can be given more than once.

      --fix
          Print the strings with their certain fixes applied, and the findings that are left on
          standard error
          
          A string that cannot be shown, since it holds a secret, the value of an unknown keyword or
          control characters, is not printed.

  -q, --quiet
          Print nothing: only the exit code tells

      --color <WHEN>
          When to colour the output
          
          `auto` colours on a terminal, unless the environment variable NO_COLOR is set.
          
          [default: auto]
          [possible values: auto, always, never]

  -h, --help
          Print help (see a summary with '-h')

Examples:
  smtp-connstr check 'SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;'
  smtp-connstr check - < strings.txt
  smtp-connstr check - --format json --deny warning --allow timeout-zero < strings.txt
  smtp-connstr check --fix 'SmtpServer=smtp.contoso.com;EnableSsl=yes'
  smtp-connstr check -- '-begins-with-a-hyphen'
── exit code 0 ──

"#]],
    );
}

#[test]
fn help_of_scan() {
    assert_shown(
        &run(["scan", "--help"]),
        str![[r#"
Find and check every SMTP connection string in SSIS projects

Folders are searched for .dtsx, .conmgr, .ispac, .dtproj, .params, .manifest, .dtsConfig and .sql
files. What .gitignore and .ignore files exclude is left out, and so are hidden files and folders,
folders named bin or obj, which hold what a build has copied there, and symbolic links. A file that
is given by name is always read, whatever it is called. A file that cannot be read is a finding, and
the exit code is 2; the rest is scanned all the same.

Usage: smtp-connstr scan [OPTIONS] <PATH>...

Arguments:
  <PATH>...
          A file, or a folder to search
          
          A file that is found twice is read once.

Options:
      --format <FORMAT>
          How to print the findings

          Possible values:
          - human: For people: each string with the findings below it, file by file, and a summary
          - json:  For programs: JSON Lines, an object for each string
          - sarif: For code scanning: SARIF 2.1.0
          - csv:   For spreadsheets: the inventory, a row for each string
          
          [default: human]

      --deny <RULE|SEVERITY>
          Exit with 1 on findings of this rule, or of this severity and graver ones [default: error]
          
          Can be given more than once. A rule beats a severity, and --allow beats --deny.

      --allow <RULE|SEVERITY>
          Do not exit with 1 on findings of this rule, or of this severity and lighter ones
          
          They are printed all the same. Can be given more than once.

      --baseline <FILE>
          Leave out the findings that this file lists
          
          A finding is known by its file, archive entry, connection manager and rule, not by its
          line, so that it stays known when lines move. Paths in the file are relative to the folder
          that it stands in.

      --write-baseline <FILE>
          Write all findings to this file, to be left out from now on
          
          They are printed all the same, but the exit code is not 1.

      --no-ignore
          Search also what .gitignore and .ignore files exclude

      --color <WHEN>
          When to colour the output
          
          `auto` colours on a terminal, unless the environment variable NO_COLOR is set.
          
          [default: auto]
          [possible values: auto, always, never]

      --hidden
          Search also hidden files and folders

      --build-output
          Search also folders named bin or obj

      --follow
          Follow symbolic links; a loop of them is walked once

  -q, --quiet
          Print nothing: only the exit code tells

  -h, --help
          Print help (see a summary with '-h')

Examples:
  smtp-connstr scan .
  smtp-connstr scan Mail.dtsx bin/Development/Mail.ispac
  smtp-connstr scan . --deny warning --allow third-party-manager
  smtp-connstr scan . --format csv > inventory.csv
  smtp-connstr scan . --format sarif > smtp.sarif
  smtp-connstr scan . --write-baseline smtp-baseline.json
  smtp-connstr scan . --baseline smtp-baseline.json
── exit code 0 ──

"#]],
    );
}

#[test]
fn help_of_the_other_subcommands() {
    assert_shown(
        &run(["fmt", "--help"]),
        str![[r#"
Print connection strings as SSIS writes them

The canonical string of a valid one goes to standard output. One that is not valid is refused: its
findings go to standard error, and the exit code is 1. Standard input is read as `check` reads it.

Usage: smtp-connstr fmt [OPTIONS] <STRING>...

Arguments:
  <STRING>...
          A connection string, or `-` to read a string a line from standard input
          
          Write `--` before a string that begins with a hyphen. Pass strings that may hold a
          password on standard input, since other users of the machine can see arguments.

Options:
      --check
          Print no string, but a difference for each that is not canonical, and exit with 1 if there
          is one

  -q, --quiet
          Print nothing: only the exit code tells

      --color <WHEN>
          When to colour the output
          
          `auto` colours on a terminal, unless the environment variable NO_COLOR is set.
          
          [default: auto]
          [possible values: auto, always, never]

  -h, --help
          Print help (see a summary with '-h')

Examples:
  smtp-connstr fmt 'smtpserver = smtp.contoso.com'
  smtp-connstr fmt - < strings.txt
  smtp-connstr fmt --check - < strings.txt
── exit code 0 ──

"#]],
    );
    assert_shown(
        &run(["help", "explain"]),
        str![[r#"
Explain a rule: what it finds, why that matters and what to do

Without a rule, all rules are listed with their severities.

Usage: smtp-connstr explain [OPTIONS] [RULE]

Arguments:
  [RULE]
          The rule's id, such as `no-encryption`

Options:
      --color <WHEN>
          When to colour the output
          
          `auto` colours on a terminal, unless the environment variable NO_COLOR is set.
          
          [default: auto]
          [possible values: auto, always, never]

  -h, --help
          Print help (see a summary with '-h')

Examples:
  smtp-connstr explain
  smtp-connstr explain windows-authentication-fallback
── exit code 0 ──

"#]],
    );
    assert_shown(
        &run(["completions", "-h"]),
        str![[r#"
Print the completions for a shell

Usage: smtp-connstr completions [OPTIONS] <SHELL>

Arguments:
  <SHELL>  The shell [possible values: bash, elvish, fish, powershell, zsh]

Options:
      --color <WHEN>  When to colour the output [default: auto] [possible values: auto, always,
                      never]
  -h, --help          Print help (see more with '--help')
── exit code 0 ──

"#]],
    );
    assert_shown(
        &run(["man", "--help"]),
        str![[r#"
Print the manual page, in the roff format

Usage: smtp-connstr man [OPTIONS]

Options:
      --color <WHEN>
          When to colour the output
          
          `auto` colours on a terminal, unless the environment variable NO_COLOR is set.
          
          [default: auto]
          [possible values: auto, always, never]

  -h, --help
          Print help (see a summary with '-h')

Examples:
  smtp-connstr man > ~/.local/share/man/man1/smtp-connstr.1
── exit code 0 ──

"#]],
    );
}

#[test]
fn version() {
    assert_shown(
        &run(["--version"]),
        str![[r#"
smtp-connstr 0.1.0 (smtp-connection-string 0.1.0)
── exit code 0 ──

"#]],
    );
}

#[test]
fn explain_lists_all_rules() {
    assert_shown(
        &run(["explain"]),
        str![[r#"
empty-connection-string             error    The connection string holds nothing, or nothing but `;` and white space.
bare-server-name                    error    The whole connection string is a server name, without `SmtpServer=`.
missing-equals                      error    A segment between two `;` has no `=`, so it is no pair of a keyword and a value.
empty-keyword                       error    A `=` has no keyword before it.
unterminated-quote                  error    A value begins with a quote that is never closed.
text-after-quote                    error    Text stands between the closing quote of a value and the next `;`.
stray-quote                         error    A value that does not begin with a quote ends with one.
control-character                   error    A control character stands where none may: in a keyword, in an unquoted value (but for white space), or NUL anywhere.
missing-server                      error    There is no `SmtpServer` keyword.
basic-authentication                error    The string asks for Basic authentication: a user name, a password, or a scheme of that kind.
port-not-supported                  error    The string names a port.
unknown-keyword                     error    The keyword is none of the four that the SMTP connection manager has.
duplicate-keyword                   error    A keyword stands in the string twice.
empty-value                         error    A keyword of the SMTP connection manager has an empty value.
url-not-supported                   error    The server is written as a URL.
invalid-server-name                 error    The server is neither a host name nor an IPv4 or IPv6 address.
invalid-boolean                     error    The value of `UseWindowsAuthentication` or `EnableSsl` is neither `True` nor `False`.
invalid-timeout                     error    The value of `Timeout` is no whole number from 0 to 2147483647.
no-encryption                       warning  `EnableSsl` is `False`, given or by default: mail travels in clear text.
anonymous-authentication            note     The package logs on to the server as nobody, given or by default.
windows-authentication-unencrypted  warning  Windows authentication is used over an unencrypted connection.
windows-authentication-fallback     note     Windows authentication fails open: where the server offers no mechanism that the client can use, the mail is sent unauthenticated, without an error.
address-as-server                   warning  The server is an IP address, together with TLS or Windows authentication.
provider-needs-login                warning  The server is a public mail provider's, which accepts neither anonymous mail nor Windows authentication.
timeout-zero                        warning  `Timeout` is 0.
timeout-in-seconds                  warning  `Timeout` is between 1 and 999, which looks like seconds; it is taken as milliseconds.
placeholder-server                  warning  The server looks like a placeholder that nobody has filled in.
implicit-default                    note     `UseWindowsAuthentication` or `EnableSsl` is missing, so its default `False` applies.
not-canonical                       note     The string is valid, and not spelled as SSIS writes it.
wrong-element                       warning  The connection string stands on an element where SSIS does not read it.
runtime-expression                  note     A property expression sets the connection string, or a part of it, at run time.
overridden-value                    warning  A design-time string disagrees with the parameter that overrides it.
third-party-manager                 note     A connection manager for SMTP that is not the one of SSIS.
encrypted-package                   warning  The file is encrypted as a whole.
unreadable-file                     error    A file, an entry of an archive or a folder cannot be read.
── exit code 0 ──

"#]],
    );
}

#[test]
fn explain_a_rule() {
    assert_shown(
        &run(["explain", "no-encryption"]),
        str![[r#"
no-encryption (warning)

`EnableSsl` is `False`, given or by default: mail travels in clear text.

Why: Everyone on the way can read and change the mail. 43 of 45 real strings are
like this, mostly because it is the default.

What to do: Write `EnableSsl=True` if the server offers STARTTLS on port 25. If
it does not, sending then fails: there is no way back to clear text, so try it
first.

Evidence: EnableSsl means STARTTLS, never implicit TLS, and a server without it
makes the send fail: run against System.Net.Mail.SmtpClient. The counts are from
1,754 public files.
── exit code 0 ──

"#]],
    );
}

#[test]
fn every_rule_is_explained() {
    for rule in smtp_connection_string::Rule::ALL {
        let output = run(["explain", rule.id()]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && text.starts_with(&format!("{rule} ({})\n\n", rule.severity())), "{text}");
    }
}

#[test]
fn completions_know_the_rules() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(["completions", shell]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{shell}");
        assert!(text.contains("smtp-connstr") && text.contains("deny"), "{shell}");
        // PowerShell and elvish complete no values.
        assert!(matches!(shell, "powershell" | "elvish") || text.contains("no-encryption"), "{shell}");
    }
}

#[test]
fn the_manual_page_holds_every_subcommand_and_option() {
    let output = run(["man"]);
    let page = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    let sections: Vec<_> = page.lines().filter(|line| line.starts_with(".SH ")).collect();
    let expected = [
        ".SH NAME",
        ".SH SYNOPSIS",
        ".SH DESCRIPTION",
        ".SH OPTIONS",
        ".SH \"SUBCOMMAND CHECK\"",
        ".SH \"SUBCOMMAND FMT\"",
        ".SH \"SUBCOMMAND SCAN\"",
        ".SH \"SUBCOMMAND EXPLAIN\"",
        ".SH \"SUBCOMMAND COMPLETIONS\"",
        ".SH \"SUBCOMMAND MAN\"",
        ".SH \"EXIT STATUS\"",
        ".SH EXAMPLES",
        ".SH VERSION",
    ];
    assert_eq!(sections, expected);
    for option in ["format", "deny", "allow", "fix", "quiet", "check", "baseline", "follow", "color"] {
        assert!(page.contains(&format!(r"\fB\-\-{option}\fR")), "{option}");
    }
    assert_eq!(page.matches("\n.nf\n").count(), page.matches("\n.fi\n").count());
}
