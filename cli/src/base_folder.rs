//! The folder of a file that names other files: a baseline or settings. Its paths are relative to this folder.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// A folder to which paths are relative.
pub(crate) struct BaseFolder {
    /// The canonical path.
    pub(crate) folder: PathBuf,
    /// The last path and its result.
    last: Option<(PathBuf, String)>,
}

impl BaseFolder {
    /// Returns the folder of a file, which need not exist.
    pub(crate) fn of_file(file: &Path) -> io::Result<Self> {
        let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(Self { folder: fs::canonicalize(folder)?, last: None })
    }

    /// Returns the path of a scanned file relative to the folder, with `/`. It does not depend on the working directory.
    pub(crate) fn relative(&mut self, path: &Path) -> &str {
        // A file has many findings, and a canonical path needs system calls.
        if self.last.as_ref().is_none_or(|(last, _)| last != path) {
            // A file that no longer exists or cannot be read has no canonical path. Its path as given is used instead.
            let canonical = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            self.last = Some((path.to_owned(), relative(&self.folder, &canonical)));
        }
        self.last.as_ref().map(|(_, relative)| relative.as_str()).unwrap_or_default()
    }
}

/// Returns the path from a folder to a file, both absolute, with `/`. If they are on different drives, it is the whole
/// path.
pub(crate) fn relative(folder: &Path, file: &Path) -> String {
    let mut folders: Vec<Component<'_>> = folder.components().collect();
    let mut files: Vec<Component<'_>> = file.components().collect();
    let common = folders.iter().zip(&files).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return file.to_string_lossy().replace('\\', "/");
    }
    let up = folders.split_off(common).len();
    let down = files.split_off(common);
    let parts = std::iter::repeat_n("..".into(), up).chain(down.iter().map(|part| part.as_os_str().to_string_lossy()));
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_folder() {
        for (folder, file, expected) in [
            ("/a", "/a/b/c.dtsx", "b/c.dtsx"),
            ("/a/ci", "/a/b/c.dtsx", "../b/c.dtsx"),
            ("/a/b", "/a/b", ""),
            ("/", "/c.dtsx", "c.dtsx"),
            ("/x/y", "/c.dtsx", "../../c.dtsx"),
            ("/a", "b/c.dtsx", "b/c.dtsx"),
        ] {
            assert_eq!(relative(Path::new(folder), Path::new(file)), expected, "{folder} {file}");
        }
    }
}
