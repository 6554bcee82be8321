//! Server names: the library accepts what the oracle accepts, alone and in a string.

use std::borrow::Cow;
use std::net::IpAddr;

use arbitrary::{Arbitrary, Unstructured};
use smtp_connection_string::{ConnectionString, Host, ParseError, Property, Rule, ServerName, SmtpConnection};

use crate::oracle::server;

/// Holds for every text: it is a server name as the oracle says, by every conversion and in a connection string.
pub fn server_name(data: &[u8]) {
    match std::str::from_utf8(data) {
        Ok(text) => of_text(text),
        // Other bytes generate a valid server name.
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
    let expected = match text {
        "" => Some(Rule::EmptyValue),
        _ => (!server::is_server_name(text)).then(|| server::rule_of_rejected(text)),
    };
    assert_eq!(parsed.as_ref().err().map(|error| error.rule()), expected, "{text:?}");
    match &parsed {
        Ok(server) => accepted(server, text),
        Err(error) => assert_eq!(error.span(), 0..text.len(), "{text:?}"),
    }
    assert_eq!(ServerName::try_from(text), parsed);
    let owned = parsed.clone().map(ServerName::into_owned);
    assert_eq!(text.parse(), owned);
    assert_eq!(ServerName::try_from(text.to_owned()), owned);
    let built = SmtpConnection::builder(text).build();
    assert_eq!(built.as_ref().ok().map(SmtpConnection::server), parsed.as_ref().ok());
    let property = built.as_ref().err().map(|error| error.property());
    assert_eq!(property, parsed.is_err().then_some(Property::SmtpServer));
    in_a_string(text, &parsed);
}

fn accepted(server: &ServerName<'_>, text: &str) {
    assert_eq!((server.as_str(), server.to_string().as_str(), server.as_ref()), (text, text, text));
    assert_eq!((String::from(server.clone()).as_str(), Cow::from(server.clone())), (text, Cow::Borrowed(text)));
    assert!(*server == *text && *server == text);
    assert_eq!(server.clone().into_owned(), *server);
    // It needs no quotes, and splitting at `=` and `;` finds it, as the vendor's sample does.
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte)), "{text:?}");
    let address = server::address(text);
    assert_eq!(server.ip(), address);
    assert_eq!(
        server.host(),
        match address {
            None => Host::Name(text),
            Some(IpAddr::V4(address)) => Host::Ipv4(address),
            Some(IpAddr::V6(address)) => Host::Ipv6(address),
        }
    );
    assert_eq!(server.is_loopback(), server::is_loopback(text), "{text:?}");
    // An address is the same host in every spelling, a name in every case and with or without the dot at the end.
    let upper = text.strip_suffix('.').unwrap_or(text).to_ascii_uppercase();
    let other = address.map_or_else(|| ServerName::try_from(upper).unwrap(), ServerName::from);
    assert!(server.is_same_host(&other) && other.is_same_host(server), "{text:?}");
    assert!(!server.is_same_host(&ServerName::parse("another.host").unwrap()));
}

/// A server name has the same result in a string, with the quotes that it needs.
fn in_a_string(text: &str, parsed: &Result<ServerName<'_>, ParseError>) {
    let mut string = ConnectionString::default();
    if string.set("SmtpServer", text).is_err() {
        assert!(text.contains('\0'), "{text:?}");
        return;
    }
    match (SmtpConnection::try_from(&string), parsed) {
        (Ok(connection), Ok(server)) => assert_eq!(connection.server(), server),
        (Err(in_string), Err(alone)) => assert_eq!(in_string.rule(), alone.rule(), "{text:?}"),
        (in_string, alone) => panic!("{text:?}: {in_string:?} in a string, {alone:?} alone"),
    }
}
