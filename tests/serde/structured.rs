//! Connections as maps or strings: `smtp_connection_string::serde::structured`.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use smtp_connection_string::serde::structured;
use smtp_connection_string::{Authentication, ServerName, SmtpConnection};

use super::{cbor, connection, json_fails, parse_error};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct One {
    #[serde(with = "structured")]
    mail: SmtpConnection<'static>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Optional {
    #[serde(default, with = "structured")]
    mail: Option<SmtpConnection<'static>>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Many {
    #[serde(with = "structured")]
    mail: Vec<SmtpConnection<'static>>,
}

#[track_caller]
fn read(json: &str) -> SmtpConnection<'static> {
    serde_json::from_str::<One>(&format!(r#"{{"mail":{json}}}"#)).unwrap().mail
}

#[track_caller]
fn fails(json: &str, expected: &str) {
    json_fails::<One>(&format!(r#"{{"mail":{json}}}"#), expected);
}

#[test]
fn map_and_string_are_equivalent() {
    let expected = connection("SmtpServer=mail;EnableSsl=True;Timeout=2000");
    assert_eq!(read(r#"{"server":"mail","enable_ssl":true,"timeout_ms":2000}"#), expected);
    assert_eq!(read(r#""smtpserver = mail; EnableSsl = true; Timeout = 2000""#), expected);

    let toml = ["mail = 'SmtpServer=mail;EnableSsl=True'", "[mail]\nserver = 'mail'\nenable_ssl = true"]
        .map(|document| toml::from_str::<One>(document).unwrap());
    assert_eq!(toml[0], toml[1]);

    let cbor = cbor(&[("mail", "SmtpServer=mail")].into_iter().collect::<std::collections::BTreeMap<_, _>>());
    assert_eq!(ciborium::from_reader::<One, _>(&*cbor).unwrap().mail, connection("SmtpServer=mail"));
}

#[test]
fn invalid_string_has_the_message_of_the_parser() {
    for text in ["SmtpServer=mail:25", "SmtpServer=mail;Password=hunter2", ""] {
        let json = serde_json::to_string(text).unwrap();
        fails(&json, &parse_error(text));
        json_fails::<Optional>(&format!(r#"{{"mail":{json}}}"#), &parse_error(text));
        json_fails::<Many>(&format!(r#"{{"mail":[{json}]}}"#), &parse_error(text));
    }
}

#[test]
fn option_is_none_if_null_or_missing() {
    for json in [r#"{"mail":null}"#, "{}"] {
        assert_eq!(serde_json::from_str::<Optional>(json).unwrap(), Optional { mail: None });
    }
    assert_eq!(toml::from_str::<Optional>("").unwrap(), Optional { mail: None });
    let null = cbor(&Optional { mail: None });
    assert_eq!(ciborium::from_reader::<Optional, _>(&*null).unwrap(), Optional { mail: None });
    assert_eq!(serde_json::to_string(&Optional { mail: None }).unwrap(), r#"{"mail":null}"#);
}

#[test]
fn option_is_some_of_a_map_or_string() {
    for json in [r#"{"mail":{"server":"mail"}}"#, r#"{"mail":"SmtpServer=mail"}"#] {
        assert_eq!(serde_json::from_str::<Optional>(json).unwrap().mail, Some(connection("SmtpServer=mail")));
    }
}

#[test]
fn vec_holds_maps_and_strings() {
    let many: Many = serde_json::from_str(r#"{"mail":[{"server":"a"},"SmtpServer=b"]}"#).unwrap();
    assert_eq!(many.mail, [connection("SmtpServer=a"), connection("SmtpServer=b")]);
    let tables: Many = toml::from_str("[[mail]]\nserver = 'a'\n[[mail]]\nserver = 'b'").unwrap();
    assert_eq!(tables, many);
    assert_eq!(serde_json::from_str::<Many>(r#"{"mail":[]}"#).unwrap().mail, []);
}

/// The types can be combined.
#[test]
fn optional_list_is_read() {
    #[derive(Debug, Deserialize)]
    struct Either {
        #[serde(default, with = "structured")]
        mail: Option<Vec<SmtpConnection<'static>>>,
    }
    assert!(serde_json::from_str::<Either>("{}").unwrap().mail.is_none());
    assert_eq!(serde_json::from_str::<Either>(r#"{"mail":["SmtpServer=a"]}"#).unwrap().mail.unwrap().len(), 1);
}

#[test]
fn value_of_another_type_has_a_static_message() {
    for json in ["null", "true", "25", "-1", "0.5", "[]", r#"["SmtpServer=mail"]"#] {
        fails(json, "expected a connection string or a map with the key `server`");
    }
    json_fails::<Optional>(r#"{"mail":25}"#, "expected a connection string or a map with the key `server`");
    for json in ["null", "true", "25", r#""SmtpServer=mail""#, r#"{"server":"mail"}"#] {
        json_fails::<Many>(&format!(r#"{{"mail":{json}}}"#), "expected a list of connection strings or maps");
    }
    json_fails::<Many>(r#"{"mail":[25]}"#, "expected a connection string or a map with the key `server`");
}

#[test]
fn keys_may_be_in_any_order_and_have_defaults() {
    let all = read(r#"{"timeout_ms":2000,"enable_ssl":true,"server":"mail","authentication":"windows"}"#);
    let built = SmtpConnection::builder("mail")
        .authentication(Authentication::Windows)
        .enable_ssl(true)
        .timeout(Duration::from_secs(2))
        .build();
    assert_eq!(Ok(all), built);
    assert_eq!(Ok(read(r#"{"server":"mail"}"#)), SmtpConnection::builder("mail").build());
}

#[test]
fn timeout_is_null_or_a_number_in_range() {
    // The JSON of the command line has a null.
    assert_eq!(read(r#"{"server":"mail","timeout_ms":null}"#).timeout(), None);
    assert_eq!(read(r#"{"server":"mail","timeout_ms":0}"#).timeout(), Some(Duration::ZERO));
    let greatest = Some(Duration::from_millis(2_147_483_647));
    assert_eq!(read(r#"{"server":"mail","timeout_ms":2147483647}"#).timeout(), greatest);
}

#[test]
fn booleans_and_numbers_are_read_from_strings() {
    let map = read(r#"{"server":"mail","enable_ssl":"True","timeout_ms":"30000"}"#);
    assert!(map.enable_ssl());
    assert_eq!(map.timeout(), Some(Duration::from_secs(30)));
}

#[test]
fn unknown_key_is_refused_with_a_suggestion() {
    let key = |key: &str, expected: &str| fails(&format!(r#"{{"server":"mail","{key}":"hunter2"}}"#), expected);
    key("colour", "unknown key; write `server`, `authentication`, `enable_ssl` or `timeout_ms`");
    for server in ["SmtpServer", "host", "Server"] {
        key(server, "unknown key; write `server`");
    }
    for authentication in ["UseWindowsAuthentication", "auth_mode"] {
        key(authentication, "unknown key; write `authentication` with the value `anonymous` or `windows`");
    }
    for ssl in ["EnableSsl", "starttls"] {
        key(ssl, "unknown key; write `enable_ssl`");
    }
    key("timeout", "unknown key; write `timeout_ms` with a number of milliseconds");
    for port in ["port", "smtp_port"] {
        key(port, "the SMTP connection manager has no port setting; remove the key: the port is always 25");
    }
}

#[test]
fn key_of_a_credential_is_basic_authentication() {
    for key in [
        "user",
        "username",
        "user_name",
        "Password",
        "pasword",
        "api-key",
        "smtp_password",
        "credentials",
        "basic_auth",
    ] {
        fails(
            &format!(r#"{{"{key}":"hunter2","server":"mail"}}"#),
            "basic authentication is not supported; remove the key: `authentication` is `anonymous` or `windows`",
        );
    }
    fails(
        r#"{"server":"mail","authentication":"basic"}"#,
        "authentication: basic authentication is not supported; write `anonymous` or `windows`",
    );
}

#[test]
fn missing_server_is_an_error() {
    let missing = "missing key `server`; add it with the host name or IP address of the mail server";
    fails("{}", missing);
    fails(r#"{"enable_ssl":true}"#, missing);
}

#[test]
fn duplicate_key_is_an_error() {
    let twice = |name: &str| format!("duplicate key `{name}`; remove one of them");
    fails(r#"{"server":"a","server":"a"}"#, &twice("server"));
    fails(r#"{"enable_ssl":true,"server":"a","enable_ssl":false}"#, &twice("enable_ssl"));
    fails(r#"{"authentication":"windows","authentication":"windows"}"#, &twice("authentication"));
    fails(r#"{"timeout_ms":null,"timeout_ms":5}"#, &twice("timeout_ms"));
}

#[test]
fn invalid_value_has_a_static_message() {
    let value = |key: &str, value: &str, expected: &str| {
        let server = if key == "server" { "" } else { r#""server":"mail","# };
        fails(&format!(r#"{{{server}"{key}":{value}}}"#), &format!("{key}: {expected}"));
    };
    for wrong in ["-1", "2147483648", "1e300", "20.5", "true", r#""20s""#, r#""-1""#, "18446744073709551615", "[]"] {
        value("timeout_ms", wrong, "expected milliseconds from 0 to 2147483647");
    }
    for wrong in ["1", "0.5", r#""yes""#, r#""""#, "null", "{}"] {
        value("enable_ssl", wrong, "expected `true` or `false`");
    }
    for wrong in ["1", "true", "null", "[]", r#"{"hunter2":1}"#] {
        value("server", wrong, "expected a host name or IP address");
        value("authentication", wrong, "expected `anonymous` or `windows`");
    }
}

/// The byte offset would be one in the server, not in the document.
#[test]
fn invalid_server_has_the_message_of_the_parser_without_its_position() {
    let error = ServerName::parse("joe:hunter2@mail").unwrap_err();
    let shown = serde_json::from_str::<One>(r#"{"mail":{"server":"joe:hunter2@mail"}}"#).unwrap_err().to_string();
    assert!(shown.starts_with(&format!("server: {}", error.message())), "{shown}");
    assert!(!shown.contains("at byte"), "{shown}");
}

#[test]
fn number_of_more_than_64_bits_is_out_of_range() {
    use ciborium::Value;

    let read = |value: Value| {
        let mail = Value::Map(vec![(Value::from("server"), Value::from("mail")), (Value::from("timeout_ms"), value)]);
        let map = Value::Map(vec![(Value::from("mail"), mail)]);
        ciborium::from_reader::<One, _>(&*cbor(&map)).map(|one| one.mail.timeout()).map_err(|error| error.to_string())
    };
    assert_eq!(read(Value::from(7)).unwrap(), Some(Duration::from_millis(7)));
    assert_eq!(read(Value::Null).unwrap(), None);
    // Truncated to 64 bits, the first two would be 5.
    for big in [Value::from((1_u128 << 64) + 5), Value::from(5 - (1_i128 << 64)), Value::from(-6)] {
        assert!(read(big).unwrap_err().contains("timeout_ms: expected milliseconds"));
    }
}

/// `#[serde(flatten)]` and untagged enums buffer the values that they read.
#[test]
fn buffered_value_is_read() {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        #[serde(with = "structured")]
        One(SmtpConnection<'static>),
        #[serde(with = "structured")]
        Many(Vec<SmtpConnection<'static>>),
    }
    for json in [r#""SmtpServer=mail""#, r#"{"server":"mail","timeout_ms":null}"#, r#"[{"server":"mail"}]"#] {
        let found = match serde_json::from_str(json).unwrap() {
            Either::One(mail) => vec![mail],
            Either::Many(mail) => mail,
        };
        assert_eq!(found, [connection("SmtpServer=mail")]);
    }
}
