//! The command-line arguments and their help.
//!
//! The completions and the manual page are generated from these definitions too.

mod config;
mod files;
mod fix;
mod format;
#[cfg(feature = "probe")]
mod probe;

use std::path::PathBuf;

use anstream::ColorChoice;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, ValueEnum};

use crate::destinations::{CsvDelimiter, Destinations};
use crate::expected::Expected;
use crate::policy::PolicyOptions;
use crate::rules::{self, KnownRule};

pub(crate) use config::{ConfigArguments, ExceptionArguments};
pub(crate) use files::{FileArguments, is_standard_input};
pub(crate) use fix::FixArguments;
pub(crate) use format::Format;
#[cfg(feature = "probe")]
pub(crate) use probe::ProbeArguments;

/// The version of the command line and of the library. Both crates of the workspace have the same version.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (smtp-connection-string ", env!("CARGO_PKG_VERSION"), ")");

#[derive(Parser)]
#[command(
    name = "smtp-connstr",
    version = VERSION,
    about = "Find, check, probe and fix the SMTP connection strings of SQL Server Integration Services (SSIS)",
    long_about = "Find, check, probe and fix the SMTP connection strings of SQL Server Integration Services (SSIS).\n\n\
        Other users of the machine can see arguments. Pass strings that may contain a password on standard input \
        (`-`). Output redacts secrets, and usage errors never repeat an argument.",
    after_long_help = "Exit codes:\n  \
        0  no findings at or above the denied severity (default: error)\n  \
        1  findings at or above the denied severity, a string that `fmt` rejects, a difference of `diff`, a refused \
        change of `fix`, or a verdict of `probe` other than `works`\n  \
        2  usage error, input that cannot be read, or a scan or `fix` that reads no file\n\n\
        Examples:\n  \
        smtp-connstr check 'SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;'\n  \
        smtp-connstr check - --format json < strings.txt\n  \
        smtp-connstr fmt 'smtpserver = smtp.contoso.com'\n  \
        smtp-connstr scan .\n  \
        smtp-connstr fix . --set EnableSsl=True\n  \
        smtp-connstr diff old.json new.json\n  \
        smtp-connstr explain no-encryption"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) subcommand: Subcommand,

    /// When to use colors
    ///
    /// `auto` uses colors on a terminal, unless the environment variable NO_COLOR is set.
    // Clippy asks for backticks around the name of the variable, but they would appear in the help.
    #[allow(clippy::doc_markdown)]
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    pub(crate) color: Color,
}

#[derive(clap::Subcommand)]
pub(crate) enum Subcommand {
    Check(CheckArguments),
    Fmt(FmtArguments),
    Scan(ScanArguments),
    Fix(FixArguments),
    #[cfg(feature = "probe")]
    Probe(ProbeArguments),
    Diff(DiffArguments),
    Explain(ExplainArguments),
    Completions(CompletionsArguments),
    /// Print the manual page in roff format
    #[command(after_long_help = "Examples:\n  smtp-connstr man > ~/.local/share/man/man1/smtp-connstr.1")]
    Man,
}

/// Check connection strings
///
/// Reports the errors, warnings and notes of each string. The human-readable format hides notes unless --notes is given,
/// and lists at most 20 findings per string.
///
/// On standard input, each line is a connection string, and an empty line is an empty string. A byte order mark at the
/// beginning of the input and one carriage return at the end of each line are removed. The input is UTF-8, and a line is at
/// most 1 MiB.
#[derive(Args)]
#[command(after_long_help = "Examples:\n  \
    smtp-connstr check 'SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;'\n  \
    smtp-connstr check - < strings.txt\n  \
    smtp-connstr check - --format json --deny warning --allow timeout-zero < strings.txt\n  \
    smtp-connstr check --fix 'SmtpServer=smtp.contoso.com;EnableSsl=yes'\n  \
    smtp-connstr check -- '-begins-with-a-hyphen'")]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    pub(crate) strings: Strings,

    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) policy: PolicyOptions,

    /// Show notes in the human-readable format
    ///
    /// By default, notes are counted but not shown, except for those that --deny selects. JSON always contains all notes.
    #[arg(long, help_heading = "Findings")]
    pub(crate) notes: bool,

    /// Apply all machine-applicable fixes, and print the resulting strings
    ///
    /// --select does not limit the fixes. The remaining findings go to standard error. A string is not printed if a part
    /// of it is redacted or escaped, for example a password, the value of an unknown keyword or a control character. The
    /// exit code is then at least 1.
    #[arg(long)]
    pub(crate) fix: bool,

    /// Suppress output; report through the exit code only
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Print connection strings in the canonical form that SSIS writes
///
/// Prints the canonical form of each valid string on standard output. For an invalid string, prints the findings on
/// standard error, and the exit code is 1. Standard input is read as in `check`.
#[derive(Args)]
#[command(after_long_help = "Examples:\n  \
    smtp-connstr fmt 'smtpserver = smtp.contoso.com'\n  \
    smtp-connstr fmt - < strings.txt\n  \
    smtp-connstr fmt --check - < strings.txt")]
