//! Deserializers for behavior that JSON, TOML and CBOR do not have.

use serde::de::value::{Error, MapDeserializer};
use serde::de::{Deserialize, Deserializer, Error as _, IntoDeserializer, Visitor};
use smtp_connection_string::serde::{borrowed, structured};
use smtp_connection_string::{Authentication, ServerName, SmtpConnection};

/// A value in a wrapper that the format reports, as RON does.
#[derive(Clone, Copy)]
enum Wrapped {
    Some(&'static str),
    Newtype(&'static str),
}

impl<'de> Deserializer<'de> for Wrapped {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Some(text) => visitor.visit_some(text.into_deserializer()),
            Self::Newtype(text) => visitor.visit_newtype_struct(text.into_deserializer()),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for Wrapped {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A string, or the end of the input, in a binary format that does not describe itself, as bincode does.
struct Compact(Option<&'static str>);

impl<'de> Deserializer<'de> for Compact {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("the format does not describe itself"))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.0.ok_or_else(|| Error::custom("end of input"))?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.0.ok_or_else(|| Error::custom("end of input"))?.to_owned())
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[test]
fn wrapped_value_is_unwrapped() {
    for (server, timeout) in
        [(Wrapped::Some("mail"), Wrapped::Newtype("7")), (Wrapped::Newtype("mail"), Wrapped::Some("7"))]
    {
        let map = MapDeserializer::new([("server", server), ("timeout_ms", timeout)].into_iter());
        let mail: SmtpConnection<'_> = structured::deserialize(map).unwrap();
        assert_eq!(mail.to_string(), "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;Timeout=7;");
    }
    for wrapped in [Wrapped::Some("SmtpServer=mail"), Wrapped::Newtype("SmtpServer=mail")] {
        let mail: SmtpConnection<'_> = SmtpConnection::deserialize(wrapped).unwrap();
        assert_eq!(mail.server().as_str(), "mail");
        assert_eq!(structured::deserialize::<Option<SmtpConnection<'_>>, _>(wrapped).unwrap(), Some(mail));
    }
}

#[test]
fn strings_are_read_from_formats_that_do_not_describe_themselves() {
    assert_eq!(SmtpConnection::deserialize(Compact(Some("SmtpServer=mail"))).unwrap().server().as_str(), "mail");
    assert_eq!(ServerName::deserialize(Compact(Some("mail"))).unwrap().as_str(), "mail");
    assert_eq!(Authentication::deserialize(Compact(Some("windows"))).unwrap(), Authentication::Windows);
    let error = SmtpConnection::deserialize(Compact(Some("SmtpServer=mail:25"))).unwrap_err();
    assert_eq!(error.to_string(), super::parse_error("SmtpServer=mail:25"));
}

/// bincode lends a string only to `deserialize_str`.
#[test]
fn borrowed_asks_for_a_string_that_can_be_lent() {
    let text = "SmtpServer=mail";
    let mail = borrowed::deserialize(Compact(Some(text))).unwrap();
    assert!(text.as_bytes().as_ptr_range().contains(&mail.server().as_str().as_ptr()));
}

#[test]
fn error_of_a_binary_format_is_replaced() {
    let error = SmtpConnection::deserialize(Compact(None)).unwrap_err();
    assert_eq!(error.to_string(), "expected a connection string");
}

#[test]
fn structured_keeps_the_error_of_a_format_that_does_not_describe_itself() {
    let error = structured::deserialize::<SmtpConnection<'_>, _>(Compact(Some("SmtpServer=mail"))).unwrap_err();
    assert_eq!(error.to_string(), "the format does not describe itself");
}

#[test]
fn key_of_another_type_is_unknown() {
    let map = MapDeserializer::<_, Error>::new([(1_u8, "mail")].into_iter());
    let error = structured::deserialize::<SmtpConnection<'_>, _>(map).unwrap_err();
    assert_eq!(error.to_string(), "unknown key; write `server`, `authentication`, `enable_ssl` or `timeout_ms`");
}
