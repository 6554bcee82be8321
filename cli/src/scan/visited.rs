//! The files and folders that the walk has reached, so that no file is read twice.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use crate::scan::arguments::{Argument, Target};

pub(crate) struct Visited {
    /// The files and folders that were reached; `None` if none can be reached twice, to avoid system calls for each.
    reached: Option<HashSet<PathBuf>>,
    /// The arguments and their numbers.
    given: HashMap<PathBuf, usize>,
    /// The names of the arguments. Most files have another name, which is faster to look up than a path.
    given_names: HashSet<OsString>,
}

impl Visited {
    pub(crate) fn new(arguments: &[Argument], follow: bool) -> Self {
        let mut visited = Self {
            reached: (arguments.len() > 1 || follow).then(HashSet::new),
            given: HashMap::new(),
            given_names: HashSet::new(),
        };
        if visited.reached.is_none() {
            return visited;
        }
        for argument in arguments {
            let Target::Path(given) = &argument.target else { continue };
            let Some(path) = canonical(given) else { continue };
            let names = [given, &path].into_iter().filter_map(|path| path.file_name());
            visited.given_names.extend(names.map(OsStr::to_owned));
            visited.given.entry(path).or_insert(argument.number);
        }
        visited
    }

    /// Returns whether a file or folder is reached for the first time.
    pub(crate) fn is_new(&mut self, path: &Path) -> bool {
        match &mut self.reached {
            // A file that no longer exists or cannot be read has no canonical path. Reporting it twice is harmless.
            Some(reached) => canonical(path).is_none_or(|path| reached.insert(path)),
            None => true,
        }
    }

    /// Returns the number of the argument that is also this file or folder.
    pub(crate) fn argument(&self, path: &Path) -> Option<usize> {
        let may_be_given = path.file_name().is_some_and(|name| self.may_be_given(name));
        if may_be_given { self.given.get(&canonical(path)?).copied() } else { None }
    }

    /// Returns whether an argument has this name.
    pub(crate) fn may_be_given(&self, name: &OsStr) -> bool {
        self.given_names.contains(name)
    }
}

fn canonical(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}
