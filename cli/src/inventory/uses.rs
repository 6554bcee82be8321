//! The Send Mail tasks of a project and the connection managers that they refer to.

use std::collections::HashMap;

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
    pub(super) uncertain: Vec<ManagerId>,
    /// The tasks without a connection manager, each with its unit.
    pub(super) without: Vec<(usize, &'a Task)>,
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
                            uses.uncertain.push(manager);
                        }
                    }
                    None => uses.without.push((index, task)),
                }
            }
        }
        uses
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
