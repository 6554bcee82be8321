//! The names in a certificate, compared as the client compares them.

use std::net::IpAddr;

use rustls::client::verify_server_name;
use rustls::server::ParsedCertificate;
use smtp_connection_string::{Host, ServerName};

use crate::probe::der::Certificate;

/// Which name of a certificate is that of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameMatch {
    Alternative,
    Common,
    None,
}

/// Compares names as the client does: the common name counts if there is no alternative name of the server's kind.
pub(crate) fn compare(certificate: &Certificate, server: &ServerName<'_>) -> NameMatch {
    let common = certificate.common_name.as_deref();
    let (is_alternative, has_alternative, is_common) = match server.host() {
        Host::Name(host) => {
            let host = host.strip_suffix('.').unwrap_or(host);
            let matches = |name: &str| matches(name, host);
            let names = &certificate.dns_names;
            (names.iter().any(|name| matches(name)), !names.is_empty(), common.is_some_and(matches))
        }
        Host::Ipv4(address) => addresses(certificate, address.into()),
        Host::Ipv6(address) => addresses(certificate, address.into()),
    };
    if is_alternative {
        NameMatch::Alternative
    } else if is_common && !has_alternative {
        NameMatch::Common
    } else {
        NameMatch::None
    }
}

fn addresses(certificate: &Certificate, address: IpAddr) -> (bool, bool, bool) {
    let common = certificate.common_name.as_deref().and_then(|name| name.parse().ok());
    let addresses = &certificate.addresses;
    (addresses.contains(&address), !addresses.is_empty(), common == Some(address))
}

/// Compares a host with a name that may begin with a wildcard for one label.
fn matches(name: &str, host: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.eq_ignore_ascii_case(host)
        || matches!((name.split_once('.'), host.split_once('.')), (Some(("*", name)), Some((_, host)))
            if name.contains('.') && name.eq_ignore_ascii_case(host))
}

/// Returns whether rustls finds the name of the server in a certificate.
pub(crate) fn verifies(parsed: &ParsedCertificate<'_>, server: &ServerName<'_>) -> bool {
    tls_name(server).is_some_and(|name| verify_server_name(parsed, &name).is_ok())
}

/// Returns the name of the server for rustls; `None` if rustls does not accept it.
pub(crate) fn tls_name(server: &ServerName<'_>) -> Option<rustls::pki_types::ServerName<'static>> {
    Some(match server.host() {
        Host::Name(host) => host.strip_suffix('.').unwrap_or(host).to_owned().try_into().ok()?,
        Host::Ipv4(address) => IpAddr::from(address).into(),
        Host::Ipv6(address) => IpAddr::from(address).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares a server with the common name and the alternative names of a certificate.
    fn compared(common: &str, names: &[&str], server: &str) -> NameMatch {
        let (addresses, dns): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| name.parse::<IpAddr>().is_ok());
        let certificate = Certificate {
            common_name: (!common.is_empty()).then(|| common.to_owned()),
            dns_names: dns.iter().map(|&name| name.to_owned()).collect(),
            addresses: addresses.iter().map(|name| name.parse().unwrap()).collect(),
            ..Certificate::default()
        };
        compare(&certificate, &ServerName::parse(server).unwrap())
    }

    #[test]
    fn alternative_name_may_begin_with_a_wildcard_for_one_label() {
        use NameMatch::{Alternative, None};
        for (names, server, expected) in [
            (&["smtp.contoso.com"][..], "smtp.contoso.com", Alternative),
            (&["a", "SMTP.Contoso.COM"], "smtp.contoso.com.", Alternative),
            (&["*.contoso.com"], "smtp.contoso.com", Alternative),
            (&["*.contoso.com"], "a.smtp.contoso.com", None),
            (&["*.contoso.com"], "contoso.com", None),
            (&["s*.contoso.com"], "smtp.contoso.com", None),
            (&["*.com"], "contoso.com", None),
            (&["mail"], "MAIL", Alternative),
            (&["192.0.2.1"], "192.0.2.1", Alternative),
            (&["::1"], "[0:0::1]", Alternative),
            (&["smtp.contoso.com"], "192.0.2.1", None),
            (&[], "mail", None),
        ] {
            assert_eq!(compared("", names, server), expected, "{names:?} {server}");
        }
    }

    #[test]
    fn common_name_counts_without_an_alternative_name_of_the_same_kind() {
        use NameMatch::{Common, None};
        for (common, names, server, expected) in [
            ("smtp.contoso.com", &[][..], "smtp.contoso.com", Common),
            ("*.contoso.com", &[], "smtp.contoso.com", Common),
            ("smtp.contoso.com", &["192.0.2.1"], "smtp.contoso.com", Common),
            ("smtp.contoso.com", &["mx.contoso.com"], "smtp.contoso.com", None),
            ("mx.contoso.com", &[], "smtp.contoso.com", None),
            ("192.0.2.1", &["smtp.contoso.com"], "192.0.2.1", Common),
            ("192.0.2.1", &["192.0.2.2"], "192.0.2.1", None),
            ("smtp.contoso.com", &[], "192.0.2.1", None),
        ] {
            assert_eq!(compared(common, names, server), expected, "{common} {names:?} {server}");
        }
    }
}
