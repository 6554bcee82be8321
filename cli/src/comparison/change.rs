//! A difference between two inventories.

use crate::comparison::saved::{Connection, Location};
use crate::inventory::normalized;

/// A connection manager, string or package that is different in the two inventories.
pub(crate) struct Change<'a> {
    pub(crate) kind: ChangeKind,
    pub(crate) subject: Subject,
    /// The location in the new inventory, unless it is only in the old one.
    pub(crate) location: &'a Location,
    /// The line and the column of a connection.
    pub(crate) position: Option<(u64, u64)>,
    pub(crate) name: Option<&'a str>,
    pub(crate) id: Option<&'a str>,
    pub(crate) properties: Vec<PropertyChange<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    Added,
    Removed,
    Changed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    Manager,
    /// A connection string outside of connection managers.
    String,
    Package,
}

pub(crate) struct PropertyChange<'a> {
    pub(crate) property: ChangedProperty,
    pub(crate) old: PropertyValue<'a>,
    pub(crate) new: PropertyValue<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChangedProperty {
    Name,
    Server,
    EnableSsl,
    Authentication,
    Timeout,
    /// Whether the effective value is certain.
    Certain,
    /// Whether a package sends mail.
    SendsMail,
    /// The connection managers through which a package sends mail.
    Managers,
}

#[derive(Clone)]
pub(crate) enum PropertyValue<'a> {
    Unknown,
    Flag(bool),
    Number(u64),
    /// A text that is not escaped.
    Text(&'a str),
    Managers(Vec<&'a Connection>),
}

impl ChangeKind {
    /// Returns the name that is used in reports.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

impl Subject {
    /// Returns the name that is used in reports.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::String => "string",
            Self::Package => "package",
        }
    }

    fn of(connection: &Connection) -> Self {
        if connection.is_manager { Self::Manager } else { Self::String }
    }
}

impl ChangedProperty {
    /// Returns the name that is used in JSON.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Server => "server",
            Self::EnableSsl => "enable_ssl",
            Self::Authentication => "authentication",
            Self::Timeout => "timeout_ms",
            Self::Certain => "certain",
            Self::SendsMail => "sends_mail",
            Self::Managers => "managers",
        }
    }
}

impl<'a> Change<'a> {
    /// Returns the change of a connection manager or string; `None` if both are the same.
    pub(super) fn of_connections(old: Option<&'a Connection>, new: Option<&'a Connection>) -> Option<Self> {
        let kind = match (old, new) {
            (None, Some(_)) => ChangeKind::Added,
            (Some(_), None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        };
        let current = new.or(old)?;
        let properties = properties(old, new);
        (kind != ChangeKind::Changed || !properties.is_empty()).then(|| Self {
            kind,
            subject: Subject::of(current),
            location: &current.location,
            position: Some(current.position),
            name: current.name.as_deref(),
            id: current.id.as_deref(),
            properties,
        })
    }

    /// Returns the change of a package that sends mail through different connection managers.
    pub(super) fn of_package(location: &'a Location, old: Vec<&'a Connection>, new: Vec<&'a Connection>) -> Self {
        let flags = [&old, &new].map(|managers| PropertyValue::Flag(!managers.is_empty()));
        let managers = [old, new].map(PropertyValue::Managers);
        let both = [(ChangedProperty::SendsMail, flags), (ChangedProperty::Managers, managers)];
        let properties = both.into_iter().map(|(property, [old, new])| PropertyChange { property, old, new });
        Self {
            kind: ChangeKind::Changed,
            subject: Subject::Package,
            location,
            position: None,
            name: None,
            id: None,
            properties: properties.filter(PropertyChange::is_any).collect(),
        }
    }

    /// Returns the change of a property.
    pub(crate) fn property(&self, property: ChangedProperty) -> Option<&PropertyChange<'a>> {
        self.properties.iter().find(|change| change.property == property)
    }

    /// Returns whether a property changed to this value.
    pub(crate) fn sets(&self, property: ChangedProperty, value: bool) -> bool {
        self.property(property).is_some_and(|change| matches!(change.new, PropertyValue::Flag(new) if new == value))
    }

    /// Returns whether a package still sends mail, but through other connection managers.
    pub(crate) fn is_other_manager(&self) -> bool {
        self.subject == Subject::Package && self.property(ChangedProperty::SendsMail).is_none()
    }
}

impl PropertyChange<'_> {
    fn is_any(&self) -> bool {
        match (&self.old, &self.new) {
            (PropertyValue::Unknown, PropertyValue::Unknown) => false,
            (PropertyValue::Flag(old), PropertyValue::Flag(new)) => old != new,
            (PropertyValue::Number(old), PropertyValue::Number(new)) => old != new,
            (PropertyValue::Text(old), PropertyValue::Text(new)) if self.property == ChangedProperty::Server => {
                normalized(old) != normalized(new)
            }
            (PropertyValue::Text(old), PropertyValue::Text(new)) => old != new,
            _ => true,
        }
    }
}

/// Returns the properties with different values. If a connection is in one inventory only, these are all known ones, except
/// for its name.
fn properties<'a>(old: Option<&'a Connection>, new: Option<&'a Connection>) -> Vec<PropertyChange<'a>> {
    let is_pair = old.is_some() && new.is_some();
    let values = |connection: Option<&'a Connection>| {
        let effective = connection.map(|connection| &connection.effective);
        let text = |text: Option<&'a String>| text.map_or(PropertyValue::Unknown, |text| PropertyValue::Text(text));
        let flag = |flag: Option<bool>| flag.map_or(PropertyValue::Unknown, PropertyValue::Flag);
        let timeout = effective.and_then(|effective| effective.timeout_ms);
        let name = connection.filter(|_| is_pair).and_then(|connection| connection.name.as_ref());
        [
            (ChangedProperty::Name, text(name)),
            (ChangedProperty::Server, text(effective.and_then(|effective| effective.server.as_ref()))),
            (ChangedProperty::EnableSsl, flag(effective.and_then(|effective| effective.enable_ssl))),
            (ChangedProperty::Authentication, text(effective.and_then(|effective| effective.authentication.as_ref()))),
            (ChangedProperty::Timeout, timeout.map_or(PropertyValue::Unknown, PropertyValue::Number)),
            (ChangedProperty::Certain, flag(connection.and_then(|connection| connection.certain))),
        ]
    };
    let changes = values(old).into_iter().zip(values(new));
    let changes = changes.map(|((property, old), (_, new))| PropertyChange { property, old, new });
    changes.filter(PropertyChange::is_any).collect()
}
