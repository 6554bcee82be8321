//! Decodes the bytes of a file to text.
//!
//! XML is UTF-8, UTF-16, or in a single-byte encoding that it declares. Other encodings are rejected, because a wrong
//! guess would result in wrong names and columns. A SQL script declares nothing, and a script that is not Unicode is in
//! the code page of the system that wrote it. Its ASCII characters, and thus its connection strings, are the same in all
//! of them, so Windows-1252 is assumed.

use std::borrow::Cow;

use memchr::{memchr, memmem};

const NOT_UTF8: &str = "the file is not valid UTF-8, and has no UTF-16 byte order mark";
const NOT_SUPPORTED: &str = "the encoding of the file is not supported";

/// The characters from 0x80 to 0x9F of Windows-1252. .NET maps the five that are not defined to control characters.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// The text of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded<'a> {
    /// The text without its byte order mark.
    pub(super) text: Cow<'a, str>,
    /// Whether the file is damaged, so that the text may differ from what was written: the bytes of UTF-16 were changed
    /// by a conversion of line endings, or bytes that encode no character were replaced by U+FFFD.
    pub(super) is_lossy: bool,
}

impl<'a> Decoded<'a> {
    fn exact(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), is_lossy: false }
    }
}

/// Decodes a file that this program or a redirection of its output wrote: UTF-8, or UTF-16 with a byte order mark.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, &'static str> {
    match decode_xml(bytes)? {
        Decoded { text, is_lossy: false } => Ok(text),
        Decoded { is_lossy: true, .. } => Err("the file is not valid UTF-16"),
    }
}

/// Decodes an XML document.
pub(super) fn decode_xml(bytes: &[u8]) -> Result<Decoded<'_>, &'static str> {
    let (encoding, content) = detect(bytes);
    match encoding {
        Encoding::Utf16(order) => Ok(decode_utf16(content, order)),
        Encoding::Utf32 => Err(NOT_SUPPORTED),
        Encoding::Unknown => decode_declared(content),
        Encoding::Utf8 => decode_utf8(content),
    }
}

/// Decodes a SQL script.
pub(super) fn decode_sql(bytes: &[u8]) -> Result<Decoded<'_>, &'static str> {
    let (encoding, content) = detect(bytes);
    match encoding {
        Encoding::Utf16(order) => Ok(decode_utf16(content, order)),
        Encoding::Utf32 => Err(NOT_SUPPORTED),
        Encoding::Unknown => Ok(decode_utf8(content).unwrap_or_else(|_| decode_single_bytes(content, windows_1252))),
        Encoding::Utf8 => {
            let text = String::from_utf8_lossy(content);
            let is_lossy = matches!(text, Cow::Owned(_));
            Ok(Decoded { text, is_lossy })
        }
    }
}

/// Returns whether the file is UTF-16, in which a search for ASCII finds nothing.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    matches!(detect(bytes).0, Encoding::Utf16(_))
}

/// Returns whether the first character that is not whitespace is `<`.
pub(super) fn begins_with_markup(bytes: &[u8]) -> bool {
    // In UTF-16, NUL is the other half of an ASCII character.
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let (_, content) = detect(bytes);
    content.iter().find(|byte| !is_blank(byte)) == Some(&b'<')
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    /// UTF-8 with a byte order mark.
    Utf8,
    Utf16(ByteOrder),
    Utf32,
    /// No byte order mark, and not UTF-16.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ByteOrder {
    Little,
    Big,
}

/// Returns the encoding that the first bytes show, and the bytes after the byte order mark.
fn detect(bytes: &[u8]) -> (Encoding, &[u8]) {
    match bytes {
        [0xEF, 0xBB, 0xBF, content @ ..] => (Encoding::Utf8, content),
        [0xFF, 0xFE, 0, 0, content @ ..] | [0, 0, 0xFE, 0xFF, content @ ..] => (Encoding::Utf32, content),
        [0xFF, 0xFE, content @ ..] => (Encoding::Utf16(ByteOrder::Little), content),
        [0xFE, 0xFF, content @ ..] => (Encoding::Utf16(ByteOrder::Big), content),
        // XML, which .NET recognizes by its first character.
        [b'<', 0, ..] => (Encoding::Utf16(ByteOrder::Little), bytes),
        [0, b'<', ..] => (Encoding::Utf16(ByteOrder::Big), bytes),
        _ => (byte_order(bytes).map_or(Encoding::Unknown, Encoding::Utf16), bytes),
    }
}

