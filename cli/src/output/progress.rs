//! The progress line on a terminal, for scans that take more than a second.
//!
//! A progress bar is not possible, because the number of files is unknown until the walk has ended. Therefore, no crate
//! for progress bars is used.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// The delay before the line is shown.
const DELAY: Duration = Duration::from_secs(1);
/// The interval between updates. More frequent updates cost time and cannot be read.
const INTERVAL: Duration = Duration::from_millis(100);

pub(crate) struct Progress {
    /// The time of the next update; `None` if the line is never shown.
    due: Option<Instant>,
    files: usize,
    strings: usize,
    /// The length of the line on the terminal.
    width: usize,
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        let is_watched = !quiet && io::stderr().is_terminal();
        Self { due: is_watched.then(|| Instant::now() + DELAY), files: 0, strings: 0, width: 0 }
    }

    /// Counts a file.
    pub(crate) fn step(&mut self, strings: usize) {
        self.files += 1;
        self.strings += strings;
        if let Some(due) = self.due
            && let now = Instant::now()
            && now >= due
        {
            self.due = Some(now + INTERVAL);
            let line = format!("{} files, {} connection strings", self.files, self.strings);
            self.replace(&line);
        }
    }

    /// Removes the line before other output is written to the terminal.
    pub(crate) fn clear(&mut self) {
        if self.width > 0 {
            self.replace("");
        }
    }

    /// Overwrites the line with spaces. An old console would show an escape sequence.
    fn replace(&mut self, line: &str) {
        // If standard error is closed, the line is not visible anyway.
        let _ = write!(io::stderr(), "\r{:width$}\r{line}", "", width = self.width);
        self.width = line.len();
    }
}
