//! Decodes the escapes of XML and SQL, and records the place of every character.
//!
//! The parser rejects malformed references. If one occurred here, it would be copied verbatim.

use std::borrow::Cow;

use memchr::memmem;

use crate::ssis::place::{Decoder, Escaping, LocatedText, Source};

/// Decodes the value of an attribute, between its quotes.
///
/// XML turns each literal line break or tab into one space. A reference (`&#10;`) keeps the character.
pub(super) fn attribute(source: &Source<'_>, from: usize, to: usize) -> LocatedText {
    let mut decoder = Decoder::new(source, from);
    decoder.escaping = Escaping::Attribute;
    let mut at = from;
    while let Some((special, byte)) = next_of(source, at, to, b"&\t\n\r") {
        decoder.verbatim(special);
        at = match byte {
            b'&' => reference(&mut decoder, source, special, to),
            b'\r' if source.slice(special, to).starts_with("\r\n") => escape(&mut decoder, special + 2, " "),
            _ => escape(&mut decoder, special + 1, " "),
        };
    }
    decoder.verbatim(to);
    decoder.finish()
}

/// Decodes the value of an attribute.
pub(super) fn attribute_value(raw: &str) -> Cow<'_, str> {
    if raw.contains(['&', '\t', '\n', '\r']) {
        Cow::Owned(attribute(&Source::new(raw), 0, raw.len()).into_string())
    } else {
        Cow::Borrowed(raw)
    }
}

/// Decodes the content of an element without child elements: text and CDATA sections. Comments are skipped.
pub(super) fn content(source: &Source<'_>, from: usize, to: usize) -> LocatedText {
    let mut decoder = Decoder::new(source, from);
    decoder.escaping = Escaping::Content;
    let mut at = from;
    while let Some((special, byte)) = next_of(source, at, to, b"&\r<") {
        decoder.verbatim(special);
        let rest = source.slice(special, to);
        at = match byte {
            b'&' => reference(&mut decoder, source, special, to),
            b'\r' => line_break(&mut decoder, special, rest),
            _ if rest.starts_with("<![CDATA[") => {
                let end = find(rest, "]]>").map_or(to, |end| special + end);
                decoder.skip(special + "<![CDATA[".len());
                cdata(&mut decoder, source, special + "<![CDATA[".len(), end);
                skip(&mut decoder, (end + "]]>".len()).min(to))
            }
            _ if rest.starts_with("<!--") => {
                skip(&mut decoder, find(rest, "-->").map_or(to, |end| special + end + "-->".len()))
            }
            // Only a processing instruction is left, because the element has no child elements.
            _ => skip(&mut decoder, find(rest, "?>").map_or(to, |end| special + end + "?>".len())),
        };
    }
    decoder.verbatim(to);
    decoder.finish()
}

/// Decodes the content of a SQL literal between single or double quotes, in which a doubled quote is an escaped one.
pub(super) fn sql_literal(source: &Source<'_>, from: usize, to: usize, quote: u8) -> LocatedText {
    let mut decoder = Decoder::new(source, from);
    decoder.escaping = Escaping::SqlLiteral(char::from(quote));
    let mut at = from;
    while let Some((found, _)) = next_of(source, at, to, &[quote]) {
        decoder.verbatim(found);
        at = escape(&mut decoder, (found + 2).min(to), if quote == b'\'' { "'" } else { "\"" });
    }
    decoder.verbatim(to);
    decoder.finish()
}

/// Escapes new text for a part of the source; `None` if it cannot be written there.
pub(super) fn escaped(escaping: Escaping, text: &str) -> Option<Cow<'_, str>> {
    if text.chars().all(is_plain) {
        return Some(Cow::Borrowed(text));
    }
    if text.contains(|c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
        // XML has no other control characters, and nobody can see them in a script.
        return None;
    }
    Some(Cow::Owned(match escaping {
        Escaping::Attribute => replaced(text, |c| match c {
            '\'' => Some("&apos;"),
            '\t' => Some("&#9;"),
            '\n' => Some("&#10;"),
            _ => in_content(c),
        }),
        Escaping::Content => replaced(text, in_content),
        Escaping::SqlLiteral(quote) => text.replace(quote, &[quote, quote].iter().collect::<String>()),
        Escaping::Cdata if !text.contains(['\r', '>']) => text.to_owned(),
        Escaping::Cdata | Escaping::Unknown => return None,
    }))
}

