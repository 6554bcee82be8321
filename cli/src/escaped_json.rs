//! JSON in which every character that is not visible is escaped.
//!
//! `serde_json` escapes only what JSON requires: the other control characters, bidirectional and zero-width characters would
//! reach the terminal. A decoder returns the same text. All JSON and SARIF is written here, and clippy.toml forbids the
//! functions of `serde_json`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;

use crate::names::is_visible;

/// The number of bytes that are escaped at once.
const CAPACITY: usize = 4 * 1024;

/// Writes a value in one line, without a line break.
///
/// The text is escaped as a whole. A formatter of `serde_json` would be called for every key and string, most of which are
/// short: that made `check --format json` slower by a quarter.
pub(crate) fn write(out: impl Write, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    let mut buffer = Vec::with_capacity(CAPACITY);
    value.serialize(&mut Serializer::new(&mut buffer))?;
    Escaping { out, buffer, previous: ' ' }.flush()
}

/// Writes a value that may be large, so its text is never in memory as a whole. This is a little slower than [`write`].
pub(crate) fn write_large(out: impl Write, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    let mut escaping = Escaping { out, buffer: Vec::with_capacity(CAPACITY), previous: ' ' };
    value.serialize(&mut Serializer::new(&mut escaping))?;
    escaping.flush()
}

/// Escapes JSON text. Everything that has to be escaped is inside of strings.
struct Escaping<W> {
    out: W,
    buffer: Vec<u8>,
    /// The last character before the buffer.
    previous: char,
}

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.buffer.len() + bytes.len() > CAPACITY {
            self.flush()?;
        }
        self.buffer.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // The compiler tests many bytes at once, because there is no branch per byte.
        let odd = |byte: u8| u8::from(byte < b' ') | u8::from(byte > b'~');
        let is_odd = self.buffer.iter().fold(0, |found, &byte| found | odd(byte)) != 0;
        if !is_odd && !self.has_command() {
            self.out.write_all(&self.buffer)?;
        } else {
            // `serde_json` never splits a character into two writes.
            let text = str::from_utf8(&self.buffer).map_err(io::Error::other)?;
            write_escaped(&mut self.out, self.previous, text)?;
        }
        self.previous = self.buffer.last().map_or(self.previous, |&byte| byte.into());
        self.buffer.clear();
        Ok(())
    }
}

impl<W> Escaping<W> {
    /// Returns whether a `#` follows another one. A single one is in every URL of a rule.
    fn has_command(&self) -> bool {
        let pair = |previous: u8, byte: u8| u8::from(previous == b'#') & u8::from(byte == b'#');
        let next = self.buffer.iter().skip(1);
        let is_inside = self.buffer.iter().zip(next).fold(0, |found, (&a, &b)| found | pair(a, b)) != 0;
        is_inside || (self.previous == '#' && self.buffer.first() == Some(&b'#'))
    }
}

fn write_escaped(out: &mut impl Write, mut previous: char, text: &str) -> io::Result<()> {
    let mut written = 0;
    for (start, c) in text.char_indices() {
        // Build servers read commands such as `##vso[` from every line of a log.
        let is_command = (previous, c) == ('#', '#');
        previous = c;
        if is_visible(c) && !is_command {
            continue;
        }
        out.write_all(text.as_bytes().get(written..start).unwrap_or_default())?;
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}")?;
        }
        written = start + c.len_utf8();
    }
    out.write_all(text.as_bytes().get(written..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &(impl Serialize + ?Sized)) -> String {
        let (mut out, mut same) = (Vec::new(), Vec::new());
        write(&mut out, value).unwrap();
        write_large(&mut same, value).unwrap();
        assert_eq!(out, same);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn invisible_characters_are_escaped() {
        for (text, expected) in [
            ("a b\"\\\n", r#""a b\"\\\n""#),
            ("Grüße 𝄞", "\"Grüße 𝄞\""),
            ("\u{1b}[2J\u{7f}\u{9b}", r#""\u001b[2J\u007f\u009b""#),
            ("a\u{202e}b\u{200b}c\u{feff}\u{2028}", r#""a\u202eb\u200bc\ufeff\u2028""#),
            ("e\u{301}\u{e0061}", r#""e\u0301\udb40\udc61""#),
            ("##vso[x] # C# ###", r##""#\u0023vso[x] # C# #\u0023\u0023""##),
            ("\u{202e}", r#""\u202e""#),
        ] {
            assert_eq!(written(text), expected);
            assert_eq!(serde_json::from_str::<String>(expected).unwrap(), text);
        }
    }

    #[test]
    fn keys_are_escaped_too() {
        assert_eq!(written(&std::collections::BTreeMap::from([("\u{9b}", 1)])), r#"{"\u009b":1}"#);
    }

    /// The text is longer than a part, so commands are also at the ends of parts.
    #[test]
    fn every_character_is_visible_and_decoded_unchanged() {
        let all: String = ('\0'..='\u{ffff}').chain('\u{e0000}'..='\u{e01ff}').collect();
        for value in [vec![all.clone()], all.chars().map(String::from).collect(), vec!["#".repeat(3 * CAPACITY)]] {
            let json = written(&value);
            assert!(json.chars().all(is_visible) && !json.contains("##"));
            assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), value);
        }
    }
}
