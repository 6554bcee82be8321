//! The parser against the oracle (`tests/oracle`), which `tests/dotnet_oracle.rs` holds against the real .NET: on every
//! short string over the characters that matter, and on random ones.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a failed test may panic, and there is no reader of its documentation"
)]

mod generate;
mod oracle;

use std::thread;

use generate::config;
use oracle::Problem;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use smtp_connection_string::{ConnectionString, Rule, Severity, check};

fn rule(problem: Problem) -> Rule {
    match problem {
        Problem::MissingEquals => Rule::MissingEquals,
        Problem::EmptyKeyword => Rule::EmptyKeyword,
        Problem::UnterminatedQuote => Rule::UnterminatedQuote,
        Problem::TextAfterQuote => Rule::TextAfterQuote,
        Problem::StrayQuote => Rule::StrayQuote,
        Problem::ControlCharacter => Rule::ControlCharacter,
    }
}

/// What the two disagree on; nothing if they agree.
fn disagreement(text: &str) -> Option<String> {
    match (ConnectionString::parse(text), oracle::read(text)) {
        (Ok(ours), Ok(pairs)) => {
            let agree = ours.pairs().len() == pairs.len()
                && ours.pairs().zip(&pairs).all(|(pair, other)| {
                    pair.keyword() == other.keyword
                        && pair.value() == other.value
                        && pair.keyword_span() == other.keyword_span
                        && pair.value_span() == other.value_span
                        && pair.span() == (other.keyword_span.start..other.value_span.end)
                });
            // `Debug` of the pairs shows places alone, which is enough to see where they part.
            (!agree || ours.to_string() != text).then(|| format!("{text:?}: {:?}, not {pairs:?}", ours.pairs()))
        }
        (Err(error), Err(refusal)) => {
            let agree = error.rule() == rule(refusal.problem) && error.span().start == refusal.at;
            (!agree).then(|| format!("{text:?}: {error:?}, not {refusal:?}"))
        }
        (ours, other) => Some(format!("{text:?}: {ours:?}, not {other:?}")),
    }
}

/// The strings of `length` characters of the alphabet, in order; `number` counts them through.
fn nth(alphabet: &[u8], length: u32, mut number: usize, text: &mut String) {
    text.clear();
    for _ in 0..length {
        text.push(char::from(alphabet[number % alphabet.len()]));
        number /= alphabet.len();
    }
}

#[test]
fn on_every_string_of_up_to_seven_characters() {
    const ALPHABET: &[u8] = b"a=;\"' ";
    const THREADS: usize = 4;
    let count = |thread: usize| {
        let mut text = String::new();
        let mut strings = 0_usize;
        for length in 0..=7 {
            for number in (thread..ALPHABET.len().pow(length)).step_by(THREADS) {
                nth(ALPHABET, length, number, &mut text);
                assert_eq!(disagreement(&text), None);
                strings += 1;
            }
        }
        strings
    };
    let threads: Vec<_> = (0..THREADS).map(|thread| thread::spawn(move || count(thread))).collect();
    let strings: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    // 6^0 + … + 6^7
    assert_eq!(strings, 335_923);
}

/// White space and controls of every kind: those that are both, those that are one, and look-alikes that are neither.
const CHARACTERS: &[char] = &[
    'a',
    'b',
    '=',
    '=',
    ';',
    ';',
    '"',
    '"',
    '\'',
    ' ',
    '\t',
    '\n',
    '\r',
    '\0',
    '\u{1}',
    '\u{b}',
    '\u{7f}',
    '\u{80}',
    '\u{85}',
    '\u{9f}',
    '\u{a0}',
    '\u{a1}',
    '\u{200b}',
    '\u{2003}',
    '\u{2028}',
    '\u{202e}',
    '\u{3000}',
    '\u{feff}',
    'é',
    '\u{1f600}',
];

proptest! {
    #![proptest_config(config(10_000))]

    #[test]
    fn on_random_strings_of_the_characters_that_matter(text in vec(select(CHARACTERS), 0..16)) {
        prop_assert_eq!(disagreement(&String::from_iter(text)), None);
    }
}

proptest! {
    #![proptest_config(config(3000))]

    #[test]
    fn on_noise_and_nearly_valid_strings(text in generate::text()) {
        // A refusal within a secret is moved to the secret's start, which the oracle knows nothing of.
        prop_assume!(oracle::read(&text).is_ok() || !smtp_connection_string::Masked::new(&text).holds_secret());
        prop_assert_eq!(disagreement(&text), None);
    }

    /// The walk that validates stands on the same grammar: what it says of the syntax first is what the oracle says.
    #[test]
    fn check_says_the_same_of_the_syntax(text in vec(select(CHARACTERS), 0..12)) {
        let text = String::from_iter(text);
        let syntax = |rule: Rule| (Rule::MissingEquals..=Rule::ControlCharacter).contains(&rule);
        let report = check(&text);
        let errors = report.diagnostics().iter().filter(|diagnostic| diagnostic.severity() == Severity::Error);
        let found = errors.map(smtp_connection_string::Diagnostic::rule).find(|&rule| syntax(rule) || rule == Rule::BareServerName);
        match oracle::read(&text) {
            Ok(_) => prop_assert_eq!(found, None),
            Err(refusal) if found == Some(Rule::BareServerName) => {
                prop_assert_eq!(refusal.problem, Problem::MissingEquals);
            }
            Err(refusal) => prop_assert_eq!(found, Some(rule(refusal.problem))),
        }
    }
}
