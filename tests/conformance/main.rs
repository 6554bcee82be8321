//! The library and the syntax oracle compared with the recorded answers of the real .NET; `conformance/README.md` describes
//! them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, reason = "a failed test panics")]

mod vectors;

use std::collections::BTreeMap;

use properties::oracle::syntax::{self, Deviation, Problem, Refusal};
use smtp_connection_string::ConnectionString;
use vectors::{Vector, Write};

/// .NET's dictionary with keywords in ASCII lowercase: .NET also folds other letters, by its culture data.
fn folded(reading: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    reading.iter().map(|(keyword, value)| (keyword.to_ascii_lowercase(), value.clone())).collect()
}

#[test]
fn dotnet_accepts_and_reads_what_the_library_accepts() {
    let (mut accepted, mut rejected, mut deviations) = (0, 0, BTreeMap::new());
    for Vector { input, reading } in vectors::vectors() {
        properties::syntax(&input);
        let deviation = syntax::deviation(&input);
        match (syntax::read(&input), &reading) {
            (Ok(pairs), Some(reading)) => {
                assert_eq!(syntax::dotnet_reading(&pairs), folded(reading), "{input:?}");
                assert_eq!(deviation, None, "{input:?}");
                let string = ConnectionString::parse(&input).unwrap();
                for (keyword, value) in reading {
                    assert_eq!(string.get(keyword).as_deref(), Some(value.as_str()), "{input:?}");
                }
            }
            (Err(refusal), Some(_)) => {
                let deviation = deviation.unwrap_or_else(|| panic!("{refusal:?}, but .NET accepts {input:?}"));
                *deviations.entry(deviation).or_insert(0) += 1;
            }
            (Ok(_), None) => panic!("accepted, but .NET rejects {input:?}"),
            (Err(_), None) => assert_eq!(deviation, None, "{input:?}"),
        }
        *(if reading.is_some() { &mut accepted } else { &mut rejected }) += 1;
    }
    assert_eq!((accepted, rejected), (29_845, 84_494));
    assert!(deviations.keys().eq(&Deviation::ALL), "{deviations:?}");
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
    for Write { keyword, value, written } in vectors::writes() {
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
        same += usize::from(!is_lost);
    }
    assert!(same > 1_000, "{same}");
}
