//! The parts of a page that occur in several sections.

use maud::{Markup, html};
use smtp_connection_string::Severity;

use crate::output::report::rows::{Row, RowAccepted, RowFinding, RowSubject};
use crate::rules::PageUrl;

/// Renders a text of this program: parts in backticks become code.
pub(super) fn prose(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// Renders a name from a file. The direction of its letters does not affect the text around it.
pub(super) fn foreign(name: &str) -> Markup {
    html! { bdi { (name) } }
}

/// Returns the id of the element that says what to do about findings.
pub(super) fn anchor(rule: &str, severity: Severity) -> String {
    format!("{rule}-{severity}")
}

/// Renders the name of a file. A line can end after each folder.
pub(super) fn path(path: &str) -> Markup {
    html! { bdi { @for part in path.split_inclusive('/') { (part) @if part.ends_with('/') { wbr; } } } }
}

/// Renders a severity, which is never shown by its color alone.
pub(super) fn badge(severity: Severity) -> Markup {
    html! { span.badge.(severity.as_str()) { (severity.as_str()) } }
}

/// Renders the id of a rule as a link to its documentation, which the browser opens without the address of the report.
pub(super) fn rule(id: &'static str) -> Markup {
    html! { span.rule { a href=(PageUrl::of(id)) rel="noreferrer" { (id) } } }
}

/// Renders the name of a row, or what it is.
pub(super) fn title(row: &Row) -> Markup {
    match (&row.subject, &row.name) {
        (RowSubject::Task(task), _) => foreign(&task.path),
        (_, Some(name)) => foreign(name),
        (RowSubject::File, None) => html! {},
        (_, None) => html! { i { "no name" } },
    }
}

/// Renders the name of a row and a place in it.
pub(super) fn subject(row: &Row, place: &str) -> Markup {
    html! { span.name { (title(row)) } " " span.place { (path(place)) } }
}

/// Renders the findings of a row.
pub(super) fn findings(row: &Row) -> Markup {
    html! {
        @if row.rules().next().is_none() {
            "none"
        } @else {
            ul.findings {
                @for finding in &row.findings { li { (finding_text(finding)) } }
                @for accepted in &row.accepted { li { (accepted_text(accepted)) } }
            }
        }
    }
}

fn finding_text(finding: &RowFinding) -> Markup {
    html! {
        (badge(finding.severity)) " "
        a href={ "#" (anchor(finding.rule, finding.severity)) } { (prose(finding.message)) }
        @if finding.count > 1 { " (" (finding.count) " times)" }
        @for note in &finding.notes { span.note-text { (foreign(note)) } }
    }
}

fn accepted_text(accepted: &RowAccepted) -> Markup {
    html! {
        "accepted: "
        a href={ "#" (exception_anchor(accepted.exception)) } { (accepted.rule) }
        @if accepted.count > 1 { " (" (accepted.count) " times)" }
    }
}

/// Returns the id of the element that says why a risk is accepted.
pub(super) fn exception_anchor(exception: usize) -> String {
    format!("exception-{exception}")
}

/// Returns a number by which a column of findings is sorted: the most severe first.
pub(super) fn severity_key(row: &Row) -> usize {
    match row.severity() {
        Some(Severity::Error) => 3,
        Some(Severity::Warning) => 2,
        Some(Severity::Note) => 1,
        None => 0,
    }
}
