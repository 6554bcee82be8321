//! Expands patterns such as `src\**\*.dtsx`, which a Windows shell passes on and a Unix shell expands.
//!
//! Only names are matched by the crate `glob`. Its walk through folders ignores names that are not UTF-8 or panics on
//! them, and follows links without a limit.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::io::ErrorKind::{InvalidFilename, NotADirectory, NotFound};
use std::path::{Component, Path, PathBuf};

use glob::MatchOptions;

use crate::scan::unreadable::reason;

/// A path that matches a pattern, or a folder that cannot be searched for one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Match {
    Path(PathBuf),
    Unreadable { path: PathBuf, reason: &'static str },
}

/// A part of a pattern between two separators.
enum Part {
    Name(OsString),
    Matching(glob::Pattern),
    /// `**`: any number of folders, also none.
    Folders,
}

/// Returns whether a path could be a pattern.
pub(crate) fn is_pattern(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().iter().any(|byte| matches!(byte, b'*' | b'?' | b'['))
}

/// Returns the paths that match a pattern, in the order of a walk and without duplicates, or `None` if the pattern is
/// invalid.
///
/// As in a shell, a wildcard does not match the dot of a hidden name, unless `hidden` is set. `**` does not follow
/// links.
pub(crate) fn expand(pattern: &Path, hidden: bool) -> Option<Vec<Match>> {
    let options = MatchOptions {
        // The file systems of Windows ignore case.
        case_sensitive: !cfg!(windows),
        require_literal_separator: true,
        require_literal_leading_dot: !hidden,
    };
    let (base, parts) = parts(pattern)?;
    let mut matches = Vec::new();
    // The folders and the index of the first part that their entries must match.
    let mut pending = vec![(base, 0)];
    let mut seen = HashSet::new();
    while let Some((path, index)) = pending.pop() {
        if !seen.insert((path.clone(), index)) {
            continue;
        }
        let is_last = index + 1 >= parts.len();
        let names = |is_wanted: &dyn Fn(&Entry) -> bool| entries(folder(&path), is_wanted);
        let (found, next) = match parts.get(index) {
            None => {
                matches.push(Match::Path(folder(&path).to_owned()));
                continue;
            }
            Some(Part::Name(name)) => (fs::symlink_metadata(path.join(name)).map(|_| vec![name.clone()]), index + 1),
            // The walk through this folder finds its files.
            Some(Part::Folders) if is_last => {
                matches.push(Match::Path(folder(&path).to_owned()));
                continue;
            }
            Some(Part::Folders) => {
                let is_wanted =
                    |entry: &Entry| entry.is_folder && !entry.is_link && (hidden || !is_hidden(&entry.name));
                (names(&is_wanted), index)
            }
            Some(Part::Matching(pattern)) => {
                let is_wanted = |entry: &Entry| {
                    (is_last || entry.is_folder) && pattern.matches_with(&entry.name.to_string_lossy(), options)
                };
                (names(&is_wanted), index + 1)
            }
        };
        match found {
            Ok(names) => pending.extend(names.iter().rev().map(|name| (path.join(name), next))),
            // There is no such file, or it would be in a file instead of a folder.
            Err(error) if matches!(error.kind(), NotFound | NotADirectory | InvalidFilename) => {}
            Err(error) => {
                let unreadable = Match::Unreadable { path: folder(&path).to_owned(), reason: reason(&error) };
                // `**` lists a folder twice.
                if matches.last() != Some(&unreadable) {
                    matches.push(unreadable);
                }
            }
        }
        if next == index {
            // The parts after `**` also match in this folder, which precedes its subfolders.
            pending.push((path, index + 1));
        }
    }
    Some(matches)
}

/// Returns the beginning of the path that is not a name, such as `C:\`, and the parts.
fn parts(pattern: &Path) -> Option<(PathBuf, Vec<Part>)> {
    let mut base = PathBuf::new();
    let mut parts = Vec::new();
    for component in pattern.components() {
        match component {
            Component::Prefix(_) | Component::RootDir | Component::CurDir => base.push(component),
            Component::ParentDir => parts.push(Part::Name("..".into())),
            Component::Normal(name) if name == "**" => {
                // Two of them mean the same as one.
                if !matches!(parts.last(), Some(Part::Folders)) {
                    parts.push(Part::Folders);
                }
            }
            Component::Normal(name) if is_pattern(Path::new(name)) => {
                parts.push(Part::Matching(glob::Pattern::new(name.to_str()?).ok()?));
            }
            Component::Normal(name) => parts.push(Part::Name(name.to_owned())),
        }
    }
    Some((base, parts))
}

