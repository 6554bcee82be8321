//! The recorded answers of the real .NET. `conformance/README.md` describes the files.

#![allow(unreachable_pub, reason = "tests/grammar_text.rs includes this module, too")]
#![allow(clippy::expect_used, reason = "a damaged file ends the test")]

use std::collections::BTreeMap;
use std::io::Read as _;

/// A text and what .NET reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vector {
    /// The text that was passed to .NET.
    pub input: String,
    /// The dictionary that .NET read, or `None` if it rejected the text.
    pub reading: Option<BTreeMap<String, String>>,
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
}

/// Returns all texts with what .NET reads.
pub fn vectors() -> Vec<Vector> {
    lines(include_bytes!("../../conformance/full/vectors.tsv.gz")).iter().map(|fields| vector(fields)).collect()
}

/// Returns all pairs with what .NET writes.
pub fn writes() -> Vec<Write> {
    lines(include_bytes!("../../conformance/full/writes.tsv.gz")).iter().map(|fields| write(fields)).collect()
}

fn vector(fields: &[String]) -> Vector {
    match fields {
        [input, error] if error == "error" => Vector { input: input.clone(), reading: None },
        [input, ok, pairs @ ..] if ok == "ok" && pairs.len() % 2 == 0 => {
            let keywords = pairs.iter().step_by(2).cloned();
            let values = pairs.iter().skip(1).step_by(2).cloned();
            let reading = keywords.zip(values).collect();
            Vector { input: input.clone(), reading: Some(reading) }
        }
        _ => unreachable!("a line of vectors.tsv.gz is `input error` or `input ok (keyword value)*`: {fields:?}"),
    }
}

fn write(fields: &[String]) -> Write {
    let written = match fields {
        [_, _, error] if error == "error" => None,
        [_, _, ok, written] if ok == "ok" => Some(written.clone()),
        _ => unreachable!("a line of writes.tsv.gz is `keyword value error` or `keyword value ok text`: {fields:?}"),
    };
    let [keyword, value, ..] = fields else { unreachable!("both forms begin with the pair") };
    Write { keyword: keyword.clone(), value: value.clone(), written }
}

/// The fields of every line, unescaped.
fn lines(packed: &[u8]) -> Vec<Vec<String>> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).expect("the files are gzip of ASCII");
    text.lines().map(|line| line.split('\t').map(unescaped).collect()).collect()
}

/// Replaces `\\` and `\u{hex}` with their characters.
fn unescaped(field: &str) -> String {
    let mut text = String::new();
    let mut rest = field;
    while let Some((before, escape)) = rest.split_once('\\') {
        text.push_str(before);
        rest = if let Some(after) = escape.strip_prefix('\\') {
            text.push('\\');
            after
        } else {
            let (hex, after) = escape
                .strip_prefix("u{")
                .and_then(|escape| escape.split_once('}'))
                .expect("a single backslash begins `\\u{hex}`");
            let point = u32::from_str_radix(hex, 16).expect("the digits are hexadecimal");
            text.push(char::from_u32(point).expect("the files hold no surrogates"));
            after
        };
    }
    text + rest
}
