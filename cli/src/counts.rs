//! Counts of findings and strings, in words.

use std::fmt;

use smtp_connection_string::Severity;

/// The findings that were shown, by severity, the number of notes that were hidden, and the number of findings that were not
/// selected.
///
/// Displays as `1 error, 2 warnings (3 notes hidden; show them with --notes; 4 findings hidden by --select)`. A count of zero is
/// omitted, but not that of an option.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    errors: usize,
    warnings: usize,
    notes: usize,
    hidden: usize,
    unselected: Unselected,
}

/// The number of findings that options hide, and these options, if any were given.
#[derive(Clone, Copy, Default)]
pub(crate) struct Unselected {
    pub(crate) count: usize,
    pub(crate) by: Option<&'static str>,
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

    /// Counts findings that were not selected.
    pub(crate) fn add_unselected(&mut self, unselected: Unselected) {
        self.unselected += unselected;
    }

    /// Returns whether a finding was shown.
    pub(crate) fn is_any_shown(self) -> bool {
        self.errors + self.warnings + self.notes > 0
    }

    /// Returns what was hidden.
    pub(crate) fn hidden(self) -> Hidden {
        Hidden { notes: self.hidden, unselected: self.unselected }
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.notes += other.notes;
        self.hidden += other.hidden;
        self.unselected += other.unselected;
    }
}

impl std::ops::AddAssign for Unselected {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.by = self.by.or(other.by);
    }
}

impl fmt::Display for Unselected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.by {
            Some(by) => write!(f, "{} hidden by {by}", Count(self.count, "finding")),
            None => Ok(()),
        }
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

/// What was hidden. Displays as ` (3 notes hidden; show them with --notes)`, or as nothing.
pub(crate) struct Hidden {
    notes: usize,
    unselected: Unselected,
}

impl fmt::Display for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { notes, unselected } = self;
        let notes = match notes {
            0 => None,
            1 => Some("1 note hidden; show it with --notes".to_owned()),
            notes => Some(format!("{notes} notes hidden; show them with --notes")),
        };
        let unselected = unselected.by.is_some().then(|| unselected.to_string());
        let hidden: Vec<String> = notes.into_iter().chain(unselected).collect();
        if hidden.is_empty() { Ok(()) } else { write!(f, " ({})", hidden.join("; ")) }
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
    fn findings_that_options_hide_are_counted() {
        let mut found = counts(&[], 0);
        found.add_unselected(Unselected { count: 0, by: Some("--select") });
        assert_eq!(found.to_string(), "no findings (0 findings hidden by --select)");
        let mut more = counts(&[Severity::Error], 1);
        more.add_unselected(Unselected { count: 1, by: Some("--select") });
        found += more;
        let expected = "1 error (1 note hidden; show it with --notes; 1 finding hidden by --select)";
        assert_eq!(found.to_string(), expected);
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
