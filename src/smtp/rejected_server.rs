//! What a text is that stands for a server and is no server name: user information, a URL, a host with a port, a template.

use core::net::Ipv6Addr;

use crate::diagnostic::message::Problem;
use crate::smtp::address::{has_zone, in_brackets, ip_address};
use crate::syntax::bytes;

/// What is wrong with a text that is neither a host name, with this problem, nor an address.
///
/// It is asked in the order user information, URL, port, host name, so that `smtp://joe:pw@host` is known for its password
/// first.
#[cold]
pub(crate) fn what_else(text: &str, as_host_name: Problem) -> Problem {
    if text.is_empty() {
        Problem::EmptyServer
    } else if bytes::contains(text, b'@') {
        Problem::UserInformation
    } else if let Some(problem) = with_colon(text) {
        problem
    } else if is_template(text) {
        Problem::ServerTemplate
    } else if text.starts_with('[') {
        Problem::ServerBrackets
    } else {
        as_host_name
    }
}

/// What a text is because of a `:` in it; it has no `@`.
fn with_colon(text: &str) -> Option<Problem> {
    if !bytes::contains(text, b':') {
        return None;
    }
    let url = scheme(text);
    if url.is_none() && without_port(text).is_some() {
        // What has a port has no password, so that need not be asked.
        Some(Problem::PortInServer)
    } else if has_password(text, url) {
        Some(Problem::UserInformation)
    } else if url.is_some() {
        Some(Problem::Url)
    } else if has_zone(text) {
        Some(Problem::ServerZone)
    } else {
        None
    }
}

/// A template that somebody was to fill in and that is no valid host name (those that are: [`crate::check::known_servers`]).
fn is_template(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'<' | b'>' | b'{' | b'}' | b'$' | b'%'))
}

/// What follows the scheme of a URL.
pub(crate) fn scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = bytes::split_once(text, b':')?;
    let rest = rest.strip_prefix("//")?;
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    named.then_some(rest)
}

/// The host of a `host:port`, where the port may be missing behind its colon.
pub(crate) fn without_port(text: &str) -> Option<&str> {
    // The colons of an address stand in its brackets, if it has a port.
    let (host, port) = if text.starts_with('[') {
        let (host, port) = text.rsplit_once(':')?;
        in_brackets(host)?.parse::<Ipv6Addr>().ok()?;
        (host, port)
    } else {
        bytes::split_once(text, b':')?
    };
    (port.is_empty() || is_port(port)).then_some(host)
}

fn is_port(text: &str) -> bool {
    let digits = bytes::trim_end(bytes::trim_start(text));
    digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse::<u16>().is_ok()
}

/// Whether a value holds user information before a host: an `@`, or a name and `:` followed by something that is no
/// port. Then it is secret, so what is in doubt counts as user information.
pub(crate) fn has_user_information(text: &str) -> bool {
    let (_, from_mark) = bytes::split(text, bytes::run_before(text, [b'@', b':']));
    !from_mark.is_empty() && (bytes::contains(from_mark, b'@') || has_password(text, scheme(text)))
}

/// The same for a text without an `@`, of which is known what follows its scheme.
fn has_password(text: &str, url: Option<&str>) -> bool {
    let authority = url.unwrap_or(text);
    let Some((_, after_colon)) = bytes::split_once(authority, b':') else { return false };
    // The path of a URL is no part of its port. Without a scheme there is no path, and a `/` may be a password's.
    let end = if url.is_some() { after_colon.find(['/', '?', '#']) } else { None };
    let (port, path) = after_colon.split_at_checked(end.unwrap_or(after_colon.len())).unwrap_or((after_colon, ""));
    let address = authority.strip_suffix(path).unwrap_or(authority);
    let is_address = || ip_address(address).is_some() || has_zone(address) || without_port(address).is_some();
    !(port.is_empty() || is_port(port) || is_address())
}
