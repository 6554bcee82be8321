//! The characters that XML allows in documents and in names.

/// Returns whether a byte is whitespace in XML.
pub(super) fn is_whitespace(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Returns the offset of the first character that XML does not allow.
pub(super) fn first_invalid(text: &str) -> Option<usize> {
    let is_control = |byte: u8| byte < b' ' && !is_whitespace(byte);
    // U+FFFE and U+FFFF begin with this byte.
    let is_suspicious = |byte: u8| is_control(byte) || byte == 0xEF;
    text.as_bytes().chunks(64).enumerate().find_map(|(index, chunk)| {
        // Without an early exit, the compiler vectorizes the loop.
        if !chunk.iter().fold(false, |found, &byte| found | is_suspicious(byte)) {
            return None;
        }
        let from = index * 64;
        let is_invalid = |at: &usize| match text.as_bytes().get(*at..) {
            Some([0xEF, 0xBF, 0xBE | 0xBF, ..]) => true,
            Some([byte, ..]) => is_control(*byte),
            _ => false,
        };
        (from..from + chunk.len()).find(is_invalid)
    })
}

/// Returns the name without a colon at the beginning of a text, or `None` if there is none or if it has an invalid character.
pub(super) fn name(text: &str) -> Option<&str> {
    let is_part = |byte: u8| IS_PART_OF_NAME.get(usize::from(byte)) == Some(&true);
    let name = text.bytes().position(|byte| !is_part(byte)).and_then(|end| text.get(..end)).unwrap_or(text);
    let is_start = |c: char| c.is_ascii_alphabetic() || c == '_' || may_begin_name(c);
    let is_valid = name.is_ascii() || name.chars().all(|c| c.is_ascii() || may_continue_name(c));
    (is_valid && name.starts_with(is_start)).then_some(name)
}

/// Returns whether a character other than ASCII may be the first one of a name (`NameStartChar` of XML 1.0).
fn may_begin_name(c: char) -> bool {
    matches!(c, '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}'
        | '\u{200C}' | '\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// Returns whether a character other than ASCII may be in a name (`NameChar` of XML 1.0).
fn may_continue_name(c: char) -> bool {
    may_begin_name(c) || matches!(c, '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}' | '\u{2040}')
}

/// The bytes that may be in a name without a colon. With tests of ranges, names took 8 % of the processor
/// time of a scan.
const IS_PART_OF_NAME: [bool; 256] = {
    let mut table = [true; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        #[expect(clippy::indexing_slicing, reason = "the index is less than 128, and `get_mut` is not constant")]
        {
            table[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        }
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_ends_before_the_first_other_character() {
        for (text, expected) in [
            ("a.b-c_1='", Some("a.b-c_1")),
            ("_:b", Some("_")),
            ("ä·\u{301}\u{203F} ", Some("ä·\u{301}\u{203F}")),
            ("a", Some("a")),
            ("", None),
            ("1a", None),
            ("-a", None),
            (":a", None),
            ("·a", None),
            ("a\u{A0}b", None),
            ("a\u{2028}", None),
        ] {
            assert_eq!(name(text), expected, "{text:?}");
        }
    }

    #[test]
    fn invalid_character_is_found_at_every_offset() {
        for invalid in ["\0", "\u{8}", "\u{B}", "\u{1F}", "\u{FFFE}", "\u{FFFF}"] {
            for offset in 0..130 {
                let text = format!("{}{invalid}{}", "\u{FEFF}".repeat(offset), "x".repeat(offset));
                assert_eq!(first_invalid(&text), Some(3 * offset), "{invalid:?}");
            }
        }
        assert_eq!(first_invalid("\t\n\r \u{7F}\u{80}\u{FEFF}\u{FFFD}\u{10FFFF}"), None);
    }
}
