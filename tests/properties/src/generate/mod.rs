//! Strings and edits from bytes. libFuzzer and proptest choose the bytes, so both can mutate and shrink the same inputs.

pub mod edit;
pub mod keyword;
pub mod nearly_valid;
pub mod secret;
pub mod spelling;

use arbitrary::{Result, Unstructured};

/// The first byte of a nearly valid string that is generated. It does not occur in UTF-8.
pub const NEARLY_VALID: u8 = 0xFF;

/// The first byte of a string with a secret. It does not occur in UTF-8.
pub const WITH_SECRET: u8 = 0xFD;

/// Returns the text that the bytes are, or the string that they generate after [`NEARLY_VALID`] or [`WITH_SECRET`].
#[must_use]
pub fn text(data: &[u8]) -> String {
    match data.split_first() {
        Some((&NEARLY_VALID, rest)) => {
            let mut text = String::new();
            // Without further bytes the string remains as it is.
            let _ = nearly_valid::extend(&mut text, &mut Unstructured::new(rest));
            text
        }
        Some((&WITH_SECRET, rest)) => {
            secret::planted(&mut Unstructured::new(rest)).map_or(String::new(), |planted| planted.text)
        }
        _ => String::from_utf8_lossy(data).into_owned(),
    }
}

/// Whitespace of every kind that the syntax knows, and none.
const SPACES: &[&str] = &["", "", "", " ", "\t", "\r\n", "\u{85}", "\u{a0}", "\u{2003}", " \u{3000} "];

fn space(u: &mut Unstructured<'_>) -> Result<&'static str> {
    u.choose(SPACES).copied()
}

/// The word with the case of some of its ASCII letters changed.
fn cased(word: &str, u: &mut Unstructured<'_>) -> Result<String> {
    let bits: u32 = u.arbitrary()?;
    let flip = |(index, c): (usize, char)| match bits >> (index % 32) & 1 {
        0 => c,
        _ if c.is_ascii_lowercase() => c.to_ascii_uppercase(),
        _ => c.to_ascii_lowercase(),
    };
    Ok(word.chars().enumerate().map(flip).collect())
}
