//! Scanners: parsers for runs of characters.
//!
//! They look at bytes, because every significant character is ASCII except a few whitespace and control characters, and
//! only the lead bytes of those need a closer look. Predicates on `char` took 65 % more instructions.

use nom::IResult;
use nom::error::ParseError;

/// A byte that ends a keyword or needs a closer look: `=`, `;`, a control character, or the lead byte `C2` of the C1
/// controls.
const KEYWORD_STOP: u8 = 1;
/// The same for an unquoted value: `;`, a control character that is not whitespace, or `C2`.
const VALUE_STOP: u8 = 2;
/// A byte of a label of a host name: an ASCII letter or digit, `-` or `_`.
const LABEL: u8 = 4;
/// A byte that ends a value in double quotes: a double quote or NUL.
const DOUBLE_STOP: u8 = 8;
/// The same for single quotes.
const SINGLE_STOP: u8 = 16;

const CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        #[allow(clippy::cast_possible_truncation, reason = "the loop ends at 256, and `u8::try_from` is not const")]
        let byte = index as u8;
        let control = byte.is_ascii_control();
        let mut class = 0;
        if byte == b'=' || byte == b';' || control || byte == 0xC2 {
            class |= KEYWORD_STOP;
        }
        if byte == b';' || (control && !is_blank(byte)) || byte == 0xC2 {
            class |= VALUE_STOP;
        }
        if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' {
            class |= LABEL;
        }
        if byte == b'"' || byte == 0 {
            class |= DOUBLE_STOP;
        }
        if byte == b'\'' || byte == 0 {
            class |= SINGLE_STOP;
        }
        #[allow(clippy::indexing_slicing, reason = "the loop ends at the length of the table")]
        {
            table[index] = class;
        }
        index += 1;
    }
    table
};

#[inline]
fn is(byte: u8, class: u8) -> bool {
    #[allow(clippy::indexing_slicing, reason = "a `u8` is always in a table of 256")]
    let found = CLASS[usize::from(byte)] & class;
    found != 0
}

/// The characters of a keyword up to `=`, `;`, a control character or the end; perhaps none.
#[inline]
pub(crate) fn keyword_chars<'a, E: ParseError<&'a str>>(input: &'a str) -> IResult<&'a str, &'a str, E> {
    taken(input, run_before(input, KEYWORD_STOP, [b'=', b';'], char::is_control))
}

/// The characters of an unquoted value up to `;`, a control character that is not whitespace, or the end; perhaps none.
#[inline]
pub(crate) fn unquoted_chars<'a, E: ParseError<&'a str>>(input: &'a str) -> IResult<&'a str, &'a str, E> {
    taken(input, run_before(input, VALUE_STOP, [b';', b';'], |c| c.is_control() && !c.is_whitespace()))
}

/// The characters of a quoted value up to the quote, NUL or the end; perhaps none.
#[inline]
pub(crate) fn quoted_chars<'a, const QUOTE: u8, E: ParseError<&'a str>>(
    input: &'a str,
) -> IResult<&'a str, &'a str, E> {
    let class = if QUOTE == b'"' { DOUBLE_STOP } else { SINGLE_STOP };
    taken(input, run_before(input, class, [QUOTE, QUOTE], |_| true))
}

#[inline]
#[allow(clippy::unnecessary_wraps, reason = "the type of a parser")]
fn taken<E>(input: &str, run: usize) -> IResult<&str, &str, E> {
    let (matched, rest) = split(input, run);
    Ok((rest, matched))
}

