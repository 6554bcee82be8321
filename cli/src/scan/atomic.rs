//! Replaces a file completely or not at all.
//!
//! The new content is written to a temporary file in the same folder, which replaces the old file at the end. If the
//! program is stopped at any moment or the disk is full, the file has its old content or its new one.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::fingerprint::Fingerprint;
use crate::new_file::temporary;

/// A new content that is on the disk, but not in its place. It is removed when it is dropped.
#[derive(Debug)]
pub(crate) struct Staged {
    /// Closed, because a project can have more files than a process may open.
    temporary: TempPath,
    /// The file to replace, without symbolic links.
    target: PathBuf,
    /// The content that was read.
    old: Fingerprint,
}

/// Why a file was not replaced.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The file no longer has the content that was read.
    Changed,
    BackupExists,
    Io(io::Error),
}

/// The steps, in their order. A test makes them fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Create,
    Permissions,
    Write,
    Sync,
    Compare,
    Backup,
    Replace,
}

impl Staged {
    /// Writes the new content beside the file.
    pub(crate) fn new(target: &Path, old: Fingerprint, content: &[u8]) -> io::Result<Self> {
        Self::with(target, old, content, |_| Ok(()))
    }

    fn with(
        target: &Path,
        old: Fingerprint,
        content: &[u8],
        mut before: impl FnMut(Step) -> io::Result<()>,
    ) -> io::Result<Self> {
        before(Step::Create)?;
        let folder = target.parent().ok_or(io::ErrorKind::InvalidInput)?;
        let mut temporary = temporary(folder)?;
        // First, because the content must not be readable for more users in between.
        before(Step::Permissions)?;
        copy_permissions(target, &temporary)?;
        before(Step::Write)?;
        temporary.write_all(content)?;
        before(Step::Sync)?;
        // Some file systems report a full disk only here.
        temporary.as_file().sync_all()?;
        Ok(Self { temporary: temporary.into_temp_path(), target: target.to_owned(), old })
    }

    /// Replaces the file, unless it has changed. With `backup`, the old content is kept as a file with `.bak` after its
    /// name. An existing one is not replaced.
    pub(crate) fn commit(self, backup: bool) -> Result<(), Failure> {
        self.commit_with(backup, |_| Ok(()))
    }

    fn commit_with(self, backup: bool, mut before: impl FnMut(Step) -> io::Result<()>) -> Result<(), Failure> {
        before(Step::Compare)?;
        let content = fs::read(&self.target)?;
        if Fingerprint::of(&content) != self.old {
            return Err(Failure::Changed);
        }
        let folder = self.target.parent().ok_or(io::Error::from(io::ErrorKind::InvalidInput))?;
        if backup {
            before(Step::Backup)?;
            let mut copy = temporary(folder)?;
            copy_permissions(&self.target, &copy)?;
            copy.write_all(&content)?;
            copy.as_file().sync_all()?;
            copy.persist_noclobber(backup_path(&self.target)).map_err(|error| match error.error.kind() {
                io::ErrorKind::AlreadyExists => Failure::BackupExists,
                _ => Failure::Io(error.error),
            })?;
        }
        before(Step::Replace)?;
        self.temporary.persist(&self.target).map_err(|error| error.error)?;
        sync_folder(folder);
        Ok(())
    }
}

/// Returns the path of the backup of a file.
pub(crate) fn backup_path(target: &Path) -> PathBuf {
    let mut path = target.as_os_str().to_owned();
    path.push(".bak");
    path.into()
}

/// Gives a new file the permissions of an old one and, if this is allowed, its owner.
fn copy_permissions(old: &Path, new: &NamedTempFile) -> io::Result<()> {
    let metadata = fs::metadata(old)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        let _ = fchown(new.as_file(), Some(metadata.uid()), Some(metadata.gid()));
    }
    new.as_file().set_permissions(metadata.permissions())
}

