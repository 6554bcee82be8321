//! Parses an XML document within limits, and a malformed one up to its error.
//!
//! The library splits the document into markup and compares end tags with start tags. This module checks names, prefixes,
//! references, characters, and text outside the root element, because SSIS cannot load a document with such an error. It also
//! reads the attributes, because the library does not report their offsets. The namespaces themselves are not checked.

use std::collections::HashSet;
use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2, memmem};
use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::Event;

use crate::ssis::characters::{self, is_whitespace};
use crate::ssis::escape;
use crate::ssis::limits::Limits;
use crate::ssis::place::{LineColumn, Source};
use crate::ssis::tree::{Attribute, Document, Name, Text};

/// The maximum depth of nested elements. A package has about 10, and four more for each container in a container.
/// Anything that looks at all parents of an element takes a time proportional to the depth.
const MAX_DEPTH: usize = 500;

/// The maximum number of namespace prefixes in scope. SSIS uses one for each kind of task and a few more.
/// Each name is compared with all of them.
const MAX_PREFIXES: usize = 128;

const TOO_MANY_NODES: &str = "the XML document has too many nodes";
const TOO_MANY_ATTRIBUTES: &str = "the XML document has too many attributes";
const TOO_DEEP: &str = "the elements of the XML document are nested deeper than 500 levels";
const TOO_MANY_PREFIXES: &str = "more than 128 namespace prefixes are in scope in the XML document";
const DTD: &str = "document type declarations are not supported";
const NO_ROOT: &str = "malformed XML: no root element";
const END_OF_FILE: &str = "malformed XML: unexpected end of file";
const MISMATCHED_END: &str = "malformed XML: mismatched end tag";
const UNDECLARED_PREFIX: &str = "malformed XML: undeclared namespace prefix";
const UNKNOWN_ENTITY: &str = "malformed XML: unknown entity";
const DUPLICATE_ATTRIBUTE: &str = "malformed XML: duplicate attribute";
const INVALID_CHARACTER: &str = "malformed XML: invalid character";
const MALFORMED: &str = "malformed XML";

/// The place where a document could no longer be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Break {
    pub(super) place: LineColumn,
    /// The reason, which contains no text of the document.
    pub(super) reason: &'static str,
}

/// Returns a document, and the error of a malformed one. The document has no element if there is no complete start tag before
/// the error.
pub(super) fn parse<'a>(source: &'a Source<'a>, limits: &Limits) -> (Document<'a>, Option<Break>) {
    let end = characters::first_invalid(source.text).unwrap_or(source.text.len());
    let mut parser = Parser {
        text: source.slice(0, end),
        limit: usize::try_from(limits.nodes).unwrap_or(usize::MAX),
        document: Document::new(source),
        attributes: Vec::new(),
        prefixes: Vec::new(),
    };
    let error = match parser.read() {
        // The text that was read ends before the character, so this is the reason for what is missing.
        Ok(()) | Err(Malformed { offset: _, reason: END_OF_FILE | NO_ROOT }) if end < source.text.len() => {
            Some(Malformed { offset: end, reason: INVALID_CHARACTER })
        }
        result => result.err(),
    };
    let broken = error.map(|Malformed { offset, reason }| Break { place: source.place(offset), reason });
    (parser.document, broken)
}

/// An error of a document.
struct Malformed {
    offset: usize,
    reason: &'static str,
}

type Result<T> = std::result::Result<T, Malformed>;

fn error<T>(offset: usize, reason: &'static str) -> Result<T> {
    Err(Malformed { offset, reason })
}

fn check(is_valid: bool, offset: usize, reason: &'static str) -> Result<()> {
    if is_valid { Ok(()) } else { error(offset, reason) }
}

struct Parser<'a> {
    text: &'a str,
    /// The maximum number of nodes and of attributes.
    limit: usize,
    document: Document<'a>,
    /// The attributes of the current tag.
    attributes: Vec<Attribute<'a>>,
    /// The declared prefixes, each once, with the depth of the element that declares it.
    prefixes: Vec<(&'a str, usize)>,
}

