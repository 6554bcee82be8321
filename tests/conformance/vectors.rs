//! The full set of recorded answers of the real .NET. `conformance/README.md` describes the files.

#![allow(unreachable_pub, reason = "tests/grammar_text.rs includes this module, too")]
#![allow(dead_code, reason = "tests/grammar_text.rs does not need all of it")]
#![allow(clippy::expect_used, reason = "a damaged file ends the test")]

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::LazyLock;

use serde_json::Value;

/// A string and what .NET reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vector {
    /// The string that was passed to .NET.
    pub input: String,
    /// The pairs that .NET read, in order, or `None` if it rejected the string. The value of an unquoted empty value is `None`.
    pub pairs: Option<Vec<(String, Option<String>)>>,
    /// What parsers often treat differently.
    pub flags: Vec<String>,
}

impl Vector {
    /// Returns .NET's dictionary after the whole string, or `None` if it rejected the string.
    pub fn reading(&self) -> Option<BTreeMap<String, String>> {
        let mut dictionary = BTreeMap::new();
        for (keyword, value) in self.pairs.as_ref()? {
            match value {
                Some(value) => dictionary.insert(keyword.clone(), value.clone()),
                None => dictionary.remove(keyword),
            };
        }
        Some(dictionary)
    }
}

/// A pair and what .NET writes for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// The keyword that was passed to .NET.
    pub keyword: String,
    /// The value that was passed to .NET.
    pub value: String,
    /// The connection string that .NET wrote, or `None` if it rejected the pair.
    pub written: Option<String>,
    /// Other connection strings that .NET reads as this pair.
    pub equivalent: Vec<String>,
    /// What parsers often treat differently.
    pub flags: Vec<String>,
}

/// Returns all strings with what .NET reads.
pub fn vectors() -> &'static [Vector] {
    static VECTORS: LazyLock<Vec<Vector>> = LazyLock::new(|| {
        let text = lines(include_bytes!("../../conformance/full/read.jsonl.gz"));
        text.lines().map(|line| vector(parsed(line))).collect()
    });
    &VECTORS
}

/// Returns all pairs with what .NET writes.
pub fn writes() -> Vec<Write> {
    lines(include_bytes!("../../conformance/full/write.jsonl.gz")).lines().map(|line| write(parsed(line))).collect()
}

/// Returns the vector in a line, or in a readable case.
pub fn vector(mut line: Value) -> Vector {
    let pair = |pair: &mut Value| match pair.as_array_mut().map(Vec::as_mut_slice) {
        Some([keyword, Value::Null]) => (text(keyword), None),
        Some([keyword, value]) => (text(keyword), Some(text(value))),
        _ => unreachable!("a pair has a keyword and a value: {pair}"),
    };
    let pairs = line.get_mut("pairs").and_then(Value::as_array_mut).map(|pairs| pairs.iter_mut().map(pair).collect());
    assert_ne!(pairs.is_some(), line.get("error") == Some(&Value::Bool(true)), "{line}");
    Vector { input: member(&mut line, "input").expect("a vector has an input"), pairs, flags: list(&mut line, "flags") }
}

/// Returns the written pair in a line, or in a readable case.
pub fn write(mut line: Value) -> Write {
    let written = member(&mut line, "text");
    assert_ne!(written.is_some(), line.get("error") == Some(&Value::Bool(true)), "{line}");
    Write {
        keyword: member(&mut line, "keyword").expect("a pair has a keyword"),
        value: member(&mut line, "value").expect("a pair has a value"),
        written,
        equivalent: list(&mut line, "equivalent"),
        flags: list(&mut line, "flags"),
    }
}

fn member(line: &mut Value, name: &str) -> Option<String> {
    line.get_mut(name).map(text)
}

fn list(line: &mut Value, name: &str) -> Vec<String> {
    line.get_mut(name)
        .and_then(Value::as_array_mut)
        .map(|items| items.iter_mut().map(text).collect())
        .unwrap_or_default()
}

fn text(value: &mut Value) -> String {
    match value.take() {
        Value::String(text) => text,
        other => unreachable!("this member is a string: {other}"),
    }
}

/// `Value::from_str` is compiled in the optimized `serde_json`, while `from_str::<Vector>` would be compiled in the test.
fn parsed(line: &str) -> Value {
    line.parse().expect("each line is JSON")
}

fn lines(packed: &[u8]) -> String {
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).expect("the files are gzip of ASCII");
    text
}
