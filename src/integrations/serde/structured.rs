//! A connection as a map of its properties or as a connection string, for
//! `#[serde(with = "smtp_connection_string::serde::structured")]`.
//!
//! The field is an [`SmtpConnection`], an `Option` or a `Vec`. Both forms can be read, and the map is written.
//!
//! | key | value | default |
//! |---|---|---|
//! | `server` | a host name or IP address | none: required |
//! | `authentication` | `anonymous` or `windows` | `anonymous` |
//! | `enable_ssl` | a boolean | `false` |
//! | `timeout_ms` | milliseconds from 0 to 2147483647, or null | not set |
//!
//! ```
//! use smtp_connection_string::SmtpConnection;
//!
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct Settings {
//!     #[serde(with = "smtp_connection_string::serde::structured")]
//!     mail: SmtpConnection<'static>,
//! }
//!
//! let map: Settings = toml::from_str("[mail]\nserver = 'smtp.contoso.com'\nenable_ssl = true")?;
//! let string: Settings = toml::from_str("mail = 'SmtpServer=smtp.contoso.com;EnableSsl=True'")?;
//! assert_eq!(map.mail, string.mail);
//!
//! let error = toml::from_str::<Settings>("[mail]\nserver = 'smtp.contoso.com'\nport = 587").err().unwrap();
//! assert_eq!(
//!     error.message(),
//!     "the SMTP connection manager has no port setting; remove the key: the port is always 25"
//! );
//! # Ok::<(), toml::de::Error>(())
//! ```
//!
//! A missing `Option` or `Vec` needs `default`:
//!
//! ```
//! use smtp_connection_string::SmtpConnection;
//!
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct Settings {
//!     #[serde(default, with = "smtp_connection_string::serde::structured", skip_serializing_if = "Option::is_none")]
//!     alerts: Option<SmtpConnection<'static>>,
//!     #[serde(default, with = "smtp_connection_string::serde::structured")]
//!     reports: Vec<SmtpConnection<'static>>,
//! }
//!
//! let settings: Settings = toml::from_str("reports = ['SmtpServer=mail', { server = 'relay.contoso.com' }]")?;
//! assert!(settings.alerts.is_none());
//! assert_eq!(settings.reports.len(), 2);
//! # Ok::<(), toml::de::Error>(())
//! ```
//!
//! A `timeout_ms` that is not set is not written, because not every format has a null. A boolean and a number can also be
//! written as a string, as in a connection string, because environment variables are strings. An unknown key or a
//! duplicate key is an error.
//!
//! The format must describe itself. JSON, TOML, YAML, RON, CBOR and `MessagePack` do; XML, bincode and postcard do not.

mod map;

use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use serde_core::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_core::ser::{Serialize, Serializer};

use self::sealed::Shape;
use super::scalar::Watch;
use crate::smtp::connection::SmtpConnection;

/// Serializes the properties of each connection as a map.
///
/// # Errors
///
/// Returns the error of the serializer.
pub fn serialize<T: Structured, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

/// Deserializes each connection from a map of its properties, in any order, or from a connection string.
///
/// # Errors
///
/// Returns an error if a value is neither a map nor a string, if a string is not a valid connection string, or if a map has
/// no `server`, an unknown key, a duplicate key or an invalid value.
pub fn deserialize<'de, T: Structured, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let watch = Watch::default();
    deserializer
        .deserialize_any(ShapeVisitor { watch: &watch, value: PhantomData })
        .map_err(|error| watch.checked(error, T::EXPECTED))
}

/// The types that this module serializes: [`SmtpConnection`], and `Option` and `Vec` of these types.
///
/// `None` is null. This trait cannot be implemented outside this crate.
pub trait Structured: Shape {}

impl Structured for SmtpConnection<'_> {}
impl<T: Structured> Structured for Option<T> {}
impl<T: Structured> Structured for Vec<T> {}

mod sealed {
    use super::{MapAccess, SeqAccess, Serializer, de};

    /// How a type is written, and how it is read from each type of value.
    pub trait Shape: Sized {
        /// The message for a value of another type.
        const EXPECTED: &'static str;

        fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

        fn from_text<E: de::Error>(text: &str) -> Result<Self, E>;

        fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;

        fn from_list<'de, A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error>;

        fn from_null<E: de::Error>() -> Result<Self, E> {
            Err(E::custom(Self::EXPECTED))
        }
    }
}

impl Shape for SmtpConnection<'_> {
    const EXPECTED: &'static str = "expected a connection string or a map with the key `server`";

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        map::write(self, serializer)
    }

    fn from_text<E: de::Error>(text: &str) -> Result<Self, E> {
        SmtpConnection::parse(text).map(SmtpConnection::into_owned).map_err(E::custom)
    }

    fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        map::read(map)
    }

    fn from_list<'de, A: SeqAccess<'de>>(_: A) -> Result<Self, A::Error> {
        Err(de::Error::custom(Self::EXPECTED))
    }
}

impl<T: Structured> Shape for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => serializer.serialize_some(&Item(value)),
            None => serializer.serialize_none(),
        }
    }

    fn from_text<E: de::Error>(text: &str) -> Result<Self, E> {
        T::from_text(text).map(Some)
    }

    fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        T::from_map(map).map(Some)
    }

    fn from_list<'de, A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error> {
        T::from_list(list).map(Some)
    }

    fn from_null<E: de::Error>() -> Result<Self, E> {
        Ok(None)
    }
}

impl<T: Structured> Shape for Vec<T> {
    const EXPECTED: &'static str = "expected a list of connection strings or maps";

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Item))
    }

    fn from_text<E: de::Error>(_: &str) -> Result<Self, E> {
        Err(E::custom(Self::EXPECTED))
    }

    fn from_map<'de, A: MapAccess<'de>>(_: A) -> Result<Self, A::Error> {
        Err(de::Error::custom(Self::EXPECTED))
    }

    fn from_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        // The size hint is the input's claim, so nothing is reserved for it.
        let mut items = Self::new();
        while let Some(Item(item)) = list.next_element()? {
            items.push(item);
        }
        Ok(items)
    }
}

/// A value inside an `Option` or a `Vec`.
struct Item<T>(T);

impl<T: Structured> Serialize for Item<&T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

impl<'de, T: Structured> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer).map(Self)
    }
}

struct ShapeVisitor<'w, T> {
    watch: &'w Watch,
    value: PhantomData<T>,
}

/// Everything else is left to the default methods, whose errors are replaced.
impl<'de, T: Structured> Visitor<'de> for ShapeVisitor<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.watch.expecting(f, T::EXPECTED)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        T::from_text(text)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::from_map(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        T::from_list(list)
    }

    fn visit_unit<E: de::Error>(self) -> Result<T, E> {
        T::from_null()
    }

    fn visit_none<E: de::Error>(self) -> Result<T, E> {
        T::from_null()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }
}
