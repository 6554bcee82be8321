//! The subcommand `diff`: what changed between two inventories.

use anstream::ColorChoice;

use crate::args::{DiffArguments, DiffFormat};
use crate::comparison::differences::Differences;
use crate::comparison::saved::Inventory;
use crate::comparison::source::{self, STANDARD_INPUT, Side};
use crate::error::Error;
use crate::exit_status::ExitStatus;
use crate::output::diff::{human, json};
use crate::output::stream::Output;

pub(crate) fn run(arguments: &DiffArguments, color: ColorChoice, status: &mut ExitStatus) -> Result<(), Error> {
    let DiffArguments { old, new, format, quiet } = arguments;
    if old == new && old.as_os_str() == STANDARD_INPUT {
        return Err(Error::Inventory("only one of the inventories can be read from standard input".to_owned()));
    }
    let read = |path, side| Inventory::parse(&source::read(path, side)?, side);
    let (old, new) = (read(old, Side::Old)?, read(new, Side::New)?);
    let differences = Differences::new(&old, &new);
    if differences.is_any() {
        status.deny();
    }
    if *quiet {
        return Ok(());
    }
    let mut out = Output::standard_output(color);
    match format {
        DiffFormat::Human => human::write(&mut out, &differences),
        DiffFormat::Json => json::write(&mut out, &differences),
    }
    .map_err(Error::Write)?;
    out.finish()
}
