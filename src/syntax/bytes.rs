//! The byte scans that the rules of the grammar stand on.
//!
//! Each takes text and gives a length in bytes. They look at bytes, not at `char`s, since every character that means
//! something here is ASCII but for a few white-space and control characters; those have few lead bytes, and only where
//! one of these stands is a character decoded. (Predicates on `char` were measured: 65 % more instructions.)

/// A byte at which a keyword needs a look: `=`, `;`, a control character, or the lead byte `C2` of the C1 controls.
const KEYWORD_STOP: u8 = 1;
/// A byte at which an unquoted value needs a look: `;`, a control character that is no white space, or `C2`.
const VALUE_STOP: u8 = 2;
/// A byte that may end in a trim: ASCII white space, or any byte of a character beyond ASCII.
const MAY_BE_SPACE: u8 = 4;
/// A byte of a label of a host name: an ASCII letter or digit, `-` or `_`.
const LABEL: u8 = 8;
/// ASCII white space.
const BLANK: u8 = 32;
/// A byte that is a separator by itself: `;` or ASCII white space.
const SEPARATOR: u8 = 16;

/// One look-up in place of a chain of comparisons.
const CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        // The loop's bound keeps the index in a byte; `u8::try_from` is not const.
        #[allow(clippy::cast_possible_truncation)]
        let byte = index as u8;
        let white = matches!(byte, b'\t'..=b'\r' | b' ');
        let control = byte.is_ascii_control();
        let mut class = 0;
        if byte == b'=' || byte == b';' || control || byte == 0xC2 {
            class |= KEYWORD_STOP;
        }
        if byte == b';' || (control && !white) || byte == 0xC2 {
            class |= VALUE_STOP;
        }
        if white {
            class |= BLANK;
        }
        if white || !byte.is_ascii() {
            class |= MAY_BE_SPACE;
        }
        if byte == b';' || white {
            class |= SEPARATOR;
        }
        if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' {
            class |= LABEL;
        }
        // `index` runs to the length of the table and no further.
        #[allow(clippy::indexing_slicing)]
        {
            table[index] = class;
        }
        index += 1;
    }
    table
};

#[inline]
fn is(byte: u8, class: u8) -> bool {
    // A `u8` cannot leave a table of 256.
    #[allow(clippy::indexing_slicing)]
    let found = CLASS[usize::from(byte)] & class;
    found != 0
}

/// The number of bytes before the first one of the class.
///
/// Eight bytes at a time are first asked whether any of them is a `needle`, a control character or beyond ASCII; only
/// where one is does the table decide, byte by byte. The class must hold nothing else.
#[inline(always)]
fn run_until(text: &str, class: u8, needles: [u8; 2]) -> usize {
    let mut rest = text.as_bytes();
    while let Some((word, after)) = rest.split_first_chunk() {
        let stops = stops(u64::from_le_bytes(*word), needles);
        if stops != 0 {
            let run = text.len() - rest.len() + stops.trailing_zeros() as usize / 8;
            return confirmed_run(text, run, class);
        }
        rest = after;
    }
    let tail = rest.iter().position(|&byte| is(byte, class)).unwrap_or(rest.len());
    text.len() - rest.len() + tail
}

/// A word of eight bytes, each 1.
const ONES: u64 = 0x0101_0101_0101_0101;
/// A word of eight bytes, of each the high bit.
const HIGH: u64 = ONES * 0x80;

/// A word with the high bit of the first byte that is below the bound, which is at most 128. Bytes behind it may be marked
/// wrongly, as the borrow runs on, and so may bytes beyond ASCII; no ASCII byte before it is, and none is missed.
#[inline(always)]
fn below(word: u64, bound: u8) -> u64 {
    word.wrapping_sub(ONES * u64::from(bound))
}

/// A word with the high bit of the first byte that is this ASCII character, as in [`below`].
#[inline(always)]
fn equal(word: u64, needle: u8) -> u64 {
    below(word ^ (ONES * u64::from(needle)), 1)
}

