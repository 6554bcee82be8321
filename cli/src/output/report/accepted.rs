//! The risks that the exceptions accept, for every report.

use crate::config::exceptions::{State, Tracked};
use crate::names::escaped;
use crate::output::scan::format::Summary;

/// An exception that accepts findings, or no longer accepts them. All text is safe to display, but not escaped for HTML
/// or Markdown.
pub(super) struct AcceptedRisk {
    /// The index of the exception.
    pub(super) index: usize,
    /// `smtp-connstr.toml:12`.
    pub(super) place: String,
    pub(super) findings: usize,
    pub(super) reason: String,
    pub(super) owner: String,
    /// The last day, in words.
    pub(super) until: String,
}

/// Returns the accepted risks, in the order of the file.
pub(super) fn risks(summary: Summary<'_>) -> Vec<AcceptedRisk> {
    let Some(exceptions) = summary.exceptions else { return Vec::new() };
    let risk = |(index, tracked): (usize, &Tracked)| {
        let exception = &tracked.exception;
        AcceptedRisk {
            index,
            place: format!("{}:{}", escaped(&exceptions.name), exception.line),
            findings: tracked.findings,
            reason: escaped(&exception.reason),
            owner: escaped(&exception.owner),
            until: match (exception.until, tracked.state) {
                (Some(until), State::Ended) => format!("ended on {until}, so the findings are no longer accepted"),
                (Some(until), _) => until.to_string(),
                (None, _) => "no end date".to_owned(),
            },
        }
    };
    exceptions.all().iter().enumerate().filter(|(_, tracked)| tracked.findings > 0).map(risk).collect()
}
