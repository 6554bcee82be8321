//! The walk through an XML document, which passes elements to their modules.
//!
//! Elements and attributes are recognized by their local names, because formats and generators use different prefixes.

use roxmltree::{Document, Error, Node, ParsingOptions};

use super::place::{LocatedText, Source};
use super::{Contents, Found, Kind, Limits, LineColumn, Origin, Record, What};
use super::{configuration, escape, guard, manager, parameter, property};

/// Reads an XML document. `named` is the kind according to the file name. It is used if the root element does not show
/// the kind.
pub(super) fn read(source: &Source<'_>, named: Kind, limits: &Limits) -> Contents {
    if let Some(reason) = guard::refusal(source.text) {
        return super::unreadable(named, LineColumn::START, reason);
    }
    let options = ParsingOptions { nodes_limit: limits.nodes, ..ParsingOptions::default() };
    let document = match Document::parse_with_options(source.text, options) {
        Ok(document) => document,
        Err(error) => {
            let place = match error {
                // The error is at the end of the file. The parser reports 1:1.
                Error::UnclosedRootNode | Error::UnexpectedEndOfStream => source.place(source.text.len()),
                _ => LineColumn { line: error.pos().row, column: error.pos().col },
            };
            return super::unreadable(named, place, reason(&error));
        }
    };
    let root = document.root_element();
    let kind = kind(root).unwrap_or(named);
    if is_encrypted(root) {
        let place = source.place(root.range().start);
        let record = Record::about_file(kind, place, What::EncryptedPackage);
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
                records.extend(
                    named_child(node, "ParameterValue").and_then(|value| connection_string_value(source, value, kind)),
                );
            }
            "VariableValue" => records.extend(connection_string_value(source, node, kind)),
            "Configuration" => configured.read(source, node, kind, &mut records),
            "ConfigurationSetting" => records.extend(parameter::setting(source, node, kind)),
            _ => {}
        }
    }
    configured.finish(kind, &mut records);
    let overrides = parameters.finish(kind, &mut records);
    Contents { records, overrides }
}

/// Returns the record of a value that may be any string, if it is an SMTP connection string.
pub(super) fn connection_string_value(source: &Source<'_>, node: Node<'_, '_>, kind: Kind) -> Option<Record> {
    let text = content(source, node)?;
    property::is_connection_string(text.as_str()).then(|| stored(text, kind, None))
}

/// Creates the record of a string that the file contains as a whole.
pub(super) fn stored(text: LocatedText, kind: Kind, connection_manager: Option<String>) -> Record {
    let found = Found { text, origin: Origin::Stored, wrong_element: false, overridden: None };
    string(found, kind, connection_manager)
}

/// Creates the record of a string, with the place of its text.
pub(super) fn string(found: Found, kind: Kind, connection_manager: Option<String>) -> Record {
    let place = found.text.place(0);
    Record { connection_manager, ..Record::about_file(kind, place, What::ConnectionString(found)) }
}

/// Returns the value of an attribute by its local name.
pub(super) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|attribute| attribute.name() == name).map(|attribute| attribute.value())
}

/// Returns the value of an attribute with its places.
pub(super) fn attribute_text(source: &Source<'_>, attribute: &roxmltree::Attribute<'_, '_>) -> LocatedText {
    // `range_value` is wrong for extremely long names, so the opening quote is searched. A name cannot contain a quote.
    let range = attribute.range();
    let to = range.end.saturating_sub(1);
    let from = source.slice(range.start, range.end).find(['"', '\'']).map_or(to, |quote| range.start + quote + 1);
    escape::attribute(source, from, to)
}

/// Returns the child elements with a local name.
pub(super) fn children<'a, 'i>(node: Node<'a, 'i>, name: &str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// Returns the first child element with a local name.
pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    children(node, name).next()
}

/// Returns the `Property` child whose `Name` attribute is `name`.
pub(super) fn named_child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    children(node, "Property").find(|child| attribute(*child, "Name") == Some(name))
}

/// Returns the text of an element with its places, or `None` if it has child elements.
pub(super) fn content(source: &Source<'_>, node: Node<'_, '_>) -> Option<LocatedText> {
    if node.children().any(|child| child.is_element()) {
        return None;
    }
    let range = node.range();
    let text = source.slice(range.start, range.end);
    // The last `</` begins the end tag. An empty element has no end tag.
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

/// Returns whether the whole document is encrypted. A single encrypted value (`EncryptSensitive…`) is deeper in the
/// tree.
fn is_encrypted(root: Node<'_, '_>) -> bool {
    let is_data = |node: &Node<'_, '_>| node.is_element() && node.tag_name().name() == "EncryptedData";
    let is_true = |value: &str| matches!(value, "1" | "true" | "True");
    is_data(&root)
        || root.children().any(|child| is_data(&child))
        || attribute(root, "Salt").is_some()
        || attribute(root, "Encrypted").is_some_and(is_true)
}

/// Returns why the document is rejected, in a text that contains nothing of the document.
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
