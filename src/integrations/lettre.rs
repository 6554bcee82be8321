//! A connection as the transport of the mail client `lettre`.
//!
//! What SSIS would do is kept or refused, never made less: a transport that quietly sent in clear text or without logging
//! on would do what the string does not say. There is no asynchronous one: its builder exists only with a runtime, which
//! every user of the feature would have to build.

use alloc::string::{String, ToString};

use lettre::SmtpTransport;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::{SMTP_PORT, SmtpTransportBuilder};

use crate::smtp::connection::{Authentication, SmtpConnection};

/// Why a connection cannot become a transport.
///
/// ```
/// use lettre::transport::smtp::SmtpTransportBuilder;
/// use smtp_connection_string::{SmtpConnection, TransportError};
///
/// let connection = SmtpConnection::parse("SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;")?;
/// let error = SmtpTransportBuilder::try_from(&connection).unwrap_err();
/// assert!(matches!(error, TransportError::WindowsAuthentication));
/// # Ok::<(), smtp_connection_string::ParseError>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// The string asks for Windows authentication, which `lettre` cannot do.
    ///
    /// Sending without logging on instead is what `System.Net.Mail.SmtpClient` does where the server offers nothing that
    /// it can use; it is a hole, and not repeated here. Where anonymous access is meant, say so in the string.
    #[error("windows authentication is not possible: this mail client has neither GSSAPI nor NTLM")]
    WindowsAuthentication,
    /// TLS could not be set up on this machine, which `EnableSsl=True` needs.
    #[error("cannot set up TLS, which `EnableSsl=True` needs")]
    Tls(#[source] lettre::transport::smtp::Error),
}

/// The transport that the string describes; what the string does not say can be set on the builder.
///
/// - The server at port 25, which is the only one that the connection manager has.
/// - `EnableSsl=True`: STARTTLS is required, with a certificate for the server that the roots of this machine vouch for;
///   a server without STARTTLS makes the send fail. `EnableSsl=False`: clear text, also where the server offers STARTTLS.
/// - `Timeout`: for each answer of the server; if it is missing, lettre's own default of one minute. As in SSIS, a
///   time-out of 0 makes every send fail.
///
/// ```
/// use lettre::SmtpTransport;
/// use lettre::transport::smtp::SmtpTransportBuilder;
/// use smtp_connection_string::SmtpConnection;
///
/// let connection = SmtpConnection::parse("SmtpServer=smtp.contoso.com;EnableSsl=True;Timeout=30000;")?;
/// let transport: SmtpTransport = SmtpTransportBuilder::try_from(&connection)?.build();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`TransportError`]: for Windows authentication, or if TLS cannot be set up.
#[cfg_attr(docsrs, doc(cfg(feature = "lettre")))]
impl TryFrom<&SmtpConnection<'_>> for SmtpTransportBuilder {
    type Error = TransportError;

    fn try_from(connection: &SmtpConnection<'_>) -> Result<Self, TransportError> {
        match connection.authentication() {
            Authentication::Anonymous => {}
            Authentication::Windows => return Err(TransportError::WindowsAuthentication),
        }
        let host = host(connection);
        let tls = if connection.enable_ssl() {
            Tls::Required(TlsParameters::new(host.clone()).map_err(TransportError::Tls)?)
        } else {
            Tls::None
        };
        // The port is lettre's default as well; it is said, for the string means this one whatever the default is.
        let builder = SmtpTransport::builder_dangerous(host).port(SMTP_PORT).tls(tls);
        Ok(match connection.timeout() {
            None => builder,
            timeout @ Some(_) => builder.timeout(timeout),
        })
    }
}

/// The server as the resolver and the check of the certificate take it: an IPv6 address without its brackets.
fn host(connection: &SmtpConnection<'_>) -> String {
    let server = connection.server();
    server.ip().map_or_else(|| server.as_str().to_string(), |address| address.to_string())
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::format;
    use std::time::Duration;

    use super::*;

    fn builder(text: &str) -> Result<SmtpTransportBuilder, TransportError> {
        SmtpTransportBuilder::try_from(&SmtpConnection::parse(text).unwrap())
    }

    /// The builder has no getters; its `Debug` is all that shows what was set.
    #[track_caller]
    fn shows(text: &str, expected: &[&str]) {
        let shown = format!("{:?}", builder(text).unwrap());
        for part in expected {
            assert!(shown.contains(part), "{part}: {shown}");
        }
    }

    #[test]
    fn every_property_reaches_the_builder() {
        shows(
            "SmtpServer=mail",
            &["server: \"mail\"", "port: 25", "tls: None", "timeout: Some(60s)", "credentials: None"],
        );
        shows("SmtpServer=mail;EnableSsl=True", &["tls: Required", "port: 25"]);
        shows("SmtpServer=mail;Timeout=2000", &["timeout: Some(2s)"]);
        shows("SmtpServer=mail;Timeout=0", &["timeout: Some(0ns)"]);
    }

    #[test]
    fn an_address_stands_without_brackets() {
        shows("SmtpServer=[2001:db8::25];EnableSsl=True", &["server: \"2001:db8::25\"", "tls: Required"]);
        shows("SmtpServer=192.0.2.25", &["server: \"192.0.2.25\""]);
        // The dot at the end keeps the resolver from trying the search domains.
        shows("SmtpServer=smtp.contoso.com.", &["server: \"smtp.contoso.com.\""]);
    }

    #[test]
    fn windows_authentication_is_refused_with_and_without_tls() {
        for ssl in ["True", "False"] {
            let error = builder(&format!("SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl={ssl}")).unwrap_err();
            assert!(matches!(error, TransportError::WindowsAuthentication));
            assert_eq!(
                error.to_string(),
                "windows authentication is not possible: this mail client has neither GSSAPI nor NTLM"
            );
            assert!(error.source().is_none());
        }
    }

    #[test]
    fn a_transport_that_was_made_can_still_be_changed() {
        let changed = builder("SmtpServer=mail;Timeout=5").unwrap().port(2525).timeout(Some(Duration::from_secs(9)));
        assert!(format!("{changed:?}").contains("port: 2525"));
    }
}
