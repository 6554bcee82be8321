//! The configurations that packages load when they run.

use std::collections::{HashMap, HashSet};

use crate::inventory::project::Project;
use crate::inventory::record::Reason;

/// The configurations that the packages of a project load.
pub(super) struct Configurations {
    /// The packages by the file name of the configuration in lower case.
    by_file: HashMap<String, Vec<usize>>,
    /// The names of the configurations whose values are in no file, in lower case, by package.
    unknown: HashMap<usize, HashSet<String>>,
}

impl Configurations {
    pub(super) fn new(project: &Project<'_>) -> Self {
        let read = project.units.iter().filter(|unit| !unit.is_incomplete());
        let read: HashSet<String> = read.map(|unit| unit.file_name().to_lowercase()).collect();
        let mut configurations = Self { by_file: HashMap::new(), unknown: HashMap::new() };
        for (index, unit) in project.units.iter().enumerate() {
            for loaded in &unit.facts.configurations {
                let file = loaded.file.as_deref().map(file_name);
                if let Some(file) = file.filter(|file| read.contains(file)) {
                    configurations.by_file.entry(file).or_default().push(index);
                } else {
                    let names = loaded.names.iter().map(|name| name.trim().to_lowercase());
                    configurations.unknown.entry(index).or_default().extend(names);
                }
            }
        }
        configurations.by_file.values_mut().for_each(Vec::dedup);
        configurations
    }

    /// Returns the packages that load a configuration file.
    pub(super) fn packages_that_load(&self, file: &str) -> &[usize] {
        self.by_file.get(&file.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// Returns why the configurations that a package loads make the value of a connection manager uncertain.
    pub(super) fn reason(&self, package: usize, manager: Option<&str>) -> Option<Reason> {
        let unknown = self.unknown.get(&package)?;
        let is_of_manager = manager.is_some_and(|name| unknown.contains(&name.trim().to_lowercase()));
        Some(if is_of_manager { Reason::ConfigurationOfThisManager } else { Reason::Configuration })
    }
}

/// Returns the file name of a path in lower case. The folder differs between machines.
fn file_name(path: &str) -> String {
    let path = path.trim().trim_matches('"');
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_lowercase()
}
