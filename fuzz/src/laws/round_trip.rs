//! `round_trip`: a connection survives being written, in the canonical spelling and in every other.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use arbitrary::{Result, Unstructured};
use smtp_connection_string::{Authentication, ConnectionString, Rule, SmtpConnection, apply_fixes, check};

use super::text::SPACES;

/// What the bytes make a connection, and a spelling of it.
pub fn law(data: &[u8]) {
    let mut u = Unstructured::new(data);
    if let Ok(connection) = u.arbitrary::<SmtpConnection<'_>>() {
        canonical(&connection);
        // Bytes that run out leave the connection without another spelling.
        if let Ok(spelled) = spelling(&connection, &mut u) {
            same_however_spelled(&connection, &spelled);
        }
    }
}

/// The canonical text is read as the connection, and written the same again by every way there is.
fn canonical(connection: &SmtpConnection<'_>) {
    let text = connection.to_string();
    assert_eq!(SmtpConnection::parse(&text).as_ref(), Ok(connection));
    assert_eq!(SmtpConnection::parse(&text).map(|parsed| parsed.to_string()).as_ref(), Ok(&text));
    assert!(!noted(&text), "{text:?} is canonical");
    assert_eq!(apply_fixes(&text), text);
    let string = ConnectionString::from(connection);
    assert_eq!(string.as_str(), text);
    assert_eq!(Ok(&string), ConnectionString::parse(&text).as_ref());
    assert_eq!(SmtpConnection::try_from(&string).as_ref(), Ok(connection));
    let rebuilt = SmtpConnection::builder(connection.server().clone())
        .authentication(connection.authentication())
        .enable_ssl(connection.enable_ssl())
        .timeout(connection.timeout())
        .build();
    assert_eq!(rebuilt.as_ref(), Ok(connection));
}

/// Another spelling is the same connection, with the same hash and the same canonical text.
fn same_however_spelled(connection: &SmtpConnection<'_>, text: &str) {
    let parsed = SmtpConnection::parse(text);
    assert_eq!(parsed.as_ref(), Ok(connection), "{text:?}");
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    assert_eq!(parsed.map(|parsed| hasher.hash_one(parsed)), Ok(hasher.hash_one(connection)), "{text:?}");
    let canonical = connection.to_string();
    assert_eq!(noted(text), text != canonical, "{text:?}");
    assert_eq!(apply_fixes(text), canonical, "{text:?}");
}

fn noted(text: &str) -> bool {
    check(text).diagnostics().iter().any(|diagnostic| diagnostic.rule() == Rule::NotCanonical)
}

/// The connection in a chosen order, casing, spacing and quoting; what is the default may be left out.
fn spelling(connection: &SmtpConnection<'_>, u: &mut Unstructured<'_>) -> Result<String> {
    let windows = connection.authentication() == Authentication::Windows;
    let mut pairs = vec![("SmtpServer", connection.server().to_string())];
    for (keyword, value) in [("UseWindowsAuthentication", windows), ("EnableSsl", connection.enable_ssl())] {
        if value || u.arbitrary()? {
            pairs.push((keyword, cased(if value { "True" } else { "False" }, u)?));
        }
    }
    if let Some(timeout) = connection.timeout() {
        // Leading zeros are the one freedom in a number.
        let zeros = u.int_in_range(0..=12)?;
        pairs.push(("Timeout", format!("{}{}", "0".repeat(zeros), timeout.as_millis())));
    }
    let mut text = (*u.choose(SPACES)?).to_owned();
    while !pairs.is_empty() {
        let (keyword, value) = pairs.swap_remove(u.choose_index(pairs.len())?);
        let quote = *u.choose(&["", "\"", "'"])?;
        text.push_str(&cased(keyword, u)?);
        for part in [u.choose(SPACES)?, "=", u.choose(SPACES)?, quote, &value, quote, u.choose(SPACES)?] {
            text.push_str(part);
        }
        let last = pairs.is_empty();
        text.push_str(if last && u.arbitrary()? { "" } else { u.choose(&[";", ";;", " ; ; ", ";\r\n"])? });
    }
    Ok(text)
}

/// The word with the case of its letters flipped where a bit says so.
fn cased(word: &str, u: &mut Unstructured<'_>) -> Result<String> {
    let bits: u32 = u.arbitrary()?;
    let flip = |(index, c): (usize, char)| match bits >> (index % 32) & 1 {
        0 => c,
        _ if c.is_ascii_lowercase() => c.to_ascii_uppercase(),
        _ => c.to_ascii_lowercase(),
    };
    Ok(word.chars().enumerate().map(flip).collect())
}
