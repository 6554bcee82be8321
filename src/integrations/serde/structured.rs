//! A connection as a map of its properties, for `#[serde(with = "smtp_connection_string::structured")]`.
//!
//! | key | value | if missing |
//! |---|---|---|
//! | `server` | a server name | an error |
//! | `authentication` | `anonymous` or `windows` | `anonymous` |
//! | `enable_ssl` | a boolean | `false` |
//! | `timeout_ms` | a whole number of milliseconds, or null | not set |
//!
//! All keys are written but a `timeout_ms` that is not set, since not every format has a null. A boolean and a number
//! are read from a string as well, spelled as in a connection string: environment variables are strings. An unknown key
//! is an error, and one for a credential is refused as Basic authentication. No error shows a key or a value that it
//! met. The format must describe itself, as JSON, TOML, YAML, CBOR and `MessagePack` do.
//!
//! ```
//! use smtp_connection_string::SmtpConnection;
//!
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct Settings {
//!     #[serde(with = "smtp_connection_string::structured")]
//!     mail: SmtpConnection<'static>,
//! }
//!
//! let settings: Settings = toml::from_str("[mail]\nserver = 'smtp.contoso.com'\nenable_ssl = true")?;
//! assert_eq!(
//!     settings.mail.to_string(),
//!     "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=True;"
//! );
//!
//! let error = toml::from_str::<Settings>("[mail]\nserver = 'smtp.contoso.com'\npassword = 'x'").err().unwrap();
//! assert_eq!(
//!     error.message(),
//!     "basic authentication is not supported, found a key for a user name, password or other credential; \
//!      take it out: `authentication` is `anonymous` or `windows`"
//! );
//! # Ok::<(), toml::de::Error>(())
//! ```

mod value;

use core::fmt;

use serde_core::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde_core::ser::{SerializeMap as _, Serializer};

use self::value::{EnableSsl, Read, Server, TimeoutMs, Value};
use crate::smtp::connection::{Authentication, SmtpConnection};
use crate::smtp::property::Property;
use crate::smtp::unknown_keyword::{Foreign, ForeignKeyword};

/// Writes the properties as a map.
///
/// # Errors
///
/// Those of the format.
pub fn serialize<S: Serializer>(connection: &SmtpConnection<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    // A map and no struct: compact formats leave out the names of a struct's fields.
    let mut map = serializer.serialize_map(Some(3 + usize::from(connection.timeout_ms.is_some())))?;
    map.serialize_entry(Key::Server.name(), connection.server())?;
    map.serialize_entry(Key::Authentication.name(), &connection.authentication())?;
    map.serialize_entry(Key::EnableSsl.name(), &connection.enable_ssl())?;
    if let Some(milliseconds) = connection.timeout_ms {
        map.serialize_entry(Key::TimeoutMs.name(), &milliseconds)?;
    }
    map.end()
}

/// Reads the properties from a map, in any order; the connection owns its server.
///
/// # Errors
///
/// If there is no map, if `server` is missing, if a key is unknown or stands twice, or if a value is not valid. The
/// message names the property and says what was expected.
pub fn deserialize<'de, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<SmtpConnection<'a>, D::Error> {
    deserializer.deserialize_map(Properties)
}

/// A property, by the name of its key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Server,
    Authentication,
    EnableSsl,
    TimeoutMs,
}

impl Key {
    const ALL: [Self; 4] = [Self::Server, Self::Authentication, Self::EnableSsl, Self::TimeoutMs];

    const fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Authentication => "authentication",
            Self::EnableSsl => "enable_ssl",
            Self::TimeoutMs => "timeout_ms",
        }
    }

    /// The key, or what to say of one that is unknown: static text, for a key may be a piece of a secret.
    fn from_name(name: &str) -> Result<Self, &'static str> {
        if let Some(key) = Self::ALL.into_iter().find(|key| key.name() == name) {
            return Ok(key);
        }
        let keyword = ForeignKeyword::new(name);
        Err(match keyword.kind() {
            Foreign::Credential => {
                "basic authentication is not supported, found a key for a user name, password or other credential; \
                 take it out: `authentication` is `anonymous` or `windows`"
            }
            Foreign::Basic => {
                "basic authentication is not supported, found a key that asks for it; \
                 take it out: `authentication` is `anonymous` or `windows`"
            }
            Foreign::Port => {
                "expected no port, found a key for one; take it out: the SMTP connection manager always uses port 25"
            }
            Foreign::Scheme => "found an unknown key; did you mean `authentication`?",
            // The spelling of the connection string comes first; the names that other systems use are its synonyms.
            Foreign::Unknown => match Property::from_name(name).or_else(|| keyword.suggestion()) {
                Some(Property::SmtpServer) => "found an unknown key; did you mean `server`?",
                Some(Property::UseWindowsAuthentication) => {
                    "found an unknown key; did you mean `authentication`? it is `anonymous` or `windows`"
                }
                Some(Property::EnableSsl) => "found an unknown key; did you mean `enable_ssl`?",
                Some(Property::Timeout) => "found an unknown key; did you mean `timeout_ms`? it is in milliseconds",
                None => "found an unknown key; the keys are `server`, `authentication`, `enable_ssl` and `timeout_ms`",
            },
        })
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;

        impl Visitor<'_> for Name {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a property")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Key, E> {
                Key::from_name(name).map_err(E::custom)
            }
        }

        deserializer.deserialize_identifier(Name)
    }
}

/// Reads the map.
struct Properties;

impl<'de> Visitor<'de> for Properties {
    type Value = SmtpConnection<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map with `server` and perhaps `authentication`, `enable_ssl` and `timeout_ms`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut server, mut authentication, mut enable_ssl, mut timeout_ms) = (None, None, None, None);
        while let Some(key) = map.next_key()? {
            match key {
                Key::Server => read(&mut map, &mut server)?,
                Key::Authentication => read(&mut map, &mut authentication)?,
                Key::EnableSsl => read(&mut map, &mut enable_ssl)?,
                Key::TimeoutMs => read(&mut map, &mut timeout_ms)?,
            }
        }
        let Some(Server(server)) = server else {
            return Err(de::Error::custom(
                "expected the key `server`, found none; add it with the name of the mail server",
            ));
        };
        let authentication = authentication.map_or(Authentication::Anonymous, |value::Authentication(word)| word);
        let enable_ssl = enable_ssl.is_some_and(|EnableSsl(enabled)| enabled);
        let timeout_ms = timeout_ms.and_then(|TimeoutMs(milliseconds)| milliseconds);
        Ok(SmtpConnection { server, authentication, enable_ssl, timeout_ms })
    }
}

/// Reads the value of a key that has not stood in the map before.
fn read<'de, T: Value, A: MapAccess<'de>>(map: &mut A, value: &mut Option<T>) -> Result<(), A::Error> {
    if value.is_some() {
        // As in a string, where readers disagree on which of two wins.
        return Err(de::Error::custom(format_args!(
            "expected each key once, found `{}` again; keep one of them",
            T::KEY.name()
        )));
    }
    let Read(new) = map.next_value()?;
    *value = Some(new);
    Ok(())
}
