//! The results: one per finding.
//!
//! A finding is kept in a small form until the end, when it becomes a result. The names, which may be long, are shared by the
//! findings of a record.

use std::collections::HashMap;
use std::rc::Rc;

use serde::{Serialize, Serializer};
use smtp_connection_string::Severity;

use crate::config::exceptions::Exceptions;
use crate::finding::{Finding, Suppression};
use crate::inventory::record::{FileName, LocatedFinding, Record, Subject};
use crate::names::{hash, name, shown_entry};
use crate::output::scan::sarif::fixes::{self, Fix};
use crate::output::scan::sarif::model::{
    self, Level, Location, LogicalLocation, PartialFingerprints, PhysicalLocation, Region, Text,
};
use crate::output::scan::sarif::uri::{Address, Root};
use crate::rules;
use crate::ssis::{LineColumn, Origin};

/// The maximum length of the names in a fingerprint, in bytes.
const MAX_IDENTITY: usize = 255;

/// The maximum number of related places of a result. A connection manager can have hundreds of tasks.
const MAX_RELATED: usize = 50;

/// What the findings of a record have in common.
pub(super) struct Owner {
    address: Address,
    /// Whether its strings can be changed by a replacement in the file.
    is_fixable: bool,
    entry: Option<String>,
    name: Option<String>,
    /// The tasks and copies of a connection manager.
    related: Vec<Place>,
}

/// A related place.
struct Place {
    address: Address,
    entry: Option<String>,
    start: LineColumn,
    end: Option<LineColumn>,
    message: String,
}

impl Place {
    fn new(file: FileName<'_>, root: &Root, start: LineColumn, end: Option<LineColumn>, message: String) -> Self {
        Self { address: root.address(file.path), entry: file.entry_name(), start, end, message }
    }

    fn location(&self) -> Location {
        let Self { address, entry, start, end, message } = self;
        let LineColumn { line, column } = start;
        let text = match entry {
            // The lines of an entry do not exist in the archive.
            Some(entry) => {
                format!("{message}, in {}, at line {line}, column {column}", unlinked(&shown_entry(entry)))
            }
            None => message.clone(),
        };
        Location {
            physical_location: physical(address, entry.is_some(), *start, *end),
            logical_locations: Vec::new(),
            message: Some(Text { text }),
        }
    }
}

impl Owner {
    /// `is_exact` is whether the file can be changed at all.
    pub(super) fn new(record: &Record<'_>, root: &Root, is_exact: bool) -> Self {
        let related = match &record.subject {
            Subject::Manager(manager) => {
                let tasks = manager.uses.iter().map(|task| {
                    let text = format!("the {} Send Mail task {}", task.state.as_str(), unlinked(&name(&task.path)));
                    Place::new(task.place.file, root, task.place.place, None, text)
                });
                let copies = manager.copies.iter().map(|copy| {
                    Place::new(copy.place.file, root, copy.place.place, None, "a copy of the value".to_owned())
                });
                tasks.chain(copies).take(MAX_RELATED).collect()
            }
            Subject::Task(_) | Subject::String(_) | Subject::File => Vec::new(),
        };
        Self {
            address: root.address(record.file.path),
            is_fixable: is_exact && fixes::is_alone(record),
            entry: record.file.entry_name(),
            name: record.name.clone(),
            related,
        }
    }

    /// Returns the identity of a rule in this record, without the counter.
    fn identity(&self, rule: &str, origin: &str) -> String {
        let [entry, manager] = [&self.entry, &self.name].map(|name| name.as_deref().unwrap_or_default());
        let names = format!("{origin}/{entry}/{manager}");
        if names.len() <= MAX_IDENTITY { format!("{rule}/{names}") } else { format!("{rule}/#{:016x}", hash(&names)) }
    }
}

/// A finding with everything that its result needs.
pub(super) struct Kept {
    owner: Rc<Owner>,
    rule: &'static str,
    severity: Severity,
    message: &'static str,
    help: &'static str,
    start: LineColumn,
    end: LineColumn,
    related: Vec<Place>,
    fixes: Vec<Fix>,
    suppression: Option<Suppression>,
    origin: &'static str,
    /// The number of this finding among those of the file with the same identity.
    number: usize,
}

/// The results, which are created one by one when they are written.
pub(super) struct Results<'a> {
    pub(super) kept: Vec<Kept>,
    pub(super) exceptions: Option<&'a Exceptions>,
    /// Whether findings may be suppressed.
    pub(super) suppressions: bool,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.kept.iter().map(|kept| kept.result(self.suppressions, self.exceptions)))
    }
}

/// Counts the findings of a file by their identity. Only hashes are stored, because a file can have many managers.
#[derive(Default)]
pub(super) struct Numbers(HashMap<u64, usize>);

