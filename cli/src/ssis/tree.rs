//! The elements of an XML document. Names and values borrow from the source and are decoded on demand, because most of
//! them are never needed.

use std::borrow::Cow;
use std::iter;
use std::ops::Range;

use crate::ssis::escape;
use crate::ssis::place::{LineColumn, LocatedText, Source};

/// A document, or the part of it before an error.
pub(super) struct Document<'a> {
    pub(super) source: &'a Source<'a>,
    /// The elements in the order of their start tags. The first one is the root.
    elements: Vec<ElementData<'a>>,
    /// The elements that have no end yet, outermost first.
    open: Vec<ElementId>,
    attributes: Vec<Attribute<'a>>,
    texts: Vec<Text>,
}

struct ElementData<'a> {
    id: ElementId,
    parent: Option<ElementId>,
    name: Name<'a>,
    /// The range of its attributes among those of all elements.
    attributes: Range<usize>,
    /// The offset of the start tag.
    start: usize,
    /// Everything between the tags. It is empty for an element that is one tag.
    content: Range<usize>,
    /// The offset after the end tag, or `None` if the document has an error before it.
    end: Option<usize>,
    /// The index of the element after the last descendant, or more than any index if the element has no end.
    next: usize,
}

/// An element within its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ElementId(usize);

/// A text with its CDATA sections, or a comment. Texts of whitespace only are left out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) is_comment: bool,
}

/// The name of an element or attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Name<'a> {
    pub(super) prefix: Option<&'a str>,
    /// The name without its prefix. Elements and attributes are recognized by it, because formats and generators use
    /// different prefixes.
    pub(super) local: &'a str,
}

impl Name<'_> {
    /// Returns whether an attribute with this name declares a namespace.
    pub(super) fn is_declaration(&self) -> bool {
        self.prefix.unwrap_or(self.local) == "xmlns"
    }
}

/// An attribute.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute<'a> {
    /// The offset of the name.
    pub(super) start: usize,
    pub(super) name: Name<'a>,
    /// The value as it is written.
    pub(super) raw: &'a str,
    /// The offset of the value.
    pub(super) offset: usize,
}

impl<'a> Attribute<'a> {
    /// Returns the value.
    pub(super) fn value(&self) -> Cow<'a, str> {
        escape::attribute_value(self.raw)
    }

    /// Returns the value with its places.
    pub(super) fn text(&self, source: &Source<'_>) -> LocatedText {
        escape::attribute(source, self.offset, self.offset + self.raw.len())
    }
}

/// An element of a document.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    document: &'a Document<'a>,
    data: &'a ElementData<'a>,
}

impl<'a> Element<'a> {
    pub(super) fn id(self) -> ElementId {
        self.data.id
    }

    /// Returns the name without its prefix.
    pub(super) fn name(self) -> &'a str {
        self.data.name.local
    }

    /// Returns whether the name is written with a prefix.
    pub(super) fn has_prefix(self) -> bool {
        self.data.name.prefix.is_some()
    }

    pub(super) fn source(self) -> &'a Source<'a> {
        self.document.source
    }

    /// Returns the place of the start tag.
    pub(super) fn place(self) -> LineColumn {
        self.source().place(self.data.start)
    }

    /// Returns the place after the end tag.
    pub(super) fn end(self) -> LineColumn {
        self.source().place(self.data.end.unwrap_or(usize::MAX))
    }

    /// Returns whether the document contains the whole element. Otherwise, children may be missing. The attributes of
    /// such an element are complete.
    pub(super) fn is_complete(self) -> bool {
        self.data.end.is_some()
    }

    /// Returns the attributes that are not declarations of namespaces.
    pub(super) fn attributes(self) -> impl Iterator<Item = &'a Attribute<'a>> {
        let attributes = self.document.attributes.get(self.data.attributes.clone()).unwrap_or_default();
        attributes.iter().filter(|attribute| !attribute.name.is_declaration())
    }

    /// Returns the value of an attribute by its local name.
    pub(super) fn attribute(self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes().find(|attribute| attribute.name.local == name).map(Attribute::value)
    }

    pub(super) fn parent(self) -> Option<Self> {
        self.document.element(self.data.parent?.0)
    }

    /// Returns the element and those around it, innermost first.
    pub(super) fn ancestors(self) -> impl Iterator<Item = Self> {
        iter::successors(Some(self), |element| element.parent())
    }

    pub(super) fn children(self) -> impl Iterator<Item = Self> {
        let child = move |at| self.document.element(at).filter(|_| at < self.data.next);
        iter::successors(child(self.data.id.0 + 1), move |element| child(element.data.next))
    }

    /// Returns the child elements with a local name.
    pub(super) fn children_named(self, name: &str) -> impl Iterator<Item = Self> {
        self.children().filter(move |child| child.name() == name)
    }

    /// Returns the first child element with a local name.
    pub(super) fn child(self, name: &str) -> Option<Self> {
        self.children_named(name).next()
    }

    /// Returns the text of an element with its places, or `None` if it has child elements or is incomplete.
    pub(super) fn content(self) -> Option<LocatedText> {
        let Range { start, end } = self.data.content;
        let has_children = self.data.next > self.data.id.0 + 1;
        if has_children || !self.is_complete() {
            return None;
        }
        Some(if start == end {
            LocatedText::empty(self.source().place(end))
        } else {
            escape::content(self.source(), start, end)
        })
    }
}

