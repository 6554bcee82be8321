//! The subcommand `explain`: the documentation of the rules.

use std::fmt::Write as _;

use smtp_connection_string::check;

use crate::args::ExplainArguments;
use crate::error::Error;
use crate::finding::Finding;
use crate::output::blocks::Blocks;
use crate::output::decoration::Decoration;
use crate::output::stream;
use crate::rules::{self, Example, KnownRule};

/// The width of the text, which fits every terminal.
const WIDTH: usize = 80;

pub(crate) fn run(arguments: &ExplainArguments) -> Result<(), Error> {
    let text = match &arguments.rule {
        Some(rule) => page(rule)?,
        None => table(),
    };
    stream::print(text.as_bytes())
}

/// Returns the explanation of a rule, an example, and the URL of its documentation.
fn page(rule: &KnownRule) -> Result<String, Error> {
    const EXAMPLE: &str = "\nExample:\n\n";
    let mut text = explanation(rule);
    match rule.example {
        Example::None => {}
        Example::ConnectionString(example) => {
            text.push_str(EXAMPLE);
            let mut block = Vec::new();
            let report = check(example);
            let findings = report.diagnostics().iter().filter(|found| found.rule().as_str() == rule.id);
            Blocks::new(Decoration::PLAIN)
                .write_findings(&mut block, None, example, findings.map(Finding::from))
                .map_err(Error::Write)?;
            text.push_str(String::from_utf8_lossy(&block).trim_end());
            text.push('\n');
        }
        Example::File(example) => {
            text.push_str(EXAMPLE);
            text.push_str(example);
            text.push('\n');
        }
    }
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "\n{}", rule.url());
    Ok(text)
}

fn explanation(rule: &KnownRule) -> String {
    let mut text = format!("{} ({})\n", rule.id, rule.severity);
    for paragraph in rule.explanation.split("\n\n") {
        text.push('\n');
        wrap(paragraph, &mut text);
    }
    text
}

/// Returns one line per rule. The lines are not wrapped, so that `grep` and `sort` can process them.
fn table() -> String {
    let width = rules::all().map(|rule| rule.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for rule in rules::all() {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{:width$}  {:7}  {}", rule.id, rule.severity, rule.summary);
    }
    text
}

/// Appends a paragraph in lines of at most [`WIDTH`] characters. A longer word is on a separate line.
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
    fn explanations_fit_the_width_and_are_complete() {
        for rule in rules::all() {
            let text = explanation(&rule);
            assert!(text.lines().all(|line| line.chars().count() <= WIDTH && line.trim_end() == line), "{text}");
            let words: Vec<&str> = text.split_whitespace().skip(2).collect();
            assert_eq!(words, rule.explanation.split_whitespace().collect::<Vec<_>>());
        }
    }

    #[test]
    fn word_longer_than_the_width_is_on_a_separate_line() {
        let long = "x".repeat(WIDTH + 1);
        let mut text = String::new();
        wrap(&format!("a {long} b"), &mut text);
        assert_eq!(text, format!("a\n{long}\nb\n"));
    }

    #[test]
    fn page_ends_with_the_example_and_the_url() {
        for rule in rules::all() {
            let text = page(&rule).unwrap();
            let text = text.strip_suffix(&format!("\n{}\n", rule.url())).unwrap();
            match rule.example {
                Example::ConnectionString(_) => {
                    let finding = format!("\nExample:\n\n{}[{}]: ", rule.severity, rule.id);
                    assert!(text.contains(&finding) && text.contains("\n  = help: "), "{text}");
                }
                Example::None => assert!(!text.contains("Example:"), "{text}"),
                Example::File(example) => {
                    assert!(text.ends_with(&format!("\nExample:\n\n{example}\n")), "{text}");
                }
            }
        }
    }
}
