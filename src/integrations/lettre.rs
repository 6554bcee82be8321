//! A connection as a transport of the mail client `lettre`.
//!
//! A property that `lettre` cannot honor is an error. A transport that sent in cleartext or without logging on would
//! contradict the connection string. There is no asynchronous transport, because its builder exists only with an async
//! runtime, which every user of the feature would have to compile.

use alloc::string::{String, ToString};
use core::error::Error;
use core::fmt;

use lettre::SmtpTransport;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::{self, SMTP_PORT, SmtpTransportBuilder};

use crate::smtp::connection::{Authentication, SmtpConnection};

/// The reason why a connection cannot be used with `lettre`.
///
/// ```
/// use lettre::transport::smtp::SmtpTransportBuilder;
/// use smtp_connection_string::SmtpConnection;
///
/// let connection = SmtpConnection::parse("SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;")?;
/// let error = SmtpTransportBuilder::try_from(&connection).unwrap_err();
/// assert!(error.is_windows_authentication());
/// assert_eq!(
///     error.to_string(),
///     "lettre does not support Windows authentication; \
///      write `UseWindowsAuthentication=False` if the server accepts anonymous mail"
/// );
/// # Ok::<(), smtp_connection_string::ParseError>(())
/// ```
#[derive(Debug)]
pub struct TransportError(Reason);

#[derive(Debug)]
enum Reason {
    WindowsAuthentication,
    Tls(smtp::Error),
}

impl TransportError {
    /// Returns whether the connection uses Windows authentication, which `lettre` does not support.
    ///
    /// If a server offers no usable mechanism, `System.Net.Mail.SmtpClient` sends the mail without authentication.
    /// This crate does not: write `UseWindowsAuthentication=False` if that is intended.
    #[must_use]
    pub const fn is_windows_authentication(&self) -> bool {
        matches!(self.0, Reason::WindowsAuthentication)
    }

    /// Returns whether TLS, which `EnableSsl=True` requires, could not be set up.
    #[must_use]
    pub const fn is_tls(&self) -> bool {
        matches!(self.0, Reason::Tls(_))
    }

    /// Returns the problem in one line, without the help.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        match self.0 {
            Reason::WindowsAuthentication => "lettre does not support Windows authentication",
            Reason::Tls(_) => "cannot set up TLS for `EnableSsl=True`",
        }
    }

    /// Returns what to do about the problem, in one line.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self.0 {
            Reason::WindowsAuthentication => {
                "write `UseWindowsAuthentication=False` if the server accepts anonymous mail"
            }
            Reason::Tls(_) => "check the root certificates of this machine",
        }
    }
}

/// Writes the message and the help.
impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message(), self.help())
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Reason::WindowsAuthentication => None,
            // `Display` of lettre's error contains the message of its source. With both in the chain, the message would be
            // printed twice.
            Reason::Tls(error) => error.source().or(Some(error)),
        }
    }
}

/// Converts a connection to a transport with the same server, encryption and timeout.
///
/// - The port is 25, as in SSIS.
/// - `EnableSsl=True` requires STARTTLS and a certificate for the server that a root certificate of this machine has
///   signed. If the server does not offer STARTTLS, the send fails. `EnableSsl=False` sends in cleartext, even if the
///   server offers STARTTLS.
/// - `Timeout` limits each wait for the server, not the whole send. If it is missing, the limit is `lettre`'s default of
///   one minute. If it is 0, every send fails, as in SSIS.
///
/// Other settings can be changed in the builder.
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
/// # Limiting the whole send
///
/// `lettre` applies the timeout to the connection attempt to each address of the server, and then to each single read and
/// write. It does not limit the name resolution or the sum of these waits. If a server sends one line per second, a send
/// with `Timeout=2000` lasts as long as the server continues. `System.Net.Mail.SmtpClient` is different: its timeout limits
/// the whole send.
///
/// `lettre` has no setting for such a limit. Send on a separate thread, and stop waiting for it:
///
/// ```
/// use std::sync::mpsc;
/// use std::thread;
/// use std::time::Duration;
///
/// use lettre::transport::smtp::SmtpTransportBuilder;
/// use lettre::{Message, Transport};
/// use smtp_connection_string::SmtpConnection;
///
/// let connection = SmtpConnection::parse("SmtpServer=localhost;Timeout=2000;")?;
/// let transport = SmtpTransportBuilder::try_from(&connection)?;
/// # // A server that never answers.
/// # let server = std::net::TcpListener::bind(("127.0.0.1", 0))?;
/// # let transport = transport.port(server.local_addr()?.port());
/// let transport = transport.build();
/// let mail = Message::builder()
///     .from("packages@contoso.com".parse()?)
///     .to("operators@contoso.com".parse()?)
///     .body(String::from("42 rows"))?;
///
/// let (sender, receiver) = mpsc::channel();
/// thread::spawn(move || sender.send(transport.send(&mail)));
/// let result = receiver.recv_timeout(Duration::from_millis(200));
/// assert_eq!(result.unwrap_err(), mpsc::RecvTimeoutError::Timeout);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The thread continues until a single wait exceeds `Timeout` or the server closes the connection, so the mail can still be
/// delivered after the limit.
///
/// # Errors
///
/// Returns a [`TransportError`] if the connection uses Windows authentication, or if TLS cannot be set up.
#[cfg_attr(docsrs, doc(cfg(feature = "lettre")))]
impl TryFrom<&SmtpConnection<'_>> for SmtpTransportBuilder {
    type Error = TransportError;

    fn try_from(connection: &SmtpConnection<'_>) -> Result<Self, TransportError> {
        match connection.authentication() {
            Authentication::Anonymous => {}
            Authentication::Windows => return Err(TransportError(Reason::WindowsAuthentication)),
        }
        let host = host(connection);
        let tls = if connection.enable_ssl() {
            Tls::Required(TlsParameters::new(host.clone()).map_err(|error| TransportError(Reason::Tls(error)))?)
        } else {
            Tls::None
        };
        // 25 is also lettre's default, but the connection string means 25 whatever that default is.
        let builder = SmtpTransport::builder_dangerous(host).port(SMTP_PORT).tls(tls);
        Ok(match connection.timeout() {
            None => builder,
            timeout @ Some(_) => builder.timeout(timeout),
        })
    }
}