/// Returns whether a character needs no escape, whatever is around it.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | ';' | '=' | '[' | ']' | ' ')
}

fn in_content(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\r' => Some("&#13;"),
        _ => None,
    }
}

fn replaced(text: &str, escape: impl Fn(char) -> Option<&'static str>) -> String {
    let mut replaced = String::with_capacity(text.len());
    for c in text.chars() {
        match escape(c) {
            Some(escape) => replaced.push_str(escape),
            None => replaced.push(c),
        }
    }
    replaced
}

/// Decodes a CDATA section. It has no references, but its line breaks are normalized as in text.
fn cdata(decoder: &mut Decoder<'_>, source: &Source<'_>, from: usize, to: usize) {
    decoder.escaping = Escaping::Cdata;
    let mut at = from;
    while let Some((special, _)) = next_of(source, at, to, b"\r") {
        decoder.verbatim(special);
        at = line_break(decoder, special, source.slice(special, to));
    }
    decoder.verbatim(to);
    decoder.escaping = Escaping::Content;
}

/// Decodes CR LF and a single CR as LF.
fn line_break(decoder: &mut Decoder<'_>, at: usize, rest: &str) -> usize {
    let length = if rest.starts_with("\r\n") { 2 } else { 1 };
    escape(decoder, at + length, "\n")
}

fn reference(decoder: &mut Decoder<'_>, source: &Source<'_>, at: usize, to: usize) -> usize {
    let body = source.slice(at + 1, to).split_once(';').map(|(body, _)| body);
    match body.and_then(|body| character(body).map(|character| (body, character))) {
        Some((body, character)) => escape(decoder, at + 1 + body.len() + 1, character.encode_utf8(&mut [0; 4])),
        None => escape(decoder, at + 1, "&"),
    }
}

/// Returns the character of the reference `&body;` if XML allows it. There are no other entities, because document type
/// declarations are rejected.
pub(super) fn character(body: &str) -> Option<char> {
    match body {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = body.strip_prefix('#')?;
            let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
            // `from_str_radix` also accepts a sign.
            let code = u32::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'))?;
            char::from_u32(code).filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..))
        }
    }
}

fn escape(decoder: &mut Decoder<'_>, to: usize, text: &str) -> usize {
    decoder.escape(to, text);
    to
}

fn skip(decoder: &mut Decoder<'_>, to: usize) -> usize {
    decoder.skip(to);
    to
}

fn find(text: &str, needle: &str) -> Option<usize> {
    memmem::find(text.as_bytes(), needle.as_bytes())
}

