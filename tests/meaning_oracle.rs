//! An independent reading of the meaning: the connection is worked out from the pairs that the syntax oracle reads, by the
//! second half of `grammar.md` in the plainest words, and shares no code with the library.
//!
//! It holds the library's short cuts, which read a well-known spelling at once, to what the long way says.

// A test may panic: that is how it fails.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::string_slice)]

mod generate;
mod oracle;

use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use generate::config;
use proptest::prelude::*;
use smtp_connection_string::{Authentication, SmtpConnection};

/// What a valid string says; `None` if it is not valid.
fn meaning(text: &str) -> Option<(String, Authentication, bool, Option<Duration>)> {
    let (mut server, mut windows, mut ssl, mut timeout) = (None, None, None, None);
    for pair in oracle::read(text).ok()? {
        let value = pair.value;
        let slot_was_empty = match pair.keyword.to_ascii_lowercase().as_str() {
            "smtpserver" => server.replace(is_server(&value).then_some(value)?).is_none(),
            "usewindowsauthentication" => windows.replace(boolean(&value)?).is_none(),
            "enablessl" => ssl.replace(boolean(&value)?).is_none(),
            "timeout" => timeout.replace(milliseconds(&value)?).is_none(),
            _ => false,
        };
        if !slot_was_empty {
            return None;
        }
    }
    let authentication = if windows == Some(true) { Authentication::Windows } else { Authentication::Anonymous };
    Some((server?, authentication, ssl.unwrap_or(false), timeout))
}

fn boolean(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn milliseconds(value: &str) -> Option<Duration> {
    if value.is_empty() || value.chars().any(|c| !c.is_ascii_digit()) {
        return None;
    }
    // More digits than a u128 holds are zeros in front, or too many.
    let digits = value.trim_start_matches('0');
    let number: u128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    (number <= 2_147_483_647).then(|| Duration::from_millis(u64::try_from(number).unwrap()))
}

fn is_server(value: &str) -> bool {
    let in_brackets = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    if in_brackets.unwrap_or(value).parse::<Ipv6Addr>().is_ok() {
        return true;
    }
    let name = value.strip_suffix('.').unwrap_or(value);
    let labels: Vec<&str> = name.split('.').collect();
    let is_label = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last_is_number = labels.last().unwrap().chars().all(|c| c.is_ascii_digit());
    name.len() <= 253 && labels.iter().all(is_label) && (!last_is_number || value.parse::<Ipv4Addr>().is_ok())
}

#[track_caller]
fn agree(text: &str) -> bool {
    let ours = SmtpConnection::parse(text).ok();
    let ours = ours.map(|connection| {
        let server = connection.server().as_str().to_owned();
        (server, connection.authentication(), connection.enable_ssl(), connection.timeout())
    });
    assert_eq!(ours, meaning(text), "{text:?}");
    ours.is_some()
}

proptest! {
    #![proptest_config(config(4000))]

    #[test]
    fn on_nearly_valid_strings(text in generate::nearly_valid()) {
        agree(&text);
    }

    #[test]
    fn on_valid_strings((connection, text) in generate::valid()) {
        prop_assert!(agree(&text));
        prop_assert!(agree(&connection.to_string()));
    }

    #[test]
    fn on_any_string(text in generate::text()) {
        agree(&text);
    }
}

/// Every short string of the pieces that the short cuts are about, put together in every way.
#[test]
fn on_all_strings_of_a_few_pieces() {
    const PIECES: &[&str] =
        &["SmtpServer", "EnableSsl", "=", ";", " ", "mail", "a.", "True", "\"", "'", "1", "UseWindowsAuthentication"];
    let (mut texts, mut valid) = (vec![String::new()], 0);
    for _ in 0..5 {
        texts = texts.iter().flat_map(|text| PIECES.iter().map(move |piece| format!("{text}{piece}"))).collect();
        valid += texts.iter().filter(|text| agree(text)).count();
    }
    assert!(valid > 100, "{valid}");
}
