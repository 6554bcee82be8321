//! Machine-applicable fixes, applied.

use alloc::string::String;

use super::fix::Applicability;
use super::report::{Report, check};

/// Applies the machine-applicable fixes until none is left, and returns the resulting string.
///
/// This introduces no new error, and applying it again changes nothing.
///
/// ```
/// use smtp_connection_string::apply_fixes;
///
/// assert_eq!(
///     apply_fixes("smtpserver=mail;enablessl=yes"),
///     "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;"
/// );
/// // A string with other errors is not rewritten as a whole.
/// assert_eq!(apply_fixes("Host=mail;EnableSsl=yes"), "Host=mail;EnableSsl=True");
/// ```
#[must_use]
pub fn apply_fixes(text: &str) -> String {
    check(text).fixed()
}

impl Report<'_> {
    /// Returns the string after all machine-applicable fixes, as [`apply_fixes`] does.
    #[must_use]
    pub fn fixed(&self) -> String {
        // Fixing the last error makes a string valid, and a valid string may have one more fix, for its form. So two rounds can
        // change something; the bound only guarantees an end.
        let mut fixed = apply_once(self);
        for _ in 0..2 {
            let next = apply_once(&check(&fixed));
            if next == fixed {
                break;
            }
            fixed = next;
        }
        fixed
    }
}

/// Applies the machine-applicable fixes of a report once. If two overlap, only the first is applied.
fn apply_once(report: &Report<'_>) -> String {
    let source = report.source();
    let mut fixed = String::with_capacity(source.len());
    let mut done = 0;
    // Findings are ordered by position, and so are their fixes.
    for fix in report.fixes().filter(|fix| fix.applicability() == Applicability::MachineApplicable) {
        let Some(kept) = source.get(done..fix.span().start) else { continue };
        fixed.push_str(kept);
        fixed.push_str(fix.replacement());
        done = fix.span().end;
    }
    fixed.push_str(source.get(done..).unwrap_or_default());
    fixed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_machine_applicable_fixes_are_applied() {
        #[track_caller]
        fn applied(source: &str, expected: &str) {
            assert_eq!(apply_fixes(source), expected);
            assert_eq!(apply_fixes(expected), expected);
        }
        applied("EnableSsl=1;UseWindowsAuthentication=no", "EnableSsl=True;UseWindowsAuthentication=False");
        applied("EnableSsl=1;EnableSsl=0", "EnableSsl=True;EnableSsl=False");
        applied("SmtpServer='mail", "SmtpServer='mail");
        applied("SmtpServer=mail;EnableSsl=yes;Password=x", "SmtpServer=mail;EnableSsl=True;Password=x");
        applied("", "");
    }
}
