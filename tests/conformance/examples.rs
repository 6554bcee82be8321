//! The examples of `grammar.md`.

#![allow(unreachable_pub, reason = "tests/grammar_text.rs includes this module, too")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a malformed example ends the test")]

/// The whole file.
pub const TEXT: &str = include_str!("../../grammar.md");

/// Returns the lines of all fenced blocks of a kind below a heading, or below all headings if it is empty.
pub fn blocks(heading: &str, kind: &str) -> Vec<&'static str> {
    let (mut below, mut within, mut lines) = (heading.is_empty(), false, Vec::new());
    for line in TEXT.lines() {
        if within && line == "```" {
            within = false;
        } else if within {
            lines.push(line);
        } else if let Some(info) = line.strip_prefix("```") {
            within = below && info == kind;
        } else if let Some(title) = line.strip_prefix('#').filter(|_| !heading.is_empty()) {
            below = title.trim_start_matches('#').trim() == heading;
        }
    }
    assert!(!lines.is_empty(), "no lines in a block `{kind}` below `{heading}`");
    lines
}

/// Replaces `\u{hex}` with its character.
pub fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut whole = parts.next().unwrap().to_owned();
    for part in parts {
        let (hex, rest) = part.split_once('}').expect("an escape ends in a brace");
        whole.push(char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap());
        whole.push_str(rest);
    }
    whole
}

/// Returns the two sides of an example, the left one unescaped.
pub fn sides(line: &str) -> (String, &str) {
    let (input, output) = line.rsplit_once(" → ").unwrap_or_else(|| panic!("no ` → ` in {line:?}"));
    (unescaped(input), output)
}
