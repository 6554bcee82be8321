//! Send Mail tasks whose connection manager does not exist.

use crate::inventory::check::place_finding;
use crate::inventory::join::Join;
use crate::inventory::managers::guid;
use crate::inventory::project::Unit;
use crate::inventory::record::{Record, State, Subject, Task, Why};
use crate::inventory::uses::state;
use crate::names;
use crate::rules::files::FileRule;
use crate::ssis::{self, Kind};

/// Returns the records of the tasks of a unit.
pub(super) fn records<'a>(join: &'a Join<'_>, index: usize, unit: &Unit<'a>) -> Vec<Record<'a>> {
    let tasks = join.uses.without.iter().filter(|(owner, _)| *owner == index);
    tasks.filter(|(_, task)| is_certain(join, unit, task)).map(|(_, task)| record(join, unit, task)).collect()
}

/// Returns whether the connection manager certainly does not exist: everything that could contain it was read.
fn is_certain(join: &Join<'_>, unit: &Unit<'_>, task: &ssis::Task) -> bool {
    if task.expression_on_reference {
        return false;
    }
    let could_contain = |other: &Unit<'_>| other.facts.kind == Kind::ConnectionManagerFile && other.is_incomplete();
    let is_read = join.project.is_whole && !unit.is_incomplete() && !join.project.units.iter().any(could_contain);
    task.reference.is_none() || is_read
}

fn record<'a>(join: &'a Join<'_>, unit: &Unit<'a>, task: &ssis::Task) -> Record<'a> {
    let state = state(task);
    let rule = match state {
        State::Enabled => FileRule::MissingManager,
        State::Disabled | State::Conditional => FileRule::DisabledTaskWithoutManager,
    };
    let why = match task.reference.as_deref() {
        None => Why::Unset,
        Some(reference) if guid(reference).is_some() => Why::UnknownGuid,
        Some(_) => Why::NotAGuid,
    };
    let elsewhere = task.reference.as_deref().map_or(&[][..], |reference| join.managers.elsewhere(reference));
    Record {
        file: unit.name(),
        kind: unit.facts.kind,
        place: task.place,
        name: None,
        strings: Vec::new(),
        findings: vec![place_finding(rule, task.place)],
        is_encrypted: false,
        omitted: Vec::new(),
        subject: Subject::Task(Task {
            path: names::redacted(&task.path),
            state,
            reference: task.reference.as_deref().map(names::redacted),
            why,
            elsewhere: elsewhere.iter().filter_map(|unit| join.project.units.get(*unit)).map(Unit::name).collect(),
        }),
    }
}
