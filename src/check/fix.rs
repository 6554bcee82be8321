//! Fixes: edits that resolve a finding, computed from the source on demand.

use alloc::borrow::Cow;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::diagnostic::{Diagnostic, Message};
use crate::redact;
use crate::smtp::connection::SmtpConnection;
use crate::smtp::property::{Property, boolean, timeout};
use crate::smtp::rejected_server::{after_scheme, host_and_port};
use crate::smtp::server_name::ServerName;
use crate::smtp::unknown_keyword::suggestion;
use crate::smtp::validate::without_quotes;
use crate::syntax::grammar;
use crate::syntax::span::Span;

/// How certain a fix is, in rustc's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// The fix is what was meant and can be applied without review.
    MachineApplicable,
    /// The fix may not be what was meant, so a person has to review it.
    MaybeIncorrect,
}

impl Applicability {
    /// Returns the name in kebab case: `machine-applicable` or `maybe-incorrect`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MachineApplicable => "machine-applicable",
            Self::MaybeIncorrect => "maybe-incorrect",
        }
    }
}

/// The name, as in [`Applicability::as_str`].
impl fmt::Display for Applicability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// An edit of a string: the replacement replaces the text at the span.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Fix {
    span: Span,
    replacement: Cow<'static, str>,
    applicability: Applicability,
}

impl Fix {
    /// Returns the position in the source, in bytes.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.range()
    }

    /// Returns the text to write there.
    #[must_use]
    pub fn replacement(&self) -> &str {
        &self.replacement
    }

    /// Returns how certain the fix is.
    #[must_use]
    pub fn applicability(&self) -> Applicability {
        self.applicability
    }
}

impl fmt::Debug for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fix")
            .field("span", &self.span())
            .field("replacement", &self.replacement)
            .field("applicability", &self.applicability)
            .finish()
    }
}

impl Diagnostic {
    /// Returns the fixes of this finding, for the source in which it was found.
    ///
    /// A replacement consists of static text, digits, and server names that are not redacted.
    ///
    /// ```
    /// use smtp_connection_string::{Applicability, check};
    ///
    /// let source = "SmtpServer=mail;EnableSsl=yes;";
    /// let report = check(source);
    /// let fixes = report.diagnostics()[0].fixes(source);
    /// assert_eq!(fixes[0].span(), 26..29);
    /// assert_eq!(fixes[0].replacement(), "True");
    /// assert_eq!(fixes[0].applicability(), Applicability::MachineApplicable);
    /// ```
    #[must_use]
    pub fn fixes(&self, source: &str) -> Vec<Fix> {
        replacement(self, source)
            .map(|(replacement, applicability)| {
                let Range { start, end } = self.span();
                Fix { span: Span::new(start, end), replacement, applicability }
            })
            .into_iter()
            .collect()
    }
}

/// What to write at the span of a finding.
fn replacement(diagnostic: &Diagnostic, source: &str) -> Option<(Cow<'static, str>, Applicability)> {
    // The span of another source may be outside of this one.
    let found = source.get(diagnostic.span())?;
    let certain = |text| Some((Cow::Borrowed(text), Applicability::MachineApplicable));
    let likely = |text| Some((text, Applicability::MaybeIncorrect));
    match diagnostic.kind() {
        Message::BooleanMeansTrue => certain("True"),
        Message::BooleanMeansFalse => certain("False"),
        Message::NotCanonical => {
            let canonical = SmtpConnection::parse(source).ok()?.to_string();
            Some((Cow::Owned(canonical), Applicability::MachineApplicable))
        }
        Message::BareServerName => {
            let name = found.trim_matches(|c: char| c == ';' || c.is_whitespace());
            likely(Cow::Owned(SmtpConnection::builder(without_quotes(name)).build().ok()?.to_string()))
        }
        Message::Url | Message::ImplicitTlsUrl | Message::PortInServer | Message::ImplicitTlsPortInServer => {
            let host = host(without_quotes(found)).filter(|_| redact::is_server(found))?;
            likely(Cow::Owned(host.to_string()))
        }
        Message::Cleartext => likely(Cow::Borrowed("EnableSsl=True")),
        Message::CleartextByDefault => {
            let is_closed = source.trim_end().ends_with(';');
            likely(Cow::Borrowed(if is_closed { "EnableSsl=True;" } else { ";EnableSsl=True;" }))
        }
        Message::TimeoutInSeconds => {
            let seconds: u32 = without_quotes(found).parse().ok()?;
            // The number of another source may be too large.
            likely(Cow::Owned(seconds.checked_mul(1000)?.to_string()))
        }
        kind => {
            let property = suggestion(kind).filter(|_| diagnostic.can_rename)?;
            let (_, pair) = grammar::pair(source.get(diagnostic.span().start..)?).ok()?;
            is_valid(property, pair.value.inner)
                .then_some(property.as_str())
                .and_then(|name| likely(Cow::Borrowed(name)))
        }
    }
}

/// Whether a property can have a value.
fn is_valid(property: Property, value: &str) -> bool {
    match property {
        Property::SmtpServer => ServerName::parse(value).is_ok(),
        Property::UseWindowsAuthentication | Property::EnableSsl => boolean(value).is_some(),
        Property::Timeout => timeout(value).is_ok(),
    }
}

