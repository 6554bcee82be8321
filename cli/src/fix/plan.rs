//! The changes of a project, and what is refused.
//!
//! All places of a connection manager are changed, or none. So a file that cannot be changed also prevents the changes of
//! its connection managers in other files.

use std::collections::{HashMap, HashSet};
use std::io;

use smtp_connection_string::Property as Part;

use crate::fix::change::{new_string, new_value};
use crate::fix::references::References;
use crate::fix::request::{Changes, NewValue, Request};
use crate::fix::target::{BACKUP_EXISTS, CHANGED, Target};
use crate::inventory::Join;
use crate::inventory::holders::{Holder, Obstacle, Role, ValuePlace};
use crate::inventory::project::{File, Project, Unit};
use crate::inventory::record::FileName;
use crate::scan::atomic::{Failure, Staged};
use crate::scan::unreadable;
use crate::ssis::{Change, LineColumn, LocatedText, ProblemKind, Property, can_change};

const ENCRYPTED: &str = "the value is encrypted, so it is not known whether it has to be changed";

/// What to do with the files.
#[derive(Clone, Copy)]
pub(crate) struct Mode {
    pub(crate) write: bool,
    pub(crate) backup: bool,
}

/// The changes of a project.
#[derive(Default)]
pub(crate) struct Plan<'a> {
    pub(crate) files: Vec<ChangedFile<'a>>,
    pub(crate) refused: Vec<Refused<'a>>,
    /// The holders whose places disagreed.
    pub(crate) disagreeing: Vec<Subject<'a>>,
    /// Whether the folder may contain further places of the connection managers.
    pub(crate) is_partial: bool,
    /// The number of connection managers that are changed.
    pub(crate) managers: usize,
    /// The number of strings outside of connection managers that are changed.
    pub(crate) strings: usize,
}

/// A connection manager, a string outside of connection managers, or a file as a whole.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) file: FileName<'a>,
    pub(crate) place: LineColumn,
    /// Untrusted text.
    pub(crate) name: Option<&'a str>,
    pub(crate) is_manager: bool,
}

/// A file with its changes, in the order of their places.
pub(crate) struct ChangedFile<'a> {
    pub(crate) file: FileName<'a>,
    pub(crate) changes: Vec<ChangedValue<'a>>,
    /// The new content, if it is to be written.
    staged: Option<Staged>,
}

/// A changed value. Both forms may contain a secret.
pub(crate) struct ChangedValue<'a> {
    pub(crate) subject: Subject<'a>,
    pub(crate) property: Property,
    pub(crate) old: &'a str,
    pub(crate) new: String,
}

/// Something that is not changed.
pub(crate) struct Refused<'a> {
    pub(crate) subject: Subject<'a>,
    pub(crate) reason: Reason<'a>,
}

/// Why something is not changed.
#[derive(Clone, Copy)]
pub(crate) enum Reason<'a> {
    Own(&'static str),
    /// One of its places is in a file that cannot be changed.
    File(FileName<'a>, &'static str),
}

/// What happens to a holder.
enum State<'a> {
    /// It does not meet the conditions.
    Unselected,
    Unchanged,
    /// The indexes of the places that change, each with its new value.
    Changed(Vec<(usize, String)>),
    Refused(Reason<'a>),
}

impl<'a> Plan<'a> {
    /// Plans the changes of a project. With `write`, the new content of each file is on the disk afterwards, but not in
    /// its place. `files` are all files of the folder.
    pub(crate) fn new(project: &'a Project<'a>, files: &[File], request: &Request, mode: Mode) -> Self {
        let join = Join::new(project);
        let holders = join.holders();
        let planner = Planner { project, request, holders, references: References::new(project, files) };
        let mut plan = Self { is_partial: !project.is_whole, ..Self::default() };
        for unit in &project.units {
            let is_encrypted = unit.facts.problems.iter().any(|problem| problem.what == ProblemKind::Encrypted);
            if is_encrypted && request.may_select(&unit.name()) {
                let subject = Subject { file: unit.name(), place: LineColumn::START, name: None, is_manager: false };
                let reason = Reason::Own("the file is encrypted, so it is not known whether it has to be changed");
                plan.refused.push(Refused { subject, reason });
            }
        }
        // A refused file can only make the plan smaller, so this ends.
        let mut refused_files = HashMap::new();
        loop {
            let states = planner.states(&refused_files);
            let known = refused_files.len();
            plan.files = planner.changed_files(&states, mode, &mut refused_files);
            if refused_files.len() == known {
                planner.summarize(states, &mut plan);
                return plan;
            }
        }
    }

    /// Replaces the files, if their new content is on the disk. One that cannot be replaced is refused.
    pub(crate) fn commit(&mut self, mode: Mode) {
        let refused = &mut self.refused;
        self.files.retain_mut(|file| {
            let Err(reason) = file.commit(mode) else { return true };
            let subject = Subject { file: file.file, place: LineColumn::START, name: None, is_manager: false };
            refused.push(Refused { subject, reason: Reason::Own(reason) });
            false
        });
    }
}

