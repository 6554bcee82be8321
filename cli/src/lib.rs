//! Finds, checks, fixes and probes the SMTP connection strings of SQL Server Integration Services.
//!
//! This is not a stable interface: the package is a command-line program. Its modules, in the order in which they depend on
//! each other:
//!
//! - [`ssis`] finds connection strings in SSIS files. It neither prints nor opens files;
//! - `rules`: the rules that only files have, and all rules with those of the library;
//! - `finding`, `fingerprint`, `counts`, `date`, `names`, `error`, `inputs`: the data that is passed on. `escaped_json` and
//!   `new_file` write it. `text_file`, `base_folder`, `plain_path` and `path_pattern` are for files that the user names;
//! - `inventory`: the connection managers of a project, and their findings;
//! - `policy`: the findings that are reported and denied;
//! - [`probe`] predicts what the SSIS mail client would do with a server. Only its module `socket` opens sockets;
//! - `args` and `destinations`: the arguments, with `expected` and `near` for mistakes;
//! - `scan`: the files of a scan, and the baseline;
//! - `config`: the settings in `smtp-connstr.toml`, and the exceptions in it;
//! - `fix`: changes to the files;
//! - `comparison`: the differences between two inventories;
//! - `output`: the formats;
//! - `exit_status`, `usage`, `hints`: exit codes, and what is said about mistakes;
//! - `command`: one module per subcommand;
//! - [`reports`]: the reports about files in memory, for the web page, tests and fuzz targets.
//!
//! Connection strings are parsed only by the library.
#![forbid(unsafe_code)]
// A failed `unwrap` in a test shows its location, and tests index only what they created.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing))]

mod args;
mod base_folder;
mod command;
mod comparison;
mod config;
mod counts;
mod date;
mod destinations;
mod error;
mod escaped_json;
mod exit_status;
mod expected;
mod finding;
mod fingerprint;
mod fix;
mod hints;
mod inputs;
mod inventory;
mod names;
mod near;
mod new_file;
mod output;
mod path_pattern;
mod plain_path;
mod policy;
#[cfg(feature = "probe")]
pub mod probe;
pub mod reports;

mod rules;
mod scan;
pub mod ssis;
#[cfg(test)]
mod test_folder;
mod text_file;
mod usage;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Arguments, Subcommand};
#[cfg(feature = "probe")]
use crate::command::probe as probe_command;
use crate::command::{check, completions, diff, explain, fix as fix_command, fmt, man, scan as scan_command};
use crate::error::Error;
use crate::exit_status::ExitStatus;

/// Runs the command line with the arguments of the process, and returns the exit code.
#[must_use]
pub fn run() -> ExitCode {
    // `Arguments::parse` would repeat arguments, and therefore secrets, in its errors.
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage::answer(&error),
    };
    let mut status = ExitStatus::default();
    if let Err(error) = run_subcommand(&arguments, &mut status) {
        status.report(&error);
    }
    status.exit_code()
}

fn run_subcommand(arguments: &Arguments, status: &mut ExitStatus) -> Result<(), Error> {
    let color = arguments.color.into();
    match &arguments.subcommand {
        Subcommand::Check(arguments) => check::run(arguments, color, status),
        Subcommand::Fmt(arguments) => fmt::run(arguments, color, status),
        Subcommand::Scan(arguments) => scan_command::run(arguments, color, status),
        Subcommand::Fix(arguments) => fix_command::run(arguments, color, status),
        #[cfg(feature = "probe")]
        Subcommand::Probe(arguments) => probe_command::run(arguments, color, status),
        Subcommand::Diff(arguments) => diff::run(arguments, color, status),
        Subcommand::Explain(arguments) => explain::run(arguments),
        Subcommand::Completions(arguments) => completions::run(arguments),
        Subcommand::Man => man::run(),
    }
}