impl Kept {
    pub(super) fn new(
        record: &Record<'_>,
        located: &LocatedFinding<'_>,
        owner: &Rc<Owner>,
        root: &Root,
        numbers: &mut Numbers,
    ) -> Self {
        let Finding { rule, severity, message, help, .. } = located.finding;
        let origin = match record.string_of(located).map(|string| string.origin) {
            Some(Origin::Assembled { .. } | Origin::Incomplete) => "assembled",
            Some(Origin::Stored) => "stored",
            None => "file",
        };
        let number = numbers.0.entry(hash(&owner.identity(rule, origin))).or_default();
        *number += 1;
        let related = located.related.iter().take(MAX_RELATED);
        let related = related
            .map(|related| Place::new(related.file, root, related.start, related.end, related.message.to_owned()));
        Self {
            owner: Rc::clone(owner),
            rule,
            severity,
            message,
            help,
            start: located.start,
            end: located.end,
            related: related.collect(),
            fixes: if owner.is_fixable { fixes::fixes(record, located) } else { Vec::new() },
            suppression: located.suppression,
            origin,
            number: *number,
        }
    }

    /// Returns the result. `suppressions` is whether findings may be suppressed.
    fn result(&self, suppressions: bool, exceptions: Option<&Exceptions>) -> model::Result {
        let place = Location {
            physical_location: physical(&self.owner.address, self.owner.entry.is_some(), self.start, Some(self.end)),
            logical_locations: self.logical(),
            message: None,
        };
        let suppression = |suppression: Suppression| {
            let (status, justification) = match suppression {
                Suppression::Baseline => (None, "the baseline lists this finding"),
                Suppression::Exception(index) => {
                    let exception = exceptions.and_then(|exceptions| exceptions.get(index));
                    (Some("accepted"), exception.map(|exception| exception.reason.as_str()).unwrap_or_default())
                }
            };
            model::Suppression { kind: "external", status, justification: justification.to_owned() }
        };
        model::Result {
            rule_id: self.rule,
            rule_index: rules::of_scan().position(|rule| rule.id == self.rule),
            level: Level(self.severity),
            message: Text { text: self.message() },
            locations: [place],
            related_locations: self
                .related
                .iter()
                .chain(&self.owner.related)
                .take(MAX_RELATED)
                .map(Place::location)
                .collect(),
            partial_fingerprints: PartialFingerprints { finding: self.fingerprint() },
            fixes: self.fixes.iter().map(|fix| fix.fix((&self.owner.address).into(), self.help)).collect(),
            // If one result has this property, all must have it.
            suppressions: suppressions.then(|| self.suppression.map(suppression).into_iter().collect()),
        }
    }

    /// Returns the message, with the connection manager and the place in an archive. The results do not show them
    /// otherwise, and GitHub cannot link to a place in an archive.
    fn message(&self) -> String {
        let Self { owner, message, help, start: LineColumn { line, column }, .. } = self;
        let manager = owner.name.as_deref();
        let manager = manager.map(|manager| format!(" (connection manager \"{}\")", unlinked(&name(manager))));
        let entry = owner.entry.as_deref().map(|entry| {
            let entry = unlinked(&shown_entry(entry));
            format!(", in the entry {entry} of the archive, at line {line}, column {column}")
        });
        let [manager, entry] = [manager, entry].map(Option::unwrap_or_default);
        format!("{message}{manager}{entry}; {help}")
    }

    /// Returns the connection manager and the archive entry.
    fn logical(&self) -> Vec<LogicalLocation> {
        let Self { owner, start: LineColumn { line, column }, .. } = self;
        let entry = owner.entry.as_ref().map(|entry| LogicalLocation {
            name: entry.clone(),
            fully_qualified_name: Some(format!("{entry}:{line}:{column}")),
            kind: "module",
        });
        let manager = owner.name.as_ref().map(|manager| LogicalLocation {
            name: manager.clone(),
            fully_qualified_name: owner.entry.as_ref().map(|entry| format!("{entry}/{manager}")),
            kind: "resource",
        });
        manager.into_iter().chain(entry).collect()
    }

    /// Returns the identity of the finding, which does not change when lines move: rule, entry, connection manager, and a
    /// counter within the file. As in a baseline, the string is not used, not even as a hash.
    ///
    /// `primaryLocationLineHash`, which GitHub also uses, is computed by its upload action.
    fn fingerprint(&self) -> String {
        format!("{}/{}", self.owner.identity(self.rule, self.origin), self.number)
    }
}

/// Returns a location. The lines of an archive entry do not exist in the archive. Its region is the first line, which is what
/// GitHub shows for a binary file.
fn physical(address: &Address, is_in_archive: bool, start: LineColumn, end: Option<LineColumn>) -> PhysicalLocation {
    let region = if is_in_archive {
        Region { start_line: 1, ..Region::default() }
    } else {
        // The parts of an assembled string may be stored in a different order.
        let end = end.filter(|end| *end >= start);
        Region {
            start_line: start.line,
            start_column: Some(start.column),
            end_line: end.map(|end| end.line),
            end_column: end.map(|end| end.column),
        }
    };
    PhysicalLocation { artifact_location: address.into(), region }
}

/// Escapes a name in a message, in which `[text](target)` would be a link.
pub(super) fn unlinked(name: &str) -> String {
    name.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}
