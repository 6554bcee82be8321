//! The types in three formats: JSON, which lends its strings, TOML, which owns them and has no null, and CBOR, which is
//! binary and describes itself.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a failed test may panic, and there is no reader of its documentation"
)]

use std::borrow::Cow;
use std::fmt::Debug;
use std::time::Duration;

use serde::de::value::{Error, MapDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::{Deserialize, Serialize};
use smtp_connection_string::{Authentication, ServerName, SmtpConnection, borrowed, structured};

/// The longest string and the one that is all defaults.
const STRINGS: [&str; 2] = [
    "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;Timeout=2000;",
    "SmtpServer=[2001:db8::25];UseWindowsAuthentication=False;EnableSsl=False;",
];

/// What a configuration file holds: all types at once.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Settings {
    string: SmtpConnection<'static>,
    server: ServerName<'static>,
    authentication: Authentication,
    #[serde(with = "structured")]
    map: SmtpConnection<'static>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Map {
    #[serde(with = "structured")]
    mail: SmtpConnection<'static>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Lent<'a> {
    #[serde(borrow, with = "borrowed")]
    mail: SmtpConnection<'a>,
}

fn settings(text: &str) -> Settings {
    let string: SmtpConnection<'static> = text.parse().unwrap();
    Settings {
        server: string.server().clone().into_owned(),
        authentication: string.authentication(),
        map: string.clone(),
        string,
    }
}

fn cbor<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn lies_in(part: &str, whole: &str) -> bool {
    whole.as_bytes().as_ptr_range().contains(&part.as_ptr())
}

#[test]
fn what_is_written_is_read_back_as_equal() {
    #[track_caller]
    fn same<T: Debug + PartialEq + Serialize + DeserializeOwned>(value: &T) {
        assert_eq!(serde_json::from_str::<T>(&serde_json::to_string(value).unwrap()).unwrap(), *value);
        // From a reader nothing can be borrowed.
        assert_eq!(serde_json::from_reader::<_, T>(&*serde_json::to_vec(value).unwrap()).unwrap(), *value);
        assert_eq!(toml::from_str::<T>(&toml::to_string(value).unwrap()).unwrap(), *value);
        assert_eq!(ciborium::from_reader::<T, _>(&*cbor(value)).unwrap(), *value);
    }

    for text in STRINGS {
        same(&settings(text));
    }
}

#[test]
fn what_is_written() {
    #[derive(Serialize)]
    struct Short<'a> {
        mail: ServerName<'a>,
    }

    let [full, defaults] = STRINGS.map(settings);
    assert_eq!(
        serde_json::to_string_pretty(&full).unwrap(),
        r#"{
  "string": "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;Timeout=2000;",
  "server": "smtp.contoso.com",
  "authentication": "windows",
  "map": {
    "server": "smtp.contoso.com",
    "authentication": "windows",
    "enable_ssl": true,
    "timeout_ms": 2000
  }
}"#
    );
    assert_eq!(
        toml::to_string(&defaults).unwrap(),
        r#"string = "SmtpServer=[2001:db8::25];UseWindowsAuthentication=False;EnableSsl=False;"
server = "[2001:db8::25]"
authentication = "anonymous"

[map]
server = "[2001:db8::25]"
authentication = "anonymous"
enable_ssl = false
"#
    );
    // A text of 4 bytes under a text of 4 bytes, in a map of one; a string needs nothing of its own.
    assert_eq!(cbor(&Short { mail: ServerName::parse("mail").unwrap() }), b"\xA1\x64mail\x64mail");
}

