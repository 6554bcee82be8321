//! All differences between two inventories.

use std::collections::{BTreeMap, BTreeSet};

use crate::comparison::change::Change;
use crate::comparison::folders::{Folders, Relative};
use crate::comparison::pairing::{Pair, pair};
use crate::comparison::saved::{Connection, Inventory, Location, Numbers};
use crate::comparison::source::Side;
use crate::comparison::unread::{Unread, UnreadFiles};

/// The differences between two inventories.
pub(crate) struct Differences<'a> {
    /// In the order of the files.
    pub(crate) changes: Vec<Change<'a>>,
    /// What could not be compared.
    pub(crate) unread: Vec<Unread<'a>>,
    pub(crate) folders: Folders<'a>,
    pub(crate) old: Numbers,
    pub(crate) new: Numbers,
}

impl<'a> Differences<'a> {
    pub(crate) fn new(old: &'a Inventory, new: &'a Inventory) -> Self {
        let folders = Folders::new(old, new);
        let pairs = pair(&old.connections, &new.connections, folders);
        let mut unread = UnreadFiles::new(old, new, folders);
        let pairs: Vec<Pair<'a>> = pairs.into_iter().filter(|pair| !unread.hide(pair)).collect();
        let mut changes: Vec<(_, Change<'a>)> = Vec::new();
        for Pair { old, new } in &pairs {
            let change = Change::of_connections(*old, *new);
            let current = new.map(|new| (new, Side::New)).or(old.map(|old| (old, Side::Old)));
            if let (Some(change), Some((current, side))) = (change, current) {
                changes.push(((folders.relative(&current.location, side), change.subject, current.position), change));
            }
        }
        for (relative, package) in packages(&pairs, folders) {
            let Package { location, old, new } = package;
            if old != new && !unread.hide_package(relative) {
                let managers = |side: fn(&Pair<'a>) -> Option<&'a Connection>, indexes: BTreeSet<usize>| {
                    indexes.into_iter().filter_map(|index| side(pairs.get(index)?)).collect()
                };
                let change =
                    Change::of_package(location, managers(|pair| pair.old, old), managers(|pair| pair.new, new));
                changes.push(((relative, change.subject, (0, 0)), change));
            }
        }
        // The sort is stable, and the pairs are in a fixed order.
        changes.sort_by_key(|(order, _)| *order);
        Self {
            changes: changes.into_iter().map(|(_, change)| change).collect(),
            unread: unread.into_found(),
            folders,
            old: old.numbers,
            new: new.numbers,
        }
    }

    pub(crate) fn is_any(&self) -> bool {
        !self.changes.is_empty() || !self.unread.is_empty() || self.old != self.new
    }

    /// Counts the changes for which the predicate returns `true`.
    pub(crate) fn count(&self, predicate: impl Fn(&Change<'a>) -> bool) -> usize {
        self.changes.iter().filter(|change| predicate(change)).count()
    }
}

/// The connection managers through which a package sends mail, as indexes of pairs.
struct Package<'a> {
    /// The location in the new inventory, unless the package is only in the old one.
    location: &'a Location,
    old: BTreeSet<usize>,
    new: BTreeSet<usize>,
}

fn packages<'a>(pairs: &[Pair<'a>], folders: Folders<'a>) -> BTreeMap<Relative<'a>, Package<'a>> {
    let mut packages: BTreeMap<Relative<'a>, Package<'a>> = BTreeMap::new();
    for side in [Side::Old, Side::New] {
        for (index, Pair { old, new }) in pairs.iter().enumerate() {
            let connection = match side {
                Side::Old => old,
                Side::New => new,
            };
            for location in connection.iter().flat_map(|connection| &connection.packages) {
                let package = packages.entry(folders.relative(location, side)).or_insert_with(|| Package {
                    location,
                    old: BTreeSet::new(),
                    new: BTreeSet::new(),
                });
                package.location = location;
                match side {
                    Side::Old => &mut package.old,
                    Side::New => &mut package.new,
                }
                .insert(index);
            }
        }
    }
    packages
}
