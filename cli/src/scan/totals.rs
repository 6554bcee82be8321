//! The number of files that a scan read and did not read.

use crate::inventory::project::{Content, File};
use crate::scan::skipped::Skipped;

/// The extensions that a walk looks for.
const SSIS_FILES: &str = ".dtsx, .dtsxp, .conmgr, .ispac, .dtproj, .params, .manifest, .dtsConfig or .sql";

/// The number of files that a scan read and did not read.
#[derive(Default)]
pub(crate) struct FileTotals {
    /// The number of files that were read, including those without a mention of SMTP.
    pub(crate) read: usize,
    /// What was not read.
    pub(crate) skipped: Skipped,
    /// The number of files that cannot be read or parsed, and of folders that cannot be listed.
    pub(crate) unreadable: usize,
    /// The number of arguments that lead to no file.
    pub(crate) missing: usize,
    /// Whether a scan that reads no file is complete.
    accepts_nothing: bool,
}

impl FileTotals {
    pub(crate) fn new(accepts_nothing: bool) -> Self {
        Self { accepts_nothing, ..Self::default() }
    }

    /// Counts a file, or a folder that cannot be listed.
    pub(crate) fn add(&mut self, file: &File) {
        self.read += usize::from(matches!(file.content, Content::Read(_)));
        self.unreadable += usize::from(!file.content.is_complete());
    }

    /// Returns whether everything was read.
    pub(crate) fn is_complete(&self) -> bool {
        self.unreadable == 0 && self.missing == 0 && self.nothing_read().is_none()
    }

    /// Returns the error if no file was read, unless another error says why or this is accepted.
    pub(crate) fn nothing_read(&self) -> Option<String> {
        let is_error = self.read == 0 && self.unreadable == 0 && self.missing == 0 && !self.accepts_nothing;
        is_error.then(|| {
            format!(
                "no files were read: found no {SSIS_FILES} file, {}; use --allow-empty to accept this",
                self.skipped.counts()
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_extensions_are_those_of_ssis_files() {
        let names = SSIS_FILES.split([',', ' ']).filter(|name| name.starts_with('.'));
        assert_eq!(names.filter(|name| crate::ssis::kind_of(name).is_some()).count(), 9);
    }
}