#[test]
fn strings_are_borrowed_where_the_format_lends_them() {
    let json = r#"{"mail":"SmtpServer=smtp.contoso.com"}"#;
    let lent: Lent<'_> = serde_json::from_str(json).unwrap();
    assert!(lies_in(lent.mail.server().as_str(), json));
    assert_eq!(
        serde_json::to_string(&lent).unwrap(),
        r#"{"mail":"SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;"}"#
    );

    // An escape: the text does not stand in the input, so it is copied.
    let json = r#"{"mail":"SmtpServer=smtp\u002econtoso.com"}"#;
    let copied: Lent<'_> = serde_json::from_str(json).unwrap();
    assert_eq!(copied.mail, lent.mail);
    assert!(!lies_in(copied.mail.server().as_str(), json));

    let error = serde_json::from_str::<Lent<'_>>(r#"{"mail":"SmtpServer=mail:25"}"#).unwrap_err();
    assert!(error.to_string().starts_with("expected a server without a port, found one with a port, at byte 11; "));
    let error = serde_json::from_str::<Lent<'_>>(r#"{"mail":"SmtpServer=mail\u003a25"}"#).unwrap_err();
    assert!(error.to_string().starts_with("expected a server without a port, found one with a port, at byte 11; "));
    let error = serde_json::from_str::<Lent<'_>>(r#"{"mail":[]}"#).unwrap_err();
    assert!(error.to_string().starts_with("invalid type: sequence, expected an SMTP connection string"));
}

/// `SmtpConnection<'static>` out of an input that is gone: the reason why `Deserialize` copies.
#[test]
fn the_types_outlive_their_input() {
    fn owned<T: DeserializeOwned>(json: &[u8]) -> T {
        serde_json::from_reader(json).unwrap()
    }
    let connection: SmtpConnection<'static> = owned(br#""smtpserver = mail""#);
    assert_eq!(connection.server().as_str(), "mail");
    let server: ServerName<'static> = owned(br#""192.0.2.25""#);
    assert!(server.ip().is_some());
}

#[track_caller]
fn json_fails<T: DeserializeOwned + Debug>(json: &str, expected: &str) {
    let error = serde_json::from_str::<T>(json).unwrap_err().to_string();
    // The format adds the place; all before it is ours.
    assert_eq!(error.rsplit_once(" at line ").unwrap().0, expected, "{json}");
}

#[test]
fn errors_are_the_parsers_one_line() {
    for text in
        ["SmtpServer=mail;EnableSsl=yes", "SmtpServer=mail;User ID=joe;Password=hunter2", "", "mail", "a\u{1}=b"]
    {
        let error = SmtpConnection::parse(text).unwrap_err().to_string();
        json_fails::<SmtpConnection<'_>>(&serde_json::to_string(text).unwrap(), &error);
        let toml = toml::from_str::<Settings>(&format!("string = {}", toml::Value::from(text))).unwrap_err();
        assert_eq!(toml.message(), error);
        let cbor = ciborium::from_reader::<SmtpConnection<'_>, _>(&*cbor(&text)).unwrap_err();
        assert!(cbor.to_string().contains(&error), "{cbor}");
    }
    json_fails::<ServerName<'_>>(r#""mail:25""#, &ServerName::parse("mail:25").unwrap_err().to_string());
    json_fails::<SmtpConnection<'_>>("null", "invalid type: null, expected an SMTP connection string");
    json_fails::<ServerName<'_>>("{}", "invalid type: map, expected the name or IP address of a mail server");
}

