//! The files to read, from the arguments and from a walk through folders, in a fixed order.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::ssis::kind_of;
use ignore::{DirEntry, Error, WalkBuilder};

use crate::args::ScanArguments;

/// Folders for build output, which contains copies of the sources. Each string would be found twice.
const BUILD_OUTPUT: [&str; 2] = ["bin", "obj"];

/// A file, or an error.
pub(crate) enum Item {
    /// A file to read. A file that was `given` as an argument is read whatever its name.
    File { path: PathBuf, given: bool },
    /// A file or folder that cannot be read.
    Unreadable { path: PathBuf, reason: &'static str },
    /// An argument that does not exist. Arguments are counted from 1.
    Missing { argument: usize, path: PathBuf },
}

/// Passes every file to the visitor, which returns `false` to stop the walk.
///
/// Arguments are visited in their order, and the entries of a folder in the order of their names. One thread walks,
/// because most of the time is spent on reading files, and the results of several walkers would have to be sorted.
pub(crate) fn visit(arguments: &ScanArguments, mut visitor: impl FnMut(Item) -> bool) {
    let mut visited = Visited::new(arguments);
    for (argument, path) in (1..).zip(&arguments.paths) {
        let continues = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => visit_folder(path, arguments, &mut visited, &mut visitor),
            Ok(metadata) if metadata.is_file() => {
                !visited.is_new(path) || visitor(Item::File { path: path.clone(), given: true })
            }
            // Reading from a device or a pipe may never end.
            Ok(_) => visitor(Item::Unreadable { path: path.clone(), reason: "not a file or folder" }),
            // A connection string can be too long for a name or contain a `/`, which are other errors than a missing
            // file. An unreadable file would be reported with its path, but no argument with a `=` is repeated.
            Err(error) if error.kind() == io::ErrorKind::NotFound || path.to_string_lossy().contains('=') => {
                visitor(Item::Missing { argument, path: path.clone() })
            }
            Err(error) => visitor(Item::Unreadable { path: path.clone(), reason: reason(&error) }),
        };
        if !continues {
            return;
        }
    }
}

/// Returns why a file or folder cannot be read. The messages of the operating system are not used, because they differ
/// between systems.
pub(crate) fn reason(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied",
        io::ErrorKind::NotFound => "the file no longer exists, or is a broken symbolic link",
        _ => "the operating system cannot read the file",
    }
}

fn visit_folder(
    folder: &Path,
    arguments: &ScanArguments,
    visited: &mut Visited,
    visitor: &mut impl FnMut(Item) -> bool,
) -> bool {
    for entry in walk(folder, arguments) {
        let continues = match entry {
            Ok(entry) if is_file(&entry) => {
                let path = entry.into_path();
                // The extension of an SSIS file is ASCII, so a lossy conversion does not affect it.
                let is_wanted = path.file_name().is_some_and(|name| kind_of(&name.to_string_lossy()).is_some());
                !is_wanted || !visited.is_new(&path) || {
                    let given = visited.is_given(&path);
                    visitor(Item::File { path, given })
                }
            }
            Ok(_) => true,
            Err(error) => match failure(error, folder) {
                Some((path, reason)) => visitor(Item::Unreadable { path, reason }),
                None => true,
            },
        };
        if !continues {
            return false;
        }
    }
    true
}

fn walk(folder: &Path, arguments: &ScanArguments) -> ignore::Walk {
    let is_ignored = !arguments.no_ignore;
    let build_output = arguments.build_output;
    WalkBuilder::new(folder)
        .hidden(!arguments.hidden)
        .parents(is_ignored)
        .ignore(is_ignored)
        .git_ignore(is_ignored)
        // A copy of a repository without `.git`, or the checkout of another tool, also contains the ignore files.
        .require_git(false)
        // The settings of one user must not hide findings from them.
        .git_global(false)
        .git_exclude(false)
        .follow_links(arguments.follow)
        .sort_by_file_name(OsStr::cmp)
        .filter_entry(move |entry| build_output || entry.depth() == 0 || !is_build_output(entry))
        .build()
}

fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_file())
}

fn is_build_output(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
        && BUILD_OUTPUT.iter().any(|name| entry.file_name().eq_ignore_ascii_case(name))
}

/// Returns what could not be read and why, or `None` for a loop of links, whose target is walked anyway.
fn failure(error: Error, folder: &Path) -> Option<(PathBuf, &'static str)> {
    match error {
        Error::WithPath { path, err } => failure(*err, &path),
        Error::WithDepth { err, .. } | Error::WithLineNumber { err, .. } => failure(*err, folder),
        Error::Io(error) => Some((folder.to_owned(), reason(&error))),
        // A loop of links, or an invalid ignore pattern. Without the pattern, the walk finds more files, not fewer.
        _ => None,
    }
}

/// The files that were visited, so that no file is read twice.
struct Visited {
    /// `None` if no file can be visited twice, to avoid a system call per file.
    files: Option<HashSet<PathBuf>>,
    given: HashSet<PathBuf>,
}

impl Visited {
    fn new(arguments: &ScanArguments) -> Self {
        let may_repeat = arguments.paths.len() > 1 || arguments.follow;
        let given = if may_repeat {
            arguments.paths.iter().filter_map(|path| canonical(path)).collect()
        } else {
            HashSet::new()
        };
        Self { files: may_repeat.then(HashSet::new), given }
    }

    fn is_new(&mut self, path: &Path) -> bool {
        match (&mut self.files, canonical(path)) {
            (Some(files), Some(path)) => files.insert(path),
            // A file that no longer exists or cannot be read has no canonical path. Reporting it twice is harmless.
            _ => true,
        }
    }

    /// Returns whether a file is also given as an argument.
    fn is_given(&self, path: &Path) -> bool {
        !self.given.is_empty() && canonical(path).is_some_and(|path| self.given.contains(&path))
    }
}

fn canonical(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}
