//! The facts of a project, joined.

use std::collections::HashMap;

use crate::inventory::configurations::Configurations;
use crate::inventory::copies::Copies;
use crate::inventory::expressions::{Resolved, UsedValues, Values};
use crate::inventory::managers::{ManagerId, Managers};
use crate::inventory::project::Project;
use crate::inventory::scripts::Scripts;
use crate::inventory::uses::Uses;

/// The facts of a project, joined. The records borrow from it.
pub(crate) struct Join<'a> {
    pub(super) project: &'a Project<'a>,
    pub(super) managers: Managers,
    pub(super) uses: Uses<'a>,
    pub(super) copies: Copies<'a>,
    pub(super) configurations: Configurations,
    pub(super) scripts: Scripts,
    pub(super) expressions: HashMap<ManagerId, Vec<Resolved<'a>>>,
    /// The parameters and variables that belong to a connection manager, because its expressions use them.
    pub(super) used_values: UsedValues,
}

impl<'a> Join<'a> {
    pub(crate) fn new(project: &'a Project<'a>) -> Self {
        let managers = Managers::new(project);
        let uses = Uses::new(project, &managers);
        let configurations = Configurations::new(project);
        let copies = Copies::new(project, &managers, &configurations);
        let values = Values::new(project);
        let mut expressions: HashMap<_, Vec<Resolved<'a>>> = HashMap::new();
        for (index, unit) in project.units.iter().enumerate() {
            for (manager, found) in unit.facts.managers.iter().enumerate() {
                let resolve = |expression| Resolved::new(&values, index, expression);
                let id = ManagerId { unit: index, manager };
                expressions.insert(id, found.expressions.iter().map(resolve).collect());
            }
        }
        let used_values = UsedValues::new(project, expressions.values().flatten());
        let scripts = Scripts::new(project);
        Self { project, managers, uses, copies, configurations, scripts, expressions, used_values }
    }
}
