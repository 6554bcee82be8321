//! Parses an XML document within limits, and a malformed one up to its error.
//!
//! The parser accepts only whole documents. A malformed document is cut before the markup with the error, and the
//! elements that are open there are closed. The text before the cut is unchanged, so its places are the same.

use roxmltree::{Document, Error, Node, ParsingOptions};

use crate::ssis::guard;
use crate::ssis::limits::Limits;
use crate::ssis::markup::{Kind, Walk};
use crate::ssis::place::LineColumn;
use crate::ssis::place::Source;

/// The place where a document could no longer be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Break {
    pub(super) place: LineColumn,
    /// The reason, which contains no text of the document.
    pub(super) reason: &'static str,
}

/// A document, or the part of it before an error.
pub(super) struct Parsed<'d, 'i> {
    pub(super) document: &'d Document<'i>,
    /// The offset of the cut in a malformed document.
    cut: Option<usize>,
}

impl Parsed<'_, '_> {
    /// Returns whether the document contains the whole element. Otherwise, properties may be missing. The attributes of
    /// such an element are complete, and its children may be.
    pub(super) fn is_complete(&self, node: Node<'_, '_>) -> bool {
        self.cut.is_none_or(|cut| node.range().end <= cut)
    }
}

/// Parses a document and passes it to the reader, and also returns the error of a malformed document. The reader is not
/// called if there is no complete start tag before the error, or if the document is rejected as a whole.
pub(super) fn parse<T>(
    source: &Source<'_>,
    limits: &Limits,
    read: impl FnOnce(&Parsed<'_, '_>) -> T,
) -> (Option<T>, Option<Break>) {
    let text = source.text;
    if let Some(reason) = guard::refusal(text, limits) {
        return (None, Some(Break { place: LineColumn::START, reason }));
    }
    let error = match document(text, limits) {
        Ok(document) => return (Some(read(&Parsed { document: &document, cut: None })), None),
        Err(error) => error,
    };
    let reason = reason(&error);
    let Some(offset) = offset(&error, text) else {
        return (None, Some(Break { place: LineColumn::START, reason }));
    };
    let broken = Break { place: source.place(offset), reason };
    let (cut, closed) = closed_before(offset, text);
    let value = document(&closed, limits).ok().map(|document| read(&Parsed { document: &document, cut: Some(cut) }));
    (value, Some(broken))
}

fn document<'i>(text: &'i str, limits: &Limits) -> Result<Document<'i>, Error> {
    Document::parse_with_options(text, ParsingOptions { nodes_limit: limits.nodes, ..ParsingOptions::default() })
}

/// Returns the offset after the last complete markup that is before an offset, and the text before it with an end tag
/// for each open element.
fn closed_before(offset: usize, text: &str) -> (usize, String) {
    let mut walk = Walk::new(text);
    let mut cut = 0;
    let mut open = Vec::new();
    while let Some(markup) = walk.next(|_, _| {}).filter(|markup| markup.end <= offset) {
        cut = markup.end;
        match markup.kind {
            Kind::Start(name) => open.push(name),
            Kind::End => drop(open.pop()),
            Kind::Empty | Kind::Other => {}
        }
    }
    let mut closed = text.get(..cut).unwrap_or_default().to_owned();
    for name in open.into_iter().rev() {
        closed.extend(["</", name, ">"]);
    }
    (cut, closed)
}