/// A word with the high bit of the first byte that is a needle, a control character or beyond ASCII, as in [`below`].
#[inline(always)]
fn stops(word: u64, needles: [u8; 2]) -> u64 {
    // Adding one carries DEL into the high bit, and leaves it to what is beyond ASCII: UTF-8 has no FF.
    let beyond = word.wrapping_add(ONES);
    (below(word, b' ') | equal(word, needles[0]) | equal(word, needles[1]) | beyond) & HIGH
}

/// The run that goes on from a byte which may be no stop after all.
#[inline]
fn confirmed_run(text: &str, run: usize, class: u8) -> usize {
    let bytes = text.as_bytes();
    let from = bytes.get(run..).unwrap_or_default();
    run + from.iter().position(|&byte| is(byte, class)).unwrap_or(from.len())
}

/// The length of the text before the next byte at which a keyword needs a look.
#[inline]
pub(crate) fn keyword_run(text: &str) -> usize {
    run_until(text, KEYWORD_STOP, [b'=', b';'])
}

/// The length of the text before the next byte at which an unquoted value needs a look.
#[inline(always)]
pub(crate) fn value_run(text: &str) -> usize {
    run_until(text, VALUE_STOP, [b';', b';'])
}

/// The length of the text before the next byte that cannot stand in a label of a host name.
#[inline]
pub(crate) fn label_run(text: &str) -> usize {
    let mut rest = text.as_bytes();
    let mut run = 0;
    while let Some((four, after)) = rest.split_first_chunk::<4>() {
        for (at, &byte) in four.iter().enumerate() {
            if !is(byte, LABEL) {
                return run + at;
            }
        }
        run += 4;
        rest = after;
    }
    run + rest.iter().position(|&byte| !is(byte, LABEL)).unwrap_or(rest.len())
}

/// The length of the text before the next quote of this kind or NUL.
#[inline]
pub(crate) fn quoted_run(text: &str, quote: u8) -> usize {
    run_before(text, [quote, 0])
}

/// The length of the text before the first of these ASCII characters, eight bytes at a time.
#[inline]
pub(crate) fn run_before(text: &str, needles: [u8; 2]) -> usize {
    let stops = |word: [u8; 8]| {
        let word = u64::from_le_bytes(word);
        (equal(word, needles[0]) | equal(word, needles[1])) & !word & HIGH
    };
    let mut rest = text.as_bytes();
    while let Some((word, after)) = rest.split_first_chunk() {
        let stops = stops(*word);
        if stops != 0 {
            return text.len() - rest.len() + stops.trailing_zeros() as usize / 8;
        }
        rest = after;
    }
    // The last bytes once more with some before them, which hold nothing that is looked for.
    if let (false, Some(word)) = (rest.is_empty(), text.as_bytes().last_chunk()) {
        let stops = stops(*word);
        return text.len() - 8 + stops.trailing_zeros() as usize / 8;
    }
    let tail = rest.iter().position(|byte| needles.contains(byte)).unwrap_or(rest.len());
    text.len() - rest.len() + tail
}

/// Whether this ASCII character stands in the text.
#[inline]
pub(crate) fn contains(text: &str, character: u8) -> bool {
    run_before(text, [character, character]) < text.len()
}

/// Whether a keyword is this name, given in lower case, ASCII case ignored; and what follows it.
///
/// The name is of ASCII letters alone: such a letter is told from all other bytes also when its case bit is set in both.
#[inline(always)]
pub(crate) fn strip_name<'a, const N: usize>(text: &'a str, name: &[u8; N]) -> Option<&'a str> {
    const { assert!(N >= 4, "a shorter name would need a smaller word") }
    let beginning = text.as_bytes().first_chunk::<N>()?;
    // By words of eight or four bytes, the last of which may overlap: with the lengths known, a load, an `or` and a
    // comparison a word. Mapping over the bytes was measured too: 610 instructions for the canonical string, not 502.
    let mut differ = 0;
    if N >= 8 {
        let mut at = 0;
        while at < N {
            let start = if at + 8 <= N { at } else { N - 8 };
            differ |= (word(beginning, start) | (ONES * 0x20)) ^ word(name, start);
            at += 8;
        }
    } else {
        let mut at = 0;
        while at < N {
            let start = if at + 4 <= N { at } else { N.saturating_sub(4) };
            differ |= u64::from((half_word(beginning, start) | 0x2020_2020) ^ half_word(name, start));
            at += 4;
        }
    }
    if differ == 0 { text.get(N..) } else { None }
}

