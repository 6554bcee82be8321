//! What `--help` says.

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

The errors of a string are reported together with the warnings and notes about its valid properties.
The human format lists at most 20 findings of each string. On standard input, each line is a string.
One carriage return at the end of a line and a byte order mark at the very beginning are removed,
and an empty line is an empty connection string. Memory use depends on the longest line, not on the
number of lines.

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
          Exit with 1 on findings of this rule, or of at least this severity [default: error]
          
          Can be given more than once. A rule beats a severity, and --allow beats --deny.

      --allow <RULE|SEVERITY>
          Do not exit with 1 on findings of this rule, or of at most this severity
          
          They are printed all the same. Can be given more than once.

      --fix
          Print the strings with all machine-applicable fixes, and the remaining findings on
          standard error
          
          A string is not printed if a part of it is redacted or escaped, for example a password,
          the value of an unknown keyword or a control character. The exit code is then at least 1.

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
          Exit with 1 on findings of this rule, or of at least this severity [default: error]
          
          Can be given more than once. A rule beats a severity, and --allow beats --deny.

      --allow <RULE|SEVERITY>
          Do not exit with 1 on findings of this rule, or of at most this severity
          
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
