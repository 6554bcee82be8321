//! The help.

use snapbox::str;

use crate::run::{assert_shown, run};

#[test]
fn help_of_the_program() {
    assert_shown(
        &run(["--help"]),
        str![[r#"
Find, check, probe and fix the SMTP connection strings of SQL Server Integration Services (SSIS).

Other users of the machine can see arguments. Pass strings that may contain a password on standard
input (`-`). Output redacts secrets, and usage errors never repeat an argument.

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
      --color <WHEN>
          When to use colors
          
          `auto` uses colors on a terminal, unless the environment variable NO_COLOR is set.
          
          [default: auto]
          [possible values: auto, always, never]

  -h, --help
          Print help (see a summary with '-h')

  -V, --version
          Print version

Exit codes:
  0  no findings at or above the denied severity (default: error)
  1  findings at or above the denied severity, a string that `fmt` rejects, a difference of `diff`,
  a refused change of `fix`, or a verdict of `probe` other than `works`
  2  usage error, input that cannot be read, or a scan or `fix` that reads no file

Examples:
  smtp-connstr check 'SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;'
  smtp-connstr check - --format json < strings.txt
  smtp-connstr fmt 'smtpserver = smtp.contoso.com'
  smtp-connstr scan .
  smtp-connstr fix . --set EnableSsl=True
  smtp-connstr diff old.json new.json
  smtp-connstr explain no-encryption
── exit code 0 ──

"#]],
    );
}

#[test]
fn help_of_check() {
    assert_shown(
        &run(["check", "--help"]),
        str![[r#"
Check connection strings

Reports the errors, warnings and notes of each string. The human-readable format hides notes unless
--notes is given, and lists at most 20 findings per string.

On standard input, each line is a connection string, and an empty line is an empty string. A byte
order mark at the beginning of the input and one carriage return at the end of each line are
removed. The input is UTF-8, and a line is at most 1 MiB.

Usage: smtp-connstr check [OPTIONS] <STRING>...

Arguments:
  <STRING>...
          Connection strings, or `-` to read one string per line from standard input
          
          Write `--` before a string that begins with a hyphen. Other users of the machine can see
          arguments, so pass strings that may contain a password on standard input.

Options:
      --format <FORMAT>
          Output format

          Possible values:
          - human: Human-readable findings, each with the string and carets
          - json:  JSON Lines, one object per string
          
          [default: human]

      --fix
          Apply all machine-applicable fixes, and print the resulting strings
          
          --select does not limit the fixes. The remaining findings go to standard error. A string
          is not printed if a part of it is redacted or escaped, for example a password, the value
          of an unknown keyword or a control character. The exit code is then at least 1.

  -q, --quiet
          Suppress output; report through the exit code only

      --color <WHEN>
          When to use colors
          
          `auto` uses colors on a terminal, unless the environment variable NO_COLOR is set.
          
          [default: auto]
          [possible values: auto, always, never]

  -h, --help
          Print help (see a summary with '-h')

Findings:
      --deny <RULE|SEVERITY>
          Exit with 1 on findings of this rule, or of this severity or higher [default: error]
          
          A comma-separated list, can be repeated. A rule takes precedence over a severity, and
          --allow over --deny. Findings that --select or --min-severity hides are never denied.

      --allow <RULE|SEVERITY>
          Do not exit with 1 on findings of this rule, or of this severity or lower
          
          The findings are still printed. A comma-separated list, can be repeated.

      --select <RULE>
          Report only findings of these rules, in every format
          
          The others are counted as hidden, and do not change the exit code. The selected notes are
          shown without --notes. Files that cannot be read are always reported. A comma-separated
          list, can be repeated.

      --min-severity <SEVERITY>
          Report only findings of this severity or higher, in every format
          
          The others are counted as hidden, and do not change the exit code. --notes does not show
          them. With --select, only findings that meet both are reported.
          
          [possible values: note, warning, error]

      --exit-zero
          Exit with 0 instead of 1
          
          Usage errors and input that cannot be read still make the exit code 2.

      --notes
          Show notes in the human-readable format
          
          By default, notes are counted but not shown, except for those that --deny selects. JSON
          always contains all notes.

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

// The whole help.
#[allow(clippy::too_many_lines)]
#[test]
fn help_of_scan() {
    assert_shown(
        &run(["scan", "--help"]),
        str![[r#"
List the SMTP connection managers in SSIS files, with the tasks that use them, and all findings

Searches folders for .dtsx, .dtsxp, .conmgr, .ispac, .dtproj, .params, .manifest, .dtsConfig and
.sql files. Skips and counts hidden files and folders, symbolic links and folders named bin or obj
(build output). Ignore files such as .gitignore have no effect. A file or folder given as an
argument is skipped only if --exclude matches it, and a file is read whatever its name.

A file that cannot be read is reported as a finding, and the exit code is 2, but the scan continues.
If no file was read, the exit code is 2 too.

Reads settings from `smtp-connstr.toml`: what to deny, allow and exclude, and exceptions for
accepted risks, each with a reason. Options take precedence over it.

Usage: smtp-connstr scan [OPTIONS] <PATH>...

Arguments:
  <PATH>...
          Files to read and folders to search, or `-` to read one SSIS file from standard input
          
          A file that is found more than once is read once. A path with `*`, `?` or `[` that does
          not exist is a pattern: `*` and `?` match within a name, and `**` matches any number of
          folders.

Options:
      --format <FORMAT>
          Output format [default: human]
          
          Can be repeated, if --output follows each of them except one.

          Possible values:
          - human:    The packages that send mail, the servers, and the findings of each connection
            manager
          - json:     JSON Lines, one object per connection manager, and a summary
          - sarif:    SARIF 2.1.0, for code scanning
          - csv:      An inventory in CSV, one row per connection manager
          - html:     A report in one HTML file, for a manager or an auditor
          - markdown: A report in Markdown, for a pull request or a job summary
          - github:   Annotations for GitHub Actions, the most severe findings first
          - azure:    Issues for Azure Pipelines: errors and warnings, the errors first
          - junit:    JUnit XML, one test suite per project and one test case per connection manager

      --output <FILE>
          Write the format before this option to a file, instead of standard output
          
          Can be repeated: each --output applies to the --format before it. `-` is standard output,
          to which at most one format is written. An existing file is replaced at the end of the
          scan, so a scan that fails does not change it.

      --csv-delimiter <CHAR>
          Delimiter of CSV
          
          Use `semicolon` for a spreadsheet in a language that writes numbers with a decimal comma.
          
          [default: comma]
          [possible values: comma, semicolon, tab]

      --sarif-category <CATEGORY>
          Category of the SARIF log, to upload the logs of several scans of one commit
          
          ASCII letters, digits, `-`, `_`, `.` and `/`. Without it, the log has no category, and the
          input `category` of the action github/codeql-action/upload-sarif has an effect.

      --color <WHEN>
          When to use colors
          
          `auto` uses colors on a terminal, unless the environment variable NO_COLOR is set.
          
          [default: auto]
          [possible values: auto, always, never]

  -q, --quiet
          Suppress output; report through the exit code and the files of --output only

  -h, --help
          Print help (see a summary with '-h')

Findings:
      --deny <RULE|SEVERITY>
          Exit with 1 on findings of this rule, or of this severity or higher [default: error]
          
          A comma-separated list, can be repeated. A rule takes precedence over a severity, and
          --allow over --deny. Findings that --select or --min-severity hides are never denied.

      --allow <RULE|SEVERITY>
          Do not exit with 1 on findings of this rule, or of this severity or lower
          
          The findings are still printed. A comma-separated list, can be repeated.

      --select <RULE>
          Report only findings of these rules, in every format
          
          The others are counted as hidden, and do not change the exit code. The selected notes are
          shown without --notes. Files that cannot be read are always reported. A comma-separated
          list, can be repeated.

      --min-severity <SEVERITY>
          Report only findings of this severity or higher, in every format
          
          The others are counted as hidden, and do not change the exit code. --notes does not show
          them. With --select, only findings that meet both are reported.
          
          [possible values: note, warning, error]

      --exit-zero
          Exit with 0 instead of 1
          
          Usage errors and input that cannot be read still make the exit code 2.

      --notes
          Show notes in the human-readable format
          
          By default, notes are counted but not shown, except for those that --deny selects. The
          other formats always contain all notes.

      --baseline <FILE>
          Suppress the findings that this file lists
          
          The human-readable format hides and counts them, the other formats mark them, and they do
          not change the exit code. Findings are matched by file, archive entry, connection manager
          and rule, not by line, so they still match when lines move. Paths in the file are relative
          to its folder. Listed findings that no longer occur are reported.

      --write-baseline <FILE>
          Write all findings to this file, for use with --baseline
          
          The findings are still printed, but they do not make the exit code 1. Those that an
          exception accepts are not written. Cannot be combined with --select, --min-severity and
          --server, because the file would not list the findings that they hide. Excluded files are
          not listed either.

      --server <GLOB>
          Report only connection strings with these servers, ignoring case
          
          `*` and `?` are wildcards. A connection manager is compared by the server that it uses at
          run time, or else by the stored one. Connection strings and tasks whose server is not
          known are hidden and counted. The summary is only about the selected servers, and says so.
          Files that cannot be read are always reported. A comma-separated list, can be repeated.

Settings:
      --config <FILE>
          Use the settings in this file instead of `smtp-connstr.toml`
          
          By default, the file `smtp-connstr.toml` is used if it is in the folder that all paths
          have in common, or in the nearest of its parents, up to a folder with `.git`. Its patterns
          are relative to its folder.

      --no-config
          Ignore `smtp-connstr.toml`

      --show-exceptions
          List the exceptions in `smtp-connstr.toml` on standard error, with the findings that they
          accept
          
          Each has a number of findings, its last day, its owner and its reason. --quiet does not
          suppress the list.

      --today <DATE>
          Day on which exceptions must apply, as YYYY-MM-DD [default: today in UTC]
          
          With a later day, the scan shows which findings count again then.

Files:
      --exclude <GLOB>
          Skip files and folders that match this pattern, and files in these folders
          
          `*` and `?` match within a name, and `**` matches any number of folders. A pattern without
          `/` is compared with each name, for example `*.sql` or `archive`. Any other pattern is
          compared with the path relative to the working directory, for example `old/*.dtsx`. A
          pattern that ends with `/` matches only folders. This option also applies to arguments, so
          it works with pre-commit, which passes file names. Standard input is always read. Can be
          repeated, or a comma-separated list; for a comma in a name, write `?`.

      --hidden
          Search hidden files and folders

      --build-output
          Search folders named bin or obj

      --follow
          Follow symbolic links

      --stdin-filename <NAME>
          Name of the file on standard input, for reports and to recognize its kind
          
          By default, the kind is recognized by the content.

      --show-files
          List every file on standard error, and whether and why it was read, dismissed or skipped
          
          A file without any mention of SMTP is dismissed before it is parsed. A skipped folder is
          one line. --quiet does not suppress the list.

      --allow-empty
          Do not exit with 2 if no file was read

Examples:
  smtp-connstr scan .
  smtp-connstr scan Mail.dtsx bin/Development/Mail.ispac
  smtp-connstr scan - --stdin-filename Mail.dtsx < Mail.dtsx
  smtp-connstr scan . --show-files 2> files.txt
  smtp-connstr scan . --exclude archive,'*.sql'
  smtp-connstr scan . --deny warning --allow third-party-manager,timeout-zero
  smtp-connstr scan . --select no-encryption --server 'smtp*.contoso.com'
  smtp-connstr scan . --format csv --output inventory.csv
  smtp-connstr scan . --format sarif --output smtp.sarif --format human
  smtp-connstr scan . --write-baseline smtp-baseline.json
  smtp-connstr scan . --baseline smtp-baseline.json
── exit code 0 ──

"#]],
    );
}

#[test]
fn help_of_diff() {
    assert_shown(
        &run(["diff", "--help"]),
        str![[r#"
Compare two inventories of `scan --format json`

Reports the connection managers, and the connection strings outside of them, that were added or
removed, or whose effective value changed: server, TLS, authentication, timeout, and whether the
value is certain. Also reports the packages that began or stopped to send mail, or send it through
other connection managers. A task whose state is decided at run time counts as sending mail.

Connection managers are matched by file, archive entry and GUID, or else by file, archive entry and
name. Lines and the order of the records do not matter. Paths are compared as they are; if no file
is in both inventories, they are compared without the folder that all files of an inventory have in
common. A file that could not be read for one of the inventories is reported, but not compared.

UTF-8 and UTF-16 with a byte order mark are accepted.

Usage: smtp-connstr diff [OPTIONS] <OLD> <NEW>

Arguments:
  <OLD>
          The old inventory, or `-` to read it from standard input

  <NEW>
          The new inventory, or `-` to read it from standard input

Options:
      --format <FORMAT>
          Output format

          Possible values:
          - human: The answer, the differences, and the numbers of packages
          - json:  JSON Lines, one object per difference, and a summary
          
          [default: human]

  -q, --quiet
          Suppress output; report through the exit code only

      --color <WHEN>
          When to use colors
          
          `auto` uses colors on a terminal, unless the environment variable NO_COLOR is set.
          
          [default: auto]
          [possible values: auto, always, never]

  -h, --help
          Print help (see a summary with '-h')

Exit codes:
  0  no difference
  1  differences
  2  usage error, or an inventory that cannot be read

Examples:
  smtp-connstr diff 2024.json 2025.json
  smtp-connstr diff test.json production.json --format json
  smtp-connstr scan . --format json | smtp-connstr diff old.json -
── exit code 0 ──

"#]],
    );
}

#[test]
fn help_of_the_other_subcommands() {
    assert_shown(
        &run(["fmt", "--help"]),
        str![[r#"
Print connection strings in the canonical form that SSIS writes

Prints the canonical form of each valid string on standard output. For an invalid string, prints the
findings on standard error, and the exit code is 1. Standard input is read as in `check`.

Usage: smtp-connstr fmt [OPTIONS] <STRING>...

Arguments:
  <STRING>...
          Connection strings, or `-` to read one string per line from standard input
          
          Write `--` before a string that begins with a hyphen. Other users of the machine can see
          arguments, so pass strings that may contain a password on standard input.

Options:
      --check
          Print a diff instead, and exit with 1 if any string is not canonical

      --notes
          Show notes about invalid strings, which are hidden by default

  -q, --quiet
          Suppress output; report through the exit code only

      --color <WHEN>
          When to use colors
          
          `auto` uses colors on a terminal, unless the environment variable NO_COLOR is set.
          
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
Explain a rule

Prints what the rule reports, why it matters, what to do about it, the evidence and an example.
Without an argument, lists all rules with their severity and summary.

Usage: smtp-connstr explain [OPTIONS] [RULE]

Arguments:
  [RULE]
          The id of a rule, for example `no-encryption`

Options:
      --color <WHEN>
          When to use colors
          
          `auto` uses colors on a terminal, unless the environment variable NO_COLOR is set.
          
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
Print a completion script for a shell

Usage: smtp-connstr completions [OPTIONS] <SHELL>

Arguments:
  <SHELL>  The shell [possible values: bash, elvish, fish, powershell, zsh]

Options:
      --color <WHEN>  When to use colors [default: auto] [possible values: auto, always, never]
  -h, --help          Print help (see more with '--help')
── exit code 0 ──

"#]],
    );
    assert_shown(
        &run(["man", "--help"]),
        str![[r#"
Print the manual page in roff format

Usage: smtp-connstr man [OPTIONS]

Options:
      --color <WHEN>
          When to use colors
          
          `auto` uses colors on a terminal, unless the environment variable NO_COLOR is set.
          
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