/// The eight bytes from here on; zero where there are no eight.
#[inline(always)]
fn word<const N: usize>(bytes: &[u8; N], start: usize) -> u64 {
    bytes.get(start..).and_then(<[u8]>::first_chunk).map_or(0, |chunk| u64::from_le_bytes(*chunk))
}

/// The four bytes from here on; zero where there are no four.
#[inline(always)]
fn half_word<const N: usize>(bytes: &[u8; N], start: usize) -> u32 {
    bytes.get(start..).and_then(<[u8]>::first_chunk).map_or(0, |chunk| u32::from_le_bytes(*chunk))
}

/// Whether the text begins with a character of a label.
#[inline(always)]
pub(crate) fn begins_label(text: &str) -> bool {
    matches!(text.as_bytes().first(), Some(&byte) if is(byte, LABEL))
}

/// The length of the text before the next `;`.
pub(crate) fn segment_run(text: &str) -> usize {
    run_before(text, [b';', b';'])
}

/// The text without the separators, `;` and white space, that it begins with.
#[inline]
pub(crate) fn skip_separators(text: &str) -> &str {
    let mut rest = text;
    while let Some(&byte) = rest.as_bytes().first() {
        if is(byte, SEPARATOR) {
            (_, rest) = split(rest, 1);
        } else if is(byte, MAY_BE_SPACE) {
            let trimmed = rest.trim_start();
            if trimmed.len() == rest.len() {
                break;
            }
            rest = trimmed;
        } else {
            break;
        }
    }
    rest
}

/// The text without its leading white space (Unicode `White_Space`, which is also .NET's).
#[inline]
pub(crate) fn trim_start(text: &str) -> &str {
    match text.as_bytes() {
        [first, ..] if is(*first, MAY_BE_SPACE) => trim_space_at_start(text),
        _ => text,
    }
}

#[inline]
fn trim_space_at_start(text: &str) -> &str {
    let blanks = text.bytes().take_while(|byte| is(*byte, BLANK)).count();
    let (_, rest) = split(text, blanks);
    match rest.as_bytes() {
        [first, ..] if is(*first, MAY_BE_SPACE) => rest.trim_start(),
        _ => rest,
    }
}

/// The text without its trailing white space.
#[inline]
pub(crate) fn trim_end(text: &str) -> &str {
    match text.as_bytes() {
        [.., last] if is(*last, MAY_BE_SPACE) => trim_space_at_end(text),
        _ => text,
    }
}

#[inline]
fn trim_space_at_end(text: &str) -> &str {
    let blanks = text.bytes().rev().take_while(|byte| is(*byte, BLANK)).count();
    let (rest, _) = split(text, text.len() - blanks);
    match rest.as_bytes() {
        [.., last] if is(*last, MAY_BE_SPACE) => rest.trim_end(),
        _ => rest,
    }
}

/// What stands before and behind the first of these ASCII characters.
///
/// `str::split_once` does the same; over texts of a few bytes its searcher costs several times what this does.
pub(crate) fn split_once(text: &str, at: u8) -> Option<(&str, &str)> {
    let before = run_before(text, [at, at]);
    Some((text.get(..before)?, text.get(before + 1..)?))
}

