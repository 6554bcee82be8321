//! The exit code of a run.

use std::process::ExitCode;

use crate::error::Error;
use crate::output::stream;

/// The results that decide the exit code.
#[derive(Default)]
pub(crate) struct ExitStatus {
    denied: bool,
    accepts_denied: bool,
    failed: bool,
}

impl ExitStatus {
    /// Makes the exit code 0 instead of 1.
    pub(crate) fn accept_denied(&mut self) {
        self.accepts_denied = true;
    }

    /// Records a denied finding, a string that is not canonical with `fmt --check`, or a difference of `diff`.
    pub(crate) fn deny(&mut self) {
        self.denied = true;
    }

    /// Records input that could not be read.
    pub(crate) fn fail(&mut self) {
        self.failed = true;
    }

    /// Prints the error that stopped the run.
    pub(crate) fn report(&mut self, error: &Error) {
        self.fail();
        stream::print_error(format_args!("{error}"));
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(if self.failed { 2 } else { u8::from(self.denied && !self.accepts_denied) })
    }
}