#[test]
fn authentication_is_one_of_two_words() {
    assert_eq!(serde_json::from_str::<Authentication>(r#""anonymous""#).unwrap(), Authentication::Anonymous);
    assert_eq!(serde_json::from_str::<Authentication>(r#""windows""#).unwrap(), Authentication::Windows);
    let other = "expected `anonymous` or `windows`, found another word; write it in small letters";
    json_fails::<Authentication>(r#""Windows""#, other);
    json_fails::<Authentication>(r#""""#, other);
    for basic in ["basic", "Login", "PLAIN"] {
        json_fails::<Authentication>(
            &format!("\"{basic}\""),
            "basic authentication is not supported; write `anonymous` or `windows`",
        );
    }
    json_fails::<Authentication>("[]", "invalid type: sequence, expected `anonymous` or `windows`");
}

#[track_caller]
fn map(json: &str) -> SmtpConnection<'static> {
    serde_json::from_str::<Map>(&format!(r#"{{"mail":{json}}}"#)).unwrap().mail
}

#[track_caller]
fn map_fails(json: &str, expected: &str) {
    json_fails::<Map>(&format!(r#"{{"mail":{json}}}"#), expected);
}

#[test]
fn keys_stand_in_any_order_and_have_defaults() {
    let all = map(r#"{"timeout_ms":2000,"enable_ssl":true,"server":"mail","authentication":"windows"}"#);
    let built = SmtpConnection::builder("mail")
        .authentication(Authentication::Windows)
        .enable_ssl(true)
        .timeout(Duration::from_secs(2))
        .build();
    assert_eq!(Ok(all), built);
    assert_eq!(Ok(map(r#"{"server":"mail"}"#)), SmtpConnection::builder("mail").build());
    // What the command line writes as `connection` has a null; here it means what it means there.
    assert_eq!(map(r#"{"server":"mail","timeout_ms":null}"#).timeout(), None);
    assert_eq!(map(r#"{"server":"mail","timeout_ms":0}"#).timeout(), Some(Duration::ZERO));
    assert_eq!(
        map(r#"{"server":"mail","timeout_ms":2147483647}"#).timeout(),
        Some(Duration::from_millis(2_147_483_647))
    );
}

/// Environment variables, for example, which `config` gives as strings.
#[test]
fn booleans_and_numbers_are_read_from_strings() {
    let map = map(r#"{"server":"mail","enable_ssl":"True","timeout_ms":"30000"}"#);
    assert!(map.enable_ssl());
    assert_eq!(map.timeout(), Some(Duration::from_secs(30)));
}

#[test]
fn unknown_keys_are_refused() {
    let unknown = |help: &str| format!("found an unknown key; {help}");
    let key = |key: &str, expected: &str| map_fails(&format!(r#"{{"server":"mail","{key}":"hunter2"}}"#), expected);
    key("colour", &unknown("the keys are `server`, `authentication`, `enable_ssl` and `timeout_ms`"));
    // The keywords of the string, and what other systems call them.
    key("SmtpServer", &unknown("did you mean `server`?"));
    key("host", &unknown("did you mean `server`?"));
    key("UseWindowsAuthentication", &unknown("did you mean `authentication`? it is `anonymous` or `windows`"));
    key("auth_mode", &unknown("did you mean `authentication`?"));
    key("EnableSsl", &unknown("did you mean `enable_ssl`?"));
    key("starttls", &unknown("did you mean `enable_ssl`?"));
    key("timeout", &unknown("did you mean `timeout_ms`? it is in milliseconds"));
    for port in ["port", "smtp_port"] {
        key(
            port,
            "expected no port, found a key for one; take it out: the SMTP connection manager always uses port 25",
        );
    }
}

#[test]
fn keys_of_credentials_are_basic_authentication() {
    for key in ["user", "username", "user_name", "Password", "pasword", "api-key", "smtp_password", "credentials"] {
        map_fails(
            &format!(r#"{{"{key}":"hunter2","server":"mail"}}"#),
            "basic authentication is not supported, found a key for a user name, password or other credential; \
             take it out: `authentication` is `anonymous` or `windows`",
        );
    }
    map_fails(
        r#"{"basic_auth":true,"server":"mail"}"#,
        "basic authentication is not supported, found a key that asks for it; \
         take it out: `authentication` is `anonymous` or `windows`",
    );
    map_fails(
        r#"{"server":"mail","authentication":"basic"}"#,
        "authentication: basic authentication is not supported; write `anonymous` or `windows`",
    );
}

#[test]
fn keys_that_are_missing_or_stand_twice() {
    map_fails("{}", "expected the key `server`, found none; add it with the name of the mail server");
    let twice = |name: &str| format!("expected each key once, found `{name}` again; keep one of them");
    map_fails(r#"{"server":"a","server":"a"}"#, &twice("server"));
    map_fails(r#"{"enable_ssl":true,"server":"a","enable_ssl":false}"#, &twice("enable_ssl"));
    map_fails(r#"{"authentication":"windows","authentication":"windows"}"#, &twice("authentication"));
    // Null is a value: a second one is a second one.
    map_fails(r#"{"timeout_ms":null,"timeout_ms":5}"#, &twice("timeout_ms"));
}

#[test]
fn values_are_checked_and_never_shown() {
    let value = |key: &str, value: &str, expected: &str| {
        let server = if key == "server" { "" } else { r#""server":"mail","# };
        map_fails(&format!(r#"{{{server}"{key}":{value}}}"#), &format!("{key}: {expected}"));
    };
    value(
        "server",
        r#""joe:hunter2@mail""#,
        "basic authentication is not supported, found a user name or password with the server; \
         write the host alone: there is only anonymous access and `UseWindowsAuthentication=True`",
    );
    let timeout = "expected whole milliseconds from 0 to 2147483647, found something else";
    for wrong in ["-1", "2147483648", "1e300", "20.5", "true", r#""20s""#, r#""-1""#, "18446744073709551615"] {
        value("timeout_ms", wrong, timeout);
    }
    for wrong in ["1", "0.5", r#""yes""#, r#""""#, "null"] {
        value("enable_ssl", wrong, "expected `true` or `false`, found something else");
    }
    for wrong in ["1", "true", "null"] {
        value("server", wrong, "expected a host name or IP address, found no string");
        value("authentication", wrong, "expected `anonymous` or `windows`, found no string");
    }
    map_fails(r#"{"server":["hunter2"]}"#, "invalid type: sequence, expected a value for `server`");
    map_fails(r#"{"enable_ssl":{"hunter2":1}}"#, "invalid type: map, expected a value for `enable_ssl`");
    map_fails(
        "[]",
        "invalid type: sequence, expected a map with `server` and perhaps `authentication`, `enable_ssl` and `timeout_ms`",
    );
}

/// Numbers and texts that JSON has not.
#[test]
fn other_formats_have_other_types() {
    use ciborium::Value;

    let read = |key: &str, value: Value| {
        let mail = Value::Map(vec![(Value::from("server"), Value::from("mail")), (Value::from(key), value)]);
        let map = Value::Map(vec![(Value::from("mail"), mail)]);
        ciborium::from_reader::<Map, _>(&*cbor(&map)).map(|map| map.mail).map_err(|error| error.to_string())
    };
    assert_eq!(read("timeout_ms", Value::from(7)).unwrap().timeout(), Some(Duration::from_millis(7)));
    assert_eq!(read("timeout_ms", Value::Null).unwrap().timeout(), None);
    // More than 64 bits, which serde hands over by other methods.
    // Cut to 64 bits, the first two would be 5.
    for big in [Value::from((1_u128 << 64) + 5), Value::from(5 - (1_i128 << 64)), Value::from(-6)] {
        assert!(read("timeout_ms", big).unwrap_err().contains("timeout_ms: expected whole milliseconds"));
    }
    assert!(!read("enable_ssl", Value::Bytes(b"hunter2".into())).unwrap_err().contains("hunter2"));

    let toml = toml::from_str::<Map>("[mail]\nserver = 'mail'\ntimeout_ms = 1979-05-27").unwrap_err();
    assert!(toml.message().ends_with("expected a value for `timeout_ms`"), "{}", toml.message());
}

/// A connection within a struct whose keys are read late, as `#[serde(flatten)]` and untagged enums do it.
#[test]
fn buffered_values_are_read_as_well() {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        String(SmtpConnection<'static>),
        #[serde(with = "structured")]
        Map(SmtpConnection<'static>),
    }
    for json in [r#""SmtpServer=mail""#, r#"{"server":"mail","timeout_ms":null}"#] {
        let (Either::String(mail) | Either::Map(mail)) = serde_json::from_str(json).unwrap();
        assert_eq!(Cow::from(mail.server().clone()), "mail");
    }
}

/// A value that says that it is there, or that it is wrapped, as RON's do.
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

#[test]
fn wrapped_values_are_read_as_what_is_in_them() {
    for (server, timeout) in
        [(Wrapped::Some("mail"), Wrapped::Newtype("7")), (Wrapped::Newtype("mail"), Wrapped::Some("7"))]
    {
        let map = MapDeserializer::new([("server", server), ("timeout_ms", timeout)].into_iter());
        let mail = structured::deserialize(map).unwrap();
        assert_eq!(mail.to_string(), "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;Timeout=7;");
    }
}

#[test]
fn a_key_is_a_word() {
    let map = MapDeserializer::<_, Error>::new([(1_u8, "mail")].into_iter());
    let error = structured::deserialize(map).unwrap_err();
    assert_eq!(error.to_string(), "invalid type: integer `1`, expected the name of a property");
}
