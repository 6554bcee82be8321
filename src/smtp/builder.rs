//! A connection built from its properties.

use alloc::borrow::Cow;
use core::fmt;
use core::time::Duration;

use super::connection::{Authentication, SmtpConnection};
use super::property::{Property, timeout_of};
use super::server_name::ServerName;
use crate::diagnostic::ParseError;

/// A builder for an [`SmtpConnection`]; see [`SmtpConnection::builder`].
#[derive(Clone)]
#[must_use = "a builder does nothing until it is built"]
pub struct SmtpConnectionBuilder<'a> {
    server: Cow<'a, str>,
    authentication: Authentication,
    enable_ssl: bool,
    timeout: Option<Duration>,
}

impl<'a> SmtpConnection<'a> {
    /// Returns a builder for a connection to this server, with the defaults of SSIS: anonymous, cleartext, no timeout.
    ///
    /// The server can be a `&str`, a `String` or a [`ServerName`]; [`build`](SmtpConnectionBuilder::build) validates it.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use smtp_connection_string::{Authentication, Property, SmtpConnection};
    ///
    /// let connection = SmtpConnection::builder("smtp.contoso.com")
    ///     .authentication(Authentication::Windows)
    ///     .enable_ssl(true)
    ///     .timeout(Duration::from_secs(30))
    ///     .build()?;
    /// assert_eq!(
    ///     connection.to_string(),
    ///     "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;Timeout=30000;"
    /// );
    ///
    /// let error = SmtpConnection::builder("smtp.contoso.com:587").build().unwrap_err();
    /// assert_eq!(error.property(), Property::SmtpServer);
    /// # Ok::<(), smtp_connection_string::BuildError>(())
    /// ```
    pub fn builder(server: impl Into<Cow<'a, str>>) -> SmtpConnectionBuilder<'a> {
        SmtpConnectionBuilder {
            server: server.into(),
            authentication: Authentication::Anonymous,
            enable_ssl: false,
            timeout: None,
        }
    }

    /// Returns a builder with the properties of this connection, for changing some of them.
    ///
    /// ```
    /// use smtp_connection_string::SmtpConnection;
    ///
    /// let connection = SmtpConnection::parse("SmtpServer=mail;Timeout=30000;")?;
    /// let encrypted = connection.to_builder().enable_ssl(true).build()?;
    /// assert_eq!(
    ///     encrypted.to_string(),
    ///     "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;Timeout=30000;"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_builder(&self) -> SmtpConnectionBuilder<'a> {
        Self::builder(self.server.clone())
            .authentication(self.authentication)
            .enable_ssl(self.enable_ssl)
            .timeout(self.timeout())
    }
}

impl<'a> SmtpConnectionBuilder<'a> {
    /// Sets the server.
    pub fn server(mut self, server: impl Into<Cow<'a, str>>) -> Self {
        self.server = server.into();
        self
    }

    /// Sets how the connection manager authenticates.
    pub fn authentication(mut self, authentication: Authentication) -> Self {
        self.authentication = authentication;
        self
    }

    /// Sets whether STARTTLS is required.
    pub fn enable_ssl(mut self, enable_ssl: bool) -> Self {
        self.enable_ssl = enable_ssl;
        self
    }

    /// Sets the timeout: a [`Duration`], or `None` for no `Timeout` in the string.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// Validates the properties and returns the connection.
    ///
    /// # Errors
    ///
    /// Returns an error if the server is not a server name, or if the timeout is not a whole number of milliseconds from 0
    /// to 2147483647.
    pub fn build(self) -> Result<SmtpConnection<'a>, BuildError> {
        let timeout_ms = match self.timeout {
            None => None,
            Some(timeout) => Some(timeout_of(timeout).ok_or(BuildError(Invalid::Timeout))?),
        };
        let server = ServerName::from_cow(self.server).map_err(|error| BuildError(Invalid::Server(error)))?;
        Ok(SmtpConnection { server, authentication: self.authentication, enable_ssl: self.enable_ssl, timeout_ms })
    }
}

/// A server that is not valid is omitted, because it may contain a password.
impl fmt::Debug for SmtpConnectionBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("SmtpConnectionBuilder");
        if ServerName::parse(&self.server).is_ok() {
            debug.field("server", &self.server);
        }
        debug
            .field("authentication", &self.authentication)
            .field("enable_ssl", &self.enable_ssl)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// Why a connection cannot be built.
///
/// It contains no text of the input. `Display` is one line: the property, what is wrong with it, and what to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}: {}; {}", .0.property(), .0.message(), .0.help())]
pub struct BuildError(Invalid);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Invalid {
    Server(ParseError),
    Timeout,
}

impl Invalid {
    const fn property(self) -> Property {
        match self {
            Self::Server(_) => Property::SmtpServer,
            Self::Timeout => Property::Timeout,
        }
    }

    const fn message(self) -> &'static str {
        match self {
            // Not the whole error: its byte offset is one in the server, which is not known to the reader as a string.
            Self::Server(error) => error.message(),
            Self::Timeout => "invalid duration",
        }
    }

    const fn help(self) -> &'static str {
        match self {
            Self::Server(error) => error.help(),
            Self::Timeout => "pass a whole number of milliseconds from 0 to 2147483647",
        }
    }
}

impl BuildError {
    /// Returns the property that is not valid.
    #[must_use]
    pub const fn property(self) -> Property {
        self.0.property()
    }

    /// Returns what to write instead, in one line.
    #[must_use]
    pub const fn help(self) -> &'static str {
        self.0.help()
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::format;
    use std::string::{String, ToString};

    use super::*;

    #[test]
    fn errors_name_the_property_once() {
        let error = SmtpConnection::builder("a b").build().unwrap_err();
        assert_eq!(error.property(), Property::SmtpServer);
        let server = ServerName::parse("a b").unwrap_err();
        assert_eq!(error.to_string(), format!("SmtpServer: {}; {}", server.message(), server.help()));
        assert!(error.source().is_none());

        let error = SmtpConnection::builder("a").timeout(Duration::from_micros(1)).build().unwrap_err();
        assert_eq!(error.property(), Property::Timeout);
        assert_eq!(
            error.to_string(),
            "Timeout: invalid duration; pass a whole number of milliseconds from 0 to 2147483647"
        );
    }

    #[test]
    fn server_can_be_borrowed_owned_or_validated() {
        let server = ServerName::parse("mail").unwrap();
        let connections = [
            SmtpConnection::builder("mail").build(),
            SmtpConnection::builder(String::from("mail")).build(),
            SmtpConnection::builder(server).build(),
            SmtpConnection::builder("other").server("mail").build(),
        ];
        assert!(connections.windows(2).all(|pair| pair[0] == pair[1]));
    }

    #[test]
    fn debug_omits_invalid_server() {
        let shown = format!("{:?}", SmtpConnection::builder("joe:x@mail"));
        assert_eq!(shown, "SmtpConnectionBuilder { authentication: Anonymous, enable_ssl: false, timeout: None, .. }");
        assert!(format!("{:?}", SmtpConnection::builder("mail")).contains("server: \"mail\""));
    }

    #[test]
    fn timeout_can_be_unset() {
        let built = SmtpConnection::builder("mail").timeout(Duration::ZERO).timeout(None).build().unwrap();
        assert_eq!(built.timeout(), None);
    }
}