/// The number of bytes before the first character that ends the run: an ASCII character of the class, or a non-ASCII one for
/// which `ends` holds. The ASCII characters of the class are needles and control characters; a class with `C2` has further
/// characters with this lead byte.
///
/// Eight bytes at a time are tested for a needle, a control character or a non-ASCII byte; the table decides only if there
/// is one.
#[inline(always)]
fn run_before(text: &str, class: u8, needles: [u8; 2], ends: impl Fn(char) -> bool) -> usize {
    let mut rest = text.as_bytes();
    while let Some((word, after)) = rest.split_first_chunk() {
        let stops = stops(u64::from_le_bytes(*word), needles);
        if stops != 0 {
            let offset = stops.trailing_zeros() as usize / 8;
            let run = text.len() - rest.len() + offset;
            // A needle mostly.
            return if word.get(offset).is_some_and(|byte| needles.contains(byte)) {
                run
            } else {
                run + confirmed_run(split(text, run).1, class, ends)
            };
        }
        rest = after;
    }
    let run = text.len() - rest.len();
    run + confirmed_run(split(text, run).1, class, ends)
}

/// The rest of a run, byte by byte.
#[cold]
fn confirmed_run(text: &str, class: u8, ends: impl Fn(char) -> bool) -> usize {
    let mut from = 0;
    loop {
        let rest = text.get(from..).unwrap_or_default();
        from += rest.bytes().position(|byte| is(byte, class)).unwrap_or(rest.len());
        match text.as_bytes().get(from) {
            None => return from,
            Some(byte) if byte.is_ascii() => return from,
            // After the lead byte `C2` comes a control character or another one, such as a no-break space.
            Some(_) if text.get(from..).is_some_and(|rest| rest.starts_with(&ends)) => return from,
            Some(_) => from += 2,
        }
    }
}

/// Eight bytes, each of them 1.
const ONES: u64 = 0x0101_0101_0101_0101;
/// The high bit of each of eight bytes.
const HIGH: u64 = ONES * 0x80;

/// The high bit of the first byte below a bound of at most 128. Bytes after it may be marked wrongly, because the borrow
/// carries over, and so may non-ASCII bytes. No ASCII byte before it is marked, and none is missed.
#[inline]
fn below(word: u64, bound: u8) -> u64 {
    word.wrapping_sub(ONES * u64::from(bound))
}

/// The high bit of the first byte that is this ASCII character, as in [`below`].
#[inline]
fn equal(word: u64, needle: u8) -> u64 {
    below(word ^ (ONES * u64::from(needle)), 1)
}

/// The high bit of the first byte that is a needle, a control character or not ASCII, as in [`below`].
#[inline]
fn stops(word: u64, needles: [u8; 2]) -> u64 {
    // Adding one carries DEL into the high bit and keeps the high bit of non-ASCII bytes: UTF-8 has no FF.
    let not_ascii = word.wrapping_add(ONES);
    (below(word, b' ') | equal(word, needles[0]) | equal(word, needles[1]) | not_ascii) & HIGH
}

/// Whether the text begins with a label of a host name.
#[inline]
pub(crate) fn begins_label(text: &str) -> bool {
    text.as_bytes().first().is_some_and(|&byte| is(byte, LABEL))
}

/// The length of the label of a host name at the start.
#[inline]
pub(crate) fn label_run(text: &str) -> usize {
    text.bytes().position(|byte| !is(byte, LABEL)).unwrap_or(text.len())
}

/// The text without the separators, `;` and whitespace, at its start.
#[inline]
pub(crate) fn skip_separators(text: &str) -> &str {
    let mut rest = text;
    loop {
        match rest.as_bytes() {
            [b';', ..] => (_, rest) = split(rest, 1),
            [b'!'..=b'~', ..] | [] => return rest,
            _ => {
                let trimmed = trim_start(rest);
                if trimmed.len() == rest.len() {
                    return rest;
                }
                rest = trimmed;
            }
        }
    }
}

/// The text without the whitespace at its start: Unicode's `White_Space`, which is also .NET's.
#[inline(always)]
pub(crate) fn trim_start(text: &str) -> &str {
    let mut rest = text;
    loop {
        match rest.as_bytes() {
            [b'!'..=b'~', ..] | [] => return rest,
            [b' ', ..] => (_, rest) = split(rest, 1),
            _ => return rest.trim_start(),
        }
    }
}

