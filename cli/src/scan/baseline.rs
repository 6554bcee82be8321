//! The baseline: a file that lists known findings, so that a scan reports only new ones.
//!
//! A finding is identified by its file, archive entry, connection manager and rule. The line is not used, because lines
//! move. The string is not used either, because even a hash of a string could reveal its secret. Findings with the same
//! identity are counted. Therefore, a new finding is missed if an old one with the same identity was fixed.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::inventory::record::{LocatedFinding, Record};
use crate::output::escaped_json;

/// The version of the file format.
const VERSION: u32 = 1;

/// The identity of a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Key {
    /// The path relative to the folder of the baseline, with `/`. It does not depend on the working directory.
    file: String,
    entry: Option<String>,
    connection_manager: Option<String>,
    rule: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    #[serde(flatten)]
    key: Key,
    count: usize,
}

#[derive(Deserialize)]
struct Document {
    version: u32,
    findings: Vec<Row>,
}

/// The folder of a baseline, to which its paths are relative.
struct Root(PathBuf);

impl Root {
    fn new(file: &Path) -> Result<Self, Error> {
        let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::canonicalize(folder)
            .map(Self)
            .map_err(|error| Error::Baseline(format!("cannot access the folder of the baseline: {error}")))
    }

    fn key(&self, checked: &Record<'_>, finding: &LocatedFinding<'_>) -> Key {
        // A file that no longer exists or cannot be read has no canonical path. Its path as given is used instead.
        let path = fs::canonicalize(checked.file.path).unwrap_or_else(|_| checked.file.path.to_owned());
        Key {
            file: relative(&self.0, &path),
            entry: checked.file.entry_name(),
            // The name is redacted, as in the reports.
            connection_manager: checked.name.clone(),
            rule: finding.finding.rule.to_owned(),
        }
    }
}

/// The findings of a baseline that were not matched yet.
pub(crate) struct Baseline {
    root: Root,
    known: HashMap<Key, usize>,
}

impl Baseline {
    pub(crate) fn read(file: &Path) -> Result<Self, Error> {
        let text = fs::read(file).map_err(|error| Error::Baseline(format!("cannot read the baseline: {error}")))?;
        // The messages of serde contain text of the file, which may be any file, so only the location is shown.
        let document: Document = serde_json::from_slice(&text).map_err(|error| {
            Error::Baseline(format!(
                "invalid baseline at line {}, column {}; create a baseline with --write-baseline",
                error.line(),
                error.column()
            ))
        })?;
        if document.version != VERSION {
            return Err(Error::Baseline(
                "unsupported baseline version; create a new baseline with --write-baseline".to_owned(),
            ));
        }
        let mut known = HashMap::new();
        for Row { key, count } in document.findings {
            // A merge in version control can result in two rows with the same key.
            let sum: &mut usize = known.entry(key).or_default();
            *sum = sum.saturating_add(count);
        }
        Ok(Self { root: Root::new(file)?, known })
    }

    /// Returns whether the baseline lists a finding, and removes it. Each finding matches as often as it was counted.
    pub(crate) fn take(&mut self, checked: &Record<'_>, finding: &LocatedFinding<'_>) -> bool {
        match self.known.get_mut(&self.root.key(checked, finding)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }
}

/// The findings of this run, which become the new baseline.
pub(crate) struct NewBaseline<'a> {
    file: &'a Path,
    root: Root,
    /// Sorted, so that the same findings result in the same file.
    found: BTreeMap<Key, usize>,
}

impl<'a> NewBaseline<'a> {
    pub(crate) fn new(file: &'a Path) -> Result<Self, Error> {
        Ok(Self { file, root: Root::new(file)?, found: BTreeMap::new() })
    }

    pub(crate) fn add(&mut self, checked: &Record<'_>) {
        for finding in &checked.findings {
            *self.found.entry(self.root.key(checked, finding)).or_default() += 1;
        }
    }

    /// Writes the file at the end of the scan, so that an aborted scan does not change it.
    pub(crate) fn write(self) -> Result<(), Error> {
        let rows = self.found.into_iter().map(|(key, count)| Row { key, count });
        let written = text(rows).and_then(|text| fs::write(self.file, text));
        written.map_err(|error| Error::Baseline(format!("cannot write the baseline: {error}")))
    }
}

fn text(rows: impl Iterator<Item = Row>) -> std::io::Result<Vec<u8>> {
    let mut text = format!("{{\"version\":{VERSION},\"findings\":[").into_bytes();
    let mut separator = "";
    for row in rows {
        // One line per finding, so that changes can be reviewed and merged.
        text.extend_from_slice(separator.as_bytes());
        text.extend_from_slice(b"\n  ");
        escaped_json::write(&mut text, &row)?;
        separator = ",";
    }
    text.extend_from_slice(b"\n]}\n");
    Ok(text)
}

/// Returns the path from a folder to a file, both absolute, with `/`. If they are on different drives, it is the whole
/// path.
fn relative(folder: &Path, file: &Path) -> String {
    let mut folders: Vec<Component<'_>> = folder.components().collect();
    let mut files: Vec<Component<'_>> = file.components().collect();
    let common = folders.iter().zip(&files).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return file.to_string_lossy().replace('\\', "/");
    }
    let up = folders.split_off(common).len();
    let down = files.split_off(common);
    let parts = std::iter::repeat_n("..".into(), up).chain(down.iter().map(|part| part.as_os_str().to_string_lossy()));
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_folder_of_the_baseline() {
        for (folder, file, expected) in [
            ("/a", "/a/b/c.dtsx", "b/c.dtsx"),
            ("/a/ci", "/a/b/c.dtsx", "../b/c.dtsx"),
            ("/a/b", "/a/b", ""),
            ("/", "/c.dtsx", "c.dtsx"),
            ("/x/y", "/c.dtsx", "../../c.dtsx"),
            ("/a", "b/c.dtsx", "b/c.dtsx"),
        ] {
            assert_eq!(relative(Path::new(folder), Path::new(file)), expected, "{folder} {file}");
        }
    }
}
