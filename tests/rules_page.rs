//! `docs/rules.md` is made from the table of the rules, and this test holds it to that.
//!
//! `UPDATE_DOCS=1 cargo test --test rules_page` writes it anew.

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a failed test may panic, and there is no reader of its documentation"
)]

use std::fmt::Write as _;
use std::{env, fs};

use smtp_connection_string::{Rule, Severity};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules.md");

const HEAD: &str = "\
# The rules

<!-- Made from the table in src/diagnostic/rule.rs by `UPDATE_DOCS=1 cargo test --test rules_page`: a change by hand is lost. -->

What `smtp_connection_string::check` and `smtp-connstr check` find in a connection string. **Errors** refuse it;
**warnings** and **notes** are about a valid one. The names are stable. `smtp-connstr explain RULE` prints the same text.
The rules that `smtp-connstr scan` alone has, about files and places in them, are not among these: `smtp-connstr explain`
lists them too.
";

/// A line for each rule under its severity, then the whole of each explanation.
fn page() -> String {
    let mut page = String::from(HEAD);
    for &severity in Severity::ALL {
        writeln!(page, "\n## {}\n", heading(severity)).expect("a String takes all");
        for rule in of(severity) {
            writeln!(page, "- [`{0}`](#{0}): {1}", rule.id(), rule.summary()).expect("a String takes all");
        }
    }
    for &severity in Severity::ALL {
        for rule in of(severity) {
            writeln!(page, "\n---\n\n### {}\n\n*{severity}*", rule.id()).expect("a String takes all");
            for paragraph in rule.explanation().split("\n\n") {
                // "Why: …", "What to do: …" and "Evidence: …" begin with what they are; the first paragraph does not.
                let paragraph = match paragraph.split_once(": ") {
                    Some((label @ ("Why" | "What to do" | "Evidence"), text)) => format!("**{label}.** {text}"),
                    _ => paragraph.to_owned(),
                };
                writeln!(page, "\n{}", with_code_apart(&paragraph)).expect("a String takes all");
            }
        }
    }
    page
}

fn of(severity: Severity) -> impl Iterator<Item = &'static Rule> {
    Rule::ALL.iter().filter(move |rule| rule.severity() == severity)
}

fn heading(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Errors",
        Severity::Warning => "Warnings",
        Severity::Note => "Notes",
    }
}

/// The text with what Markdown would take for its own escaped, outside of code.
fn with_code_apart(text: &str) -> String {
    let mut written = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 1 {
            write!(written, "`{part}`").expect("a String takes all");
        } else {
            for c in part.chars() {
                if matches!(c, '<' | '[' | '_' | '\\') {
                    written.push('\\');
                }
                written.push(c);
            }
        }
    }
    written
}

#[test]
fn the_page_is_current() {
    let expected = page();
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(PAGE, &expected).expect("docs/rules.md can be written");
    }
    // A checkout on Windows may have its own line ends.
    let found = fs::read_to_string(PAGE).expect("docs/rules.md can be read").replace("\r\n", "\n");
    assert!(found == expected, "docs/rules.md should be, as UPDATE_DOCS=1 writes it:\n\n{expected}");
}

#[test]
fn every_rule_has_one_section() {
    let page = page();
    for rule in Rule::ALL {
        assert_eq!(page.matches(&format!("\n### {}\n", rule.id())).count(), 1, "{rule}");
        assert_eq!(page.matches(&format!("](#{})", rule.id())).count(), 1, "{rule}");
    }
}

#[test]
fn text_is_no_markup() {
    assert_eq!(with_code_apart("a `<b>` <c>_d"), r"a `<b>` \<c>\_d");
}
