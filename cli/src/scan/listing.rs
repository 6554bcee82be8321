//! The entries of a folder, and which of them are read.

use std::cmp::Ordering;
use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry, FileType};
use std::io;
use std::path::Path;

use crate::args::FileArguments;
use crate::new_file::is_temporary;
use crate::scan::excludes::Excludes;
use crate::scan::skipped::SkipReason;
use crate::scan::unreadable::{BROKEN_LINK, NOT_A_FILE, reason};
use crate::ssis::kind_of;

/// Folders for build output, which contains copies of the sources. Each string would be found twice.
const BUILD_OUTPUT: [&str; 2] = ["bin", "obj"];

/// The entries of a folder.
pub(crate) struct Listing {
    /// In the order of the walk: files before subfolders, both in the order of their names.
    pub(crate) entries: Vec<Entry>,
    /// The number of files that are not SSIS files and are not in `entries`.
    pub(crate) not_ssis: usize,
    /// The error that ended the list.
    pub(crate) error: Option<io::Error>,
}

pub(crate) struct Entry {
    pub(crate) name: OsString,
    pub(crate) what: What,
}

/// What the walk does with an entry.
pub(crate) enum What {
    File,
    Unreadable(&'static str),
    Skipped { is_folder: bool, reason: SkipReason },
    Folder,
}

impl Listing {
    /// Lists a folder. Files that are not SSIS files are only counted unless `keeps` returns `true` for their name.
    pub(crate) fn new(
        folder: &Path,
        arguments: &FileArguments,
        excludes: &Excludes,
        keeps: impl Fn(&OsStr) -> bool,
    ) -> Self {
        let mut listing = Self { entries: Vec::new(), not_ssis: 0, error: None };
        match fs::read_dir(folder) {
            Ok(entries) => {
                for entry in entries {
                    match entry {
                        Ok(entry) if is_temporary(&entry.file_name()) => {}
                        Ok(entry) => listing.add(&entry, arguments, excludes, &keeps),
                        Err(error) => listing.error = Some(error),
                    }
                }
            }
            Err(error) => listing.error = Some(error),
        }
        listing.entries.sort_unstable_by(Entry::compare);
        listing
    }

    fn add(
        &mut self,
        entry: &DirEntry,
        arguments: &FileArguments,
        excludes: &Excludes,
        keeps: &impl Fn(&OsStr) -> bool,
    ) {
        let name = entry.file_name();
        let what = What::new(entry, &name, arguments, excludes);
        if matches!(what, What::Skipped { reason: SkipReason::NotSsis, .. }) && !keeps(&name) {
            self.not_ssis += 1;
        } else {
            self.entries.push(Entry { name, what });
        }
    }
}

impl Entry {
    fn compare(&self, other: &Self) -> Ordering {
        let is_folder = |entry: &Self| matches!(entry.what, What::Folder);
        is_folder(self).cmp(&is_folder(other)).then_with(|| self.name.cmp(&other.name))
    }
}

impl What {
    fn new(entry: &DirEntry, name: &OsStr, arguments: &FileArguments, excludes: &Excludes) -> Self {
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            Err(error) => return Self::Unreadable(reason(&error)),
        };
        let target =
            if kind.is_symlink() { fs::metadata(entry.path()).map(|target| target.file_type()) } else { Ok(kind) };
        let is_folder = target.as_ref().is_ok_and(FileType::is_dir);
        // The extension of an SSIS file is ASCII, so a lossy conversion does not affect it.
        let matters = is_folder || kind_of(&name.to_string_lossy()).is_some();
        let skipped = |reason| {
            let reason = if matters { reason } else { SkipReason::NotSsis };
            Self::Skipped { is_folder, reason }
        };
        // The first reason, because no option of the scan changes it.
        if matters && excludes.excludes(&entry.path(), is_folder) {
            return skipped(SkipReason::Excluded);
        }
        if !arguments.hidden && is_hidden(entry, name) {
            return skipped(SkipReason::Hidden);
        }
        if !arguments.follow && kind.is_symlink() {
            return skipped(SkipReason::Link);
        }
        match target {
            // Whatever its name is, the link may be one to a folder.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Self::Unreadable(reason(&error)),
            Err(_) => Self::Unreadable(BROKEN_LINK),
            Ok(_) if !matters => skipped(SkipReason::NotSsis),
            Ok(_) if is_folder && !arguments.build_output && is_build_output(name) => skipped(SkipReason::BuildOutput),
            Ok(_) if is_folder => Self::Folder,
            Ok(kind) if kind.is_file() => Self::File,
            Ok(_) => Self::Unreadable(NOT_A_FILE),
        }
    }
}

/// Returns why a file or folder is skipped by its name, as in a walk without options.
pub(crate) fn skip_reason(name: &str, is_folder: bool) -> Option<SkipReason> {
    let matters = is_folder || kind_of(name).is_some();
    if !matters {
        return Some(SkipReason::NotSsis);
    }
    if is_hidden_name(OsStr::new(name)) {
        return Some(SkipReason::Hidden);
    }
    (is_folder && is_build_output(OsStr::new(name))).then_some(SkipReason::BuildOutput)
}

fn is_build_output(name: &OsStr) -> bool {
    BUILD_OUTPUT.iter().any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg_attr(not(windows), expect(unused_variables, reason = "only Windows has an attribute for hidden files"))]
fn is_hidden(entry: &DirEntry, name: &OsStr) -> bool {
    #[cfg(windows)]
    {
        use std::os::windows::fs::MetadataExt;

        const FILE_ATTRIBUTE_HIDDEN: u32 = 2;
        // The attributes are part of the list, so this is not a system call.
        if entry.metadata().is_ok_and(|metadata| metadata.file_attributes() & FILE_ATTRIBUTE_HIDDEN != 0) {
            return true;
        }
    }
    is_hidden_name(name)
}

fn is_hidden_name(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}
