//! Usage errors that never repeat an argument.
//!
//! The errors of clap repeat unexpected arguments: `smtp-connstr 'SmtpServer=mail;Password=x'` would show the password on
//! the terminal and in every build log. It is not enough to remove arguments that look like secrets, because `-phunter2`
//! looks like an option. Therefore, the messages here depend only on the kind of the error and on the definitions of the
//! arguments.

use std::error::Error as _;
use std::io::Write;
use std::process::ExitCode;

use anstream::ColorChoice;
use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use smtp_connection_string::Severity;

use crate::args::Arguments;
use crate::error::Error;
use crate::exit_status::ExitStatus;
use crate::expected::Expected;
use crate::near::{did_you_mean, near, quoted};
use crate::output::stream::{self, Output};
use crate::rules;

/// Prints the help, the version or a usage error.
pub(crate) fn answer(error: &clap::Error) -> ExitCode {
    let mut status = ExitStatus::default();
    let shown = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            print_help(error, Output::standard_output(ColorChoice::Auto))
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            status.fail();
            print_help(error, Output::standard_error(ColorChoice::Auto))
        }
        _ => {
            status.fail();
            stream::print_error(format_args!("{}", message(error)));
            Ok(())
        }
    };
    if let Err(error) = shown {
        status.report(&error);
    }
    status.exit_code()
}

/// Prints the help or the version. clap would print it with a macro that panics on a write error.
fn print_help(error: &clap::Error, mut out: Output) -> Result<(), Error> {
    let text = error.render();
    if out.is_styled() { write!(out, "{}", text.ansi()) } else { write!(out, "{text}") }.map_err(Error::Write)?;
    out.finish()
}

/// Returns what is wrong and what to do about it, in one line.
fn message(error: &clap::Error) -> String {
    let argument = defined(error, ContextKind::InvalidArg);
    let argument = argument.as_deref().unwrap_or("the argument");
    match error.kind() {
        kind @ (ErrorKind::InvalidSubcommand | ErrorKind::MissingSubcommand) => {
            let what = if kind == ErrorKind::MissingSubcommand { "missing" } else { "unknown" };
            let advice = did_you_mean(strings(error, ContextKind::SuggestedSubcommand)).unwrap_or_else(|| {
                "run `smtp-connstr check -` to check strings on standard input, `smtp-connstr scan .` to check the SSIS \
                 files in this folder, or `smtp-connstr --help`"
                    .to_owned()
            });
            format!("{what} subcommand; {advice}")
        }
        ErrorKind::UnknownArgument => {
            let advice = did_you_mean(strings(error, ContextKind::SuggestedArg)).unwrap_or_else(|| {
                "see `smtp-connstr --help`, and write `--` before a connection string that begins with a hyphen"
                    .to_owned()
            });
            format!("unknown option or unexpected argument; {advice}")
        }
        ErrorKind::InvalidValue => value_message(error, argument),
        ErrorKind::MissingRequiredArgument => {
            let missing = strings(error, ContextKind::InvalidArg);
            let advice = if missing.iter().any(|name| name.contains("STRING")) {
                "write a connection string, or `-` to read strings from standard input"
            } else if missing.iter().any(|name| name.contains("PATH")) {
                "write a file or a folder, for example `.`"
            } else if missing.iter().any(|name| name.contains("NEW")) {
                "write two files with the output of `smtp-connstr scan PATH --format json`"
            } else {
                "see `smtp-connstr --help`"
            };
            format!("missing argument {}; {advice}", quoted(&missing, "and"))
        }
        ErrorKind::InvalidUtf8 => {
            "an argument is not valid UTF-8; pass the connection string on standard input, in UTF-8".to_owned()
        }
        ErrorKind::ArgumentConflict => format!("`{argument}` was given more than once"),
        ErrorKind::TooManyValues => format!("`{argument}` does not take a value; remove the `=` and the value"),
        _ => {
            let expected = error.source().and_then(<dyn std::error::Error>::downcast_ref::<Expected>);
            let advice = expected.map_or("see `smtp-connstr --help`", |Expected(advice)| advice);
            format!("invalid value for `{argument}`; {advice}")
        }
    }
}

