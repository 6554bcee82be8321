//! The texts of the table: complete, consistent, and in the wording of the project.

use std::collections::BTreeSet;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::*;

/// Wording that reads like a translation, and other spellings of terms that have one spelling here. Compared in
/// lowercase, and as whole words.
const BAD_WORDING: &[&str] = &[
    "stand",
    "stands",
    "is no",
    "are no",
    "is none",
    "see that",
    "of its own",
    "of their own",
    "anew",
    "for good",
    "behind",
    "grave",
    "graver",
    "gravity",
    "clear text",
    "clear-text",
    "time-out",
    "time out",
    "white space",
    "white-space",
    "a text",
    "since",
    "please",
    "hostname",
    "username",
    "lower case",
];

/// Every text of the table, with where it is.
fn texts() -> impl Iterator<Item = (String, &'static str)> {
    let of_rules = Rule::ALL.iter().flat_map(|&rule| {
        [rule.summary(), rule.why(), rule.remedy(), rule.evidence()].map(|text| (rule.to_string(), text))
    });
    let of_messages = Message::ALL
        .iter()
        .flat_map(|&message| [message.text(), message.help()].map(|text| (format!("{message:?}"), text)));
    of_rules.chain(of_messages)
}

fn words(text: &str) -> String {
    let spaced = text.to_lowercase().replace(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '\''), " ");
    format!(" {} ", spaced.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn ids_are_the_variant_names_in_kebab_case() {
    for &rule in Rule::ALL {
        let mut id = String::new();
        for c in format!("{rule:?}").chars() {
            if c.is_ascii_uppercase() && !id.is_empty() {
                id.push('-');
            }
            id.push(c.to_ascii_lowercase());
        }
        assert_eq!(rule.as_str(), id);
    }
}

#[test]
fn ids_round_trip() {
    for &rule in Rule::ALL {
        assert_eq!(rule.as_str().parse(), Ok(rule));
        assert_eq!(rule.to_string(), rule.as_str());
    }
    assert_eq!(format!("{:<14}|", Rule::TimeoutZero), "timeout-zero  |");
}

#[test]
fn unknown_ids_are_rejected() {
    for id in ["", "No-Encryption", "no_encryption", "no-encryption ", "NoEncryption"] {
        assert_eq!(id.parse::<Rule>(), Err(UnknownName::rule()), "{id:?}");
    }
}

#[test]
fn all_is_in_the_order_of_the_variants() {
    assert!(Rule::ALL.is_sorted_by(|a, b| a < b));
}

#[test]
fn rules_are_grouped_from_error_to_note() {
    assert!(Rule::ALL.is_sorted_by_key(|rule| core::cmp::Reverse(rule.severity())));
}

#[test]
fn every_rule_has_a_message() {
    for &rule in Rule::ALL {
        assert!(Message::ALL.iter().any(|message| message.rule() == rule), "{rule}");
    }
}

#[test]
fn messages_are_in_the_order_of_the_rules() {
    assert!(Message::ALL.is_sorted_by_key(|message| message.rule()));
}

#[test]
fn a_message_fits_in_a_byte() {
    assert_eq!(size_of::<Message>(), 1);
}

#[test]
fn messages_of_a_rule_differ() {
    let distinct: BTreeSet<_> =
        Message::ALL.iter().map(|message| (message.rule(), message.text(), message.help())).collect();
    assert_eq!(distinct.len(), Message::ALL.len());
}

#[test]
fn messages_are_short_lines_in_lowercase() {
    for &message in Message::ALL {
        assert!(message.text().chars().count() <= 80, "{message:?}: {}", message.text());
        assert!(message.help().chars().count() <= 110, "{message:?}: {}", message.help());
        for line in [message.text(), message.help()] {
            let first = line.split(' ').next().unwrap();
            assert!(
                first.starts_with(|c: char| c.is_ascii_lowercase() || c == '`') || matches!(first, "Windows" | "SSIS"),
                "{message:?}: {line}"
            );
            assert!(!line.ends_with(['.', ' ', ':']), "{message:?}: {line}");
            assert!(!line.contains("; ") && !line.contains("  "), "{message:?}: {line}");
        }
    }
}

#[test]
fn texts_are_one_line_with_paired_backticks() {
    for (place, text) in texts() {
        assert!(!text.contains(char::is_control) && !text.contains("  "), "{place}: {text}");
        assert!(text.matches('`').count() % 2 == 0, "{place}: {text}");
        assert_eq!(text.trim(), text, "{place}");
    }
}

#[test]
fn summaries_are_one_sentence() {
    for &rule in Rule::ALL {
        let summary = rule.summary();
        assert!(summary.ends_with('.') && !summary.contains(". "), "{rule}: {summary}");
        assert!(summary.starts_with(|c: char| c.is_ascii_uppercase() || c == '`'), "{rule}: {summary}");
    }
}

#[test]
fn explanations_have_four_paragraphs() {
    for &rule in Rule::ALL {
        let paragraphs: Vec<_> = rule.explanation().split("\n\n").collect();
        let expected = [
            rule.summary().to_string(),
            format!("Why: {}", rule.why()),
            format!("What to do: {}", rule.remedy()),
            format!("Evidence: {}", rule.evidence()),
        ];
        assert_eq!(paragraphs, expected, "{rule}");
        assert!(paragraphs.iter().all(|paragraph| paragraph.ends_with('.')), "{rule}");
    }
}

#[test]
fn texts_follow_the_language_guide() {
    for (place, text) in texts() {
        let words = words(text);
        for bad in BAD_WORDING {
            assert!(!words.contains(&format!(" {bad} ")), "{place}: {bad:?} in {text}");
        }
        assert!(!(words.contains(" expected ") && words.contains(" found ")), "{place}: {text}");
        let take_out = words.split_once(" take ").is_some_and(|(_, rest)| rest.contains(" out "));
        assert!(!take_out, "{place}: {text}");
    }
}

#[test]
fn examples_differ() {
    let distinct: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.example()).collect();
    assert_eq!(distinct.len(), Rule::ALL.len());
}
