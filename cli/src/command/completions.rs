//! The subcommand `completions`: a completion script, generated from the definitions of the arguments.

use clap::CommandFactory;
use clap::builder::PossibleValue;
use clap_complete::Shell;

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
    let text = if arguments.shell == Shell::Bash { complete_lists(text) } else { text };
    stream::print(text.as_bytes())
}

/// Makes the script for bash complete the last name in a comma-separated list. The generated one compares the whole list
/// with each name.
fn complete_lists(mut script: String) -> String {
    let command = Arguments::command();
    for argument in command.get_subcommands().flat_map(clap::Command::get_arguments) {
        let values = argument.get_possible_values();
        if argument.get_value_delimiter() != Some(',') || values.is_empty() {
            continue;
        }
        let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
        let names = names.join(" ");
        let whole = format!("compgen -W \"{names}\" -- \"${{cur}}\"");
        let last = format!("compgen -P \"${{cur%\"${{cur##*,}}\"}}\" -W \"{names}\" -- \"${{cur##*,}}\"");
        script = script.replace(&whole, &last);
    }
    script
}
