//! All places that hold the value of a connection manager, or of a string outside of connection managers.

use std::ops::Range;

use crate::inventory::copies::SetOfUnit;
use crate::inventory::expressions::{ResolvedValue, is_setting_of, sets_server};
use crate::inventory::join::Join;
use crate::inventory::managers::ManagerId;
use crate::inventory::overrides::Overrides;
use crate::inventory::project::Unit;
use crate::inventory::record::CheckedString;
use crate::inventory::stated::Stated;
use crate::ssis::{
    self, FoundString, Kind, LineColumn, LocatedText, NamedValue, Namespace, Origin, Property, PropertySet,
    is_connection_string, split_parameter_name,
};

const AT_RUN_TIME: &str = "an expression sets the value at run time, and the value is not in these files";

/// A connection manager, or a string outside of connection managers.
pub(crate) struct Holder<'a> {
    /// The index of the unit in its project.
    pub(crate) unit: usize,
    pub(crate) place: LineColumn,
    pub(crate) is_manager: bool,
    /// The name of the connection manager or parameter. Untrusted text.
    pub(crate) name: Option<&'a str>,
    /// The file name of the package. Untrusted text.
    pub(crate) package: Option<&'a str>,
    /// The servers that the places state.
    pub(crate) servers: Vec<String>,
    /// The places. All of them are changed, or none.
    pub(crate) places: Vec<ValuePlace<'a>>,
    /// The properties with a value that is not known, and why.
    pub(crate) unknown: Vec<(Property, &'static str)>,
    /// Whether an expression sets the server, so that the stored one may be empty.
    pub(crate) is_server_set: bool,
    pub(crate) obstacle: Option<Obstacle<'a>>,
    /// Whether the places disagree.
    pub(crate) disagrees: bool,
}

/// Why the value of a holder cannot be changed.
pub(crate) enum Obstacle<'a> {
    /// The value is encrypted, so it is not known whether a change is needed.
    Encrypted,
    /// The file stores the properties separately, where SSIS does not read them.
    Assembled(&'a LocatedText),
    /// The file contains only a part of the string.
    Incomplete(&'a LocatedText),
}

/// A place that holds a value, or a part of it.
pub(crate) struct ValuePlace<'a> {
    pub(crate) unit: usize,
    pub(crate) text: &'a LocatedText,
    /// The value in the text, without whitespace around it.
    pub(crate) range: Range<usize>,
    pub(crate) property: Property,
    pub(crate) role: Role<'a>,
}

/// What a place is.
#[derive(Clone, Copy)]
pub(crate) enum Role<'a> {
    /// The value itself, or a copy of it.
    Stored,
    /// The literal that an expression consists of.
    Literal,
    /// A parameter or variable that an expression uses, or a configuration that gives it another value.
    Named(&'a NamedValue),
}

impl<'a> Join<'a> {
    /// Returns the holders of all values, in the order of the files.
    pub(crate) fn holders(&self) -> Vec<Holder<'a>> {
        let mut holders = Vec::new();
        for (index, unit) in self.project.units.iter().enumerate() {
            let start = holders.len();
            for (manager, found) in unit.facts.managers.iter().enumerate() {
                holders.push(self.manager_holder(unit, ManagerId { unit: index, manager }, found));
            }
            holders.extend(self.string_holders(index, unit));
            if let Some(added) = holders.get_mut(start..) {
                added.sort_by_key(|holder| holder.place);
            }
        }
        holders
    }

    fn manager_holder(&self, unit: &Unit<'a>, id: ManagerId, found: &'a ssis::Manager) -> Holder<'a> {
        let expressions = self.expressions.get(&id).map_or(&[][..], Vec::as_slice);
        let copies = self.copies.of(id);
        let mut places = Vec::new();
        let mut obstacle = None;
        if found.encrypted {
            obstacle = Some(Obstacle::Encrypted);
        } else {
            for string in std::iter::once(&found.string).chain(&found.others) {
                match string.origin {
                    Origin::Stored => places.push(whole(id.unit, &string.text, Property::ConnectionString)),
                    _ => obstacle = Some(Obstacle::Assembled(&string.text)),
                }
            }
        }
        let mut unknown = Vec::new();
        for copy in &copies {
            places.extend(set_places(copy.unit, copy.set));
            unknown.extend(hidden(copy.set));
        }
        for (resolved, expression) in expressions.iter().zip(&found.expressions) {
            match &resolved.value {
                ResolvedValue::Literal(literal) => match literal_range(&expression.text, literal) {
                    Some(range) => places.push(ValuePlace {
                        unit: id.unit,
                        text: &expression.text,
                        range,
                        property: resolved.property,
                        role: Role::Literal,
                    }),
                    None => unknown.push((resolved.property, AT_RUN_TIME)),
                },
                ResolvedValue::Named { named, .. } => places.extend(self.named_places(unit, resolved.property, named)),
                ResolvedValue::Unknown => unknown.push((resolved.property, AT_RUN_TIME)),
            }
        }
        let servers = servers(&places);
        let stored = (!found.encrypted).then(|| CheckedString::new(&found.string.text, found.string.origin));
        let disagrees = Overrides::new(stored.as_ref(), &copies, expressions).disagree();
        Holder {
            unit: id.unit,
            place: found.place,
            is_manager: true,
            name: found.name.as_deref(),
            package: (unit.facts.kind == Kind::Package).then(|| unit.name().own_name()),
            servers,
            places,
            unknown,
            is_server_set: expressions.iter().any(|expression| sets_server(expression.property)),
            obstacle,
            disagrees,
        }
    }

    /// Returns all places of a parameter or variable that an expression uses.
    fn named_places(&self, unit: &Unit<'a>, property: Property, named: &'a NamedValue) -> Vec<ValuePlace<'a>> {
        let mut places = Vec::new();
        for (index, other) in self.project.units.iter().enumerate() {
            let mut add = |text| {
                places.push(ValuePlace { role: Role::Named(named), ..whole(index, text, property) });
            };
            for value in &other.facts.values {
                let is_copy = value.namespace == Namespace::Package
                    && named.namespace == Namespace::Package
                    && value.name.eq_ignore_ascii_case(&named.name)
                    && value.package.as_deref().is_some_and(|package| is_same_name(package, unit.file_name()));
                if std::ptr::eq(value, named) || is_copy {
                    value.value.iter().for_each(&mut add);
                }
            }
            let settings = other.facts.settings.iter().filter(|setting| is_setting_of(setting, named));
            settings.for_each(|setting| add(&setting.value));
        }
        places
    }

    fn string_holders(&self, index: usize, unit: &Unit<'a>) -> Vec<Holder<'a>> {
        let mut holders = Vec::new();
        for SetOfUnit { set, contradictions, .. } in self.copies.without_manager(index) {
            holders.push(Holder {
                name: Some(&set.manager),
                package: set.package.as_deref(),
                disagrees: !contradictions.is_empty(),
                unknown: hidden(set).collect(),
                ..holder(index, set.place, set_places(index, set))
            });
        }
        for value in unit.facts.values.iter().filter(|value| !self.used_values.contains(value)) {
            let text = value.value.as_ref().filter(|text| is_connection_string(text.as_str()));
            holders.extend(text.map(|text| Holder {
                name: Some(&value.name),
                package: value.package.as_deref(),
                ..string_holder(index, text)
            }));
        }
        for setting in unit.facts.settings.iter().filter(|setting| !self.used_values.is_set_by(setting)) {
            if is_connection_string(setting.value.as_str()) {
                let name = setting.name.as_deref();
                let manager = name.and_then(split_parameter_name).map(|(manager, _)| manager);
                holders.push(Holder { name: manager.or(name), ..string_holder(index, &setting.value) });
            }
        }
        for FoundString { text, origin, manager, package, .. } in &unit.facts.strings {
            let string = match origin {
                Origin::Stored => string_holder(index, text),
                Origin::Assembled { .. } => {
                    Holder { obstacle: Some(Obstacle::Assembled(text)), ..holder(index, text.place(0), Vec::new()) }
                }
                Origin::Incomplete => {
                    Holder { obstacle: Some(Obstacle::Incomplete(text)), ..holder(index, text.place(0), Vec::new()) }
                }
            };
            holders.push(Holder { name: manager.as_deref(), package: package.as_deref(), ..string });
        }
        holders
    }
}

