//! Serialization in three formats: JSON, which lends its strings; TOML, which copies them and has no null; and CBOR, which
//! is binary and describes itself.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    reason = "a failed test may panic, and there is no reader of its documentation"
)]

#[path = "serde/deserializers.rs"]
mod deserializers;
#[path = "serde/secrets.rs"]
mod secrets;
#[path = "serde/structured.rs"]
mod structured_tests;

use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use smtp_connection_string::serde::{borrowed, structured};
use smtp_connection_string::{Authentication, ServerName, SmtpConnection};

/// The longest string, and the one with all defaults.
const STRINGS: [&str; 2] = [
    "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;Timeout=2000;",
    "SmtpServer=[2001:db8::25];UseWindowsAuthentication=False;EnableSsl=False;",
];

/// All types at once, as in a configuration file.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Settings {
    string: SmtpConnection<'static>,
    server: ServerName<'static>,
    authentication: Authentication,
    #[serde(with = "structured")]
    map: SmtpConnection<'static>,
    #[serde(default, with = "structured", skip_serializing_if = "Option::is_none")]
    optional: Option<SmtpConnection<'static>>,
    #[serde(default, with = "structured")]
    list: Vec<SmtpConnection<'static>>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Lent<'a> {
    #[serde(borrow, with = "borrowed")]
    mail: SmtpConnection<'a>,
}

fn connection(text: &str) -> SmtpConnection<'static> {
    text.parse().unwrap()
}

fn settings(text: &str) -> Settings {
    let string = connection(text);
    Settings {
        server: string.server().clone().into_owned(),
        authentication: string.authentication(),
        map: string.clone(),
        optional: string.timeout().map(|_| string.clone()),
        list: vec![string.clone(), string.clone()],
        string,
    }
}

fn cbor<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn parse_error(text: &str) -> String {
    SmtpConnection::parse(text).unwrap_err().to_string()
}

/// Fails unless this is the message of the error. The format adds the position.
#[track_caller]
fn json_fails<T: DeserializeOwned + Debug>(json: &str, expected: &str) {
    let error = serde_json::from_str::<T>(json).unwrap_err().to_string();
    let message = error.rsplit_once(" at line ").map_or(error.as_str(), |(message, _)| message);
    assert_eq!(message, expected, "{json}");
}

#[test]
fn serialized_value_deserializes_to_an_equal_value() {
    #[track_caller]
    fn round_trip<T: Debug + PartialEq + Serialize + DeserializeOwned>(value: &T) {
        assert_eq!(serde_json::from_str::<T>(&serde_json::to_string(value).unwrap()).unwrap(), *value);
        // A reader cannot lend.
        assert_eq!(serde_json::from_reader::<_, T>(&*serde_json::to_vec(value).unwrap()).unwrap(), *value);
        assert_eq!(toml::from_str::<T>(&toml::to_string(value).unwrap()).unwrap(), *value);
        assert_eq!(ciborium::from_reader::<T, _>(&*cbor(value)).unwrap(), *value);
    }

    for text in STRINGS {
        round_trip(&settings(text));
    }
}

#[test]
fn json_has_strings_and_maps() {
    let full = settings(STRINGS[0]);
    assert_eq!(
        serde_json::to_string_pretty(&Settings { list: Vec::new(), ..full }).unwrap(),
        r#"{
  "string": "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;Timeout=2000;",
  "server": "smtp.contoso.com",
  "authentication": "windows",
  "map": {
    "server": "smtp.contoso.com",
    "authentication": "windows",
    "enable_ssl": true,
    "timeout_ms": 2000
  },
  "optional": {
    "server": "smtp.contoso.com",
    "authentication": "windows",
    "enable_ssl": true,
    "timeout_ms": 2000
  },
  "list": []
}"#
    );
}

#[test]
fn toml_has_strings_and_tables() {
    let mut defaults = settings(STRINGS[1]);
    defaults.list.truncate(1);
    assert_eq!(
        toml::to_string(&defaults).unwrap(),
        r#"string = "SmtpServer=[2001:db8::25];UseWindowsAuthentication=False;EnableSsl=False;"
server = "[2001:db8::25]"
authentication = "anonymous"

[map]
server = "[2001:db8::25]"
authentication = "anonymous"
enable_ssl = false

[[list]]
server = "[2001:db8::25]"
authentication = "anonymous"
enable_ssl = false
"#
    );
}

#[test]
fn cbor_has_text_strings() {
    assert_eq!(cbor(&ServerName::parse("mail").unwrap()), b"\x64mail");
    assert_eq!(cbor(&Authentication::Windows), b"\x67windows");
}

