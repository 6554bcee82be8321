//! The findings of a scan, grouped by what to do about them.

use std::cmp::Reverse;

use smtp_connection_string::Severity;

use crate::counts::Count;
use crate::output::report::rows::{Row, RowFinding, RowSubject, Rows};
use crate::output::report::titles::title;
use crate::rules;
use crate::rules::files::FileRule;

/// The findings of one rule and severity.
pub(super) struct Action<'a> {
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    /// What to do, in one line: `Switch these 31 connection managers to TLS`.
    pub(super) title: String,
    /// Why it matters.
    pub(super) why: &'static str,
    /// What to do, in full.
    pub(super) remedy: &'static str,
    /// The records with the finding.
    pub(super) places: Vec<ActionPlace<'a>>,
}

/// A record with a finding.
pub(super) struct ActionPlace<'a> {
    pub(super) index: usize,
    pub(super) row: &'a Row,
    pub(super) finding: &'a RowFinding,
}

/// Returns what to do: the most severe first, then what concerns the most records.
pub(super) fn actions(rows: &Rows) -> Vec<Action<'_>> {
    let mut actions: Vec<Action<'_>> = Vec::new();
    // The order of the rules does not depend on which finding came first.
    for rule in rules::all() {
        for severity in Severity::ALL {
            let places = places(rows, rule.id, *severity);
            if !places.is_empty() {
                let remedy = rule.explanation.split("\n\n").find_map(|text| text.strip_prefix("What to do: "));
                actions.push(Action {
                    rule: rule.id,
                    severity: *severity,
                    title: title(rule.id, &these(rule.id, &places)),
                    why: rule.why,
                    remedy: remedy.unwrap_or(rule.summary),
                    places,
                });
            }
        }
    }
    actions.sort_by_key(|action| Reverse((action.severity, action.places.len())));
    actions
}

/// Returns the records with a finding, each once.
fn places<'a>(rows: &'a Rows, rule: &str, severity: Severity) -> Vec<ActionPlace<'a>> {
    let place = |(index, row): (usize, &'a Row)| {
        let finding = row.findings.iter().find(|finding| finding.rule == rule && finding.severity == severity)?;
        Some(ActionPlace { index, row, finding })
    };
    rows.all.iter().enumerate().filter_map(place).collect()
}

/// Returns a phrase for the records of an action: `this file`, `these 31 connection managers and 1 connection string`.
fn these(rule: &str, places: &[ActionPlace<'_>]) -> String {
    let mut nouns: Vec<(&str, usize)> = Vec::new();
    for noun in places.iter().map(|place| noun(rule, &place.row.subject)) {
        match nouns.iter_mut().find(|(other, _)| *other == noun) {
            Some((_, count)) => *count += 1,
            None => nouns.push((noun, 1)),
        }
    }
    if let [(noun, 1)] = nouns[..] {
        return format!("this {noun}");
    }
    nouns.sort_by_key(|(_, count)| Reverse(*count));
    let counts: Vec<String> = nouns.iter().map(|(noun, count)| Count(*count, noun).to_string()).collect();
    format!("these {}", counts.join(" and "))
}

fn noun(rule: &str, subject: &RowSubject) -> &'static str {
    match subject {
        RowSubject::Manager(_) => "connection manager",
        RowSubject::Task(_) => "Send Mail task",
        RowSubject::String(_) if rule == FileRule::OrphanParameters.id() => "parameter set",
        RowSubject::String(_) => "connection string",
        RowSubject::File => {
            let of_manager = [FileRule::ThirdPartyManager, FileRule::LookalikeServer];
            let of_file = [FileRule::EncryptedPackage, FileRule::UnreadableFile];
            let is_any = |rules: [FileRule; 2]| rules.iter().any(|other| other.id() == rule);
            if is_any(of_manager) {
                "connection manager"
            } else if is_any(of_file) {
                "file"
            } else if rule == FileRule::MailByScript.id() {
                "package"
            } else {
                "place"
            }
        }
    }
}
