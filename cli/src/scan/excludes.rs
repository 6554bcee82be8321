//! The files and folders that the user excludes from a scan.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use glob::{MatchOptions, Pattern, PatternError};

use crate::path_pattern::PathPattern;
use crate::plain_path::normalized;

/// The file systems of Windows ignore case.
const CASE_SENSITIVE: bool = !cfg!(windows);
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: CASE_SENSITIVE,
    require_literal_separator: true,
    // An excluded folder is excluded with its hidden files.
    require_literal_leading_dot: false,
};

/// The error of a pattern that is invalid or cannot match.
const INVALID: &str =
    "invalid exclude pattern; `*`, `?`, `[…]` and `**/` are wildcards, `{…}` is not one, and `[[]` is a `[`";

/// Patterns of files and folders that are not read.
///
/// A pattern without `/` is compared with each name. Any other pattern is compared with the whole path, relative to the
/// base of the pattern. A pattern that ends with `/` matches only folders. Paths are compared as they are written, after
/// `.` and `..` are resolved. Links are not resolved, because a walk would need system calls for each file.
#[derive(Debug, Default)]
pub(crate) struct Excludes(Vec<Exclude>);

#[derive(Debug)]
struct Exclude {
    /// The folder that the pattern is relative to, as an absolute path.
    base: PathBuf,
    what: What,
    only_folders: bool,
}

#[derive(Debug)]
enum What {
    Name(Pattern),
    /// A pattern for an absolute path, with `/` as the separator.
    Path(PathPattern),
}

impl Excludes {
    /// Compiles patterns, each with the folder that it is relative to. An empty base is the working directory.
    pub(crate) fn new<'a>(patterns: impl IntoIterator<Item = (&'a Path, &'a str)>) -> Result<Self, &'static str> {
        patterns.into_iter().map(|(base, pattern)| Exclude::new(base, pattern)).collect::<Result<_, _>>().map(Self)
    }

    /// Returns whether a file or folder that was found in a folder is excluded. The folder is not.
    pub(crate) fn excludes(&self, path: &Path, is_folder: bool) -> bool {
        // Most scans have no patterns, and an absolute path must be allocated.
        !self.0.is_empty() && {
            let path = normalized(path);
            self.0.iter().any(|exclude| exclude.matches(&path, is_folder))
        }
    }

    /// Returns whether an argument is excluded, or a folder that it is in. Folders count only up to the base of the
    /// pattern: the folder that a project is in may have any name.
    pub(crate) fn excludes_argument(&self, path: &Path, is_folder: bool) -> bool {
        !self.0.is_empty() && {
            let path = normalized(path);
            self.0.iter().any(|exclude| exclude.matches_argument(&path, is_folder))
        }
    }
}

impl Exclude {
    fn new(base: &Path, pattern: &str) -> Result<Self, &'static str> {
        let base = normalized(if base.as_os_str().is_empty() { Path::new(".") } else { base });
        let pattern = if cfg!(windows) { pattern.replace('\\', "/") } else { pattern.to_owned() };
        let (pattern, only_folders) = match pattern.strip_suffix('/') {
            Some(folder) => (folder, true),
            None => (pattern.as_str(), false),
        };
        // `{a,b}` is divided at the comma, and its halves would match nothing.
        if pattern.is_empty() || pattern.matches('{').count() != pattern.matches('}').count() {
            return Err(INVALID);
        }
        let what = if pattern.contains('/') {
            What::Path(valid(PathPattern::new(&in_base(&base, pattern)))?)
        } else {
            What::Name(valid(Pattern::new(pattern))?)
        };
        Ok(Self { base, what, only_folders })
    }

    /// Returns whether the pattern matches an absolute path, but not whether it matches a folder in it.
    fn matches(&self, path: &Path, is_folder: bool) -> bool {
        if self.only_folders && !is_folder {
            return false;
        }
        match &self.what {
            What::Name(pattern) => {
                path.file_name().is_some_and(|name| pattern.matches_with(&name.to_string_lossy(), OPTIONS))
            }
            What::Path(pattern) => pattern.matches(&with_slashes(path), CASE_SENSITIVE),
        }
    }

    fn matches_argument(&self, path: &Path, is_folder: bool) -> bool {
        // The base and the folders that it is in.
        if self.base.starts_with(path) {
            return false;
        }
        let folders = path.ancestors().skip(1).take_while(|folder| {
            // Outside of the base, only the argument is compared.
            *folder != self.base && folder.starts_with(&self.base)
        });
        self.matches(path, is_folder) || folders.into_iter().any(|folder| self.matches(folder, true))
    }
}

