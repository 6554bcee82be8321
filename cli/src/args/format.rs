//! The output formats of `check` and `probe`.

use clap::ValueEnum;

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Human-readable findings, each with the string and carets
    #[default]
    Human,
    /// JSON Lines, one object per string
    Json,
}
