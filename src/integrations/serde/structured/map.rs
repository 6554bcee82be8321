//! The map of the properties of one connection.

use core::fmt;
use core::time::Duration;

use serde_core::de::{Error as _, MapAccess};
use serde_core::ser::{SerializeMap as _, Serializer};

use crate::diagnostic::ParseError;
use crate::integrations::serde::scalar::{Any, Scalar};
use crate::integrations::serde::vocabulary::{self, UnknownKey};
use crate::smtp::connection::{self, SmtpConnection};
use crate::smtp::property::{self, MAX_TIMEOUT_MS, Property};
use crate::smtp::server_name::ServerName;

pub(super) fn write<S: Serializer>(connection: &SmtpConnection<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    // Not a struct, because compact formats omit the names of its fields.
    let mut map = serializer.serialize_map(Some(3 + usize::from(connection.timeout_ms.is_some())))?;
    map.serialize_entry(Key::Server.name(), connection.server())?;
    map.serialize_entry(Key::Authentication.name(), &connection.authentication())?;
    map.serialize_entry(Key::EnableSsl.name(), &connection.enable_ssl())?;
    if let Some(milliseconds) = connection.timeout_ms {
        map.serialize_entry(Key::TimeoutMs.name(), &milliseconds)?;
    }
    map.end()
}

pub(super) fn read<'de, A: MapAccess<'de>>(mut map: A) -> Result<SmtpConnection<'static>, A::Error> {
    let (mut server, mut authentication, mut enable_ssl, mut timeout_ms) = (None, None, None, None);
    while let Some(Any(key)) = map.next_key()? {
        match key {
            Key::Server => set(&mut server, key, &mut map)?,
            Key::Authentication => set(&mut authentication, key, &mut map)?,
            Key::EnableSsl => set(&mut enable_ssl, key, &mut map)?,
            Key::TimeoutMs => set(&mut timeout_ms, key, &mut map)?,
        }
    }
    let Some(Server(server)) = server else {
        return Err(A::Error::custom(
            "missing key `server`; add it with the host name or IP address of the mail server",
        ));
    };
    let mut builder = SmtpConnection::builder(server);
    if let Some(Authentication(authentication)) = authentication {
        builder = builder.authentication(authentication);
    }
    if let Some(EnableSsl(enabled)) = enable_ssl {
        builder = builder.enable_ssl(enabled);
    }
    if let Some(TimeoutMs(Some(milliseconds))) = timeout_ms {
        builder = builder.timeout(Duration::from_millis(milliseconds.into()));
    }
    builder.build().map_err(A::Error::custom)
}

/// Reads the value of a key that has not occurred before.
fn set<'de, T: Scalar<'de>, A: MapAccess<'de>>(value: &mut Option<T>, key: Key, map: &mut A) -> Result<(), A::Error> {
    if value.is_some() {
        return Err(A::Error::custom(format_args!("duplicate key `{}`; remove one of them", key.name())));
    }
    let Any(new) = map.next_value()?;
    *value = Some(new);
    Ok(())
}

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
}

impl Scalar<'_> for Key {
    type Error = &'static str;
    const EXPECTED: &'static str = "unknown key; write `server`, `authentication`, `enable_ssl` or `timeout_ms`";

    fn from_text(text: &str) -> Result<Self, &'static str> {
        if let Some(key) = Self::ALL.into_iter().find(|key| key.name() == text) {
            return Ok(key);
        }
        Err(match vocabulary::classify(text) {
            UnknownKey::BasicAuthentication => {
                "basic authentication is not supported; remove the key: `authentication` is `anonymous` or `windows`"
            }
            UnknownKey::Port => {
                "the SMTP connection manager has no port setting; remove the key: the port is always 25"
            }
            UnknownKey::Similar(Property::SmtpServer) => "unknown key; write `server`",
            UnknownKey::Similar(Property::UseWindowsAuthentication) => {
                "unknown key; write `authentication` with the value `anonymous` or `windows`"
            }
            UnknownKey::Similar(Property::EnableSsl) => "unknown key; write `enable_ssl`",
            UnknownKey::Similar(Property::Timeout) => "unknown key; write `timeout_ms` with a number of milliseconds",
            UnknownKey::Other => Self::EXPECTED,
        })
    }
}

struct Server(ServerName<'static>);

impl Scalar<'_> for Server {
    type Error = InvalidServer;
    const EXPECTED: &'static str = "server: expected a host name or IP address";

    fn from_text(text: &str) -> Result<Self, InvalidServer> {
        ServerName::parse(text).map(|server| Self(server.into_owned())).map_err(InvalidServer)
    }
}

/// The error without its byte offset, which counts from the first byte of the server and not of the document.
struct InvalidServer(ParseError);

impl fmt::Display for InvalidServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "server: {}; {}", self.0.message(), self.0.help())
    }
}

struct Authentication(connection::Authentication);

impl Scalar<'_> for Authentication {
    type Error = InvalidAuthentication;
    const EXPECTED: &'static str = "authentication: expected `anonymous` or `windows`";

    fn from_text(text: &str) -> Result<Self, InvalidAuthentication> {
        connection::Authentication::from_text(text).map(Self).map_err(InvalidAuthentication)
    }
}

struct InvalidAuthentication(&'static str);

impl fmt::Display for InvalidAuthentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "authentication: {}", self.0)
    }
}

struct EnableSsl(bool);

impl Scalar<'_> for EnableSsl {
    type Error = &'static str;
    const EXPECTED: &'static str = "enable_ssl: expected `true` or `false`";

    fn from_text(text: &str) -> Result<Self, &'static str> {
        property::boolean(text).map(Self).ok_or(Self::EXPECTED)
    }

    fn from_bool(value: bool) -> Option<Self> {
        Some(Self(value))
    }
}

/// Milliseconds, or null.
struct TimeoutMs(Option<u32>);

impl Scalar<'_> for TimeoutMs {
    type Error = &'static str;
    const EXPECTED: &'static str = "timeout_ms: expected milliseconds from 0 to 2147483647";

    fn from_text(text: &str) -> Result<Self, &'static str> {
        property::timeout(text).map(|milliseconds| Self(Some(milliseconds))).map_err(|_| Self::EXPECTED)
    }

    fn from_number(number: u64) -> Option<Self> {
        let milliseconds = u32::try_from(number).ok().filter(|&milliseconds| milliseconds <= MAX_TIMEOUT_MS)?;
        Some(Self(Some(milliseconds)))
    }

    fn from_null() -> Option<Self> {
        Some(Self(None))
    }
}
