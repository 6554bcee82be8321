//! Connection managers of packages and projects.
//!
//! Formats 2 and 3 (2005, 2008) store the properties of a connection manager in `Property` elements, and formats 6 and
//! 8 (2012 and later) in attributes. Both are supported in every format.

use roxmltree::Node;

use super::place::{LocatedText, Source};
use super::property::Values;
use super::xml::{self, attribute};
use super::{Found, Kind, Origin, Property, Record, What};

/// Reads a `ConnectionManager` element.
pub(super) fn read(source: &Source<'_>, node: Node<'_, '_>, kind: Kind, records: &mut Vec<Record>) {
    let place = source_place(source, node);
    match manager_property(source, node, "CreationName") {
        Some(creation_name) if creation_name.trim().eq_ignore_ascii_case("SMTP") => {}
        Some(creation_name) => {
            if super::search::has_smtp(creation_name.as_bytes()) {
                let what = What::ThirdPartyManager { creation_name };
                let connection_manager = manager_property(source, node, "ObjectName");
                records.push(Record { connection_manager, ..Record::about_file(kind, place(), what) });
            }
            return;
        }
        // An element without a type belongs to the connection manager around it, unless its content shows the type.
        None if xml::child(node, "ObjectData").and_then(|data| xml::child(data, SMTP_ELEMENT)).is_some() => {}
        None => return,
    }

    let name = manager_property(source, node, "ObjectName");
    let mut manager = Manager::default();
    manager.collect(source, node, DEPTH);
    if manager.strings.is_empty() {
        // If there is no string, it is empty or was written as separate properties by a generator.
        let (text, origin) =
            manager.properties.assemble().unwrap_or_else(|| (LocatedText::empty(place()), Origin::Stored));
        manager.strings.push(Found { wrong_element: origin != Origin::Stored, text, origin, overridden: None });
    }
    let expressions = expressions(node);
    records.extend(
        manager
            .strings
            .into_iter()
            .map(|found| Record { expressions: expressions.clone(), ..xml::string(found, kind, name.clone()) }),
    );
}

const SMTP_ELEMENT: &str = "SmtpConnectionManager";

/// The depth up to which a string is searched below the connection manager. SSIS writes it at depth 2. The limit bounds
/// the recursion.
const DEPTH: u32 = 6;

#[derive(Default)]
struct Manager {
    strings: Vec<Found>,
    properties: Values,
}

impl Manager {
    /// Collects the properties of an element and of its descendants, except those in a nested connection manager.
    fn collect(&mut self, source: &Source<'_>, node: Node<'_, '_>, depth: u32) {
        // SSIS reads only `ObjectData/SmtpConnectionManager/@ConnectionString`, without prefixes.
        let parent_is_data = node.parent_element().is_some_and(|parent| parent.tag_name().name() == "ObjectData");
        let is_right_element = parent_is_data && node.tag_name().name() == SMTP_ELEMENT;
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
            if !(is_manager && manager_property(source, child, "CreationName").is_some()) {
                self.collect(source, child, depth);
            }
        }
    }

    fn add(&mut self, property: Property, text: LocatedText, is_right: bool) {
        if property == Property::ConnectionString {
            let found = Found { text, origin: Origin::Stored, wrong_element: !is_right, overridden: None };
            self.strings.push(found);
        } else {
            self.properties.set(property, text);
        }
    }
}

/// Returns a property of the connection manager itself: an attribute or a `Property` child.
fn manager_property(source: &Source<'_>, node: Node<'_, '_>, name: &str) -> Option<String> {
    match attribute(node, name) {
        Some(value) => Some(value.to_owned()),
        None => xml::content(source, xml::named_child(node, name)?).map(|text| text.as_str().to_owned()),
    }
}

/// Returns the properties that an expression sets.
fn expressions(node: Node<'_, '_>) -> Vec<Property> {
    let mut expressions = Vec::new();
    for expression in xml::children(node, "PropertyExpression") {
        if let Some(property) = attribute(expression, "Name").and_then(Property::parse)
            && !expressions.contains(&property)
        {
            expressions.push(property);
        }
    }
    expressions
}

/// Returns the place of the element lazily, because it is rarely needed.
fn source_place<'a>(source: &'a Source<'_>, node: Node<'_, '_>) -> impl Fn() -> super::LineColumn + 'a {
    let start = node.range().start;
    move || source.place(start)
}