/// Returns the server as name resolution and certificate validation require it: an IPv6 address without brackets.
fn host(connection: &SmtpConnection<'_>) -> String {
    let server = connection.server();
    server.ip().map_or_else(|| server.as_str().to_string(), |address| address.to_string())
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::time::Duration;

    use super::*;

    fn builder(text: &str) -> Result<SmtpTransportBuilder, TransportError> {
        SmtpTransportBuilder::try_from(&SmtpConnection::parse(text).unwrap())
    }

    /// The builder has no getters, so this reads its `Debug`.
    #[track_caller]
    fn assert_shows(text: &str, expected: &[&str]) {
        let shown = format!("{:?}", builder(text).unwrap());
        for part in expected {
            assert!(shown.contains(part), "{part}: {shown}");
        }
    }

    #[test]
    fn properties_are_set_in_the_builder() {
        assert_shows(
            "SmtpServer=mail",
            &["server: \"mail\"", "port: 25", "tls: None", "timeout: Some(60s)", "credentials: None"],
        );
        assert_shows("SmtpServer=mail;EnableSsl=True", &["tls: Required", "port: 25"]);
        assert_shows("SmtpServer=mail;Timeout=2000", &["timeout: Some(2s)"]);
        assert_shows("SmtpServer=mail;Timeout=0", &["timeout: Some(0ns)"]);
    }

    #[test]
    fn brackets_of_an_address_are_removed() {
        assert_shows("SmtpServer=[2001:db8::25];EnableSsl=True", &["server: \"2001:db8::25\"", "tls: Required"]);
        assert_shows("SmtpServer=192.0.2.25", &["server: \"192.0.2.25\""]);
    }

    #[test]
    fn trailing_dot_is_kept() {
        // Without it, the resolver would try the search domains.
        assert_shows("SmtpServer=smtp.contoso.com.", &["server: \"smtp.contoso.com.\""]);
    }

    #[test]
    fn windows_authentication_is_refused_with_and_without_tls() {
        for ssl in ["True", "False"] {
            let error = builder(&format!("SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl={ssl}")).unwrap_err();
            assert!(error.is_windows_authentication() && !error.is_tls());
            assert_eq!(
                error.to_string(),
                "lettre does not support Windows authentication; \
                 write `UseWindowsAuthentication=False` if the server accepts anonymous mail"
            );
            assert!(error.source().is_none());
        }
    }

    #[test]
    fn chain_of_a_tls_error_has_the_message_of_the_cause_once() {
        // No TLS error can be provoked, so this is another error of lettre that has a source.
        let cause = SmtpTransport::from_url("not a URL").unwrap_err();
        let message = cause.source().unwrap().to_string();
        assert!(cause.to_string().contains(&message));

        let error = TransportError(Reason::Tls(cause));
        assert!(error.is_tls() && !error.is_windows_authentication());
        let sources = std::iter::successors(error.source(), |&source| source.source());
        let chain = sources.fold(error.to_string(), |chain, source| format!("{chain}: {source}"));
        assert_eq!(
            chain,
            format!("cannot set up TLS for `EnableSsl=True`; check the root certificates of this machine: {message}")
        );
    }

    #[test]
    fn builder_can_be_changed() {
        let changed = builder("SmtpServer=mail;Timeout=5").unwrap().port(2525).timeout(Some(Duration::from_secs(9)));
        assert!(format!("{changed:?}").contains("port: 2525"));
    }
}
