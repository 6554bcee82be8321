//! What a format of `scan` is.

use std::io;

use crate::output::Output;
use crate::scan::audit::Audit;
use crate::scan::totals::Totals;

/// Shows what was found. A format is given everything in order, a file at a time, and holds no more than it must.
pub(crate) trait Format {
    /// Writes what stands before everything else.
    fn begin(&mut self, _: &mut Output) -> io::Result<()> {
        Ok(())
    }

    /// Writes what was found in one file; never nothing.
    fn write(&mut self, out: &mut Output, audits: &[Audit<'_>]) -> io::Result<()>;

    /// Writes what stands after everything else.
    fn finish(&mut self, _: &mut Output, _: &Totals) -> io::Result<()> {
        Ok(())
    }
}
