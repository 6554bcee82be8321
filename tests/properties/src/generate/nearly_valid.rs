//! Nearly valid strings: pairs from tables, with damage. They get past the first segment more often than random bytes.

use arbitrary::{Result, Unstructured};

use super::space;
use super::spelling::spelling;

#[rustfmt::skip] // One a line would be 11 lines.
const SERVERS: &[&str] = &[
    "mail", "smtp.contoso.com.", "my_relay-01", "192.0.2.25", "[2001:db8::25]", "localhost", "127.0.0.1",
    "::1", "smtp.office365.com", "mail.example.com", "MY_SMTP_SERVER",
];

/// Keywords of properties, each with values that they can have.
const PAIRS: &[(&str, &[&str])] = &[
    ("SmtpServer", SERVERS),
    ("UseWindowsAuthentication", &["True", "False", "true"]),
    ("EnableSsl", &["True", "False", "FALSE"]),
    ("Timeout", &["0", "1", "999", "007", "30000", "2147483647"]),
];

/// Keywords of every kind: properties, synonyms, misspellings, ports, schemes, credentials, URLs and odd ones.
#[rustfmt::skip] // One a line would be 47 lines.
const KEYWORDS: &[&str] = &[
    "SmtpServer", "UseWindowsAuthentication", "EnableSsl", "Timeout", "smtpserver", "ENABLESSL", "Host",
    "mail.smtp.host", "SmtpServr", "UseTls", "EnableSs", "Integrated Security", "UseDefaultCredentials",
    "UseWindowAuthentication", "Connect Timeout", "Port", "SmtpServerPort", "Authentication", "ProxyAuth",
    "UseBasicAuthentication", "Password", "User ID", "pwd", "Kennwort", "Pasword", "SmtpServerPw", "ClientSecret",
    "PasswordHash", "TokenCacheSize", "Subject", "Foo", "a", "A", "é", "EnableS\u{17f}l", "\u{212a}", "a==b", "==",
    "Password==x", "a b", "a\tb", "a\u{1}", "joe@host", "smtp://mail?tls", "smtp://joe:x@mail?tls",
    "TheKeywordThatHasMoreThanFortyBytesAndPassword", "",
];

/// Values of every kind: valid ones, and those for which there is a rule.
#[rustfmt::skip] // One a line would be 42 lines.
const VALUES: &[&str] = &[
    "mail", "smtp.contoso.com", "192.0.2.25", "192.0.2.256", "2001:db8::25", "fe80::1%eth0", "[mail]", "<server name>",
    "@[User::SmtpServer]", "bücher.example", "mail:587", "mail: 25", "mail:465:1:", "tcp:mail", "[::1]:25",
    "smtp://mail:25/x", "smtps://mail", "joe@mail", "joe:pw@mail", "True", "False", "yes", "0", "SSPI", "basic",
    "Basic am9lOnB3", "LOGIN", "none", "1", "465", "2147483648", "-1", "", "a b", "a=b", "=", "it's", "say \"x\"",
    "a..b", "-a", "é", "my password is",
];

const QUOTES: &[&str] = &["", "", "", "\"", "'"];

const SEPARATORS: &[&str] = &[";", ";", ";", ";;", " ; ; ", ";\r\n", "", " "];

/// Characters that change how a string is read.
const DAMAGE: &[&str] = &[
    ";", "=", "\"", "'", " ", "\t", "\n", "\0", "\u{1}", "\u{7f}", "\u{85}", "\u{a0}", "\u{feff}", "\u{202e}", "@", ":",
];

/// Appends a connection string and damages it, or appends a few pairs.
pub(super) fn extend(text: &mut String, u: &mut Unstructured<'_>) -> Result<()> {
    if u.arbitrary()? {
        text.push_str(&spelling(&u.arbitrary()?, u)?);
    }
    for _ in 0..u.int_in_range(0..=6)? {
        extend_once(text, u)?;
    }
    Ok(())
}

/// Appends a pair or a value, or damages the text.
fn extend_once(text: &mut String, u: &mut Unstructured<'_>) -> Result<()> {
    match u.int_in_range(0..=9)? {
        0 => text.push_str(u.choose(DAMAGE)?),
        1 => text.push(u.arbitrary()?),
        2 => {
            text.pop();
        }
        3 => {
            let value = u.choose(VALUES)?;
            written(text, value, u)?;
            text.push_str(u.choose(SEPARATORS)?);
        }
        4..=6 => {
            let (keyword, values) = u.choose(PAIRS)?;
            let value = u.choose(values)?;
            pair(text, keyword, value, u)?;
        }
        _ => {
            let (keyword, value) = (u.choose(KEYWORDS)?, u.choose(VALUES)?);
            pair(text, keyword, value, u)?;
        }
    }
    Ok(())
}

fn pair(text: &mut String, keyword: &str, value: &str, u: &mut Unstructured<'_>) -> Result<()> {
    let equals = if u.ratio(1, 16)? { *u.choose(&["", "==", "= ="])? } else { "=" };
    for part in [space(u)?, keyword, space(u)?, equals, space(u)?] {
        text.push_str(part);
    }
    written(text, value, u)?;
    text.push_str(space(u)?);
    text.push_str(u.choose(SEPARATORS)?);
    Ok(())
}

/// A value with or without quotes. Sometimes the closing quote is wrong, or a quote in the value is not doubled.
fn written(text: &mut String, value: &str, u: &mut Unstructured<'_>) -> Result<()> {
    let opening = *u.choose(QUOTES)?;
    let closing = if u.ratio(1, 16)? { u.choose(QUOTES)? } else { opening };
    let is_verbatim = opening.is_empty() || u.ratio(1, 8)?;
    let value = if is_verbatim { value.to_owned() } else { value.replace(opening, &opening.repeat(2)) };
    for part in [opening, &value, closing] {
        text.push_str(part);
    }
    Ok(())
}
