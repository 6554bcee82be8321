//! What is said when the arguments are wrong, without repeating any of them.
//!
//! clap's own errors echo what they did not expect: `smtp-connstr 'SmtpServer=mail;Password=x'` would show the password on
//! the terminal and in every build log. To strip only what looks like a secret is no way: `-phunter2` looks like an
//! option. So the text is made here, by the kind of the error, of what the definitions of the arguments say alone.

use std::io::{self, Write};
use std::process::ExitCode;

use anstream::AutoStream;
use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::args::Arguments;
use crate::near::near;
use crate::outcome::{Outcome, Stop};
use crate::output;

/// Answers a request for help or the version, or an error in the arguments.
pub(crate) fn answer(error: &clap::Error) -> ExitCode {
    let mut outcome = Outcome::default();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // clap would print it with a macro that panics on a closed pipe.
            if let Err(error) = write!(AutoStream::auto(io::stdout().lock()), "{}", error.render().ansi()) {
                outcome.stop(&Stop::Write(error));
            }
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            outcome.fail();
            // As in `output::complain`: nobody is left to tell.
            let _ = write!(AutoStream::auto(io::stderr().lock()), "{}", error.render().ansi());
        }
        _ => {
            outcome.fail();
            output::complain(format_args!("{}", message(error)));
        }
    }
    outcome.exit_code()
}

/// What was expected, what was found and what to do, in one line.
fn message(error: &clap::Error) -> String {
    let argument = defined(error, ContextKind::InvalidArg);
    let argument = argument.as_deref().unwrap_or("the argument");
    match error.kind() {
        ErrorKind::InvalidSubcommand | ErrorKind::MissingSubcommand => {
            let advice = near_names(strings(error, ContextKind::SuggestedSubcommand)).unwrap_or_else(|| {
                "to check a connection string, write `smtp-connstr check -` and pass it on standard input".to_owned()
            });
            format!("expected a subcommand ({}), found something else; {advice}", subcommands())
        }
        ErrorKind::UnknownArgument => {
            let advice = near_names(strings(error, ContextKind::SuggestedArg)).unwrap_or_else(|| {
                "see `smtp-connstr --help`, and write `--` before a connection string that begins with a hyphen"
                    .to_owned()
            });
            format!("expected a known option or argument, found another one; {advice}")
        }
        ErrorKind::InvalidValue => value_message(error, argument),
        ErrorKind::MissingRequiredArgument => {
            let missing = strings(error, ContextKind::InvalidArg);
            let advice = if missing.iter().any(|name| name.contains("STRING")) {
                "write a connection string, or `-` to read them from standard input"
            } else if missing.iter().any(|name| name.contains("PATH")) {
                "write a file or a folder, such as `.`"
            } else {
                "see `smtp-connstr --help`"
            };
            format!("expected {}, found nothing; {advice}", quoted(&missing, "and"))
        }
        ErrorKind::InvalidUtf8 => {
            "expected arguments in UTF-8, found other bytes; pass the connection string on standard input, as UTF-8"
                .to_owned()
        }
        ErrorKind::ArgumentConflict => format!("expected `{argument}` once, found it again; keep one"),
        ErrorKind::TooManyValues => {
            format!("expected no value for `{argument}`, found one; take the `=` and the value out")
        }
        _ => format!("expected another value for {argument}; see `smtp-connstr --help`"),
    }
}

/// A value that is none of the possible ones.
fn value_message(error: &clap::Error, argument: &str) -> String {
    let possible = strings(error, ContextKind::ValidValue);
    let found = match error.get(ContextKind::InvalidValue) {
        // Only compared with the possible ones, never shown.
        Some(ContextValue::String(found)) => found.as_str(),
        _ => "",
    };
    let what = if found.is_empty() { "nothing" } else { "something else" };
    // A few are listed; of many, such as the rules, the near ones are.
    if possible.len() <= 8 {
        return format!("expected {} for `{argument}`, found {what}; write one of these", quoted(&possible, "or"));
    }
    let advice = near_names(near(found, possible.iter().map(String::as_str)))
        .unwrap_or_else(|| "`smtp-connstr explain` lists the rules".to_owned());
    let severities =
        if possible.iter().any(|name| name == "error") { " or a severity (error, warning, note)" } else { "" };
    format!("expected the id of a rule{severities} for `{argument}`, found {what}; {advice}")
}

fn near_names<T: AsRef<str>>(names: impl AsRef<[T]>) -> Option<String> {
    let names = names.as_ref();
    (!names.is_empty()).then(|| format!("did you mean {}?", quoted(names, "or")))
}

/// `a`, `b` or `c`, each in backticks.
fn quoted<T: AsRef<str>>(names: &[T], conjunction: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {conjunction} {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

fn subcommands() -> String {
    let command = Arguments::command();
    command.get_subcommands().map(clap::Command::get_name).collect::<Vec<_>>().join(", ")
}

/// Names of the context that come from the definitions.
///
/// Every kind that is asked for here holds only these in clap; that it does is checked and not believed, since the same
/// context of another kind holds what the user wrote.
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

/// Everything that the definitions call by a name: subcommands, arguments as usage lines show them, and values.
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
    fn messages() {
        const NO_SUBCOMMAND: &str =
            "expected a subcommand (check, fmt, scan, explain, completions, man), found something else; ";
        wrong(
            &["SmtpServer=mail;Password=x"],
            &format!(
                "{NO_SUBCOMMAND}to check a connection string, write `smtp-connstr check -` and pass it on standard input"
            ),
        );
        wrong(&["chek"], &format!("{NO_SUBCOMMAND}did you mean `check`?"));
        wrong(
            &["check"],
            "expected `<STRING>...`, found nothing; write a connection string, or `-` to read them from standard input",
        );
        wrong(&["scan"], "expected `<PATH>...`, found nothing; write a file or a folder, such as `.`");
        wrong(
            &["check", "--Password=x"],
            "expected a known option or argument, found another one; see `smtp-connstr --help`, and write `--` before a \
             connection string that begins with a hyphen",
        );
        wrong(
            &["check", "--fromat=json"],
            "expected a known option or argument, found another one; did you mean `--format`?",
        );
        wrong(
            &["check", "--format", "xml", "a"],
            "expected `human` or `json` for `--format <FORMAT>`, found something else; write one of these",
        );
        wrong(
            &["check", "a", "--format"],
            "expected `human` or `json` for `--format <FORMAT>`, found nothing; write one of these",
        );
        wrong(
            &["check", "a", "--deny", "no-encrypt"],
            "expected the id of a rule or a severity (error, warning, note) for `--deny <RULE|SEVERITY>`, found something \
             else; did you mean `no-encryption`?",
        );
        wrong(
            &["explain", "zzz"],
            "expected the id of a rule for `[RULE]`, found something else; `smtp-connstr explain` lists the rules",
        );
        wrong(
            &["fmt", "a", "--format=json"],
            "expected a known option or argument, found another one; see `smtp-connstr --help`, and write `--` before a \
             connection string that begins with a hyphen",
        );
        wrong(
            &["check", "a", "--format=json", "--format=json"],
            "expected `--format <FORMAT>` once, found it again; keep one",
        );
        wrong(
            &["check", "a", "--quiet=x"],
            "expected no value for `--quiet`, found one; take the `=` and the value out",
        );
    }
}