#[test]
fn cbor_string_of_any_length_is_read() {
    // ciborium has a buffer of 4 KiB for strings that it does not copy.
    let long = format!("{}SmtpServer=mail", " ".repeat(5_000));
    assert_eq!(ciborium::from_reader::<SmtpConnection<'_>, _>(&*cbor(&long)).unwrap(), connection("SmtpServer=mail"));
    let in_chunks = b"\x7F\x6BSmtpServer=\x64mail\xFF";
    assert_eq!(ciborium::from_reader::<SmtpConnection<'_>, _>(&in_chunks[..]).unwrap(), connection("SmtpServer=mail"));
}

#[test]
fn borrowed_borrows_a_string_that_the_format_lends() {
    let json = r#"{"mail":"SmtpServer=smtp.contoso.com"}"#;
    let lent: Lent<'_> = serde_json::from_str(json).unwrap();
    assert!(json.as_bytes().as_ptr_range().contains(&lent.mail.server().as_str().as_ptr()));
    assert_eq!(
        serde_json::to_string(&lent).unwrap(),
        r#"{"mail":"SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;"}"#
    );
}

#[test]
fn borrowed_copies_a_string_with_an_escape_sequence() {
    let json = r#"{"mail":"SmtpServer=smtp\u002econtoso.com"}"#;
    let copied: Lent<'_> = serde_json::from_str(json).unwrap();
    assert_eq!(copied.mail, connection("SmtpServer=smtp.contoso.com"));
    assert!(!json.as_bytes().as_ptr_range().contains(&copied.mail.server().as_str().as_ptr()));
}

#[test]
fn borrowed_reports_the_parse_error_of_lent_and_copied_strings() {
    for json in [r#"{"mail":"SmtpServer=mail:25"}"#, r#"{"mail":"SmtpServer=mail\u003a25"}"#] {
        let error = serde_json::from_str::<Lent<'_>>(json).unwrap_err().to_string();
        assert!(error.starts_with(&parse_error("SmtpServer=mail:25")), "{error}");
    }
    let error = serde_json::from_str::<Lent<'_>>(r#"{"mail":[]}"#).unwrap_err();
    assert_eq!(error.to_string(), "expected a connection string at line 1 column 8");
}

#[test]
fn values_outlive_their_input() {
    fn owned<T: DeserializeOwned>(json: &[u8]) -> T {
        serde_json::from_reader(json).unwrap()
    }
    let connection: SmtpConnection<'static> = owned(br#""smtpserver = mail""#);
    assert_eq!(connection.server().as_str(), "mail");
    let server: ServerName<'static> = owned(br#""192.0.2.25""#);
    assert!(server.ip().is_some());
}

#[test]
fn invalid_string_has_the_message_of_the_parser() {
    for text in
        ["SmtpServer=mail;EnableSsl=yes", "SmtpServer=mail;User ID=joe;Password=hunter2", "", "mail", "a\u{1}=b"]
    {
        let error = parse_error(text);
        json_fails::<SmtpConnection<'_>>(&serde_json::to_string(text).unwrap(), &error);
        let toml = toml::from_str::<Settings>(&format!("string = {}", toml::Value::from(text))).unwrap_err();
        assert_eq!(toml.message(), error);
        let cbor = ciborium::from_reader::<SmtpConnection<'_>, _>(&*cbor(&text)).unwrap_err();
        assert!(cbor.to_string().contains(&error), "{cbor}");
    }
    json_fails::<ServerName<'_>>(r#""mail:25""#, &ServerName::parse("mail:25").unwrap_err().to_string());
}

#[test]
fn value_of_another_type_has_a_static_message() {
    for json in ["null", "true", "25", "-1", "0.5", "[]", "{}", r#"["SmtpServer=mail"]"#] {
        json_fails::<SmtpConnection<'_>>(json, "expected a connection string");
        json_fails::<ServerName<'_>>(json, "expected a host name or IP address");
        json_fails::<Authentication>(json, "expected `anonymous` or `windows`");
    }
}

/// A replaced error would hide the reason.
#[test]
fn syntax_error_of_the_format_is_kept() {
    json_fails::<SmtpConnection<'_>>(r#""SmtpServer=mail"#, "EOF while parsing a string");
    let lent = serde_json::from_str::<Lent<'_>>(r#"{"mail":"SmtpServer=mail"#).unwrap_err();
    assert!(lent.is_eof(), "{lent}");
    json_fails::<ServerName<'_>>("\"ma\nil\"", "control character (\\u0000-\\u001F) found while parsing a string");
    let error = serde_json::from_str::<SmtpConnection<'_>>(r#""SmtpServer="#).unwrap_err();
    assert!(error.is_eof());
}

#[test]
fn authentication_is_one_of_two_words() {
    assert_eq!(serde_json::from_str::<Authentication>(r#""anonymous""#).unwrap(), Authentication::Anonymous);
    assert_eq!(serde_json::from_str::<Authentication>(r#""windows""#).unwrap(), Authentication::Windows);
    for other in [r#""Windows""#, r#""""#, r#""True""#] {
        json_fails::<Authentication>(other, "expected `anonymous` or `windows`");
    }
    for basic in ["basic", "Login", "PLAIN"] {
        json_fails::<Authentication>(
            &format!("\"{basic}\""),
            "basic authentication is not supported; write `anonymous` or `windows`",
        );
    }
}
