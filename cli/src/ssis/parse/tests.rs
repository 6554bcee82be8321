use super::*;
use crate::ssis::tree::Element;

/// Returns the complete elements, and the line, the column and the reason of the error.
fn elements(text: &str) -> (Option<String>, Option<(u32, u32, &'static str)>) {
    let source = Source::new(text);
    let (document, broken) = parse(&source, &Limits::default());
    let elements = document.root().map(|_| {
        document.elements().filter(|element| element.is_complete()).map(Element::name).collect::<Vec<_>>().join(" ")
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
    assert_eq!(
        elements("<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<a><b c='d'/><e>f</e></a>"),
        (Some("a b e".into()), None)
    );
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
    check("<a><b/></a>\0", Some("a b"), 1, 12, "invalid character");
    check("<a><b/><\u{1}", Some("b"), 1, 9, "invalid character");
    check("<a><b/>x\u{1}<c/></a>", Some("b"), 1, 9, "invalid character");
    check("<a><b/>x]]>y<c/></a>", Some("b"), 1, 9, "malformed XML");
    check("<a><b/><!-- -- --><c/></a>", Some("b"), 1, 8, "malformed XML");
    check("<a><b/><!-- <c/>", Some("b"), 1, 17, "malformed XML");
    check("<a><b/><![CDATA[<c/>", Some("b"), 1, 21, "malformed XML");
    check("<a><b/><c d=e/></a>", Some("b"), 1, 13, "malformed XML");
    check("<a><b/><c d='<e/>'/></a>", Some("b"), 1, 14, "malformed XML");
    check("<a><b/><c d='1'e='2'/></a>", Some("b"), 1, 16, "malformed XML");
    check("<a><b/><:c/></a>", Some("b"), 1, 9, "malformed XML");
    check("<a><b/></a><c/>", Some("a b"), 1, 12, "malformed XML");
    check("<a><b/></a><![CDATA[]]>", Some("a b"), 1, 12, "malformed XML");
    check("<a><b/></a>&amp;", Some("a b"), 1, 12, "malformed XML");
    check("<a><b/><?xml version='1.0'?></a>", Some("b"), 1, 8, "malformed XML");
    check("<a><b/><? p?></a>", Some("b"), 1, 10, "malformed XML");
    check("<a><b/><!d></a>", Some("b"), 1, 8, "malformed XML");
    for name in ["c\u{A0}", "·", "\u{301}c", "c×", "c\u{2028}"] {
        check(&format!("<a><b/><{name}/></a>"), Some("b"), 1, 9, "malformed XML");
    }
    check("<a><b/></a>text", Some("a b"), 1, 12, "malformed XML");
    check("<x:a xmlns:x='u'><x:b/><!d></x:a>", Some("b"), 1, 24, "malformed XML");
}

#[test]
fn document_without_a_complete_start_tag_has_only_an_error() {
    check("", None, 1, 1, "no root element");
    check("text", None, 1, 1, "malformed XML");
    for declaration in [
        "",
        " version='1.0",
        " encoding='utf-8'",
        " version='1.0' version='1.0'",
        " version='1.0'encoding='a'",
        " version='1.1'",
        " x:version='1.0'",
        " version='1.0' standalone='maybe'",
        " version='1.0' encoding='ä'",
        " v",
    ] {
        let (document, broken) = elements(&format!("<?xml{declaration}?><a/>"));
        assert_eq!((document, broken.map(|(.., reason)| reason)), (None, Some(MALFORMED)), "{declaration}");
    }
    check("<!-- c -->\u{1}<a/>", None, 1, 11, "invalid character");
    check("<a b='", None, 1, 7, "unexpected end of file");
    check("<?xml version='1.0'?><a b='1' b='2'/>", None, 1, 31, "duplicate attribute");
    check("<!-- c --><!DOCTYPE a><a/>", None, 1, 11, "document type declarations");
    check("\u{FEFF}<a/>", None, 1, 1, "malformed XML");
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
        let reference = truncated.find("t&").filter(|_| !truncated.contains("&#x41;"));
        let (offset, reason) = match (truncated.trim_end().get(2..), reference) {
            (None, _) if truncated.is_empty() => (0, NO_ROOT),
            (Some("xml version=\"1.0\"?>"), _) => (0, NO_ROOT),
            (_, Some(at)) => (at + 1, UNKNOWN_ENTITY),
            _ => (end, END_OF_FILE),
        };
        let LineColumn { line, column } = Source::new(truncated).place(offset);
        assert_eq!(broken, Some((line, column, reason)), "{truncated}");
    }
}

/// Returns the limits with a small number of nodes.
fn error_with(nodes: u32, text: &str) -> Option<&'static str> {
    let source = Source::new(text);
    let (_, broken) = parse(&source, &Limits { nodes, ..Limits::default() });
    broken.map(|Break { reason, .. }| reason)
}

#[test]
fn nodes_and_attributes_are_limited() {
    let attributes = |count: usize| (0..count).fold(String::new(), |all, n| format!("{all} a{n}=''"));
    assert_eq!(error_with(100, &format!("<r>{}</r>", "<a/>".repeat(99))), None);
    assert_eq!(error_with(100, &format!("<r>{}</r>", "<a/>".repeat(100))), Some(TOO_MANY_NODES));
    assert_eq!(error_with(100, &format!("<r>{}</r>", "a<!-- -->".repeat(50))), Some(TOO_MANY_NODES));
    assert_eq!(error_with(2, &format!("<r>{}&amp;t</r>", "<![CDATA[<]]>".repeat(1_000))), None);
    assert_eq!(error_with(100, &format!("<r><a{}/><a{0}/></r>", attributes(50))), None);
    assert_eq!(error_with(100, &format!("<r><a{}/><a{0} b=''/></r>", attributes(50))), Some(TOO_MANY_ATTRIBUTES));
}

#[test]
fn depth_is_limited() {
    let nested = |depth: usize| format!("{}<b/>{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert_eq!(elements(&nested(MAX_DEPTH)).1, None);
    check(&nested(MAX_DEPTH + 1), Some(""), 1, 3 * 500 + 1, "500 levels");
    let wide = format!("<r>{}</r>", nested(MAX_DEPTH - 1).repeat(3));
    assert_eq!(elements(&wide).1, None);
}

#[test]
fn prefixes_in_scope_are_limited() {
    let declare = |from: usize, to: usize| (from..to).fold(String::new(), |all, n| format!("{all} xmlns:n{n}='u'"));
    assert_eq!(elements(&format!("<r{}><a{0}/></r>", declare(0, MAX_PREFIXES))).1, None);
    let siblings = format!("<r><a{}/><a{}/></r>", declare(0, 100), declare(100, 200));
    assert_eq!(elements(&siblings).1, None);
    let nested = format!("<r{}>\n<a{}/></r>", declare(0, 100), declare(100, 200));
    check(&nested, Some(""), 2, 1, "128 namespace prefixes are in scope");
}

#[test]
fn scope_of_a_prefix_ends_with_its_element() {
    let undeclared = "undeclared namespace prefix";
    assert_eq!(elements("<r><a xmlns:x='u'><x:b x:c=''/></a><a xmlns:x='u' x:c=''/></r>").1, None);
    check("<r><a xmlns:x='u'/><x:b/></r>", Some("a"), 1, 21, undeclared);
    check("<r><a xmlns:x='u'><b xmlns:x='u'/></a><x:b/></r>", Some("a b"), 1, 40, undeclared);
    assert_eq!(elements("<x:r xmlns:x='u'><a xmlns:x='v'/><x:b/></x:r>").1, None);
    assert_eq!(elements("<r xml:lang='de'/>").1, None);
}

#[test]
fn many_distinct_attributes_are_compared_fast() {
    let attributes = (0..300_000).fold(String::new(), |all, n| all + &format!(" a{n}=''"));
    assert_eq!(elements(&format!("<r{attributes}/>")).1, None);
    let (_, broken) = elements(&format!("<r{attributes} a0=''/>"));
    assert_eq!(broken.map(|(.., reason)| reason), Some(DUPLICATE_ATTRIBUTE));
}

#[test]
fn references_to_other_characters_are_rejected() {
    for reference in [
        "&#0;",
        "&#11;",
        "&#x1F;",
        "&#xFFFE;",
        "&#xD800;",
        "&#x110000;",
        "&#;",
        "&#x;",
        "&a",
        "&;",
        "&#+65;",
        "&#x+41;",
    ] {
        check(&format!("<a>{reference}</a>"), Some(""), 1, 4, "unknown entity");
        check(&format!("<a b='{reference}'/>"), None, 1, 7, "unknown entity");
    }
}
