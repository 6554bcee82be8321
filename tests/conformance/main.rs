//! The library and the oracles compared with the conformance suite, which contains the recorded answers of the real .NET.
//! `conformance/README.md` describes its files.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, reason = "a failed test panics")]

mod cases;
mod examples;
mod smtp;
mod vectors;

use std::collections::BTreeSet;

use properties::oracle::syntax::{self, Deviation, Pair, Problem, Refusal};
use smtp_connection_string::ConnectionString;
use vectors::{Vector, Write};

/// A pair in the form that .NET records: the keyword in ASCII lowercase, and no value if it is empty and unquoted.
fn recorded(pair: &Pair) -> (String, Option<String>) {
    let value = (pair.quoted || !pair.value.is_empty()).then(|| pair.value.clone());
    (pair.keyword.to_ascii_lowercase(), value)
}

/// The flag of the strings that this library rejects for a reason and .NET accepts.
fn flag(deviation: Deviation) -> &'static str {
    match deviation {
        Deviation::SemicolonInKeyword => "semicolon-in-keyword",
        Deviation::Nul => "nul",
        Deviation::ControlBeforeEmptyValue => "control-in-keyword",
    }
}

/// Compares the library and the oracle with what .NET reads. Returns the deviation if only .NET accepts the string.
fn compare(vector: &Vector) -> Option<Deviation> {
    let input = &vector.input;
    properties::syntax(input);
    let deviation = syntax::deviation(input);
    match (syntax::read(input), &vector.pairs) {
        (Ok(pairs), Some(expected)) => {
            assert!(pairs.iter().map(recorded).eq(expected.iter().cloned()), "{input:?}: {pairs:?}");
            let string = ConnectionString::parse(input).unwrap();
            for (keyword, value) in vector.reading().unwrap() {
                assert_eq!(string.get(&keyword).as_deref(), Some(value.as_str()), "{input:?}");
            }
            assert_eq!(deviation, None, "{input:?}");
        }
        (Err(refusal), Some(_)) => assert!(deviation.is_some(), "{refusal:?}, but .NET accepts {input:?}"),
        (Ok(_), None) => panic!("accepted, but .NET rejects {input:?}"),
        (Err(_), None) => assert_eq!(deviation, None, "{input:?}"),
    }
    deviation
}

#[test]
fn dotnet_accepts_and_reads_what_the_library_accepts() {
    let (mut accepted, mut rejected, mut deviations) = (0, 0, BTreeSet::new());
    for vector in vectors::vectors() {
        let deviation = compare(vector);
        if vector.pairs.is_some() {
            // A parser that declares the flags of the three deviations has no other difference.
            let flagged = Deviation::ALL.into_iter().any(|other| vector.flags.iter().any(|name| name == flag(other)));
            assert_eq!(deviation.is_some(), flagged, "{vector:?}");
            assert!(deviation.is_none_or(|found| vector.flags.iter().any(|name| name == flag(found))), "{vector:?}");
            accepted += 1;
        } else {
            rejected += 1;
        }
        deviations.extend(deviation);
    }
    assert_eq!((accepted, rejected), (30_067, 84_544));
    assert!(deviations.iter().eq(&Deviation::ALL), "{deviations:?}");
}

#[test]
fn first_problem_is_reported() {
    let cases = [
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
        ("\u{1}=", Problem::ControlCharacter, 0),
        ("é\u{1}", Problem::ControlCharacter, 2),
        ("a=1\u{1}\"", Problem::ControlCharacter, 3),
        ("a='1'\u{1}", Problem::ControlCharacter, 5),
        // A control character that is whitespace is an error only if the keyword continues after it.
        ("a\tb", Problem::ControlCharacter, 1),
        ("a \u{85}\t==", Problem::ControlCharacter, 2),
        ("a\t\u{1}", Problem::ControlCharacter, 1),
        ("a='\0", Problem::ControlCharacter, 3),
        ("a=1;\0", Problem::ControlCharacter, 4),
        ("a=x\"\0", Problem::ControlCharacter, 4),
    ];
    for (text, problem, at) in cases {
        assert_eq!(syntax::read(text), Err(Refusal { problem, at }), "{text:?}");
        properties::syntax(text);
    }
}

#[test]
fn set_writes_what_dotnet_writes() {
    let is_special = |c: char| c.is_whitespace() || c.is_control() || "\"'=;".contains(c);
    let mut same = 0;
    for Write { keyword, value, written, equivalent, .. } in vectors::writes() {
        let mut string = ConnectionString::default();
        if string.set(&keyword, &value).is_err() {
            // .NET writes a keyword that ends in a line feed but does not read it back. A `;` in a keyword is D1.
            assert!(written.is_none() || keyword.ends_with('\n') || keyword.contains(';'), "{keyword:?}, {value:?}");
            continue;
        }
        let written = written.unwrap_or_else(|| panic!("written, but .NET rejects {keyword:?}, {value:?}"));
        let pairs = syntax::read(string.as_str()).unwrap();
        assert_eq!(pairs.len(), 1, "{string}");
        assert_eq!((&pairs[0].keyword, &pairs[0].value), (&keyword, &value));
        // .NET writes two values in a form that it does not read back; this library quotes them.
        let is_lost = value.is_empty() || value.strip_suffix('\n').is_some_and(|rest| !rest.contains(is_special));
        let text = string.as_str().strip_suffix(';').unwrap();
        assert_eq!(text != written, is_lost, "{text:?}, .NET: {written:?}");
        assert!(text == written || equivalent.iter().any(|form| form == text), "{text:?}, .NET: {equivalent:?}");
        same += usize::from(!is_lost);
    }
    assert!(same > 1_000, "{same}");
}
