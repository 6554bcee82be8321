//! Counts of findings and strings, in words.

use std::fmt;

use smtp_connection_string::Severity;

/// The findings that were shown, by severity, and the number of notes that were hidden.
///
/// Displays as `1 error, 2 warnings (3 notes hidden; show them with --notes)`. A count of zero is omitted.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    errors: usize,
    warnings: usize,
    notes: usize,
    hidden: usize,
}

impl Counts {
    /// Counts findings that were shown.
    pub(crate) fn add(&mut self, severity: Severity, count: usize) {
        *match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Note => &mut self.notes,
        } += count;
    }

    /// Counts notes that were hidden.
    pub(crate) fn add_hidden(&mut self, count: usize) {
        self.hidden += count;
    }

    /// Returns whether a finding was shown.
    pub(crate) fn is_any_shown(self) -> bool {
        self.errors + self.warnings + self.notes > 0
    }

    /// Returns the number of hidden notes.
    pub(crate) fn hidden(self) -> Hidden {
        Hidden(self.hidden)
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.notes += other.notes;
        self.hidden += other.hidden;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let mut separator = "";
        for (count, noun) in counts.into_iter().filter(|(count, _)| *count > 0) {
            write!(f, "{separator}{}", Count(count, noun))?;
            separator = ", ";
        }
        if separator.is_empty() {
            f.write_str(if self.hidden > 0 { "no errors or warnings" } else { "no findings" })?;
        }
        write!(f, "{}", self.hidden())
    }
}

/// A number of hidden notes. Displays as ` (3 notes hidden; show them with --notes)`, or as nothing.
pub(crate) struct Hidden(usize);

impl fmt::Display for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            1 => f.write_str(" (1 note hidden; show it with --notes)"),
            hidden => write!(f, " ({hidden} notes hidden; show them with --notes)"),
        }
    }
}

/// The strings of a run and their findings.
#[derive(Default)]
pub(crate) struct Summary {
    valid: usize,
    invalid: usize,
    unread: usize,
    findings: Counts,
}

impl Summary {
    pub(crate) fn add(&mut self, valid: bool, findings: Counts) {
        *if valid { &mut self.valid } else { &mut self.invalid } += 1;
        self.findings += findings;
    }

    /// Counts a string that could not be read.
    pub(crate) fn add_unread(&mut self) {
        self.unread += 1;
    }

    /// Returns whether a string is invalid.
    pub(crate) fn is_any_invalid(&self) -> bool {
        self.invalid > 0
    }
}

/// Writes the last line of a report on several strings.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { valid, invalid, unread, findings } = self;
        write!(f, "{}: {valid} valid, {invalid} invalid", Count(valid + invalid + unread, "string"))?;
        if *unread > 0 {
            write!(f, ", {unread} unreadable")?;
        }
        write!(f, "; {findings}")
    }
}

/// A count with a noun: `1 error`, `2 errors`.
pub(crate) struct Count(pub(crate) usize, pub(crate) &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(count, noun) = self;
        write!(f, "{count} {noun}{}", if *count == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(severities: &[Severity], hidden: usize) -> Counts {
        let mut counts = Counts::default();
        for severity in severities {
            counts.add(*severity, 1);
        }
        counts.add_hidden(hidden);
        counts
    }

    #[test]
    fn counts_are_written_in_words() {
        use Severity::{Error, Note, Warning};
        for (severities, hidden, expected) in [
            (&[][..], 0, "no findings"),
            (&[], 1, "no errors or warnings (1 note hidden; show it with --notes)"),
            (&[Error], 0, "1 error"),
            (&[Warning], 2, "1 warning (2 notes hidden; show them with --notes)"),
            (&[Note, Warning, Note], 0, "1 warning, 2 notes"),
            (&[Note], 1, "1 note (1 note hidden; show it with --notes)"),
        ] {
            assert_eq!(counts(severities, hidden).to_string(), expected);
        }
    }

    #[test]
    fn summary_counts_every_string() {
        let mut summary = Summary::default();
        assert_eq!(summary.to_string(), "0 strings: 0 valid, 0 invalid; no findings");
        summary.add(true, counts(&[Severity::Warning], 1));
        assert_eq!(
            summary.to_string(),
            "1 string: 1 valid, 0 invalid; 1 warning (1 note hidden; show it with --notes)"
        );
        summary.add(false, counts(&[Severity::Error], 0));
        summary.add_unread();
        assert_eq!(
            summary.to_string(),
            "3 strings: 1 valid, 1 invalid, 1 unreadable; 1 error, 1 warning (1 note hidden; show it with --notes)"
        );
    }
}
