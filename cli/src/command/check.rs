//! The subcommand `check`: the findings of each string and, with `--fix`, the fixed strings.

use std::io::Write;

use anstream::ColorChoice;
use smtp_connection_string::{Diagnostic, Redacted, Report, check};

use crate::args::{CheckArguments, Format};
use crate::counts::Unselected;
use crate::error::Error;
use crate::exit_status::ExitStatus;
use crate::hints::Hints;
use crate::inputs::{self, Input, InputLocation, Unreadable};
use crate::output::json::{self, CheckRecord};
use crate::output::stream::{self, Output};
use crate::output::strings::StringReport;
use crate::policy::Policy;

pub(crate) fn run(arguments: &CheckArguments, color: ColorChoice, status: &mut ExitStatus) -> Result<(), Error> {
    let strings = &arguments.strings.strings;
    let quiet = arguments.quiet;
    let policy = Policy::new(&arguments.policy, arguments.notes);
    if arguments.policy.exit_zero {
        status.accept_denied();
    }
    let mut standard_output = arguments.fix.then(|| Output::standard_output(color));
    let out = if arguments.fix { Output::standard_error(color) } else { Output::standard_output(color) };
    let mut findings = Findings::new(arguments.format, inputs::are_many(strings), out);
    let mut hints = Hints::new(strings);

    inputs::visit(strings, |Input { index, place, text }| {
        let text = match text {
            Ok(text) => text,
            Err(unreadable) => {
                findings.report.add_unread();
                let before = standard_output.as_mut().unwrap_or(&mut findings.out);
                return report_unreadable(place, unreadable, quiet, before, status);
            }
        };
        let fixed;
        let mut report = check(text);
        if let Some(out) = &mut standard_output {
            fixed = report.fixed();
            write_fixed(&fixed, place, quiet, out, status)?;
            report = check(&fixed);
        }
        if report.diagnostics().iter().any(|found| policy.denies(found.rule().as_str(), found.severity())) {
            status.deny();
        }
        if quiet {
            return Ok(());
        }
        findings.write(index, place, &report, &policy)?;
        hints.print(place, &report, &mut findings.out)
    })?;

    if let Some(out) = &mut standard_output {
        out.finish()?;
    }
    if quiet { Ok(()) } else { findings.finish() }
}

/// The findings of a run, written in one of the formats.
struct Findings {
    format: Format,
    out: Output,
    report: StringReport,
}

impl Findings {
    fn new(format: Format, many: bool, out: Output) -> Self {
        let report = StringReport::new(out.decoration(), many);
        Self { format, out, report }
    }

    fn write(
        &mut self,
        index: usize,
        place: InputLocation,
        report: &Report<'_>,
        policy: &Policy<'_>,
    ) -> Result<(), Error> {
        let selects = |found: &Diagnostic| policy.selects(found.rule().as_str(), found.severity());
        match self.format {
            Format::Json => json::write(&mut self.out, &CheckRecord::new(index, report, selects)),
            Format::Human => {
                let count = report.diagnostics().iter().filter(|found| !selects(found)).count();
                let unselected = Unselected { count, by: policy.hidden_by() };
                let shows = |found: &Diagnostic| policy.shows(found.rule().as_str(), found.severity());
                self.report.write(&mut self.out, place, report, unselected, shows)
            }
        }
        .map_err(Error::Write)?;
        self.out.end_record()
    }

    fn finish(mut self) -> Result<(), Error> {
        if self.format == Format::Human {
            self.report.finish(&mut self.out).map_err(Error::Write)?;
        }
        self.out.finish()
    }
}

/// Prints a fixed string, unless it must not be shown. The output must be usable, and a redacted string is a different
/// string.
fn write_fixed(
    text: &str,
    place: InputLocation,
    quiet: bool,
    out: &mut Output,
    status: &mut ExitStatus,
) -> Result<(), Error> {
    let reason = if Redacted::new(text).as_str() != text {
        Some("a part of it is redacted or escaped")
    } else if text.trim_start().starts_with("::") {
        Some("GitHub Actions runs lines that begin with `::` as commands")
    } else {
        None
    };
    if reason.is_some() {
        status.deny();
    }
    if quiet {
        return Ok(());
    }
    if reason.is_none() {
        writeln!(out, "{text}").map_err(Error::Write)?;
    }
    // The findings follow on the other stream. Flushing keeps the order if both streams are the same file.
    out.finish()?;
    if let Some(reason) = reason {
        stream::print_error(format_args!("{place} is not printed because {reason}; fix it by hand"));
    }
    Ok(())
}

/// Reports a line that cannot be read. The run continues: one broken line must not hide the findings of a million others.
pub(crate) fn report_unreadable(
    place: InputLocation,
    unreadable: Unreadable,
    quiet: bool,
    out: &mut Output,
    status: &mut ExitStatus,
) -> Result<(), Error> {
    status.fail();
    if quiet {
        return Ok(());
    }
    // Flushing keeps the order if both streams are the same file.
    out.finish()?;
    stream::print_error(format_args!("{place} of standard input {unreadable}"));
    Ok(())
}
