//! Rejects documents that would make the XML parser slow or large.
//!
//! The parser reserves memory for each `<` and `=`, compares each attribute of an element with all others of it, and
//! copies and searches all namespaces in scope for each element that declares one. An archive of 122 KB with nested
//! declarations took 56 seconds and 1.3 GB. The work is estimated before the parse, in a fraction of its time.

use std::collections::HashSet;

use memchr::memchr_iter;

use crate::ssis::limits::Limits;
use crate::ssis::markup::{Kind, Walk};

/// The maximum number of attributes of an element. SSIS writes about 30.
const MAX_ATTRIBUTES: usize = 1_000;

/// The maximum number of distinct prefixes in a document. SSIS uses one for each kind of task and a few more.
const MAX_PREFIXES: usize = 128;

/// The maximum length of a namespace and of its prefix, in bytes. SSIS uses at most 70. Each comparison takes a time
/// proportional to the length.
const MAX_NAMESPACE: usize = 256;

/// The maximum depth of nested elements. A package has about 10, and four more for each container in a container.
/// Anything that looks at all parents of an element takes a time proportional to the depth.
const MAX_DEPTH: usize = 500;

/// The number of comparisons in the parser that any document may cause, and the additional ones for each of its bytes.
/// Packages cause less than one for each byte.
const MIN_COMPARISONS: usize = 1 << 26;
const COMPARISONS_PER_BYTE: usize = 4;

