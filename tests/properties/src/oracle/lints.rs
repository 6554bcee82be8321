//! The warnings and notes about what a text states.

use smtp_connection_string::{Property, Rule};

use super::meaning::{Finding, Meaning, rank};
use super::server;

/// Rules with a table of servers, which the oracle does not have.
pub const TABLES: [Rule; 2] = [Rule::ProviderNeedsLogin, Rule::PlaceholderServer];

/// Returns the warnings and notes of a text, in the order of a report, without those of [`TABLES`].
#[must_use]
pub fn lints(text: &str, meaning: &Meaning) -> Vec<Finding> {
    let Meaning { stated, pairs, .. } = meaning;
    let is_valid = meaning.errors.is_empty();
    let end = text.len()..text.len();
    let spans = |property| pairs.iter().find(|(other, _)| *other == property).map(|(_, pair)| pair.clone());
    let pair = |property| spans(property).map_or(end.clone(), |pair| pair.keyword_span.start..pair.value_span.end);
    let value = |property| spans(property).map_or(end.clone(), |pair| pair.value_span);

    // In a valid text, a property that is not stated has its default.
    let windows = stated.windows.or(is_valid.then_some(false));
    let ssl = stated.ssl.or(is_valid.then_some(false));
    let is_loopback = stated.server.as_deref().is_some_and(server::is_loopback);
    let is_address = stated.server.as_deref().is_some_and(|server| server::address(server).is_some());
    let cleartext = ssl == Some(false) && !is_loopback;
    let authentication = Property::UseWindowsAuthentication;
    let found = [
        (Rule::NoEncryption, cleartext, pair(Property::EnableSsl)),
        (Rule::WindowsAuthenticationUnencrypted, cleartext && windows == Some(true), pair(authentication)),
        (
            Rule::AddressAsServer,
            is_address && !is_loopback && (ssl == Some(true) || windows == Some(true)),
            value(Property::SmtpServer),
        ),
        (Rule::TimeoutZero, stated.timeout == Some(0), value(Property::Timeout)),
        (Rule::TimeoutInSeconds, matches!(stated.timeout, Some(1..=999)), value(Property::Timeout)),
        (Rule::AnonymousAuthentication, windows == Some(false), pair(authentication)),
        (Rule::WindowsAuthenticationFallback, windows == Some(true), pair(authentication)),
        (Rule::LoopbackServer, is_loopback, value(Property::SmtpServer)),
        (Rule::ImplicitDefault, is_valid && stated.windows.is_none(), end.clone()),
        (Rule::ImplicitDefault, is_valid && stated.ssl.is_none(), end.clone()),
        (Rule::NotCanonical, is_valid && meaning.canonical().as_deref() != Some(text), 0..text.len()),
    ];
    let mut lints: Vec<Finding> =
        found.into_iter().filter(|(_, applies, _)| *applies).map(|(rule, _, span)| (rule, span)).collect();
    lints.sort_by_key(|(rule, span)| (span.start, rank(*rule)));
    lints
}
