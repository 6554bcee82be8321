//! Tests of the rules: for each rule the strings that trigger it, with the whole report and the rendered finding.
//!
//! A case is data and an inline snapshot. `SNAPSHOTS=overwrite cargo test --test rules` updates the snapshots.

#![allow(clippy::needless_raw_string_hashes, reason = "snapbox writes its snapshots with them")]
#![allow(clippy::too_many_lines, reason = "a table of cases is one function")]

mod classification;
mod keywords;
mod report;
mod syntax;
mod values;
mod warnings;

use std::collections::BTreeSet;
use std::ops::Range;

use smtp_connection_string::{Diagnostic, Rule, SmtpConnection, check};
use snapbox::data::Inline;
use snapbox::{IntoData, assert_data_eq};

/// A string that triggers a rule.
struct Case {
    rule: Rule,
    source: &'static str,
    /// The whole report in the format of [`findings`].
    found: &'static str,
    /// A similar string that does not trigger the rule.
    near_miss: &'static str,
    /// The rendered findings of the rule.
    rendered: Inline,
}

fn cases() -> Vec<Case> {
    [syntax::cases(), keywords::cases(), values::cases(), warnings::cases()].into_iter().flatten().collect()
}

/// Returns all findings in one line: `rule start..end` or `rule start..end related start..end`, separated by commas.
fn findings(source: &str) -> String {
    let place = |Range { start, end }| format!("{start}..{end}");
    let finding = |diagnostic: &Diagnostic| {
        let related = diagnostic.related().iter().map(|other| format!(" related {}", place(other.span())));
        format!("{} {}{}", diagnostic.rule(), place(diagnostic.span()), related.collect::<String>())
    };
    check(source).diagnostics().iter().map(finding).collect::<Vec<_>>().join(", ")
}

/// Checks the whole report, and that parsing returns its first error.
#[track_caller]
fn finds(source: &str, expected: &str) {
    assert_eq!(findings(source), expected, "{source:?}");
    let report = check(source);
    let first = report.errors().next().map(|error| (error.rule(), error.span(), error.message(), error.help()));
    let parsed = SmtpConnection::parse(source).err();
    let parsed = parsed.map(|error| (error.rule(), error.span(), error.message(), error.help()));
    assert_eq!(parsed, first, "{source:?}");
}

/// Returns the rendered findings of a rule.
fn rendered(rule: Rule, source: &str) -> String {
    let report = check(source).render();
    let mark = format!("[{rule}]: ");
    report.trim_end().split("\n\n").filter(|finding| finding.contains(&mark)).collect::<Vec<_>>().join("\n\n")
}

/// A rule with one of its messages and the help of that message.
type Text = (Rule, &'static str, &'static str);

fn texts(source: &str) -> impl Iterator<Item = Text> {
    let report = check(source);
    let texts: Vec<_> =
        report.diagnostics().iter().map(|found| (found.rule(), found.message(), found.help())).collect();
    texts.into_iter()
}

#[test]
fn cases_are_reported_and_rendered() {
    for case in cases() {
        finds(case.source, case.found);
        // Raw, because a snapshot contains no patterns.
        assert_data_eq!(rendered(case.rule, case.source), case.rendered.raw());
    }
}

#[test]
fn near_misses_do_not_trigger_the_rule() {
    for Case { rule, source, near_miss, .. } in cases() {
        assert!(texts(source).any(|(found, ..)| found == rule), "{source:?} does not trigger {rule}");
        assert!(texts(near_miss).all(|(found, ..)| found != rule), "{near_miss:?} triggers {rule}");
    }
}

#[test]
fn every_rule_has_a_case() {
    let covered: BTreeSet<_> = cases().iter().map(|case| case.rule).collect();
    let missing: Vec<_> = Rule::ALL.iter().filter(|rule| !covered.contains(rule)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

/// The messages are not public, so this test looks for them: it pairs each keyword of the cases with each value.
#[test]
fn every_message_has_a_case() {
    let cases = cases();
    let covered: BTreeSet<_> =
        cases.iter().flat_map(|case| texts(case.source).filter(|(rule, ..)| *rule == case.rule)).collect();

    let strings = || cases.iter().flat_map(|case| [case.source, case.near_miss]);
    let pairs = || strings().flat_map(|string| string.split(';')).filter_map(|pair| pair.split_once('='));
    let keywords: BTreeSet<_> = pairs().map(|(keyword, _)| keyword).collect();
    let values: BTreeSet<_> = pairs().map(|(_, value)| value).collect();
    let combined = keywords.iter().flat_map(|keyword| values.iter().map(move |value| format!("{keyword}={value}")));

    let examples = Rule::ALL.iter().map(|rule| rule.example());
    for string in strings().chain(examples).chain(values.iter().copied()).map(String::from).chain(combined) {
        for text in texts(&string) {
            assert!(covered.contains(&text), "no case for {text:?}, which is reported for {string:?}");
        }
    }
}
