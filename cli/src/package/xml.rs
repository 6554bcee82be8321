//! One walk through an XML document, which hands each element that matters to its room.
//!
//! Elements and attributes are known by their local names: formats and generators differ in prefixes, and the meaning
//! of an element is clear from what stands in it.

use roxmltree::{Document, Error, Node, ParsingOptions};

use super::place::{LocatedText, Source};
use super::{Contents, Found, Kind, Limits, Origin, Place, Record, What};
use super::{configuration, escape, guard, manager, parameter, property};

/// Reads an XML document. `named` is the kind that the name tells, which counts where the root element tells none.
pub(super) fn read(source: &Source<'_>, named: Kind, limits: &Limits) -> Contents {
    if let Some(reason) = guard::refusal(source.text) {
        return super::unreadable(named, Place::START, reason);
    }
    let options = ParsingOptions { nodes_limit: limits.nodes, ..ParsingOptions::default() };
    let document = match Document::parse_with_options(source.text, options) {
        Ok(document) => document,
        Err(error) => {
            let place = match error {
                // Where it ends is where the rest is missing; the parser says 1:1.
                Error::UnclosedRootNode | Error::UnexpectedEndOfStream => source.place(source.text.len()),
                _ => Place { line: error.pos().row, column: error.pos().col },
            };
            return super::unreadable(named, place, reason(&error));
        }
    };
    let root = document.root_element();
    let kind = kind(root).unwrap_or(named);
    if is_encrypted(root) {
        let place = source.place(root.range().start);
        let record = Record::of_file(kind, place, What::EncryptedPackage);
        return Contents { records: vec![record], overrides: Vec::new() };
    }

    let mut records = Vec::new();
    let mut parameters = parameter::Parameters::default();
    let mut configured = configuration::Configured::default();
    for node in document.descendants().filter(Node::is_element) {
        match node.tag_name().name() {
            "ConnectionManager" => manager::read(source, node, kind, &mut records),
            "Parameter" => parameters.read(source, node, kind, &mut records),
            "PackageParameter" => {
                records.extend(named_child(node, "ParameterValue").and_then(|value| free(source, value, kind)));
            }
            "VariableValue" => records.extend(free(source, node, kind)),
            "Configuration" => configured.read(source, node, kind, &mut records),
            "ConfigurationSetting" => records.extend(parameter::setting(source, node, kind)),
            _ => {}
        }
    }
    configured.finish(kind, &mut records);
    let overrides = parameters.finish(kind, &mut records);
    Contents { records, overrides }
}

/// A value in a free place, if it is an SMTP connection string.
pub(super) fn free(source: &Source<'_>, node: Node<'_, '_>, kind: Kind) -> Option<Record> {
    let text = content(source, node)?;
    property::is_connection_string(text.as_str()).then(|| stored(text, kind, None))
}

/// A record of a string that stands as a whole where it belongs.
pub(super) fn stored(text: LocatedText, kind: Kind, connection_manager: Option<String>) -> Record {
    let found = Found { text, origin: Origin::Stored, wrong_element: false, overridden: None };
    string(found, kind, connection_manager)
}

/// A record of a string, which stands where its text does.
pub(super) fn string(found: Found, kind: Kind, connection_manager: Option<String>) -> Record {
    let place = found.text.place(0);
    Record { connection_manager, ..Record::of_file(kind, place, What::ConnectionString(found)) }
}

/// The value of an attribute by its local name.
pub(super) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|attribute| attribute.name() == name).map(|attribute| attribute.value())
}

/// The located value of an attribute.
pub(super) fn attribute_text(source: &Source<'_>, attribute: &roxmltree::Attribute<'_, '_>) -> LocatedText {
    // `range_value` is wrong for absurdly long names, so the opening quote is looked for: there is none in a name.
    let range = attribute.range();
    let to = range.end.saturating_sub(1);
    let from = source.slice(range.start, range.end).find(['"', '\'']).map_or(to, |quote| range.start + quote + 1);
    escape::attribute(source, from, to)
}

/// The child elements of a local name.
pub(super) fn children<'a, 'i>(node: Node<'a, 'i>, name: &str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The first child element of a local name.
pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    children(node, name).next()
}

/// The `Property` child whose `Name` attribute is `name`.
pub(super) fn named_child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    children(node, "Property").find(|child| attribute(*child, "Name") == Some(name))
}

/// The located text of an element; `None` if it has child elements.
pub(super) fn content(source: &Source<'_>, node: Node<'_, '_>) -> Option<LocatedText> {
    if node.children().any(|child| child.is_element()) {
        return None;
    }
    let range = node.range();
    let text = source.slice(range.start, range.end);
    // An end tag holds no `</` but its own; an empty element has no end tag.
    let end = range.start + text.rfind("</").unwrap_or(0);
    Some(match node.first_child() {
        Some(first) => escape::content(source, first.range().start, end),
        None => LocatedText::empty(source.place(end)),
    })
}

fn kind(root: Node<'_, '_>) -> Option<Kind> {
    match root.tag_name().name() {
        "Executable" => Some(Kind::Package),
        "ConnectionManager" => Some(Kind::ConnectionManagerFile),
        "Project" => Some(Kind::Project),
        "Parameters" => Some(Kind::Parameters),
        "DTSConfiguration" => Some(Kind::Configuration),
        _ => None,
    }
}

/// Whether the document holds only cipher text. Single encrypted values (`EncryptSensitive…`) stand deeper.
fn is_encrypted(root: Node<'_, '_>) -> bool {
    let is_data = |node: &Node<'_, '_>| node.is_element() && node.tag_name().name() == "EncryptedData";
    let is_true = |value: &str| matches!(value, "1" | "true" | "True");
    is_data(&root)
        || root.children().any(|child| is_data(&child))
        || attribute(root, "Salt").is_some()
        || attribute(root, "Encrypted").is_some_and(is_true)
}

/// Why the document was refused, without a word of it.
fn reason(error: &Error) -> &'static str {
    match error {
        Error::DtdDetected => "document type declarations are not supported",
        Error::NodesLimitReached | Error::AttributesLimitReached | Error::NamespacesLimitReached => {
            "the XML document has too many nodes"
        }
        Error::NoRootNode => "malformed XML: no root element",
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => "malformed XML: unexpected end of file",
        Error::UnexpectedCloseTag(..) | Error::UnexpectedEntityCloseTag(_) => "malformed XML: mismatched end tag",
        Error::UnknownNamespace(..) => "malformed XML: undeclared namespace prefix",
        Error::UnknownEntityReference(..) | Error::MalformedEntityReference(_) => "malformed XML: unknown entity",
        Error::DuplicatedAttribute(..) | Error::DuplicatedNamespace(..) => "malformed XML: duplicate attribute",
        Error::NonXmlChar(..) => "malformed XML: invalid character",
        _ => "malformed XML",
    }
}
