//! The output formats of `scan`, and their interface.

pub(crate) mod csv;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod sarif;

use std::io;

use crate::output::stream::Output;
use crate::scan::checked::CheckedRecord;
use crate::scan::totals::Totals;

/// An output format. It receives the records in order, file by file.
pub(crate) trait Format {
    /// Writes the beginning of the output.
    fn begin(&mut self, _: &mut Output) -> io::Result<()> {
        Ok(())
    }

    /// Writes the records of one file. There is at least one.
    fn write(&mut self, out: &mut Output, records: &[CheckedRecord<'_>]) -> io::Result<()>;

    /// Writes the end of the output.
    fn finish(&mut self, _: &mut Output, _: &Totals) -> io::Result<()> {
        Ok(())
    }
}
