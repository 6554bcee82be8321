//! The records of an inventory, as far as they are compared.
//!
//! The text is untrusted: it may be any file. Unknown keys and types of records are ignored, so that an inventory of
//! another version can be read.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize};

use crate::comparison::source::Side;
use crate::error::Error;
use crate::names;
use crate::rules::files::FileRule;

/// The advice for a file that is not an inventory.
const ADVICE: &str = "create it with `smtp-connstr scan PATH --format json`";

/// An inventory.
pub(crate) struct Inventory {
    pub(crate) connections: Vec<Connection>,
    /// The files and entries that could not be read, or that are encrypted.
    pub(crate) unread: BTreeSet<Location>,
    pub(crate) numbers: Numbers,
}

/// A file, or an entry of an archive. Paths have `/` as separator.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(crate) struct Location {
    #[serde(deserialize_with = "path")]
    pub(crate) file: String,
    #[serde(default, deserialize_with = "optional_path")]
    pub(crate) entry: Option<String>,
}

/// A connection manager, or a connection string outside of connection managers.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) is_manager: bool,
    pub(crate) location: Location,
    /// The line and the column. Lines move, so only the order is used.
    pub(crate) position: (u64, u64),
    pub(crate) name: Option<String>,
    pub(crate) id: Option<String>,
    /// The package that a string is about.
    pub(crate) package: Option<String>,
    pub(crate) effective: Effective,
    /// Whether the effective value is certain.
    pub(crate) certain: Option<bool>,
    /// The packages that send mail through a connection manager.
    pub(crate) packages: BTreeSet<Location>,
}

/// The value at run time, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Effective {
    #[serde(default, deserialize_with = "redacted")]
    pub(crate) server: Option<String>,
    #[serde(default, deserialize_with = "redacted")]
    pub(crate) authentication: Option<String>,
    pub(crate) enable_ssl: Option<bool>,
    pub(crate) timeout_ms: Option<u64>,
}

/// The numbers of packages in the summary.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Numbers {
    pub(crate) packages: u64,
    pub(crate) packages_that_mail: u64,
    pub(crate) in_cleartext: u64,
    pub(crate) anonymous: u64,
    pub(crate) encryption_unknown: u64,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line {
    Manager(ConnectionLine),
    String(ConnectionLine),
    File(FileLine),
    Summary(SummaryLine),
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct SummaryLine {
    #[serde(flatten)]
    numbers: Numbers,
    #[serde(default)]
    hidden: HiddenRecords,
}

/// The records that `scan --server` hid.
#[derive(Default, Deserialize)]
#[serde(default)]
struct HiddenRecords {
    other_servers: u64,
    unknown_servers: u64,
}

#[derive(Deserialize)]
struct ConnectionLine {
    #[serde(flatten)]
    location: Location,
    line: u64,
    column: u64,
    #[serde(default, deserialize_with = "redacted")]
    name: Option<String>,
    #[serde(default, deserialize_with = "redacted")]
    id: Option<String>,
    #[serde(default, deserialize_with = "redacted")]
    package: Option<String>,
    effective: Effective,
    certain: Option<bool>,
    #[serde(default)]
    used_by: Vec<Use>,
}

#[derive(Deserialize)]
struct Use {
    #[serde(flatten)]
    location: Location,
    #[serde(default)]
    state: String,
}

#[derive(Deserialize)]
struct FileLine {
    #[serde(flatten)]
    location: Location,
    #[serde(default)]
    diagnostics: Vec<Diagnostic>,
}

#[derive(Deserialize)]
struct Diagnostic {
    rule: String,
    severity: String,
}

impl Inventory {
    /// Reads the records of an inventory. Their order does not matter.
    pub(crate) fn parse(text: &str, side: Side) -> Result<Self, Error> {
        let mut inventory = Self { connections: Vec::new(), unread: BTreeSet::new(), numbers: Numbers::default() };
        let mut is_complete = false;
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            // The messages of serde contain text of the file, which may be any file, so only the line is shown.
            let record: Line = parse_line(line)
                .ok_or_else(|| side.error(format_args!("line {number} is not a record of an inventory; {ADVICE}")))?;
            match record {
                Line::Manager(line) => inventory.connections.push(line.connection(true)),
                Line::String(line) => inventory.connections.push(line.connection(false)),
                Line::File(line) if line.is_unread() => {
                    inventory.unread.insert(line.location);
                }
                Line::Summary(SummaryLine { numbers, hidden }) => {
                    // Hidden records would be reported as added or removed.
                    if hidden.other_servers > 0 || hidden.unknown_servers > 0 {
                        return Err(side.error("`scan --server` hid a part of it; scan again without `--server`"));
                    }
                    // The inventories of several scans may be in one file.
                    inventory.numbers.add(numbers);
                    is_complete = true;
                }
                Line::File(_) | Line::Other => {}
            }
        }
        // Without the last record, everything after the end of the file would be reported as removed.
        if !is_complete {
            return Err(side.error(format_args!(
                "it has no summary, so it is not an inventory, or the scan did not finish; {ADVICE}"
            )));
        }
        inventory.connections.sort_by(|a, b| a.order().cmp(&b.order()));
        Ok(inventory)
    }

    /// Returns all files that the records name.
    pub(super) fn files(&self) -> BTreeSet<&str> {
        let connections = self.connections.iter();
        let locations = connections.flat_map(|connection| connection.packages.iter().chain([&connection.location]));
        locations.chain(&self.unread).map(|location| location.file.as_str()).collect()
    }
}

impl Connection {
    /// The order in a file. It does not depend on the order of the records.
    pub(super) fn order(&self) -> impl Ord {
        let Self { location, position, is_manager, name, id, package, .. } = self;
        (location, position, is_manager, name, id, package)
    }
}

impl ConnectionLine {
    fn connection(self, is_manager: bool) -> Connection {
        let is_sent = |task: &Use| task.state != "disabled";
        Connection {
            is_manager,
            location: self.location,
            position: (self.line, self.column),
            name: self.name,
            id: self.id,
            package: self.package,
            effective: self.effective,
            certain: self.certain,
            packages: self.used_by.into_iter().filter(is_sent).map(|task| task.location).collect(),
        }
    }
}

impl FileLine {
    fn is_unread(&self) -> bool {
        self.diagnostics.iter().any(|found| {
            (found.rule == FileRule::UnreadableFile.id() && found.severity == "error")
                || found.rule == FileRule::EncryptedPackage.id()
        })
    }
}

impl Numbers {
    fn add(&mut self, other: Self) {
        let Self { packages, packages_that_mail, in_cleartext, anonymous, encryption_unknown } = self;
        for (sum, number) in [
            (packages, other.packages),
            (packages_that_mail, other.packages_that_mail),
            (in_cleartext, other.in_cleartext),
            (anonymous, other.anonymous),
            (encryption_unknown, other.encryption_unknown),
        ] {
            *sum = sum.saturating_add(number);
        }
    }
}

fn parse_line(line: &str) -> Option<Line> {
    // serde also reads an array as a record. The messages of serde contain text of the file, which may be any file.
    serde_json::from_str(line).ok().filter(|_| line.trim_start().starts_with('{'))
}

fn path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(String::deserialize(deserializer)?.replace('\\', "/"))
}

fn optional_path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(|path| path.replace('\\', "/")))
}

/// A scan prints only redacted names and valid servers, but the file may be the work of someone else.
fn redacted<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(|text| names::redacted(&text)))
}
