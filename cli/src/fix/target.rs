//! A file that is to be changed.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use crate::fingerprint::Fingerprint;
use crate::inventory::project::Unit;
use crate::scan::atomic::backup_path;
use crate::scan::unreadable::{NOT_A_FILE, reason};
use crate::ssis::{Change, Limits, Problem, ProblemKind, rewrite};

/// The reasons for a file whose content is not the one that was planned for, or whose backup would be lost.
pub(super) const CHANGED: &str = "the file changed while it was being read";
pub(super) const BACKUP_EXISTS: &str = "its backup, with `.bak` after its name, exists; move it away";

/// A file with its new content.
pub(super) struct Target {
    /// The path without symbolic links.
    pub(super) path: PathBuf,
    pub(super) old: Fingerprint,
    pub(super) new: Vec<u8>,
}

impl Target {
    /// Reads a file again and changes its content in memory.
    ///
    /// # Errors
    ///
    /// Returns why the file cannot be changed.
    pub(super) fn new(unit: &Unit<'_>, changes: &[Change<'_>], backup: bool) -> Result<Self, &'static str> {
        if unit.file.is_archive() {
            return Err("the file is an archive; change the project, and build it again");
        }
        if unit.facts.is_signed {
            return Err("the file has a digital signature, which a change would break");
        }
        let is_incomplete = |problem: &Problem| !matches!(problem.what, ProblemKind::Encrypted);
        if unit.facts.problems.iter().any(is_incomplete) {
            return Err("a part of the file is damaged or malformed");
        }
        let (path, bytes) = read(&unit.file.path, backup)?;
        let old = Fingerprint::of(&bytes);
        if Some(old) != unit.file.fingerprint {
            return Err(CHANGED);
        }
        let new = rewrite(&unit.file.name, &bytes, &Limits::default(), unit.facts, changes)?;
        Ok(Self { path, old, new })
    }
}

/// Returns the path without symbolic links, and the content of a file that can be replaced.
fn read(path: &Path, backup: bool) -> Result<(PathBuf, Vec<u8>), &'static str> {
    let path = fs::canonicalize(path).map_err(|error| reason(&error))?;
    let metadata = fs::metadata(&path).map_err(|error| reason(&error))?;
    if !metadata.is_file() {
        return Err(NOT_A_FILE);
    }
    if metadata.permissions().readonly() {
        return Err("the file is read-only");
    }
    if has_other_names(&metadata) {
        return Err("the file has several names (hard links), and only one of them would be changed");
    }
    // The file is not written, but a program without this permission must not replace it.
    OpenOptions::new().write(true).open(&path).map_err(|error| reason(&error))?;
    if backup && fs::symlink_metadata(backup_path(&path)).is_ok() {
        return Err(BACKUP_EXISTS);
    }
    let bytes = fs::read(&path).map_err(|error| reason(&error))?;
    Ok((path, bytes))
}

#[cfg(unix)]
fn has_other_names(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &fs::Metadata) -> bool {
    false
}
