//! The Send Mail tasks of a project and the connection managers that they refer to.

use std::collections::{HashMap, HashSet};

use crate::inventory::managers::{ManagerId, Managers};
use crate::inventory::project::{Project, Unit};
use crate::inventory::record::{FilePlace, State, Use};
use crate::names;
use crate::ssis::Task;

/// The tasks of a project.
#[derive(Default)]
pub(super) struct Uses<'a> {
    pub(super) by_manager: HashMap<ManagerId, Vec<Use<'a>>>,
    /// The connection managers whose use is uncertain, because an expression sets the reference.
    pub(super) uncertain: HashSet<ManagerId>,
    /// The tasks without a connection manager, each with its unit, in the order of the units.
    without: Vec<(usize, &'a Task)>,
}

impl<'a> Uses<'a> {
    pub(super) fn new(project: &Project<'a>, managers: &Managers) -> Self {
        let mut uses = Self::default();
        for (index, unit) in project.units.iter().enumerate() {
            for task in &unit.facts.tasks {
                let manager = task.reference.as_deref().and_then(|reference| managers.referenced(index, reference));
                match manager {
                    Some(manager) => {
                        uses.by_manager.entry(manager).or_default().push(task_use(unit, task));
                        if task.expression_on_reference {
                            uses.uncertain.insert(manager);
                        }
                    }
                    None => uses.without.push((index, task)),
                }
            }
        }
        uses
    }

    /// Returns the tasks of a unit that have no connection manager.
    pub(super) fn without_manager(&self, unit: usize) -> impl Iterator<Item = &'a Task> {
        let start = self.without.partition_point(|(owner, _)| *owner < unit);
        let tasks = self.without.iter().skip(start).take_while(move |(owner, _)| *owner == unit);
        tasks.map(|(_, task)| *task)
    }
}

fn task_use<'a>(unit: &Unit<'a>, task: &Task) -> Use<'a> {
    Use {
        place: FilePlace { file: unit.name(), place: task.place },
        path: names::redacted(&task.path),
        state: state(task),
        is_disabled: task.disabled,
    }
}

/// Returns the state of a task. An expression takes precedence over what is stored.
pub(super) fn state(task: &Task) -> State {
    match (task.conditional, task.disabled) {
        (true, _) => State::Conditional,
        (false, true) => State::Disabled,
        (false, false) => State::Enabled,
    }
}
