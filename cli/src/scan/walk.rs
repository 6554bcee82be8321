//! The files to read, from the arguments and from a walk through folders, in a fixed order.
//!
//! Arguments are visited in their order. In each folder, the files come before the subfolders, both in the order of
//! their names, so that all files of a folder follow each other. One thread walks, because most of the time is spent on
//! reading files, and the results of several walkers would have to be sorted. No crate is used, because the walk has to
//! know when a folder is complete, and the rest of it is short.

use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::args::FileArguments;
use crate::scan::arguments::{self, Argument, BadArgument, Problem, Target};
use crate::scan::excludes::Excludes;
use crate::scan::listing::{Entry, Listing, What};
use crate::scan::skipped::{SkipReason, Skipped};
use crate::scan::unreadable::{BROKEN_LINK, NOT_A_FILE, reason};
use crate::scan::visited::Visited;

/// The name of standard input in reports, if no other is given.
const STANDARD_INPUT: &str = "<stdin>";

/// A step of the walk.
#[derive(Debug)]
pub(crate) enum Item {
    /// A file to read. A file with the number of an argument is read whatever its name.
    File { path: PathBuf, argument: Option<usize> },
    /// Standard input, to be read as a file of this name.
    StandardInput { name: PathBuf },
    /// A file or folder that cannot be read.
    Unreadable { path: PathBuf, reason: &'static str },
    /// A file or folder that is not read. This item occurs only if all files are to be listed.
    Skipped { path: PathBuf, is_folder: bool, reason: SkipReason },
    /// An argument that leads to no file or folder.
    BadArgument(BadArgument),
    /// The end of a folder, after its files and before its subfolders. A folder without files to read has no end.
    ///
    /// It is `whole` if the walk visited every SSIS file in it. It is not if files were given by name, if an SSIS file
    /// was skipped or visited before, or if a file or the list of the files cannot be read.
    EndOfFolder {
        #[cfg_attr(not(test), expect(dead_code, reason = "the tests of the walk check which folder ends"))]
        folder: PathBuf,
        whole: bool,
    },
}

type Flow = ControlFlow<()>;

/// Passes every item to the visitor, which can stop the walk, and returns what was skipped.
pub(crate) fn visit(arguments: &FileArguments, excludes: &Excludes, visitor: impl FnMut(Item) -> Flow) -> Skipped {
    let targets = arguments::expand(arguments);
    let visited = Visited::new(&targets, arguments.follow);
    let mut walk = Walk { arguments, excludes, visited, skipped: Skipped::default(), given_in: None, visitor };
    // Nobody needs the counts of a stopped walk.
    let _ = walk.visit_arguments(targets);
    walk.skipped
}

struct Walk<'a, V> {
    arguments: &'a FileArguments,
    excludes: &'a Excludes,
    visited: Visited,
    skipped: Skipped,
    /// The folder of the last file, if that file was given by name.
    given_in: Option<PathBuf>,
    visitor: V,
}

