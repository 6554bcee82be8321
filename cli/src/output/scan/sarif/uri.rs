//! Paths as URI references.

use std::fmt::Write as _;
use std::path::{Component, Path, Prefix};

/// Returns the path as a URI reference: relative to the working directory, or with the scheme `file` if the path is
/// absolute.
///
/// The bytes of a name that is not UTF-8 are encoded unchanged, because a replacement character would name another
/// file.
pub(super) fn reference(path: &Path) -> String {
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
}
