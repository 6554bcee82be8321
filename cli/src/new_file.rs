//! A file that is written completely or not at all.
//!
//! The content is written to a temporary file in the same folder, which replaces the old file at the end. If the scan stops
//! or the disk is full, the old file remains.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// The beginning of the names of temporary files. They do not have the extension of an SSIS file.
const PREFIX: &str = ".smtp-connstr-";

/// Returns whether a name is that of a temporary file. One that another scan writes must not change the counts of a scan.
pub(crate) fn is_temporary(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(PREFIX.as_bytes())
}

/// A file that is being written.
#[derive(Debug)]
pub(crate) struct NewFile {
    file: File,
    /// `None` for a pipe or a device, which cannot be replaced.
    replacement: Option<Replacement>,
}

#[derive(Debug)]
struct Replacement {
    /// Removed when it is dropped.
    temporary: NamedTempFile,
    /// The absolute path, without symbolic links.
    target: PathBuf,
}

impl NewFile {
    /// Creates the temporary file, so that a path that cannot be written is reported before the scan.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let existing = fs::metadata(path).ok();
        if existing.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if is_stream(path) || existing.as_ref().is_some_and(|existing| !existing.is_file()) {
            // A stream can be a file to which something else was written.
            let file = File::options().append(true).open(path)?;
            return Ok(Self { file, replacement: None });
        }
        let target = target(path)?;
        let folder = target.parent().ok_or(io::ErrorKind::InvalidInput)?;
        let temporary = temporary(folder)?;
        #[cfg(unix)]
        if let Some(existing) = existing {
            temporary.as_file().set_permissions(existing.permissions())?;
        }
        Ok(Self { file: temporary.as_file().try_clone()?, replacement: Some(Replacement { temporary, target }) })
    }

    /// Returns a handle for writing.
    pub(crate) fn writer(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Returns whether both replace the same file.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let target = |file: &Self| file.replacement.as_ref().map(|replacement| replacement.target.clone());
        target(self).is_some() && target(self) == target(other)
    }

    /// Returns whether the target is a file, and not a pipe or a device.
    pub(crate) fn is_regular(&self) -> bool {
        self.replacement.is_some()
    }

    /// Replaces the old file.
    pub(crate) fn commit(mut self) -> io::Result<()> {
        self.file.flush()?;
        let Some(Replacement { temporary, target }) = self.replacement else { return Ok(()) };
        // Some file systems report a full disk only here.
        self.file.sync_all()?;
        drop(self.file);
        temporary.persist(target).map(drop).map_err(|error| error.error)
    }
}

/// Returns whether a path is one of the names of an open stream, which must not be replaced even if it is a file.
fn is_stream(path: &Path) -> bool {
    cfg!(unix) && ["/dev/stderr", "/dev/fd", "/proc"].iter().any(|stream| path.starts_with(stream))
}

/// Returns the file to replace: the target of a symbolic link, not the link.
fn target(path: &Path) -> io::Result<PathBuf> {
    if let Ok(target) = fs::canonicalize(path) {
        return Ok(target);
    }
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(fs::canonicalize(folder)?.join(name))
}

/// Creates a temporary file, which is removed when it is dropped.
pub(crate) fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // By default, only the owner could read the file. The umask of the process applies.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder).map_err(|error| error.kind().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn old_file_remains_until_the_new_one_is_complete() {
        let folder = folder();
        let path = folder.path().join("a");
        fs::write(&path, "old").unwrap();
        let new = NewFile::create(&path).unwrap();
        new.writer().unwrap().write_all(b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        drop(new);
        assert_eq!((fs::read(&path).unwrap(), names(folder.path())), (b"old".to_vec(), vec!["a".to_owned()]));
        let new = NewFile::create(&path).unwrap();
        new.writer().unwrap().write_all(b"new").unwrap();
        new.commit().unwrap();
        assert_eq!((fs::read(&path).unwrap(), names(folder.path())), (b"new".to_vec(), vec!["a".to_owned()]));
    }

    #[test]
    fn path_that_cannot_be_written_is_an_error() {
        let folder = folder();
        for name in ["", "gone/a", "a/.."] {
            assert!(NewFile::create(&folder.path().join(name)).is_err(), "{name}");
        }
        assert!(NewFile::create(Path::new("")).is_err());
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn same_file_is_recognized() {
        let folder = folder();
        fs::create_dir(folder.path().join("b")).unwrap();
        let new = |name: &str| NewFile::create(&folder.path().join(name)).unwrap();
        assert!(new("a").is_same(&new("b/../a")));
        assert!(!new("a").is_same(&new("b/a")));
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_those_of_the_old_file_or_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt;

        let folder = folder();
        let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        fs::write(folder.path().join("plain"), "").unwrap();
        NewFile::create(&folder.path().join("new")).unwrap().commit().unwrap();
        assert_eq!(mode("new"), mode("plain"));
        fs::set_permissions(folder.path().join("plain"), fs::Permissions::from_mode(0o640)).unwrap();
        NewFile::create(&folder.path().join("plain")).unwrap().commit().unwrap();
        assert_eq!(mode("plain") & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn target_of_a_link_is_replaced() {
        let folder = folder();
        fs::write(folder.path().join("a"), "old").unwrap();
        std::os::unix::fs::symlink("a", folder.path().join("link")).unwrap();
        let new = NewFile::create(&folder.path().join("link")).unwrap();
        new.writer().unwrap().write_all(b"new").unwrap();
        new.commit().unwrap();
        assert_eq!(fs::read(folder.path().join("a")).unwrap(), b"new");
        assert!(fs::symlink_metadata(folder.path().join("link")).unwrap().is_symlink());
    }

    #[cfg(unix)]
    #[test]
    fn device_is_written_directly() {
        let new = NewFile::create(Path::new("/dev/null")).unwrap();
        assert!(!new.is_regular() && !new.is_same(&NewFile::create(Path::new("/dev/null")).unwrap()));
        new.writer().unwrap().write_all(b"new").unwrap();
        new.commit().unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