/// Returns the byte order of UTF-16 without a byte order mark. At least every eighth unit of its first line is an ASCII
/// character, which has a NUL on one side. Other text has no NULs.
fn byte_order(bytes: &[u8]) -> Option<ByteOrder> {
    let start = bytes.iter().position(|byte| !matches!(byte, 0 | b'\r' | b'\n'))? & !1;
    let line = bytes.get(start..).unwrap_or_default();
    let line = line.get(..4096).unwrap_or(line);
    // After the line, a conversion of line endings may have moved all bytes to the other side.
    let (units, _) = line.get(..memchr(b'\n', line).unwrap_or(line.len())).unwrap_or_default().as_chunks::<2>();
    let count = |side: fn(&[u8; 2]) -> u8| units.iter().filter(|unit| side(unit) == 0).count();
    let (first, second) = (count(|&[first, _]| first), count(|&[_, second]| second));
    // A few other characters have a NUL on the other side, for example U+3000.
    let is_side = |nuls: usize, others: usize| {
        nuls > 4 * others && (nuls == units.len() || (nuls >= 3 && nuls >= units.len() / 8))
    };
    let little = is_side(second, first).then_some(ByteOrder::Little);
    little.or(is_side(first, second).then_some(ByteOrder::Big))
}

fn decode_utf8(bytes: &[u8]) -> Result<Decoded<'_>, &'static str> {
    std::str::from_utf8(bytes).map(Decoded::exact).map_err(|_| NOT_UTF8)
}

/// Decodes XML in the encoding of its declaration, which is UTF-8 if there is none.
fn decode_declared(bytes: &[u8]) -> Result<Decoded<'_>, &'static str> {
    let Some(name) = declared_encoding(bytes) else { return decode_utf8(bytes) };
    match name.to_ascii_lowercase().as_slice() {
        b"windows-1252" | b"cp1252" | b"x-ansi" | b"us-ascii" | b"ascii" => {
            Ok(decode_single_bytes(bytes, windows_1252))
        }
        // Browsers read Latin-1 as Windows-1252. .NET does not.
        b"iso-8859-1" | b"iso8859-1" | b"iso_8859-1" | b"latin1" | b"l1" => Ok(decode_single_bytes(bytes, char::from)),
        // A document that a program converted to UTF-8 without changing its declaration. The declaration could be read,
        // so this cannot be UTF-16.
        name if name.starts_with(b"utf-8") || name.starts_with(b"utf-16") || name == b"utf8" => decode_utf8(bytes),
        _ => Err(NOT_SUPPORTED),
    }
}

/// Returns the encoding that an XML declaration names.
fn declared_encoding(bytes: &[u8]) -> Option<&[u8]> {
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let declaration = declaration.get(..memmem::find(declaration, b"?>")?)?;
    let value = declaration.get(memmem::find(declaration, b"encoding")? + "encoding".len()..)?;
    let (quote, value) = value.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start().split_first()?;
    value.get(..memchr(*quote, value)?)
}

fn decode_single_bytes(bytes: &[u8], decode: fn(u8) -> char) -> Decoded<'_> {
    Decoded::exact(match std::str::from_utf8(bytes) {
        Ok(ascii) if ascii.is_ascii() => Cow::Borrowed(ascii),
        _ => Cow::Owned(bytes.iter().copied().map(decode).collect()),
    })
}

fn windows_1252(byte: u8) -> char {
    byte.checked_sub(0x80).and_then(|index| WINDOWS_1252.get(usize::from(index)).copied()).unwrap_or(char::from(byte))
}

