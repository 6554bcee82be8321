//! The human-readable output of a scan: the findings file by file, and a summary.

use std::fmt::{self, Display};
use std::io;

use smtp_connection_string::Redacted;
use smtp_connstr::package::{Origin, Place, ScanRule, What};

use crate::output::Output;
use crate::policy::Policy;
use crate::report::MAX_FINDINGS;
use crate::report::human::{self, Shown};
use crate::scan::audit::{Audit, LocatedFinding};
use crate::scan::format::Format;
use crate::scan::shown::{escaped, name};
use crate::scan::totals::Totals;

pub(crate) struct Human<'a> {
    human: human::Human,
    policy: Policy<'a>,
}

impl<'a> Human<'a> {
    pub(crate) fn new(styled: bool, policy: Policy<'a>) -> Self {
        Self { human: human::Human::new(styled), policy }
    }

    fn write_audit(&mut self, out: &mut Output, audit: &Audit<'_>) -> io::Result<()> {
        let policy = &self.policy;
        let is_shown = |located: &&LocatedFinding| policy.shows(located.finding.rule, located.finding.severity);
        let mut shown = audit.findings.iter().filter(is_shown).peekable();
        if shown.peek().is_none() {
            // A baseline hides what it lists, so a string with known findings gets no line.
            if audit.source().is_none() || audit.known > 0 {
                return Ok(());
            }
            let verdict = if audit.valid() == Some(true) { "valid" } else { "no errors or warnings" };
            let place = Labeled { audit, place: audit.record.place };
            return self.human.write_line(out, &format_args!("{place}: {verdict}"));
        }
        let redacted = audit.source().map(Redacted::new);
        for located in shown.by_ref().take(MAX_FINDINGS) {
            let place = Labeled { audit, place: located.start };
            // A file has at most `u32::MAX` lines. If `usize` is smaller, such a file does not fit into memory.
            let line = usize::try_from(located.start.line).unwrap_or(usize::MAX);
            let source = redacted.as_ref().map(|redacted| Shown { redacted, line });
            self.human.write_finding(out, Some(&place), source, &located.finding, &notes(audit, located))?;
        }
        human::write_omitted(out, shown.count())
    }
}

impl Format for Human<'_> {
    fn write(&mut self, out: &mut Output, audits: &[Audit<'_>]) -> io::Result<()> {
        audits.iter().try_for_each(|audit| self.write_audit(out, audit))
    }

    fn finish(&mut self, out: &mut Output, totals: &Totals) -> io::Result<()> {
        self.human.write_summary(out, &totals.summary(&self.policy))
    }
}

/// A place in a file, with its connection manager: `a/b.dtsx:41:9, connection manager "Mail"`. Editors and terminals
/// recognize the beginning as a link.
struct Labeled<'a> {
    audit: &'a Audit<'a>,
    place: Place,
}

impl Display for Labeled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { audit, place: Place { line, column } } = self;
        write!(f, "{}", escaped(audit.file))?;
        if let Some(entry) = &audit.record.entry {
            write!(f, "!/{}", escaped(entry))?;
        }
        write!(f, ":{line}:{column}")?;
        match &audit.connection_manager {
            Some(manager) => write!(f, ", connection manager \"{}\"", name(manager)),
            None => Ok(()),
        }
    }
}

/// Returns what the reader needs to know about a finding besides its message.
fn notes(audit: &Audit<'_>, located: &LocatedFinding) -> Vec<String> {
    let mut notes = Vec::new();
    let is_about = |rule: ScanRule| located.finding.rule == rule.id();
    if let What::ThirdPartyManager { creation_name } = &audit.record.what {
        notes.push(format!("the type of the connection manager is \"{}\"", name(creation_name)));
    }
    if is_about(ScanRule::RuntimeExpression) {
        let properties: Vec<String> =
            audit.record.expressions.iter().map(|property| format!("`{}`", property.as_str())).collect();
        notes.push(format!("expressions set {}", properties.join(", ")));
    }
    if let Some(overrider) = audit.overrider().filter(|_| is_about(ScanRule::OverriddenValue)) {
        let entry = overrider.entry.as_deref().map_or_else(String::new, |entry| format!("{}:", escaped(entry)));
        let Place { line, column } = overrider.place;
        notes.push(format!("the parameter is at {entry}{line}:{column}"));
    }
    match audit.origin() {
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
