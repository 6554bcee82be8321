//! Paths without `.` and `..`. Links are not resolved, because that needs system calls.

use std::path::{Component, Path, PathBuf, absolute};

/// Returns an absolute path without `.` and `..`.
pub(crate) fn normalized(path: &Path) -> PathBuf {
    // It fails only for an empty path, and if the working directory does not exist.
    let path = absolute(path).unwrap_or_else(|_| path.to_owned());
    without_dots(&path).unwrap_or(path)
}

/// Removes `.` and `..` from a path. Returns `None` if a relative path leaves its folder.
pub(crate) fn without_dots(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            // The parent of the root is the root.
            Component::ParentDir if plain.pop() || plain.has_root() => {}
            Component::ParentDir => return None,
            _ => plain.push(component),
        }
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_removed() {
        for (path, expected) in [
            ("a/./b/../c", Some("a/c")),
            ("./a", Some("a")),
            ("a/..", Some("")),
            ("../a", None),
            ("a/../../b", None),
            #[cfg(unix)]
            ("/a/../b", Some("/b")),
            #[cfg(unix)]
            ("/../b", Some("/b")),
        ] {
            assert_eq!(without_dots(Path::new(path)), expected.map(PathBuf::from), "{path}");
        }
    }

    #[test]
    fn normalized_path_is_absolute() {
        let expected = std::env::current_dir().unwrap().join("b");
        assert_eq!(normalized(Path::new("a/./../b")), expected);
    }
}