fn string_holder(unit: usize, text: &LocatedText) -> Holder<'_> {
    holder(unit, text.place(0), vec![whole(unit, text, Property::ConnectionString)])
}

/// Creates a holder outside of connection managers.
fn holder(unit: usize, place: LineColumn, places: Vec<ValuePlace<'_>>) -> Holder<'_> {
    Holder {
        unit,
        place,
        is_manager: false,
        name: None,
        package: None,
        servers: servers(&places),
        places,
        unknown: Vec::new(),
        is_server_set: false,
        obstacle: None,
        disagrees: false,
    }
}

/// Returns the properties of a set whose values cannot be read.
fn hidden(set: &PropertySet) -> impl Iterator<Item = (Property, &'static str)> {
    set.hidden.iter().map(|property| (*property, "a copy of the value is sensitive, so it cannot be read"))
}

/// Returns the places of a set. An empty value means that the property is not set.
fn set_places(unit: usize, set: &PropertySet) -> Vec<ValuePlace<'_>> {
    let string = set.values.connection_string.iter().map(|text| whole(unit, text, Property::ConnectionString));
    let parts = set.values.parts().map(|(part, text)| whole(unit, text, Property::Part(part)));
    string.chain(parts).filter(|place| !place.range.is_empty()).collect()
}

fn whole(unit: usize, text: &LocatedText, property: Property) -> ValuePlace<'_> {
    let value = text.as_str().trim();
    let start = text.as_str().len() - text.as_str().trim_start().len();
    ValuePlace { unit, text, range: start..start + value.len(), property, role: Role::Stored }
}

/// Returns where the literal is in its expression; `None` if it has escapes, which are not written.
fn literal_range(expression: &LocatedText, literal: &LocatedText) -> Option<Range<usize>> {
    let text = expression.as_str();
    let quote = usize::from(text.trim_start().starts_with('"'));
    let start = text.len() - text.trim_start().len() + quote;
    let range = start..start + literal.as_str().len();
    (text.get(range.clone()) == Some(literal.as_str())).then_some(range)
}

/// Returns the servers that places state.
fn servers(places: &[ValuePlace<'_>]) -> Vec<String> {
    let server = |place: &ValuePlace<'_>| {
        let mut stated = Stated::default();
        match place.property {
            Property::ConnectionString => stated = Stated::by_text(place.value()),
            Property::Part(part) => stated.set(part, place.value()),
        }
        stated.server.filter(|server| !server.is_empty())
    };
    places.iter().filter_map(server).collect()
}

fn is_same_name(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

impl<'a> ValuePlace<'a> {
    /// Returns the value. It may contain a secret.
    pub(crate) fn value(&self) -> &'a str {
        self.text.as_str().get(self.range.clone()).unwrap_or_default()
    }

    /// Returns the whole text with another value.
    pub(crate) fn with_value(&self, value: &str) -> String {
        let mut text = self.text.as_str().to_owned();
        text.replace_range(self.range.clone(), value);
        text
    }
}
