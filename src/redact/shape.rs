//! The harmless shapes of keywords, values and lone servers.

use alloc::string::String;
use core::net::Ipv6Addr;

use crate::smtp::fold::{Folded, is_within};
use crate::smtp::property::{self, Property};
use crate::smtp::vocabulary::{self, Meaning};

/// The keyword of a segment (S2).
pub(super) struct Keyword<'a> {
    pub(super) text: &'a str,
    pub(super) is_shown: bool,
    /// What it means, if it is listed.
    meaning: Option<Meaning>,
    /// It is `SmtpServer` itself and not a synonym.
    is_smtp_server: bool,
}

impl<'a> Keyword<'a> {
    pub(super) fn new(text: &'a str, certain: bool) -> Self {
        let meaning = listed(text);
        let is_smtp_server = Property::from_keyword(without_noise(text)) == Some(Property::SmtpServer);
        let is_shown = text.is_empty() || meaning.is_some() || (certain && is_plain_name(text));
        Self { text, is_shown, meaning, is_smtp_server }
    }

    /// Whether a value of this keyword is shown (S3).
    pub(super) fn shows(&self, value: &str, certain: bool) -> bool {
        if value.is_empty() {
            return true;
        }
        match self.meaning {
            Some(Meaning::Property(Property::SmtpServer)) => (certain || self.is_smtp_server) && is_server(value),
            Some(Meaning::Property(Property::Timeout)) => is_timeout(&without_quotes(value)),
            Some(Meaning::Property(_) | Meaning::Scheme | Meaning::Basic) => is_word(&without_quotes(value)),
            Some(Meaning::Port) => is_digits(&without_quotes(value)),
            Some(Meaning::Credential | Meaning::Harmless) | None => false,
        }
    }

    /// Whether the place of the next segment can still be certain (S5).
    pub(super) fn keeps_certainty(&self) -> bool {
        matches!(self.meaning, Some(Meaning::Property(_) | Meaning::Port))
    }
}

/// Whether a text is a listed keyword, which is shown anywhere.
pub(super) fn is_listed(text: &str) -> bool {
    listed(text).is_some()
}

/// What a keyword means, ignoring quotes and unprintable characters before it.
fn listed(text: &str) -> Option<Meaning> {
    let keyword = without_noise(text);
    if is_name(keyword, char::is_alphanumeric, &[' ', '_', '-', '.']) { vocabulary::meaning(keyword) } else { None }
}

fn without_noise(text: &str) -> &str {
    text.trim_start_matches(|c| is_quote(c) || !is_printable(c))
}

/// Whether a keyword is a plain ASCII name without words that passwords contain, except at its end.
fn is_plain_name(keyword: &str) -> bool {
    is_name(keyword, |c| c.is_ascii_alphanumeric(), &['_', '-', '.'])
        && Folded::new(keyword).is_some_and(|keyword| {
            !vocabulary::contains_secret_word(&keyword) || vocabulary::ends_like_credential(&keyword)
        })
}

/// Letters and digits with single separators in between, at most 40 bytes, not starting with a digit.
fn is_name(text: &str, is_letter: impl Fn(char) -> bool, separators: &[char]) -> bool {
    let mut after_letter = false;
    for c in text.chars() {
        let is_separator = after_letter && separators.contains(&c);
        after_letter = is_letter(c);
        if !after_letter && !is_separator {
            return false;
        }
    }
    after_letter && text.len() <= 40 && !text.starts_with(char::is_numeric)
}

/// Whether a segment without `=` is a server, all printable, with quotes only around it (S4).
pub(super) fn is_lone_server(text: &str) -> bool {
    text.chars().all(is_printable) && is_server_or_template(text.trim_matches(is_quote))
}

/// Whether a value of `SmtpServer` has the form of a server (S3).
pub(crate) fn is_server(value: &str) -> bool {
    let value = without_quotes(value);
    if is_server_or_template(&value) {
        return true;
    }
    // A server and further pairs with the wrong separators.
    after_server(&value).is_some_and(|rest| {
        rest.split(|c: char| matches!(c, ',' | '&' | '|') || c.is_whitespace()).all(|pair| match pair.split_once('=') {
            None => pair.is_empty(),
            Some((keyword, value)) => match Property::from_keyword(keyword) {
                Some(Property::UseWindowsAuthentication | Property::EnableSsl) => is_word(value),
                Some(Property::Timeout) => is_timeout(value),
                Some(Property::SmtpServer) | None => false,
            },
        })
    })
}

fn is_server_or_template(text: &str) -> bool {
    is_template(text) || after_server(text).is_some_and(str::is_empty)
}

/// What follows an optional scheme, a host, ports and an optional `/`.
fn after_server(text: &str) -> Option<&str> {
    let is_scheme = |scheme: &str| scheme.len() <= 8 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let text = match text.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => rest,
        _ => text,
    };
    let mut rest = after_ipv6_address(text).or_else(|| after_host_name(text))?;
    while let Some(port) = rest.strip_prefix([':', ',']) {
        let digits = port.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=5).contains(&digits) {
            break;
        }
        rest = port.get(digits..)?;
    }
    Some(rest.strip_prefix('/').unwrap_or(rest))
}

fn after_host_name(text: &str) -> Option<&str> {
    let is_host =
        |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_') || !(is_printable(c) || c.is_whitespace());
    let rest = text.trim_start_matches(is_host);
    (rest.len() < text.len()).then_some(rest)
}

