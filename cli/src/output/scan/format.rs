//! The interface of the output formats of `scan`.

use std::io;

use crate::config::exceptions::Exceptions;
use crate::counts::Count;
use crate::inventory::record::Record;
use crate::inventory::totals::Totals;
use crate::names::escaped;
use crate::output::stream::Output;
use crate::scan::stale::Stale;
use crate::scan::totals::FileTotals;

/// An output format. It receives the records project by project.
pub(crate) trait Format {
    /// Writes the beginning of the output.
    fn begin(&mut self, _: &mut Output) -> io::Result<()> {
        Ok(())
    }

    /// Writes the records of one project. There is at least one.
    fn write(&mut self, out: &mut Output, records: &[Record<'_>]) -> io::Result<()>;

    /// Writes the end of the output.
    fn finish(&mut self, _: &mut Output, _: &Summary<'_>) -> io::Result<()> {
        Ok(())
    }
}

/// What is known at the end of a scan.
#[derive(Clone, Copy)]
pub(crate) struct Summary<'a> {
    pub(crate) totals: &'a Totals,
    pub(crate) files: &'a FileTotals,
    /// The findings that the baseline lists and that no longer occur.
    pub(crate) stale: &'a Stale,
    /// The path of the settings that have an effect. It is not escaped.
    pub(crate) settings: Option<&'a str>,
    pub(crate) exceptions: Option<&'a Exceptions>,
}

impl Summary<'_> {
    /// Returns the mistakes in the baseline and in the exceptions, one line each, safe to display.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let stale = (!self.stale.is_empty()).then(|| self.stale.to_string());
        stale.into_iter().chain(self.exceptions.into_iter().flat_map(Exceptions::remarks)).collect()
    }

    /// Returns which settings have an effect, safe to display.
    pub(crate) fn settings_line(&self) -> Option<String> {
        self.settings.map(|settings| format!("settings from {}", escaped(settings)))
    }

    /// Returns the numbers of suppressed findings, the remarks, the settings that have an effect, and the skipped files, one line
    /// each, safe to display. Without these lines, a report could look better than the files are.
    pub(crate) fn context(&self) -> Vec<String> {
        let Totals { known, accepted, .. } = *self.totals;
        let suppressed = [(known, "in the baseline"), (accepted, "accepted by exceptions")];
        let suppressed = suppressed.into_iter().filter(|(count, _)| *count > 0);
        let suppressed = suppressed.map(|(count, why)| format!("{} {why}", Count(count, "finding")));
        suppressed.chain(self.remarks()).chain(self.settings_line()).chain(self.files.skipped.lines()).collect()
    }
}
