//! How a run ends: the exit code, and what cut it short.

use std::io;
use std::process::ExitCode;

use crate::output;

/// What has been seen so far, as far as the exit code is concerned.
#[derive(Default)]
pub(crate) struct Outcome {
    denied: bool,
    failed: bool,
}

/// Why a run could not go on.
#[derive(Debug)]
pub(crate) enum Stop {
    Read(io::Error),
    Write(io::Error),
    /// A baseline that cannot be read or written, in one line of our own words.
    Baseline(String),
}

impl Outcome {
    /// A finding that is denied, or a string that is not canonical where that was asked.
    pub(crate) fn deny(&mut self) {
        self.denied = true;
    }

    /// Input that could not be read.
    pub(crate) fn fail(&mut self) {
        self.failed = true;
    }

    pub(crate) fn stop(&mut self, stop: &Stop) {
        match stop {
            // Whoever reads the output has seen enough. What was found up to here decides, so that `| head` hides no
            // finding that it has shown.
            Stop::Write(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Stop::Write(error) => {
                self.fail();
                output::complain(format_args!("cannot write the output: {error}"));
            }
            Stop::Read(error) => {
                self.fail();
                output::complain(format_args!("cannot read standard input: {error}"));
            }
            Stop::Baseline(complaint) => {
                self.fail();
                output::complain(format_args!("{complaint}"));
            }
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(if self.failed { 2 } else { u8::from(self.denied) })
    }
}
