//! The properties that a string states validly.

use super::connection::{Authentication, SmtpConnection};
use super::property::Property;
use super::server_name::ServerName;

/// The properties that a string states validly, even if other parts of the string are not valid.
///
/// It has no defaults: a property is `None` if it is missing, not valid, or stated more than once.
///
/// ```
/// use smtp_connection_string::check;
///
/// let report = check("SmtpServer=mail;EnableSsl=False;Timeout=-1;");
/// assert!(report.connection().is_none());
/// assert_eq!(report.properties().server().unwrap().as_str(), "mail");
/// assert_eq!(report.properties().enable_ssl(), Some(false));
/// assert_eq!(report.properties().timeout_ms(), None);
/// assert_eq!(report.properties().authentication(), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties<'a> {
    pub(super) server: Option<ServerName<'a>>,
    pub(super) authentication: Option<Authentication>,
    pub(super) enable_ssl: Option<bool>,
    pub(super) timeout_ms: Option<u32>,
}

impl<'a> Properties<'a> {
    /// Returns the server.
    #[must_use]
    pub fn server(&self) -> Option<&ServerName<'a>> {
        self.server.as_ref()
    }

    /// Returns how the connection manager authenticates.
    #[must_use]
    pub fn authentication(&self) -> Option<Authentication> {
        self.authentication
    }

    /// Returns whether STARTTLS is required.
    #[must_use]
    pub fn enable_ssl(&self) -> Option<bool> {
        self.enable_ssl
    }

    /// Returns the timeout in milliseconds.
    #[must_use]
    pub fn timeout_ms(&self) -> Option<u32> {
        self.timeout_ms
    }

    /// The connection with these properties and the defaults of the others, if there is a server.
    #[inline]
    pub(crate) fn into_connection(self) -> Option<SmtpConnection<'a>> {
        Some(SmtpConnection {
            server: self.server?,
            authentication: self.authentication.unwrap_or(Authentication::Anonymous),
            enable_ssl: self.enable_ssl.unwrap_or(false),
            timeout_ms: self.timeout_ms,
        })
    }

    /// Removes a property.
    pub(super) fn clear(&mut self, property: Property) {
        match property {
            Property::SmtpServer => self.server = None,
            Property::UseWindowsAuthentication => self.authentication = None,
            Property::EnableSsl => self.enable_ssl = None,
            Property::Timeout => self.timeout_ms = None,
        }
    }
}
