//! No error contains a part of the input: every entry point, in every format, with every type of wrong value.

use std::fmt::Debug;

use ciborium::Value;
use serde::de::value::{
    BorrowedBytesDeserializer, BytesDeserializer, CharDeserializer, Error, F32Deserializer, F64Deserializer,
    I64Deserializer, I128Deserializer, MapDeserializer, SeqDeserializer, StrDeserializer, U64Deserializer,
    U128Deserializer,
};
use serde::de::{DeserializeOwned, Deserializer};
use serde::{Deserialize, Serialize};
use smtp_connection_string::serde::{borrowed, structured};
use smtp_connection_string::{Authentication, ServerName, SmtpConnection};

use super::cbor;

/// A secret that is not a valid value of any key, and one that is a number.
const TEXT: &str = "Zq7K!x9Wv3Tn5";
const NUMBER: u64 = 73_918_264;
const FLOAT: f64 = 739.18264;

/// Fails if four consecutive characters of a secret are in the error.
#[track_caller]
fn assert_hidden(error: &str, context: &dyn Debug) {
    for secret in [TEXT, "73918264", "739.18264"] {
        for part in secret.as_bytes().windows(4) {
            let part = std::str::from_utf8(part).unwrap();
            assert!(!error.contains(part), "{part} of {context:?} is in: {error}");
        }
    }
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only the errors are read")]
struct Plain<T> {
    field: T,
}

/// A connection that is read by `borrowed` and then copied, because some formats require an owned value.
#[derive(Debug)]
struct Borrowed;

impl<'de> Deserialize<'de> for Borrowed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        borrowed::deserialize(deserializer).map(|_| Self)
    }
}

#[derive(Debug, Deserialize)]
#[serde(bound = "T: structured::Structured")]
#[expect(dead_code, reason = "only the errors are read")]
struct Structured<T> {
    #[serde(with = "structured")]
    field: T,
}

#[derive(Serialize)]
struct Document<'a> {
    field: &'a Value,
}

/// Returns the errors of each format that has such values.
fn errors<T: DeserializeOwned>(field: &Value) -> Vec<String> {
    let document = &Document { field };
    let mut errors = Vec::new();
    if let Ok(json) = serde_json::to_string(document) {
        errors.extend(serde_json::from_str::<T>(&json).err().map(|error| format!("{error} {error:?}")));
        errors.extend(serde_json::from_reader::<_, T>(json.as_bytes()).err().map(|error| error.to_string()));
    }
    if let Ok(toml) = toml::to_string(document) {
        errors.extend(toml::from_str::<T>(&toml).err().map(|error| error.message().to_owned()));
    }
    errors.extend(ciborium::from_reader::<T, _>(&*cbor(document)).err().map(|error| format!("{error} {error:?}")));
    errors
}

/// Scalars, lists and maps with secrets.
fn values_with_secrets() -> Vec<Value> {
    let scalars = [
        Value::from(TEXT),
        Value::from(format!("SmtpServer=mail;Password={TEXT}")),
        Value::from(format!("SmtpServer=mail;{TEXT}={TEXT};")),
        Value::from(format!("SmtpServer=joe:{TEXT}@mail")),
        Value::from(format!("smtp://joe:{TEXT}@mail:587")),
        Value::from(NUMBER),
        Value::from(-73_918_264),
        Value::from(u128::from(NUMBER) << 64),
        Value::from(-(i128::from(NUMBER) << 64)),
        Value::from(FLOAT),
        Value::Bytes(TEXT.into()),
        Value::Tag(32, Box::new(Value::from(TEXT))),
        Value::Bool(true),
        Value::Null,
    ];
    let list = Value::Array(scalars.to_vec());
    let mut values = scalars.to_vec();
    values.extend([list.clone(), Value::Array(vec![list])]);
    values.extend(scalars.iter().map(|secret| Value::Map(vec![(secret.clone(), secret.clone())])));

    let mut maps = Vec::new();
    for key in ["server", "authentication", "enable_ssl", "timeout_ms", "password", "port", "colour", TEXT] {
        for value in &values {
            let server = (Value::from("server"), Value::from("mail"));
            let pair = (Value::from(key), value.clone());
            maps.push(Value::Map(if key == "server" { vec![pair] } else { vec![server, pair] }));
        }
    }
    values.extend(maps);
    values.extend(values.clone().into_iter().map(|value| Value::Array(vec![value])));
    values
}

