//! The subcommand `fmt`: the canonical form of each valid string.

use std::io::{self, Write};

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};
use smtp_connection_string::{Diagnostic, Redacted, Severity, SmtpConnection, check};

use crate::args::FmtArguments;
use crate::command::check::report_unreadable;
use crate::counts::Unselected;
use crate::error::Error;
use crate::exit_status::ExitStatus;
use crate::hints::Hints;
use crate::inputs::{self, Input, InputLocation};
use crate::output::stream::Output;
use crate::output::strings::StringReport;

const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();

pub(crate) fn run(arguments: &FmtArguments, color: ColorChoice, status: &mut ExitStatus) -> Result<(), Error> {
    let strings = &arguments.strings.strings;
    let many = inputs::are_many(strings);
    let mut out = Output::standard_output(color);
    let mut errors = Output::standard_error(color);
    let mut report = StringReport::new(errors.decoration(), many);
    let mut hints = Hints::new(strings);

    inputs::visit(strings, |Input { place, text, .. }| {
        let text = match text {
            Ok(text) => text,
            Err(unreadable) => {
                report.add_unread();
                return report_unreadable(place, unreadable, arguments.quiet, &mut out, status);
            }
        };
        let Ok(connection) = SmtpConnection::parse(text) else {
            status.deny();
            if arguments.quiet {
                return Ok(());
            }
            // Flushing keeps the order if both streams are the same file.
            out.finish()?;
            let is_shown = |found: &Diagnostic| arguments.notes || found.severity() > Severity::Note;
            let checked = check(text);
            report.write(&mut errors, place, &checked, Unselected::default(), is_shown).map_err(Error::Write)?;
            errors.end_record()?;
            return hints.print(place, &checked, &mut errors);
        };
        report.add_valid();
        let canonical = connection.to_string();
        let differs = canonical != text;
        if arguments.check && differs {
            status.deny();
        }
        if arguments.quiet {
            return Ok(());
        }
        match (arguments.check, differs) {
            (false, _) => writeln!(out, "{canonical}"),
            (true, true) => write_difference(&mut out, many.then_some(place), text, &canonical),
            (true, false) => Ok(()),
        }
        .map_err(Error::Write)?;
        out.end_record()
    })?;
    out.finish()?;
    if report.is_any_invalid() && !arguments.quiet {
        report.finish(&mut errors).map_err(Error::Write)?;
    }
    errors.finish()
}

/// Writes the two lines of a diff. The old string is redacted and escaped, because the difference may be invisible.
fn write_difference(out: &mut Output, place: Option<InputLocation>, old: &str, new: &str) -> io::Result<()> {
    let (removed, added) = if out.is_styled() { (REMOVED, ADDED) } else { (Style::new(), Style::new()) };
    if let Some(place) = place {
        writeln!(out, "@@ {place} @@")?;
    }
    writeln!(out, "{removed}-{}{removed:#}", Redacted::new(old))?;
    writeln!(out, "{added}+{new}{added:#}")
}
