//! Connection managers of packages and projects.
//!
//! Formats 2 and 3 (2005, 2008) store the properties of a connection manager in `Property` elements, and formats 6 and
//! 8 (2012 and later) in attributes. Both are supported in every format.

use roxmltree::Node;

use crate::ssis::expression::meaning;
use crate::ssis::facts::{Expression, Facts, FoundString, Manager, ThirdPartyManager};
use crate::ssis::place::{LocatedText, Source};
use crate::ssis::property::Property;
use crate::ssis::property::{Origin, PropertyValues};
use crate::ssis::xml::{self, attribute, object_property};
use crate::ssis::{name, search};

/// The element that contains the connection string.
const SMTP_ELEMENT: &str = "SmtpConnectionManager";

/// The depth up to which a string is searched below the connection manager. SSIS writes it at depth 2. The limit bounds
/// the recursion.
const DEPTH: u32 = 6;

/// Reads a `ConnectionManager` element.
pub(super) fn read(source: &Source<'_>, node: Node<'_, '_>, facts: &mut Facts) {
    let name = || object_property(source, node, "ObjectName").map(name::bounded);
    let place = || source.place(node.range().start);
    match object_property(source, node, "CreationName") {
        Some(creation_name) if creation_name.trim().eq_ignore_ascii_case("SMTP") => {}
        Some(creation_name) => {
            if search::has_smtp(creation_name.as_bytes()) {
                let creation_name = Some(name::bounded(creation_name));
                let ranges = vec![(place(), source.place(node.range().end))];
                facts.third_party.push(ThirdPartyManager { name: name(), creation_name, place: place(), ranges });
            }
            return;
        }
        // An element without a type belongs to the connection manager around it, unless its content shows the type.
        None if xml::child(node, "ObjectData").and_then(|data| xml::child(data, SMTP_ELEMENT)).is_some() => {}
        None => return,
    }
    let mut properties = Properties::default();
    properties.collect(source, node, DEPTH);
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
        id: object_property(source, node, "DTSID").map(name::bounded),
        place: place(),
        string,
        others: strings,
        expressions: expressions(source, node),
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
    fn collect(&mut self, source: &Source<'_>, node: Node<'_, '_>, depth: u32) {
        if xml::is_encrypted(node) {
            self.encrypted = true;
            return;
        }
        // SSIS reads only `ObjectData/SmtpConnectionManager/@ConnectionString`, without prefixes.
        let parent_is_data = node.parent_element().is_some_and(|parent| parent.tag_name().name() == "ObjectData");
        let is_right_element =
            parent_is_data && node.tag_name().name() == SMTP_ELEMENT && !xml::has_prefix(source, node);
        for attribute in node.attributes() {
            if let Some(property) = Property::parse(attribute.name()) {
                let is_right = is_right_element && attribute.namespace().is_none();
                self.add(property, xml::attribute_text(source, &attribute), is_right);
            }
        }
        if node.tag_name().name() == "Property"
            && let Some(property) = attribute(node, "Name").and_then(Property::parse)
            && let Some(text) = xml::content(source, node)
        {
            self.add(property, text, false);
        }
        let Some(depth) = depth.checked_sub(1) else { return };
        for child in node.children().filter(Node::is_element) {
            let is_manager = child.tag_name().name() == "ConnectionManager";
            if !(is_manager && object_property(source, child, "CreationName").is_some()) {
                self.collect(source, child, depth);
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
fn expressions(source: &Source<'_>, node: Node<'_, '_>) -> Vec<Expression> {
    let expression = |(name, node)| {
        let text = xml::content(source, node)?;
        Some(Expression { property: Property::parse(name)?, meaning: meaning(&text), text })
    };
    xml::expressions(node).filter_map(expression).collect()
}
