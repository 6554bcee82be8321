//! The report in Markdown, for a pull request or the summary of a job.
//!
//! Text from files is always in a code span: no site turns `@name`, `#1`, an address or HTML in one into anything else.

mod document;
mod sections;
pub(crate) mod text;

use std::io::{self, Write};

use crate::inventory::record::Record;
use crate::output::report::invocation::Invocation;
use crate::output::report::markdown::document::Document;
use crate::output::report::rows::Rows;
use crate::output::scan::format::{Format, Summary};
use crate::output::stream::Output;

pub(crate) struct Markdown {
    rows: Rows,
    invocation: Invocation,
}

impl Markdown {
    pub(crate) fn new(invocation: Invocation) -> Self {
        Self { rows: Rows::default(), invocation }
    }
}

impl Format for Markdown {
    fn write(&mut self, _: &mut Output, records: &[Record<'_>]) -> io::Result<()> {
        self.rows.add(records);
        Ok(())
    }

    fn finish(&mut self, out: &mut Output, summary: &Summary<'_>) -> io::Result<()> {
        let mut document = Document::default();
        sections::write(&mut document, &self.rows, *summary, &self.invocation);
        out.write_all(document.into_text().as_bytes())
    }
}
