//! `completions`: the completions for a shell, from the definitions of the arguments.

use clap::CommandFactory;

use crate::args::{Arguments, CompletionsArguments};
use crate::outcome::Stop;
use crate::output;

pub(crate) fn run(arguments: &CompletionsArguments) -> Result<(), Stop> {
    // Into memory first: clap_complete panics where a write fails.
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "smtp-connstr", &mut text);
    output::print(&text)
}
