//! Elements and attributes, which are recognized by their local names, because formats and generators use different
//! prefixes.

use roxmltree::Node;

use crate::ssis::escape;
use crate::ssis::place::{LocatedText, Source};

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

/// Returns a property of an object: an attribute (formats 6 and 8), or a `Property` child (formats 2 and 3).
pub(super) fn object_property(source: &Source<'_>, node: Node<'_, '_>, name: &str) -> Option<String> {
    match attribute(node, name) {
        Some(value) => Some(value.to_owned()),
        None => content(source, named_child(node, name)?).map(|text| text.as_str().to_owned()),
    }
}

/// Returns whether a stored boolean is true. The formats write it as `True`, `1` or `-1`.
pub(super) fn is_true(value: &str) -> bool {
    let value = value.trim();
    value.eq_ignore_ascii_case("true") || matches!(value, "1" | "-1")
}

/// Returns whether the name of an element is written with a prefix.
pub(super) fn has_prefix(source: &Source<'_>, node: Node<'_, '_>) -> bool {
    let range = node.range();
    let tag = source.slice(range.start, range.end);
    !tag.strip_prefix('<').is_some_and(|tag| tag.starts_with(node.tag_name().name()))
}

/// Returns whether the value of an element is encrypted, so that its text means nothing.
pub(super) fn is_encrypted(node: Node<'_, '_>) -> bool {
    attribute(node, "Encrypted").is_some_and(is_true)
}

/// Returns the property expressions of an object: the name of the property, and the element.
pub(super) fn expressions<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = (&'a str, Node<'a, 'i>)> {
    children(node, "PropertyExpression").filter_map(|node| Some((attribute(node, "Name")?, node)))
}