pub(crate) struct FmtArguments {
    #[command(flatten)]
    pub(crate) strings: Strings,

    /// Print a diff instead, and exit with 1 if any string is not canonical
    #[arg(long)]
    pub(crate) check: bool,

    /// Show notes about invalid strings, which are hidden by default
    #[arg(long)]
    pub(crate) notes: bool,

    /// Suppress output; report through the exit code only
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// List the SMTP connection managers in SSIS files, with the tasks that use them, and all findings
///
/// Searches folders for .dtsx, .dtsxp, .conmgr, .ispac, .dtproj, .params, .manifest, .dtsConfig and .sql files. Skips and counts
/// hidden files and folders, symbolic links and folders named bin or obj (build output). Ignore files such as .gitignore
/// have no effect. A file or folder given as an argument is skipped only if --exclude matches it, and a file is read
/// whatever its name.
///
/// A file that cannot be read is reported as a finding, and the exit code is 2, but the scan continues. If no file was
/// read, the exit code is 2 too.
///
/// Reads settings from `smtp-connstr.toml`: what to deny, allow and exclude, and exceptions for accepted risks, each with a
/// reason. Options take precedence over it.
#[derive(Args)]
#[command(after_long_help = "Examples:\n  \
    smtp-connstr scan .\n  \
    smtp-connstr scan Mail.dtsx bin/Development/Mail.ispac\n  \
    smtp-connstr scan - --stdin-filename Mail.dtsx < Mail.dtsx\n  \
    smtp-connstr scan . --show-files 2> files.txt\n  \
    smtp-connstr scan . --exclude archive,'*.sql'\n  \
    smtp-connstr scan . --deny warning --allow third-party-manager,timeout-zero\n  \
    smtp-connstr scan . --select no-encryption --server 'smtp*.contoso.com'\n  \
    smtp-connstr scan . --format csv --output inventory.csv\n  \
    smtp-connstr scan . --format sarif --output smtp.sarif --format human\n  \
    smtp-connstr scan . --write-baseline smtp-baseline.json\n  \
    smtp-connstr scan . --baseline smtp-baseline.json")]
pub(crate) struct ScanArguments {
    #[command(flatten)]
    pub(crate) destinations: Destinations,

    /// Delimiter of CSV
    ///
    /// Use `semicolon` for a spreadsheet in a language that writes numbers with a decimal comma.
    #[arg(long, value_enum, value_name = "CHAR", default_value_t)]
    pub(crate) csv_delimiter: CsvDelimiter,

    /// Category of the SARIF log, to upload the logs of several scans of one commit
    ///
    /// ASCII letters, digits, `-`, `_`, `.` and `/`. Without it, the log has no category, and the input `category` of the action
    /// github/codeql-action/upload-sarif has an effect.
    #[arg(long, value_name = "CATEGORY", value_parser = category)]
    pub(crate) sarif_category: Option<String>,

    #[command(flatten)]
    pub(crate) policy: PolicyOptions,

    /// Show notes in the human-readable format
    ///
    /// By default, notes are counted but not shown, except for those that --deny selects. The other formats always contain
    /// all notes.
    #[arg(long, help_heading = "Findings")]
    pub(crate) notes: bool,

    /// Suppress the findings that this file lists
    ///
    /// The human-readable format hides and counts them, the other formats mark them, and they do not change the exit code.
    /// Findings are matched by file, archive entry, connection manager and rule, not by line, so they still match when
    /// lines move. Paths in the file are relative to its folder. Listed findings that no longer occur are reported.
    #[arg(long, value_name = "FILE", help_heading = "Findings")]
    pub(crate) baseline: Option<PathBuf>,

    /// Write all findings to this file, for use with --baseline
    ///
    /// The findings are still printed, but they do not make the exit code 1. Those that an exception accepts are not
    /// written. Cannot be combined with --select, --min-severity and --server, because the file would not list the findings
    /// that they hide. Excluded files are not listed either.
    #[arg(long, value_name = "FILE", help_heading = "Findings")]
    pub(crate) write_baseline: Option<PathBuf>,

    /// Report only connection strings with these servers, ignoring case
    ///
    /// `*` and `?` are wildcards. A connection manager is compared by the server that it uses at run time, or else by the
    /// stored one. Connection strings and tasks whose server is not known are hidden and counted. The summary is only about
    /// the selected servers, and says so. Files that cannot be read are always reported. A comma-separated list, can be
    /// repeated.
    #[arg(long = "server", value_name = "GLOB", value_delimiter = ',', help_heading = "Findings")]
    pub(crate) servers: Vec<String>,

