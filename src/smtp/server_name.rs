//! The name of the server: a host name, an IPv4 or an IPv6 address.
//!
//! The rules bear the names that they have in the second half of `grammar.md`.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::fmt;
use core::net::IpAddr;

use nom::IResult;

use crate::diagnostic::ParseError;
use crate::diagnostic::message::Problem;
use crate::smtp::address::ip_address;
use crate::smtp::rejected_server::what_else;
use crate::syntax::bytes;

/// The longest host name, in bytes, without a dot at the end (RFC 1035 section 2.3.4, as text).
const MAX_HOST_NAME: usize = 253;
/// The longest label, in bytes (RFC 1035 section 2.3.4).
const MAX_LABEL: usize = 63;

/// The name of a mail server: a host name, an IPv4 address or an IPv6 address.
///
/// It compares, hashes and prints by its exact text: `MAIL` and `mail` are the same host, and two texts. A name may end
/// in one dot, an IPv6 address may stand in brackets; both are kept.
///
/// ```
/// use smtp_connection_string::ServerName;
///
/// let server = ServerName::parse("smtp.contoso.com")?;
/// assert_eq!(server.as_str(), "smtp.contoso.com");
/// assert_eq!(server.ip(), None);
///
/// let address = ServerName::parse("[2001:db8::25]")?;
/// assert_eq!(address.ip(), Some("2001:db8::25".parse().unwrap()));
///
/// assert!(ServerName::parse("smtp.contoso.com:587").is_err());
/// # Ok::<(), smtp_connection_string::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServerName<'a>(Cow<'a, str>);

impl<'a> ServerName<'a> {
    /// Reads a server name. It borrows the text, which is taken as it stands: white space around it is refused.
    ///
    /// # Errors
    ///
    /// [`Rule`](crate::Rule): `empty-value`, `basic-authentication` (user information before the host),
    /// `url-not-supported`, `port-not-supported` or `invalid-server-name`. The span is the whole text, or the empty one
    /// at its start where it may hold a secret.
    pub fn parse(text: &'a str) -> Result<Self, ParseError> {
        server_name(text).map_err(|problem| {
            let end = if problem == Problem::UserInformation { 0 } else { text.len() };
            ParseError::new(problem, 0..end)
        })
    }

    /// The name as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address, if the name is one; brackets around an IPv6 address are no part of it.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        ip_address(self.as_str())
    }

    /// The same name with a text of its own.
    #[must_use]
    pub fn into_owned(self) -> ServerName<'static> {
        ServerName(Cow::Owned(self.0.into_owned()))
    }

    /// A server name of a text that [`host_name`] has read.
    #[inline(always)]
    pub(crate) fn of_host_name(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// Reads a server name that may own its text.
    pub(crate) fn from_text(text: Cow<'a, str>) -> Result<Self, ParseError> {
        ServerName::parse(&text)?;
        Ok(Self(text))
    }
}

impl fmt::Display for ServerName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for ServerName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ServerName").field(&self.as_str()).finish()
    }
}

impl AsRef<str> for ServerName<'_> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<'a> TryFrom<&'a str> for ServerName<'a> {
    type Error = ParseError;

    fn try_from(text: &'a str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl core::str::FromStr for ServerName<'static> {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        ServerName::parse(text).map(ServerName::into_owned)
    }
}

impl<'a> From<ServerName<'a>> for Cow<'a, str> {
    fn from(server: ServerName<'a>) -> Self {
        server.0
    }
}

impl From<ServerName<'_>> for String {
    fn from(server: ServerName<'_>) -> Self {
        server.0.to_string()
    }
}

/// `server-name = host-name / ipv4-address / ipv6-address / "[" ipv6-address "]"`
///
/// What is refused is read again, to say what it is ([`crate::smtp::rejected_server`]).
#[inline]
pub(crate) fn server_name(text: &str) -> Result<ServerName<'_>, Problem> {
    match host_name(text) {
        Ok((Host::Name, "")) => Ok(ServerName::of_host_name(text)),
        Ok((Host::EndsInDigits, "")) if ip_address(text).is_some() => Ok(ServerName(Cow::Borrowed(text))),
        Ok((Host::EndsInDigits, "")) => Err(Problem::ServerNumeric),
        Ok((_, rest)) => other_than_host_name(text, foreign_character(rest)),
        Err(problem) => other_than_host_name(text, problem),
    }
}

