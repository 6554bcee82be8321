//! The findings that were there before: a file that lists them, so that an old estate can begin with what is new.
//!
//! A finding is known by where it stands in words (file, entry, connection manager) and by its rule, never by its line
//! nor by the text of the string: lines move, and a hash of a text that holds a secret would let the secret be guessed.
//! Findings that are alike in all of that are counted. The price: an old finding that is mended while an equal one comes
//! up in the same place goes unseen.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::outcome::Stop;
use crate::scan::audit::{Audit, LocatedFinding};

/// Of the file's layout.
const VERSION: u32 = 1;

/// By what a finding is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Key {
    /// Relative to the folder of the baseline, with `/`: the same wherever the scan is started.
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

/// The folder of a baseline, from which its paths lead.
struct Root(PathBuf);

impl Root {
    fn of(file: &Path) -> Result<Self, Stop> {
        let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::canonicalize(folder)
            .map(Self)
            .map_err(|error| Stop::Baseline(format!("cannot access the folder of the baseline: {error}")))
    }

    fn key(&self, audit: &Audit<'_>, finding: &LocatedFinding) -> Key {
        // What has no canonical path is gone or not to be read; the path as it was given is then the best name.
        let path = fs::canonicalize(audit.path).unwrap_or_else(|_| audit.path.to_owned());
        Key {
            file: relative(&self.0, &path),
            entry: audit.record.entry.clone(),
            // Redacted as in the reports.
            connection_manager: audit.connection_manager.clone(),
            rule: finding.finding.rule.to_owned(),
        }
    }
}

/// The findings of a baseline that was read, each until it is met.
pub(crate) struct Baseline {
    root: Root,
    known: HashMap<Key, usize>,
}

impl Baseline {
    pub(crate) fn read(file: &Path) -> Result<Self, Stop> {
        let text = fs::read(file).map_err(|error| Stop::Baseline(format!("cannot read the baseline: {error}")))?;
        // Of serde's words only the place: they repeat what stands in the file, which may be any file.
        let document: Document = serde_json::from_slice(&text).map_err(|error| {
            Stop::Baseline(format!(
                "invalid baseline at line {}, column {}; create a baseline with --write-baseline",
                error.line(),
                error.column()
            ))
        })?;
        if document.version != VERSION {
            return Err(Stop::Baseline(format!(
                "unsupported baseline version; create a new baseline with --write-baseline"
            )));
        }
        let mut known = HashMap::new();
        for Row { key, count } in document.findings {
            // Two rows of one key come from a merge.
            let sum: &mut usize = known.entry(key).or_default();
            *sum = sum.saturating_add(count);
        }
        Ok(Self { root: Root::of(file)?, known })
    }

    /// Whether a finding was there before. Each is known as often as it was counted.
    pub(crate) fn knows(&mut self, audit: &Audit<'_>, finding: &LocatedFinding) -> bool {
        match self.known.get_mut(&self.root.key(audit, finding)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }
}

/// The findings of this run, to be written.
pub(crate) struct NewBaseline<'a> {
    file: &'a Path,
    root: Root,
    /// Ordered, so that the same findings make the same file.
    found: BTreeMap<Key, usize>,
}

impl<'a> NewBaseline<'a> {
    pub(crate) fn new(file: &'a Path) -> Result<Self, Stop> {
        Ok(Self { file, root: Root::of(file)?, found: BTreeMap::new() })
    }

    pub(crate) fn add(&mut self, audit: &Audit<'_>) {
        for finding in &audit.findings {
            *self.found.entry(self.root.key(audit, finding)).or_default() += 1;
        }
    }

    /// Writes the file at once, when all is found: a run that breaks off leaves the old one as it was.
    pub(crate) fn write(self) -> Result<(), Stop> {
        let rows: Result<Vec<String>, _> =
            self.found.into_iter().map(|(key, count)| serde_json::to_string(&Row { key, count })).collect();
        let text = rows.map(|rows| {
            // A line for each, so that changes can be read and merged.
            let rows: Vec<String> = rows.into_iter().map(|row| format!("\n  {row}")).collect();
            format!("{{\"version\":{VERSION},\"findings\":[{}\n]}}\n", rows.join(","))
        });
        let written = text.map_err(std::io::Error::from).and_then(|text| fs::write(self.file, text));
        written.map_err(|error| Stop::Baseline(format!("cannot write the baseline: {error}")))
    }
}

/// The way from a folder to a file, both absolute, in `/`. On another drive it is the whole path.
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
    fn paths_lead_from_the_folder_of_the_baseline() {
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
