//! A connection string that borrows from the input of the format, for
//! `#[serde(borrow, with = "smtp_connection_string::serde::borrowed")]`.
//!
//! The connection borrows its server name if the format can lend the string. `serde_json` lends a string that it reads
//! from a `&str` or `&[u8]`, unless the string contains an escape sequence. TOML does not, and neither does a reader of a
//! file. Otherwise the server name is copied.
//!
//! ```
//! use smtp_connection_string::SmtpConnection;
//!
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct Settings<'a> {
//!     #[serde(borrow, with = "smtp_connection_string::serde::borrowed")]
//!     mail: SmtpConnection<'a>,
//! }
//!
//! let json = r#"{"mail":"SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;"}"#;
//! let settings: Settings = serde_json::from_str(json)?;
//! assert!(json.as_bytes().as_ptr_range().contains(&settings.mail.server().as_str().as_ptr()));
//! assert_eq!(serde_json::to_string(&settings)?, json);
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde_core::de::Deserializer;
use serde_core::ser::{Serialize, Serializer};

use super::scalar::{self, Scalar};
use crate::diagnostic::ParseError;
use crate::smtp::connection::SmtpConnection;

/// Serializes the canonical connection string, as [`SmtpConnection`] itself does.
///
/// # Errors
///
/// Returns the error of the serializer.
pub fn serialize<S: Serializer>(connection: &SmtpConnection<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    connection.serialize(serializer)
}

/// Deserializes a connection string, and borrows from it if the format allows it.
///
/// # Errors
///
/// Returns an error if the value is not a string, or if it is not a valid connection string. In the latter case the
/// message is that of [`ParseError`](crate::ParseError).
pub fn deserialize<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<SmtpConnection<'a>, D::Error> {
    let Borrowed(connection) = scalar::from_string(deserializer)?;
    Ok(connection)
}

struct Borrowed<'de>(SmtpConnection<'de>);

impl<'de> Scalar<'de> for Borrowed<'de> {
    type Error = ParseError;
    const EXPECTED: &'static str = <SmtpConnection<'static> as Scalar>::EXPECTED;
    const BORROWS: bool = true;

    fn from_text(text: &str) -> Result<Self, ParseError> {
        SmtpConnection::from_text(text).map(Self)
    }

    fn from_borrowed_text(text: &'de str) -> Result<Self, ParseError> {
        SmtpConnection::parse(text).map(Self)
    }
}
