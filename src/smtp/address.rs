//! IP addresses, as text.

use core::net::{IpAddr, Ipv6Addr};

use crate::syntax::bytes;

/// `ipv4-address` and `ipv6-address`, bare or in brackets, as `core::net` reads them: no zone, no leading zeros.
pub(crate) fn ip_address(text: &str) -> Option<IpAddr> {
    // Asked of every name: at a glance, an IPv4 address has no colon and ends in a digit, an IPv6 address has two.
    let may_be = match bytes::split_once(text, b':') {
        None => text.ends_with(|last: char| last.is_ascii_digit()),
        Some((_, after)) => bytes::contains(after, b':'),
    };
    if !may_be {
        return None;
    }
    match in_brackets(text) {
        Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => text.parse().ok(),
    }
}

pub(crate) fn in_brackets(text: &str) -> Option<&str> {
    text.strip_prefix('[')?.strip_suffix(']')
}

/// An IPv6 address with a zone, such as `fe80::1%eth0`.
pub(crate) fn has_zone(text: &str) -> bool {
    let text = in_brackets(text).unwrap_or(text);
    bytes::split_once(text, b'%').is_some_and(|(address, _)| address.parse::<Ipv6Addr>().is_ok())
}
