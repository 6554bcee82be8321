//! Decodes UTF-8 with or without a byte order mark, and UTF-16 with one.
//!
//! UTF-16 XML is also recognized by its first character, because .NET reads it without a byte order mark. Other
//! encodings are rejected: a wrong guess would result in wrong names and columns.

use std::borrow::Cow;

const NOT_UTF8: &str = "the file is not valid UTF-8, and has no UTF-16 byte order mark";
const NOT_UTF16: &str = "the file is not valid UTF-16";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

/// Decodes a file and removes its byte order mark.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, &'static str> {
    let (encoding, content) = split_mark(bytes);
    match encoding {
        Encoding::Utf8 => std::str::from_utf8(content).map(Cow::Borrowed).map_err(|_| NOT_UTF8),
        Encoding::Utf16Le => decode_utf16(content, u16::from_le_bytes).map(Cow::Owned),
        Encoding::Utf16Be => decode_utf16(content, u16::from_be_bytes).map(Cow::Owned),
    }
}

/// Returns whether the file is UTF-16, in which a search for ASCII finds nothing.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    split_mark(bytes).0 != Encoding::Utf8
}

/// Returns whether the first character that is not whitespace is `<`.
pub(super) fn begins_with_markup(bytes: &[u8]) -> bool {
    // In UTF-16, NUL is the other half of an ASCII character.
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let (_, content) = split_mark(bytes);
    content.iter().find(|byte| !is_blank(byte)) == Some(&b'<')
}

fn split_mark(bytes: &[u8]) -> (Encoding, &[u8]) {
    match bytes {
        [0xEF, 0xBB, 0xBF, content @ ..] => (Encoding::Utf8, content),
        [0xFF, 0xFE, content @ ..] => (Encoding::Utf16Le, content),
        [0xFE, 0xFF, content @ ..] => (Encoding::Utf16Be, content),
        [b'<', 0, ..] => (Encoding::Utf16Le, bytes),
        [0, b'<', ..] => (Encoding::Utf16Be, bytes),
        _ => (Encoding::Utf8, bytes),
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, &'static str> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    if !odd.is_empty() {
        return Err(NOT_UTF16);
    }
    char::decode_utf16(pairs.iter().map(|&pair| unit(pair))).collect::<Result<_, _>>().map_err(|_| NOT_UTF16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn all_encodings_decode_to_the_same_text() {
        let text = "<ä €=\"𝄞\"/>";
        assert_eq!(decode(text.as_bytes()).unwrap(), text);
        assert_eq!(decode(format!("\u{FEFF}{text}").as_bytes()).unwrap(), text, "without the mark");
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            assert_eq!(decode(&utf16(&format!("\u{FEFF}{text}"), bytes)).unwrap(), text);
            assert_eq!(decode(&utf16(text, bytes)).unwrap(), text, "XML without a mark");
            assert!(is_utf16(&utf16(text, bytes)));
        }
    }

    #[test]
    fn invalid_encodings_are_rejected() {
        assert_eq!(decode(b"caf\xE9"), Err(NOT_UTF8), "Windows-1252");
        assert_eq!(decode(b"\xFF\xFEa"), Err(NOT_UTF16), "half a unit");
        assert_eq!(decode(b"\xFF\xFE\x00\xD8a\x00"), Err(NOT_UTF16), "half a surrogate pair");
    }

    #[test]
    fn markup_is_recognized_in_every_encoding() {
        assert!(begins_with_markup(b"\xEF\xBB\xBF \r\n<a/>"));
        assert!(begins_with_markup(b"\xFF\xFE \x00<\x00"));
        assert!(begins_with_markup(b"\x00<\x00a"));
        assert!(!begins_with_markup(b"SELECT '<'"));
        assert!(!begins_with_markup(b""));
    }
}