/// What follows the host name that a text begins with; `None` if it begins with none, or with an address.
#[inline(always)]
pub(crate) fn begins_with_host_name(text: &str) -> Option<&str> {
    match host_name(text) {
        Ok((Host::Name, rest)) => Some(rest),
        _ => None,
    }
}

/// An IPv6 address, or nothing.
#[cold]
fn other_than_host_name(text: &str, problem: Problem) -> Result<ServerName<'_>, Problem> {
    if ip_address(text).is_some() { Ok(ServerName(Cow::Borrowed(text))) } else { Err(what_else(text, problem)) }
}

/// What a text that is spelled like a host name can be.
enum Host {
    Name,
    /// The last label is all digits: an IPv4 address or nothing.
    EndsInDigits,
}

/// `host-name = label *( "." label ) [ "." ]`, at most 253 bytes without the dot at the end
///
/// Gives what follows it, too.
#[inline(always)]
fn host_name(text: &str) -> Result<(Host, &str), Problem> {
    let mut from = text;
    loop {
        let (after, label) = label(from).map_err(|error| match error {
            nom::Err::Error(Bad(problem)) | nom::Err::Failure(Bad(problem)) => problem,
            nom::Err::Incomplete(_) => Problem::ServerLabelEmpty,
        })?;
        let rest = after.strip_prefix('.').unwrap_or(after);
        if rest.len() < after.len() && bytes::begins_label(rest) {
            from = rest;
            continue;
        }
        let too_long = text.len() - after.len() > MAX_HOST_NAME;
        let digits = label.bytes().all(|byte| byte.is_ascii_digit());
        return match (too_long, digits) {
            (true, _) => Err(Problem::ServerLong),
            (false, true) => Ok((Host::EndsInDigits, rest)),
            (false, false) => Ok((Host::Name, rest)),
        };
    }
}

/// nom wants an error type of the parser's own crate.
struct Bad(Problem);

impl nom::error::ParseError<&str> for Bad {
    fn from_error_kind(_: &str, _: nom::error::ErrorKind) -> Self {
        Self(Problem::ServerCharacter)
    }

    fn append(_: &str, _: nom::error::ErrorKind, other: Self) -> Self {
        other
    }
}

/// `label = 1*63( ALPHA / DIGIT / "-" / "_" )`, without a `-` at either end
#[inline(always)]
fn label(input: &str) -> IResult<&str, &str, Bad> {
    let (label, rest) = bytes::split(input, bytes::label_run(input));
    let problem = match label.as_bytes() {
        [] => foreign_character(rest),
        [b'-', ..] | [.., b'-'] => Problem::ServerLabelHyphen,
        bytes if bytes.len() > MAX_LABEL => Problem::ServerLabelLong,
        _ => return Ok((rest, label)),
    };
    Err(nom::Err::Error(Bad(problem)))
}