#[track_caller]
fn assert_errors_are_hidden<T: DeserializeOwned>() {
    let mut count = 0;
    for value in values_with_secrets() {
        for error in errors::<T>(&value) {
            assert_hidden(&error, &value);
            count += 1;
        }
    }
    // Otherwise the values would be valid, and this would test nothing.
    assert!(count > 1_000, "{count}");
}

#[test]
fn connection_errors_contain_no_input() {
    assert_errors_are_hidden::<Plain<SmtpConnection<'static>>>();
}

#[test]
fn server_errors_contain_no_input() {
    assert_errors_are_hidden::<Plain<ServerName<'static>>>();
}

#[test]
fn authentication_errors_contain_no_input() {
    assert_errors_are_hidden::<Plain<Authentication>>();
}

#[test]
fn borrowed_errors_contain_no_input() {
    assert_errors_are_hidden::<Plain<Borrowed>>();
}

#[test]
fn structured_errors_contain_no_input() {
    assert_errors_are_hidden::<Structured<SmtpConnection<'static>>>();
}

#[test]
fn structured_option_errors_contain_no_input() {
    assert_errors_are_hidden::<Structured<Option<SmtpConnection<'static>>>>();
}

#[test]
fn structured_list_errors_contain_no_input() {
    assert_errors_are_hidden::<Structured<Vec<SmtpConnection<'static>>>>();
}

/// The check finds what serde's own implementations print.
#[test]
fn check_detects_the_errors_of_serde() {
    for (value, shown) in [(Value::from(TEXT), TEXT), (Value::from(NUMBER), "73918264"), (Value::from(FLOAT), "18264")]
    {
        let errors = errors::<Plain<Vec<bool>>>(&value);
        assert_eq!(errors.len(), 4);
        assert!(errors[..3].iter().all(|error| error.contains(shown)), "{errors:?}");
    }
    assert!(errors::<Plain<String>>(&Value::from(NUMBER)).iter().all(|error| error.contains("73918264")));
}

/// Deserializers that pass every type on to the visitor, whatever they are asked for.
#[test]
fn every_type_of_serde_is_hidden() {
    macro_rules! hidden {
        ($($deserializer:expr),+ $(,)?) => {$({
            let errors: [Option<Error>; 7] = [
                SmtpConnection::deserialize($deserializer).err(),
                ServerName::deserialize($deserializer).err(),
                Authentication::deserialize($deserializer).err(),
                borrowed::deserialize($deserializer).err(),
                structured::deserialize::<SmtpConnection<'_>, _>($deserializer).err(),
                structured::deserialize::<Option<SmtpConnection<'_>>, _>($deserializer).err(),
                structured::deserialize::<Vec<SmtpConnection<'_>>, _>($deserializer).err(),
            ];
            for error in errors {
                let error = error.unwrap().to_string();
                assert_hidden(&error, &stringify!($deserializer));
                assert!(!error.contains('☂'), "{error}");
            }
        })+};
    }

    let number = i64::try_from(NUMBER).unwrap();
    hidden!(
        CharDeserializer::new('☂'),
        StrDeserializer::new(TEXT),
        I64Deserializer::new(-number),
        U64Deserializer::new(NUMBER),
        I128Deserializer::new(-i128::from(NUMBER)),
        U128Deserializer::new(u128::from(NUMBER)),
        F32Deserializer::new(739.182_6),
        F64Deserializer::new(FLOAT),
        BytesDeserializer::new(TEXT.as_bytes()),
        BorrowedBytesDeserializer::new(TEXT.as_bytes()),
        SeqDeserializer::new([NUMBER].into_iter()),
        MapDeserializer::new([(NUMBER, TEXT)].into_iter()),
        MapDeserializer::new([("server", NUMBER)].into_iter()),
        MapDeserializer::new([("timeout_ms", FLOAT)].into_iter()),
        MapDeserializer::new([(TEXT, '☂')].into_iter()),
    );
}
