//! The files to read: what the arguments name, and what a walk through folders finds, in an order that never changes.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, Error, WalkBuilder};
use smtp_connstr::package::is_candidate;

use crate::args::ScanArguments;

/// Folders where a build puts copies of what it was given: each string would be found twice.
const BUILD_OUTPUT: [&str; 2] = ["bin", "obj"];

/// Something that the arguments lead to.
pub(crate) enum Item {
    /// A file to read; `given` by its own name, so that it is read whatever it is called.
    File { path: PathBuf, given: bool },
    /// A file or folder that cannot be read.
    Unreadable { path: PathBuf, reason: &'static str },
    /// An argument, counted from 1, that leads nowhere.
    Missing { argument: usize, path: PathBuf },
}

/// Hands every file to the visitor, which ends the walk with `false`.
///
/// Arguments go in their order, and the entries of a folder by their names. The walk is of one thread: to read is what
/// takes the time, and several walkers would have to be brought into order again.
pub(crate) fn visit(arguments: &ScanArguments, mut visitor: impl FnMut(Item) -> bool) {
    let mut seen = Seen::new(arguments);
    for (argument, path) in (1..).zip(&arguments.paths) {
        let goes_on = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => visit_folder(path, arguments, &mut seen, &mut visitor),
            Ok(metadata) if metadata.is_file() => {
                !seen.is_new(path) || visitor(Item::File { path: path.clone(), given: true })
            }
            // To read from a device or a pipe may never end.
            Ok(_) => visitor(Item::Unreadable { path: path.clone(), reason: "not a file or folder" }),
            // A connection string can be too long for a name or contain a `/`, which are other errors than a missing
            // file. An unreadable file would be reported with its path, but no argument with a `=` is repeated.
            Err(error) if error.kind() == io::ErrorKind::NotFound || path.to_string_lossy().contains('=') => {
                visitor(Item::Missing { argument, path: path.clone() })
            }
            Err(error) => visitor(Item::Unreadable { path: path.clone(), reason: reason(&error) }),
        };
        if !goes_on {
            return;
        }
    }
}

/// Why a file or folder cannot be read, in words of our own: the system's differ between systems.
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
    seen: &mut Seen,
    visitor: &mut impl FnMut(Item) -> bool,
) -> bool {
    for entry in walk(folder, arguments) {
        let goes_on = match entry {
            Ok(entry) if is_file(&entry) => {
                let path = entry.into_path();
                // Any name that is not UTF-8 has a readable extension or none.
                let is_wanted = path.file_name().is_some_and(|name| is_candidate(&name.to_string_lossy()));
                !is_wanted || !seen.is_new(&path) || {
                    let given = seen.is_given(&path);
                    visitor(Item::File { path, given })
                }
            }
            Ok(_) => true,
            Err(error) => match failure(error, folder) {
                Some((path, reason)) => visitor(Item::Unreadable { path, reason }),
                None => true,
            },
        };
        if !goes_on {
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
        // A copy of a repository, or a checkout of another tool, has the files without being one.
        .require_git(false)
        // What one person has set up for all their repositories must not hide a finding from them alone.
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

/// What a walk could not read, and why. `None` for a loop of links: what it leads to is walked already.
fn failure(error: Error, folder: &Path) -> Option<(PathBuf, &'static str)> {
    match error {
        Error::WithPath { path, err } => failure(*err, &path),
        Error::WithDepth { err, .. } | Error::WithLineNumber { err, .. } => failure(*err, folder),
        Error::Io(error) => Some((folder.to_owned(), reason(&error))),
        // A loop; or patterns that cannot be read: the walk goes on without them, and so finds more and not less.
        _ => None,
    }
}

/// Which files were handed out, so that none is read twice.
struct Seen {
    /// Empty where no file can be met twice: to ask the system for each would be for nothing.
    files: Option<HashSet<PathBuf>>,
    given: HashSet<PathBuf>,
}

impl Seen {
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
            // What has no canonical path is gone or not to be read; to report that twice does no harm.
            _ => true,
        }
    }

    /// Whether a file that a walk meets is also named by an argument of its own.
    fn is_given(&self, path: &Path) -> bool {
        !self.given.is_empty() && canonical(path).is_some_and(|path| self.given.contains(&path))
    }
}

fn canonical(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}
