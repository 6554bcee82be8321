//! Send Mail tasks whose connection manager does not exist or is not known.

use crate::inventory::check::place_finding;
use crate::inventory::join::Join;
use crate::inventory::managers::guid;
use crate::inventory::project::Unit;
use crate::inventory::record::{HiddenFindings, Record, State, Subject, Task, Why};
use crate::inventory::uses::state;
use crate::names;
use crate::rules::files::FileRule;
use crate::ssis::{self, Kind};

/// The maximum number of files that are listed for a task. A GUID can be in every package of a folder.
const MAX_ELSEWHERE: usize = 20;

/// Returns the records of the tasks of a unit.
pub(super) fn records<'a>(join: &'a Join<'_>, index: usize, unit: &Unit<'a>) -> Vec<Record<'a>> {
    // Something that was not read may contain the connection manager, except for one of another package.
    let could_contain = |other: &Unit<'_>| other.facts.kind == Kind::ConnectionManagerFile && other.is_incomplete();
    let is_read = join.project.is_whole && !unit.is_incomplete() && !join.project.units.iter().any(could_contain);
    join.uses.without_manager(index).map(|task| record(join, unit, task, is_read)).collect()
}

fn record<'a>(join: &'a Join<'_>, unit: &Unit<'a>, task: &ssis::Task, is_read: bool) -> Record<'a> {
    let state = state(task);
    let why = match task.reference.as_deref() {
        _ if task.expression_on_reference => Why::NotKnown,
        None => Why::Unset,
        Some(_) if !is_read => Why::NotKnown,
        Some(reference) if guid(reference).is_some() => Why::UnknownGuid,
        Some(_) => Why::NotAGuid,
    };
    let rule = match (why, state) {
        (Why::NotKnown, _) => None,
        (_, State::Enabled) => Some(FileRule::MissingManager),
        (_, State::Disabled | State::Conditional) => Some(FileRule::DisabledTaskWithoutManager),
    };
    let elsewhere = task.reference.as_deref().map_or(&[][..], |reference| join.managers.elsewhere(reference));
    let elsewhere = elsewhere.iter().filter_map(|unit| join.project.units.get(*unit)).map(Unit::name);
    Record {
        file: unit.name(),
        kind: unit.facts.kind,
        place: task.place,
        name: None,
        strings: Vec::new(),
        findings: rule.map(|rule| place_finding(rule, task.place)).into_iter().collect(),
        omitted: Vec::new(),
        hidden: HiddenFindings::default(),
        subject: Subject::Task(Task {
            path: names::redacted(&task.path),
            state,
            is_disabled: task.disabled,
            reference: task.reference.as_deref().map(names::redacted),
            why,
            elsewhere: elsewhere.take(MAX_ELSEWHERE).collect(),
        }),
    }
}
