//! The grammar of host names, with the names of the rules in part 2 of `grammar.md`.

use core::net::{Ipv4Addr, Ipv6Addr};

use crate::diagnostic::Message;
use crate::syntax::bytes;

/// The longest host name in bytes, without a dot at the end. Source: RFC 1035, section 2.3.4, as text.
const MAX_HOST_NAME: usize = 253;
/// The longest label in bytes. Source: RFC 1035, section 2.3.4.
const MAX_LABEL: usize = 63;

/// Whether a text is a host name, an IPv4 address or an IPv6 address in brackets: what a port can follow.
pub(super) fn is_host(text: &str) -> bool {
    match text.strip_prefix('[') {
        Some(address) => address.strip_suffix(']').is_some_and(|address| address.parse::<Ipv6Addr>().is_ok()),
        None => match host_name(text) {
            Ok((HostName::Name, rest)) => rest.is_empty(),
            Ok((HostName::EndsInDigits, rest)) => rest.is_empty() && text.parse::<Ipv4Addr>().is_ok(),
            Err(_) => false,
        },
    }
}

/// What a text in the form of a host name can be.
pub(super) enum HostName {
    Name,
    /// The last label is all digits: an IPv4 address or not valid.
    EndsInDigits,
}

/// `host-name = label *( "." label ) [ "." ]`, at most 253 bytes without the dot at the end
///
/// Returns the rest of the text, too.
#[inline]
pub(super) fn host_name(text: &str) -> Result<(HostName, &str), Message> {
    let mut at = text;
    loop {
        let (label, after) = label(at)?;
        let rest = without_leading_dot(after);
        if rest.len() < after.len() && bytes::begins_label(rest) {
            at = rest;
            continue;
        }
        let ends_in_digits = label.bytes().all(|byte| byte.is_ascii_digit());
        return if text.len() - after.len() > MAX_HOST_NAME {
            Err(Message::ServerLong)
        } else if ends_in_digits {
            Ok((HostName::EndsInDigits, rest))
        } else {
            Ok((HostName::Name, rest))
        };
    }
}

fn without_leading_dot(text: &str) -> &str {
    text.strip_prefix('.').unwrap_or(text)
}

/// `label = 1*63( ALPHA / DIGIT / "-" / "_" )`, without a `-` at either end
#[inline]
fn label(input: &str) -> Result<(&str, &str), Message> {
    let (label, rest) = bytes::split(input, bytes::label_run(input));
    match label.as_bytes() {
        [] => Err(unexpected_character(rest)),
        [b'-', ..] | [.., b'-'] => Err(Message::ServerLabelHyphen),
        bytes if bytes.len() > MAX_LABEL => Err(Message::ServerLabelLong),
        _ => Ok((label, rest)),
    }
}

/// What is wrong with the first character, which no label can contain.
#[cold]
pub(super) fn unexpected_character(rest: &str) -> Message {
    match rest.chars().next() {
        Some('.') => Message::ServerLabelEmpty,
        Some(c) if c.is_whitespace() => Message::ServerWhitespace,
        Some(c) if !c.is_ascii() => Message::ServerNotAscii,
        _ => Message::ServerCharacter,
    }
}
