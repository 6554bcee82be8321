//! `explain`: what the rules mean.

use std::fmt::Write as _;

use crate::args::ExplainArguments;
use crate::outcome::Stop;
use crate::output;
use crate::rules::{self, KnownRule};

/// A width that every terminal and every mail has.
const WIDTH: usize = 80;

pub(crate) fn run(arguments: &ExplainArguments) -> Result<(), Stop> {
    let text = match &arguments.rule {
        Some(rule) => explanation(rule),
        None => table(),
    };
    output::print(text.as_bytes())
}

fn explanation(rule: &KnownRule) -> String {
    let mut text = format!("{} ({})\n", rule.id, rule.severity);
    for paragraph in rule.explanation.split("\n\n") {
        text.push('\n');
        wrap(paragraph, &mut text);
    }
    text
}

/// A line a rule, not wrapped: `grep` and `sort` want it so.
fn table() -> String {
    let width = rules::all().map(|rule| rule.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for rule in rules::all() {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{:width$}  {:7}  {}", rule.id, rule.severity, rule.summary);
    }
    text
}

/// Appends a paragraph in lines of at most [`WIDTH`] characters; a longer word has a line of its own.
fn wrap(paragraph: &str, text: &mut String) {
    let mut column = 0;
    for word in paragraph.split_whitespace() {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > WIDTH {
            text.push('\n');
            column = 0;
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += width;
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explanations_fit_the_width_and_lose_no_word() {
        for rule in rules::all() {
            let text = explanation(&rule);
            assert!(text.lines().all(|line| line.chars().count() <= WIDTH && line.trim_end() == line), "{text}");
            let words: Vec<&str> = text.split_whitespace().skip(2).collect();
            assert_eq!(words, rule.explanation.split_whitespace().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_word_beyond_the_width_stands_alone() {
        let long = "x".repeat(WIDTH + 1);
        let mut text = String::new();
        wrap(&format!("a {long} b"), &mut text);
        assert_eq!(text, format!("a\n{long}\nb\n"));
    }
}
