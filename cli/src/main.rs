//! Checks, formats and finds the SMTP connection strings of SQL Server Integration Services.
//!
//! There is one module per subcommand. Data flows in one direction: arguments, inputs, the library, a report, and the
//! output. An [`ExitStatus`] collects the exit code. Connection strings are parsed only by the library.
#![forbid(unsafe_code)]
// A failed `unwrap` in a test shows its location.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod args;
mod check;
mod completions;
mod exit_status;
mod explain;
mod fmt;
mod inputs;
mod man;
mod near;
mod output;
mod policy;
mod report;
mod rules;
mod scan;
mod usage;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Arguments, Subcommand};
use crate::exit_status::{Error, ExitStatus};

fn main() -> ExitCode {
    // `Arguments::parse` would repeat arguments, and therefore secrets, in its errors.
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage::answer(&error),
    };
    let mut status = ExitStatus::default();
    let result = run(&arguments, &mut status);
    if let Err(error) = result {
        status.report(&error);
    }
    status.exit_code()
}

fn run(arguments: &Arguments, status: &mut ExitStatus) -> Result<(), Error> {
    let color = arguments.color.into();
    match &arguments.subcommand {
        Subcommand::Check(arguments) => check::run(arguments, color, status),
        Subcommand::Fmt(arguments) => fmt::run(arguments, color, status),
        Subcommand::Scan(arguments) => scan::run(arguments, color, status),
        Subcommand::Explain(arguments) => explain::run(arguments),
        Subcommand::Completions(arguments) => completions::run(arguments),
        Subcommand::Man => man::run(),
    }
}
