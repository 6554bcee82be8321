//! The connection managers that scripts use.

use std::collections::{HashMap, HashSet};

use crate::inventory::project::Project;
use crate::ssis::Kind;

/// The names and GUIDs in the scripts of a project, in lower case.
pub(super) struct Scripts {
    by_package: HashMap<usize, HashSet<String>>,
    all: HashSet<String>,
}

impl Scripts {
    pub(super) fn new(project: &Project<'_>) -> Self {
        let mut scripts = Self { by_package: HashMap::new(), all: HashSet::new() };
        for (index, unit) in project.units.iter().enumerate() {
            let names = &unit.facts.scripts.connections;
            if unit.facts.kind == Kind::Package && !names.is_empty() {
                scripts.by_package.insert(index, names.iter().cloned().collect());
                scripts.all.extend(names.iter().cloned());
            }
        }
        scripts
    }

    /// Returns whether a script of a package, or of any package if there is no argument, contains a name or GUID.
    pub(super) fn may_use(&self, package: Option<usize>, name: &str) -> bool {
        let names = match package {
            Some(package) => self.by_package.get(&package),
            None => Some(&self.all),
        };
        names.is_some_and(|names| names.contains(&name.trim().to_lowercase()))
    }
}
