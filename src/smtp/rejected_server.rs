//! What is wrong with a server value that is not a server name: user information, a URL, a port, a template.

use core::net::Ipv6Addr;

use super::host_name::is_host;
use crate::diagnostic::Message;
use crate::syntax::bytes;

/// Classifies a value that is neither a host name, for this reason, nor an address.
#[cold]
pub(crate) fn classify(value: &str, not_a_host_name: Message) -> Message {
    if value.is_empty() {
        Message::EmptyServer
    } else if value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) {
        // Nothing below applies to the characters of a host name.
        not_a_host_name
    } else if has_user(value) {
        Message::UserInServer
    } else if let Some(scheme) = scheme(value) {
        if scheme.eq_ignore_ascii_case("smtps") { Message::ImplicitTlsUrl } else { Message::Url }
    } else if let Some((_, port)) = host_and_port(value) {
        if port == "465" { Message::ImplicitTlsPortInServer } else { Message::PortInServer }
    } else if has_zone(value) {
        Message::ServerZone
    } else if value.as_bytes().windows(2).any(|pair| pair == b"@[") {
        Message::ServerExpression
    } else if value.contains(['<', '>', '{', '}', '$', '%']) {
        Message::ServerTemplate
    } else if value.starts_with('[') {
        Message::ServerBrackets
    } else {
        not_a_host_name
    }
}

/// Whether a value contains user information: an `@`, except in `@[User::X]`, which is an SSIS expression.
fn has_user(value: &str) -> bool {
    let mut rest = value;
    while let Some((_, after)) = bytes::split_once(rest, b'@') {
        if !after.starts_with('[') {
            return true;
        }
        rest = after;
    }
    false
}

/// The scheme of a URL: what comes before `://`.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = bytes::split_once(text, b':')?;
    let is_scheme = rest.starts_with("//")
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_scheme.then_some(scheme)
}

/// What follows the scheme and `://` of a URL.
pub(crate) fn after_scheme(text: &str) -> Option<&str> {
    text.get(scheme(text)?.len() + "://".len()..)
}

/// The host and the first port of `host:port`: the ports may be several, with an empty last one.
pub(crate) fn host_and_port(value: &str) -> Option<(&str, &str)> {
    let (host, mut ports) = if value.starts_with('[') {
        let (address, after) = bytes::split_once(value, b']')?;
        (value.get(..=address.len())?, after.strip_prefix(':')?)
    } else {
        bytes::split_once(value, b':')?
    };
    ports = ports.trim_end();
    let mut first = None;
    while !ports.is_empty() || first.is_none() {
        let (port, after) = bytes::split_once(ports, b':').unwrap_or((ports, ""));
        let port = port.trim();
        if port.is_empty() || !port.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        first = first.or(Some(port));
        ports = after;
    }
    first.filter(|_| is_host(host)).map(|port| (host, port))
}

/// Whether a value is an IPv6 address with a zone, such as `fe80::1%eth0`.
fn has_zone(value: &str) -> bool {
    let address = value.strip_prefix('[').map_or(value, |value| value.split(']').next().unwrap_or_default());
    address.split_once('%').is_some_and(|(address, _)| address.parse::<Ipv6Addr>().is_ok())
}