/// Returns why a document must not be parsed, or `None` if it may be parsed.
///
/// In a malformed document the counts may be wrong after the error, but the parser stops at the error.
pub(super) fn refusal(text: &str, limits: &Limits) -> Option<&'static str> {
    let nodes = usize::try_from(limits.nodes).unwrap_or(usize::MAX);
    // A short document cannot have too many.
    let has_too_many = |byte: u8| text.len() > nodes && memchr_iter(byte, text.as_bytes()).count() > nodes;
    if has_too_many(b'<') {
        return Some("the XML document has too many nodes");
    }
    if has_too_many(b'=') {
        return Some("the XML document has too many attributes");
    }
    let mut prefixes = HashSet::new();
    let mut depth = 0_usize;
    let mut comparisons = 0_usize;
    let mut walk = Walk::new(text);
    loop {
        let (mut attributes, mut declarations, mut longest) = (0, 0, 0);
        let markup = walk.next(|name, value| {
            attributes += 1;
            if name.starts_with("xmlns") {
                declarations += 1;
                longest = longest.max(name.len()).max(value.len());
                // A document with more prefixes is rejected, so the other ones are not needed.
                if prefixes.len() <= MAX_PREFIXES {
                    prefixes.insert(name);
                }
            }
        });
        if attributes > MAX_ATTRIBUTES {
            return Some("an element has more than 1000 attributes");
        }
        if prefixes.len() > MAX_PREFIXES {
            return Some("the XML document declares more than 128 namespace prefixes");
        }
        if longest > MAX_NAMESPACE {
            return Some("a namespace of the XML document is longer than 256 bytes");
        }
        // One element can declare the default namespace several times, and the parser accepts it.
        let in_scope = prefixes.len() + declarations;
        let copied = if declarations > 0 { in_scope * in_scope } else { 0 };
        comparisons += attributes * attributes + (1 + attributes) * in_scope + copied;
        if comparisons > MIN_COMPARISONS.saturating_add(text.len().saturating_mul(COMPARISONS_PER_BYTE)) {
            return Some("the XML document has too many attributes and namespaces");
        }
        match markup?.kind {
            Kind::Start(_) => depth += 1,
            Kind::End => depth = depth.saturating_sub(1),
            Kind::Empty | Kind::Other => {}
        }
        if depth > MAX_DEPTH {
            return Some("the elements of the XML document are nested deeper than 500 levels");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn accepted(text: &str) {
        assert_eq!(refusal(text, &Limits::default()), None);
    }

    #[track_caller]
    fn rejected(text: &str, reason: &str) {
        let refusal = refusal(text, &Limits::default());
        assert!(refusal.is_some_and(|refusal| refusal.contains(reason)), "{refusal:?} instead of {reason}");
    }

    fn numbered(count: usize, text: fn(usize) -> String) -> String {
        (0..count).map(text).collect()
    }

    fn attributes(count: usize) -> String {
        numbered(count, |n| format!(" a{n}='>'"))
    }

    #[test]
    fn attributes_are_counted_per_element() {
        let most = attributes(MAX_ATTRIBUTES);
        accepted(&format!("<r><a{most}/><b{most}></b></r>"));
        rejected(&format!("<r><a{most} b = \"\"/></r>"), "1000 attributes");
        rejected(&format!("<r><a{most} b = \"\""), "1000 attributes");
        // The count does not depend on the markup before the element.
        for before in
            ["<!-- <a b=' -->", "<![CDATA[ <a b=' ]]>", "<?p <a b=' ?>", "<a b='<!--'/>", "it's &quot;", "<a>"]
        {
            rejected(&format!("<r>{before}<a{most} b=''/></r>"), "1000 attributes");
        }
        // Text, values and comments that look like attributes are not counted.
        for text in
            ["a='' ".repeat(5000), format!("<a b=\"{}\"/>", "a='' ".repeat(5000)), format!("<!--{most} b=''-->")]
        {
            accepted(&text);
        }
    }

    #[test]
    fn prefixes_are_counted_once() {
        let declare = |count: usize| numbered(count, |n| format!("<a xmlns:n{n} = 'u'/>"));
        accepted(&declare(MAX_PREFIXES).repeat(3));
        rejected(&declare(MAX_PREFIXES + 1), "128 namespace prefixes");
    }

    #[test]
    fn namespaces_are_short() {
        accepted(&format!("<a xmlns='{}'/>", "u".repeat(MAX_NAMESPACE)));
        rejected(&format!("<a xmlns='{}'/>", "u".repeat(MAX_NAMESPACE + 1)), "256 bytes");
        rejected(&format!("<a xmlns:{}='u'/>", "p".repeat(MAX_NAMESPACE)), "256 bytes");
    }

    #[test]
    fn depth_is_limited() {
        let nested = |depth: usize| format!("{}<b/>{}", "<a>".repeat(depth), "</a>".repeat(depth));
        accepted(&nested(MAX_DEPTH).repeat(3));
        rejected(&nested(MAX_DEPTH + 1), "500 levels");
    }

    #[test]
    fn comparisons_are_limited_in_proportion_to_the_size() {
        // Many declarations in the scope of many prefixes, and many long lists of attributes.
        let scope = numbered(MAX_PREFIXES - 1, |n| format!(" xmlns:n{n}='u'"));
        let declarations = |count: usize| format!("<r{scope}>{}</r>", "<a xmlns='u'/>".repeat(count));
        accepted(&declarations(1_000));
        rejected(&declarations(10_000), "too many attributes and namespaces");
        let most = attributes(MAX_ATTRIBUTES);
        rejected(&format!("<r>{}</r>", format!("<a{most}/>").repeat(100)), "too many attributes and namespaces");
        // A large document as SSIS writes it.
        let task = "<DTS:Executable xmlns:DTS='www.microsoft.com/SqlServer/Dts' DTS:CreationName='x' DTS:DTSID='x'/>";
        accepted(&format!("<r>{}</r>", task.repeat(20_000)));
    }

    #[test]
    fn reserved_memory_is_limited() {
        let limits = Limits { nodes: 100, ..Limits::default() };
        assert_eq!(refusal(&format!("<a>{}</a>", "=".repeat(100)), &limits), None);
        assert!(refusal(&format!("<a>{}</a>", "=".repeat(101)), &limits).unwrap().contains("attributes"));
        assert!(refusal(&format!("<a><![CDATA[{}]]></a>", "<".repeat(100)), &limits).unwrap().contains("nodes"));
    }
}
