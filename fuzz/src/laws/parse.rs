//! `parse`: the three ways to read a text agree, and all places that they name are places.

use std::ops::Range;

use smtp_connection_string::{
    Applicability, ConnectionString, Diagnostic, Masked, Report, Rule, Severity, SmtpConnection, apply_fixes, check,
};

use super::text;

/// What stands in the text at this span, if it is a place in it.
fn assert_place(text: &str, span: &Range<usize>) {
    // `get` answers for range and character boundaries alike.
    assert!(text.get(span.clone()).is_some(), "{span:?} is no place in {text:?}");
}

/// All that is promised of any text.
pub fn law(data: &[u8]) {
    let text = text::of(data);
    let report = check(&text);
    parse_is_check(&text, &report);
    findings_have_places(&text, &report);
    findings_are_rendered(&text, &report);
    pairs_have_places(&text, &report);
    fixes_help(&text, &report);
}

fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity() == Severity::Error
}

/// One walk with two policies: the first error of one is the only error of the other.
fn parse_is_check(text: &str, report: &Report<'_>) {
    let errors = report.diagnostics().iter().filter(|diagnostic| is_error(diagnostic)).count();
    assert!(errors == 0 || errors == report.diagnostics().len(), "errors come without advice: {text:?}");
    assert_eq!(report.is_valid(), errors == 0);
    match (SmtpConnection::parse(text), report.diagnostics().iter().find(|diagnostic| is_error(diagnostic))) {
        (Ok(connection), None) => {
            assert_eq!(report.connection(), Some(&connection));
            assert_eq!(connection.clone().into_owned(), connection);
        }
        (Err(error), Some(first)) => {
            assert_eq!((error.rule(), error.span()), (first.rule(), first.span()), "{text:?}");
            assert_eq!((error.message(), error.help()), (first.message(), first.help()), "{text:?}");
            let (rendered, headline) = (error.render(text), format!("{first}\n"));
            assert!(rendered.starts_with(&headline), "{rendered:?}");
        }
        (parsed, first) => panic!("parse: {parsed:?}, check: {first:?}, of {text:?}"),
    }
}

/// In range, on character boundaries and in order, in the text and in what is shown of it.
fn findings_have_places(text: &str, report: &Report<'_>) {
    let masked = Masked::new(text);
    assert!(!masked.as_str().contains(char::is_control), "{masked:?}");
    let mut shown_so_far = 0;
    for diagnostic in report.diagnostics() {
        let shown = masked.span(diagnostic.span());
        assert!(shown_so_far <= shown.start, "{diagnostic:?} of {text:?}");
        shown_so_far = shown.start;
        let related = diagnostic.related().iter().map(smtp_connection_string::Related::span);
        for span in related.chain([diagnostic.span()]) {
            assert_place(text, &span);
            assert_place(masked.as_str(), &masked.span(span));
        }
    }
    let order = |diagnostic: &Diagnostic| (diagnostic.span().start, diagnostic.severity(), diagnostic.rule());
    assert!(report.diagnostics().is_sorted_by_key(order), "{:?} of {text:?}", report.diagnostics());
    // Every byte at all, also within a character and behind the end: the command line maps spans of its own.
    let mut before = 0;
    for at in 0..=text.len() + 1 {
        let shown = masked.span(at..at);
        assert!(before <= shown.start && shown.is_empty(), "{at} in {text:?}");
        assert_place(masked.as_str(), &shown);
        before = shown.start;
    }
}

/// Each finding has its paragraph, in its order, and a terminal is not steered from within a text.
fn findings_are_rendered(text: &str, report: &Report<'_>) {
    let rendered = report.render();
    assert!(!rendered.contains(|c: char| c.is_control() && c != '\n'), "{rendered:?}");
    let mut rest = rendered.as_str();
    for diagnostic in report.diagnostics() {
        let headline = format!("{diagnostic}\n");
        let Some((_, after)) = rest.split_once(&headline) else {
            panic!("no {headline:?} in {rendered:?} of {text:?}")
        };
        assert!(after.starts_with("  |\n  | "), "{rendered:?}");
        rest = after;
    }
}

/// What is valid can be read as pairs; pairs stand apart and in order; and what is no pairs is not valid.
fn pairs_have_places(text: &str, report: &Report<'_>) {
    match ConnectionString::parse(text) {
        Ok(string) => {
            assert_eq!(string.to_string(), text);
            assert_eq!(SmtpConnection::try_from(&string).ok().as_ref(), report.connection());
            let mut end = 0;
            for pair in &string {
                let (keyword, value) = (pair.keyword_span(), pair.value_span());
                assert_place(text, &keyword);
                assert_place(text, &value);
                assert!(end <= keyword.start && keyword.start < keyword.end && keyword.end < value.start, "{text:?}");
                end = value.end;
            }
        }
        Err(error) => {
            const SYNTAX: [Rule; 6] = [
                Rule::MissingEquals,
                Rule::EmptyKeyword,
                Rule::UnterminatedQuote,
                Rule::TextAfterQuote,
                Rule::StrayQuote,
                Rule::ControlCharacter,
            ];
            assert!(SYNTAX.contains(&error.rule()) && !report.is_valid(), "{error:?} of {text:?}");
            assert_place(text, &error.span());
            assert!(!error.render(text).is_empty());
        }
    }
}

/// Certain fixes bring no new error, come to an end, keep the meaning, and leave a text with a secret alone.
fn fixes_help(text: &str, report: &Report<'_>) {
    let holds_secret = Masked::new(text).holds_secret();
    for diagnostic in report.diagnostics() {
        for fix in diagnostic.fixes(text) {
            assert!(!holds_secret, "{fix:?} of {text:?}");
            assert_place(text, &fix.span());
            if fix.applicability() == Applicability::Certain {
                let mut fixed = text.to_owned();
                fixed.replace_range(fix.span(), fix.replacement());
                no_new_error(text, &fixed);
            }
        }
    }
    let fixed = apply_fixes(text);
    no_new_error(text, &fixed);
    assert_eq!(apply_fixes(&fixed), fixed, "{text:?}");
    assert!(!holds_secret || fixed == text, "{text:?}");
    if let Some(connection) = report.connection() {
        assert_eq!(fixed, connection.to_string(), "a valid text is respelled and nothing else: {text:?}");
    }
}

fn no_new_error(text: &str, fixed: &str) {
    let rules = |text: &str| {
        let mut rules: Vec<Rule> =
            check(text).diagnostics().iter().filter(|diagnostic| is_error(diagnostic)).map(Diagnostic::rule).collect();
        rules.sort_unstable();
        rules
    };
    let mut before = rules(text).into_iter();
    for rule in rules(fixed) {
        assert!(before.any(|other| other == rule), "{rule} is new in {fixed:?} of {text:?}");
    }
}
