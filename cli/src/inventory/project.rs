//! The files of a project.

use std::path::PathBuf;

use crate::inventory::record::FileName;
use crate::ssis::{Facts, Kind, Reading};

/// A file that was read.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    /// The path in reports. It is not escaped.
    pub(crate) name: String,
    pub(crate) reading: Reading,
}

/// The files of one folder, or one archive. Subfolders are separate projects.
pub(crate) struct Project<'a> {
    pub(crate) units: Vec<Unit<'a>>,
    /// The number of packages, including those that contain nothing about mail.
    pub(crate) packages: usize,
    /// Whether all files of the project were read, so that something missing does not exist.
    pub(crate) is_whole: bool,
}

/// A file, or an entry of an archive.
#[derive(Clone, Copy)]
pub(crate) struct Unit<'a> {
    pub(crate) file: &'a File,
    pub(crate) facts: &'a Facts,
}

impl<'a> Project<'a> {
    /// Returns the projects of a folder: the folder itself, and each archive.
    pub(crate) fn all(files: &'a [File], is_whole: bool) -> Vec<Self> {
        let mut folder = Self { units: Vec::new(), packages: 0, is_whole };
        let mut archives = Vec::new();
        for file in files {
            match &file.reading {
                Reading::NotSsis => {}
                Reading::Dismissed(kind) => folder.packages += usize::from(*kind == Kind::Package),
                Reading::File(facts) => {
                    folder.packages += usize::from(facts.kind == Kind::Package);
                    folder.units.push(Unit { file, facts });
                }
                Reading::Archive(entries) => {
                    let packages = entries.iter().filter(|facts| facts.kind == Kind::Package).count();
                    // A damaged archive may lack entries.
                    let is_whole = entries.iter().all(|facts| facts.entry.is_some());
                    let units = entries.iter().map(|facts| Unit { file, facts }).collect();
                    archives.push(Self { units, packages, is_whole });
                }
            }
        }
        archives.insert(0, folder);
        archives
    }
}

impl<'a> Unit<'a> {
    /// Returns the names of the file and of the entry.
    pub(crate) fn name(&self) -> FileName<'a> {
        FileName { path: &self.file.path, name: &self.file.name, entry: self.facts.entry.as_deref() }
    }

    /// Returns the file name of the unit, without folders.
    pub(crate) fn file_name(&self) -> &str {
        let name = self.facts.entry.as_deref().unwrap_or(&self.file.name);
        name.rsplit(['/', '\\']).next().unwrap_or(name)
    }

    /// Returns whether the unit may contain something that was not read.
    pub(crate) fn is_incomplete(&self) -> bool {
        !self.facts.problems.is_empty()
    }
}
