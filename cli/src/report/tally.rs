//! How many findings there are of each severity, and how many strings: in words.

use std::fmt;

use smtp_connection_string::Severity;

/// Findings, counted by severity. Displays as `1 error, 2 warnings`, without what is not there.
#[derive(Clone, Copy, Default)]
pub(crate) struct Tally {
    errors: usize,
    warnings: usize,
    notes: usize,
}

impl Tally {
    pub(crate) fn add(&mut self, severity: Severity) {
        *match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Note => &mut self.notes,
        } += 1;
    }
}

impl FromIterator<Severity> for Tally {
    fn from_iter<T: IntoIterator<Item = Severity>>(severities: T) -> Self {
        let mut tally = Self::default();
        severities.into_iter().for_each(|severity| tally.add(severity));
        tally
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let mut separator = "";
        for (count, noun) in counts.into_iter().filter(|(count, _)| *count > 0) {
            write!(f, "{separator}{}", Count(count, noun))?;
            separator = ", ";
        }
        if separator.is_empty() { f.write_str("no findings") } else { Ok(()) }
    }
}

/// The strings of a run. Displays as the last line of a report on several.
#[derive(Default)]
pub(crate) struct Summary {
    valid: usize,
    invalid: usize,
    unread: usize,
    findings: Tally,
}

impl Summary {
    pub(crate) fn add(&mut self, valid: bool, findings: impl Iterator<Item = Severity>) {
        *if valid { &mut self.valid } else { &mut self.invalid } += 1;
        findings.for_each(|severity| self.findings.add(severity));
    }

    /// Counts a string that could not be read.
    pub(crate) fn add_unread(&mut self) {
        self.unread += 1;
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { valid, invalid, unread, findings } = self;
        write!(f, "{}: {valid} valid, {invalid} not valid", Count(valid + invalid + unread, "string"))?;
        if *unread > 0 {
            write!(f, ", {unread} not read")?;
        }
        write!(f, "; {findings}")
    }
}

/// A number of things: `1 error`, `2 errors`.
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

    #[test]
    fn counts_in_words() {
        let tally = |severities: &[Severity]| severities.iter().copied().collect::<Tally>().to_string();
        assert_eq!(tally(&[]), "no findings");
        assert_eq!(tally(&[Severity::Error]), "1 error");
        assert_eq!(tally(&[Severity::Note, Severity::Warning, Severity::Note]), "1 warning, 2 notes");
    }

    #[test]
    fn a_summary_counts_every_string() {
        let mut summary = Summary::default();
        assert_eq!(summary.to_string(), "0 strings: 0 valid, 0 not valid; no findings");
        summary.add(true, [Severity::Note].into_iter());
        assert_eq!(summary.to_string(), "1 string: 1 valid, 0 not valid; 1 note");
        summary.add(false, [Severity::Error].into_iter());
        summary.add_unread();
        assert_eq!(summary.to_string(), "3 strings: 1 valid, 1 not valid, 1 not read; 1 error, 1 note");
    }
}
