//! The human-readable report of `check` and `fmt`: blocks and lines for each string, and the last line.

use std::fmt::Display;
use std::io::{self, Write};

use smtp_connection_string::{Diagnostic, Report};

use crate::counts::{Counts, Summary, Unselected};
use crate::finding::Finding;
use crate::inputs::InputLocation;
use crate::output::blocks::Blocks;
use crate::output::decoration::Decoration;

/// A report on one or several strings, written string by string.
pub(crate) struct StringReport {
    blocks: Blocks,
    /// Whether there may be several strings. Each then has its place, and a summary is the last line.
    many: bool,
    summary: Summary,
}

impl StringReport {
    pub(crate) fn new(decoration: Decoration, many: bool) -> Self {
        Self { blocks: Blocks::new(decoration), many, summary: Summary::default() }
    }

    /// Writes the shown findings of a string, or one line if there are none. Findings that are not selected are not shown.
    pub(crate) fn write(
        &mut self,
        out: &mut impl Write,
        place: InputLocation,
        report: &Report<'_>,
        unselected: Unselected,
        shows: impl Fn(&Diagnostic) -> bool,
    ) -> io::Result<()> {
        let mut counts = Counts::default();
        counts.add_unselected(unselected);
        let mut not_shown = 0;
        for diagnostic in report.diagnostics() {
            if shows(diagnostic) {
                counts.add(diagnostic.severity(), 1);
            } else {
                not_shown += 1;
            }
        }
        counts.add_hidden(not_shown - unselected.count);
        self.summary.add(report.is_valid(), counts);
        let findings = report.diagnostics().iter().filter(|diagnostic| shows(diagnostic)).map(Finding::from);
        let labeled = self.many.then_some(&place as &dyn Display);
        self.blocks.write_findings(out, labeled, report.source(), findings)?;
        match (self.many, counts.is_any_shown()) {
            (true, true) => Ok(()),
            (true, false) => self.blocks.write_line(out, &format_args!("{place}: {}", verdict(report))),
            (false, true) => writeln!(out, "{counts}"),
            (false, false) => writeln!(out, "{}{}", verdict(report), counts.hidden()),
        }
    }

    /// Counts a string that could not be read.
    pub(crate) fn add_unread(&mut self) {
        self.summary.add_unread();
    }

    /// Counts a string that is valid and not reported.
    pub(crate) fn add_valid(&mut self) {
        self.summary.add(true, Counts::default());
    }

    pub(crate) fn is_any_invalid(&self) -> bool {
        self.summary.is_any_invalid()
    }

    /// Writes the summary of several strings.
    pub(crate) fn finish(&mut self, out: &mut impl Write) -> io::Result<()> {
        if self.many { self.blocks.write_summary(out, &self.summary) } else { Ok(()) }
    }
}

/// Returns whether a string is valid, in words. The findings of an invalid string may be hidden.
fn verdict(report: &Report<'_>) -> &'static str {
    if report.is_valid() { "valid" } else { "invalid" }
}
