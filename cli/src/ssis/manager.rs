//! Connection managers of packages and projects.
//!
//! Formats 2 and 3 (2005, 2008) store the properties of a connection manager in `Property` elements, and formats 6 and
//! 8 (2012 and later) in attributes. Both are supported in every format.

use crate::ssis::expression::meaning;
use crate::ssis::facts::{Expression, Facts, FoundString, Manager, ThirdPartyManager};
use crate::ssis::place::LocatedText;
use crate::ssis::property::Property;
use crate::ssis::property::{Origin, PropertyValues};
use crate::ssis::tree::Element;
use crate::ssis::xml::{self, object_property};
use crate::ssis::{name, search};

/// The element that contains the connection string.
const SMTP_ELEMENT: &str = "SmtpConnectionManager";

/// The depth up to which a string is searched below the connection manager. SSIS writes it at depth 2. The limit bounds
/// the recursion.
const DEPTH: u32 = 6;

/// Reads a `ConnectionManager` element.
pub(super) fn read(element: Element<'_>, facts: &mut Facts) {
    let name = || object_property(element, "ObjectName").map(name::bounded);
    let place = || element.place();
    match object_property(element, "CreationName") {
        Some(creation_name) if creation_name.trim().eq_ignore_ascii_case("SMTP") => {}
        Some(creation_name) => {
            if search::has_smtp(creation_name.as_bytes()) {
                let creation_name = Some(name::bounded(creation_name));
                let ranges = vec![(place(), element.end())];
                facts.third_party.push(ThirdPartyManager { name: name(), creation_name, place: place(), ranges });
            }
            return;
        }
        // An element without a type belongs to the connection manager around it, unless its content shows the type.
        None if element.child("ObjectData").and_then(|data| data.child(SMTP_ELEMENT)).is_some() => {}
        None => return,
    }
    let mut properties = Properties::default();
    properties.collect(element, DEPTH);
    let Properties { mut strings, values, encrypted } = properties;
    // Another property may be encrypted beside a string that is not.
    let encrypted = encrypted && strings.is_empty();
    // SSIS reads the string on the right element, whatever else a generator writes.
    let primary = strings.iter().position(|found| !found.wrong_element).unwrap_or(0);
    let string = if primary < strings.len() {
        strings.remove(primary)
    } else {
        // If there is no string, it is empty or was written as separate properties by a generator.
        let (text, origin) = values.assemble().unwrap_or_else(|| (LocatedText::empty(place()), Origin::Stored));
        FoundString { wrong_element: origin != Origin::Stored, origin, ..FoundString::stored(text) }
    };
    facts.managers.push(Manager {
        name: name(),
        id: object_property(element, "DTSID").map(name::bounded),
        place: place(),
        string,
        others: strings,
        expressions: expressions(element),
        encrypted,
    });
}

/// The properties of a connection manager.
#[derive(Default)]
struct Properties {
    strings: Vec<FoundString>,
    values: PropertyValues,
    encrypted: bool,
}

impl Properties {
    /// Collects the properties of an element and of its descendants, except those in a nested connection manager.
    fn collect(&mut self, element: Element<'_>, depth: u32) {
        if xml::is_encrypted(element) {
            self.encrypted = true;
            return;
        }
        // SSIS reads only `ObjectData/SmtpConnectionManager/@ConnectionString`, without prefixes.
        let parent_is_data = element.parent().is_some_and(|parent| parent.name() == "ObjectData");
        let is_right_element = parent_is_data && element.name() == SMTP_ELEMENT && !element.has_prefix();
        for attribute in element.attributes() {
            if let Some(property) = Property::parse(attribute.name.local) {
                let is_right = is_right_element && attribute.name.prefix.is_none();
                self.add(property, attribute.text(element.source()), is_right);
            }
        }
        if element.name() == "Property"
            && let Some(property) = element.attribute("Name").and_then(|name| Property::parse(&name))
            && let Some(text) = element.content()
        {
            self.add(property, text, false);
        }
        let Some(depth) = depth.checked_sub(1) else { return };
        for child in element.children() {
            let is_manager = child.name() == "ConnectionManager";
            if !(is_manager && object_property(child, "CreationName").is_some()) {
                self.collect(child, depth);
            }
        }
    }

    fn add(&mut self, property: Property, text: LocatedText, is_right: bool) {
        if property == Property::ConnectionString {
            self.strings.push(FoundString { wrong_element: !is_right, ..FoundString::stored(text) });
        } else {
            self.values.set(property, text);
        }
    }
}

/// Returns the expressions that set a property of the connection string.
fn expressions(element: Element<'_>) -> Vec<Expression> {
    let expression = |(name, element): (String, Element<'_>)| {
        let text = element.content()?;
        Some(Expression { property: Property::parse(&name)?, meaning: meaning(&text), text })
    };
    xml::expressions(element).filter_map(expression).collect()
}
