//! The report on one string.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::fix::Fix;
use super::lints::lints;
use super::render;
use crate::diagnostic::{Diagnostic, ParseError, Severity};
use crate::smtp::connection::SmtpConnection;
use crate::smtp::properties::Properties;
use crate::smtp::property::{PerProperty, Property};
use crate::smtp::unknown_keyword::suggestion;
use crate::smtp::validate::{PairSpans, Sink, walk};
use crate::syntax::span::Span;

/// Checks a connection string and returns all findings: errors, and warnings and notes about what it states validly.
///
/// The report is ordered by position, then from the most to the least severe, then in the order of
/// [`Rule::ALL`](crate::Rule::ALL). Its first error is the one that [`SmtpConnection::parse`] returns.
///
/// ```
/// use smtp_connection_string::{Rule, check};
///
/// let report = check("SmtpServer=smtp.contoso.com;EnableSsl=False;Port=587;");
/// assert!(!report.is_valid());
/// let rules: Vec<Rule> = report.diagnostics().iter().map(|diagnostic| diagnostic.rule()).collect();
/// assert_eq!(rules, [Rule::NoEncryption, Rule::PortNotSupported]);
/// assert_eq!(report.errors().count(), 1);
///
/// let report = check("SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;");
/// assert!(report.is_valid());
/// assert_eq!(report.diagnostics()[0].rule(), Rule::WindowsAuthenticationFallback);
/// ```
#[must_use]
pub fn check(text: &str) -> Report<'_> {
    let mut all = CollectAll::default();
    let mut properties = Properties::default();
    // This sink never ends the walk.
    let _ = walk(text, &mut all, &mut properties);
    let CollectAll { mut diagnostics, spans } = all;
    let connection = if diagnostics.is_empty() { properties.clone().into_connection() } else { None };
    for diagnostic in &mut diagnostics {
        diagnostic.can_rename = suggestion(diagnostic.kind()).is_none_or(|property| spans.get(property).is_none());
    }
    lints(text, &properties, connection.as_ref(), &spans, &mut diagnostics);
    // The errors are in this order already, and the sort is stable.
    diagnostics.sort_by_key(Diagnostic::order);
    Report { source: text, connection, properties, diagnostics }
}

/// The policy of a check: all errors are kept.
#[derive(Default)]
struct CollectAll {
    diagnostics: Vec<Diagnostic>,
    spans: PerProperty<Option<PairSpans>>,
}

impl Sink for CollectAll {
    fn error(&mut self, error: ParseError, related: Option<Span>) -> Result<(), ParseError> {
        self.diagnostics.push(Diagnostic::new(error, related));
        Ok(())
    }

    fn pair(&mut self, property: Property, spans: impl FnOnce() -> PairSpans) {
        *self.spans.get_mut(property) = Some(spans());
    }
}

/// The result of [`check`].
#[derive(Clone, PartialEq, Eq)]
pub struct Report<'a> {
    source: &'a str,
    connection: Option<SmtpConnection<'a>>,
    properties: Properties<'a>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    /// Returns the connection, if the string is valid.
    #[must_use]
    pub fn connection(&self) -> Option<&SmtpConnection<'a>> {
        self.connection.as_ref()
    }

    /// Returns the connection, if the string is valid.
    #[must_use]
    pub fn into_connection(self) -> Option<SmtpConnection<'a>> {
        self.connection
    }

    /// Returns whether the string is valid, which means that there is no error.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.connection.is_some()
    }

    /// Returns the properties that the string states validly, even if other parts of it are not valid.
    #[must_use]
    pub fn properties(&self) -> &Properties<'a> {
        &self.properties
    }

    /// Returns the findings, in order.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Iterates over the errors among the findings, in order.
    #[must_use = "an iterator does nothing until it is used"]
    pub fn errors(&self) -> impl DoubleEndedIterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity() == Severity::Error)
    }

    /// Iterates over the fixes of all findings, in order.
    ///
    /// ```
    /// use smtp_connection_string::{Applicability, check};
    ///
    /// let report = check("SmtpServer=mail;EnableSsl=yes;Timeout=20;");
    /// let fixes: Vec<_> = report.fixes().map(|fix| (fix.replacement().to_owned(), fix.applicability())).collect();
    /// assert_eq!(
    ///     fixes,
    ///     [
    ///         ("True".to_owned(), Applicability::MachineApplicable),
    ///         ("20000".to_owned(), Applicability::MaybeIncorrect),
    ///     ]
    /// );
    /// ```
    pub fn fixes(&self) -> impl Iterator<Item = Fix> {
        self.diagnostics.iter().flat_map(|diagnostic| diagnostic.fixes(self.source))
    }

    /// Returns the findings as plain text, one paragraph each: the message, the string with carets under the span, and the
    /// help. It is empty if there are none, and ends after 20 with the number of further ones.
    ///
    /// The string is redacted and escaped.
    ///
    /// ```
    /// use smtp_connection_string::check;
    ///
    /// let report = check("SmtpServer=mail;EnableSsl=yes;");
    /// assert_eq!(
    ///     report.render(),
    ///     "\
    /// error[invalid-boolean]: invalid boolean
    ///   |
    ///   | SmtpServer=mail;EnableSsl=yes;
    ///   |                           ^^^
    ///   = help: write `True`
    /// "
    /// );
    /// ```
    #[must_use]
    pub fn render(&self) -> String {
        render::report(self.source, &self.diagnostics)
    }

    /// Returns the checked string itself, with its secrets, if it has any.
    #[must_use]
    pub fn source(&self) -> &'a str {
        self.source
    }
}

/// The string is omitted, because it may contain a secret.
impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("connection", &self.connection)
            .field("properties", &self.properties)
            .field("diagnostics", &self.diagnostics)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_that_occurs_twice_is_not_stated() {
        for source in ["EnableSsl=True;EnableSsl=True", "EnableSsl=True;EnableSsl=", "EnableSsl=True;EnableSsl='x"] {
            assert_eq!(check(source).properties().enable_ssl(), None, "{source}");
        }
    }
}