    #[command(flatten)]
    pub(crate) config: ConfigArguments,

    #[command(flatten)]
    pub(crate) exceptions: ExceptionArguments,

    #[command(flatten)]
    pub(crate) files: FileArguments,

    /// Suppress output; report through the exit code and the files of --output only
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

impl ScanArguments {
    /// Returns what is wrong with the combination of the arguments.
    pub(crate) fn contradiction(&self) -> Option<&'static str> {
        let policy = &self.policy;
        let is_filtered = !policy.select.is_empty() || policy.min_severity.is_some() || !self.servers.is_empty();
        if self.write_baseline.is_some() && is_filtered {
            return Some(
                "`--write-baseline` cannot be combined with `--select`, `--min-severity` or `--server`: the baseline would \
                 not list the findings that they hide",
            );
        }
        self.files.contradiction()
    }
}

/// Compare two inventories of `scan --format json`
///
/// Reports the connection managers, and the connection strings outside of them, that were added or removed, or whose
/// effective value changed: server, TLS, authentication, timeout, and whether the value is certain. Also reports the
/// packages that began or stopped to send mail, or send it through other connection managers. A task whose state is
/// decided at run time counts as sending mail.
///
/// Connection managers are matched by file, archive entry and GUID, or else by file, archive entry and name. Lines and the
/// order of the records do not matter. Paths are compared as they are; if no file is in both inventories, they are compared
/// without the folder that all files of an inventory have in common. A file that could not be read for one of the
/// inventories is reported, but not compared.
///
/// UTF-8 and UTF-16 with a byte order mark are accepted.
#[derive(Args)]
#[command(after_long_help = "Exit codes:\n  \
    0  no difference\n  \
    1  differences\n  \
    2  usage error, or an inventory that cannot be read\n\n\
    Examples:\n  \
    smtp-connstr diff 2024.json 2025.json\n  \
    smtp-connstr diff test.json production.json --format json\n  \
    smtp-connstr scan . --format json | smtp-connstr diff old.json -")]
pub(crate) struct DiffArguments {
    /// The old inventory, or `-` to read it from standard input
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,

    /// The new inventory, or `-` to read it from standard input
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,

    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: DiffFormat,

    /// Suppress output; report through the exit code only
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Explain a rule
///
/// Prints what the rule reports, why it matters, what to do about it, the evidence and an example. Without an argument,
/// lists all rules with their severity and summary.
#[derive(Args)]
#[command(
    after_long_help = "Examples:\n  smtp-connstr explain\n  smtp-connstr explain windows-authentication-fallback"
)]
pub(crate) struct ExplainArguments {
    /// The id of a rule, for example `no-encryption`
    #[arg(value_name = "RULE", value_parser = rule_parser(), hide_possible_values = true)]
    pub(crate) rule: Option<KnownRule>,
}

/// Print a completion script for a shell
#[derive(Args)]
#[command(after_long_help = "Examples:\n  \
    smtp-connstr completions bash > ~/.local/share/bash-completion/completions/smtp-connstr\n  \
    smtp-connstr completions powershell >> $PROFILE")]
pub(crate) struct CompletionsArguments {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// The connection strings of `check` and `fmt`.
#[derive(Args)]
pub(crate) struct Strings {
    /// Connection strings, or `-` to read one string per line from standard input
    ///
    /// Write `--` before a string that begins with a hyphen. Other users of the machine can see arguments, so pass strings
    /// that may contain a password on standard input.
    #[arg(value_name = "STRING", required = true)]
    pub(crate) strings: Vec<String>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// The answer, the differences, and the numbers of packages
    #[default]
    Human,
    /// JSON Lines, one object per difference, and a summary
    Json,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl From<Color> for ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            // An explicit option takes precedence over NO_COLOR.
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

/// Returns the category if it is safe to write it to a log.
fn category(text: &str) -> Result<String, Expected> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    let category = text.trim_end_matches('/');
    if category.is_empty() || category.len() > 200 || !category.bytes().all(is_allowed) {
        return Err(Expected("write at most 200 ASCII letters, digits, `-`, `_`, `.` and `/`"));
    }
    Ok(category.to_owned())
}

// The parser has the list of names, and not only a function, because the completions need the names. The error of `try_map`
// is unreachable, because the list and the lookup have the same source.
fn rule_parser() -> impl TypedValueParser<Value = KnownRule> {
    PossibleValuesParser::new(rules::all().map(|rule| rule.id)).try_map(|id| rules::find(&id).ok_or("unknown rule"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn definitions_are_consistent() {
        Arguments::command().debug_assert();
    }
}