/// What is wrong with a character that no label can hold.
#[cold]
fn foreign_character(rest: &str) -> Problem {
    match rest.chars().next() {
        Some('.') => Problem::ServerLabelEmpty,
        Some(c) if c.is_whitespace() => Problem::ServerWhiteSpace,
        Some(c) if !c.is_ascii() => Problem::ServerNotAscii,
        _ => Problem::ServerCharacter,
    }
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[track_caller]
    fn accepted(text: &str) {
        assert_eq!(ServerName::parse(text).map(|server| server.to_string()), Ok(text.to_string()));
    }

    #[track_caller]
    fn refused(text: &str, problem: Problem) {
        assert_eq!(server_name(text), Err(problem), "{text}");
    }

    #[test]
    fn host_names() {
        accepted("smtp.contoso.com");
        accepted("MAIL");
        accepted("my_relay-01");
        accepted("_dmarc.contoso.com");
        accepted("smtp.contoso.com.");
        accepted("3com.example"); // a label may begin with a digit
        accepted("1.2.3.4.example"); // digits anywhere but in the last label
        accepted(&"a".repeat(63));
        refused(&"a".repeat(64), Problem::ServerLabelLong);
        accepted(&(std::format!("{}.", "a".repeat(61)).repeat(4) + "a.b.c")); // 253
        accepted(&(std::format!("{}.", "a".repeat(61)).repeat(4) + "a.b.c."));
        refused(&(std::format!("{}.", "a".repeat(61)).repeat(4) + "a.b.cd"), Problem::ServerLong);
        refused("", Problem::EmptyServer);
        refused(".", Problem::ServerLabelEmpty);
        refused("a..b", Problem::ServerLabelEmpty);
        refused("a.b..", Problem::ServerLabelEmpty);
        refused(".a", Problem::ServerLabelEmpty);
        refused("-a.b", Problem::ServerLabelHyphen);
        refused("a-.b", Problem::ServerLabelHyphen);
        refused("-", Problem::ServerLabelHyphen);
        refused("smtp contoso.com", Problem::ServerWhiteSpace);
        refused(" smtp.contoso.com", Problem::ServerWhiteSpace);
        refused("smtp.bücher.example", Problem::ServerNotAscii);
        refused("smtp.contoso.com,587", Problem::ServerCharacter);
        refused("a/b", Problem::ServerCharacter);
        refused("<server name>", Problem::ServerTemplate);
        refused("{server}", Problem::ServerTemplate);
        refused("$(SmtpServer)", Problem::ServerTemplate);
        refused("%SMTP%", Problem::ServerTemplate);
    }

    #[test]
    fn addresses() {
        accepted("192.0.2.25");
        accepted("2001:db8::25");
        accepted("[2001:db8::25]");
        accepted("::ffff:192.0.2.25");
        accepted("fe80::1:25"); // an address, not one with a port
        refused("192.0.2", Problem::ServerNumeric);
        refused("192.0.2.256", Problem::ServerNumeric);
        refused("192.0.2.025", Problem::ServerNumeric);
        refused("192.0.2.25.", Problem::ServerNumeric);
        refused("smtp.25", Problem::ServerNumeric);
        refused("25", Problem::ServerNumeric);
        refused("[192.0.2.25]", Problem::ServerBrackets);
        refused("[smtp.contoso.com]", Problem::ServerBrackets);
        refused("[smtp.contoso.com]:25", Problem::ServerBrackets);
        refused("[smtp.contoso.com]:", Problem::ServerBrackets);
        refused("[2001:db8::25", Problem::UserInformation); // in doubt, it is a secret
        refused("fe80::1%eth0", Problem::ServerZone);
        refused("[fe80::1%25]", Problem::ServerZone);
    }

    #[test]
    fn what_has_no_place_in_a_server() {
        for text in [
            "joe@host",
            "joe:pw@host",
            "joe:pw",
            "joe@host:587",
            "smtp://joe:pw@host",
            "smtp://joe:p/w",
            "joe:p/25",
            "host:587:25",
            "host:65536",
            "joe:99999999",
            "C:\\mail",
            "joe:",
            ":pw",
            "smtp:host",
            // No scheme of a URL begins with a digit or has a space in it.
            "1a://host",
            "a b://host",
        ] {
            let expected = if text == "joe:" { Problem::PortInServer } else { Problem::UserInformation };
            refused(text, expected);
        }
        for text in ["smtp.contoso.com:587", "mail:25", "[2001:db8::25]:25", "192.0.2.25:25", ":25", "host: 25"] {
            refused(text, Problem::PortInServer);
        }
        for text in
            ["smtp://host", "smtps://host:465", "smtp://host:25/path", "smtp://[::1]:25", "smtp://[::1]/", "a://"]
        {
            refused(text, Problem::Url);
        }
    }

    #[test]
    fn spans_are_the_text_or_nothing_where_it_is_secret() {
        assert_eq!(ServerName::parse("a b").unwrap_err().span(), 0..3);
        assert_eq!(ServerName::parse("joe:pw@host").unwrap_err().span(), 0..0);
    }

    #[test]
    fn a_name_shows_and_gives_its_text() {
        let server = ServerName::parse("Mail").unwrap();
        assert_eq!(std::format!("{server:>6} {server:?}"), "  Mail ServerName(\"Mail\")");
        assert_eq!(AsRef::<str>::as_ref(&server), "Mail");
        assert_eq!(String::from(server.clone()), "Mail");
        assert_eq!(Cow::from(server), "Mail");
    }

    #[test]
    fn addresses_are_told_from_names() {
        assert_eq!(ServerName::parse("192.0.2.25").unwrap().ip(), Some("192.0.2.25".parse().unwrap()));
        assert_eq!(ServerName::parse("[::1]").unwrap().ip(), Some("::1".parse().unwrap()));
        assert_eq!(ServerName::parse("smtp.contoso.com").unwrap().ip(), None);
    }
}
