//! Fixes: edits that would answer a finding, computed from the source when they are asked for.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

use crate::check::report::check;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::message::Problem;
use crate::smtp::connection::SmtpConnection;
use crate::smtp::rejected_server;
use crate::smtp::server_name::ServerName;

/// How far a fix can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// The fix says what the string said, as SSIS writes it; it can be applied unseen.
    Certain,
    /// The fix is probably what was meant, or chooses something; somebody must look at it.
    NeedsALook,
}

impl Applicability {
    /// The name in lower case: `certain` or `needs-a-look`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::NeedsALook => "needs-a-look",
        }
    }
}

/// An edit of a string: what stands at the span becomes the replacement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fix {
    start: usize,
    end: usize,
    replacement: Cow<'static, str>,
    applicability: Applicability,
}

impl Fix {
    /// Where, in bytes of the source.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.start..self.end
    }

    /// What to write there.
    #[must_use]
    pub fn replacement(&self) -> &str {
        &self.replacement
    }

    /// How far it can be trusted.
    #[must_use]
    pub fn applicability(&self) -> Applicability {
        self.applicability
    }
}

impl Diagnostic {
    /// The fixes of this finding, for the source that it was found in.
    ///
    /// There is none for a string that holds a secret, and none where nothing sensible can be said.
    ///
    /// ```
    /// use smtp_connection_string::{Applicability, check};
    ///
    /// let source = "SmtpServer=mail;EnableSsl=yes;";
    /// let report = check(source);
    /// let fixes = report.diagnostics()[0].fixes(source);
    /// assert_eq!(fixes[0].span(), 26..29);
    /// assert_eq!(fixes[0].replacement(), "True");
    /// assert_eq!(fixes[0].applicability(), Applicability::Certain);
    /// ```
    #[must_use]
    pub fn fixes(&self, source: &str) -> Vec<Fix> {
        // A span of another source may be out of this one.
        let found = source.get(self.span()).filter(|_| self.fixable);
        found.and_then(|found| edit(self.problem(), self.span(), found, source)).into_iter().collect()
    }
}

/// Applies the certain fixes, until there is none left, and gives the repaired text.
///
/// No error is in it that was not there before, and applying again changes nothing. A string with a secret, and one for
/// which no fix is certain, comes back as it is.
///
/// ```
/// use smtp_connection_string::apply_fixes;
///
/// assert_eq!(
///     apply_fixes("smtpserver=mail;enablessl=yes"),
///     "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;"
/// );
/// // Errors without a certain fix keep the string from being rewritten as a whole.
/// assert_eq!(apply_fixes("Host=mail;EnableSsl=yes"), "Host=mail;EnableSsl=True");
/// ```
#[must_use]
pub fn apply_fixes(text: &str) -> String {
    let mut fixed = String::from(text);
    // Fixed errors can leave a valid string, which has one fix more, for its spelling, and then none: two rounds that
    // change something. The third is there so that the loop has an end whatever rules may come.
    for _ in 0..3 {
        let next = apply_once(&fixed);
        if next == fixed {
            break;
        }
        fixed = next;
    }
    fixed
}

/// One round of [`apply_fixes`]: of fixes that overlap, the first is applied.
fn apply_once(text: &str) -> String {
    let report = check(text);
    let fixes = report.diagnostics().iter().flat_map(|diagnostic| diagnostic.fixes(text));
    let mut repaired = String::with_capacity(text.len());
    let mut done = 0;
    // Diagnostics come in the order of their spans, and so do their fixes.
    for fix in fixes.filter(|fix| fix.applicability() == Applicability::Certain) {
        let Some(kept) = text.get(done..fix.start) else { continue };
        repaired.push_str(kept);
        repaired.push_str(&fix.replacement);
        done = fix.end;
    }
    repaired.push_str(text.get(done..).unwrap_or_default());
    repaired
}

fn edit(problem: Problem, span: Range<usize>, found: &str, source: &str) -> Option<Fix> {
    let fix = |replacement: Cow<'static, str>, applicability| Fix {
        start: span.start,
        end: span.end,
        replacement,
        applicability,
    };
    let certain = |replacement| Some(fix(Cow::Borrowed(replacement), Applicability::Certain));
    let look = |replacement| Some(fix(Cow::Borrowed(replacement), Applicability::NeedsALook));
    let look_at = |replacement: String| Some(fix(Cow::Owned(replacement), Applicability::NeedsALook));
    match problem {
        Problem::BooleanMeansTrue => certain("True"),
        Problem::BooleanMeansFalse => certain("False"),
        Problem::NotCanonical => {
            let canonical = SmtpConnection::parse(source).ok()?.to_string();
            Some(fix(Cow::Owned(canonical), Applicability::Certain))
        }
        Problem::UnknownKeywordForServer => look("SmtpServer"),
        Problem::UnknownKeywordForWindowsAuthentication => look("UseWindowsAuthentication"),
        Problem::UnknownKeywordForSsl => look("EnableSsl"),
        Problem::UnknownKeywordForTimeout => look("Timeout"),
        Problem::BareServerName => {
            let text = found.trim_matches(|c: char| c == ';' || c.is_whitespace());
            look_at(SmtpConnection::builder(unquoted(text)).build().ok()?.to_string())
        }
        Problem::Url => look_at(host_of_url(unquoted(found))?.to_string()),
        Problem::PortInServer => look_at(host(rejected_server::without_port(unquoted(found))?)?.to_string()),
        Problem::ClearText => look("EnableSsl=True"),
        Problem::ClearTextByDefault => look(if ends_open(source) { ";EnableSsl=True;" } else { "EnableSsl=True;" }),
        Problem::TimeoutInSeconds => {
            let seconds: u32 = unquoted(found).parse().ok()?;
            look_at((seconds * 1000).to_string())
        }
        _ => None,
    }
}

