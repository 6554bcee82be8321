//! The findings of a baseline that no longer occur.

use std::fmt;

use crate::counts::Count;
use crate::names;

/// The maximum number of stale findings that are named.
const MAX_EXAMPLES: usize = 5;

/// The findings of a baseline that no longer occur. Displays as one line.
#[derive(Default)]
pub(crate) struct Stale {
    count: usize,
    /// The first ones: file, rule and number. Untrusted text.
    examples: Vec<(String, String, usize)>,
}

impl Stale {
    pub(crate) fn add(&mut self, file: &str, rule: &str, count: usize) {
        self.count = self.count.saturating_add(count);
        if self.examples.len() < MAX_EXAMPLES {
            self.examples.push((file.to_owned(), rule.to_owned(), count));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.count == 1 { "occurs" } else { "occur" };
        write!(f, "{} in the baseline no longer {verb}: ", Count(self.count, "finding"))?;
        let mut rest = self.count;
        let mut separator = "";
        for (file, rule, count) in &self.examples {
            write!(f, "{separator}{} in {}", names::shown_entry(rule), names::shown_entry(file))?;
            if *count > 1 {
                write!(f, " ({count} times)")?;
            }
            separator = ", ";
            rest = rest.saturating_sub(*count);
        }
        if rest > 0 {
            write!(f, " and {rest} more")?;
        }
        f.write_str("; update the baseline with --write-baseline")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_ones_are_named() {
        let mut stale = Stale::default();
        assert!(stale.is_empty());
        stale.add("a.conmgr", "no-encryption", 1);
        assert_eq!(
            stale.to_string(),
            "1 finding in the baseline no longer occurs: no-encryption in a.conmgr; update the baseline with --write-baseline"
        );
        for number in 0..6 {
            stale.add(&format!("\u{202e}{number}"), "##[x]", 2);
        }
        assert_eq!(
            stale.to_string(),
            "13 findings in the baseline no longer occur: no-encryption in a.conmgr, ##\\[x] in \\u{202e}0 (2 times), \
             ##\\[x] in \\u{202e}1 (2 times), ##\\[x] in \\u{202e}2 (2 times), ##\\[x] in \\u{202e}3 (2 times) and 4 more; \
             update the baseline with --write-baseline"
        );
    }
}