/// Returns the message for a value that is not one of the possible values.
fn value_message(error: &clap::Error, argument: &str) -> String {
    let possible = strings(error, ContextKind::ValidValue);
    let found = match error.get(ContextKind::InvalidValue) {
        // Only compared with the possible values, never shown.
        Some(ContextValue::String(found)) => found.as_str(),
        _ => "",
    };
    if possible.is_empty() {
        // An empty path.
        return format!("missing value for `{argument}`");
    }
    let (rules, others): (Vec<&str>, Vec<&str>) =
        possible.iter().map(String::as_str).partition(|name| rules::find(name).is_some());
    if rules.is_empty() {
        let what = if found.is_empty() { "missing" } else { "invalid" };
        return format!("{what} value for `{argument}`; use {}", quoted(&others, "or"));
    }
    // There are too many rules to show them, so only the nearest names are shown.
    let what = if found.is_empty() { "missing" } else { "unknown" };
    let advice = did_you_mean(near(found, possible.iter().map(String::as_str))).unwrap_or_else(|| {
        if argument.starts_with("--select ") && found.parse::<Severity>().is_ok() {
            return "use `--min-severity` to select by severity".to_owned();
        }
        let others: Vec<String> = others.iter().map(|name| format!("`{name}`")).collect();
        let advice =
            if others.is_empty() { "run".to_owned() } else { format!("use {} or a rule, and run", others.join(", ")) };
        format!("{advice} `smtp-connstr explain` to list the rules")
    });
    format!("{what} {} for `{argument}`; {advice}", kinds(argument))
}

/// Returns what an argument takes, in words: "rule or severity" for `--deny <RULE|SEVERITY>`.
fn kinds(argument: &str) -> String {
    let name = argument.trim_end_matches(['>', ']']).rsplit(['<', '[']).next().unwrap_or_default();
    let kinds = name.to_ascii_lowercase();
    match kinds.rsplit_once('|') {
        Some((rest, last)) => format!("{} or {last}", rest.replace('|', ", ")),
        None => kinds,
    }
}

/// Returns the names in the context of an error, if they are in the definitions of the arguments.
///
/// In the kinds that are used here, clap stores only such names. This is checked nevertheless, because other kinds contain
/// what the user wrote.
fn strings(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    let names = match error.get(kind) {
        Some(ContextValue::String(name)) => std::slice::from_ref(name),
        Some(ContextValue::Strings(names)) => names.as_slice(),
        _ => &[],
    };
    let definitions = definitions();
    names.iter().filter(|name| definitions.contains(name)).cloned().collect()
}

fn defined(error: &clap::Error, kind: ContextKind) -> Option<String> {
    strings(error, kind).into_iter().next()
}

