//! The baseline: a file that lists known findings, so that a scan marks them and the exit code depends on new ones only.
//!
//! A finding is identified by its file, archive entry, connection manager and rule. The line is not used, because lines
//! move. The string is not used either, because even a hash of a string could reveal its secret. Findings with the same
//! identity are counted. Therefore, a new finding is missed if an old one with the same identity was fixed.

mod document;

use std::collections::BTreeMap;
use std::path::Path;

use crate::base_folder::BaseFolder;
use crate::error::Error;
use crate::new_file::NewFile;
use crate::scan::baseline::document::Row;
use crate::scan::stale::Stale;

/// The identity of a finding within its file. The names are those of the reports: redacted and of limited length.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) entry: Option<String>,
    pub(crate) connection_manager: Option<String>,
    pub(crate) rule: String,
}

/// The findings of a baseline that were not matched yet.
pub(crate) struct Baseline {
    base: BaseFolder,
    files: BTreeMap<String, KnownFile>,
}

#[derive(Default)]
struct KnownFile {
    findings: BTreeMap<Key, usize>,
    /// Whether the whole file was read.
    is_read: bool,
}

impl Baseline {
    pub(crate) fn read(file: &Path) -> Result<Self, Error> {
        let mut files: BTreeMap<String, KnownFile> = BTreeMap::new();
        for Row { file, entry, connection_manager, rule, count } in document::read(file)? {
            let findings = &mut files.entry(file).or_default().findings;
            // A merge in version control can result in two rows with the same key.
            let sum: &mut usize = findings.entry(Key { entry, connection_manager, rule }).or_default();
            *sum = sum.saturating_add(count);
        }
        Ok(Self { base: base(file)?, files })
    }

    /// Adds a file that was scanned. `is_complete` is whether all of it was read.
    pub(crate) fn add_file(&mut self, path: &Path, is_complete: bool) {
        if let Some(known) = self.files.get_mut(self.base.relative(path)) {
            known.is_read |= is_complete;
        }
    }

    /// Returns how many of `count` findings of a file the baseline lists, and removes them from it. Each finding matches as
    /// often as it was counted.
    pub(crate) fn take(&mut self, path: &Path, key: &Key, count: usize) -> usize {
        let known = self.files.get_mut(self.base.relative(path));
        let Some(left) = known.and_then(|known| known.findings.get_mut(key)) else { return 0 };
        let taken = count.min(*left);
        *left -= taken;
        taken
    }

    /// Returns the findings that were not matched, at the end of a scan. A finding in a file that this scan did not read
    /// may still occur, unless the file no longer exists.
    pub(crate) fn stale(&self) -> Stale {
        let mut stale = Stale::default();
        for (file, known) in &self.files {
            let left: Vec<(&Key, usize)> =
                known.findings.iter().filter(|(_, left)| **left > 0).map(|(key, left)| (key, *left)).collect();
            let is_gone = || matches!(self.base.folder.join(file).try_exists(), Ok(false));
            if left.is_empty() || !(known.is_read || is_gone()) {
                continue;
            }
            for (key, count) in left {
                stale.add(file, &key.rule, count);
            }
        }
        stale
    }
}

/// The findings of this run, which become the new baseline.
pub(crate) struct NewBaseline {
    file: NewFile,
    base: BaseFolder,
    /// Sorted, so that the same findings result in the same file.
    found: BTreeMap<(String, Key), usize>,
}

impl NewBaseline {
    /// Creates the temporary file, so that a wrong path is reported before the scan.
    pub(crate) fn new(path: &Path) -> Result<Self, Error> {
        let base = base(path)?;
        let file = NewFile::create(path).map_err(|error| cannot_write(&error))?;
        Ok(Self { file, base, found: BTreeMap::new() })
    }

    /// Returns the file, to compare it with other outputs.
    pub(crate) fn file(&self) -> &NewFile {
        &self.file
    }

    /// Adds findings of a file.
    pub(crate) fn add(&mut self, path: &Path, key: Key, count: usize) {
        let sum = self.found.entry((self.base.relative(path).to_owned(), key)).or_default();
        *sum = sum.saturating_add(count);
    }

    /// Writes the file at the end of the scan, so that an aborted scan does not change it.
    pub(crate) fn write(self) -> Result<(), Error> {
        let rows = self.found.into_iter().map(|((file, Key { entry, connection_manager, rule }), count)| Row {
            file,
            entry,
            connection_manager,
            rule,
            count,
        });
        document::write(rows, &self.file)?;
        self.file.commit().map_err(|error| cannot_write(&error))
    }
}

fn cannot_write(error: &std::io::Error) -> Error {
    Error::Baseline(format!("cannot write the baseline: {error}"))
}

fn base(file: &Path) -> Result<BaseFolder, Error> {
    BaseFolder::of_file(file)
        .map_err(|error| Error::Baseline(format!("cannot access the folder of the baseline: {error}")))
}
