//! The arguments: what may be written on the command line, and what the help says about it.
//!
//! The completions and the manual page are made from these definitions too.

use std::path::PathBuf;

use anstream::ColorChoice;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, ValueEnum};

use crate::policy::Selector;
use crate::rules::{self, KnownRule};

/// Both crates of the workspace have one version, so the command line's own is the library's.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (smtp-connection-string ", env!("CARGO_PKG_VERSION"), ")");

#[derive(Parser)]
#[command(
    name = "smtp-connstr",
    version = VERSION,
    about = "Check, format and find the SMTP connection strings of SQL Server Integration Services (SSIS)",
    long_about = "Check, format and find the SMTP connection strings of SQL Server Integration Services (SSIS).\n\n\
        Pass strings that may hold a password on standard input (`-`), since other users of the machine can see \
        arguments. No output shows a secret, and no usage error repeats an argument.",
    after_long_help = "Exit codes:\n  \
        0  nothing to complain about\n  \
        1  findings at or above the denied severity, or a string that is not canonical (fmt --check)\n  \
        2  wrong usage, or input that could not be read\n\n\
        Examples:\n  \
        smtp-connstr check 'SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;'\n  \
        smtp-connstr check - --format json < strings.txt\n  \
        smtp-connstr fmt 'smtpserver = smtp.contoso.com'\n  \
        smtp-connstr scan .\n  \
        smtp-connstr explain no-encryption"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) subcommand: Subcommand,

    /// When to colour the output
    ///
    /// `auto` colours on a terminal, unless the environment variable NO_COLOR is set.
    // The variable's name in backticks, as clippy wants it, would stand in the help so.
    #[allow(clippy::doc_markdown)]
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    pub(crate) color: Color,
}

#[derive(clap::Subcommand)]
pub(crate) enum Subcommand {
    Check(CheckArguments),
    Fmt(FmtArguments),
    Scan(ScanArguments),
    Explain(ExplainArguments),
    Completions(CompletionsArguments),
    /// Print the manual page, in the roff format
    #[command(after_long_help = "Examples:\n  smtp-connstr man > ~/.local/share/man/man1/smtp-connstr.1")]
    Man,
}

/// Check connection strings and say what is wrong with them
///
/// The errors of a string are reported together with the warnings and notes about its valid properties. The human format
/// lists at most 20 findings of each string. On standard input, each line is a string. One carriage return at the end of a
/// line and a byte order mark at the very beginning are removed, and an empty line is an empty connection string. Memory
/// use depends on the longest line, not on the number of lines.
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

    /// How to print the findings
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) verdict: Verdict,

    /// Print the strings with all machine-applicable fixes, and the remaining findings on standard error
    ///
    /// A string is not printed if a part of it is redacted or escaped, for example a password, the value of an unknown
    /// keyword or a control character. The exit code is then at least 1.
    #[arg(long)]
    pub(crate) fix: bool,

    /// Print nothing: only the exit code tells
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Print connection strings as SSIS writes them
///
/// The canonical string of a valid one goes to standard output. One that is not valid is refused: its findings go to
/// standard error, and the exit code is 1. Standard input is read as `check` reads it.
#[derive(Args)]
#[command(after_long_help = "Examples:\n  \
    smtp-connstr fmt 'smtpserver = smtp.contoso.com'\n  \
    smtp-connstr fmt - < strings.txt\n  \
    smtp-connstr fmt --check - < strings.txt")]
pub(crate) struct FmtArguments {
    #[command(flatten)]
    pub(crate) strings: Strings,

    /// Print no string, but a difference for each that is not canonical, and exit with 1 if there is one
    #[arg(long)]
    pub(crate) check: bool,

