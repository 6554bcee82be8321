//! The human-readable output of a scan: the findings file by file, and a summary.

use std::fmt::{self, Display};
use std::io;

use crate::ssis::{LineColumn, Origin, ScanRule, What};
use smtp_connection_string::Redacted;

use crate::finding::MAX_FINDINGS;
use crate::names::{escaped, name};
use crate::output::blocks::{self, SourceLine};
use crate::output::scan::Format;
use crate::output::stream::Output;
use crate::policy::Policy;
use crate::scan::checked::{CheckedRecord, LocatedFinding};
use crate::scan::totals::Totals;

pub(crate) struct Human<'a> {
    blocks: blocks::Blocks,
    policy: Policy<'a>,
}

impl<'a> Human<'a> {
    pub(crate) fn new(styled: bool, policy: Policy<'a>) -> Self {
        Self { blocks: blocks::Blocks::new(styled), policy }
    }

    fn write_record(&mut self, out: &mut Output, checked: &CheckedRecord<'_>) -> io::Result<()> {
        let policy = &self.policy;
        let is_shown = |located: &&LocatedFinding| policy.shows(located.finding.rule, located.finding.severity);
        let mut shown = checked.findings.iter().filter(is_shown).peekable();
        if shown.peek().is_none() {
            // A baseline hides what it lists, so a string with known findings gets no line.
            if checked.source().is_none() || checked.known > 0 {
                return Ok(());
            }
            let verdict = if checked.valid() == Some(true) { "valid" } else { "no errors or warnings" };
            let place = Labeled { checked, place: checked.record.place };
            return self.blocks.write_line(out, &format_args!("{place}: {verdict}"));
        }
        let redacted = checked.source().map(Redacted::new);
        for located in shown.by_ref().take(MAX_FINDINGS) {
            let place = Labeled { checked, place: located.start };
            // A file has at most `u32::MAX` lines. If `usize` is smaller, such a file does not fit into memory.
            let line = usize::try_from(located.start.line).unwrap_or(usize::MAX);
            let source = redacted.as_ref().map(|redacted| SourceLine { redacted, line });
            self.blocks.write_finding(out, Some(&place), source, &located.finding, &notes(checked, located))?;
        }
        blocks::write_omitted(out, shown.count())
    }
}

impl Format for Human<'_> {
    fn write(&mut self, out: &mut Output, records: &[CheckedRecord<'_>]) -> io::Result<()> {
        records.iter().try_for_each(|checked| self.write_record(out, checked))
    }

    fn finish(&mut self, out: &mut Output, totals: &Totals) -> io::Result<()> {
        self.blocks.write_summary(out, &totals.summary(&self.policy))
    }
}

/// A place in a file, with its connection manager: `a/b.dtsx:41:9, connection manager "Mail"`. Editors and terminals
/// recognize the beginning as a link.
struct Labeled<'a> {
    checked: &'a CheckedRecord<'a>,
    place: LineColumn,
}

impl Display for Labeled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { checked, place: LineColumn { line, column } } = self;
        write!(f, "{}", escaped(checked.file))?;
        if let Some(entry) = &checked.record.entry {
            write!(f, "!/{}", escaped(entry))?;
        }
        write!(f, ":{line}:{column}")?;
        match &checked.connection_manager {
            Some(manager) => write!(f, ", connection manager \"{}\"", name(manager)),
            None => Ok(()),
        }
    }
}

/// Returns what the reader needs to know about a finding besides its message.
fn notes(checked: &CheckedRecord<'_>, located: &LocatedFinding) -> Vec<String> {
    let mut notes = Vec::new();
    let is_about = |rule: ScanRule| located.finding.rule == rule.id();
    if let What::ThirdPartyManager { creation_name } = &checked.record.what {
        notes.push(format!("the type of the connection manager is \"{}\"", name(creation_name)));
    }
    if is_about(ScanRule::RuntimeExpression) {
        let properties: Vec<String> =
            checked.record.expressions.iter().map(|property| format!("`{}`", property.as_str())).collect();
        notes.push(format!("expressions set {}", properties.join(", ")));
    }
    if let Some(overrider) = checked.overrider().filter(|_| is_about(ScanRule::OverriddenValue)) {
        let entry = overrider.entry.as_deref().map_or_else(String::new, |entry| format!("{}:", escaped(entry)));
        let LineColumn { line, column } = overrider.place;
        notes.push(format!("the parameter is at {entry}{line}:{column}"));
    }
    match checked.origin() {
        Some(Origin::Assembled { complete: true }) => {
            notes.push("the file stores the properties of this string separately".to_owned());
        }
        Some(Origin::Assembled { complete: false }) => {
            notes.push(
                "the file stores some properties of this string separately, and does not contain the others".to_owned(),
            );
        }
        Some(Origin::Stored) | None => {}
    }
    notes
}
