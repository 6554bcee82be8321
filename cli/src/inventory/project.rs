//! The files of a project.

use std::path::PathBuf;

use crate::fingerprint::Fingerprint;
use crate::inventory::record::FileName;
use crate::ssis::{Facts, Kind, LineColumn, Problem, ProblemKind, Reading, kind_of};

/// A file that was read.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    /// The path in reports. It is not escaped.
    pub(crate) name: String,
    pub(crate) content: Content,
    /// Recognizes the content that was read; `None` if nothing of it was kept.
    pub(crate) fingerprint: Option<Fingerprint>,
}

impl File {
    /// Returns whether the file is an archive, which is a separate project.
    pub(crate) fn is_archive(&self) -> bool {
        matches!(self.content, Content::Read(Reading::Archive(_)))
    }
}

/// The content of a file.
pub(crate) enum Content {
    /// The file was read. Whether it could be parsed is one of its facts.
    Read(Reading),
    /// A file that cannot be read, or a folder that cannot be listed, as the facts of a file.
    Unreadable(Box<Facts>),
}

impl Content {
    /// Returns the content of a file that cannot be read.
    pub(crate) fn unreadable(name: &str, reason: &'static str) -> Self {
        // The kind of a folder or of a file with an unknown extension is unknown. `Package` is the most likely one.
        let kind = kind_of(name).unwrap_or(Kind::Package);
        Self::Unreadable(Box::new(Facts::unreadable(kind, LineColumn::START, reason)))
    }

    /// Returns the facts of the file, or of the entries of an archive.
    pub(crate) fn facts(&self) -> &[Facts] {
        match self {
            Self::Read(Reading::File(facts)) | Self::Unreadable(facts) => std::slice::from_ref(facts),
            Self::Read(Reading::Archive(entries)) => entries,
            Self::Read(Reading::NotSsis | Reading::Dismissed(_)) => &[],
        }
    }

    /// Returns whether everything in the file, or in the archive, is known.
    pub(crate) fn is_complete(&self) -> bool {
        let is_unreadable = |problem: &Problem| matches!(problem.what, ProblemKind::Unreadable(_));
        !self.facts().iter().flat_map(|facts| &facts.problems).any(is_unreadable)
    }
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
            match &file.content {
                Content::Read(Reading::NotSsis) => {}
                Content::Read(Reading::Dismissed(kind)) => folder.packages += usize::from(*kind == Kind::Package),
                Content::Read(Reading::File(facts)) => {
                    folder.packages += usize::from(facts.kind == Kind::Package);
                    folder.units.push(Unit { file, facts });
                }
                Content::Unreadable(facts) => folder.units.push(Unit { file, facts }),
                Content::Read(Reading::Archive(entries)) => {
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
    pub(crate) fn file_name(&self) -> &'a str {
        self.name().own_name()
    }

    /// Returns whether the unit may contain something that was not read.
    pub(crate) fn is_incomplete(&self) -> bool {
        !self.facts.problems.is_empty()
    }
}
