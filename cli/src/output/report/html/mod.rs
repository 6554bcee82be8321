//! The report as one HTML file for a manager or an auditor: no external resources, printable, complete without scripts.
//!
//! Text is escaped by construction: the templates of `maud` escape everything, and only the style sheet and the script are
//! marked as markup.

mod actions;
mod chart;
mod page;
mod tables;
mod text;

use std::io;

use crate::inventory::record::Record;
use crate::output::report::invocation::Invocation;
use crate::output::report::rows::Rows;
use crate::output::scan::format::{Format, Summary};
use crate::output::stream::Output;

pub(crate) struct Html {
    rows: Rows,
    invocation: Invocation,
}

impl Html {
    pub(crate) fn new(invocation: Invocation) -> Self {
        Self { rows: Rows::default(), invocation }
    }
}

impl Format for Html {
    fn write(&mut self, _: &mut Output, records: &[Record<'_>]) -> io::Result<()> {
        self.rows.add(records);
        Ok(())
    }

    fn finish(&mut self, out: &mut Output, summary: &Summary<'_>) -> io::Result<()> {
        page::write(out, &self.rows, *summary, &self.invocation)
    }
}
