//! The files and folders that were read for one inventory only.
//!
//! What they contain was neither added nor removed, so it is not compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::comparison::folders::{Folders, Relative};
use crate::comparison::pairing::Pair;
use crate::comparison::saved::{Inventory, Location};
use crate::comparison::source::Side;

/// The maximum depth of a path. It bounds the time for paths that consist of separators.
const MAX_DEPTH: usize = 128;

/// A file or folder that was not read, although the other inventory has something there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Unread<'a> {
    pub(crate) location: &'a Location,
    /// The inventory in which it was not read.
    pub(crate) side: Side,
}

/// Everything that was not read, and what of it matters.
pub(super) struct UnreadFiles<'a> {
    folders: Folders<'a>,
    old: BTreeMap<Relative<'a>, &'a Location>,
    new: BTreeMap<Relative<'a>, &'a Location>,
    found: BTreeSet<Unread<'a>>,
}

impl<'a> UnreadFiles<'a> {
    pub(super) fn new(old: &'a Inventory, new: &'a Inventory, folders: Folders<'a>) -> Self {
        let relative = |inventory: &'a Inventory, side| {
            inventory.unread.iter().map(|location| (folders.relative(location, side), location)).collect()
        };
        Self { folders, old: relative(old, Side::Old), new: relative(new, Side::New), found: BTreeSet::new() }
    }

    /// Returns whether a connection is missing in one inventory because its file was not read.
    pub(super) fn hide(&mut self, pair: &Pair<'a>) -> bool {
        match (pair.old, pair.new) {
            (Some(old), None) => self.contain(self.folders.relative(&old.location, Side::Old), Side::New),
            (None, Some(new)) => self.contain(self.folders.relative(&new.location, Side::New), Side::Old),
            _ => false,
        }
    }

    /// Returns whether a package was not read in one of the inventories.
    pub(super) fn hide_package(&mut self, package: Relative<'a>) -> bool {
        // Both are called, so that both are reported.
        [Side::Old, Side::New].map(|side| self.contain(package, side)).contains(&true)
    }

    /// Returns the files and folders that matter.
    pub(super) fn into_found(self) -> Vec<Unread<'a>> {
        self.found.into_iter().collect()
    }

    fn contain(&mut self, (file, entry): Relative<'a>, side: Side) -> bool {
        let unread = match side {
            Side::Old => &self.old,
            Side::New => &self.new,
        };
        if unread.is_empty() {
            return false;
        }
        let folders = file.rmatch_indices('/').take(MAX_DEPTH).filter_map(|(slash, _)| file.get(..slash));
        let location = [(file, entry), (file, None)]
            .into_iter()
            .chain(folders.map(|folder| (folder, None)))
            .find_map(|relative| unread.get(&relative));
        self.found.extend(location.map(|&location| Unread { location, side }));
        location.is_some()
    }
}