/// Decodes UTF-16 and replaces what is invalid, so that the strings in a damaged file are found.
fn decode_utf16(bytes: &[u8], order: ByteOrder) -> Decoded<'_> {
    let restored = without_inserted_bytes(bytes, order);
    let (units, odd) = restored.as_chunks::<2>();
    let mut is_lossy = !odd.is_empty() || matches!(restored, Cow::Owned(_));
    let units = units.iter().map(|&unit| match order {
        ByteOrder::Little => u16::from_le_bytes(unit),
        ByteOrder::Big => u16::from_be_bytes(unit),
    });
    let mut text = String::with_capacity(units.len());
    for unit in char::decode_utf16(units) {
        is_lossy |= unit.is_err();
        text.push(unit.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    Decoded { text: text.into(), is_lossy }
}

/// Reverts a conversion of line endings by a program that takes UTF-16 for a single-byte encoding, as Git does if it is
/// told that a file is text. It inserts a CR before each LF, so all bytes after it are on the wrong side of a unit, until
/// the next LF.
fn without_inserted_bytes(bytes: &[u8], order: ByteOrder) -> Cow<'_, [u8]> {
    // The first inserted byte results in a unit that is not assigned (U+0A0D), or in one after a CR (U+0Axx).
    let pattern = match order {
        ByteOrder::Little => b"\r\n\0",
        ByteOrder::Big => b"\0\r\n",
    };
    if !memmem::find_iter(bytes, pattern).any(|at| at % 2 == 0) {
        return Cow::Borrowed(bytes);
    }
    let mut restored = Vec::with_capacity(bytes.len());
    let mut from = 0;
    for at in memmem::find_iter(bytes, b"\r\n") {
        restored.extend_from_slice(bytes.get(from..at).unwrap_or_default());
        from = at + 1;
    }
    restored.extend_from_slice(bytes.get(from..).unwrap_or_default());
    Cow::Owned(restored)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    /// Inserts a CR before each LF that has none before it, as Git does.
    fn converted(bytes: &[u8]) -> Vec<u8> {
        let mut before = 0;
        let insert = |&byte: &u8| {
            let inserted = (byte == b'\n' && before != b'\r').then_some(b'\r');
            before = byte;
            inserted.into_iter().chain([byte])
        };
        bytes.iter().flat_map(insert).collect()
    }

    fn lossy(text: &str) -> Decoded<'_> {
        Decoded { text: text.into(), is_lossy: true }
    }

    #[test]
    fn all_unicode_encodings_decode_to_the_same_text() {
        let text = "<ä €=\"𝄞\"/>";
        for decode in [decode_xml, decode_sql] {
            assert_eq!(decode(text.as_bytes()), Ok(Decoded::exact(text)));
            assert_eq!(
                decode(format!("\u{FEFF}{text}").as_bytes()),
                Ok(Decoded::exact(text)),
                "with a byte order mark"
            );
            for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
                assert_eq!(decode(&utf16(&format!("\u{FEFF}{text}"), bytes)), Ok(Decoded::exact(text)));
                assert_eq!(decode(&utf16(text, bytes)), Ok(Decoded::exact(text)), "without a byte order mark");
                assert!(is_utf16(&utf16(text, bytes)));
            }
        }
    }

    #[test]
    fn utf16_without_a_mark_is_recognized_by_its_first_line() {
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            for text in [
                "SELECT 1",
                "\r\n\r\n-- x\r\n",
                "\n\n  GO\n",
                "-- Настройка почты\r\nGO\r\n",
                "--   メール\u{3000}x\nGO",
            ] {
                let bytes = utf16(text, bytes);
                assert_eq!(decode_sql(&bytes), Ok(Decoded::exact(text)));
                assert!(is_utf16(&bytes));
            }
        }
        // A NUL alone does not make a file UTF-16.
        for bytes in [b"SELECT '\0'".as_slice(), b"-- \0 \0\0 x", b"\0", b"", b"\0\0\0\0", b"abcdefghijk\0lmnopqrstuv"]
        {
            assert!(!is_utf16(bytes), "{bytes:?}");
        }
    }

    #[test]
    fn converted_line_endings_of_utf16_are_reverted() {
        for text in ["a\r\nb\r\nc\r\n", "a\nb\n\n\nc", "\n", "\r\n\r\n", "ä\nĊ\n\u{0A05}\n𝄞\n"] {
            for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
                let marked = utf16(&format!("\u{FEFF}{text}"), bytes);
                assert_eq!(decode_sql(&marked), Ok(Decoded::exact(text)), "not converted");
                assert_eq!(decode_sql(&converted(&marked)), Ok(lossy(text)), "{text:?}");
            }
        }
        let unmarked = converted(&utf16("-- a\r\n-- b\r\nPRINT 'SmtpServer=x'\r\n", u16::to_le_bytes));
        assert_eq!(decode_sql(&unmarked), Ok(lossy("-- a\r\n-- b\r\nPRINT 'SmtpServer=x'\r\n")));
        assert!(is_utf16(&unmarked));
    }

    #[test]
    fn invalid_utf16_is_replaced() {
        assert_eq!(decode_xml(b"\xFF\xFEa\0b"), Ok(lossy("a")), "half a unit");
        assert_eq!(decode_xml(b"\xFF\xFE\x00\xD8a\x00"), Ok(lossy("\u{FFFD}a")), "half a surrogate pair");
    }

    #[test]
    fn declared_encoding_is_used() {
        let document = |name: &str| format!("<?xml version='1.0' encoding = \"{name}\" ?><a b='").into_bytes();
        let decoded = |name: &str, bytes: &[u8]| {
            let document = [document(name).as_slice(), bytes].concat();
            decode_xml(&document).map(|decoded| {
                assert!(!decoded.is_lossy);
                decoded.text.rsplit('\'').next().unwrap().to_owned()
            })
        };
        for name in ["windows-1252", "Windows-1252", "us-ascii"] {
            assert_eq!(decoded(name, b"caf\xE9 \x80\x9F\x81").as_deref(), Ok("café €Ÿ\u{81}"), "{name}");
        }
        for name in ["iso-8859-1", "ISO-8859-1", "latin1"] {
            assert_eq!(decoded(name, b"caf\xE9 \x80").as_deref(), Ok("café \u{80}"), "{name}");
        }
        for name in ["utf-8", "UTF-8", "utf-16", "utf8"] {
            assert_eq!(decoded(name, "é".as_bytes()).as_deref(), Ok("é"), "{name}");
            assert_eq!(decoded(name, b"\xE9"), Err(NOT_UTF8), "{name}");
        }
        for name in ["windows-1251", "shift_jis", "", "é"] {
            assert_eq!(decoded(name, b""), Err(NOT_SUPPORTED), "{name}");
        }
        // A byte order mark is more reliable than a declaration.
        let marked = [b"\xEF\xBB\xBF", document("latin1").as_slice(), "é".as_bytes()].concat();
        assert!(decode_xml(&marked).unwrap().text.ends_with('é'));
    }

    #[test]
    fn incomplete_declarations_are_ignored() {
        for text in
            ["<?xml", "<?xml encoding", "<?xml encoding=?>", "<?xml encoding='latin1?>", "<a encoding='latin1'/>"]
        {
            assert_eq!(decode_xml(text.as_bytes()), Ok(Decoded::exact(text)));
            assert_eq!(decode_xml(&[text.as_bytes(), b"\xE9"].concat()), Err(NOT_UTF8), "{text}");
        }
    }

    #[test]
    fn only_sql_may_be_in_an_unknown_code_page() {
        assert_eq!(decode_sql(b"-- caf\xE9 \x93x\x94"), Ok(Decoded::exact("-- café “x”")));
        assert_eq!(decode_xml(b"<!-- caf\xE9 -->"), Err(NOT_UTF8));
        assert_eq!(decode_sql(b"\xEF\xBB\xBF-- caf\xE9"), Ok(lossy("-- caf\u{FFFD}")));
        for decode in [decode_xml, decode_sql] {
            assert_eq!(decode(b"\xFF\xFE\0\0S\0\0\0"), Err(NOT_SUPPORTED), "UTF-32");
            assert_eq!(decode(b"\0\0\xFE\xFF\0\0\0S"), Err(NOT_SUPPORTED), "UTF-32");
        }
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
