//! Everything that is to be said about a string.

use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::check::lints::{Places, advise};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::ParseError;
use crate::smtp::connection::SmtpConnection;
use crate::smtp::property::Property;
use crate::smtp::validate::{Place, Sink, walk};

/// Checks a connection string: finds all errors in one pass or, if there are none, all warnings and notes.
///
/// The report is ordered by place, then by gravity, then by the table of the rules ([`Rule::ALL`](crate::Rule::ALL)).
/// Its first error is the one that [`SmtpConnection::parse`] gives.
///
/// ```
/// use smtp_connection_string::{Rule, check};
///
/// let report = check("SmtpServer=smtp.contoso.com;EnableSsl=yes;Port=587;");
/// assert!(!report.is_valid());
/// let rules: Vec<Rule> = report.diagnostics().iter().map(|diagnostic| diagnostic.rule()).collect();
/// assert_eq!(rules, [Rule::InvalidBoolean, Rule::PortNotSupported]);
///
/// let report = check("SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;");
/// assert!(report.is_valid());
/// assert_eq!(report.diagnostics()[0].rule(), Rule::WindowsAuthenticationFallback);
/// ```
#[must_use]
pub fn check(text: &str) -> Report<'_> {
    let mut all = All::default();
    let connection = walk(text, &mut all).ok();
    let All { mut diagnostics, places, secret } = all;
    if secret {
        for diagnostic in &mut diagnostics {
            diagnostic.fixable = false;
        }
    }
    if let Some(connection) = &connection {
        advise(text, connection, &places, &mut diagnostics);
    }
    diagnostics.sort_by_key(Diagnostic::order);
    Report { source: text, connection, diagnostics }
}

/// The sink that keeps every error.
#[derive(Default)]
struct All {
    diagnostics: Vec<Diagnostic>,
    places: Places,
    secret: bool,
}

impl Sink for All {
    fn error(&mut self, error: ParseError, related: Option<Range<usize>>) -> Result<(), ParseError> {
        self.diagnostics.push(Diagnostic::new(error, related));
        Ok(())
    }

    fn pair(&mut self, property: Property, place: impl FnOnce() -> Place) {
        self.places.set(property, place());
    }

    fn secret(&mut self, _: usize) {
        self.secret = true;
    }

    fn forget(&mut self) {
        self.diagnostics.clear();
    }
}

/// What [`check`] found.
#[derive(Clone, PartialEq, Eq)]
pub struct Report<'a> {
    source: &'a str,
    connection: Option<SmtpConnection<'a>>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    /// The connection, if the string is valid.
    #[must_use]
    pub fn connection(&self) -> Option<&SmtpConnection<'a>> {
        self.connection.as_ref()
    }

    /// Whether the string is valid: whether there is no error.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.connection.is_some()
    }

    /// The findings: errors alone, or warnings and notes alone.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The string that was checked, as it is: with its secrets, if it has any.
    #[must_use]
    pub fn source(&self) -> &'a str {
        self.source
    }
}

/// Without the string, which may hold a secret.
impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("connection", &self.connection)
            .field("diagnostics", &self.diagnostics)
            .finish_non_exhaustive()
    }
}
