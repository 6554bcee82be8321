//! Edits of a connection string, mostly of keywords that it has.

use arbitrary::{Result, Unstructured};

/// An edit.
#[derive(Debug)]
pub(crate) enum Edit {
    Set(String, String),
    Remove(String),
    Rename(String, String),
    /// Appends some of the pairs of this string, as they are written.
    Extend(&'static str),
}

/// The strings whose pairs are appended.
const OTHERS: &[&str] = &["a = 1 ; B='it''s'", "c=;c=\"\"", "==a= x y ;;é=\"a;b\";b= =x"];

#[rustfmt::skip] // One a line would be 16 lines.
const NEW_KEYWORDS: &[&str] = &[
    "SmtpServer", "Timeout", "a", "b", "A", "=", "a=", "=a", "a b", "é", "'", "", " a", "a\u{a0}", "a;b", "a\tb",
];

#[rustfmt::skip] // One a line would be 21 lines.
const VALUES: &[&str] = &[
    "", "mail", "True", "1", "a b", " ", "a;b", "a=b", "=", "it's", "'", "\"", "''\"\"", "say \"x\"", "a\n", "\u{1}",
    "é", "\u{2003}", "a\0", "x\"", "'x'",
];

/// Returns an edit of a string with these keywords.
pub(crate) fn edit(keywords: &[String], u: &mut Unstructured<'_>) -> Result<Edit> {
    Ok(match u.int_in_range(0..=5)? {
        0 => Edit::Remove(keyword(keywords, u)?),
        1 => Edit::Rename(keyword(keywords, u)?, keyword(keywords, u)?),
        5 => Edit::Extend(u.choose(OTHERS)?),
        _ => Edit::Set(keyword(keywords, u)?, value(u)?),
    })
}

/// A keyword of the string, sometimes in upper case, or a new one.
fn keyword(keywords: &[String], u: &mut Unstructured<'_>) -> Result<String> {
    match u.int_in_range(0..=7)? {
        0 => u.arbitrary::<&str>().map(str::to_owned),
        1 | 2 => u.choose(NEW_KEYWORDS).map(|&keyword| keyword.to_owned()),
        _ if keywords.is_empty() => Ok("a".to_owned()),
        kind => {
            let keyword = u.choose(keywords)?;
            Ok(if kind == 3 { keyword.to_ascii_uppercase() } else { keyword.clone() })
        }
    }
}

fn value(u: &mut Unstructured<'_>) -> Result<String> {
    match u.int_in_range(0..=3)? {
        0 => u.arbitrary::<&str>().map(str::to_owned),
        _ => u.choose(VALUES).map(|&value| value.to_owned()),
    }
}