impl<'a> Parser<'a> {
    fn read(&mut self) -> Result<()> {
        let text = self.text;
        // The library skips a byte order mark without counting it. The first one is not part of the text.
        check(!text.starts_with('\u{FEFF}'), 0, MALFORMED)?;
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
        let mut start = 0;
        loop {
            let event = reader.read_event();
            let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            match event {
                Ok(Event::Start(_)) => {
                    let name = self.read_tag(start + 1..end - 1)?;
                    check(self.document.depth() < MAX_DEPTH, start, TOO_DEEP)?;
                    self.document.open(name, &self.attributes, start..end);
                }
                Ok(Event::Empty(_)) => {
                    let name = self.read_tag(start + 1..end - 2)?;
                    self.document.add(name, &self.attributes, start..end);
                    self.leave_scope();
                }
                Ok(Event::End(_)) => {
                    self.document.close(start..end);
                    self.leave_scope();
                }
                Ok(Event::Text(_)) => self.read_characters(start..end)?,
                Ok(Event::CData(_)) => {
                    check(self.document.depth() > 0, start, MALFORMED)?;
                    self.add(start..end, false)?;
                }
                Ok(Event::GeneralRef(_)) => {
                    check(self.document.depth() > 0, start, MALFORMED)?;
                    check_references(text.get(start..end).unwrap_or_default(), start)?;
                    self.add(start..end, false)?;
                }
                Ok(Event::Comment(_)) => self.add(start..end, true)?,
                Ok(Event::Decl(_)) => self.check_declaration(start..end)?,
                Ok(Event::PI(_)) => drop(self.end_of_name(start + "<?".len())?),
                Ok(Event::DocType(_)) => return error(start, DTD),
                Ok(Event::Eof) if self.document.depth() > 0 => return error(text.len(), END_OF_FILE),
                Ok(Event::Eof) => return check(self.document.root().is_some(), 0, NO_ROOT),
                Err(found) => return Err(malformed(&found, start..end, text)),
            }
            start = end;
        }
    }

    /// Reads a tag without its delimiters: its attributes into `self.attributes`. Returns its name.
    fn read_tag(&mut self, tag: Range<usize>) -> Result<Name<'a>> {
        let is_second_root = self.document.depth() == 0 && self.document.root().is_some();
        check(!is_second_root, tag.start - 1, MALFORMED)?;
        check(self.document.nodes() < self.limit, tag.start - 1, TOO_MANY_NODES)?;
        let (name, end) = self.read_name(tag.start)?;
        self.read_attributes(end..tag.end)?;
        self.check_distinct()?;
        self.check_values(tag.clone())?;
        self.declare_prefixes(tag.start - 1)?;
        check(self.is_declared(name), tag.start, UNDECLARED_PREFIX)?;
        let is_declared = |name: Name<'_>| name.is_declaration() || self.is_declared(name);
        let undeclared = self.attributes.iter().find(|attribute| !is_declared(attribute.name));
        undeclared.map_or(Ok(name), |attribute| error(attribute.start, UNDECLARED_PREFIX))
    }

    /// Reads the attributes between the name of an element and the end of its tag.
    fn read_attributes(&mut self, range: Range<usize>) -> Result<()> {
        self.attributes.clear();
        let bytes = self.text.as_bytes().get(..range.end).unwrap_or_default();
        let skip = |mut at: usize| {
            while bytes.get(at).is_some_and(|byte| is_whitespace(*byte)) {
                at += 1;
            }
            at
        };
        let mut at = range.start;
        loop {
            let start = skip(at);
            if start == range.end {
                return Ok(());
            }
            check(start > at, start, MALFORMED)?;
            let (name, end) = self.read_name(start)?;
            let equals = skip(end);
            check(bytes.get(equals) == Some(&b'='), equals, MALFORMED)?;
            let quote = skip(equals + 1);
            let (Some(&delimiter @ (b'"' | b'\'')), rest) =
                (bytes.get(quote), bytes.get(quote + 1..).unwrap_or_default())
            else {
                return error(quote, MALFORMED);
            };
            let Some(length) = memchr(delimiter, rest) else { return error(range.end, MALFORMED) };
            let offset = quote + 1;
            at = offset + length + 1;
            let total = self.document.attributes().len() + self.attributes.len();
            check(total < self.limit, start, TOO_MANY_ATTRIBUTES)?;
            let raw = self.text.get(offset..offset + length).unwrap_or_default();
            self.attributes.push(Attribute { start, name, raw, offset });
        }
    }

    /// Reads the name at an offset, and returns the offset after it.
    fn read_name(&self, start: usize) -> Result<(Name<'a>, usize)> {
        let text = self.text;
        let slice = |from, to| text.get(from..to).unwrap_or_default();
        let colon = self.end_of_name(start)?;
        if text.as_bytes().get(colon) != Some(&b':') {
            return Ok((Name { prefix: None, local: slice(start, colon) }, colon));
        }
        let end = self.end_of_name(colon + 1)?;
        Ok((Name { prefix: Some(slice(start, colon)), local: slice(colon + 1, end) }, end))
    }

    /// Returns the offset after the name without a colon that begins at an offset.
    fn end_of_name(&self, start: usize) -> Result<usize> {
        match self.text.get(start..).and_then(characters::name) {
            Some(name) => Ok(start + name.len()),
            None => error(start, MALFORMED),
        }
    }

    /// Checks the XML declaration.
    fn check_declaration(&mut self, range: Range<usize>) -> Result<()> {
        check(range.start == 0, range.start, MALFORMED)?;
        self.read_attributes("<?xml".len()..range.end - "?>".len())?;
        let named = |local| Name { prefix: None, local };
        let mut parts = self.attributes.iter().peekable();
        let is_version = parts.next().is_some_and(|part| part.name == named("version") && part.raw == "1.0");
        parts.next_if(|part| part.name == named("encoding") && part.raw.bytes().all(|byte| byte.is_ascii_graphic()));
        parts.next_if(|part| part.name == named("standalone") && matches!(part.raw, "yes" | "no"));
        check(is_version && parts.next().is_none(), range.start, MALFORMED)
    }

    /// Checks that no two attributes of the tag have the same name.
    fn check_distinct(&self) -> Result<()> {
        // Comparing is faster than hashing for the attributes that SSIS writes, and slower for a million of them.
        const FEW: usize = 32;
        let mut seen = HashSet::new();
        for (index, attribute) in self.attributes.iter().enumerate() {
            let is_new = if self.attributes.len() <= FEW {
                self.attributes.iter().take(index).all(|before| before.name != attribute.name)
            } else {
                seen.insert(attribute.name)
            };
            if !is_new {
                return error(attribute.start, DUPLICATE_ATTRIBUTE);
            }
        }
        Ok(())
    }

    /// Adds the prefixes that the tag declares to those in scope.
    fn declare_prefixes(&mut self, at: usize) -> Result<()> {
        for attribute in &self.attributes {
            let Name { prefix: Some("xmlns"), local } = attribute.name else { continue };
            if !self.prefixes.iter().any(|(prefix, _)| *prefix == local) {
                check(self.prefixes.len() < MAX_PREFIXES, at, TOO_MANY_PREFIXES)?;
                self.prefixes.push((local, self.document.depth()));
            }
        }
        Ok(())
    }

    /// Removes the prefixes that were declared by the element that ends.
    fn leave_scope(&mut self) {
        let depth = self.document.depth();
        while self.prefixes.pop_if(|(_, declared)| *declared >= depth).is_some() {}
    }

    fn is_declared(&self, name: Name<'_>) -> bool {
        let is_declared = |prefix| self.prefixes.iter().any(|(declared, _)| *declared == prefix);
        name.prefix.is_none_or(|prefix| prefix == "xml" || is_declared(prefix))
    }

    /// Checks the values of the attributes of the tag.
    fn check_values(&self, tag: Range<usize>) -> Result<()> {
        let text = self.text.get(tag).unwrap_or_default();
        // Few tags have any of these, and one search of the tag is faster than one of each value.
        if memchr2(b'&', b'<', text.as_bytes()).is_some() {
            for attribute in &self.attributes {
                if let Some(at) = memchr(b'<', attribute.raw.as_bytes()) {
                    return error(attribute.offset + at, MALFORMED);
                }
                check_references(attribute.raw, attribute.offset)?;
            }
        }
        Ok(())
    }

    /// Reads characters between markup.
    fn read_characters(&mut self, range: Range<usize>) -> Result<()> {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let Some(first) = text.bytes().position(|byte| !is_whitespace(byte)) else {
            self.document.continue_text(range);
            return Ok(());
        };
        check(self.document.depth() > 0, range.start + first, MALFORMED)?;
        if let Some(at) = memmem::find(text.as_bytes(), b"]]>") {
            return error(range.start + at, MALFORMED);
        }
        self.add(range, false)
    }

    /// Adds a comment, or a text that may continue another one.
    fn add(&mut self, range: Range<usize>, is_comment: bool) -> Result<()> {
        if !is_comment && self.document.continue_text(range.clone()) {
            return Ok(());
        }
        check(self.document.nodes() < self.limit, range.start, TOO_MANY_NODES)?;
        self.document.add_text(Text { from: range.start, to: range.end, is_comment });
        Ok(())
    }
}

