//! Support for `arbitrary`: valid values from the bytes of a fuzzer.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use core::net::{Ipv4Addr, Ipv6Addr};
use core::time::Duration;

use arbitrary::{Arbitrary, Error, Result, Unstructured, size_hint};

use crate::smtp::connection::{Authentication, SmtpConnection};
use crate::smtp::property::MAX_TIMEOUT_MS;
use crate::smtp::server_name::ServerName;

/// The longest host name in bytes, without a trailing dot. Not the constant of the parser, to find a wrong bound there.
const MAX_HOST_NAME: usize = 253;
/// The longest label in bytes.
const MAX_LABEL: usize = 63;

/// The characters with which a label can begin and end.
const ENDS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/// Generates a valid server name of any kind: a host name, an IPv4 address, or an IPv6 address with or without brackets.
#[cfg_attr(docsrs, doc(cfg(feature = "arbitrary")))]
impl<'a> Arbitrary<'a> for ServerName<'_> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let text = match u.int_in_range(0..=7)? {
            0 => Ipv4Addr::from(u.arbitrary::<[u8; 4]>()?).to_string(),
            1 => ipv6_address(u)?,
            2 => format!("[{}]", ipv6_address(u)?),
            _ => host_name(u)?,
        };
        // Never an error, because the text is valid.
        Self::from_cow(Cow::Owned(text)).map_err(|_| Error::IncorrectFormat)
    }

    fn size_hint(_: usize) -> (usize, Option<usize>) {
        // One byte chooses the kind, and no kind needs further bytes. There is no useful upper bound for a host name.
        (1, None)
    }
}

/// Generates a valid connection with any server, authentication, TLS and timeout.
///
/// ```
/// use arbitrary::{Arbitrary, Unstructured};
/// use smtp_connection_string::SmtpConnection;
///
/// let connection = SmtpConnection::arbitrary(&mut Unstructured::new(b"bytes of a fuzzer"))?;
/// assert_eq!(SmtpConnection::parse(&connection.to_string()), Ok(connection));
/// # Ok::<(), arbitrary::Error>(())
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "arbitrary")))]
impl<'a> Arbitrary<'a> for SmtpConnection<'_> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let authentication = if u.arbitrary()? { Authentication::Windows } else { Authentication::Anonymous };
        let enable_ssl = u.arbitrary()?;
        let timeout = match u.int_in_range(0..=3)? {
            0 => None,
            // The timeouts with warnings, and two others.
            1 => Some(u.int_in_range(0..=1001)?),
            _ => Some(u.int_in_range(0..=MAX_TIMEOUT_MS)?),
        };
        let server: ServerName<'_> = u.arbitrary()?;
        SmtpConnection::builder(server)
            .authentication(authentication)
            .enable_ssl(enable_ssl)
            .timeout(timeout.map(|milliseconds| Duration::from_millis(milliseconds.into())))
            .build()
            .map_err(|_| Error::IncorrectFormat)
    }

    fn size_hint(depth: usize) -> (usize, Option<usize>) {
        size_hint::and((3, Some(7)), <ServerName<'_> as Arbitrary>::size_hint(depth))
    }
}

/// Generates an IPv6 address. Half of the groups are zero, because runs of zeros are written `::`.
fn ipv6_address(u: &mut Unstructured<'_>) -> Result<String> {
    let kept: u8 = u.arbitrary()?;
    let mut groups: [u16; 8] = u.arbitrary()?;
    for (index, group) in groups.iter_mut().enumerate() {
        if kept >> index & 1 == 0 {
            *group = 0;
        }
    }
    Ok(Ipv6Addr::from(groups).to_string())
}

/// Generates a host name up to the maximum length, with or without a trailing dot.
fn host_name(u: &mut Unstructured<'_>) -> Result<String> {
    let mut name = String::new();
    let dot_at_end = u.arbitrary()?;
    for _ in 0..=u.int_in_range(0..=7)? {
        let label = label(u)?;
        // The dot before the label needs one byte, and one is spare.
        if name.len() + label.len() + 2 > MAX_HOST_NAME {
            break;
        }
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(&label);
    }
    let digits_at_end = name.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    if digits_at_end {
        // Otherwise the name would have to be an IPv4 address. The last digit is replaced, because the label may already have
        // the maximum length.
        name.pop();
        name.push('x');
    }
    if dot_at_end {
        name.push('.');
    }
    Ok(name)
}

