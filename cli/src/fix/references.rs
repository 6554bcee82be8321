//! Whether something other than SMTP connection managers uses a parameter or variable.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;

use crate::inventory::project::{File, Project};
use crate::ssis::{NamedValue, Namespace, count_references, known_references};

/// The references in a project.
pub(super) struct References<'a, 'p> {
    project: &'a Project<'a>,
    /// All files of the folder, because the contents of those without anything about mail were not kept.
    files: &'p [File],
    /// The answers, by the address of the parameter or variable. Each takes reading all files.
    known: RefCell<HashMap<*const NamedValue, bool>>,
}

impl<'a, 'p> References<'a, 'p> {
    pub(super) fn new(project: &'a Project<'a>, files: &'p [File]) -> Self {
        Self { project, files, known: RefCell::default() }
    }

    /// Returns whether something else uses a parameter or variable, or may use it.
    pub(super) fn are_elsewhere(&self, named: &NamedValue) -> bool {
        let key = std::ptr::from_ref(named);
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let answer = self.search(named);
        self.known.borrow_mut().insert(key, answer);
        answer
    }

    fn search(&self, named: &NamedValue) -> bool {
        let units = &self.project.units;
        let owner = units.iter().find(|unit| unit.facts.values.iter().any(|value| std::ptr::eq(value, named)));
        let Some(owner) = owner else { return true };
        let is_project = named.namespace == Namespace::Project;
        if is_project && !self.project.is_whole {
            return true;
        }
        let is_visible = |file: &File| is_project || std::ptr::eq(file, owner.file);
        let known = units.iter().filter(|unit| is_visible(unit.file)).map(|unit| known_references(unit.facts, named));
        let known: usize = known.sum();
        let mut found = 0;
        for file in self.files.iter().filter(|file| is_visible(file) && !file.is_archive()) {
            let count = fs::read(&file.path).ok().and_then(|bytes| count_references(&file.name, &bytes, named));
            match count {
                Some(count) => found += count,
                None => return true,
            }
        }
        found > known
    }
}
