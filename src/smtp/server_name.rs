//! The name of the server: a host name, an IPv4 address or an IPv6 address.
//!
//! The functions have the names of the rules in part 2 of `grammar.md`.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::host_name::{HostName, host_name, unexpected_character};
use super::rejected_server;
use crate::diagnostic::{Message, ParseError};
use crate::syntax::bytes;
use crate::syntax::span::Span;

/// The name of a mail server: a host name, an IPv4 address or an IPv6 address.
///
/// Two names are equal if their texts are equal; [`is_same_host`](Self::is_same_host) compares the hosts. A host name may
/// end in one dot, and an IPv6 address may be in brackets; both are kept.
///
/// ```
/// use smtp_connection_string::{Host, ServerName};
///
/// let server = ServerName::parse("smtp.contoso.com")?;
/// assert_eq!(server.as_str(), "smtp.contoso.com");
/// assert_eq!(server.host(), Host::Name("smtp.contoso.com"));
///
/// let server = ServerName::parse("[2001:db8::25]")?;
/// assert_eq!(server.ip(), Some("2001:db8::25".parse().unwrap()));
///
/// assert!(ServerName::parse("smtp.contoso.com:587").is_err());
/// # Ok::<(), smtp_connection_string::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServerName<'a> {
    text: Cow<'a, str>,
    /// The address, if the text is one: a function of the text, so the derived comparisons are those of the text.
    ip: Option<IpAddr>,
}

/// What a [`ServerName`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Host<'a> {
    /// A host name, with the dot at its end if it has one.
    Name(&'a str),
    /// An IPv4 address.
    Ipv4(Ipv4Addr),
    /// An IPv6 address; its brackets are not part of it.
    Ipv6(Ipv6Addr),
}

impl<'a> ServerName<'a> {
    /// Parses a server name, which borrows the text. Whitespace around it is not accepted.
    ///
    /// # Errors
    ///
    /// Returns an error with the rule `empty-value`, `basic-authentication` (user information before the host),
    /// `url-not-supported`, `port-not-supported` or `invalid-server-name`. Its span is the whole text.
    pub fn parse(text: &'a str) -> Result<Self, ParseError> {
        server_name(text).map_err(|kind| ParseError::new(kind, Span::new(0, text.len())))
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the host name or the address.
    #[must_use]
    pub fn host(&self) -> Host<'_> {
        match self.ip {
            None => Host::Name(&self.text),
            Some(IpAddr::V4(address)) => Host::Ipv4(address),
            Some(IpAddr::V6(address)) => Host::Ipv6(address),
        }
    }

    /// Returns the address, if the server is one.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        self.ip
    }

    /// Returns whether two names are the same host: addresses are compared by value, host names ignoring ASCII case and a
    /// dot at the end.
    ///
    /// ```
    /// use smtp_connection_string::ServerName;
    ///
    /// let is_same = |a, b| Ok(ServerName::parse(a)?.is_same_host(&ServerName::parse(b)?));
    /// assert!(is_same("MAIL.contoso.com.", "mail.contoso.com")?);
    /// assert!(is_same("[::1]", "0:0::1")?);
    /// assert!(!is_same("mail", "mail.contoso.com")?);
    /// # Ok::<(), smtp_connection_string::ParseError>(())
    /// ```
    #[must_use]
    pub fn is_same_host(&self, other: &ServerName<'_>) -> bool {
        self.ip == other.ip
            && (self.ip.is_some() || without_dot(&self.text).eq_ignore_ascii_case(without_dot(&other.text)))
    }

    /// Returns whether the server is on the same machine: `localhost`, `127.0.0.0/8` or `::1`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.ip.map_or_else(|| without_dot(&self.text).eq_ignore_ascii_case("localhost"), |ip| ip.is_loopback())
    }

    /// Returns the same name with its own text.
    #[must_use]
    pub fn into_owned(self) -> ServerName<'static> {
        ServerName { text: Cow::Owned(self.text.into_owned()), ip: self.ip }
    }

    /// The host name at the start of a text, and what follows it.
    #[inline]
    pub(super) fn prefix(text: &'a str) -> Option<(Self, &'a str)> {
        match host_name(text) {
            Ok((HostName::Name, rest)) => {
                let (name, _) = bytes::split(text, text.len() - rest.len());
                Some((Self { text: Cow::Borrowed(name), ip: None }, rest))
            }
            _ => None,
        }
    }

    /// Parses a server name that may own its text.
    pub(crate) fn from_cow(text: Cow<'a, str>) -> Result<Self, ParseError> {
        let ip = ServerName::parse(&text)?.ip;
        Ok(Self { text, ip })
    }
}

