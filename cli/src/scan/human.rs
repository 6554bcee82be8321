//! The findings of a scan for people: file by file, each string with its place, and a summary at the end.

use std::fmt::{self, Display};
use std::io::{self, Write};

use smtp_connstr::package::{Origin, Place, What};

use crate::output::Output;
use crate::report::Finding;
use crate::report::human::{self, Shown};
use crate::report::tally::Count;
use crate::scan::audit::Audit;
use crate::scan::format::Format;
use crate::scan::shown::{escaped, name};
use crate::scan::totals::Totals;

pub(crate) struct Human {
    drawn: human::Human,
}

impl Human {
    pub(crate) fn new(styled: bool) -> Self {
        Self { drawn: human::Human::new(styled) }
    }

    fn write_audit(&self, out: &mut Output, audit: &Audit<'_>) -> io::Result<()> {
        let notes = notes(audit);
        let place = Located(audit);
        let Some(source) = audit.source() else {
            let mut findings = audit.findings.iter();
            return findings.try_for_each(|located| self.drawn.write_finding(out, &place, &located.finding, &notes));
        };
        let findings: Vec<&Finding> = audit.findings.iter().map(|located| &located.finding).collect();
        // A line number is at most `u32::MAX`; where that is more than a `usize`, so is no file.
        let line = usize::try_from(audit.record.place.line).unwrap_or(usize::MAX);
        let shown = Shown { place: Some(&place), line, source, valid: audit.valid(), notes: &notes };
        self.drawn.write_string(out, &shown, &findings)?;
        // Nothing but a line is drawn of a string without findings; it is parted from what follows as the others are.
        if findings.is_empty() { writeln!(out) } else { Ok(()) }
    }
}

impl Format for Human {
    fn write(&mut self, out: &mut Output, audits: &[Audit<'_>]) -> io::Result<()> {
        // What has nothing but findings that are known is what a baseline is there to hide.
        let shown = || audits.iter().filter(|audit| !(audit.known > 0 && audit.findings.is_empty()));
        let Some(first) = shown().next() else { return Ok(()) };
        let strings = shown().filter(|audit| audit.source().is_some()).count();
        let findings: usize = shown().map(|audit| audit.findings.len()).sum();
        let file = escaped(first.file);
        let strings = Count(strings, "connection string");
        writeln!(out, "{file}: {strings}, {}\n", Count(findings, "finding"))?;
        shown().try_for_each(|audit| self.write_audit(out, audit))
    }

    fn finish(&mut self, out: &mut Output, totals: &Totals) -> io::Result<()> {
        write!(out, "{totals}")
    }
}

/// Where a record stands: `a/b.dtsx:41:9, connection manager "Mail"`. Editors and terminals know the beginning.
struct Located<'a>(&'a Audit<'a>);

impl Display for Located<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(audit) = self;
        write!(f, "{}", escaped(audit.file))?;
        if let Some(entry) = &audit.record.entry {
            write!(f, "!/{}", escaped(entry))?;
        }
        let Place { line, column } = audit.record.place;
        write!(f, ":{line}:{column}")?;
        match &audit.connection_manager {
            Some(manager) => write!(f, ", connection manager \"{}\"", name(manager)),
            None => Ok(()),
        }
    }
}

/// What is known of a record beside its findings.
fn notes(audit: &Audit<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if let What::ThirdPartyManager { creation_name } = &audit.record.what {
        notes.push(format!("its type is \"{}\"", name(creation_name)));
    }
    if !audit.record.expressions.is_empty() {
        let properties: Vec<&str> = audit.record.expressions.iter().map(|property| property.as_str()).collect();
        notes.push(format!("set by an expression: {}", properties.join(", ")));
    }
    if let Some(overrider) = audit.overrider() {
        let entry = overrider.entry.as_deref().map_or_else(String::new, |entry| format!("{}:", escaped(entry)));
        let Place { line, column } = overrider.place;
        notes.push(format!("the parameter stands at {entry}{line}:{column}"));
    }
    match audit.origin() {
        Some(Origin::Assembled { complete: true }) => {
            notes.push("put together from properties that stand apart".to_owned());
        }
        Some(Origin::Assembled { complete: false }) => {
            notes.push("put together from properties that stand apart; the others come from elsewhere".to_owned());
        }
        Some(Origin::Stored) | None => {}
    }
    notes
}