impl<V: FnMut(Item) -> Flow> Walk<'_, V> {
    fn visit_arguments(&mut self, targets: Vec<Argument>) -> Flow {
        for Argument { number, target } in targets {
            match target {
                Target::StandardInput => {
                    let name = self.arguments.stdin_filename.as_deref().unwrap_or(Path::new(STANDARD_INPUT));
                    self.visit_given(Item::StandardInput { name: name.to_owned() }, name)?;
                }
                Target::Path(path) => self.visit_path(number, path)?,
                Target::Unreadable { path, reason } => self.visit_unreadable(number, &path, reason)?,
                Target::Nothing(bad) => (self.visitor)(Item::BadArgument(bad))?,
            }
        }
        self.end_given()
    }

    fn visit_path(&mut self, number: usize, path: PathBuf) -> Flow {
        let reason = match fs::metadata(&path) {
            Ok(metadata) if self.excludes.excludes_argument(&path, metadata.is_dir()) => {
                return self.skip_argument(path, metadata.is_dir(), SkipReason::Excluded);
            }
            Ok(metadata) if metadata.is_dir() => {
                self.end_given()?;
                return self.visit_folder(number, path);
            }
            Ok(metadata) if metadata.is_file() => {
                if !self.visited.is_new(&path) {
                    return self.skip(path, false, SkipReason::AlreadyRead);
                }
                let file = Item::File { path: path.clone(), argument: Some(number) };
                return self.visit_given(file, &path);
            }
            Ok(_) => NOT_A_FILE,
            Err(_) if fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink()) => BROKEN_LINK,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return (self.visitor)(Item::BadArgument(BadArgument { number, path, problem: Problem::Missing }));
            }
            // A connection string can be too long for a name, for example.
            Err(error) => reason(&error),
        };
        self.visit_unreadable(number, &path, reason)
    }

    fn visit_unreadable(&mut self, number: usize, path: &Path, reason: &'static str) -> Flow {
        match BadArgument::unreadable(Some(number), path) {
            Some(bad) => (self.visitor)(Item::BadArgument(bad)),
            None => self.visit_given(Item::Unreadable { path: path.to_owned(), reason }, path),
        }
    }

    /// Visits a file that was given by name. Files of one folder that follow each other are grouped.
    fn visit_given(&mut self, file: Item, path: &Path) -> Flow {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if self.given_in.as_deref() != Some(folder) {
            self.end_given()?;
            self.given_in = Some(folder.to_owned());
        }
        (self.visitor)(file)
    }

    fn end_given(&mut self) -> Flow {
        match self.given_in.take() {
            Some(folder) => (self.visitor)(Item::EndOfFolder { folder, whole: false }),
            None => Flow::Continue(()),
        }
    }

    /// Visits a folder and its subfolders. The stack is explicit, because folders can be nested a thousand times.
    fn visit_folder(&mut self, number: usize, root: PathBuf) -> Flow {
        let mut argument = Some(number);
        let mut pending = vec![root];
        while let Some(folder) = pending.pop() {
            if self.visited.is_new(&folder) {
                let subfolders = self.visit_files(argument, &folder)?;
                pending.extend(subfolders.into_iter().rev());
            } else {
                // Another argument, or a loop of links.
                self.skip(folder, true, SkipReason::AlreadyRead)?;
            }
            argument = None;
        }
        Flow::Continue(())
    }

    /// Visits the files of a folder, and returns its subfolders.
    fn visit_files(&mut self, argument: Option<usize>, folder: &Path) -> ControlFlow<(), Vec<PathBuf>> {
        let (arguments, visited) = (self.arguments, &self.visited);
        let Listing { entries, not_ssis, error } =
            Listing::new(folder, arguments, self.excludes, |name| arguments.show_files || visited.may_be_given(name));
        self.skipped.not_ssis += not_ssis;
        let mut subfolders = Vec::new();
        let mut is_empty = true;
        let mut whole = error.is_none();
        for Entry { name, what } in entries {
            let path = folder.join(name);
            match what {
                What::Folder => subfolders.push(path),
                What::File if self.visited.is_new(&path) => {
                    is_empty = false;
                    let argument = self.visited.argument(&path);
                    (self.visitor)(Item::File { path, argument })?;
                }
                What::File => {
                    whole = false;
                    self.skip(path, false, SkipReason::AlreadyRead)?;
                }
                What::Unreadable(reason) => {
                    (is_empty, whole) = (false, false);
                    (self.visitor)(Item::Unreadable { path, reason })?;
                }
                What::Skipped { is_folder, reason } => {
                    whole &= is_folder || reason == SkipReason::NotSsis;
                    self.skip(path, is_folder, reason)?;
                }
            }
        }
        if let Some(error) = error {
            is_empty = false;
            (self.visitor)(match BadArgument::unreadable(argument, folder) {
                Some(bad) => Item::BadArgument(bad),
                None => Item::Unreadable { path: folder.to_owned(), reason: reason(&error) },
            })?;
        }
        if !is_empty {
            (self.visitor)(Item::EndOfFolder { folder: folder.to_owned(), whole })?;
        }
        ControlFlow::Continue(subfolders)
    }

    fn skip(&mut self, path: PathBuf, is_folder: bool, reason: SkipReason) -> Flow {
        // An argument is visited in its turn.
        if reason != SkipReason::AlreadyRead && self.visited.argument(&path).is_some() {
            return Flow::Continue(());
        }
        self.skip_argument(path, is_folder, reason)
    }

    fn skip_argument(&mut self, path: PathBuf, is_folder: bool, reason: SkipReason) -> Flow {
        self.skipped.add(&path, reason);
        if self.arguments.show_files {
            (self.visitor)(Item::Skipped { path, is_folder, reason })?;
        }
        Flow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args, Command, FromArgMatches};

    use super::*;
    use crate::test_folder::TestFolder;

    /// Returns the items of a walk as text, with paths relative to the folder.
    fn items(folder: &TestFolder, arguments: &[&str]) -> Vec<String> {
        let paths = arguments.iter().map(|argument| match argument.strip_prefix('/') {
            Some(path) => folder.0.join(path).into_os_string(),
            None => argument.into(),
        });
        let command = FileArguments::augment_args(Command::new("scan").no_binary_name(true));
        let arguments = FileArguments::from_arg_matches(&command.get_matches_from(paths)).unwrap();
        let shown = |path: &Path| path.strip_prefix(&folder.0).unwrap_or(path).to_str().unwrap().replace('\\', "/");
        let mut items = Vec::new();
        let patterns = arguments.exclude.iter().map(|pattern| (folder.0.as_path(), pattern.as_str()));
        visit(&arguments, &Excludes::new(patterns).unwrap(), |item| {
            items.push(match item {
                Item::File { path, argument: None } => shown(&path),
                Item::File { path, argument: Some(number) } => format!("{} ({number})", shown(&path)),
                Item::StandardInput { name } => format!("standard input {}", shown(&name)),
                Item::Unreadable { path, reason } => format!("{}: {reason}", shown(&path)),
                Item::Skipped { path, reason, .. } => format!("{}: {}", shown(&path), reason.as_str()),
                Item::BadArgument(bad) => format!("{:?}", bad.problem),
                Item::EndOfFolder { folder, whole } => {
                    format!("end of {:?}{}", shown(&folder), if whole { ", whole" } else { "" })
                }
            });
            Flow::Continue(())
        });
        items
    }

    #[test]
    fn files_come_before_subfolders() {
        let folder = TestFolder::with_files(&["b.dtsx", "a/c/d.dtsx", "a/e.dtsx", "f/g.txt", "f/h/i.sql", "a.dtsx"]);
        let expected = [
            "a.dtsx",
            "b.dtsx",
            "end of \"\", whole",
            "a/e.dtsx",
            "end of \"a\", whole",
            "a/c/d.dtsx",
            "end of \"a/c\", whole",
            "f/h/i.sql",
            "end of \"f/h\", whole",
        ];
        assert_eq!(items(&folder, &["/"]), expected);
    }

    #[test]
    fn given_files_are_grouped_by_folder() {
        let folder = TestFolder::with_files(&["a/b.dtsx", "a/c.dtsx", "d/e.dtsx", "d/f.txt"]);
        let expected = [
            "a/b.dtsx (1)",
            "a/c.dtsx (2)",
            "end of \"a\"",
            "d/f.txt (3)",
            "end of \"d\"",
            "d/e.dtsx",
            "end of \"d\", whole",
            "standard input <stdin>",
            "end of \".\"",
        ];
        assert_eq!(items(&folder, &["/a/b.dtsx", "/a/c.dtsx", "/d/f.txt", "/d", "-"]), expected);
    }

    #[test]
    fn folder_is_not_whole_if_an_ssis_file_is_skipped() {
        let folder = TestFolder::with_files(&["a/.b.dtsx", "a/c.dtsx", "d/.e.txt", "d/.f/g.dtsx", "d/h.dtsx"]);
        assert_eq!(items(&folder, &["/"]), ["a/c.dtsx", "end of \"a\"", "d/h.dtsx", "end of \"d\", whole"]);
        assert_eq!(
            items(&folder, &["/a/c.dtsx", "/a", "--hidden"]),
            ["a/c.dtsx (1)", "end of \"a\"", "a/.b.dtsx", "end of \"a\""]
        );
    }

    #[test]
    fn given_file_in_a_walk_has_the_number_of_its_argument() {
        let folder = TestFolder::with_files(&["a/b.dtsx", "a/.c.dtsx", "a/bin/d.dtsx", "a/e.txt"]);
        let arguments = ["/a", "/a/b.dtsx", "/a/.c.dtsx", "/a/bin", "/a/e.txt", "--show-files"];
        let expected = [
            "a/b.dtsx (2)",
            "end of \"a\"",
            "a/b.dtsx: already read",
            "a/.c.dtsx (3)",
            "end of \"a\"",
            "a/bin/d.dtsx",
            "end of \"a/bin\", whole",
            "a/e.txt (5)",
            "end of \"a\"",
        ];
        assert_eq!(items(&folder, &arguments), expected);
    }

    #[test]
    fn excluded_files_and_folders_are_skipped() {
        let folder = TestFolder::with_files(&["a/b.dtsx", "a/old/c.dtsx", "d/e.dtsx", "d/f.dtsx", "old/g.txt"]);
        let expected = ["a: excluded", "d/e.dtsx (2)", "end of \"d\"", "d/e.dtsx: already read", "d/f.dtsx: excluded"];
        assert_eq!(items(&folder, &["/a", "/d/e.dtsx", "/d", "--exclude=a,f.*", "--show-files"]), expected);
        assert_eq!(
            items(&folder, &["/", "--exclude=old", "--exclude=d/f.dtsx", "--show-files"]),
            [
                "old: excluded",
                "a/b.dtsx",
                "a/old: excluded",
                "end of \"a\", whole",
                "d/e.dtsx",
                "d/f.dtsx: excluded",
                "end of \"d\""
            ]
        );
        // This is also true for an argument.
        assert_eq!(items(&folder, &["/a/old/c.dtsx", "/d/e.dtsx", "--exclude=old", "--exclude=d"]), [""; 0]);
    }
}
