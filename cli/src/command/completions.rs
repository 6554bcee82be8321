//! The subcommand `completions`: a completion script, generated from the definitions of the arguments.

use clap::CommandFactory;

use crate::args::{Arguments, CompletionsArguments};
use crate::error::Error;
use crate::output::stream;

pub(crate) fn run(arguments: &CompletionsArguments) -> Result<(), Error> {
    // The script is written to memory first, because clap_complete panics if a write fails.
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "smtp-connstr", &mut text);
    stream::print(&text)
}
