//! The crate `connection-string` as a program for `conformance/run`. The first argument is `read` or `write`.

use std::process::ExitCode;

use connection_string::AdoNetString;
use serde_json::{Value, json};

mod protocol;

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("write") {
        protocol::answer_pairs(write)
    } else {
        protocol::answer_strings(read)
    }
}

fn read(text: &str) -> Option<Value> {
    let string: AdoNetString = text.parse().ok()?;
    Some(json!({ "map": *string }))
}

fn write(keyword: &str, value: &str) -> Option<Value> {
    let mut string: AdoNetString = "".parse().ok()?;
    string.insert(keyword.to_owned(), value.to_owned());
    Some(json!({ "text": string.to_string() }))
}