/// Checks the references in a text that begins at an offset.
fn check_references(text: &str, offset: usize) -> Result<()> {
    for at in memchr_iter(b'&', text.as_bytes()) {
        let body = text.get(at + 1..).and_then(|rest| rest.split_once(';')).map(|(body, _)| body);
        let is_known = body.and_then(escape::character).is_some();
        check(is_known, offset + at, UNKNOWN_ENTITY)?;
    }
    Ok(())
}

/// Returns the error for the markup in a range that the library does not accept.
fn malformed(error: &Error, markup: Range<usize>, text: &str) -> Malformed {
    let (offset, reason) = match error {
        Error::IllFormed(IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_)) => {
            (markup.start, MISMATCHED_END)
        }
        Error::IllFormed(IllFormedError::UnclosedReference) => (markup.start, UNKNOWN_ENTITY),
        // The library searches the end of the markup in the whole text.
        Error::Syntax(_) if markup.end == text.len() || matches!(text.get(markup.start..), Some("<" | "<!")) => {
            (text.len(), END_OF_FILE)
        }
        _ => (markup.start, MALFORMED),
    };
    Malformed { offset, reason }
}

#[cfg(test)]
pub(super) fn well_formed<'a>(source: &'a Source<'a>) -> Document<'a> {
    match parse(source, &Limits::default()) {
        (document, None) => document,
        (_, broken) => panic!("{broken:?}: {}", source.text),
    }
}

#[cfg(test)]
mod comparison;
#[cfg(test)]
mod tests;
