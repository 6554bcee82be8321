//! The errors that stop a run.

use std::{fmt, io};

/// An error that stops the run. It contains no text of the input.
#[derive(Debug)]
pub(crate) enum Error {
    Read(io::Error),
    Write(io::Error),
    /// A file of `--output` that cannot be written. The format identifies it, because a path is not repeated.
    Output {
        format: &'static str,
        error: io::Error,
    },
    /// Arguments that contradict each other.
    Usage(&'static str),
    /// A baseline that cannot be read or written, as one line without text of the file.
    Baseline(String),
    /// Settings that cannot be read, as one line without text of the file.
    Settings(String),
    /// An inventory that cannot be read, as one line without text of the file.
    Inventory(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => write!(f, "cannot read standard input: {error}"),
            Self::Write(error) => write!(f, "cannot write the output: {error}"),
            Self::Output { format, error } => write!(f, "cannot write the output file of --format {format}: {error}"),
            Self::Usage(message) => f.write_str(message),
            Self::Baseline(message) | Self::Settings(message) | Self::Inventory(message) => f.write_str(message),
        }
    }
}
