//! Properties, flags and expressions of elements.

use crate::ssis::tree::Element;

/// Returns the `Property` child whose `Name` attribute is `name`.
pub(super) fn named_child<'a>(element: Element<'a>, name: &str) -> Option<Element<'a>> {
    element.children_named("Property").find(|child| child.attribute("Name").as_deref() == Some(name))
}

/// Returns a property of an object: an attribute (formats 6 and 8), or a `Property` child (formats 2 and 3).
pub(super) fn object_property(element: Element<'_>, name: &str) -> Option<String> {
    match element.attribute(name) {
        Some(value) => Some(value.into_owned()),
        None => named_child(element, name)?.content().map(|text| text.as_str().to_owned()),
    }
}

/// Returns whether a stored boolean is true. The formats write it as `True`, `1` or `-1`.
pub(super) fn is_true(value: &str) -> bool {
    let value = value.trim();
    value.eq_ignore_ascii_case("true") || matches!(value, "1" | "-1")
}

/// Returns whether an attribute is a true boolean.
pub(super) fn is_set(element: Element<'_>, attribute: &str) -> bool {
    element.attribute(attribute).as_deref().is_some_and(is_true)
}

/// Returns whether the value of an element is encrypted, so that its text means nothing.
pub(super) fn is_encrypted(element: Element<'_>) -> bool {
    is_set(element, "Encrypted")
}

/// Returns the property expressions of an object: the name of the property, and the element.
pub(super) fn expressions<'a>(element: Element<'a>) -> impl Iterator<Item = (String, Element<'a>)> {
    let named = |element: Element<'a>| Some((element.attribute("Name")?.into_owned(), element));
    element.children_named("PropertyExpression").filter_map(named)
}
