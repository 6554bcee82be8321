//! What the real .NET reads and writes, out of the files beside this module. `README.md` there describes them.

#![allow(dead_code, unreachable_pub, reason = "several test binaries include this module, and none uses all of it")]
#![allow(clippy::expect_used, reason = "a damaged file of vectors can only end the test")]

use std::collections::BTreeMap;
use std::io::Read as _;

/// A text and what .NET reads in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vector {
    /// The text that .NET was given.
    pub input: String,
    /// The dictionary that .NET read, with keywords as .NET gives them; nothing if it refused the text.
    pub reading: Option<BTreeMap<String, String>>,
}

/// A pair and what .NET writes for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// The keyword that .NET was given.
    pub keyword: String,
    /// The value that .NET was given.
    pub value: String,
    /// The connection string that .NET wrote; nothing if it refused the pair.
    pub written: Option<String>,
}

/// Everything that .NET was asked to read.
pub fn vectors() -> Vec<Vector> {
    lines(include_bytes!("vectors.tsv.gz")).iter().map(|fields| vector(fields)).collect()
}

/// Everything that .NET was asked to write.
pub fn writes() -> Vec<Write> {
    lines(include_bytes!("writes.tsv.gz")).iter().map(|fields| write(fields)).collect()
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

/// `\\` is a backslash, `\u{hex}` a character, everything else itself.
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
