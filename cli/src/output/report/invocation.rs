//! The command line that produced a report.

use std::ffi::OsString;

use crate::names;

/// The maximum number of arguments that are shown and kept. A shell can expand a pattern to thousands of paths.
const MAX_ARGUMENTS: usize = 30;

/// The arguments of the process, safe to display.
///
/// They are taken from the process and not from the parsed arguments, so that no option can be missing. The parser has
/// accepted them, so they contain options, names of rules and paths. A path could be a connection string that was pasted
/// in the wrong place, so one with a `=` or an `@` is not shown.
pub(crate) struct Invocation {
    arguments: Vec<String>,
    has_more: bool,
}

impl Invocation {
    /// Returns the command line of this process.
    pub(crate) fn of_process() -> Self {
        Self::new(std::env::args_os().skip(1))
    }

    fn new(mut arguments: impl Iterator<Item = OsString>) -> Self {
        let mut only_paths = false;
        let shown = |argument: OsString| {
            let argument = argument.to_string_lossy();
            let (option, value) = match argument.split_once('=') {
                Some((option, value)) if !only_paths && is_option(option) => (format!("{option}="), value),
                _ => (String::new(), &*argument),
            };
            only_paths |= argument == "--";
            option + &quoted(value)
        };
        let shown = arguments.by_ref().take(MAX_ARGUMENTS).map(shown).collect();
        Self { arguments: shown, has_more: arguments.next().is_some() }
    }

    /// Returns the command, in one line.
    pub(super) fn command(&self) -> String {
        let mut command = "smtp-connstr".to_owned();
        for argument in &self.arguments {
            command.push(' ');
            command.push_str(argument);
        }
        if self.has_more {
            command.push_str(" …");
        }
        command
    }
}

fn quoted(value: &str) -> String {
    let value = if value.contains(['=', '@']) { "***".to_owned() } else { names::name(value) };
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:\\,*".contains(c);
    if value.chars().all(is_plain) && !value.is_empty() { value } else { format!("\"{value}\"") }
}

fn is_option(text: &str) -> bool {
    text.strip_prefix("--").is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_that_could_be_secrets_are_hidden() {
        for (arguments, expected) in [
            (&["scan", ".", "--format", "html"][..], "smtp-connstr scan . --format html"),
            (
                &["scan", "--format=html", "--deny=no-encryption"],
                "smtp-connstr scan --format=html --deny=no-encryption",
            ),
            (&["scan", "a b", ""], "smtp-connstr scan \"a b\" \"\""),
            (&["scan", "a=b", "joe@contoso.com"], "smtp-connstr scan *** ***"),
            (&["scan", "--", "--password=hunter2"], "smtp-connstr scan -- ***"),
            (&["scan", "--baseline=a=b"], "smtp-connstr scan --baseline=***"),
            (&["scan", "\u{202e}x\n"], "smtp-connstr scan \"\\u{202e}x\\n\""),
        ] {
            assert_eq!(Invocation::new(arguments.iter().map(OsString::from)).command(), expected);
        }
    }

    #[test]
    fn command_has_a_maximum_length() {
        let arguments = std::iter::repeat_n(OsString::from("x".repeat(10_000)), 10_000);
        let command = Invocation::new(arguments).command();
        assert!(command.len() < 6_000 && command.ends_with(" …"), "{}", command.len());
    }
}
