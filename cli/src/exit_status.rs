//! The end of a run: the exit code, and the errors that stop it.

use std::io;
use std::process::ExitCode;

use crate::output;

/// The results that decide the exit code.
#[derive(Default)]
pub(crate) struct ExitStatus {
    denied: bool,
    failed: bool,
}

/// An error that stops the run.
#[derive(Debug)]
pub(crate) enum Error {
    Read(io::Error),
    Write(io::Error),
    /// A baseline that cannot be read or written, as one line without text of the file.
    Baseline(String),
}

impl ExitStatus {
    /// Records a denied finding, or a string that is not canonical with `fmt --check`.
    pub(crate) fn deny(&mut self) {
        self.denied = true;
    }

    /// Records input that could not be read.
    pub(crate) fn fail(&mut self) {
        self.failed = true;
    }

    pub(crate) fn report(&mut self, error: &Error) {
        match error {
            // The reader closed the pipe. The exit code depends on the findings so far, so `| head` does not hide a
            // finding that was shown.
            Error::Write(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Error::Write(error) => {
                self.fail();
                output::print_error(format_args!("cannot write the output: {error}"));
            }
            Error::Read(error) => {
                self.fail();
                output::print_error(format_args!("cannot read standard input: {error}"));
            }
            Error::Baseline(message) => {
                self.fail();
                output::print_error(format_args!("{message}"));
            }
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(if self.failed { 2 } else { u8::from(self.denied) })
    }
}
