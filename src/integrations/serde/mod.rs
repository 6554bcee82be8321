//! Support for `serde`: `Serialize` and `Deserialize` for [`SmtpConnection`], [`ServerName`] and [`Authentication`], and
//! modules for `#[serde(with = "…")]`.
//!
//! | in a configuration file | Rust |
//! |---|---|
//! | the connection string | a field of type `SmtpConnection<'static>` |
//! | the connection string, borrowed from the input | the same with [`borrowed`] |
//! | the connection string, or a map of the properties | the same with [`structured`], also in an `Option` or a `Vec` |
//!
//! ```
//! use smtp_connection_string::SmtpConnection;
//!
//! #[derive(serde::Deserialize)]
//! struct Settings {
//!     reports: SmtpConnection<'static>,
//!     #[serde(with = "smtp_connection_string::serde::structured")]
//!     alerts: SmtpConnection<'static>,
//! }
//!
//! let settings: Settings = toml::from_str(
//!     "reports = 'SmtpServer=smtp.contoso.com;EnableSsl=True;'\n\
//!      alerts = { server = 'relay.contoso.com', timeout_ms = 30000 }",
//! )?;
//! assert_eq!(settings.reports.server().as_str(), "smtp.contoso.com");
//! assert_eq!(settings.alerts.server().as_str(), "relay.contoso.com");
//! # Ok::<(), toml::de::Error>(())
//! ```
//!
//! `Deserialize` copies what it keeps, so a struct with an `SmtpConnection<'static>` implements `DeserializeOwned`, which
//! functions that read files require. Use [`borrowed`] to avoid the copy.
//!
//! # Errors and secrets
//!
//! No error of these implementations contains a key or a value of the input, not even one of the wrong type. A format can
//! add text: **`Display` of `toml::de::Error` quotes the line of the input, and `Debug` prints the whole document.** Log
//! its `message()` and its `span()` instead:
//!
//! ```
//! use smtp_connection_string::SmtpConnection;
//!
//! #[derive(Debug, serde::Deserialize)]
//! struct Settings {
//!     mail: SmtpConnection<'static>,
//! }
//!
//! let document = "mail = 'SmtpServer=smtp.contoso.com;Password=hunter2'";
//! let error = toml::from_str::<Settings>(document).unwrap_err();
//! assert!(error.to_string().contains("hunter2"));
//! assert!(!error.message().contains("hunter2"));
//! ```
//!
//! The same applies to every error that wraps a `toml::de::Error` and to `unwrap` and `expect`, which print `Debug`.

pub mod borrowed;
mod scalar;
pub mod structured;
mod vocabulary;

use serde_core::de::{Deserialize, Deserializer};
use serde_core::ser::{Serialize, Serializer};

use self::scalar::Scalar;
use crate::diagnostic::ParseError;
use crate::smtp::connection::{Authentication, SmtpConnection};
use crate::smtp::server_name::ServerName;

/// Serializes the canonical connection string.
///
/// ```
/// use smtp_connection_string::SmtpConnection;
///
/// let connection = SmtpConnection::parse("SmtpServer=mail;EnableSsl=True")?;
/// assert_eq!(
///     serde_json::to_string(&connection)?,
///     r#""SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;""#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl Serialize for SmtpConnection<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Deserializes any valid connection string.
///
/// The connection owns its server name; see [`borrowed`] for one that borrows it. The error of an invalid string is the
/// [`ParseError`](crate::ParseError).
///
/// ```
/// use smtp_connection_string::SmtpConnection;
///
/// let connection: SmtpConnection = serde_json::from_str(r#""smtpserver = smtp.contoso.com""#)?;
/// assert_eq!(connection.server().as_str(), "smtp.contoso.com");
///
/// let error = serde_json::from_str::<SmtpConnection>(r#""SmtpServer=mail;EnableSsl=yes""#).unwrap_err();
/// let parse_error = SmtpConnection::parse("SmtpServer=mail;EnableSsl=yes").unwrap_err();
/// assert_eq!(error.to_string(), format!("{parse_error} at line 1 column 31"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl<'de> Deserialize<'de> for SmtpConnection<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let owned: SmtpConnection<'static> = scalar::from_string(deserializer)?;
        Ok(owned)
    }
}

/// Serializes the server name as it was written.
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl Serialize for ServerName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Deserializes any valid server name, which owns its text.
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl<'de> Deserialize<'de> for ServerName<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let owned: ServerName<'static> = scalar::from_string(deserializer)?;
        Ok(owned)
    }
}

/// Serializes `anonymous` or `windows`, the words that the command line writes in its JSON.
///
/// They are strings and not variants of an enum, because some formats write the number of a variant instead of its name.
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl Serialize for Authentication {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Anonymous => "anonymous",
            Self::Windows => "windows",
        })
    }
}

/// Deserializes `anonymous` or `windows`, in lower case.
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl<'de> Deserialize<'de> for Authentication {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalar::from_string(deserializer)
    }
}

impl Scalar<'_> for SmtpConnection<'static> {
    type Error = ParseError;
    const EXPECTED: &'static str = "expected a connection string";

    fn from_text(text: &str) -> Result<Self, ParseError> {
        SmtpConnection::parse(text).map(SmtpConnection::into_owned)
    }
}

impl Scalar<'_> for ServerName<'static> {
    type Error = ParseError;
    const EXPECTED: &'static str = "expected a host name or IP address";

    fn from_text(text: &str) -> Result<Self, ParseError> {
        ServerName::parse(text).map(ServerName::into_owned)
    }
}

impl Scalar<'_> for Authentication {
    type Error = &'static str;
    const EXPECTED: &'static str = "expected `anonymous` or `windows`";

    fn from_text(text: &str) -> Result<Self, &'static str> {
        match text {
            "anonymous" => Ok(Self::Anonymous),
            "windows" => Ok(Self::Windows),
            _ if vocabulary::is_basic_scheme(text) => {
                Err("basic authentication is not supported; write `anonymous` or `windows`")
            }
            _ => Err(Self::EXPECTED),
        }
    }
}
