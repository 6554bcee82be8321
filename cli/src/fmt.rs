//! `fmt`: the canonical string of each valid one.

use std::io::{self, Write};

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};
use smtp_connection_string::{Redacted, SmtpConnection, check};

use crate::args::FmtArguments;
use crate::check::refuse;
use crate::inputs::{self, Input, Place};
use crate::outcome::{Outcome, Stop};
use crate::output::Output;
use crate::report::Finding;
use crate::report::human::Human;

const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();

pub(crate) fn run(arguments: &FmtArguments, color: ColorChoice, outcome: &mut Outcome) -> Result<(), Stop> {
    let strings = &arguments.strings.strings;
    let many = inputs::are_many(strings);
    let mut out = Output::standard_output(color);
    let mut errors = Output::standard_error(color);
    let human = Human::new(errors.is_styled());

    inputs::visit(strings, |Input { place, text, .. }| {
        let Some(text) = text else { return refuse(place, arguments.quiet, &mut out, outcome) };
        let place = many.then_some(place);
        let Ok(connection) = SmtpConnection::parse(text) else {
            outcome.deny();
            if arguments.quiet {
                return Ok(());
            }
            let findings: Vec<Finding> = check(text).diagnostics().iter().map(Finding::from).collect();
            // So that the two streams, where they go to one place, are in order.
            out.finish()?;
            let place = place.as_ref().map(|place| place as &dyn std::fmt::Display);
            human.write(&mut errors, place, text, &findings).map_err(Stop::Write)?;
            return errors.end_record();
        };
        let canonical = connection.to_string();
        let differs = canonical != text;
        if arguments.check && differs {
            outcome.deny();
        }
        if arguments.quiet {
            return Ok(());
        }
        match (arguments.check, differs) {
            (false, _) => writeln!(out, "{canonical}"),
            (true, true) => write_difference(&mut out, place, text, &canonical),
            (true, false) => Ok(()),
        }
        .map_err(Stop::Write)?;
        out.end_record()
    })?;
    out.finish()
}

/// The old line and the new one, as a unified diff has them. The old one is escaped: what differs may be invisible.
fn write_difference(out: &mut Output, place: Option<Place>, old: &str, new: &str) -> io::Result<()> {
    let (removed, added) = if out.is_styled() { (REMOVED, ADDED) } else { (Style::new(), Style::new()) };
    if let Some(place) = place {
        writeln!(out, "@@ {place} @@")?;
    }
    writeln!(out, "{removed}-{}{removed:#}", Redacted::new(old))?;
    writeln!(out, "{added}+{new}{added:#}")
}