/// Returns the offset and the value of the next of the wanted ASCII bytes.
fn next_of(source: &Source<'_>, from: usize, to: usize, wanted: &[u8]) -> Option<(usize, u8)> {
    let bytes = source.text.as_bytes().get(from..to)?;
    bytes.iter().position(|byte| wanted.contains(byte)).and_then(|index| Some((from + index, *bytes.get(index)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssis::place::LineColumn;

    type Decode = fn(&Source<'_>, usize, usize) -> LocatedText;

    /// Decodes the part between `[` and `]`. Returns the text and the places of its characters and of its end, as
    /// columns, and with the line unless it is the first.
    #[track_caller]
    fn decoded(decode: Decode, source: &str) -> (String, String) {
        let (from, to) = (source.find('[').unwrap() + 1, source.rfind(']').unwrap());
        let located = decode(&Source::new(source), from, to);
        let offsets = located.as_str().char_indices().map(|(offset, _)| offset).chain([located.as_str().len()]);
        let places: Vec<_> = offsets
            .map(|offset| match located.place(offset) {
                LineColumn { line: 1, column } => column.to_string(),
                LineColumn { line, column } => format!("{line}:{column}"),
            })
            .collect();
        (located.as_str().to_owned(), places.join(" "))
    }

    #[track_caller]
    fn check(decode: Decode, source: &str, text: &str, places: &str) {
        assert_eq!(decoded(decode, source), (text.to_owned(), places.to_owned()), "{source:?}");
    }

    #[test]
    fn attribute_is_decoded_with_places() {
        check(attribute, "[ab]", "ab", "2 3 4");
        check(attribute, "ä[]", "", "3");
        check(attribute, "[a&amp;b&quot;]", "a&b\"", "2 3 8 9 15");
        check(attribute, "[&#10;&#xA;&#x1D11E;x]", "\n\n𝄞x", "2 7 12 21 22");
        check(attribute, "[a\r\nb\tc\nd\re]", "a b c d e", "2 3 2:1 2:2 2:3 2:4 3:1 3:2 3:3 3:4");
        check(attribute, "[ä€x]", "ä€x", "2 3 4 5");
    }

    #[test]
    fn content_is_decoded_with_places() {
        check(content, "[a&lt;b\r\nc\rd]", "a<b\nc\nd", "2 3 7 8 2:1 2:2 2:3 2:4");
        check(content, "[a<!-- x -->b<?p?>c]", "abc", "2 13 19 20");
        check(content, "[<![CDATA[a&amp;\r\n]]>b]", "a&amp;\nb", "11 12 13 14 15 16 17 2:4 2:5");
        check(content, "[<![CDATA[]]>]", "", "14");
    }

    #[test]
    fn sql_literal_is_decoded_with_places() {
        let single: Decode = |source, from, to| sql_literal(source, from, to, b'\'');
        check(single, "[a''b\"\"]", "a'b\"\"", "2 3 5 6 7 8");
        check(single, "['''']", "''", "2 4 6");
        check(single, "[a\nb]", "a\nb", "2 3 2:1 2:2");
        let double: Decode = |source, from, to| sql_literal(source, from, to, b'"');
        check(double, "[a\"\"b'']", "a\"b''", "2 3 5 6 7 8");
    }

    #[test]
    fn escaped_text_decodes_to_itself() {
        let decoders: [(Decode, Escaping, &str, &str); 3] = [
            (attribute, Escaping::Attribute, "[", "]"),
            (content, Escaping::Content, "[", "]"),
            (|source, from, to| sql_literal(source, from, to, b'"'), Escaping::SqlLiteral('"'), "[", "]"),
        ];
        for text in ["a.b-c_1:;= x", "a&b<c>d\"e'f", "\t\n\r", "ä€𝄞"] {
            for (decode, escaping, before, after) in decoders {
                let source = [before, &escaped(escaping, text).unwrap(), after].concat();
                assert_eq!(decoded(decode, &source).0, text, "{escaping:?}");
            }
        }
        let cdata = |text| escaped(Escaping::Cdata, text).map(|text| format!("[<![CDATA[{text}]]>]"));
        assert_eq!(decoded(content, &cdata("a&b<\"'\n").unwrap()).0, "a&b<\"'\n");
        assert_eq!([cdata("a>"), cdata("\r"), cdata("\u{1}")], [None, None, None]);
        assert_eq!(escaped(Escaping::Unknown, "mail;EnableSsl=True").as_deref(), Some("mail;EnableSsl=True"));
        assert_eq!(escaped(Escaping::Unknown, "'"), None);
    }

    #[test]
    fn malformed_reference_is_copied_verbatim() {
        check(attribute, "[a&b]", "a&b", "2 3 4 5");
        check(attribute, "[&nope;&#xD800;]", "&nope;&#xD800;", "2 3 4 5 6 7 8 9 10 11 12 13 14 15 16");
    }

    #[test]
    fn decoded_text_equals_that_of_the_parser() {
        // The text has no single CR next to a reference or at the border of a text node: contrary to the standard, the
        // parser keeps it there.
        let value = "x &amp;&lt;&gt;&apos;&quot;\t\r\n\ny\rz&#9;&#13;&#x20AC;ä";
        let xml = format!("<a b=\"{value}\">{value}<!--c-->&amp;\r\n<![CDATA[&\r\n\r<]]></a>");
        let document = roxmltree::Document::parse(&xml).unwrap();
        let root = document.root_element();
        let source = Source::new(&xml);
        let range = root.attributes().next().unwrap().range_value();
        assert_eq!(attribute(&source, range.start, range.end).as_str(), root.attribute("b").unwrap());
        let (from, to) = (range.end + 2, xml.len() - 4);
        let text: String = root.children().filter(roxmltree::Node::is_text).filter_map(|node| node.text()).collect();
        assert_eq!(content(&source, from, to).as_str(), text);
    }
}
