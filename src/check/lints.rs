//! Warnings and notes about a string that is valid.

use alloc::vec::Vec;
use core::fmt::{self, Write};
use core::ops::Range;

use crate::check::known_servers;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::ParseError;
use crate::diagnostic::message::Problem;
use crate::smtp::connection::{Authentication, SmtpConnection};
use crate::smtp::property::Property;
use crate::smtp::validate::Place;

/// Where the pairs of a valid string stand.
#[derive(Default)]
pub(crate) struct Places {
    server: Option<Place>,
    windows: Option<Place>,
    ssl: Option<Place>,
    timeout: Option<Place>,
}

impl Places {
    pub(crate) fn set(&mut self, property: Property, place: Place) {
        let slot = match property {
            Property::SmtpServer => &mut self.server,
            Property::UseWindowsAuthentication => &mut self.windows,
            Property::EnableSsl => &mut self.ssl,
            Property::Timeout => &mut self.timeout,
        };
        *slot = Some(place);
    }
}

/// Collects what is to be said about a valid connection, in the order of the rules.
pub(crate) fn advise(source: &str, connection: &SmtpConnection<'_>, places: &Places, found: &mut Vec<Diagnostic>) {
    let end = source.len()..source.len();
    let pair = |place: &Option<Place>| place.as_ref().map_or(end.clone(), Place::pair);
    let value = |place: &Option<Place>| place.as_ref().map_or(end.clone(), |place| place.value.clone());
    let mut add =
        |problem: Problem, span: Range<usize>| found.push(Diagnostic::new(ParseError::new(problem, span), None));

    let windows = connection.authentication() == Authentication::Windows;
    if !connection.enable_ssl() {
        let problem = if places.ssl.is_some() { Problem::ClearText } else { Problem::ClearTextByDefault };
        add(problem, pair(&places.ssl));
    }
    if windows {
        if !connection.enable_ssl() {
            add(Problem::WindowsUnencrypted, pair(&places.windows));
        }
        add(Problem::WindowsFallback, pair(&places.windows));
    } else {
        let problem = if places.windows.is_some() { Problem::Anonymous } else { Problem::AnonymousByDefault };
        add(problem, pair(&places.windows));
    }
    if let Some(problem) = about_server(connection, windows) {
        add(problem, value(&places.server));
    }
    match connection.timeout_ms {
        Some(0) => add(Problem::TimeoutZero, value(&places.timeout)),
        Some(1..=999) => add(Problem::TimeoutInSeconds, value(&places.timeout)),
        _ => {}
    }
    if places.windows.is_none() {
        add(Problem::ImplicitAnonymous, end.clone());
    }
    if places.ssl.is_none() {
        add(Problem::ImplicitClearText, end.clone());
    }
    if !is_canonical(source, connection) {
        add(Problem::NotCanonical, 0..source.len());
    }
}

/// An address, a provider's name and a placeholder exclude each other.
fn about_server(connection: &SmtpConnection<'_>, windows: bool) -> Option<Problem> {
    let server = connection.server();
    let name = server.as_str();
    if server.ip().is_some() {
        match (connection.enable_ssl(), windows) {
            (true, _) => Some(Problem::AddressWithTls),
            (false, true) => Some(Problem::AddressWithWindows),
            (false, false) => None,
        }
    } else if known_servers::needs_login(name) {
        Some(Problem::Provider)
    } else if known_servers::is_placeholder(name) {
        Some(Problem::Placeholder)
    } else if known_servers::is_reserved(name) {
        Some(Problem::ReservedName)
    } else {
        None
    }
}

/// Whether the text is what the connection's `Display` writes; compared as it is written, without a second text.
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
