//! Where to connect.

use std::fmt;

use smtp_connection_string::{Host, ServerName};

use crate::expected::Expected;

/// The port of the SMTP connection manager.
const PORT: u16 = 25;

/// A host and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Address {
    /// Reads `HOST:PORT`; an IPv6 address is in brackets.
    pub(crate) fn parse(text: &str) -> Result<Self, Expected> {
        let expected = Expected("write a host and a port, for example `localhost:2525`");
        let (host, port) = text.rsplit_once(':').ok_or(expected)?;
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let port = port.parse().ok().filter(|&port| port > 0).ok_or(expected)?;
        if ServerName::parse(host).is_err() {
            return Err(expected);
        }
        Ok(Self { host: host.to_owned(), port })
    }

    /// Returns the address of a server.
    pub(crate) fn of_server(server: &ServerName<'_>) -> Self {
        let host = match server.host() {
            Host::Name(host) => host.to_owned(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        Self { host, port: PORT }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port } = self;
        if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_is_a_host_and_a_port() {
        for (text, shown) in [
            ("localhost:2525", "localhost:2525"),
            ("127.0.0.1:25", "127.0.0.1:25"),
            ("[::1]:25", "[::1]:25"),
            ("::1:25", "[::1]:25"),
        ] {
            assert_eq!(Address::parse(text).map(|address| address.to_string()), Ok(shown.to_owned()));
        }
        for text in ["", "a", "a:", ":25", "a:0", "a:65536", "a:-1", "a b:25", "smtp://a:25", "joe@a:25"] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn server_has_port_25() {
        let shown = |name| Address::of_server(&ServerName::parse(name).unwrap()).to_string();
        assert_eq!(
            ["mail", "192.0.2.1", "[::1]", "::1"].map(shown),
            ["mail:25", "192.0.2.1:25", "[::1]:25", "[::1]:25"]
        );
    }
}