/// A value without its quotes; a doubled quote in it makes it no server, no number, and so no fix.
fn unquoted(text: &str) -> &str {
    let within = |quote| text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
    within('"').or_else(|| within('\'')).unwrap_or(text)
}

fn host_of_url(url: &str) -> Option<&str> {
    let rest = rejected_server::scheme(url)?;
    let authority = rest.split(['/', '?', '#']).next()?;
    host(authority).or_else(|| host(rejected_server::without_port(authority)?))
}

/// The text, if it is a server name.
fn host(text: &str) -> Option<&str> {
    ServerName::parse(text).is_ok().then_some(text)
}

/// Whether a pair must be parted from what a valid source ends with.
fn ends_open(source: &str) -> bool {
    !source.trim_end().ends_with(';')
}

#[cfg(test)]
mod tests {
    use std::string::String;
    use std::vec::Vec;

    use super::*;

    /// The source after each fix of its findings, applied alone.
    fn fixed(source: &str, applicability: Applicability) -> Vec<String> {
        let report = check(source);
        let fixes = report.diagnostics().iter().flat_map(|diagnostic| diagnostic.fixes(source));
        let wanted = fixes.filter(|fix| fix.applicability() == applicability);
        wanted
            .map(|fix| {
                let mut text = String::from(source);
                text.replace_range(fix.span(), fix.replacement());
                text
            })
            .collect()
    }

    #[track_caller]
    fn certain(source: &str, expected: &[&str]) {
        assert_eq!(fixed(source, Applicability::Certain), expected);
    }

    #[track_caller]
    fn look(source: &str, expected: &[&str]) {
        assert_eq!(fixed(source, Applicability::NeedsALook), expected);
    }

    #[test]
    fn certain_fixes() {
        certain("SmtpServer=mail;EnableSsl=\"yes\";", &["SmtpServer=mail;EnableSsl=True;"]);
        certain("SmtpServer=mail;EnableSsl= 0 ;", &["SmtpServer=mail;EnableSsl= False ;"]);
        certain("smtpserver='mail'", &["SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;"]);
        certain("SmtpServer=mail;EnableSsl=maybe", &[]);
        let canonical = "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;";
        certain(&std::format!("{canonical} ;"), &[canonical]);
        certain(canonical, &[]);
    }

    #[test]
    fn fixes_that_need_a_look() {
        look("Host=mail", &["SmtpServer=mail"]);
        look("SmtpServer=mail;UseTls=True", &["SmtpServer=mail;EnableSsl=True"]);
        look("SmtpServer=mail;Integrated Security=True", &["SmtpServer=mail;UseWindowsAuthentication=True"]);
        look("SmtpServer=mail;ServiceTimeout=1", &["SmtpServer=mail;Timeout=1"]);
        look(" mail ;", &["SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;"]);
        look("'mail'", &["SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;"]);
        look("SmtpServer=smtp://mail:25/x", &["SmtpServer=mail"]);
        look("SmtpServer=smtp://[::1]", &["SmtpServer=[::1]"]);
        look("SmtpServer=mail:25", &["SmtpServer=mail"]);
        look("SmtpServer=:25", &[]);
        look(
            "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;",
            &["SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;"],
        );
        look(
            "SmtpServer=mail;UseWindowsAuthentication=False",
            &["SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;"],
        );
        look(
            "SmtpServer=mail;UseWindowsAuthentication=False; ",
            &["SmtpServer=mail;UseWindowsAuthentication=False; EnableSsl=True;"],
        );
        look("SmtpServer=mail;EnableSsl=True;Timeout=20", &["SmtpServer=mail;EnableSsl=True;Timeout=20000"]);
    }

    #[test]
    fn all_certain_fixes_are_applied() {
        #[track_caller]
        fn applied(source: &str, expected: &str) {
            assert_eq!(apply_fixes(source), expected);
            assert_eq!(apply_fixes(expected), expected);
        }
        applied("EnableSsl=1;UseWindowsAuthentication=no", "EnableSsl=True;UseWindowsAuthentication=False");
        applied("EnableSsl=1;EnableSsl=0", "EnableSsl=True;EnableSsl=False");
        applied("SmtpServer='mail", "SmtpServer='mail");
        applied("SmtpServer=mail;EnableSsl=yes;Password=x", "SmtpServer=mail;EnableSsl=yes;Password=x");
        applied("", "");
    }

    #[test]
    fn a_secret_forbids_every_fix() {
        look("Host=mail;Password=x", &[]);
        look("Host=mail;Foo=x", &["SmtpServer=mail;Foo=x"]); // masked, and no secret
        certain("SmtpServer=mail;EnableSsl=yes;Password=x", &[]);
    }

    #[test]
    fn an_applicability_has_a_name() {
        assert_eq!(
            [Applicability::Certain, Applicability::NeedsALook].map(Applicability::as_str),
            ["certain", "needs-a-look"]
        );
    }

    #[test]
    fn a_span_of_another_source_is_no_panic() {
        let report = check("SmtpServer=mail;EnableSsl=yes;");
        assert_eq!(report.diagnostics()[0].fixes("é"), []);
    }
}