/// The text without the whitespace at its end.
#[inline(always)]
pub(crate) fn trim_end(text: &str) -> &str {
    let mut rest = text;
    loop {
        match rest.as_bytes() {
            [.., b'!'..=b'~'] | [] => return rest,
            [.., b' '] => (rest, _) = split(rest, rest.len() - 1),
            _ => return rest.trim_end(),
        }
    }
}

/// ASCII whitespace.
const fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

/// What comes before and after the first of these ASCII characters. `str::split_once` takes 100 instructions for a short text.
#[inline]
pub(crate) fn split_once(text: &str, at: u8) -> Option<(&str, &str)> {
    let before = text.bytes().position(|byte| byte == at)?;
    Some((text.get(..before)?, text.get(before + 1..)?))
}

/// Splits at a length from a scanner.
///
/// Every scanner stops before an ASCII byte, before a lead byte or at the end, so the length is a character boundary. If
/// it were not, the whole text would count as scanned, which no rule mistakes for another match.
#[inline]
pub(crate) fn split(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use std::borrow::ToOwned;
    use std::string::ToString;

    use super::*;

    fn keyword_run(text: &str) -> usize {
        keyword_chars::<()>(text).map_or(0, |(_, run)| run.len())
    }

    fn value_run(text: &str) -> usize {
        unquoted_chars::<()>(text).map_or(0, |(_, run)| run.len())
    }

    #[test]
    fn every_significant_character_ends_its_run() {
        for c in '\0'..=char::MAX {
            let text = c.to_string() + "a";
            let in_value = c == ';' || (c.is_control() && !c.is_whitespace());
            let in_keyword = c == ';' || c == '=' || c.is_control();
            assert_eq!(value_run(&text), if in_value { 0 } else { text.len() }, "{c:?}");
            assert_eq!(keyword_run(&text), if in_keyword { 0 } else { text.len() }, "{c:?}");
            assert_eq!(trim_start(&text), text.trim_start(), "{c:?}");
            let text = "a".to_owned() + &c.to_string();
            assert_eq!(trim_end(&text), text.trim_end(), "{c:?}");
        }
    }

    /// Words of eight bytes and the bytes left over give the same result at every offset.
    #[test]
    fn runs_end_at_every_offset() {
        for filler in ["a", "<", "é", "\u{a0}", "\u{7FF}", "💌"] {
            for before in 0..20 {
                for c in '\0'..='\u{180}' {
                    let text = filler.repeat(before) + &c.to_string() + "b=c;d\"e";
                    let first = |ends: &dyn Fn(char) -> bool| text.find(ends).unwrap_or(text.len());
                    assert_eq!(keyword_run(&text), first(&|c| matches!(c, '=' | ';') || c.is_control()), "{text:?}");
                    let in_value = |c: char| c == ';' || (c.is_control() && !c.is_whitespace());
                    assert_eq!(value_run(&text), first(&in_value), "{text:?}");
                    let quoted = quoted_chars::<b'"', ()>(&text).map_or(0, |(_, run)| run.len());
                    assert_eq!(quoted, first(&|c| matches!(c, '"' | '\0')), "{text:?}");
                    let in_label = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
                    assert_eq!(label_run(&text), first(&|c| !in_label(c)), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn separators_are_skipped() {
        assert_eq!(skip_separators("; \u{2003};\t\u{85}a;"), "a;");
        assert_eq!(skip_separators("é"), "é");
        assert_eq!(skip_separators(";"), "");
    }

    #[test]
    fn split_once_is_that_of_str() {
        for text in ["", ":", "a:", ":b", "a:b:c", "é:é", "ab"] {
            assert_eq!(split_once(text, b':'), text.split_once(':'), "{text}");
        }
    }

    #[test]
    fn split_past_the_end_takes_all() {
        assert_eq!(split("ab", 1), ("a", "b"));
        assert_eq!(split("ab", 3), ("ab", ""));
        assert_eq!(split("é", 1), ("é", ""));
    }
}