/// A host name without the dot that it may end in.
pub(crate) fn without_dot(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
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

impl PartialEq<str> for ServerName<'_> {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for ServerName<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl<'a> TryFrom<&'a str> for ServerName<'a> {
    type Error = ParseError;

    fn try_from(text: &'a str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ServerName<'static> {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        Self::from_cow(Cow::Owned(text))
    }
}

impl core::str::FromStr for ServerName<'static> {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        ServerName::parse(text).map(ServerName::into_owned)
    }
}

/// The address as `core::net` writes it, an IPv6 address without brackets.
impl From<IpAddr> for ServerName<'static> {
    fn from(ip: IpAddr) -> Self {
        Self { text: Cow::Owned(ip.to_string()), ip: Some(ip) }
    }
}

impl<'a> From<ServerName<'a>> for Cow<'a, str> {
    fn from(server: ServerName<'a>) -> Self {
        server.text
    }
}

impl From<ServerName<'_>> for String {
    fn from(server: ServerName<'_>) -> Self {
        server.text.into_owned()
    }
}

/// `server-name = host-name / ipv4-address / ipv6-address / "[" ipv6-address "]"`
#[inline]
pub(super) fn server_name(text: &str) -> Result<ServerName<'_>, Message> {
    match host_name(text) {
        Ok((HostName::Name, "")) => Ok(ServerName { text: Cow::Borrowed(text), ip: None }),
        Ok((HostName::EndsInDigits, "")) => match text.parse() {
            Ok(ip) => Ok(ServerName { text: Cow::Borrowed(text), ip: Some(IpAddr::V4(ip)) }),
            Err(_) => Err(Message::ServerNumeric),
        },
        Ok((_, rest)) => ipv6_address(text, unexpected_character(rest)),
        Err(kind) => ipv6_address(text, kind),
    }
}

/// An IPv6 address, bare or in brackets, without a zone; otherwise what is wrong with the text.
#[cold]
fn ipv6_address(text: &str, kind: Message) -> Result<ServerName<'_>, Message> {
    let address = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    match address.parse::<Ipv6Addr>() {
        Ok(ip) => Ok(ServerName { text: Cow::Borrowed(text), ip: Some(IpAddr::V6(ip)) }),
        Err(_) => Err(rejected_server::classify(text, kind)),
    }
}

#[cfg(test)]
mod tests {
    use std::format;

    use super::*;

    #[track_caller]
    fn accepted(text: &str) {
        assert_eq!(ServerName::parse(text).map(|server| server.to_string()), Ok(text.to_string()));
    }

    #[track_caller]
    fn rejected(kind: Message, texts: &[&str]) {
        for text in texts {
            assert_eq!(server_name(text), Err(kind), "{text}");
        }
    }

