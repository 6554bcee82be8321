//! Places in files, as text in one line.

use std::fmt::{self, Display};

use crate::inventory::record::FileName;
use crate::names::{escaped, shown_entry};
use crate::ssis::LineColumn;

/// A place in a file: `a/b.ispac!/c.dtsx:41:9`.
pub(super) struct Linked<'a> {
    pub(super) file: FileName<'a>,
    pub(super) place: LineColumn,
}

impl Display for Linked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, place: LineColumn { line, column } } = self;
        write!(f, "{}:{line}:{column}", InFile(*file))
    }
}

/// A file, or an entry of an archive: `a/b.ispac!/c.dtsx`.
pub(super) struct InFile<'a>(pub(super) FileName<'a>);

impl Display for InFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escaped(self.0.name))?;
        match self.0.entry {
            Some(entry) => write!(f, "!/{}", shown_entry(entry)),
            None => Ok(()),
        }
    }
}
