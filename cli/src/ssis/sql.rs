//! SQL scripts: connection strings in the literals of Transact-SQL.
//!
//! `'…'` and `N'…'` are literals, in which `''` is an escaped quote. Comments (`--`, and `/* */`, which nest) and
//! delimited identifiers (`[…]` with `]]`, `"…"` with `""`) are skipped, so a quote in them does not begin a literal.

use memchr::{memchr, memchr3};

use crate::ssis::place::{LocatedText, Source};
use crate::ssis::{escape, property, search};

/// Reads a script.
pub(super) fn read(source: &Source<'_>) -> Vec<LocatedText> {
    let mut records = Vec::new();
    let bytes = source.text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        at = match (byte, next) {
            (b'-', Some(b'-')) => memchr(b'\n', tail(bytes, at)).map_or(bytes.len(), |end| at + end + 1),
            (b'/', Some(b'*')) => after_comment(bytes, at),
            (b'[', _) => after_delimited(bytes, at, b']'),
            (b'"', _) => after_delimited(bytes, at, b'"'),
            (b'\'', _) => {
                let end = after_delimited(bytes, at, b'\'');
                records.extend(literal(source, at + 1, end.saturating_sub(1).max(at + 1)));
                end
            }
            _ => at + 1,
        };
    }
    records
}

/// Returns a literal if it is an SMTP connection string.
fn literal(source: &Source<'_>, from: usize, to: usize) -> Option<LocatedText> {
    if !search::has_smtp(source.slice(from, to).as_bytes()) {
        return None;
    }
    let text = escape::sql_literal(source, from, to);
    property::is_connection_string(text.as_str()).then_some(text)
}

/// Returns the offset after the closing delimiter, which is escaped by doubling it. An unclosed literal or identifier
/// extends to the end of the input.
fn after_delimited(bytes: &[u8], start: usize, closing: u8) -> usize {
    let mut at = start + 1;
    while let Some(found) = memchr(closing, tail(bytes, at)) {
        at += found + 1;
        if bytes.get(at) != Some(&closing) {
            return at;
        }
        at += 1;
    }
    // The offset is one past the end, so that the last character of an unclosed literal is not treated as its closing
    // quote.
    bytes.len() + 1
}

fn after_comment(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(found) = memchr3(b'/', b'*', b'*', tail(bytes, at)) {
        at += found;
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'/'), Some(b'*')) => {
                depth += 1;
                at += 2;
            }
            (Some(b'*'), Some(b'/')) => {
                depth = depth.saturating_sub(1);
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

fn tail(bytes: &[u8], at: usize) -> &[u8] {
    bytes.get(at..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the strings of a script and their columns.
    #[track_caller]
    fn check(script: &str, expected: &[(u32, &str)]) {
        let records = read(&Source::new(script));
        let found: Vec<_> = records.iter().map(|text| (text.place(0).column, text.as_str())).collect();
        assert_eq!(found, expected, "{script}");
    }

    #[test]
    fn connection_strings_in_literals_are_found() {
        check("EXEC f N'SmtpServer=a;', 'smtpSERVER = b'", &[(10, "SmtpServer=a;"), (27, "smtpSERVER = b")]);
        check("'SmtpServer=''a''b;'", &[(2, "SmtpServer='a'b;")]);
        check("'''' 'SmtpServer=a'", &[(7, "SmtpServer=a")]);
        check("'' 'see SmtpServer=a' 'x;SmtpServer=a'", &[(24, "x;SmtpServer=a")]);
    }

    #[test]
    fn comments_and_identifiers_are_skipped() {
        check("-- 'SmtpServer=a'", &[]);
        check("-- it's\n'SmtpServer=a'", &[(2, "SmtpServer=a")]);
        check("/* 'SmtpServer=a' /* ' */ 'SmtpServer=b' */ 'SmtpServer=c'", &[(46, "SmtpServer=c")]);
        check("[it's]]'] 'SmtpServer=a'", &[(12, "SmtpServer=a")]);
        check("\"it's\"\"'\" 'SmtpServer=a'", &[(12, "SmtpServer=a")]);
        check("SmtpServer=a; 5 - 3 / 2 * 1", &[]);
    }

    #[test]
    fn unclosed_literal_extends_to_the_end() {
        check("'SmtpServer=a", &[(2, "SmtpServer=a")]);
        check("'SmtpServer=a''", &[(2, "SmtpServer=a'")]);
        check("/* /* */ 'SmtpServer=a'", &[]);
        check("[ 'SmtpServer=a'", &[]);
        check("'", &[]);
    }
}
