//! Files as locations: relative to the root of the repository, or as absolute URIs.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf, Prefix};
use std::rc::Rc;
use std::{env, fs, io};

/// The name of the root in a log. It has no URI there, because that would reveal where the working copy is.
///
/// GitHub takes relative URIs as relative to the root of the repository:
/// <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#specifying-the-root-for-source-files>
pub(super) const ROOT: &str = "%SRCROOT%";

/// The location of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// A URI reference.
    pub(super) uri: Rc<str>,
    /// Whether the reference is relative to the root.
    pub(super) is_in_root: bool,
}

/// The root of a repository.
#[derive(Default)]
pub(crate) struct Root {
    /// The folder without symbolic links; `None` if names of files are used as they are.
    folder: Option<PathBuf>,
    /// The files of the current project, because many findings are about the same file.
    known: RefCell<HashMap<PathBuf, Address>>,
}

impl Root {
    /// Returns the root of the repository that contains the first of these paths that is in one, or the working directory.
    pub(crate) fn of(paths: &[PathBuf]) -> Self {
        let repository = |path: &PathBuf| {
            let path = resolved(path).ok()?;
            // In a linked working tree and in a submodule, `.git` is a file.
            path.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned)
        };
        let working_directory = || env::current_dir().and_then(|folder| resolved(&folder)).ok();
        let folder = paths.iter().find_map(repository).or_else(working_directory);
        Self { folder, known: RefCell::default() }
    }

    /// Forgets the files of a project, so that memory does not grow with the number of files.
    pub(super) fn begin_project(&mut self) {
        self.known.get_mut().clear();
    }

    /// Returns the location of a file.
    pub(super) fn address(&self, path: &Path) -> Address {
        if let Some(known) = self.known.borrow().get(path) {
            return known.clone();
        }
        let address = self.resolve(path);
        self.known.borrow_mut().insert(path.to_owned(), address.clone());
        address
    }

    fn resolve(&self, path: &Path) -> Address {
        let new = |path: &Path| Address { uri: reference(path).into(), is_in_root: !path.is_absolute() };
        let Some(folder) = &self.folder else { return new(path) };
        let Ok(path) = resolved(path) else { return new(path) };
        let is_plain = |path: &&Path| path.components().all(|part| matches!(part, Component::Normal(_)));
        new(path.strip_prefix(folder).ok().filter(is_plain).unwrap_or(&path))
    }
}

/// Returns an absolute path without symbolic links, because GitHub cannot show a result in a link. A path that does not exist,
/// such as the name of standard input, is only made absolute.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path).or_else(|_| std::path::absolute(path))
}

/// Returns the path as a URI reference: relative, or with the scheme `file` if the path is absolute.
///
/// The bytes of a name that is not UTF-8 are encoded unchanged, because a replacement character would name another
/// file.
fn reference(path: &Path) -> String {
    let mut uri = String::new();
    if path.is_absolute() {
        uri.push_str("file://");
    }
    for component in path.components() {
        let part = match component {
            Component::CurDir | Component::RootDir => continue,
            Component::Prefix(prefix) => match prefix.kind() {
                // The colon of `C:` is kept, as the scheme requires.
                Prefix::Disk(letter) | Prefix::VerbatimDisk(letter) => {
                    uri.extend(["/", char::from(letter).encode_utf8(&mut [0; 4]), ":"]);
                    continue;
                }
                // The server takes the place of the host.
                Prefix::UNC(server, share) | Prefix::VerbatimUNC(server, share) => {
                    encode(server.as_encoded_bytes(), &mut uri);
                    share
                }
                _ => component.as_os_str(),
            },
            Component::ParentDir | Component::Normal(_) => component.as_os_str(),
        };
        if !uri.is_empty() {
            uri.push('/');
        }
        encode(part.as_encoded_bytes(), &mut uri);
    }
    // This is the folder itself. An empty reference would refer to the report.
    if uri.is_empty() { ".".to_owned() } else { uri }
}

/// Encodes everything except unreserved characters. A colon in the first segment would end a scheme.
fn encode(name: &[u8], uri: &mut String) {
    for &byte in name {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            uri.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_folder::TestFolder;

    #[test]
    fn relative_paths_are_encoded() {
        for (path, expected) in [
            ("a/b.dtsx", "a/b.dtsx"),
            ("./a/b.dtsx", "a/b.dtsx"),
            ("../a.dtsx", "../a.dtsx"),
            (".", "."),
            ("a b/ü#?%.dtsx", "a%20b/%C3%BC%23%3F%25.dtsx"),
            ("c:x.dtsx", "c%3Ax.dtsx"),
            ("@Project.manifest", "%40Project.manifest"),
        ] {
            assert_eq!(reference(Path::new(path)), expected, "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn absolute_paths_have_the_scheme_file() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;

        assert_eq!(reference(Path::new("/a/b c")), "file:///a/b%20c");
        assert_eq!(reference(Path::new(OsStr::from_bytes(b"/caf\xE9"))), "file:///caf%E9");
    }

    #[cfg(windows)]
    #[test]
    fn prefixes_of_windows_are_written_as_hosts_and_drives() {
        for (path, expected) in [
            (r"C:\a\b c", "file:///C:/a/b%20c"),
            (r"\\?\C:\a", "file:///C:/a"),
            (r"\\server\share\a", "file://server/share/a"),
            (r"\\?\UNC\server\share\a", "file://server/share/a"),
        ] {
            assert_eq!(reference(Path::new(path)), expected, "{path}");
        }
    }

    #[test]
    fn nearest_repository_is_the_root() {
        let folder = TestFolder::with_files(&["a/b/c.dtsx", "d.dtsx"]);
        folder.add("a/.git", "gitdir: elsewhere");
        let path = |name: &str| folder.0.join(name);
        let root = Root::of(&[path("d.dtsx"), path("a/b/*.dtsx")]);
        let relative = |uri: &str| Address { uri: uri.into(), is_in_root: true };
        assert_eq!(root.address(&path("a/b/c.dtsx")), relative("b/c.dtsx"));
        assert_eq!(root.address(&path("a/b/../b/c.dtsx")), relative("b/c.dtsx"));
        assert_eq!(root.address(&path("a/missing.dtsx")), relative("missing.dtsx"));
        assert_eq!(root.address(&path("a")), relative("."));
        for outside in ["d.dtsx", "a/../missing.dtsx"] {
            let address = root.address(&path(outside));
            assert!(!address.is_in_root && address.uri.starts_with("file:///"), "{address:?}");
        }
    }

    #[test]
    fn names_are_relative_without_a_root() {
        let address = Root::default().address(Path::new("a/../b.dtsx"));
        assert_eq!(address, Address { uri: "a/../b.dtsx".into(), is_in_root: true });
    }

    #[cfg(unix)]
    #[test]
    fn links_are_resolved() {
        let folder = TestFolder::with_files(&["a.dtsx"]);
        std::os::unix::fs::symlink("a.dtsx", folder.0.join("b.dtsx")).unwrap();
        folder.add(".git", "");
        let root = Root::of(&[folder.0.join("b.dtsx")]);
        assert_eq!(&*root.address(&folder.0.join("b.dtsx")).uri, "a.dtsx");
    }
}
