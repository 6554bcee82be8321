//! The numbers of findings of a record, and the findings that do not count or are not reported.

use crate::finding::{Acceptance, Suppression, Tally};
use crate::inventory::record::{LocatedFinding, Record};

impl Record<'_> {
    /// Suppresses the findings that exceptions accept. The function is called with a rule and a number of findings.
    pub(crate) fn accept(&mut self, mut exceptions: impl FnMut(&'static str, usize) -> Acceptance) {
        for located in &mut self.findings {
            match exceptions(located.finding.rule, 1) {
                Acceptance::Counts => {}
                Acceptance::Accepted(index) => located.suppression = Some(Suppression::Exception(index)),
                Acceptance::Ended(note) => located.notes.push(note),
            }
        }
        for tally in &mut self.omitted {
            if let Acceptance::Accepted(index) = exceptions(tally.rule, tally.count) {
                tally.suppression = Some(Suppression::Exception(index));
            }
        }
    }

    /// Suppresses the findings that the baseline lists, unless they are accepted. The function returns how many findings of
    /// a rule it lists, out of a number.
    pub(crate) fn suppress(&mut self, mut listed: impl FnMut(&'static str, usize) -> usize) {
        for located in self.findings.iter_mut().filter(|located| located.suppression.is_none()) {
            if listed(located.finding.rule, 1) > 0 {
                located.suppression = Some(Suppression::Baseline);
            }
        }
        for mut tally in std::mem::take(&mut self.omitted) {
            if tally.suppression.is_some() {
                self.omitted.push(tally);
                continue;
            }
            let count = listed(tally.rule, tally.count);
            tally.count -= count;
            let suppressed = Tally { suppression: Some(Suppression::Baseline), count, ..tally };
            self.omitted.extend([tally, suppressed].into_iter().filter(|tally| tally.count > 0));
        }
    }

    /// Hides the findings that are not selected, and returns the number of those that counted.
    pub(crate) fn hide(&mut self, is_selected: impl Fn(&Tally) -> bool) -> usize {
        let before = self.counted();
        let hidden = self.findings.extract_if(.., |located| !is_selected(&located.tally()));
        self.hidden.findings.extend(hidden);
        self.hidden.omitted.extend(self.omitted.extract_if(.., |tally| !is_selected(tally)));
        before - self.counted()
    }

    /// Returns the number of findings that count.
    pub(crate) fn counted(&self) -> usize {
        self.tallies().filter(|tally| tally.suppression.is_none()).map(|tally| tally.count).sum()
    }

    /// Returns the numbers of all findings. A rule can occur several times.
    pub(crate) fn tallies(&self) -> impl Iterator<Item = Tally> {
        self.findings.iter().map(LocatedFinding::tally).chain(self.omitted.iter().copied())
    }

    /// Returns the number of findings that are not in `findings`, but reported.
    pub(crate) fn omitted(&self) -> usize {
        self.omitted.iter().map(|tally| tally.count).sum()
    }
}

impl LocatedFinding<'_> {
    fn tally(&self) -> Tally {
        Tally { rule: self.finding.rule, severity: self.finding.severity, suppression: self.suppression, count: 1 }
    }
}
