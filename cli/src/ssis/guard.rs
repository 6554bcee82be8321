//! Rejects documents that would make the XML parser slow.
//!
//! The parser compares each attribute of an element with all others, and copies and searches all namespaces in scope
//! for each element that declares one. It needs three minutes for a file of 200 KB with 8,000 nested declarations. Both
//! numbers are limited by counting, which takes a fraction of the time of a parse.

use std::collections::HashSet;

use memchr::{memchr, memchr3, memmem};

/// The maximum number of attributes of an element. SSIS writes about 30.
const MAX_ATTRIBUTES: usize = 1_000;

/// The maximum number of distinct prefixes in a document. SSIS uses one for each kind of task and a few more.
const MAX_PREFIXES: usize = 128;

/// Returns why a document must not be parsed, or `None` if it may be parsed.
///
/// In a malformed document the count may be wrong after the error, but the parser stops at the error.
pub(super) fn refusal(text: &str) -> Option<&'static str> {
    let bytes = text.as_bytes();
    let mut prefixes = HashSet::new();
    let mut at = 0;
    while let Some(found) = memchr(b'<', tail(bytes, at)) {
        at += found;
        let rest = tail(bytes, at);
        at += match rest {
            [b'<', b'!', b'-', b'-', ..] => after(rest, b"-->"),
            [b'<', b'!', b'[', ..] => after(rest, b"]]>"),
            [b'<', b'?', ..] => after(rest, b"?>"),
            _ => {
                let (length, attributes) = tag(rest, &mut prefixes);
                if attributes > MAX_ATTRIBUTES {
                    return Some("an element has more than 1000 attributes");
                }
                if prefixes.len() > MAX_PREFIXES {
                    return Some("the XML document declares more than 128 namespace prefixes");
                }
                length
            }
        };
    }
    None
}

/// Returns the length of a tag and the number of its attributes, and collects the names of those that declare a
/// namespace.
fn tag<'a>(bytes: &'a [u8], prefixes: &mut HashSet<&'a [u8]>) -> (usize, usize) {
    let mut attributes = 0;
    let mut at = 0;
    while let Some(found) = memchr3(b'>', b'"', b'\'', tail(bytes, at)) {
        let end = at + found;
        let quote = match bytes.get(end) {
            Some(&quote) if quote != b'>' => quote,
            _ => return (end + 1, attributes),
        };
        attributes += 1;
        let before = bytes.get(at..end).unwrap_or_default().trim_ascii();
        let name = before.strip_suffix(b"=").unwrap_or(before).trim_ascii_end();
        let start = name.iter().rposition(u8::is_ascii_whitespace).map_or(0, |space| space + 1);
        let name = tail(name, start);
        if name.starts_with(b"xmlns") {
            prefixes.insert(name);
        }
        if attributes > MAX_ATTRIBUTES || prefixes.len() > MAX_PREFIXES {
            break;
        }
        let value = end + 1;
        at = match memchr(quote, tail(bytes, value)) {
            Some(length) => value + length + 1,
            None => bytes.len(),
        };
    }
    (bytes.len(), attributes)
}

/// Returns the offset after the first `end`, or the length of the input.
fn after(bytes: &[u8], end: &[u8]) -> usize {
    memmem::find(bytes, end).map_or(bytes.len(), |found| found + end.len())
}

fn tail(bytes: &[u8], at: usize) -> &[u8] {
    bytes.get(at..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(count: usize) -> String {
        (0..count).fold(String::new(), |text, n| text + &format!(" a{n}='>'"))
    }

    #[test]
    fn attributes_are_counted_per_element() {
        let most = attributes(MAX_ATTRIBUTES);
        assert_eq!(refusal(&format!("<r><a{most}/><b{most}></b></r>")), None);
        assert!(refusal(&format!("<r><a{most} b = \"\"/></r>")).is_some());
        // The count does not depend on the markup before the element.
        for before in
            ["<!-- <a b=' -->", "<![CDATA[ <a b=' ]]>", "<?p <a b=' ?>", "<a b='<!--'/>", "it's &quot;", "<a>"]
        {
            assert!(refusal(&format!("<r>{before}<a{most} b=''/></r>")).is_some(), "{before}");
        }
        // Text, values and comments that look like attributes are not counted.
        for text in
            ["a='' ".repeat(5000), format!("<a b=\"{}\"/>", "a='' ".repeat(5000)), format!("<!--{most} b=''-->")]
        {
            assert_eq!(refusal(&text), None);
        }
    }

    #[test]
    fn prefixes_are_counted_once() {
        let declare = |count: usize| (0..count).fold(String::new(), |text, n| text + &format!("<a xmlns:n{n} = 'u'>"));
        assert_eq!(refusal(&declare(MAX_PREFIXES).repeat(3)), None);
        assert!(refusal(&declare(MAX_PREFIXES + 1)).is_some());
    }
}