    /// Print nothing: only the exit code tells
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Find and check every SMTP connection string in SSIS projects
///
/// Folders are searched for .dtsx, .conmgr, .ispac, .dtproj, .params, .manifest, .dtsConfig and .sql files. What
/// .gitignore and .ignore files exclude is left out, and so are hidden files and folders, folders named bin or obj, which
/// hold what a build has copied there, and symbolic links. A file that is given by name is always read, whatever it is
/// called. A file that cannot be read is a finding, and the exit code is 2; the rest is scanned all the same.
#[derive(Args)]
#[command(after_long_help = "Examples:\n  \
    smtp-connstr scan .\n  \
    smtp-connstr scan Mail.dtsx bin/Development/Mail.ispac\n  \
    smtp-connstr scan . --deny warning --allow third-party-manager\n  \
    smtp-connstr scan . --format csv > inventory.csv\n  \
    smtp-connstr scan . --format sarif > smtp.sarif\n  \
    smtp-connstr scan . --write-baseline smtp-baseline.json\n  \
    smtp-connstr scan . --baseline smtp-baseline.json")]
// Each is a switch of its own; an enum would hide that they combine.
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct ScanArguments {
    /// A file, or a folder to search
    ///
    /// A file that is found twice is read once.
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// How to print the findings
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ScanFormat,

    #[command(flatten)]
    pub(crate) verdict: Verdict,

    /// Leave out the findings that this file lists
    ///
    /// A finding is known by its file, archive entry, connection manager and rule, not by its line, so that it stays known
    /// when lines move. Paths in the file are relative to the folder that it stands in.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Write all findings to this file, to be left out from now on
    ///
    /// They are printed all the same, but the exit code is not 1.
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,

    /// Search also what .gitignore and .ignore files exclude
    #[arg(long)]
    pub(crate) no_ignore: bool,

    /// Search also hidden files and folders
    #[arg(long)]
    pub(crate) hidden: bool,

    /// Search also folders named bin or obj
    #[arg(long)]
    pub(crate) build_output: bool,

    /// Follow symbolic links; a loop of them is walked once
    #[arg(long)]
    pub(crate) follow: bool,

    /// Print nothing: only the exit code tells
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Explain a rule: what it finds, why that matters and what to do
///
/// Without a rule, all rules are listed with their severities.
#[derive(Args)]
#[command(
    after_long_help = "Examples:\n  smtp-connstr explain\n  smtp-connstr explain windows-authentication-fallback"
)]
pub(crate) struct ExplainArguments {
    /// The rule's id, such as `no-encryption`
    #[arg(value_name = "RULE", value_parser = rule_parser(), hide_possible_values = true)]
    pub(crate) rule: Option<KnownRule>,
}

/// Print the completions for a shell
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
    /// A connection string, or `-` to read a string a line from standard input
    ///
    /// Write `--` before a string that begins with a hyphen. Pass strings that may hold a password on standard input,
    /// since other users of the machine can see arguments.
    #[arg(value_name = "STRING", required = true)]
    pub(crate) strings: Vec<String>,
}

/// Which findings decide on the exit code; for every subcommand that has findings.
#[derive(Args)]
pub(crate) struct Verdict {
    /// Exit with 1 on findings of this rule, or of at least this severity [default: error]
    ///
    /// Can be given more than once. A rule beats a severity, and --allow beats --deny.
    #[arg(long, value_name = "RULE|SEVERITY", value_parser = selector_parser(), hide_possible_values = true)]
    pub(crate) deny: Vec<Selector>,

    /// Do not exit with 1 on findings of this rule, or of at most this severity
    ///
    /// They are printed all the same. Can be given more than once.
    #[arg(long, value_name = "RULE|SEVERITY", value_parser = selector_parser(), hide_possible_values = true)]
    pub(crate) allow: Vec<Selector>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: the string with the findings below it
    #[default]
    Human,
    /// For programs: JSON Lines, an object for each string
    Json,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScanFormat {
    /// For people: each string with the findings below it, file by file, and a summary
    #[default]
    Human,
    /// For programs: JSON Lines, an object for each string
    Json,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// For spreadsheets: the inventory, a row for each string
    Csv,
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
            // An explicit option wins over NO_COLOR.
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

// Both parsers are given the closed list of names, and not a function alone, so that the completions know the names.
// The errors within are never reached, since the list and the search have one source.

fn selector_parser() -> impl TypedValueParser<Value = Selector> {
    PossibleValuesParser::new(Selector::names()).try_map(|name| Selector::named(&name).ok_or("expected a known name"))
}

fn rule_parser() -> impl TypedValueParser<Value = KnownRule> {
    PossibleValuesParser::new(rules::all().map(|rule| rule.id))
        .try_map(|id| rules::find(&id).ok_or("expected a known rule"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definitions_are_sound() {
        Arguments::command().debug_assert();
    }
}