/// Generates a label: usually a short one, sometimes one of the maximum length.
fn label(u: &mut Unstructured<'_>) -> Result<String> {
    let length = match u.int_in_range(0..=15)? {
        0 => MAX_LABEL,
        1 => u.int_in_range(1..=MAX_LABEL)?,
        _ => u.int_in_range(1..=12)?,
    };
    let mut label = String::with_capacity(length);
    for index in 0..length {
        let inner = index > 0 && index + 1 < length;
        let choice: u8 = u.arbitrary()?;
        let end = ENDS.get(usize::from(choice) % ENDS.len()).copied().unwrap_or(b'a');
        label.push(if inner && choice >= 250 { '-' } else { char::from(end) });
    }
    Ok(label)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::vec::Vec;

    use super::*;

    /// Returns pseudorandom bytes: the high bytes of a linear congruential generator.
    fn noise(seed: u64, length: usize) -> Vec<u8> {
        let mut state = seed.wrapping_mul(2).wrapping_add(1);
        let next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()[0]
        };
        core::iter::repeat_with(next).take(length).collect()
    }

    fn servers() -> impl Iterator<Item = ServerName<'static>> {
        (0..20_000).map(|seed| ServerName::arbitrary(&mut Unstructured::new(&noise(seed, 400))).unwrap())
    }

    #[test]
    fn every_kind_of_server_comes_up() {
        let mut kinds = BTreeSet::new();
        for server in servers() {
            let text = server.as_str();
            assert_eq!(ServerName::parse(text).as_ref(), Ok(&server));
            kinds.insert(match server.ip() {
                Some(address) if address.is_ipv4() => "IPv4",
                Some(_) if text.starts_with('[') => "IPv6 in brackets",
                Some(_) if text.contains("::") => "IPv6 with a run of zeros",
                Some(_) => "IPv6 in full",
                None if text.len() > 250 => "long name",
                None if text.ends_with('.') => "name with a dot at the end",
                None if text.split('.').any(|label| label.len() == MAX_LABEL) => "long label",
                None if text.contains('-') => "name with a hyphen",
                None if text.contains('_') => "name with an underscore",
                None if text.contains('.') => "name of several labels",
                None => "name of one label",
            });
        }
        assert_eq!(kinds.len(), 11, "{kinds:?}");
    }

    #[test]
    fn every_kind_of_connection_comes_up() {
        let mut kinds = BTreeSet::new();
        for seed in 0..2_000 {
            let connection = SmtpConnection::arbitrary(&mut Unstructured::new(&noise(seed, 400))).unwrap();
            assert_eq!(SmtpConnection::parse(&connection.to_string()).as_ref(), Ok(&connection));
            let timeout = connection.timeout().map(|timeout| timeout.as_millis() >= 1000);
            kinds.insert((connection.authentication(), connection.enable_ssl(), timeout));
        }
        assert_eq!(kinds.len(), 2 * 2 * 3, "{kinds:?}");
    }

    /// A fuzzer starts with few bytes or none.
    #[test]
    fn few_bytes_are_enough() {
        for length in 0..40 {
            for seed in 0..50 {
                assert!(SmtpConnection::arbitrary(&mut Unstructured::new(&noise(seed, length))).is_ok());
            }
        }
    }

    /// Two booleans and the kind of timeout need one byte each, and a server at least one.
    #[test]
    fn the_hints_tell_how_many_bytes_are_of_use() {
        assert_eq!(ServerName::size_hint(0), (1, None));
        assert_eq!(SmtpConnection::size_hint(0), (4, None));
    }

    #[test]
    fn a_last_label_of_digits_becomes_a_name() {
        // Kind 7, no dot at the end, one label of one character, which is a digit.
        let server = ServerName::arbitrary(&mut Unstructured::new(&[7, 0, 0, 2, 0, 52])).unwrap();
        assert_eq!(server.as_str(), "x");
    }
}
