//! Which file is used: one per run, so that it can be said in one sentence.

use std::fs;
use std::path::{Path, PathBuf};

use crate::args::is_standard_input;
use crate::plain_path::normalized;

/// The name of the file.
const NAME: &str = "smtp-connstr.toml";
/// The folder or file that ends the search. A repository must not depend on what is outside of it.
const REPOSITORY: &str = ".git";

/// Finds the file in the folder that the paths have in common, or in the nearest of its parents, up to a folder with `.git`.
pub(super) fn find(paths: &[PathBuf]) -> Option<PathBuf> {
    let start = paths.iter().filter_map(|path| folder(path)).reduce(|a, b| common(&a, &b))?;
    for folder in start.ancestors() {
        let file = folder.join(NAME);
        // A broken link or a folder of this name is reported when it is read.
        if fs::symlink_metadata(&file).is_ok() {
            return Some(file);
        }
        if fs::symlink_metadata(folder.join(REPOSITORY)).is_ok() {
            return None;
        }
    }
    None
}

/// Returns the folder of an argument: the longest part of it that is a folder. The rest is a file or a pattern, or does not
/// exist. Links are not resolved, because the excluded paths are compared as they are written.
fn folder(path: &Path) -> Option<PathBuf> {
    let path = if is_standard_input(path) { Path::new("") } else { path };
    let mut parts = path.ancestors().map(|part| if part.as_os_str().is_empty() { Path::new(".") } else { part });
    parts.find(|part| part.is_dir()).map(normalized)
}

fn common(a: &Path, b: &Path) -> PathBuf {
    a.components().zip(b.components()).take_while(|(a, b)| a == b).map(|(component, _)| component).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_folder::TestFolder;

    #[track_caller]
    fn found(folder: &TestFolder, paths: &[&str], expected: Option<&str>) {
        let paths: Vec<PathBuf> = paths.iter().map(|path| folder.0.join(path)).collect();
        let expected = expected.map(|name| normalized(&folder.0).join(name));
        assert_eq!(find(&paths), expected, "{paths:?}");
    }

    #[test]
    fn nearest_file_in_a_common_folder_is_found() {
        let folder = TestFolder::with_files(&[
            ".git",
            "smtp-connstr.toml",
            "a/x.dtsx",
            "a/b/smtp-connstr.toml",
            "a/b/y.dtsx",
            "a/b/c/z.dtsx",
        ]);
        let (outer, inner) = (Some("smtp-connstr.toml"), Some("a/b/smtp-connstr.toml"));
        found(&folder, &["."], outer);
        found(&folder, &["a"], outer);
        found(&folder, &["a/x.dtsx"], outer);
        found(&folder, &["a/b"], inner);
        found(&folder, &["a/b/c/z.dtsx"], inner);
        found(&folder, &["a/b/c", "a/b/y.dtsx"], inner);
        found(&folder, &["a/b/c", "a/x.dtsx"], outer);
        // Patterns, and paths that do not exist.
        found(&folder, &["a/b/*/*.dtsx"], inner);
        found(&folder, &["a/*/y.dtsx"], outer);
        found(&folder, &["a/b/missing/q.dtsx"], inner);
        found(&folder, &["a/b/../../a/b"], inner);
    }

    #[test]
    fn search_ends_at_a_repository() {
        let folder = TestFolder::with_files(&["smtp-connstr.toml", "a/.git/HEAD", "a/b/x.dtsx", "c/.git", "c/y.dtsx"]);
        found(&folder, &["a/b"], None);
        found(&folder, &["c"], None);
        found(&folder, &["a", "c"], Some("smtp-connstr.toml"));
        folder.add("a/smtp-connstr.toml", "");
        found(&folder, &["a/b"], Some("a/smtp-connstr.toml"));
    }

    #[test]
    fn standard_input_is_in_the_working_directory() {
        assert_eq!(folder(Path::new("-")), std::env::current_dir().ok());
        assert_eq!(folder(Path::new("missing")), std::env::current_dir().ok());
    }
}
