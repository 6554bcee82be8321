//! The oracle against the real .NET: it must explain every answer, or the laws tested with it mean nothing.

#![allow(clippy::expect_used, clippy::panic, reason = "that is how a test fails")]

#[path = "dotnet/vectors.rs"]
mod dotnet;
mod oracle;

use std::collections::BTreeMap;

use dotnet::{Vector, Write, vectors, writes};
use oracle::{Deviation, Problem, Refusal};

/// .NET's dictionary as the oracle folds it: .NET lower-cases letters outside ASCII as its culture data tells it.
fn folded(reading: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    reading.iter().map(|(keyword, value)| (keyword.to_ascii_lowercase(), value.clone())).collect()
}

/// Checks one answer, and returns the deviation that explains why ours is another one.
fn explain(Vector { input, reading }: &Vector) -> Option<Deviation> {
    let ours = oracle::read(input);
    let deviation = oracle::deviation(input);
    match (reading, ours) {
        (Some(reading), Ok(pairs)) => {
            assert_eq!(oracle::dotnet_reading(&pairs), folded(reading), "{input:?} is read otherwise");
            assert_eq!(deviation, None, "{input:?} is accepted by both");
        }
        (Some(_), Err(refusal)) => assert!(deviation.is_some(), "{input:?} is refused without a reason: {refusal:?}"),
        (None, Ok(pairs)) => panic!("{input:?} is accepted against .NET: {pairs:?}"),
        (None, Err(_)) => assert_eq!(deviation, None, "{input:?} is refused by both"),
    }
    deviation
}

#[test]
fn oracle_agrees_with_dotnet() {
    let vectors = vectors();
    let mut covered = BTreeMap::new();
    for vector in &vectors {
        *covered.entry(explain(vector)).or_insert(0_usize) += 1;
    }
    println!("{} vectors: {covered:?}", vectors.len());
    assert!(vectors.len() >= 100_000, "too few vectors for exhaustive lists: {}", vectors.len());
    for deviation in Deviation::ALL {
        assert!(covered.contains_key(&Some(deviation)), "no vector is about {deviation:?}");
    }
}

/// Positions are ours alone, .NET gives none: the order in which a reader meets the problems decides.
#[test]
fn oracle_reports_the_leftmost_problem() {
    let cases = [
        // The segment is what lacks its `=`, however it looks and wherever the white space is.
        ("a", Problem::MissingEquals, 0),
        ("a=1; b ;c=2", Problem::MissingEquals, 5),
        ("a==1", Problem::MissingEquals, 0),
        ("a\t;b=1", Problem::MissingEquals, 0),
        ("=1", Problem::EmptyKeyword, 0),
        ("a=1; =", Problem::EmptyKeyword, 5),
        ("a=\"x", Problem::UnterminatedQuote, 2),
        ("a= 'x''", Problem::UnterminatedQuote, 3),
        ("a=\"x\" y", Problem::TextAfterQuote, 6),
        ("a=\"x\"'y'", Problem::TextAfterQuote, 5),
        ("a=é\" ;", Problem::StrayQuote, 4),
        // A control that is no white space is met before whatever is wrong further on.
        ("\u{1}=", Problem::ControlCharacter, 0),
        ("é\u{1}", Problem::ControlCharacter, 2),
        ("a=1\u{1}\"", Problem::ControlCharacter, 3),
        ("a='1'\u{1}", Problem::ControlCharacter, 5),
        // One that is white space is known to be inside of the keyword when the keyword goes on.
        ("a\tb", Problem::ControlCharacter, 1),
        ("a \u{85}\t==", Problem::ControlCharacter, 2),
        ("a\t\u{1}", Problem::ControlCharacter, 1),
        // NUL is met like any other, in a quoted value too.
        ("a='\0", Problem::ControlCharacter, 3),
        ("a=1;\0", Problem::ControlCharacter, 4),
        ("a=x\"\0", Problem::ControlCharacter, 4),
    ];
    for (text, problem, at) in cases {
        assert_eq!(oracle::read(text), Err(Refusal { problem, at }), "{text:?}");
    }
}

/// The positions that the oracle reports are of use to others only if they are places in the text.
#[test]
fn oracle_spans_lie_in_the_text() {
    for Vector { input, .. } in vectors() {
        match oracle::read(&input) {
            Ok(pairs) => {
                for pair in pairs {
                    let keyword = input.get(pair.keyword_span).expect("the keyword's span cuts no character");
                    assert_eq!(keyword.replace("==", "="), pair.keyword, "{input:?}");
                    let value = input.get(pair.value_span).expect("the value's span cuts no character");
                    assert_eq!(unquoted(value), (pair.value, pair.quoted), "{input:?}");
                }
            }
            Err(refusal) => assert!(input.is_char_boundary(refusal.at), "{input:?}: {refusal:?}"),
        }
    }
}

/// A value without its quotes, and whether it had any.
fn unquoted(raw: &str) -> (String, bool) {
    for (quote, doubled) in [("\"", "\"\""), ("'", "''")] {
        if let Some(inner) = raw.strip_prefix(quote).and_then(|raw| raw.strip_suffix(quote)) {
            return (inner.replace(doubled, quote), true);
        }
    }
    (raw.to_owned(), false)
}

/// The rules of writing, which no reader needs, so that they stand here and not in the oracle.
#[test]
fn dotnet_writes_by_the_rules() {
    for Write { keyword, value, written } in writes() {
        assert_eq!(by_the_rules(&keyword, &value), written, "{keyword:?}, {value:?}");
    }
}

/// What .NET writes is what it reads again, but for what it cannot say (an empty value) and its slip with LF.
#[test]
fn what_dotnet_writes_reads_back() {
    for Write { keyword, value, written } in writes() {
        let Some(written) = written else { continue };
        // The keyword with `;` is D1, and that with LF at its end loses it.
        if value.is_empty() || slips_through(&value) || keyword.contains(';') || keyword.ends_with('\n') {
            continue;
        }
        let pairs = oracle::read(&written).expect("every other text that .NET writes is one that we read");
        let [pair] = pairs.as_slice() else { panic!("{written:?} is one pair") };
        assert_eq!((&pair.keyword, &pair.value), (&keyword, &value), "{written:?}");
    }
}

/// The text that .NET writes for a pair; nothing for a pair that it refuses.
fn by_the_rules(keyword: &str, value: &str) -> Option<String> {
    // The keyword's expression ends in `$`, which also matches before a last LF.
    let checked = keyword.strip_suffix('\n').unwrap_or(keyword);
    let refused = checked.is_empty()
        || checked.starts_with(|c: char| c == ';' || c.is_whitespace())
        || checked.ends_with(char::is_whitespace)
        || checked.contains(char::is_control)
        || value.contains('\0');
    (!refused).then(|| format!("{}={}", keyword.replace('=', "=="), quoted(value)))
}

/// The value with the quotes that .NET chooses: single ones only where they save doubling the others.
fn quoted(value: &str) -> String {
    if slips_through(value) || !value.contains(needs_quotes) {
        value.to_owned()
    } else if value.contains('"') && !value.contains('\'') {
        format!("'{value}'")
    } else {
        format!("\"{}\"", value.replace('"', "\"\""))
    }
}

/// .NET's slip: its expression for values that need no quotes ends in `$` too, so that a last LF goes unseen (and is
/// trimmed when the text is read).
fn slips_through(value: &str) -> bool {
    value.strip_suffix('\n').is_some_and(|rest| !rest.contains(needs_quotes))
}

fn needs_quotes(c: char) -> bool {
    matches!(c, '"' | '\'' | '=' | ';') || c.is_whitespace() || c.is_control()
}