fn valid<T>(pattern: Result<T, PatternError>) -> Result<T, &'static str> {
    pattern.map_err(|_| INVALID)
}

/// Returns the pattern for absolute paths.
fn in_base(base: &Path, pattern: &str) -> String {
    let (mut base, relative) =
        if Path::new(pattern).is_absolute() { (PathBuf::new(), pattern) } else { (base.to_owned(), pattern) };
    let mut parts: Vec<&str> = Vec::new();
    for part in relative.split('/') {
        match part {
            "." => {}
            ".." => {
                if parts.pop().is_none() {
                    base.pop();
                }
            }
            part => parts.push(part),
        }
    }
    let escaped = Pattern::escape(with_slashes(&base).trim_end_matches('/'));
    let separator = if base.as_os_str().is_empty() { "" } else { "/" };
    format!("{escaped}{separator}{}", parts.join("/"))
}

fn with_slashes(path: &Path) -> String {
    let path = path.to_string_lossy();
    if MAIN_SEPARATOR == '/' { path.into_owned() } else { path.replace(MAIN_SEPARATOR, "/") }
}

#[cfg(test)]
mod tests {
    use std::path::absolute;

    use super::*;

    fn excludes(base: &str, pattern: &str) -> Excludes {
        Excludes::new([(Path::new(base), pattern)]).unwrap()
    }

    #[test]
    fn pattern_without_a_slash_matches_names_and_any_other_one_paths() {
        for (pattern, path, is_excluded) in [
            ("old", "a/b/old", true),
            ("old", "older", false),
            ("*.sql", "a/.b.sql", true),
            ("[ab].sql", "x/b.sql", true),
            ("a/old", "a/old", true),
            ("a/old", "./a/../a/old", true),
            ("./old", "old", true),
            ("./old", "a/old", false),
            ("a/old", "b/a/old", false),
            ("**/a/old", "b/a/old", true),
            ("**/a/old", "a/old", true),
            ("a/*", "a/b", true),
            ("a/*", "a/b/c", false),
            ("a/**", "a/b/c", true),
            ("../x/*.sql", "../x/a.sql", true),
            ("../x/*.sql", "x/a.sql", false),
        ] {
            assert_eq!(excludes("", pattern).excludes(Path::new(path), false), is_excluded, "{pattern} {path}");
        }
    }

    #[test]
    fn pattern_with_a_slash_at_the_end_matches_folders() {
        let excludes = excludes("", "old/");
        assert!(excludes.excludes(Path::new("a/old"), true) && !excludes.excludes(Path::new("a/old"), false));
        assert!(excludes.excludes_argument(Path::new("old/a.dtsx"), false));
    }

    #[test]
    fn pattern_is_relative_to_its_base() {
        let excludes = excludes("[x]", "a/old");
        assert!(excludes.excludes(Path::new("[x]/a/old"), true));
        assert!(!excludes.excludes(Path::new("a/old"), true) && !excludes.excludes(Path::new("x/a/old"), true));
    }

    #[test]
    fn absolute_pattern_matches() {
        let path = absolute(Path::new("a/b.sql")).unwrap();
        let pattern = absolute(Path::new("a/*.sql")).unwrap();
        assert!(excludes("x", pattern.to_str().unwrap()).excludes(&path, false));
    }

    #[test]
    fn argument_in_an_excluded_folder_is_excluded() {
        for (pattern, path, is_excluded) in [
            ("old", "old/a/b.sql", true),
            ("old", "old", true),
            ("a/old", "a/old/b.sql", true),
            ("*.sql", "a/b.sql", true),
            ("*", ".", false),
            ("x", "x/..", false),
            ("x", "../x/b.sql", false),
            ("b.sql", "../x/b.sql", true),
            ("../x", "../x", true),
        ] {
            let excluded = excludes("", pattern).excludes_argument(Path::new(path), false);
            assert_eq!(excluded, is_excluded, "{pattern} {path}");
        }
        // The base is in a folder with this name.
        assert!(!excludes("y/x", "x").excludes_argument(Path::new("y/x/b.sql"), false));
        assert!(!excludes("y/x", "x").excludes_argument(Path::new("y/x"), true));
    }

    #[test]
    fn invalid_patterns_are_rejected() {
        for pattern in ["", "/", "[a", "a**", "a/b**", "{a", "b}"] {
            assert_eq!(Excludes::new([(Path::new(""), pattern)]).err(), Some(INVALID), "{pattern}");
        }
    }
}
