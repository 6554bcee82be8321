//! The paths of the command line, with patterns expanded.

use std::fmt::{self, Display};
use std::fs;
use std::path::{Path, PathBuf};

use crate::args::{FileArguments, is_standard_input};
use crate::names;
use crate::scan::pattern::{self, Match};

/// An argument, or one of the paths that match a pattern.
pub(crate) struct Argument {
    /// The number of the argument, starting at 1.
    pub(crate) number: usize,
    pub(crate) target: Target,
}

/// The target of an argument.
pub(crate) enum Target {
    StandardInput,
    Path(PathBuf),
    /// A folder that cannot be searched for the names that match a pattern.
    Unreadable {
        path: PathBuf,
        reason: &'static str,
    },
    Nothing(BadArgument),
}

/// Why an argument leads to no file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    Empty,
    Missing,
    NoMatch,
    /// The file or folder exists, but cannot be read.
    Unreadable,
}

/// An argument that leads to no file or folder. It displays as an error message.
#[derive(Debug)]
pub(crate) struct BadArgument {
    pub(crate) number: usize,
    pub(crate) path: PathBuf,
    pub(crate) problem: Problem,
}

/// Returns the arguments in their order.
pub(crate) fn expand(arguments: &FileArguments) -> Vec<Argument> {
    let mut expanded = Vec::new();
    for (number, path) in (1..).zip(&arguments.paths) {
        let mut add = |target| expanded.push(Argument { number, target });
        let nothing = |problem| Target::Nothing(BadArgument { number, path: path.clone(), problem });
        if is_standard_input(path) {
            add(Target::StandardInput);
        } else if path.as_os_str().is_empty() {
            add(nothing(Problem::Empty));
        } else if !pattern::is_pattern(path) || fs::symlink_metadata(path).is_ok() {
            add(Target::Path(path.clone()));
        } else {
            // An invalid pattern is the name of a file that does not exist.
            let Some(matches) = pattern::expand(path, arguments.hidden) else {
                add(nothing(Problem::Missing));
                continue;
            };
            if matches.is_empty() {
                add(nothing(Problem::NoMatch));
            }
            for found in matches {
                add(match found {
                    Match::Path(path) => Target::Path(path),
                    Match::Unreadable { path, reason } => Target::Unreadable { path, reason },
                });
            }
        }
    }
    expanded
}

impl BadArgument {
    /// Returns the error for an unreadable file or folder if it is an argument that must not be repeated. Otherwise,
    /// the file or folder is reported with its path.
    pub(crate) fn unreadable(argument: Option<usize>, path: &Path) -> Option<Self> {
        let number = argument.filter(|_| !may_be_repeated(path))?;
        Some(Self { number, path: path.to_owned(), problem: Problem::Unreadable })
    }
}

/// Returns whether an argument may be repeated in an error. One with a `=` could be a connection string that contains a
/// secret, and `user:password@host` a server with one.
fn may_be_repeated(path: &Path) -> bool {
    let name = names::path(path);
    !name.contains('=') && names::entry(&name) == name
}

impl Display for BadArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, path, problem } = self;
        if !may_be_repeated(path) || *problem == Problem::Unreadable {
            return write!(
                f,
                "path {number} is not a readable file or folder; to check a connection string, run `smtp-connstr check -` and \
                 pass it on standard input"
            );
        }
        match problem {
            Problem::Empty => write!(f, "path {number} is empty; write a file or a folder, for example `.`"),
            Problem::NoMatch => write!(f, "no files match pattern {number}"),
            _ => write!(f, "no such file or folder: {}", names::escaped(&names::path(path))),
        }
    }
}
