//! The section about what to do.

use maud::{Markup, html};
use smtp_connection_string::Severity;

use crate::counts::Count;
use crate::inventory::totals::Totals;
use crate::output::report::actions::{Action, ActionPlace, actions};
use crate::output::report::html::text::{anchor, badge, prose, rule, subject};
use crate::output::report::rows::Rows;

/// A list with more places is below the text, and not beside it.
const MAX_BESIDE: usize = 4;
/// A list with more places is collapsed.
const MAX_OPEN: usize = 12;

pub(super) fn section(rows: &Rows, totals: &Totals) -> Markup {
    let actions = actions(rows);
    let (notes, problems): (Vec<_>, Vec<_>) = actions.iter().partition(|action| action.severity == Severity::Note);
    html! {
        section #actions {
            h2 { "What to do" }
            @if problems.is_empty() {
                p { "There are no errors or warnings." }
            }
            @for action in problems { (card(action)) }
            @if !notes.is_empty() {
                h3 { "Notes" }
                p.small { "These may be intended. Review them once." }
                @for action in notes { (note(action)) }
            }
            @if totals.accepted > 0 {
                p.small { (Count(totals.accepted, "finding").to_string()) " " (if totals.accepted == 1 { "is" } else { "are" }) " accepted by exceptions." }
            }
            @if totals.known > 0 {
                p.small { (Count(totals.known, "finding").to_string()) " in the baseline " (if totals.known == 1 { "is" } else { "are" }) " not shown." }
            }
        }
    }
}

fn card(action: &Action<'_>) -> Markup {
    html! {
        article.(action.severity.as_str()).few[action.places.len() <= MAX_BESIDE]
            id=(anchor(action.rule, action.severity)) {
            div {
                h3 { (prose(&action.title)) }
                p.meta { (badge(action.severity)) " " (rule(action.rule)) }
                p { (prose(action.remedy)) }
                p.why { (prose(action.why)) }
            }
            details open[action.places.len() <= MAX_OPEN] {
                summary { (Count(action.places.len(), "place").to_string()) }
                (places(action))
            }
        }
    }
}

fn note(action: &Action<'_>) -> Markup {
    html! {
        details.note id=(anchor(action.rule, action.severity)) {
            summary { (prose(&action.title)) }
            p { (prose(action.remedy)) }
            p.why { (prose(action.why)) " " (rule(action.rule)) }
            (places(action))
        }
    }
}

fn places(action: &Action<'_>) -> Markup {
    // A rule can have several messages. Where they differ, each place has its own.
    let mut messages = action.places.iter().map(|place| place.finding.message);
    let first = messages.next();
    let differ = messages.any(|message| Some(message) != first);
    html! { ul.places { @for place in &action.places { li { (place_text(place, differ)) } } } }
}

fn place_text(place: &ActionPlace<'_>, with_message: bool) -> Markup {
    html! {
        a href={ "#r" (place.index) } { (subject(place.row, &place.row.place_of(place.finding))) }
        @if with_message { span.note-text { (prose(place.finding.message)) } }
    }
}
