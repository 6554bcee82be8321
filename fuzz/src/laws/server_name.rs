//! `server_name`: what is accepted is what the rules say, read slowly, and it survives every way in and out.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use arbitrary::{Arbitrary, Unstructured};
use smtp_connection_string::{ConnectionString, Masked, Property, Rule, ServerName, SmtpConnection};

/// The bytes as a server's text, and as the choice of a valid server.
pub fn law(data: &[u8]) {
    match std::str::from_utf8(data) {
        Ok(text) => of_text(text),
        // What is no text would be lost otherwise.
        Err(_) => {
            if let Ok(server) = ServerName::arbitrary(&mut Unstructured::new(data)) {
                assert_eq!(ServerName::parse(server.as_str()).as_ref(), Ok(&server));
                of_text(server.as_str());
            }
        }
    }
}

fn of_text(text: &str) {
    let parsed = ServerName::parse(text);
    assert_eq!(parsed.is_ok(), address(text).is_some() || is_host_name(text), "{text:?}: {parsed:?}");
    match &parsed {
        Ok(server) => accepted(server, text),
        Err(error) => {
            assert_eq!(error.rule() == Rule::EmptyValue, text.is_empty(), "{text:?}");
            assert!(!text.contains('@') || error.rule() == Rule::BasicAuthentication, "{text:?}");
            let secret = error.rule() == Rule::BasicAuthentication;
            assert_eq!(error.span(), 0..if secret { 0 } else { text.len() }, "{text:?}");
        }
    }
    assert_eq!(ServerName::try_from(text), parsed);
    assert_eq!(ServerName::from_str(text), parsed.clone().map(ServerName::into_owned));

    let built = SmtpConnection::builder(text).build();
    assert_eq!(built.as_ref().ok().map(SmtpConnection::server), parsed.as_ref().ok());
    let fault = built.as_ref().err().map(|error| error.property());
    assert_eq!(fault, parsed.is_err().then_some(Property::SmtpServer));
    in_a_string(text, &parsed);
}

/// The text comes back as it was, and the address is the one that `core::net` reads.
fn accepted(server: &ServerName<'_>, text: &str) {
    assert_eq!(server.as_str(), text);
    assert_eq!(server.to_string(), text);
    assert_eq!(server.as_ref(), text);
    assert_eq!(String::from(server.clone()), text);
    assert_eq!(Cow::from(server.clone()), text);
    assert_eq!(server.clone().into_owned(), *server);
    assert_eq!(server.ip(), address(text));
    // So that it needs no quotes, and splitting at `=` and `;` finds it, as the vendor's sample does.
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte)), "{text:?}");
    assert!((1..=254).contains(&text.len()), "{text:?}");
}

/// A server is the same thing within a string, whatever quotes it takes to write it.
fn in_a_string(text: &str, parsed: &Result<ServerName<'_>, smtp_connection_string::ParseError>) {
    let mut string = ConnectionString::default();
    assert_eq!(string.set("SmtpServer", text).is_err(), text.contains('\0'));
    if text.contains('\0') {
        return;
    }
    match (SmtpConnection::try_from(&string), parsed) {
        (Ok(connection), Ok(server)) => assert_eq!(connection.server(), server),
        (Err(within), Err(alone)) => {
            // A whole string can speak of a credential where the server alone is only a bad name.
            let secret = Masked::new(string.as_str()).holds_secret();
            assert!(within.rule() == alone.rule() || secret, "{text:?}: {within:?}, alone {alone:?}");
        }
        (within, alone) => panic!("{text:?}: {within:?}, alone {alone:?}"),
    }
}

/// The address, brackets around an IPv6 one being the one addition to `core::net`.
pub fn address(text: &str) -> Option<IpAddr> {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match inner {
        Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => text.parse().ok(),
    }
}

/// The rules of a host name, one after the other.
pub fn is_host_name(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let numeric = name.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    name.len() <= 253 && name.split('.').all(label) && !numeric
}
