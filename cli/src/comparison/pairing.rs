//! The records of both inventories that are about the same connection manager or string.

use std::collections::BTreeMap;

use crate::comparison::folders::{Folders, Relative};
use crate::comparison::saved::{Connection, Effective};
use crate::comparison::source::Side;
use crate::inventory::normalized;

/// A record of the old inventory, of the new one, or of both.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) old: Option<&'a Connection>,
    pub(super) new: Option<&'a Connection>,
}

/// What two records must have in common, besides the file and the entry.
#[derive(Clone, Copy)]
enum Identity {
    IdAndName,
    Id,
    Name,
}

/// What the effective values of two records must have in common.
#[derive(Clone, Copy)]
enum Agreement {
    Everything,
    Server,
    Nothing,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    location: Relative<'a>,
    is_manager: bool,
    package: Option<&'a str>,
    id: Option<&'a str>,
    name: Option<&'a str>,
    value: Value<'a>,
}

/// An effective value, as far as it must be the same.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Value<'a> {
    Everything {
        server: Option<String>,
        authentication: Option<&'a str>,
        enable_ssl: Option<bool>,
        timeout_ms: Option<u64>,
        certain: Option<bool>,
    },
    Server(Option<String>),
    Nothing,
}

/// Pairs the records of two inventories.
///
/// Neither an id nor a name is unique in a file, and a string may have neither. Among records with the same identity, those
/// with the same value are paired first, then those with the same server, so that a new string before others is not a change
/// of all of them. The rest is paired in the order of the file.
pub(super) fn pair<'a>(old: &'a [Connection], new: &'a [Connection], folders: Folders<'a>) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    let mut rest = Group { old: old.iter().collect(), new: new.iter().collect() };
    for identity in [Identity::IdAndName, Identity::Id, Identity::Name] {
        for agreement in [Agreement::Everything, Agreement::Server, Agreement::Nothing] {
            rest = rest.pair(&mut pairs, |connection, side| {
                let location = folders.relative(&connection.location, side);
                Key::new(connection, location, identity, agreement)
            });
        }
    }
    pairs.extend(rest.old.into_iter().map(|old| Pair { old: Some(old), new: None }));
    pairs.extend(rest.new.into_iter().map(|new| Pair { old: None, new: Some(new) }));
    pairs
}

/// Records that are not paired, in the order of the file.
#[derive(Default)]
struct Group<'a> {
    old: Vec<&'a Connection>,
    new: Vec<&'a Connection>,
}

impl<'a> Group<'a> {
    /// Pairs the records with the same key, and returns the others.
    fn pair(self, pairs: &mut Vec<Pair<'a>>, key: impl Fn(&'a Connection, Side) -> Option<Key<'a>>) -> Self {
        let mut groups: BTreeMap<Key<'a>, Self> = BTreeMap::new();
        let mut rest = Self::default();
        for old in self.old {
            let group = key(old, Side::Old).map_or(&mut rest, |key| groups.entry(key).or_default());
            group.old.push(old);
        }
        for new in self.new {
            let group = key(new, Side::New).map_or(&mut rest, |key| groups.entry(key).or_default());
            group.new.push(new);
        }
        for Self { mut old, mut new } in groups.into_values() {
            let common = old.len().min(new.len());
            rest.old.extend(old.drain(common..));
            rest.new.extend(new.drain(common..));
            pairs.extend(old.into_iter().zip(new).map(|(old, new)| Pair { old: Some(old), new: Some(new) }));
        }
        rest.old.sort_by(|a, b| a.order().cmp(&b.order()));
        rest.new.sort_by(|a, b| a.order().cmp(&b.order()));
        rest
    }
}

impl<'a> Key<'a> {
    /// Returns `None` if the record does not have this kind of identity.
    fn new(
        connection: &'a Connection,
        location: Relative<'a>,
        identity: Identity,
        agreement: Agreement,
    ) -> Option<Self> {
        let Connection { is_manager, package, id, name, .. } = connection;
        let (by_id, by_name) = match identity {
            Identity::IdAndName => (true, true),
            Identity::Id => (true, false),
            Identity::Name => (false, true),
        };
        (!by_id || id.is_some()).then(|| Self {
            location,
            is_manager: *is_manager,
            package: package.as_deref(),
            id: id.as_deref().filter(|_| by_id),
            name: name.as_deref().filter(|_| by_name),
            value: Value::new(connection, agreement),
        })
    }
}

impl<'a> Value<'a> {
    fn new(connection: &'a Connection, agreement: Agreement) -> Self {
        let Connection { effective: Effective { server, authentication, enable_ssl, timeout_ms }, certain, .. } =
            connection;
        let server = || server.as_deref().map(normalized);
        match agreement {
            Agreement::Everything => Self::Everything {
                server: server(),
                authentication: authentication.as_deref(),
                enable_ssl: *enable_ssl,
                timeout_ms: *timeout_ms,
                certain: *certain,
            },
            Agreement::Server => Self::Server(server()),
            Agreement::Nothing => Self::Nothing,
        }
    }
}
