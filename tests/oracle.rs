//! The library agrees with the oracles on every short string of the characters and words that matter.

#![allow(clippy::indexing_slicing, missing_docs, reason = "a violated property panics")]

use std::thread;

use properties::{meaning, syntax};

const THREADS: usize = 4;

/// Calls a property with every string of up to so many of the parts, and returns their number.
fn every_string(parts: &[&str], longest: u32, property: fn(&str)) -> usize {
    let count = |thread: usize| {
        let mut strings = 0;
        for length in 0..=longest {
            for mut number in (thread..parts.len().pow(length)).step_by(THREADS) {
                let mut text = String::new();
                for _ in 0..length {
                    text.push_str(parts[number % parts.len()]);
                    number /= parts.len();
                }
                property(&text);
                strings += 1;
            }
        }
        strings
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || count(thread))).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).sum()
    })
}

#[test]
fn same_pairs_in_every_string_of_six_characters() {
    assert_eq!(every_string(&["a", "=", ";", "\"", "'", " "], 6, syntax), 55_987);
}

/// Whitespace, control characters, characters that are both, and characters that look like them.
#[test]
fn same_pairs_in_every_string_of_odd_characters() {
    let parts = [
        "a", "=", ";", "\"", "\0", "\u{1}", "\t", "\u{85}", "\u{a0}", "\u{200b}", "\u{2028}", "\u{9f}", "\u{3000}", "é",
    ];
    assert_eq!(every_string(&parts, 4, syntax), 41_371);
}

#[test]
fn same_findings_in_every_string_of_words() {
    let parts = ["SmtpServer", "EnableSsl", "UseWindowsAuthentication", "=", ";", "\"", "mail", "True", " "];
    assert_eq!(every_string(&parts, 5, meaning), 66_430);
    let parts = ["SmtpServer=", "EnableSsl=", "Host=", "Pwd=", "Timeout=", "mail", "False", "1", "@", ":25", ";", "'"];
    assert_eq!(every_string(&parts, 4, meaning), 22_621);
}
