//! This library as a program for `conformance/run`. The first argument is `read`, `write` or `smtp`.

use std::process::ExitCode;

use serde_json::{Value, json};
use smtp_connection_string::{ConnectionString, Pair, Severity, check};

mod protocol;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("write") => protocol::answer_pairs(write),
        Some("smtp") => protocol::answer_strings(|text| Some(smtp(text))),
        _ => protocol::answer_strings(read),
    }
}

fn read(text: &str) -> Option<Value> {
    // An empty value without quotes is not set.
    let value = |pair: &Pair| (!pair.value_span().is_empty()).then(|| pair.value().into_owned());
    let string = ConnectionString::parse(text).ok()?;
    Some(json!({ "pairs": string.pairs().map(|pair| json!([pair.keyword(), value(&pair)])).collect::<Vec<_>>() }))
}

fn write(keyword: &str, value: &str) -> Option<Value> {
    let mut string = ConnectionString::default();
    string.set(keyword, value).ok()?;
    Some(json!({ "text": string.as_str() }))
}

fn smtp(text: &str) -> Value {
    let report = check(text);
    let rules = |severity| -> Vec<_> {
        let found = report.diagnostics().iter().filter(|found| found.severity() == severity);
        found.map(|found| found.rule().as_str()).collect()
    };
    json!({
        "valid": report.is_valid(),
        "canonical": report.connection().map(ToString::to_string),
        "errors": rules(Severity::Error),
        "warnings": rules(Severity::Warning),
        "notes": rules(Severity::Note),
    })
}
