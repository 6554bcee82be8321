//! Making a connection from its properties.

use alloc::borrow::Cow;
use core::fmt;
use core::time::Duration;

use crate::diagnostic::ParseError;
use crate::smtp::connection::{Authentication, SmtpConnection};
use crate::smtp::property::{Property, timeout_of};
use crate::smtp::server_name::ServerName;

/// Builds an [`SmtpConnection`] from its properties; see [`SmtpConnection::builder`].
#[derive(Clone)]
#[must_use = "a builder does nothing until it is built"]
pub struct SmtpConnectionBuilder<'a> {
    server: Cow<'a, str>,
    authentication: Authentication,
    enable_ssl: bool,
    timeout: Option<Duration>,
}

/// Without a server that is no server name: what was given may hold a password.
impl fmt::Debug for SmtpConnectionBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("SmtpConnectionBuilder");
        if let Ok(server) = ServerName::parse(&self.server) {
            debug.field("server", &server.as_str());
        }
        debug
            .field("authentication", &self.authentication)
            .field("enable_ssl", &self.enable_ssl)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl<'a> SmtpConnection<'a> {
    /// Begins a connection to this server, with the defaults of SSIS: anonymous, clear text, no time-out.
    ///
    /// Takes a `&str`, a `String` or a [`ServerName`]; it is validated by [`build`](SmtpConnectionBuilder::build).
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
}

impl<'a> SmtpConnectionBuilder<'a> {
    /// Sets how to log on.
    pub fn authentication(mut self, authentication: Authentication) -> Self {
        self.authentication = authentication;
        self
    }

    /// Sets whether STARTTLS is required.
    pub fn enable_ssl(mut self, enable_ssl: bool) -> Self {
        self.enable_ssl = enable_ssl;
        self
    }

    /// Sets how long to wait for the server: a [`Duration`], or `None` for no `Timeout` in the string.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// Validates the properties. What is built can be written and parsed back as equal.
    ///
    /// # Errors
    ///
    /// If the server is no server name, or if the time-out is not whole milliseconds from 0 to 2147483647.
    pub fn build(self) -> Result<SmtpConnection<'a>, BuildError> {
        let timeout_ms = match self.timeout {
            None => None,
            Some(timeout) => Some(timeout_of(timeout).ok_or(BuildError(Fault::Timeout))?),
        };
        let server = ServerName::from_text(self.server).map_err(|error| BuildError(Fault::Server(error)))?;
        Ok(SmtpConnection { server, authentication: self.authentication, enable_ssl: self.enable_ssl, timeout_ms })
    }
}

/// Why a connection could not be built; names the property at fault and holds no text of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error(transparent)]
pub struct BuildError(#[from] Fault);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
enum Fault {
    // The message alone: a byte offset would be one in the server, which the reader may take for one in a string.
    #[error("SmtpServer: {}", .0.message())]
    Server(#[source] ParseError),
    #[error("Timeout: expected whole milliseconds from 0 to 2147483647, found another duration")]
    Timeout,
}

impl BuildError {
    /// The property at fault.
    #[must_use]
    pub const fn property(self) -> Property {
        match self.0 {
            Fault::Server(_) => Property::SmtpServer,
            Fault::Timeout => Property::Timeout,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::string::{String, ToString};

    use super::*;

    #[test]
    fn errors_name_the_property() {
        let error = SmtpConnection::builder("a b").build().unwrap_err();
        assert_eq!(error.property(), Property::SmtpServer);
        assert_eq!(error.to_string(), "SmtpServer: expected a host name or IP address, found white space in it");
        assert!(error.source().is_some());

        let error = SmtpConnection::builder("a").timeout(Duration::from_micros(1)).build().unwrap_err();
        assert_eq!(error.property(), Property::Timeout);
        assert_eq!(
            error.to_string(),
            "Timeout: expected whole milliseconds from 0 to 2147483647, found another duration"
        );
    }

    #[test]
    fn a_server_can_be_borrowed_owned_or_validated() {
        let server = ServerName::parse("mail").unwrap();
        let connections = [
            SmtpConnection::builder("mail").build(),
            SmtpConnection::builder(String::from("mail")).build(),
            SmtpConnection::builder(server).build(),
        ];
        assert!(connections.windows(2).all(|pair| pair[0] == pair[1]));
    }

    #[test]
    fn debug_shows_no_server_that_is_none() {
        let shown = std::format!("{:?}", SmtpConnection::builder("joe:x@mail"));
        assert_eq!(shown, "SmtpConnectionBuilder { authentication: Anonymous, enable_ssl: false, timeout: None, .. }");
        assert!(std::format!("{:?}", SmtpConnection::builder("mail")).contains("server: \"mail\""));
    }

    #[test]
    fn a_timeout_can_be_taken_back() {
        let built = SmtpConnection::builder("mail").timeout(Duration::ZERO).timeout(None).build().unwrap();
        assert_eq!(built.timeout(), None);
    }
}
