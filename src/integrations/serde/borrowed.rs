//! A connection that borrows from the input of the format, for `#[serde(borrow, with = "smtp_connection_string::borrowed")]`.
//!
//! A format lends its strings where they stand in the input as they are. JSON read from a `&str` does unless there is an
//! escape in the string; TOML and everything that is read from a file do not. What is not lent is copied.
//!
//! ```
//! use smtp_connection_string::SmtpConnection;
//!
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct Settings<'a> {
//!     #[serde(borrow, with = "smtp_connection_string::borrowed")]
//!     mail: SmtpConnection<'a>,
//! }
//!
//! let json = r#"{"mail":"SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;"}"#;
//! let settings: Settings = serde_json::from_str(json)?;
//! assert!(json.as_bytes().as_ptr_range().contains(&settings.mail.server().as_str().as_ptr()));
//! assert_eq!(serde_json::to_string(&settings)?, json);
//! # Ok::<(), serde_json::Error>(())
//! ```

use core::fmt;

use serde_core::de::{self, Deserializer, Visitor};
use serde_core::ser::{Serialize, Serializer};

use super::CONNECTION;
use crate::smtp::connection::SmtpConnection;

/// Writes the canonical string, as `Serialize` of [`SmtpConnection`] does.
///
/// # Errors
///
/// Those of the format.
pub fn serialize<S: Serializer>(connection: &SmtpConnection<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    connection.serialize(serializer)
}

/// Reads a connection string, and borrows it where the format lends it.
///
/// # Errors
///
/// If there is no string, or if it is no valid connection string; the message is the one of
/// [`ParseError`](crate::ParseError).
pub fn deserialize<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<SmtpConnection<'a>, D::Error> {
    struct Lent;

    impl<'de> Visitor<'de> for Lent {
        type Value = SmtpConnection<'de>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(CONNECTION)
        }

        fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
            SmtpConnection::parse(text).map_err(E::custom)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            SmtpConnection::parse(text).map(SmtpConnection::into_owned).map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Lent)
}