impl ChangedFile<'_> {
    /// Replaces the file.
    ///
    /// # Errors
    ///
    /// Returns why it was not replaced.
    fn commit(&mut self, mode: Mode) -> Result<(), &'static str> {
        let Some(staged) = self.staged.take() else { return Ok(()) };
        staged.commit(mode.backup).map_err(|failure| match failure {
            Failure::Changed => CHANGED,
            Failure::BackupExists => BACKUP_EXISTS,
            Failure::Io(error) => not_written(&error),
        })
    }
}

struct Planner<'a, 'p> {
    project: &'a Project<'a>,
    references: References<'a, 'p>,
    request: &'p Request,
    holders: Vec<Holder<'a>>,
}

impl<'a> Planner<'a, '_> {
    /// Returns what happens to each holder if these files cannot be changed.
    fn states(&self, refused_files: &HashMap<usize, &'static str>) -> Vec<State<'a>> {
        let mut states: Vec<State<'a>> = self.holders.iter().map(|holder| self.state(holder, refused_files)).collect();
        self.refuse_shared(&mut states);
        states
    }

    fn state(&self, holder: &Holder<'a>, refused_files: &HashMap<usize, &'static str>) -> State<'a> {
        let Some(unit) = self.project.units.get(holder.unit) else { return State::Unchanged };
        if !self.request.selects(holder, &unit.name()) {
            return State::Unselected;
        }
        let changes = &self.request.changes;
        if let Some(reason) = obstacle(changes, holder) {
            return State::Refused(Reason::Own(reason));
        }
        let mut values = Vec::new();
        for (index, place) in holder.places.iter().enumerate() {
            let new = new_value(changes, place, holder.is_server_set)
                .and_then(|new| new.map(|new| self.accepted(place, new)).transpose());
            match new {
                Ok(None) => {}
                Ok(Some(new)) => values.push((index, new)),
                Err(reason) => return State::Refused(self.at(holder, place, reason)),
            }
        }
        if values.is_empty() {
            return State::Unchanged;
        }
        for place in values.iter().filter_map(|(index, _)| holder.places.get(*index)) {
            if let Some(reason) = refused_files.get(&place.unit) {
                return State::Refused(self.at(holder, place, reason));
            }
        }
        State::Changed(values)
    }

    /// Returns the new value of a place if it can be written there.
    fn accepted(&self, place: &ValuePlace<'a>, new: String) -> Result<String, &'static str> {
        can_change(&Change { text: place.text, new: place.with_value(&new) })?;
        match place.role {
            Role::Named(named) if self.references.are_elsewhere(named) => {
                Err("an expression uses a parameter or variable, and something else may use it too")
            }
            Role::Literal if new.contains(['"', '\\']) => Err("an expression contains the value"),
            _ => Ok(new),
        }
    }

    /// Returns a reason, with the file if it is not that of the holder.
    fn at(&self, holder: &Holder<'a>, place: &ValuePlace<'a>, reason: &'static str) -> Reason<'a> {
        match self.project.units.get(place.unit) {
            Some(unit) if place.unit != holder.unit => Reason::File(unit.name(), reason),
            _ => Reason::Own(reason),
        }
    }

    /// Refuses the holders that share a changed place with one that is not changed, or is changed to another value.
    fn refuse_shared(&self, states: &mut [State<'a>]) {
        loop {
            // A text can be a place of several holders. It is recognized by its address.
            let mut new: HashMap<*const LocatedText, Option<&str>> = HashMap::new();
            for (holder, state) in self.holders.iter().zip(states.iter()) {
                let State::Changed(changed) = state else { continue };
                for (index, value) in changed {
                    let Some(place) = holder.places.get(*index) else { continue };
                    let entry = new.entry(place.text).or_insert(Some(value.as_str()));
                    if *entry != Some(value.as_str()) {
                        *entry = None;
                    }
                }
            }
            let mut conflicting = Vec::new();
            for (holder, state) in self.holders.iter().zip(states.iter()) {
                if let State::Unselected | State::Refused(_) = state {
                    for place in &holder.places {
                        new.entry(place.text).and_modify(|value| *value = None);
                    }
                }
            }
            for (number, (holder, state)) in self.holders.iter().zip(states.iter()).enumerate() {
                let State::Changed(changed) = state else { continue };
                let places = changed.iter().filter_map(|(index, _)| holder.places.get(*index));
                if let Some(place) =
                    places.into_iter().find(|place| new.get(&std::ptr::from_ref(place.text)) == Some(&None))
                {
                    const SHARED: &str = "another connection manager has the same value, and is not changed";
                    conflicting.push((number, self.at(holder, place, SHARED)));
                }
            }
            if conflicting.is_empty() {
                return;
            }
            for (number, reason) in conflicting {
                if let Some(state) = states.get_mut(number) {
                    *state = State::Refused(reason);
                }
            }
        }
    }

    /// Returns the files with their changes, and adds those that cannot be changed.
    fn changed_files(
        &self,
        states: &[State<'a>],
        mode: Mode,
        refused_files: &mut HashMap<usize, &'static str>,
    ) -> Vec<ChangedFile<'a>> {
        let mut files = Vec::new();
        for (index, unit) in self.project.units.iter().enumerate() {
            let values = self.changed_values(index, states);
            if values.is_empty() {
                continue;
            }
            match stage(unit, &values, mode) {
                Ok(staged) => {
                    let mut changes: Vec<_> = values.into_iter().map(|(_, value)| value).collect();
                    changes.sort_by_key(|change| change.subject.place);
                    files.push(ChangedFile { file: unit.name(), changes, staged });
                }
                Err(reason) => {
                    refused_files.insert(index, reason);
                }
            }
        }
        files
    }

    /// Returns the changed values in a unit, each text once.
    fn changed_values(&self, unit: usize, states: &[State<'a>]) -> Vec<(Change<'a>, ChangedValue<'a>)> {
        let mut values = Vec::new();
        let mut seen = HashSet::new();
        for (holder, state) in self.holders.iter().zip(states) {
            let State::Changed(changed) = state else { continue };
            for (index, new) in changed {
                let Some(place) = holder.places.get(*index).filter(|place| place.unit == unit) else { continue };
                if !seen.insert(std::ptr::from_ref(place.text)) {
                    continue;
                }
                let Some(file) = self.project.units.get(unit).map(Unit::name) else { continue };
                let at = place.text.place(place.range.start);
                let subject = Subject { file, place: at, name: holder.name, is_manager: holder.is_manager };
                let change = Change { text: place.text, new: place.with_value(new) };
                let value = ChangedValue { subject, property: place.property, old: place.value(), new: new.clone() };
                values.push((change, value));
            }
        }
        values
    }

    fn summarize(&self, states: Vec<State<'a>>, plan: &mut Plan<'a>) {
        for (holder, state) in self.holders.iter().zip(states) {
            let Some(file) = self.project.units.get(holder.unit).map(Unit::name) else { continue };
            let subject = Subject { file, place: holder.place, name: holder.name, is_manager: holder.is_manager };
            match state {
                State::Unselected | State::Unchanged => {}
                State::Refused(reason) => plan.refused.push(Refused { subject, reason }),
                State::Changed(_) => {
                    if holder.is_manager {
                        plan.managers += 1;
                    } else {
                        plan.strings += 1;
                    }
                    if holder.disagrees {
                        plan.disagreeing.push(subject);
                    }
                }
            }
        }
    }
}

/// Writes the new content of a file beside it.
fn stage(
    unit: &Unit<'_>,
    values: &[(Change<'_>, ChangedValue<'_>)],
    mode: Mode,
) -> Result<Option<Staged>, &'static str> {
    let changes: Vec<Change<'_>> =
        values.iter().map(|(change, _)| Change { text: change.text, new: change.new.clone() }).collect();
    let target = Target::new(unit, &changes, mode.backup)?;
    if !mode.write {
        return Ok(None);
    }
    Staged::new(&target.path, target.old, &target.new).map(Some).map_err(|error| not_written(&error))
}

/// Returns why a holder cannot be changed, whatever its places are, if it would have to be.
fn obstacle(changes: &Changes, holder: &Holder<'_>) -> Option<&'static str> {
    // The library offers no fixes for a string that is not in the file as a whole.
    let would_change = |text: &str| {
        matches!(changes, Changes::Values { .. }) && !matches!(new_string(changes, text, true, true), Ok(None))
    };
    match holder.obstacle {
        Some(Obstacle::Encrypted) => return Some(ENCRYPTED),
        Some(Obstacle::Assembled(text)) if would_change(text.as_str()) => {
            return Some(
                "the file does not contain the string, but its properties one by one, in a form that cannot be changed",
            );
        }
        Some(Obstacle::Incomplete(text)) if would_change(text.as_str()) => {
            return Some("the file contains only a part of the string");
        }
        _ => {}
    }
    let is_asked = |part: Part| match changes {
        Changes::Fixes => false,
        Changes::Values { servers, .. } if part == Part::SmtpServer => !servers.is_empty(),
        Changes::Values { set, .. } => set.get(part).is_some_and(|_: NewValue| true),
    };
    let is_unknown = |property: &Property| property.parts().iter().any(|part| is_asked(*part));
    holder.unknown.iter().find(|(property, _)| is_unknown(property)).map(|(_, reason)| *reason)
}

/// Returns why a file could not be written.
fn not_written(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full",
        io::ErrorKind::QuotaExceeded => "the disk quota is exceeded",
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        io::ErrorKind::PermissionDenied => "no permission to write to the folder",
        _ => unreadable::NOT_WRITTEN,
    }
}
