//! Server names, and what is wrong with a value that is not one.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use smtp_connection_string::Rule;

/// Returns whether the text is a server name.
#[must_use]
pub fn is_server_name(text: &str) -> bool {
    address(text).is_some() || is_host_name(text)
}

/// Returns the address that the text is: an IPv4 address, or an IPv6 address with or without brackets.
#[must_use]
pub fn address(text: &str) -> Option<IpAddr> {
    match text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => text.parse().ok(),
    }
}

fn is_host_name(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = name.rsplit('.').next().unwrap();
    name.len() <= 253 && name.split('.').all(is_label) && !is_number(last)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// Returns whether the server is on the same machine.
#[must_use]
pub fn is_loopback(server: &str) -> bool {
    address(server).map_or_else(
        || server.strip_suffix('.').unwrap_or(server).eq_ignore_ascii_case("localhost"),
        |address| match address {
            IpAddr::V4(address) => address.octets()[0] == 127,
            IpAddr::V6(address) => address == Ipv6Addr::LOCALHOST,
        },
    )
}

/// Returns the rule for a value that is not empty and not a server name.
#[must_use]
pub fn rule_of_rejected(value: &str) -> Rule {
    let user = value.match_indices('@').any(|(at, _)| !value[at + 1..].starts_with('['));
    if user {
        Rule::BasicAuthentication
    } else if is_url(value) {
        Rule::UrlNotSupported
    } else if has_port(value) {
        Rule::PortNotSupported
    } else {
        Rule::InvalidServerName
    }
}

/// Returns whether the text begins with a scheme and `://`.
#[must_use]
pub fn is_url(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

/// A host name, an IPv4 address or an IPv6 address in brackets, then `:digits` once or more, then perhaps a `:`.
fn has_port(value: &str) -> bool {
    let in_brackets = value.strip_prefix('[').and_then(|rest| rest.split_once("]:"));
    let Some((host, ports)) = in_brackets.or_else(|| value.split_once(':')) else { return false };
    let is_host = match in_brackets {
        Some(_) => host.parse::<Ipv6Addr>().is_ok(),
        None => is_host_name(host) || host.parse::<Ipv4Addr>().is_ok(),
    };
    let mut ports: Vec<&str> = ports.split(':').map(str::trim).collect();
    // `mail:25:`, but not `mail:`.
    if ports.len() > 1 && ports.last() == Some(&"") {
        ports.pop();
    }
    is_host && ports.into_iter().all(is_number)
}
