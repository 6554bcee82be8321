//! `oracle`: the parser and the slow independent reading say the same of every text.

use smtp_connection_string::{Authentication, ConnectionString, Masked, Rule, SmtpConnection};

use super::reading::{self, Problem};
use super::{server_name, text};

/// Acceptance, keywords, values, places, what a keyword stands for, which error where, and which connection.
pub fn law(data: &[u8]) {
    let text = text::of(data);
    same_connection(&text);
    match (ConnectionString::parse(&text), reading::read(&text)) {
        (Ok(string), Ok(expected)) => {
            assert_eq!(string.as_str(), text, "reading keeps every byte");
            same_pairs(&string, &expected);
            same_lookup(&string, &expected);
        }
        (Err(error), Err(refusal)) => {
            assert_eq!(error.rule(), rule(refusal.problem), "{text:?}");
            // Within a secret an error is told where the secret begins, which the reading knows nothing of.
            if !Masked::new(&text).holds_secret() {
                assert_eq!(error.span().start, refusal.at, "{text:?}");
            }
        }
        (parsed, expected) => panic!("{text:?}: {:?}, and the reading says {expected:?}", parsed.map(|_| "accepted")),
    }
}

/// The pairs of the string are those of the reading, in their order and in their places.
pub fn same_pairs(string: &ConnectionString<'_>, expected: &[reading::Pair]) {
    assert_eq!((string.len(), string.is_empty()), (expected.len(), expected.is_empty()));
    for (pair, expected) in string.pairs().zip(expected) {
        let text = string.as_str();
        assert_eq!(pair.keyword(), expected.keyword, "{text:?}");
        assert_eq!(pair.value(), expected.value, "{text:?}");
        assert_eq!(pair.keyword_span(), expected.keyword_span, "{text:?}");
        assert_eq!(pair.value_span(), expected.value_span, "{text:?}");
        assert_eq!(pair.span(), expected.keyword_span.start..expected.value_span.end, "{text:?}");
    }
}

/// A keyword stands for what .NET's dictionary has under it, and its values come in their order.
pub fn same_lookup(string: &ConnectionString<'_>, pairs: &[reading::Pair]) {
    let dictionary = reading::dotnet_reading(pairs);
    for pair in pairs {
        let keyword = pair.keyword.to_ascii_uppercase();
        let expected = dictionary.get(&pair.keyword.to_ascii_lowercase());
        assert_eq!(string.get(&keyword).as_deref(), expected.map(String::as_str), "{string}");
        assert_eq!(string.contains(&keyword), expected.is_some(), "{string}");
        let same = pairs.iter().filter(|other| other.keyword.eq_ignore_ascii_case(&keyword));
        assert!(string.get_all(&keyword).eq(same.map(|other| other.value.as_str())), "{string}");
    }
}

/// The connection is the one that the pairs make, looked at one after the other.
///
/// The parser has a way of its own for the canonical spelling, which must not show.
fn same_connection(text: &str) {
    let connection = SmtpConnection::parse(text);
    let meant = reading::read(text).ok().and_then(|pairs| Meaning::of(&pairs));
    let found = connection.as_ref().ok().map(|connection| Meaning {
        server: Some(connection.server().to_string()),
        windows: Some(connection.authentication() == Authentication::Windows),
        ssl: Some(connection.enable_ssl()),
        timeout: connection.timeout().map(|timeout| timeout.as_millis()),
    });
    assert_eq!(found, meant, "{text:?}: {connection:?}");
}

/// What the four properties are.
#[derive(Default, Debug, PartialEq)]
struct Meaning {
    server: Option<String>,
    windows: Option<bool>,
    ssl: Option<bool>,
    timeout: Option<u128>,
}

impl Meaning {
    /// Each keyword at most once, each value one of its kind, and a server.
    fn of(pairs: &[reading::Pair]) -> Option<Self> {
        let mut meaning = Self::default();
        for pair in pairs {
            let value = &pair.value;
            let twice = match &*pair.keyword.to_ascii_lowercase() {
                "smtpserver" => {
                    let valid = server_name::address(value).is_some() || server_name::is_host_name(value);
                    meaning.server.replace(valid.then(|| value.clone())?).is_some()
                }
                "usewindowsauthentication" => meaning.windows.replace(boolean(value)?).is_some(),
                "enablessl" => meaning.ssl.replace(boolean(value)?).is_some(),
                "timeout" => meaning.timeout.replace(milliseconds(value)?).is_some(),
                _ => return None,
            };
            if twice {
                return None;
            }
        }
        let default = |value: Option<bool>| Some(value.unwrap_or(false));
        Some(Self {
            server: Some(meaning.server?),
            windows: default(meaning.windows),
            ssl: default(meaning.ssl),
            timeout: meaning.timeout,
        })
    }
}

fn boolean(value: &str) -> Option<bool> {
    match &*value.to_ascii_lowercase() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn milliseconds(value: &str) -> Option<u128> {
    let digits = value.trim_start_matches('0');
    // What is longer is too large, and might not fit the number that it is compared as.
    if value.is_empty() || digits.len() > 10 || !value.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let number = digits.chars().fold(0, |number, c| number * 10 + u128::from(c.to_digit(10).unwrap_or_default()));
    (number <= 2_147_483_647).then_some(number)
}

fn rule(problem: Problem) -> Rule {
    match problem {
        Problem::MissingEquals => Rule::MissingEquals,
        Problem::EmptyKeyword => Rule::EmptyKeyword,
        Problem::UnterminatedQuote => Rule::UnterminatedQuote,
        Problem::TextAfterQuote => Rule::TextAfterQuote,
        Problem::StrayQuote => Rule::StrayQuote,
        Problem::ControlCharacter => Rule::ControlCharacter,
    }
}