/// An entry of a folder.
struct Entry {
    name: OsString,
    is_folder: bool,
    is_link: bool,
}

/// Returns the names of the entries, files before folders and sorted.
fn entries(folder: &Path, is_wanted: &dyn Fn(&Entry) -> bool) -> io::Result<Vec<OsString>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let is_link = kind.is_symlink();
        let is_folder = if is_link { entry.path().is_dir() } else { kind.is_dir() };
        let entry = Entry { name: entry.file_name(), is_folder, is_link };
        if is_wanted(&entry) {
            entries.push(entry);
        }
    }
    entries.sort_unstable_by(|a, b| (a.is_folder, &a.name).cmp(&(b.is_folder, &b.name)));
    Ok(entries.into_iter().map(|entry| entry.name).collect())
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Returns the folder of a path that begins with a name.
fn folder(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_folder::TestFolder;

    /// Returns the matches relative to the folder.
    fn found(folder: &TestFolder, pattern: &str, hidden: bool) -> Vec<String> {
        let path = |found: Match| match found {
            Match::Path(path) => path.strip_prefix(&folder.0).unwrap().to_str().unwrap().replace('\\', "/"),
            Match::Unreadable { path, reason } => panic!("{}: {reason}", path.display()),
        };
        expand(&folder.0.join(pattern), hidden).unwrap().into_iter().map(path).collect()
    }

    #[test]
    fn patterns_match_names_and_folders() {
        let folder = TestFolder::with_files(&[
            "a/b/c.dtsx",
            "a/b.dtsx",
            "a/.h/i.dtsx",
            "a/.j.dtsx",
            "c.dtsx",
            "bin/d.dtsx",
            "e.txt",
        ]);
        for (pattern, expected) in [
            ("*.dtsx", &["c.dtsx"][..]),
            ("?.dtsx", &["c.dtsx"]),
            ("[a-c].*", &["c.dtsx"]),
            ("*", &["c.dtsx", "e.txt", "a", "bin"]),
            ("*/*.dtsx", &["a/b.dtsx", "bin/d.dtsx"]),
            ("*/b/*", &["a/b/c.dtsx"]),
            ("**/*.dtsx", &["c.dtsx", "a/b.dtsx", "a/b/c.dtsx", "bin/d.dtsx"]),
            ("**/**/b.dtsx", &["a/b.dtsx"]),
            ("**/*/**/c.dtsx", &["a/b/c.dtsx"]),
            ("a/**", &["a"]),
            ("a/../*.dtsx", &["a/../c.dtsx"]),
            ("c.dtsx/*", &[]),
            ("x/*", &[]),
            ("*.sql", &[]),
            ("a/.*", &["a/.j.dtsx", "a/.h"]),
        ] {
            assert_eq!(found(&folder, pattern, false), expected, "{pattern}");
        }
        assert_eq!(found(&folder, "a/**/*.dtsx", true), ["a/.j.dtsx", "a/b.dtsx", "a/.h/i.dtsx", "a/b/c.dtsx"]);
        assert_eq!(expand(Path::new("[a"), false), None);
        assert_eq!(expand(Path::new("a**"), false), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn names_that_are_not_utf8_match() {
        use std::os::unix::ffi::OsStrExt;

        let folder = TestFolder::with_files(&[]);
        let path = folder.0.join(OsStr::from_bytes(b"caf\xE9.dtsx"));
        fs::write(&path, "").unwrap();
        assert_eq!(expand(&folder.0.join("*.dtsx"), false), Some(vec![Match::Path(path)]));
    }

    #[cfg(unix)]
    #[test]
    fn loop_of_links_ends() {
        let folder = TestFolder::with_files(&["a/b.dtsx"]);
        for name in ["x", "y"] {
            std::os::unix::fs::symlink(&folder.0, folder.0.join("a").join(name)).unwrap();
        }
        assert_eq!(found(&folder, "**/*.dtsx", false), ["a/b.dtsx"]);
        assert_eq!(found(&folder, "a/*/a/*.dtsx", false), ["a/x/a/b.dtsx", "a/y/a/b.dtsx"]);
    }
}
