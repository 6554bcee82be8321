//! The differences between two inventories as JSON Lines: one object per difference, and a summary.

use std::io;

use serde::Serialize;

use crate::comparison::change::{Change, ChangeKind, ChangedProperty, PropertyChange, PropertyValue, Subject};
use crate::comparison::differences::Differences;
use crate::comparison::saved::{Connection, Numbers};
use crate::comparison::unread::Unread;
use crate::output::json;
use crate::output::stream::Output;

pub(crate) fn write(out: &mut Output, differences: &Differences<'_>) -> io::Result<()> {
    differences.changes.iter().try_for_each(|change| json::write(out, &ChangeObject::new(change)))?;
    differences.unread.iter().try_for_each(|unread| json::write(out, &UnreadObject::new(unread)))?;
    json::write(out, &SummaryObject::new(differences))
}

#[derive(Serialize)]
struct ChangeObject<'a> {
    r#type: &'static str,
    subject: &'static str,
    file: &'a str,
    entry: Option<&'a str>,
    line: Option<u64>,
    column: Option<u64>,
    name: Option<&'a str>,
    id: Option<&'a str>,
    changes: Vec<PropertyObject<'a>>,
}

#[derive(Serialize)]
struct PropertyObject<'a> {
    property: &'static str,
    old: ValueObject<'a>,
    new: ValueObject<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ValueObject<'a> {
    Unknown,
    Flag(bool),
    Number(u64),
    Text(&'a str),
    Managers(Vec<ManagerObject<'a>>),
}

#[derive(Serialize)]
struct ManagerObject<'a> {
    file: &'a str,
    entry: Option<&'a str>,
    name: Option<&'a str>,
    id: Option<&'a str>,
}

/// A file or folder that was read for one inventory only.
#[derive(Serialize)]
struct UnreadObject<'a> {
    r#type: &'static str,
    file: &'a str,
    entry: Option<&'a str>,
    inventory: &'static str,
}

#[derive(Serialize)]
struct SummaryObject<'a> {
    r#type: &'static str,
    managers: Counts,
    strings: Counts,
    packages: PackageCounts,
    unread: usize,
    /// The folders to which the paths are relative, if they differ.
    folders: Option<FoldersObject<'a>>,
    old: Numbers,
    new: Numbers,
}

#[derive(Serialize)]
struct Counts {
    added: usize,
    removed: usize,
    changed: usize,
}

/// The number of packages that began or stopped to send mail, or send it through other connection managers.
#[derive(Serialize)]
struct PackageCounts {
    began: usize,
    stopped: usize,
    changed: usize,
}

#[derive(Serialize)]
struct FoldersObject<'a> {
    old: &'a str,
    new: &'a str,
}

impl<'a> ChangeObject<'a> {
    fn new(change: &'a Change<'_>) -> Self {
        Self {
            r#type: change.kind.as_str(),
            subject: change.subject.as_str(),
            file: &change.location.file,
            entry: change.location.entry.as_deref(),
            line: change.position.map(|(line, _)| line),
            column: change.position.map(|(_, column)| column),
            name: change.name,
            id: change.id,
            changes: change.properties.iter().map(PropertyObject::new).collect(),
        }
    }
}

impl<'a> PropertyObject<'a> {
    fn new(change: &'a PropertyChange<'_>) -> Self {
        let PropertyChange { property, old, new } = change;
        Self { property: property.as_str(), old: ValueObject::new(old), new: ValueObject::new(new) }
    }
}

impl<'a> ValueObject<'a> {
    fn new(value: &'a PropertyValue<'_>) -> Self {
        match value {
            PropertyValue::Unknown => Self::Unknown,
            PropertyValue::Flag(flag) => Self::Flag(*flag),
            PropertyValue::Number(number) => Self::Number(*number),
            PropertyValue::Text(text) => Self::Text(text),
            PropertyValue::Managers(managers) => {
                Self::Managers(managers.iter().map(|manager| ManagerObject::new(manager)).collect())
            }
        }
    }
}

impl<'a> ManagerObject<'a> {
    fn new(manager: &'a Connection) -> Self {
        Self {
            file: &manager.location.file,
            entry: manager.location.entry.as_deref(),
            name: manager.name.as_deref(),
            id: manager.id.as_deref(),
        }
    }
}

impl<'a> UnreadObject<'a> {
    fn new(unread: &'a Unread<'_>) -> Self {
        let Unread { location, side } = unread;
        Self { r#type: "unread", file: &location.file, entry: location.entry.as_deref(), inventory: side.as_str() }
    }
}

impl<'a> SummaryObject<'a> {
    fn new(differences: &'a Differences<'_>) -> Self {
        let counts = |subject| {
            let count = |kind| differences.count(|change| change.subject == subject && change.kind == kind);
            let [added, removed, changed] = [ChangeKind::Added, ChangeKind::Removed, ChangeKind::Changed].map(count);
            Counts { added, removed, changed }
        };
        Self {
            r#type: "summary",
            managers: counts(Subject::Manager),
            strings: counts(Subject::String),
            packages: PackageCounts {
                began: differences.count(|change| change.sets(ChangedProperty::SendsMail, true)),
                stopped: differences.count(|change| change.sets(ChangedProperty::SendsMail, false)),
                changed: differences.count(Change::is_other_manager),
            },
            unread: differences.unread.len(),
            folders: differences
                .folders
                .is_any()
                .then_some(FoldersObject { old: differences.folders.old, new: differences.folders.new }),
            old: differences.old,
            new: differences.new,
        }
    }
}
