//! The connection managers of a project, found by reference or by name.

use std::collections::HashMap;

use crate::inventory::project::Project;
use crate::ssis::{Kind, Manager};

/// A connection manager of a project: the index of its unit, and its index in the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ManagerId {
    pub(super) unit: usize,
    pub(super) manager: usize,
}

/// An index of connection managers.
pub(super) struct Managers {
    /// By the unit of a package, or `None` for the connection managers of the project, and by GUID or name in lower case.
    by_reference: HashMap<(Option<usize>, String), ManagerId>,
    /// The units that contain a connection manager with a GUID.
    by_guid: HashMap<String, Vec<usize>>,
}

impl Managers {
    pub(super) fn new(project: &Project<'_>) -> Self {
        let mut managers = Self { by_reference: HashMap::new(), by_guid: HashMap::new() };
        for (unit, manager, id) in all(project) {
            let scope = is_package(project, unit).then_some(unit);
            if let Some(guid) = manager.id.as_deref().and_then(guid) {
                managers.by_reference.entry((scope, guid.clone())).or_insert(id);
                let units: &mut Vec<usize> = managers.by_guid.entry(guid).or_default();
                if units.last() != Some(&unit) {
                    units.push(unit);
                }
            }
        }
        // A GUID takes precedence over a name that looks like one.
        for (unit, manager, id) in all(project) {
            let scope = is_package(project, unit).then_some(unit);
            if let Some(name) = &manager.name {
                managers.by_reference.entry((scope, lowercase(name))).or_insert(id);
            }
        }
        managers
    }

    /// Finds the connection manager that a task of a package refers to: in its package, then in the project.
    pub(super) fn referenced(&self, unit: usize, reference: &str) -> Option<ManagerId> {
        [Some(unit), None].into_iter().find_map(|scope| self.named(scope, reference))
    }

    /// Finds a connection manager by its GUID or name: in the package of a unit, or in the project.
    pub(super) fn named(&self, unit: Option<usize>, name: &str) -> Option<ManagerId> {
        let key = guid(name).unwrap_or_else(|| lowercase(name));
        self.by_reference.get(&(unit, key)).copied()
    }

    /// Returns the units that contain a connection manager with a GUID.
    pub(super) fn elsewhere(&self, reference: &str) -> &[usize] {
        guid(reference).and_then(|guid| self.by_guid.get(&guid)).map_or(&[], Vec::as_slice)
    }
}

/// Returns all connection managers of a project.
fn all<'p>(project: &'p Project<'_>) -> impl Iterator<Item = (usize, &'p Manager, ManagerId)> {
    let managers = |(unit, contents): (usize, &'p crate::inventory::project::Unit<'_>)| {
        let managers = contents.facts.managers.iter().enumerate();
        managers.map(move |(index, manager)| (unit, manager, ManagerId { unit, manager: index }))
    };
    project.units.iter().enumerate().flat_map(managers)
}

fn is_package(project: &Project<'_>, unit: usize) -> bool {
    project.units.get(unit).is_some_and(|unit| unit.facts.kind == Kind::Package)
}

fn lowercase(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Returns a GUID in lower case without braces; `None` if the text is not a GUID.
pub(super) fn guid(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text);
    let parts: Vec<&str> = text.split('-').collect();
    let is_hex = |part: &&str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lengths = parts.iter().map(|part| part.len());
    (lengths.eq([8, 4, 4, 4, 12]) && parts.iter().all(is_hex)).then(|| text.to_ascii_lowercase())
}

/// Returns a GUID as it is reported: in upper case with braces.
pub(super) fn shown_guid(text: &str) -> Option<String> {
    guid(text).map(|guid| format!("{{{}}}", guid.to_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guid_is_compared_without_braces_and_case() {
        let same = "ab54027c-8c22-4444-9d2c-a40a3de8f7e9";
        for text in ["{AB54027C-8C22-4444-9D2C-A40A3DE8F7E9}", " ab54027c-8c22-4444-9d2c-a40a3de8f7e9 "] {
            assert_eq!(guid(text).as_deref(), Some(same));
            assert_eq!(shown_guid(text).as_deref(), Some("{AB54027C-8C22-4444-9D2C-A40A3DE8F7E9}"));
        }
        for text in ["", "Mail", "{AB54027C-8C22-4444-9D2C}", "{AB54027C-8C22-4444-9D2C-A40A3DE8F7EG}"] {
            assert_eq!(guid(text), None, "{text}");
        }
    }
}
