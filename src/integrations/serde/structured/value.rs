//! The values of the map, each read whatever its type is.
//!
//! Types are not asked for (`deserialize_bool`) but taken as they come (`deserialize_any`): a format that is asked for one
//! and meets another writes the value into its error, which this crate never does.

use core::fmt;
use core::marker::PhantomData;

use serde_core::de::{self, Deserialize, Deserializer, Visitor};

use super::Key;
use crate::diagnostic::ParseError;
use crate::smtp::connection;
use crate::smtp::property::{self, MAX_TIMEOUT_MS};
use crate::smtp::server_name::ServerName;

/// The value of `server`.
pub(super) struct Server(pub(super) ServerName<'static>);
/// The value of `authentication`.
pub(super) struct Authentication(pub(super) connection::Authentication);
/// The value of `enable_ssl`.
pub(super) struct EnableSsl(pub(super) bool);
/// The value of `timeout_ms`; null if it is not set.
pub(super) struct TimeoutMs(pub(super) Option<u32>);

/// A value of one of the keys.
pub(super) trait Value: Sized {
    const KEY: Key;
    /// What was expected, for a value of another type.
    const EXPECTED: &'static str;

    fn from_text(text: &str) -> Result<Self, Refusal>;

    fn from_bool(_: bool) -> Option<Self> {
        None
    }

    fn from_number(_: u64) -> Option<Self> {
        None
    }

    fn from_null() -> Option<Self> {
        None
    }
}

impl Value for Server {
    const KEY: Key = Key::Server;
    const EXPECTED: &'static str = "expected a host name or IP address, found no string";

    fn from_text(text: &str) -> Result<Self, Refusal> {
        text.parse().map(Self).map_err(Refusal::Server)
    }
}

impl Value for Authentication {
    const KEY: Key = Key::Authentication;
    const EXPECTED: &'static str = "expected `anonymous` or `windows`, found no string";

    fn from_text(text: &str) -> Result<Self, Refusal> {
        crate::integrations::serde::authentication(text).map(Self).map_err(Refusal::Other)
    }
}

impl Value for EnableSsl {
    const KEY: Key = Key::EnableSsl;
    const EXPECTED: &'static str = "expected `true` or `false`, found something else";

    fn from_text(text: &str) -> Result<Self, Refusal> {
        property::boolean(text).map(Self).ok_or(Refusal::Other(Self::EXPECTED))
    }

    fn from_bool(value: bool) -> Option<Self> {
        Some(Self(value))
    }
}

impl Value for TimeoutMs {
    const KEY: Key = Key::TimeoutMs;
    const EXPECTED: &'static str = "expected whole milliseconds from 0 to 2147483647, found something else";

    fn from_text(text: &str) -> Result<Self, Refusal> {
        property::timeout(text).map(|number| Self(Some(number))).map_err(|_| Refusal::Other(Self::EXPECTED))
    }

    fn from_number(number: u64) -> Option<Self> {
        let number = u32::try_from(number).ok().filter(|&number| number <= MAX_TIMEOUT_MS)?;
        Some(Self(Some(number)))
    }

    fn from_null() -> Option<Self> {
        Some(Self(None))
    }
}

/// Why a text is no value.
pub(super) enum Refusal {
    Server(ParseError),
    Other(&'static str),
}

/// The message alone for a server: the byte offset of a [`ParseError`] counts from the server's first byte, and a reader
/// takes it for one in the file.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(error) => {
                f.write_str(error.message())?;
                error.help().map_or(Ok(()), |help| write!(f, "; {help}"))
            }
            Self::Other(message) => f.write_str(message),
        }
    }
}

/// A value together with the visitor that reads it.
pub(super) struct Read<T>(pub(super) T);

impl<'de, T: Value> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyType(PhantomData)).map(Self)
    }
}

struct AnyType<T>(PhantomData<T>);

impl<T: Value> AnyType<T> {
    fn taken<E: de::Error>(value: Option<T>) -> Result<T, E> {
        value.ok_or_else(|| E::custom(format_args!("{}: {}", T::KEY.name(), T::EXPECTED)))
    }
}

/// Every method whose default would show the value has a body here; for bytes, lists and maps the default shows none.
impl<'de, T: Value> Visitor<'de> for AnyType<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The format puts "invalid type: map, expected " before it, which leaves no room for the sentence.
        write!(f, "a value for `{}`", T::KEY.name())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        T::from_text(text).map_err(|refusal| E::custom(format_args!("{}: {refusal}", T::KEY.name())))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<T, E> {
        Self::taken(T::from_bool(value))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        Self::taken(T::from_number(number))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        Self::taken(u64::try_from(number).ok().and_then(T::from_number))
    }

    fn visit_u128<E: de::Error>(self, number: u128) -> Result<T, E> {
        Self::taken(u64::try_from(number).ok().and_then(T::from_number))
    }

    fn visit_i128<E: de::Error>(self, number: i128) -> Result<T, E> {
        Self::taken(u64::try_from(number).ok().and_then(T::from_number))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<T, E> {
        Self::taken(None)
    }

    fn visit_unit<E: de::Error>(self) -> Result<T, E> {
        Self::taken(T::from_null())
    }

    fn visit_none<E: de::Error>(self) -> Result<T, E> {
        Self::taken(T::from_null())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }
}
