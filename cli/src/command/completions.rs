//! The subcommand `completions`: a completion script, generated from the definitions of the arguments.

use clap::CommandFactory;

use crate::args::{Arguments, CompletionsArguments};
use crate::error::Error;
use crate::output::stream;

pub(crate) fn run(arguments: &CompletionsArguments) -> Result<(), Error> {
    // The script is written to memory first, because clap_complete panics if a write fails.
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "smtp-connstr", &mut text);
    // The script for bash sets its state to `smtp__connstr__subcmd__check` and then compares it with
    // `smtp__subcmd__connstr__subcmd__check`, so nothing is completed after a subcommand (clap-rs/clap#6421).
    let text = String::from_utf8_lossy(&text).replace("smtp__subcmd__connstr", "smtp__connstr");
    stream::print(text.as_bytes())
}
