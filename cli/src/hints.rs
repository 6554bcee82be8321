//! Hints about arguments that were probably not meant as connection strings.

use std::path::Path;

use smtp_connection_string::{Report, Rule};

use crate::error::Error;
use crate::inputs::InputLocation;
use crate::output::stream::{self, Output};
use crate::ssis;

/// A mistake in an argument. The findings of the string describe only its consequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mistake {
    Empty,
    FileName,
    SingleQuotes,
    /// One string with spaces, which the shell divided into several arguments.
    Divided,
}

impl Mistake {
    /// Returns the mistake in an argument whose string is invalid.
    fn of(argument: &str, may_be_divided: bool, report: &Report<'_>) -> Option<Self> {
        let has = |rule| report.diagnostics().iter().any(|found| found.rule() == rule);
        if argument.trim().is_empty() {
            Some(Self::Empty)
        } else if argument.starts_with('\'') || (argument.ends_with('\'') && has(Rule::StrayQuote)) {
            Some(Self::SingleQuotes)
        } else if is_file_name(argument) {
            Some(Self::FileName)
        } else if may_be_divided && (has(Rule::MissingServer) || has(Rule::EmptyKeyword)) {
            Some(Self::Divided)
        } else {
            None
        }
    }

    fn advice(self) -> &'static str {
        match self {
            Self::Empty => "is empty; if it comes from a variable, make sure that the variable is set",
            Self::FileName => {
                "looks like the name of a file or folder; to check the strings in a text file, run `smtp-connstr check - < \
                 FILE`, and to check SSIS files, run `smtp-connstr scan PATH`"
            }
            Self::SingleQuotes => {
                "begins or ends with a single quote; cmd.exe does not treat single quotes as quotes, so use double quotes"
            }
            Self::Divided => {
                "was checked as a separate string; put a connection string that contains spaces in double quotes"
            }
        }
    }
}

/// Returns whether an argument is the name of a file or folder, or could be one that does not exist.
fn is_file_name(argument: &str) -> bool {
    let is_text = || Path::new(argument).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("txt"));
    // An argument with a `=` could contain a secret, so it is not passed to the file system.
    !argument.contains('=') && (ssis::kind_of(argument).is_some() || is_text() || Path::new(argument).exists())
}

/// Returns whether the arguments may be one string that the shell divided: only one of them has the server.
fn may_be_divided(arguments: &[String]) -> bool {
    let has_server = |argument: &&String| argument.to_ascii_lowercase().contains("smtpserver");
    arguments.len() > 1 && arguments.iter().filter(has_server).count() == 1
}

/// Prints the hints of a run, each mistake only once.
pub(crate) struct Hints {
    may_be_divided: bool,
    given: Vec<Mistake>,
}

impl Hints {
    /// Prepares the hints for these arguments.
    pub(crate) fn new(arguments: &[String]) -> Self {
        Self { may_be_divided: may_be_divided(arguments), given: Vec::new() }
    }

    /// Prints a hint on standard error after the findings, if the string is an invalid argument with a known mistake.
    pub(crate) fn print(
        &mut self,
        place: InputLocation,
        report: &Report<'_>,
        findings: &mut Output,
    ) -> Result<(), Error> {
        if report.is_valid() || !matches!(place, InputLocation::Argument(_)) {
            return Ok(());
        }
        let mistake = Mistake::of(report.source(), self.may_be_divided, report);
        let Some(mistake) = mistake.filter(|mistake| !self.given.contains(mistake)) else { return Ok(()) };
        self.given.push(mistake);
        // Flushing keeps the order if both streams are the same file.
        findings.finish()?;
        stream::print_hint(format_args!("{place} {}", mistake.advice()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use smtp_connection_string::check;

    use super::*;

    #[track_caller]
    fn mistaken(arguments: &[&str], expected: Option<Mistake>) {
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let may_be_divided = may_be_divided(&arguments);
        let mistake = |argument: &String| Mistake::of(argument, may_be_divided, &check(argument));
        assert_eq!(arguments.iter().find_map(mistake), expected, "{arguments:?}");
    }

    #[test]
    fn mistakes_in_arguments_are_recognized() {
        use Mistake::{Divided, Empty, FileName, SingleQuotes};
        mistaken(&[""], Some(Empty));
        mistaken(&[" "], Some(Empty));
        mistaken(&["strings.TXT"], Some(FileName));
        mistaken(&["C:\\SSIS\\Load all.dtsx"], Some(FileName));
        mistaken(&["Cargo.toml"], Some(FileName)); // exists
        mistaken(&["."], Some(FileName));
        mistaken(&["'SmtpServer=mail;EnableSsl=True'"], Some(SingleQuotes));
        mistaken(&["SmtpServer=mail;", "EnableSsl=True'"], Some(SingleQuotes));
        mistaken(&["SmtpServer=mail;", "EnableSsl=True"], Some(Divided));
        mistaken(&["SmtpServer", "=", "mail"], Some(Divided));
    }

    #[test]
    fn other_errors_are_not_mistakes() {
        mistaken(&["mail.contoso.com"], None);
        mistaken(&["EnableSsl=True"], None);
        mistaken(&["SmtpServer=mail;EnableSsl='yes'"], None);
        mistaken(&["SmtpServer=mail;EnableSsl=yes", "SmtpServer=a;=", "Port=25"], None);
        mistaken(&["SmtpServer=mail;Password=a.txt"], None);
    }
}
