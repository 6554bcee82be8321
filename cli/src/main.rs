//! Checks, formats and finds the SMTP connection strings of SQL Server Integration Services.
//!
//! There is one module per subcommand. Data flows in one direction: arguments, inputs, the library, a report, and the
//! output. An [`Outcome`] collects the exit code. Connection strings are parsed only by the library.
#![forbid(unsafe_code)]
// A failed `unwrap` in a test shows its location.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod args;
mod check;
mod completions;
mod explain;
mod fmt;
mod inputs;
mod man;
mod near;
mod outcome;
mod output;
mod policy;
mod report;
mod rules;
mod scan;
mod usage;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Arguments, Subcommand};
use crate::outcome::{Outcome, Stop};

fn main() -> ExitCode {
    // `Arguments::parse` would repeat arguments, and therefore secrets, in its errors.
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage::answer(&error),
    };
    let mut outcome = Outcome::default();
    let end = run(&arguments, &mut outcome);
    if let Err(stop) = end {
        outcome.stop(&stop);
    }
    outcome.exit_code()
}

fn run(arguments: &Arguments, outcome: &mut Outcome) -> Result<(), Stop> {
    let color = arguments.color.into();
    match &arguments.subcommand {
        Subcommand::Check(arguments) => check::run(arguments, color, outcome),
        Subcommand::Fmt(arguments) => fmt::run(arguments, color, outcome),
        Subcommand::Scan(arguments) => scan::run(arguments, color, outcome),
        Subcommand::Explain(arguments) => explain::run(arguments),
        Subcommand::Completions(arguments) => completions::run(arguments),
        Subcommand::Man => man::run(),
    }
}
