//! How far a scan is, on a terminal, when it takes longer than people wait without wondering.
//!
//! A line of our own, and no crate for progress bars: how many files there are is not known before the walk has ended,
//! so there is nothing that a bar could show; and what is left is a line that is written over.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Nothing is shown before.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long a line stands: to write more often costs time and cannot be read.
const STEP: Duration = Duration::from_millis(100);

pub(crate) struct Progress {
    /// When the line may be written next; `None` where nobody watches.
    due: Option<Instant>,
    files: usize,
    strings: usize,
    /// How many characters of the terminal's line are ours.
    width: usize,
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        let is_watched = !quiet && io::stderr().is_terminal();
        Self { due: is_watched.then(|| Instant::now() + PATIENCE), files: 0, strings: 0, width: 0 }
    }

    /// Counts a file.
    pub(crate) fn step(&mut self, strings: usize) {
        self.files += 1;
        self.strings += strings;
        if let Some(due) = self.due
            && let now = Instant::now()
            && now >= due
        {
            self.due = Some(now + STEP);
            let line = format!("{} files, {} connection strings", self.files, self.strings);
            self.replace(&line);
        }
    }

    /// Takes the line away, before something else is written to the terminal.
    pub(crate) fn clear(&mut self) {
        if self.width > 0 {
            self.replace("");
        }
    }

    /// Writes over the line with spaces instead of an escape sequence, which an old console would show.
    fn replace(&mut self, line: &str) {
        // As in `output::complain`: where it cannot be written, nobody watches.
        let _ = write!(io::stderr(), "\r{:width$}\r{line}", "", width = self.width);
        self.width = line.len();
    }
}