    #[test]
    fn host_names() {
        accepted("smtp.contoso.com");
        accepted("MAIL");
        accepted("my_relay-01");
        accepted("_dmarc.contoso.com");
        accepted("smtp.contoso.com.");
        accepted("3com.example");
        accepted("1.2.3.4.example");
        accepted(&"a".repeat(63));
        rejected(Message::ServerLabelLong, &[&"a".repeat(64)]);
        let long = |end: &str| format!("{}.", "a".repeat(61)).repeat(4) + end;
        accepted(&long("a.b.c"));
        accepted(&long("a.b.c."));
        rejected(Message::ServerLong, &[&long("a.b.cd")]);
        rejected(Message::EmptyServer, &[""]);
        rejected(Message::ServerLabelEmpty, &[".", "a..b", "a.b..", ".a"]);
        rejected(Message::ServerLabelHyphen, &["-a.b", "a-.b", "-"]);
        rejected(Message::ServerWhitespace, &["smtp contoso.com", " smtp.contoso.com", "a b://host"]);
        rejected(Message::ServerNotAscii, &["smtp.bücher.example"]);
        rejected(
            Message::ServerCharacter,
            &["smtp.contoso.com,587", "a/b", "joe:pw", "tcp:mail", "mail:", ":25", "1a://b"],
        );
    }

    #[test]
    fn addresses() {
        for text in ["192.0.2.25", "2001:db8::25", "[2001:db8::25]", "::ffff:192.0.2.25", "fe80::1:25"] {
            accepted(text);
        }
        let numeric = ["192.0.2", "192.0.2.256", "192.0.2.025", "smtp.25", "25", "192.0.2.25."];
        rejected(Message::ServerNumeric, &numeric);
        rejected(Message::ServerBrackets, &["[192.0.2.25]", "[mail]", "[mail]:25", "[2001:db8::25"]);
        rejected(Message::ServerCharacter, &["1::2::3"]);
        rejected(Message::ServerZone, &["fe80::1%eth0", "[fe80::1%25]", "[fe80::1%eth0]:25"]);
    }

    #[test]
    fn user_information_urls_and_ports() {
        rejected(Message::UserInServer, &["joe@host", "joe:pw@host", "smtp://joe:pw@host", "@", "a@b@[User::X]"]);
        rejected(Message::Url, &["smtp://host", "smtp://host:25/path", "smtp://[::1]:25", "a://"]);
        rejected(Message::ImplicitTlsUrl, &["smtps://host", "SMTPS://host:465"]);
        rejected(
            Message::PortInServer,
            &["mail:25", "mail: 25", "mail:99999", "mail:587:1", "mail:25:", "mail:25: ", "[::1]:25"],
        );
        rejected(Message::PortInServer, &["192.0.2.25:25"]);
        rejected(Message::ImplicitTlsPortInServer, &["mail:465", "mail:465:1"]);
        rejected(Message::ServerCharacter, &["mail:25:x", "mail::25", "mail:x"]);
    }

    #[test]
    fn templates() {
        rejected(Message::ServerTemplate, &["<server name>", "{server}", "$(SmtpServer)", "%SMTP%", "{server}:25"]);
        rejected(Message::ServerExpression, &["@[User::SmtpServer]", "\"mail.\" + @[$Project::X]"]);
    }

    #[test]
    fn span_is_the_whole_text() {
        assert_eq!(ServerName::parse("joe:pw@host").unwrap_err().span(), 0..11);
    }

    #[test]
    fn conversions_keep_the_text() {
        let server = ServerName::parse("Mail").unwrap();
        assert_eq!(format!("{server:>6} {server:?}"), "  Mail ServerName(\"Mail\")");
        assert_eq!(AsRef::<str>::as_ref(&server), "Mail");
        assert!(server == "Mail" && server == *"Mail");
        assert_eq!(String::from(server.clone()), "Mail");
        assert_eq!(ServerName::try_from(String::from("Mail")), Ok(server.clone()));
        assert_eq!(Cow::from(server), "Mail");
        let address: IpAddr = "::1".parse().unwrap();
        assert_eq!(ServerName::parse("::1"), Ok(ServerName::from(address)));
    }

    #[test]
    fn loopback() {
        for text in ["localhost", "LOCALHOST.", "127.0.0.1", "127.9.9.9", "::1", "[::1]"] {
            assert!(ServerName::parse(text).unwrap().is_loopback(), "{text}");
        }
        for text in ["localhost.contoso.com", "128.0.0.1", "::2", "mail"] {
            assert!(!ServerName::parse(text).unwrap().is_loopback(), "{text}");
        }
    }
}
