//! The report on a string: `parse` and `check` agree, and findings are ordered, in range and rendered.

use std::cmp::Reverse;
use std::ops::Range;

use smtp_connection_string::{Diagnostic, Related, Report, Rule, Severity, SmtpConnection};

use crate::oracle::meaning::rank;

/// The number of findings that are rendered.
const MOST_RENDERED: usize = 20;

pub(crate) fn report(text: &str, report: &Report<'_>) {
    parse_returns_the_first_error(text, report);
    findings_are_ordered(text, report);
    spans_are_in_range(text, report);
    findings_are_rendered(text, report);
    accept_another_source(report, &text.replace(['=', 'a'], "é"));
}

fn parse_returns_the_first_error(text: &str, report: &Report<'_>) {
    let parsed = SmtpConnection::parse(text);
    let first = report.errors().next();
    assert_eq!(report.is_valid(), first.is_none(), "{text:?}");
    match (&parsed, first) {
        (Ok(connection), None) => {
            assert_eq!(report.connection(), Some(connection), "{text:?}");
            assert_eq!(report.clone().into_connection().as_ref(), Some(connection));
            assert_eq!(connection.clone().into_owned(), *connection);
        }
        (Err(error), Some(first)) => {
            assert!(report.connection().is_none() && report.clone().into_connection().is_none(), "{text:?}");
            assert_eq!((error.rule(), error.span()), (first.rule(), first.span()), "{text:?}");
            assert_eq!((error.message(), error.help()), (first.message(), first.help()), "{text:?}");
            assert!(error.render(text).starts_with(&format!("{first}\n")), "{text:?}");
        }
        _ => panic!("parse: {parsed:?}, check: {first:?}, for {text:?}"),
    }
    assert_eq!(SmtpConnection::try_from(text), parsed);
    let owned = parsed.map(SmtpConnection::into_owned);
    assert_eq!(text.parse(), owned);
    assert_eq!(SmtpConnection::try_from(text.to_owned()), owned);
}

fn findings_are_ordered(text: &str, report: &Report<'_>) {
    let order = |found: &Diagnostic| (found.span().start, Reverse(found.severity()), rank(found.rule()));
    assert!(report.diagnostics().is_sorted_by_key(order), "{:?} for {text:?}", report.diagnostics());
    for found in report.diagnostics() {
        assert_eq!(found.severity(), found.rule().severity());
        assert_eq!(found.related().len(), usize::from(found.rule() == Rule::DuplicateKeyword), "{found:?}");
        for related in found.related() {
            let is_same_keyword = text[related.span()].eq_ignore_ascii_case(&text[found.span()]);
            assert!(is_same_keyword && related.span().end < found.span().start, "{found:?} for {text:?}");
        }
    }
    assert!(report.errors().all(|error| error.severity() == Severity::Error));
}

fn spans_are_in_range(text: &str, report: &Report<'_>) {
    for found in report.diagnostics() {
        let related = found.related().iter().map(Related::span);
        let fixes = found.fixes(text).into_iter().map(|fix| fix.span());
        for span in related.chain(fixes).chain([found.span()]) {
            in_range(text, &span);
        }
    }
}

/// The span is in the text and on character boundaries.
pub(crate) fn in_range(text: &str, span: &Range<usize>) {
    assert!(text.get(span.clone()).is_some(), "{span:?} is not in {text:?}");
}

/// The first findings are in the output, in order, and a count of the others. A string cannot control the terminal.
fn findings_are_rendered(text: &str, report: &Report<'_>) {
    let rendered = report.render();
    assert!(!rendered.contains(|c: char| c.is_control() && c != '\n'), "{rendered:?}");
    let (shown, others) = report.diagnostics().split_at(report.diagnostics().len().min(MOST_RENDERED));
    let mut rest = rendered.as_str();
    for found in shown {
        let headline = format!("{found}\n  |\n  | ");
        let Some((_, after)) = rest.split_once(&headline) else { panic!("{headline:?} is not in {rendered:?}") };
        rest = after;
    }
    let count = format!("\nand {} more\n", others.len());
    assert_eq!(rest.ends_with(&count), !others.is_empty(), "{rendered:?} for {text:?}");
    // A paragraph consists of the headline, an empty line, the string, the carets, related spans and the help.
    let helps = rendered.lines().filter(|line| line.starts_with("  = help: ")).count();
    assert_eq!(helps, shown.len(), "{rendered:?}");
}

/// With another source the result is meaningless, but nothing panics.
fn accept_another_source(report: &Report<'_>, other: &str) {
    for found in report.diagnostics() {
        let _ = found.fixes(other);
    }
    let error = SmtpConnection::parse(report.source()).err();
    assert!(error.is_none_or(|error| !error.render(other).is_empty()));
}
