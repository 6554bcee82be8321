//! The arguments about `smtp-connstr.toml`.

use std::path::PathBuf;

use clap::Args;

use crate::date::Date;
use crate::expected::Expected;

/// The arguments about `smtp-connstr.toml`.
#[derive(Args, Default)]
pub(crate) struct ConfigArguments {
    /// Use the settings in this file instead of `smtp-connstr.toml`
    ///
    /// By default, the file `smtp-connstr.toml` is used if it is in the folder that all paths have in common, or in the
    /// nearest of its parents, up to a folder with `.git`. Its patterns are relative to its folder.
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub(crate) config: Option<PathBuf>,

    /// Ignore `smtp-connstr.toml`
    #[arg(long, help_heading = "Settings")]
    pub(crate) no_config: bool,
}

/// The arguments about exceptions.
#[derive(Args)]
pub(crate) struct ExceptionArguments {
    /// List the exceptions in `smtp-connstr.toml` on standard error, with the findings that they accept
    ///
    /// Each has a number of findings, its last day, its owner and its reason. --quiet does not suppress the list.
    #[arg(long, help_heading = "Settings")]
    pub(crate) show_exceptions: bool,

    /// Day on which exceptions must apply, as YYYY-MM-DD [default: today in UTC]
    ///
    /// With a later day, the scan shows which findings count again then.
    #[arg(long, value_name = "DATE", value_parser = date, hide_short_help = true, help_heading = "Settings")]
    pub(crate) today: Option<Date>,
}

fn date(text: &str) -> Result<Date, Expected> {
    Date::parse(text).ok_or(Expected("write a day as YYYY-MM-DD"))
}