/// Returns all names in the definitions: subcommands, arguments as in usage lines, and values.
fn definitions() -> Vec<String> {
    let mut command = Arguments::command();
    command.build();
    let mut names = Vec::new();
    let commands: Vec<&clap::Command> = std::iter::once(&command).chain(command.get_subcommands()).collect();
    for command in commands {
        names.push(command.get_name().to_owned());
        for argument in command.get_arguments() {
            names.push(argument.to_string());
            names.extend(argument.get_long().map(|long| format!("--{long}")));
            names.extend(argument.get_possible_values().iter().map(|value| value.get_name().to_owned()));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[track_caller]
    fn wrong(arguments: &[&str], expected: &str) {
        let error = Arguments::try_parse_from(std::iter::once(&"smtp-connstr").chain(arguments)).err().unwrap();
        assert_eq!(message(&error), expected);
    }

    #[test]
    fn messages_say_what_is_wrong_and_what_to_do() {
        const SUBCOMMANDS: &str = "run `smtp-connstr check -` to check strings on standard input, `smtp-connstr scan .` \
            to check the SSIS files in this folder, or `smtp-connstr --help`";
        const UNKNOWN: &str = "unknown option or unexpected argument; ";
        const SEE_HELP: &str =
            "see `smtp-connstr --help`, and write `--` before a connection string that begins with a hyphen";
        wrong(&["SmtpServer=mail;Password=x"], &format!("unknown subcommand; {SUBCOMMANDS}"));
        wrong(&["--color=never"], &format!("missing subcommand; {SUBCOMMANDS}"));
        wrong(&["chek"], "unknown subcommand; did you mean `check`?");
        wrong(
            &["check"],
            "missing argument `<STRING>...`; write a connection string, or `-` to read strings from standard input",
        );
        wrong(&["scan"], "missing argument `<PATH>...`; write a file or a folder, for example `.`");
        wrong(
            &["diff"],
            "missing argument `<OLD>` and `<NEW>`; write two files with the output of `smtp-connstr scan PATH --format \
             json`",
        );
        wrong(
            &["diff", "old.json"],
            "missing argument `<NEW>`; write two files with the output of `smtp-connstr scan PATH --format json`",
        );
        wrong(&["check", "--Password=x"], &format!("{UNKNOWN}{SEE_HELP}"));
        wrong(&["check", "--fromat=json"], &format!("{UNKNOWN}did you mean `--format`?"));
        wrong(&["fmt", "a", "--format=json"], &format!("{UNKNOWN}{SEE_HELP}"));
        wrong(&["check", "--format", "xml", "a"], "invalid value for `--format <FORMAT>`; use `human` or `json`");
        wrong(&["check", "a", "--format"], "missing value for `--format <FORMAT>`; use `human` or `json`");
        wrong(
            &["check", "a", "--deny", "no-encrypt"],
            "unknown rule or severity for `--deny <RULE|SEVERITY>`; did you mean `no-encryption`?",
        );
        wrong(
            &["check", "a", "--deny"],
            "missing rule or severity for `--deny <RULE|SEVERITY>`; use `note`, `warning`, `error` or a rule, and \
             run `smtp-connstr explain` to list the rules",
        );
        wrong(
            &["check", "a", "--select=error"],
            "unknown rule for `--select <RULE>`; use `--min-severity` to select by severity",
        );
        wrong(
            &["scan", "a", "--format=xml"],
            "invalid value for `--format <FORMAT>`; use `human`, `json`, `sarif`, `csv`, `html`, `markdown`, `github`, \
             `azure` or `junit`",
        );
        wrong(&["scan", ".", "--baseline="], "missing value for `--baseline <FILE>`");
        wrong(&["explain", "zzz"], "unknown rule for `[RULE]`; run `smtp-connstr explain` to list the rules");
        wrong(&["check", "a", "--format=json", "--format=json"], "`--format <FORMAT>` was given more than once");
        wrong(&["check", "a", "--quiet=x"], "`--quiet` does not take a value; remove the `=` and the value");
    }

    #[test]
    fn values_of_parsers_have_advice() {
        wrong(&["scan", ".", "--today=31.3.2027"], "invalid value for `--today <DATE>`; write a day as YYYY-MM-DD");
        wrong(
            &["scan", ".", "--sarif-category=a b"],
            "invalid value for `--sarif-category <CATEGORY>`; write at most 200 ASCII letters, digits, `-`, `_`, `.` and `/`",
        );
    }

    #[cfg(feature = "probe")]
    #[test]
    fn values_of_probe_have_advice() {
        wrong(
            &["probe", "a", "--connect=localhost"],
            "invalid value for `--connect <HOST:PORT>`; write a host and a port, for example `localhost:2525`",
        );
        wrong(
            &["probe", "a", "--timeout=0"],
            "invalid value for `--timeout <SECONDS>`; write a number of seconds, more than 0 and at most 86400",
        );
        wrong(
            &["probe", "a", "--deny=zzz"],
            "unknown rule, severity or verdict for `--deny <RULE|SEVERITY|VERDICT>`; use `works`, `fails`, \
             `sends-unauthenticated`, `unknown`, `note`, `warning`, `error` or a rule, and run `smtp-connstr explain` to list \
             the rules",
        );
    }
}
