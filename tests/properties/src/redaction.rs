//! The redacted string: one printable line of parts of the string, with a map of its positions.

use smtp_connection_string::{Redacted, Related, Report};

use crate::report::in_range;

pub(crate) fn redaction(text: &str, report: &Report<'_>) {
    let redacted = Redacted::new(text);
    let shown = redacted.as_str();
    assert_eq!(redacted.to_string(), shown);
    assert!(!shown.contains(char::is_control), "{shown:?}");
    for found in report.diagnostics() {
        let spans = found.related().iter().map(Related::span).chain([found.span()]);
        spans.for_each(|span| in_range(shown, &redacted.span(span)));
    }
    positions_are_in_order(text, &redacted);
    shows_only_the_text(text, shown);
    if report.is_valid() {
        assert_eq!(shown, escaped(text), "a valid string is shown in full");
    }
}

/// Every position is in the redacted string, also one inside a character or after the end.
fn positions_are_in_order(text: &str, redacted: &Redacted) {
    let mut before = 0;
    for at in 0..=text.len() + 1 {
        let position = redacted.span(at..at);
        in_range(redacted.as_str(), &position);
        assert!(position.is_empty() && before <= position.start, "{at} in {text:?}");
        before = position.start;
    }
    assert_eq!(redacted.span(0..text.len()), 0..redacted.as_str().len(), "{text:?}");
}

/// Between the hidden parts there is text of the source, in its order.
fn shows_only_the_text(text: &str, shown: &str) {
    let escaped = escaped(text);
    let mut rest = escaped.as_str();
    for part in shown.split("***") {
        let Some((_, after)) = rest.split_once(part) else { panic!("{part:?} is not in {rest:?}, of {shown:?}") };
        rest = after;
    }
}

/// The text with the characters escaped that a terminal would interpret or not show.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if matches!(c, '"' | '\'' | '\\') {
            escaped.push(c);
        } else {
            escaped.extend(c.escape_debug());
        }
    }
    escaped
}