/// Writes the new name to the disk. If that fails, the folder has the old name or the new one, so nothing is lost.
fn sync_folder(folder: &Path) {
    if cfg!(unix)
        && let Ok(folder) = fs::File::open(folder)
    {
        let _ = folder.sync_all();
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_folder::TestFolder;

    const STEPS: [Step; 7] =
        [Step::Create, Step::Permissions, Step::Write, Step::Sync, Step::Compare, Step::Backup, Step::Replace];

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn read(path: &Path) -> String {
        fs::read_to_string(path).unwrap()
    }

    /// Replaces a file, and fails before a step.
    fn replace(path: &Path, backup: bool, fault: Option<Step>) -> Result<(), Failure> {
        let before = |step| if Some(step) == fault { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) };
        let staged = Staged::with(path, Fingerprint::of(&fs::read(path).unwrap()), b"new", before)?;
        staged.commit_with(backup, before)
    }

    #[test]
    fn file_is_replaced() {
        let folder = TestFolder::with_files(&[]);
        folder.add("a", "old");
        let path = folder.0.join("a");
        replace(&path, false, None).unwrap();
        assert_eq!((read(&path), names(&folder.0)), ("new".to_owned(), vec!["a".to_owned()]));
    }

    #[test]
    fn backup_is_kept_and_never_replaced() {
        let folder = TestFolder::with_files(&[]);
        folder.add("a", "old");
        let path = folder.0.join("a");
        replace(&path, true, None).unwrap();
        assert_eq!((read(&path), read(&folder.0.join("a.bak"))), ("new".to_owned(), "old".to_owned()));
        fs::write(&path, "newer").unwrap();
        assert!(matches!(replace(&path, true, None), Err(Failure::BackupExists)));
        assert_eq!((read(&path), read(&folder.0.join("a.bak"))), ("newer".to_owned(), "old".to_owned()));
        assert_eq!(names(&folder.0), ["a", "a.bak"]);
    }

    #[test]
    fn failure_of_any_step_loses_nothing() {
        for step in STEPS {
            let folder = TestFolder::with_files(&[]);
            folder.add("a", "old");
            let path = folder.0.join("a");
            assert!(matches!(replace(&path, true, Some(step)), Err(Failure::Io(_))), "{step:?}");
            assert_eq!(read(&path), "old", "{step:?}");
            let others: Vec<_> = names(&folder.0).into_iter().filter(|name| name != "a").collect();
            // Only the last step is after the backup.
            let expected: &[&str] = if step == Step::Replace { &["a.bak"] } else { &[] };
            assert_eq!(others, expected, "{step:?}");
        }
    }

    /// A killed program does not remove its temporary file.
    #[test]
    fn kill_before_any_step_loses_nothing() {
        for step in STEPS {
            let folder = TestFolder::with_files(&[]);
            folder.add("a", "old");
            let path = folder.0.join("a");
            let mut states = Vec::new();
            let staged = Staged::with(&path, Fingerprint::of(b"old"), b"new", |next| {
                states.push((next, read(&path)));
                Ok(())
            });
            staged
                .unwrap()
                .commit_with(true, |next| {
                    states.push((next, read(&path)));
                    Ok(())
                })
                .unwrap();
            let (_, content) = states.iter().find(|(next, _)| *next == step).unwrap();
            assert_eq!(content, "old", "before {step:?}");
            assert_eq!(read(&path), "new");
        }
    }

    #[test]
    fn changed_file_is_not_replaced() {
        let folder = TestFolder::with_files(&[]);
        folder.add("a", "old");
        let path = folder.0.join("a");
        let staged = Staged::new(&path, Fingerprint::of(b"old"), b"new").unwrap();
        fs::write(&path, "other").unwrap();
        assert!(matches!(staged.commit(true), Err(Failure::Changed)));
        assert_eq!((read(&path), names(&folder.0)), ("other".to_owned(), vec!["a".to_owned()]));
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_kept() {
        use std::os::unix::fs::PermissionsExt;

        let folder = TestFolder::with_files(&[]);
        folder.add("a", "old");
        let path = folder.0.join("a");
        for mode in [0o640, 0o664, 0o755] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            replace(&path, true, None).unwrap();
            let mode_of = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode_of(&path), mode_of(&backup_path(&path))), (mode, mode));
            fs::remove_file(backup_path(&path)).unwrap();
        }
    }
}
