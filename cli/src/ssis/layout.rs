//! How the bytes of a file correspond to its text, so that a part of the text can be replaced in the bytes.
//!
//! The correspondence is found by comparing the two, and not by the rules of the decoder. If they correspond, the decoder
//! lost nothing, and each character has its own bytes.

/// The bytes of each character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// One byte per character, and ASCII is encoded as itself.
    SingleByte,
}

/// The correspondence between the bytes of a file and its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    unit: Unit,
    /// The length of the byte order mark.
    mark: usize,
}

impl Layout {
    /// Returns the layout of a file; `None` if its text does not correspond to its bytes, because the file is damaged.
    pub(super) fn of(bytes: &[u8], text: &str) -> Option<Self> {
        let without = |mark: &[u8]| bytes.strip_prefix(mark).unwrap_or(bytes);
        [
            (Unit::Utf8, without(b"\xEF\xBB\xBF")),
            (Unit::Utf16Le, without(b"\xFF\xFE")),
            (Unit::Utf16Be, without(b"\xFE\xFF")),
            (Unit::SingleByte, bytes),
        ]
        .into_iter()
        .find(|(unit, content)| unit.corresponds(content, text))
        .map(|(unit, content)| Self { unit, mark: bytes.len() - content.len() })
    }

    /// Returns the number of bytes of a part of the text.
    pub(super) fn length(self, text: &str) -> usize {
        match self.unit {
            Unit::Utf8 => text.len(),
            Unit::Utf16Le | Unit::Utf16Be => 2 * text.encode_utf16().count(),
            Unit::SingleByte => text.chars().count(),
        }
    }

    /// Returns the length of the byte order mark.
    pub(super) fn mark(self) -> usize {
        self.mark
    }

    /// Encodes text; `None` if the encoding may not have one of the characters.
    pub(super) fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self.unit {
            Unit::Utf8 => Some(text.as_bytes().to_vec()),
            Unit::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Unit::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            Unit::SingleByte => text.is_ascii().then(|| text.as_bytes().to_vec()),
        }
    }
}

impl Unit {
    fn corresponds(self, content: &[u8], text: &str) -> bool {
        match self {
            Self::Utf8 => content == text.as_bytes(),
            Self::Utf16Le => content.iter().copied().eq(text.encode_utf16().flat_map(u16::to_le_bytes)),
            Self::Utf16Be => content.iter().copied().eq(text.encode_utf16().flat_map(u16::to_be_bytes)),
            Self::SingleByte => {
                let mut characters = text.chars();
                let is_same = |&byte: &u8| {
                    characters
                        .next()
                        .is_some_and(|c| if byte.is_ascii() { c == char::from(byte) } else { !c.is_ascii() })
                };
                content.iter().all(is_same) && characters.next().is_none()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_is_found_by_comparison() {
        let text = "<ä €=\"𝄞\"/>";
        let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
        let (little, big) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
        for (mark, content, unit) in [
            (&b""[..], text.as_bytes(), Unit::Utf8),
            (b"\xEF\xBB\xBF", text.as_bytes(), Unit::Utf8),
            (b"", &little, Unit::Utf16Le),
            (b"\xFF\xFE", &little, Unit::Utf16Le),
            (b"", &big, Unit::Utf16Be),
            (b"\xFE\xFF", &big, Unit::Utf16Be),
        ] {
            let layout = Layout::of(&[mark, content].concat(), text).unwrap();
            assert_eq!(layout, Layout { unit, mark: mark.len() });
            assert_eq!(layout.encode(text).as_deref(), Some(content));
            assert_eq!(layout.length(text), content.len());
        }
        let single = Layout::of(b"caf\xE9 \x80", "café €").unwrap();
        assert_eq!((single.unit, single.length("é€x")), (Unit::SingleByte, 3));
        assert_eq!((single.encode("mail"), single.encode("é")), (Some(b"mail".to_vec()), None));
    }

    #[test]
    fn damaged_file_has_no_layout() {
        assert_eq!(Layout::of(b"caf\xE9s", "caf\u{FFFD}"), None);
        assert_eq!(Layout::of(b"a\xE9b", "aab"), None);
        assert_eq!(Layout::of(b"\xFF\xFEa\0\r\n\0", "a\n"), None);
        assert_eq!(Layout::of(b"ab", "abc"), None);
    }
}