/// Returns the offset of an error, or `None` if it is about the document as a whole.
fn offset(error: &Error, text: &str) -> Option<usize> {
    match error {
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => Some(text.len()),
        // For these, the parser reports the first character of the document.
        Error::DtdDetected
        | Error::NoRootNode
        | Error::NodesLimitReached
        | Error::AttributesLimitReached
        | Error::NamespacesLimitReached => None,
        _ => {
            let position = error.pos();
            let line = text.split_inclusive('\n').take(usize::try_from(position.row).ok()?.checked_sub(1)?);
            let start = line.map(str::len).sum::<usize>();
            let column = usize::try_from(position.col).ok()?.checked_sub(1)?;
            let rest = text.get(start..)?;
            Some(rest.char_indices().nth(column).map_or(text.len(), |(at, _)| start + at))
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the complete elements, and the line, the column and the reason of the error.
    fn elements(text: &str) -> (Option<String>, Option<(u32, u32, &'static str)>) {
        let (elements, broken) = parse(&Source::new(text), &Limits::default(), |parsed| {
            let nodes = parsed.document.descendants().filter(|node| node.is_element() && parsed.is_complete(*node));
            nodes.map(|node| node.tag_name().name()).collect::<Vec<_>>().join(" ")
        });
        (elements, broken.map(|Break { place, reason }| (place.line, place.column, reason)))
    }

    #[track_caller]
    fn check(text: &str, complete: Option<&str>, line: u32, column: u32, reason: &str) {
        let (elements, broken) = elements(text);
        assert_eq!(elements.as_deref(), complete, "{text}");
        let (at_line, at_column, found) = broken.unwrap();
        assert_eq!((at_line, at_column), (line, column), "{text}");
        assert!(found.contains(reason), "{text}: {found}");
    }

    #[test]
    fn well_formed_document_is_complete() {
        assert_eq!(elements("<?xml version='1.0'?>\n<a><b c='d'/><e>f</e></a>"), (Some("a b e".into()), None));
    }

    #[test]
    fn document_is_read_up_to_its_error() {
        let end = "unexpected end of file";
        check("<a><b/>", Some("b"), 1, 8, end);
        check("<a>\n<b></b><c>", Some("b"), 2, 11, end);
        check("<a><b/><c d='", Some("b"), 1, 14, end);
        check("<a><b/><c>text", Some("b"), 1, 15, end);
        check("<a><b/></c>", Some("b"), 1, 8, "mismatched end tag");
        check("<a><b/><c></b></c></a>", Some("b"), 1, 11, "mismatched end tag");
        check("<a><b/><c d='1' d='2'/></a>", Some("b"), 1, 17, "duplicate attribute");
        check("<a><b/><c:d/></a>", Some("b"), 1, 9, "undeclared namespace prefix");
        check("<a><b/>é&f;<c/></a>", Some("b"), 1, 9, "unknown entity");
        check("<a><b/><c d='&e;'/></a>", Some("b"), 1, 14, "unknown entity");
        check("<a><b/>x\u{1}<c/></a>", Some("b"), 1, 9, "invalid character");
        check("<a><b/>x]]>y<c/></a>", Some("b"), 1, 13, "malformed XML");
        check("<a><b/><!-- -- --><c/></a>", Some("b"), 1, 8, "malformed XML");
        check("<a><b/><!-- <c/>", Some("b"), 1, 17, "malformed XML");
        check("<a><b/><![CDATA[<c/>", Some("b"), 1, 21, "malformed XML");
        check("<a><b/><c d=e/></a>", Some("b"), 1, 13, "malformed XML");
        check("<a><b/><c d='<e/>'/></a>", Some("b"), 1, 14, "malformed XML");
        check("<a><b/><c d='1'e='2'/></a>", Some("b"), 1, 16, "malformed XML");
        check("<a><b/></a><c/>", Some("a b"), 1, 12, "malformed XML");
        check("<a><b/></a>text", Some("a b"), 1, 12, "malformed XML");
        check("<x:a xmlns:x='u'><x:b/><!d></x:a>", Some("b"), 1, 24, "malformed XML");
    }

    #[test]
    fn document_without_a_complete_start_tag_has_only_an_error() {
        check("", None, 1, 1, "no root element");
        check("text", None, 1, 1, "malformed XML");
        check("<a b='", None, 1, 7, "unexpected end of file");
        check("<?xml version='1.0'?><a b='1' b='2'/>", None, 1, 31, "duplicate attribute");
        check("<!DOCTYPE a><a/>", None, 1, 1, "document type declarations");
        check(&"<a>".repeat(600), None, 1, 1, "500 levels");
    }

    #[test]
    fn every_truncated_document_has_an_error_at_its_end() {
        let text = "<?xml version=\"1.0\"?>\r\n<D:E xmlns:D=\"u\" D:n='ä'>\r\n  <!-- c --><p D:q=\"&lt;€\"><![CDATA[<r>]]></p>\r\n  \
                    <s>t&#x41;</s>\r\n</D:E>";
        let complete = ["</p>", "</s>"].map(|end| text.find(end).unwrap() + end.len());
        for (end, _) in text.char_indices() {
            let truncated = text.get(..end).unwrap();
            let (elements, broken) = elements(truncated);
            let found = elements.unwrap_or_default();
            assert_eq!(found.contains('p'), end >= complete[0], "{truncated}");
            assert_eq!(found.contains('s'), end >= complete[1], "{truncated}");
            let (line, column, _) = broken.unwrap();
            assert!(LineColumn { line, column } <= Source::new(truncated).place(end), "{truncated}");
        }
    }
}