/// Splits at a length that a scan of this module gave.
///
/// Every scan stops before an ASCII byte, before a lead byte or at the end, so the length is a character boundary; were
/// it none, the whole text would count as scanned, which no rule takes for a match of something else.
#[inline]
pub(crate) fn split(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// The byte offset of a part in the text that it was cut from.
///
/// Subslices keep their place, so the parsers need not carry offsets along. For a part of some other text the number
/// would mean nothing, but it is no undefined behaviour and no panic.
#[inline]
pub(crate) fn offset(source: &str, part: &str) -> usize {
    part.as_ptr().addr().wrapping_sub(source.as_ptr().addr())
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[test]
    fn every_character_that_matters_stops_its_scan() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            // Beyond C2 no character may need a look, or the scans would run over it.
            let needs_look_in_value = c == ';' || (c.is_control() && !c.is_whitespace());
            let needs_look_in_keyword = c == ';' || c == '=' || c.is_control();
            let stops = |run: usize| run == 0;
            assert!(!needs_look_in_value || stops(value_run(&text)), "{c:?}");
            assert!(!needs_look_in_keyword || stops(keyword_run(&text)), "{c:?}");
            assert_eq!(trim_start(&text), text.trim_start(), "{c:?}");
            assert_eq!(trim_end(&text), text.trim_end(), "{c:?}");
        }
    }

    /// Words of eight bytes, and what is left over at the end, must not differ in what they find or where.
    #[test]
    fn the_first_needle_is_found_wherever_it_stands() {
        for filler in ["a", "<", "é", "\u{7FF}", "💌"] {
            for before in 0..20 {
                for after in 0..20 {
                    let text = filler.repeat(before) + "=;" + &filler.repeat(after) + "=";
                    let expected = filler.len() * before;
                    assert_eq!(run_before(&text, [b'=', b';']), expected, "{text}");
                    assert_eq!(run_before(&text, [b';', b';']), expected + 1, "{text}");
                    assert_eq!(keyword_run(&text), expected, "{text}");
                    assert_eq!(value_run(&text), expected + 1, "{text}");
                    assert!(contains(&text, b';') && !contains(&text, b'!'), "{text}");
                }
            }
            let without = filler.repeat(21);
            assert_eq!(run_before(&without, [b'=', b';']), without.len());
            assert_eq!(keyword_run(&without), without.len());
        }
    }

    /// Eight bytes at a time or one by one: a stop is found wherever it stands, and nothing else is one.
    #[test]
    fn a_stop_is_found_at_every_place() {
        let first = |text: &str, is: &dyn Fn(u8) -> bool| text.bytes().position(is).unwrap_or(text.len());
        for place in 0..20 {
            for c in '\0'..='\u{180}' {
                let text = "a".repeat(place) + &c.to_string() + "bcdefghijklm;=\"";
                let in_keyword = |byte: u8| matches!(byte, b'=' | b';' | 0xC2) || byte.is_ascii_control();
                let in_value = |byte: u8| in_keyword(byte) && !matches!(byte, b'=' | b'\t'..=b'\r');
                let in_quotes = |byte: u8| matches!(byte, b'"' | 0);
                let in_label = |byte: u8| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'_');
                assert_eq!(keyword_run(&text), first(&text, &in_keyword), "{text:?}");
                assert_eq!(value_run(&text), first(&text, &in_value), "{text:?}");
                assert_eq!(quoted_run(&text, b'"'), first(&text, &in_quotes), "{text:?}");
                assert_eq!(label_run(&text), first(&text, &in_label), "{text:?}");
                assert_eq!(segment_run(&text), first(&text, &|byte| byte == b';'), "{text:?}");
            }
        }
    }

    #[test]
    fn offsets_are_those_of_the_part() {
        let source = "a=1;b=2";
        assert_eq!(offset(source, source.get(4..).unwrap()), 4);
        assert_eq!(offset(source, source.get(7..).unwrap()), 7);
    }

    #[test]
    fn a_split_past_the_end_takes_all() {
        assert_eq!(split("ab", 1), ("a", "b"));
        assert_eq!(split("ab", 3), ("ab", ""));
        assert_eq!(split("é", 1), ("é", ""));
    }
}
