//! Warnings and notes about what a string states.

use alloc::vec::Vec;
use core::fmt::{self, Write};

use super::known_servers;
use crate::diagnostic::{Diagnostic, Message, ParseError};
use crate::smtp::connection::{Authentication, SmtpConnection};
use crate::smtp::properties::Properties;
use crate::smtp::property::{PerProperty, Property};
use crate::smtp::server_name::ServerName;
use crate::smtp::validate::PairSpans;
use crate::syntax::span::Span;

/// Adds the warnings and notes about the stated properties; with a connection also those about defaults and the whole
/// string, which make sense only if the string is valid.
pub(super) fn lints(
    source: &str,
    stated: &Properties<'_>,
    connection: Option<&SmtpConnection<'_>>,
    spans: &PerProperty<Option<PairSpans>>,
    found: &mut Vec<Diagnostic>,
) {
    let end = Span::empty(source.len());
    let pair = |property| spans.get(property).map_or(end, PairSpans::pair);
    let value = |property| spans.get(property).map_or(end, |spans| spans.value);
    let mut add = |kind, span| found.push(Diagnostic::new(ParseError::new(kind, span), None));

    // `None` if it is not known: neither stated nor the default of a valid string.
    let enable_ssl = stated.enable_ssl().or(connection.map(SmtpConnection::enable_ssl));
    let authentication = stated.authentication().or(connection.map(SmtpConnection::authentication));
    let is_loopback = stated.server().is_some_and(ServerName::is_loopback);

    if enable_ssl == Some(false) && !is_loopback {
        let kind = if stated.enable_ssl().is_some() { Message::Cleartext } else { Message::CleartextByDefault };
        add(kind, pair(Property::EnableSsl));
    }
    match authentication {
        Some(Authentication::Windows) => {
            if enable_ssl == Some(false) && !is_loopback {
                add(Message::WindowsUnencrypted, pair(Property::UseWindowsAuthentication));
            }
            add(Message::WindowsFallback, pair(Property::UseWindowsAuthentication));
        }
        Some(Authentication::Anonymous) => {
            let is_stated = stated.authentication().is_some();
            let kind = if is_stated { Message::Anonymous } else { Message::AnonymousByDefault };
            add(kind, pair(Property::UseWindowsAuthentication));
        }
        None => {}
    }
    let windows = authentication == Some(Authentication::Windows);
    if let Some(kind) = stated.server().and_then(|server| about_server(server, enable_ssl == Some(true), windows)) {
        add(kind, value(Property::SmtpServer));
    }
    match stated.timeout_ms() {
        Some(0) => add(Message::TimeoutZero, value(Property::Timeout)),
        Some(1..=999) => add(Message::TimeoutInSeconds, value(Property::Timeout)),
        _ => {}
    }
    let Some(connection) = connection else { return };
    if stated.authentication().is_none() {
        add(Message::ImplicitAnonymous, end);
    }
    if stated.enable_ssl().is_none() {
        add(Message::ImplicitCleartext, end);
    }
    if !is_canonical(source, connection) {
        add(Message::NotCanonical, Span::new(0, source.len()));
    }
}

/// The finding about a server: a loopback server, an address, a provider and a placeholder exclude each other.
fn about_server(server: &ServerName<'_>, tls: bool, windows: bool) -> Option<Message> {
    let name = server.as_str();
    if server.is_loopback() {
        Some(Message::LoopbackServer)
    } else if server.ip().is_some() {
        match (tls, windows) {
            (true, _) => Some(Message::AddressWithTls),
            (false, true) => Some(Message::AddressWithWindows),
            (false, false) => None,
        }
    } else if known_servers::needs_login(name) {
        Some(Message::ProviderNeedsLogin)
    } else if known_servers::is_placeholder(name) {
        Some(Message::PlaceholderServer)
    } else {
        known_servers::is_reserved(name).then_some(Message::ReservedServer)
    }
}

/// Whether a source is in the canonical form, compared piece by piece without writing it to memory.
fn is_canonical(source: &str, connection: &SmtpConnection<'_>) -> bool {
    struct Rest<'a>(&'a str);

    impl Write for Rest<'_> {
        fn write_str(&mut self, part: &str) -> fmt::Result {
            self.0 = self.0.strip_prefix(part).ok_or(fmt::Error)?;
            Ok(())
        }
    }

    let mut rest = Rest(source);
    write!(rest, "{connection}").is_ok() && rest.0.is_empty()
}