/// What follows an IPv6 address, bare or in brackets, with or without a zone.
fn after_ipv6_address(text: &str) -> Option<&str> {
    let (address, rest) = match text.strip_prefix('[') {
        Some(text) => text.split_once(']')?,
        None => text.split_at(text.find([',', '&', '|', '/', ' ']).unwrap_or(text.len())),
    };
    let (address, zone) = address.split_once('%').unwrap_or((address, ""));
    (address.parse::<Ipv6Addr>().is_ok() && zone.chars().all(char::is_alphanumeric)).then_some(rest)
}

/// Whether a text is one placeholder of a template language or one reference of an SSIS expression.
fn is_template(text: &str) -> bool {
    const MARKS: &[(&str, &str)] =
        &[("<", ">"), ("{{", "}}"), ("{", "}"), ("${", "}"), ("#{", "}"), ("$(", ")"), ("%", "%"), ("@[", "]")];
    let is_inner = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '.' | ':' | '$' | '-');
    MARKS.iter().any(|(open, close)| {
        let inner = text.strip_prefix(open).and_then(|text| text.strip_suffix(close));
        inner.is_some_and(|inner| !inner.is_empty() && inner.chars().all(is_inner))
    })
}

/// The values of booleans and schemes that are shown, in lowercase.
const WORDS: &[&str] = &[
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    "t",
    "f",
    "1",
    "0",
    "-1",
    "enabled",
    "disabled",
    "enable",
    "disable",
    "none",
    "null",
    "default",
    "auto",
    "always",
    "never",
    "required",
    "require",
    "optional",
    "mandatory",
    "strict",
    "ssl",
    "tls",
    "starttls",
    "anonymous",
    "windows",
    "integrated",
    "sspi",
    "ntlm",
    "kerberos",
    "negotiate",
    "gssapi",
    "basic",
    "login",
    "plain",
    "xoauth2",
    "oauth2",
    "cram-md5",
    "digest",
    "digest-md5",
];

/// Whether a value is a listed word, a template, or one edit away from `True` or `False`.
fn is_word(value: &str) -> bool {
    let near = |word: &str| value.len() <= 8 && is_within(value.to_ascii_lowercase().as_bytes(), word.as_bytes(), 1);
    WORDS.iter().any(|word| value.eq_ignore_ascii_case(word)) || is_template(value) || near("true") || near("false")
}

/// Whether a value is a timeout, a template, or a short number with a sign, a point or a unit.
fn is_timeout(value: &str) -> bool {
    const UNITS: &[&str] = &["", "ms", "msec", "s", "sec", "secs", "second", "seconds", "m", "min", "minutes", "h"];
    let unit = value.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | ',')).trim();
    let is_short = value.len() <= 16 && value.contains(|c: char| c.is_ascii_digit());
    property::timeout(value).is_ok()
        || is_template(value)
        || (is_short && UNITS.iter().any(|other| unit.eq_ignore_ascii_case(other)))
}

/// Whether a value is a number of at most five digits.
fn is_digits(value: &str) -> bool {
    (1..=5).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// A value without its quotes, wherever they are.
fn without_quotes(value: &str) -> String {
    let bare: String = value.chars().filter(|&c| !is_quote(c)).collect();
    String::from(bare.trim())
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '´' | '‘'..='‟' | '«' | '»' | '‹' | '›')
}

/// Whether a character is shown as it is: not controls, format characters such as the bidirectional overrides, odd spaces
/// or combining marks, which `char::escape_debug` escapes.
pub(super) fn is_printable(c: char) -> bool {
    matches!(c, '"' | '\'' | '\\' | ' '..='~') || c.escape_debug().len() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let is = |text| is_name(text, char::is_alphanumeric, &[' ', '_']);
        for text in ["a", "User ID", "user_id", "é1", "abcdefghijabcdefghijabcdefghijabcdefghij"] {
            assert!(is(text), "{text}");
        }
        for text in ["", " a", "a ", "a  b", "a_ b", "1a", "a=b", "a\u{1}", "abcdefghijabcdefghijabcdefghijabcdefghijk"]
        {
            assert!(!is(text), "{text}");
        }
    }

    #[test]
    fn servers() {
        for text in ["mail", "smtp://mail", "mail:25:26,1/", "::1", "[::1%eth0]:25", "m\u{1}il", "{{ server }}", "%S%"]
        {
            assert!(is_server(text), "{text:?}");
        }
        for text in
            ["", ":25", "mail:x", "mail/x", "mail//", "a b", "mail;x", "a://b://c", "[x]", "mail EnableSsl=x", "<>"]
        {
            assert!(!is_server(text), "{text:?}");
        }
    }

    #[test]
    fn words() {
        for text in ["TRUE", "Tru", "Falsee", "basic", "-1", "{ssl}"] {
            assert!(is_word(text), "{text}");
        }
        for text in ["", "hunter2", "tr", "true1x"] {
            assert!(!is_word(text), "{text}");
        }
    }

    #[test]
    fn timeouts_and_ports() {
        for text in ["30", "-1", "+1.5 s", "2,000ms", "%T%"] {
            assert!(is_timeout(text), "{text}");
        }
        for text in ["", "s", "30x", "12345678901234567", "1 2"] {
            assert!(!is_timeout(text), "{text}");
        }
        assert!(is_digits("65535") && !is_digits("123456") && !is_digits("") && !is_digits("1x"));
    }
}
