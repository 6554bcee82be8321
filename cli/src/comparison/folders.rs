//! The folders to which the paths of two inventories are relative.
//!
//! Two scans of the same tree name the same files. Scans of two environments often do not, for example those of the folders
//! `prod` and `test`. If no file is in both inventories, the paths are therefore compared without the folder that all files
//! of an inventory have in common.

use std::collections::BTreeSet;

use crate::comparison::saved::{Inventory, Location};
use crate::comparison::source::Side;

/// The folders, each with a `/` at its end; both are empty if the paths are compared as they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Folders<'a> {
    pub(crate) old: &'a str,
    pub(crate) new: &'a str,
}

/// A location without the folder, for comparisons.
pub(super) type Relative<'a> = (&'a str, Option<&'a str>);

impl<'a> Folders<'a> {
    pub(super) fn new(old: &'a Inventory, new: &'a Inventory) -> Self {
        Self::of(&old.files(), &new.files())
    }

    fn of(old: &BTreeSet<&'a str>, new: &BTreeSet<&'a str>) -> Self {
        if !old.is_disjoint(new) {
            return Self::default();
        }
        // Two single files are compared with each other, whatever their names.
        match (single(old), single(new)) {
            (Some(old), Some(new)) => Self { old, new },
            _ => Self { old: common_folder(old), new: common_folder(new) },
        }
    }

    /// Returns whether a folder is ignored.
    pub(crate) fn is_any(self) -> bool {
        self != Self::default()
    }

    pub(super) fn relative(self, location: &'a Location, side: Side) -> Relative<'a> {
        let folder = match side {
            Side::Old => self.old,
            Side::New => self.new,
        };
        (location.file.strip_prefix(folder).unwrap_or(&location.file), location.entry.as_deref())
    }
}

fn single<'a>(files: &BTreeSet<&'a str>) -> Option<&'a str> {
    files.first().filter(|_| files.len() == 1).copied()
}

/// Returns the folder that contains all files, with the `/` at its end.
fn common_folder<'a>(files: &BTreeSet<&'a str>) -> &'a str {
    // The files are sorted, so what the first and the last one have in common, all have.
    let (Some(first), Some(last)) = (files.first(), files.last()) else { return "" };
    let length = first.bytes().zip(last.bytes()).take_while(|(a, b)| a == b).count();
    let end = first.bytes().take(length).rposition(|byte| byte == b'/').map_or(0, |slash| slash + 1);
    first.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn folders(old: &[&str], new: &[&str], expected: (&str, &str)) {
        let folders = Folders::of(&old.iter().copied().collect(), &new.iter().copied().collect());
        assert_eq!((folders.old, folders.new), expected);
    }

    #[test]
    fn common_folders_are_ignored_if_no_file_is_in_both() {
        folders(&["prod/a", "prod/b/c"], &["test/a", "test/b/c"], ("prod/", "test/"));
        folders(&["prod/a", "prod/b"], &["test/x/a"], ("prod/", "test/x/"));
        folders(&["C:/prod/a", "C:/prod/ab"], &["a", "ab"], ("C:/prod/", ""));
        folders(&["/prod/ä/1", "/prod/ö/1"], &["/test/ä/1", "/test/ö/1"], ("/prod/", "/test/"));
        folders(&["prod/a", "prod/b"], &["prod/a", "x/b"], ("", ""));
        folders(&["a", "b"], &["c", "d"], ("", ""));
        folders(&["prod/a", "prod/b"], &[], ("prod/", ""));
        folders(&[], &[], ("", ""));
    }

    #[test]
    fn single_files_are_compared_with_each_other() {
        folders(&["prod/a.ispac"], &["test/b.ispac"], ("prod/a.ispac", "test/b.ispac"));
        folders(&["a.ispac"], &["a.ispac"], ("", ""));
    }
}
