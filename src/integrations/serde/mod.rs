//! The types as the text that they are, for configuration files.
//!
//! `Deserialize` gives values that own their text, for any lifetime, as `Cow<str>` does: only so can a struct with an
//! `SmtpConnection<'static>` in it be `DeserializeOwned`, which is what readers of files ask for. An implementation that
//! borrows where it can holds for `'de: 'a` alone and shuts these out; borrowing is asked for with [`borrowed`].

pub mod borrowed;
pub mod structured;

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use serde_core::de::{self, Deserialize, Deserializer, Visitor};
use serde_core::ser::{Serialize, Serializer};

use crate::smtp::connection::{Authentication, SmtpConnection};
use crate::smtp::server_name::ServerName;

/// What a reader of the format is told that was expected instead of a number or a list.
const CONNECTION: &str = "an SMTP connection string";

/// The canonical connection string.
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

/// Any valid connection string; the error of a bad one says where and what to do.
///
/// The connection owns its server, so it outlives the input; see [`borrowed`](crate::borrowed) for one that does not.
///
/// ```
/// use smtp_connection_string::SmtpConnection;
///
/// #[derive(serde::Deserialize)]
/// struct Settings {
///     mail: SmtpConnection<'static>,
/// }
///
/// let settings: Settings = toml::from_str("mail = 'smtpserver = smtp.contoso.com'")?;
/// assert_eq!(settings.mail.server().as_str(), "smtp.contoso.com");
///
/// let error = serde_json::from_str::<SmtpConnection>(r#""SmtpServer=mail;EnableSsl=yes""#).unwrap_err();
/// assert!(
///     error.to_string().starts_with("expected `True` or `False`, found another word for true, at byte 26; write `True`")
/// );
/// # Ok::<(), toml::de::Error>(())
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl<'de> Deserialize<'de> for SmtpConnection<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let owned: SmtpConnection<'static> = deserializer.deserialize_str(Parsed::expecting(CONNECTION))?;
        Ok(owned)
    }
}

/// The name as it was given.
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl Serialize for ServerName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Any valid server name; it owns its text.
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl<'de> Deserialize<'de> for ServerName<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let owned: ServerName<'static> =
            deserializer.deserialize_str(Parsed::expecting("the name or IP address of a mail server"))?;
        Ok(owned)
    }
}

/// `anonymous` or `windows`, as the command line writes it in its JSON.
///
/// It is a string and not a variant of an enum: formats number variants, or wrap them in a map of their own.
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl Serialize for Authentication {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Anonymous => "anonymous",
            Self::Windows => "windows",
        })
    }
}

/// `anonymous` or `windows`, in this spelling; `basic`, `login` and `plain` are refused as Basic authentication.
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl<'de> Deserialize<'de> for Authentication {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Word;

        impl Visitor<'_> for Word {
            type Value = Authentication;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`anonymous` or `windows`")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Authentication, E> {
                authentication(word).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Word)
    }
}

/// The way to log on that the word stands for, or what to say of it.
fn authentication(word: &str) -> Result<Authentication, &'static str> {
    match word {
        "anonymous" => Ok(Authentication::Anonymous),
        "windows" => Ok(Authentication::Windows),
        _ if crate::smtp::unknown_keyword::is_basic_scheme(word) => {
            Err("basic authentication is not supported; write `anonymous` or `windows`")
        }
        _ => Err("expected `anonymous` or `windows`, found another word; write it in small letters"),
    }
}

/// Takes a string and parses it; what it says of a bad one is the parser's own line.
struct Parsed<T> {
    expected: &'static str,
    parsed: PhantomData<T>,
}

impl<T> Parsed<T> {
    const fn expecting(expected: &'static str) -> Self {
        Self { expected, parsed: PhantomData }
    }
}

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Parsed<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}