impl<'a> Document<'a> {
    /// Creates a document to which nothing was added yet.
    pub(super) fn new(source: &'a Source<'a>) -> Self {
        Self { source, elements: Vec::new(), open: Vec::new(), attributes: Vec::new(), texts: Vec::new() }
    }

    pub(super) fn root(&self) -> Option<Element<'_>> {
        self.element(0)
    }

    /// Returns all elements, in the order of their start tags.
    pub(super) fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        self.elements.iter().map(|data| Element { document: self, data })
    }

    /// Returns the attributes of all elements, in their order.
    pub(super) fn attributes(&self) -> &[Attribute<'a>] {
        &self.attributes
    }

    /// Returns the texts and comments, in their order.
    pub(super) fn texts(&self) -> &[Text] {
        &self.texts
    }

    /// Returns the number of elements, texts and comments.
    pub(super) fn nodes(&self) -> usize {
        self.elements.len() + self.texts.len()
    }

    /// Returns the number of elements that have no end yet.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    fn element(&self, at: usize) -> Option<Element<'_>> {
        self.elements.get(at).map(|data| Element { document: self, data })
    }

    /// Adds an element that is one tag, with its attributes.
    pub(super) fn add(&mut self, name: Name<'a>, attributes: &[Attribute<'a>], tag: Range<usize>) {
        let id = self.elements.len();
        let first = self.attributes.len();
        self.attributes.extend_from_slice(attributes);
        self.elements.push(ElementData {
            id: ElementId(id),
            parent: self.open.last().copied(),
            name,
            attributes: first..self.attributes.len(),
            start: tag.start,
            content: tag.start..tag.start,
            end: Some(tag.end),
            next: id + 1,
        });
    }

    /// Adds an element that continues after its start tag.
    pub(super) fn open(&mut self, name: Name<'a>, attributes: &[Attribute<'a>], tag: Range<usize>) {
        self.add(name, attributes, tag.clone());
        if let Some(added) = self.elements.last_mut() {
            (added.content, added.end, added.next) = (tag.end..tag.end, None, usize::MAX);
            self.open.push(added.id);
        }
    }

    /// Ends the innermost element.
    pub(super) fn close(&mut self, tag: Range<usize>) {
        let next = self.elements.len();
        if let Some(element) = self.open.pop().and_then(|ElementId(id)| self.elements.get_mut(id)) {
            element.content.end = tag.start;
            (element.end, element.next) = (Some(tag.end), next);
        }
    }

    pub(super) fn add_text(&mut self, text: Text) {
        self.texts.push(text);
    }

    /// Continues the text that ends where a range begins. Returns whether there is one.
    pub(super) fn continue_text(&mut self, range: Range<usize>) -> bool {
        let before = self.texts.last_mut().filter(|last| last.to == range.start && !last.is_comment);
        before.map(|text| text.to = range.end).is_some()
    }
}