/// The host of a URL or of a host with a port.
fn host(value: &str) -> Option<&str> {
    let authority = match after_scheme(value) {
        Some(rest) => rest.split(['/', '?', '#']).next()?,
        None => value,
    };
    let host = host_and_port(authority).map_or(authority, |(host, _)| host);
    ServerName::parse(host).is_ok().then_some(host)
}

#[cfg(test)]
mod tests {
    use std::string::String;
    use std::vec::Vec;

    use super::*;
    use crate::check::report::check;

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
    fn machine_applicable(source: &str, expected: &[&str]) {
        assert_eq!(fixed(source, Applicability::MachineApplicable), expected);
    }

    #[track_caller]
    fn maybe_incorrect(source: &str, expected: &[&str]) {
        assert_eq!(fixed(source, Applicability::MaybeIncorrect), expected);
    }

    #[test]
    fn machine_applicable_fixes() {
        machine_applicable("SmtpServer=mail;EnableSsl=\"yes\";", &["SmtpServer=mail;EnableSsl=True;"]);
        machine_applicable("SmtpServer=mail;EnableSsl= 0 ;", &["SmtpServer=mail;EnableSsl= False ;"]);
        machine_applicable("smtpserver='mail'", &["SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;"]);
        machine_applicable("SmtpServer=mail;EnableSsl=maybe", &[]);
        let canonical = "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;";
        machine_applicable(&std::format!("{canonical} ;"), &[canonical]);
        machine_applicable(canonical, &[]);
    }

    #[test]
    fn fixes_to_review() {
        maybe_incorrect("Host=mail", &["SmtpServer=mail"]);
        maybe_incorrect("SmtpServer=mail;UseTls=True", &["SmtpServer=mail;EnableSsl=True"]);
        maybe_incorrect("SmtpServer=mail;Integrated Security=True", &["SmtpServer=mail;UseWindowsAuthentication=True"]);
        maybe_incorrect("SmtpServer=mail;ServiceTimeout=1", &["SmtpServer=mail;Timeout=1"]);
        maybe_incorrect(" mail ;", &["SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;"]);
        maybe_incorrect("'mail'", &["SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;"]);
        maybe_incorrect("SmtpServer=smtp://mail:25/", &["SmtpServer=mail"]);
        maybe_incorrect("SmtpServer=smtp://[::1]", &["SmtpServer=[::1]"]);
        maybe_incorrect("SmtpServer=mail:25", &["SmtpServer=mail"]);
        maybe_incorrect("SmtpServer=:25", &[]);
        maybe_incorrect(
            "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;",
            &["SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;"],
        );
        maybe_incorrect(
            "SmtpServer=mail;UseWindowsAuthentication=False",
            &["SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;"],
        );
        maybe_incorrect(
            "SmtpServer=mail;UseWindowsAuthentication=False; ",
            &["SmtpServer=mail;UseWindowsAuthentication=False; EnableSsl=True;"],
        );
        maybe_incorrect("SmtpServer=mail;EnableSsl=True;Timeout=20", &["SmtpServer=mail;EnableSsl=True;Timeout=20000"]);
    }

    #[test]
    fn fixes_beside_a_secret() {
        maybe_incorrect("Host=mail;Password=x", &["SmtpServer=mail;Password=x"]);
        machine_applicable("SmtpServer=mail;EnableSsl=yes;Password=x", &["SmtpServer=mail;EnableSsl=True;Password=x"]);
        maybe_incorrect("SmtpServer=smtp://mail/hunter2", &[]);
    }

    #[test]
    fn no_rename_to_a_duplicate_or_an_invalid_value() {
        maybe_incorrect("Host=mail;SmtpServer=relay", &[]);
        maybe_incorrect("Host=mail;SmtpServer='relay", &[]);
        maybe_incorrect("SmtpServer=mail;Encrypt=Optional", &[]);
        maybe_incorrect("SmtpServer=mail;Auth=NTLM", &[]);
        maybe_incorrect("Host=;EnableSsl=True", &[]);
        maybe_incorrect("Host=a;Server=b", &["SmtpServer=a;Server=b", "Host=a;SmtpServer=b"]);
    }

    #[test]
    fn names_of_applicabilities() {
        assert_eq!(
            [Applicability::MachineApplicable, Applicability::MaybeIncorrect].map(Applicability::as_str),
            ["machine-applicable", "maybe-incorrect"]
        );
    }

    #[test]
    fn another_source_does_not_panic() {
        let report = check("SmtpServer=mail;EnableSsl=yes;");
        assert_eq!(report.diagnostics()[0].fixes("é"), []);
        let report = check("SmtpServer=mail;EnableSsl=True;Timeout=000000000020");
        let in_seconds =
            report.diagnostics().iter().find(|found| found.rule() == crate::Rule::TimeoutInSeconds).unwrap();
        assert_eq!(in_seconds.fixes("SmtpServer=mail;EnableSsl=True;Timeout=004294967295"), []);
    }
}
