//! Whether the client accepts the certificate of a server.
//!
//! rustls checks the chain. Names and dates are also checked here, because the client accepts names that rustls does not, and
//! because all problems are reported, not only the first.

use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, Error, RootCertStore};
use smtp_connection_string::ServerName;

use crate::probe::certificate_name::{self, NameMatch};

pub(crate) use crate::probe::der::{Certificate, timestamp};

/// The certificates of authorities that are trusted.
#[derive(Debug)]
pub(crate) struct TrustStore {
    roots: RootCertStore,
    certificates: Vec<CertificateDer<'static>>,
    algorithms: WebPkiSupportedAlgorithms,
}

/// The server's certificate, and what the client would think of it.
#[derive(Debug, Default)]
pub(crate) struct Judgment {
    /// `None` if the certificate cannot be read.
    pub(crate) certificate: Option<Certificate>,
    /// Why the client refuses the certificate.
    pub(crate) problems: Vec<Problem>,
    /// Why this program cannot tell whether the client accepts the certificate.
    pub(crate) doubt: Option<Doubt>,
    /// The number of whole days until the certificate expires.
    pub(crate) days_left: i64,
}

/// A reason for which the client refuses a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    Expired,
    NotYetValid,
    /// A certificate of the chain, not the one of the server.
    ChainExpired,
    Name,
    Untrusted,
    /// The certificate is not for servers.
    Purpose,
}

/// A reason for which the client may accept a certificate that this program does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    CommonNameOnly,
    /// A key or a signature algorithm that is not supported here.
    Algorithm,
    /// The server did not send the whole chain, but the client can download the rest.
    IncompleteChain,
    /// The server uses the certificate of an authority.
    Authority,
    Other,
}

impl TrustStore {
    pub(crate) fn new(certificates: Vec<CertificateDer<'static>>, algorithms: WebPkiSupportedAlgorithms) -> Self {
        let mut roots = RootCertStore::empty();
        // Systems contain a few certificates that rustls cannot read.
        roots.add_parsable_certificates(certificates.iter().cloned());
        Self { roots, certificates, algorithms }
    }

    /// Judges a chain, which begins with the certificate of the server. `has_key` is whether the server proved that it has
    /// the key.
    pub(crate) fn judge(
        &self,
        chain: &[CertificateDer<'_>],
        server: &ServerName<'_>,
        now: UnixTime,
        has_key: bool,
    ) -> Judgment {
        let certificates: Vec<Certificate> = chain.iter().filter_map(|der| Certificate::read(der)).collect();
        let Some((first, intermediates)) = chain.split_first() else { return Judgment::default() };
        let (Some(leaf), Ok(parsed)) = (Certificate::read(first), ParsedCertificate::try_from(first)) else {
            return Judgment { doubt: Some(Doubt::Other), ..Judgment::default() };
        };
        let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let mut problems = Vec::new();
        let mut doubt = None;
        if seconds > leaf.not_after {
            problems.push(Problem::Expired);
        } else if seconds < leaf.not_before {
            problems.push(Problem::NotYetValid);
        }
        match certificate_name::compare(&leaf, server) {
            NameMatch::Alternative if !certificate_name::verifies(&parsed, server) => doubt = Some(Doubt::Other),
            NameMatch::Alternative => {}
            NameMatch::Common => doubt = Some(Doubt::CommonNameOnly),
            NameMatch::None => problems.push(Problem::Name),
        }
        // An expired certificate can have further problems, which are found at a time at which it is valid.
        let at = u64::try_from(seconds.clamp(leaf.not_before, leaf.not_after)).unwrap_or(0);
        let at = UnixTime::since_unix_epoch(std::time::Duration::from_secs(at));
        let result =
            verify_server_cert_signed_by_trust_anchor(&parsed, &self.roots, intermediates, at, self.algorithms.all);
        match result.err().map(|error| self.reason(&error, first, &certificates)) {
            None => {}
            Some(Ok(problem)) => problems.push(problem),
            Some(Err(reason)) => doubt = Some(reason),
        }
        if !has_key {
            doubt = Some(Doubt::Algorithm);
        }
        let days_left = leaf.not_after.saturating_sub(seconds).div_euclid(86_400);
        Judgment { certificate: Some(leaf), problems, doubt, days_left }
    }

    /// Returns why the chain is not valid: a problem for the client, or only for this program.
    fn reason(&self, error: &Error, first: &CertificateDer<'_>, chain: &[Certificate]) -> Result<Problem, Doubt> {
        let is_self_issued = |certificate: &Certificate| certificate.is_self_issued;
        if chain.first().is_some_and(|leaf| leaf.is_authority) {
            let is_known = self.certificates.iter().any(|known| known == first);
            let is_untrusted = chain.first().is_some_and(is_self_issued) && !is_known;
            return if is_untrusted { Ok(Problem::Untrusted) } else { Err(Doubt::Authority) };
        }
        let Error::InvalidCertificate(error) = error else { return Err(Doubt::Other) };
        match error {
            CertificateError::UnknownIssuer => {
                let is_incomplete = !chain.iter().any(is_self_issued);
                let can_download = chain.last().is_some_and(|last| last.has_issuer_download);
                if is_incomplete && can_download { Err(Doubt::IncompleteChain) } else { Ok(Problem::Untrusted) }
            }
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => Ok(Problem::ChainExpired),
            CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => Ok(Problem::Purpose),
            CertificateError::BadSignature if !chain.iter().any(|certificate| certificate.has_short_key) => {
                Ok(Problem::Untrusted)
            }
            CertificateError::Other(_) => Err(Doubt::Other),
            // An algorithm, a short key, or an error that a new version of rustls adds.
            _ => Err(Doubt::Algorithm),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rcgen::{
        BasicConstraints, Certificate as Signed, CertificateParams, CustomExtension, DistinguishedName, DnType,
        ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, date_time_ymd,
    };
    use rustls::pki_types::pem::PemObject;

    use super::*;

    const HOST: &str = "smtp.contoso.com";

    fn parameters(names: &[&str]) -> CertificateParams {
        let mut parameters =
            CertificateParams::new(names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>()).unwrap();
        parameters.distinguished_name = DistinguishedName::new();
        parameters.not_before = date_time_ymd(2020, 1, 1);
        parameters.not_after = date_time_ymd(2030, 1, 1);
        parameters
    }

    fn authority(name: &str) -> (CertificateParams, KeyPair) {
        let mut parameters = parameters(&[]);
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        (parameters, KeyPair::generate().unwrap())
    }

    fn signed(parameters: &CertificateParams, authority: &(CertificateParams, KeyPair)) -> Signed {
        let issuer = Issuer::from_params(&authority.0, &authority.1);
        parameters.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap()
    }

    fn store(roots: Vec<CertificateDer<'static>>) -> TrustStore {
        let algorithms = rustls::crypto::ring::default_provider().signature_verification_algorithms;
        TrustStore::new(roots, algorithms)
    }

    /// 2025-01-01.
    const NOW: u64 = 1_735_689_600;

    fn judged(
        trust: &TrustStore,
        chain: &[CertificateDer<'_>],
        server: &str,
        now: u64,
    ) -> (Vec<Problem>, Option<Doubt>) {
        let now = UnixTime::since_unix_epoch(Duration::from_secs(now));
        let judgment = trust.judge(chain, &ServerName::parse(server).unwrap(), now, true);
        (judgment.problems, judgment.doubt)
    }

    /// Judges a certificate of a trusted authority for a server.
    fn of_authority(parameters: &CertificateParams, server: &str) -> (Vec<Problem>, Option<Doubt>) {
        let authority = authority("Contoso");
        let root = authority.0.self_signed(&authority.1).unwrap();
        let trust = store(vec![root.der().clone()]);
        judged(&trust, &[signed(parameters, &authority).der().clone()], server, NOW)
    }

    const FINE: (Vec<Problem>, Option<Doubt>) = (Vec::new(), None);

    #[test]
    fn name_of_the_certificate_is_judged() {
        assert_eq!(of_authority(&parameters(&["*.contoso.com"]), HOST), FINE);
        assert_eq!(of_authority(&parameters(&["smtp_1.contoso.com"]), "smtp_1.contoso.com."), FINE);
        assert_eq!(of_authority(&parameters(&["::1", "192.0.2.1"]), "192.0.2.1"), FINE);
        assert_eq!(of_authority(&parameters(&["mx.contoso.com"]), HOST), (vec![Problem::Name], None));
        let mut common = parameters(&[]);
        common.distinguished_name.push(DnType::CommonName, HOST);
        assert_eq!(of_authority(&common, HOST), (Vec::new(), Some(Doubt::CommonNameOnly)));
    }

    #[test]
    fn all_problems_are_reported() {
        let mut expired = parameters(&["mx.contoso.com"]);
        expired.not_after = date_time_ymd(2024, 1, 1);
        assert_eq!(of_authority(&expired, HOST), (vec![Problem::Expired, Problem::Name], None));
        let mut future = parameters(&[HOST]);
        future.not_before = date_time_ymd(2026, 1, 1);
        future.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        assert_eq!(of_authority(&future, HOST), (vec![Problem::NotYetValid, Problem::Purpose], None));
    }

    #[test]
    fn days_left_are_whole_days() {
        let trust = store(Vec::new());
        let chain = [signed(&parameters(&[HOST]), &authority("a")).der().clone()];
        let end = 1_893_456_000;
        for (now, days) in [(end - 86_401, 1), (end - 86_400, 1), (end - 86_399, 0), (end, 0), (end + 1, -1)] {
            let now = UnixTime::since_unix_epoch(Duration::from_secs(now));
            assert_eq!(trust.judge(&chain, &ServerName::parse(HOST).unwrap(), now, true).days_left, days);
        }
    }

    #[test]
    fn unknown_authority_is_untrusted_unless_the_client_can_download_it() {
        let untrusted = (vec![Problem::Untrusted], None);
        let unknown = authority("Contoso");
        let root = unknown.0.self_signed(&unknown.1).unwrap();
        let leaf = signed(&parameters(&[HOST]), &unknown);
        // An authority with the same name and another key is trusted.
        let other = authority("Contoso");
        let trust = store(vec![other.0.self_signed(&other.1).unwrap().der().clone()]);
        for trust in [store(Vec::new()), trust] {
            assert_eq!(judged(&trust, &[leaf.der().clone()], HOST, NOW), untrusted);
            assert_eq!(judged(&trust, &[leaf.der().clone(), root.der().clone()], HOST, NOW), untrusted);
        }
        let self_signed = parameters(&[HOST]).self_signed(&KeyPair::generate().unwrap()).unwrap();
        assert_eq!(judged(&store(Vec::new()), &[self_signed.der().clone()], HOST, NOW), untrusted);
        assert_eq!(judged(&store(vec![self_signed.der().clone()]), &[self_signed.der().clone()], HOST, NOW), FINE);

        let mut with_download = parameters(&[HOST]);
        let url =
            [&[0x30, 23, 0x30, 21][..], &[0x06, 8, 0x2B, 6, 1, 5, 5, 7, 0x30, 2], &[0x86, 9], b"http://ca"].concat();
        let access = CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], url);
        with_download.custom_extensions = vec![access];
        let leaf = signed(&with_download, &unknown);
        let incomplete = (Vec::new(), Some(Doubt::IncompleteChain));
        assert_eq!(judged(&store(Vec::new()), &[leaf.der().clone()], HOST, NOW), incomplete);
        assert_eq!(judged(&store(Vec::new()), &[leaf.der().clone(), root.der().clone()], HOST, NOW), untrusted);
    }

    #[test]
    fn certificate_of_an_authority_is_a_doubt_only_if_it_is_trusted() {
        let mut parameters = parameters(&[HOST]);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = parameters.self_signed(&KeyPair::generate().unwrap()).unwrap();
        let chain = [certificate.der().clone()];
        assert_eq!(judged(&store(Vec::new()), &chain, HOST, NOW), (vec![Problem::Untrusted], None));
        assert_eq!(judged(&store(chain.to_vec()), &chain, HOST, NOW), (Vec::new(), Some(Doubt::Authority)));
    }

    #[test]
    fn expired_intermediate_is_a_problem() {
        let root = authority("Root");
        let trust = store(vec![root.0.self_signed(&root.1).unwrap().der().clone()]);
        let (mut parameters_of_intermediate, key) = authority("Intermediate");
        parameters_of_intermediate.not_after = date_time_ymd(2024, 1, 1);
        let issuer = Issuer::from_params(&root.0, &root.1);
        let intermediate = parameters_of_intermediate.signed_by(&key, &issuer).unwrap();
        let leaf = signed(&parameters(&[HOST]), &(parameters_of_intermediate, key));
        let chain = [leaf.der().clone(), intermediate.der().clone()];
        assert_eq!(judged(&trust, &chain, HOST, NOW), (vec![Problem::ChainExpired], None));
        assert_eq!(judged(&trust, &chain, HOST, 1_600_000_000), FINE);
    }

    #[test]
    fn weak_algorithms_are_a_doubt() {
        let certificate = |pem: &str| CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
        for (authority, server) in [
            (
                include_str!("../../tests/certificates/sha1-authority.pem"),
                include_str!("../../tests/certificates/sha1-server.pem"),
            ),
            (
                include_str!("../../tests/certificates/rsa1024-authority.pem"),
                include_str!("../../tests/certificates/rsa1024-server.pem"),
            ),
        ] {
            let trust = store(vec![certificate(authority)]);
            // After the certificate was made.
            let now = 1_900_000_000;
            assert_eq!(judged(&trust, &[certificate(server)], HOST, now), (Vec::new(), Some(Doubt::Algorithm)));
            assert_eq!(judged(&store(Vec::new()), &[certificate(server)], HOST, now), (vec![Problem::Untrusted], None));
        }
        let chain = [parameters(&[HOST]).self_signed(&KeyPair::generate().unwrap()).unwrap().der().clone()];
        let now = UnixTime::since_unix_epoch(Duration::from_secs(NOW));
        let judgment = store(chain.to_vec()).judge(&chain, &ServerName::parse(HOST).unwrap(), now, false);
        assert_eq!(judgment.doubt, Some(Doubt::Algorithm));
    }

    #[test]
    fn unreadable_certificate_is_a_doubt() {
        for der in [&b""[..], b"\x30\x80", b"not a certificate"] {
            let chain = [CertificateDer::from(der)];
            assert_eq!(judged(&store(Vec::new()), &chain, HOST, NOW), (Vec::new(), Some(Doubt::Other)));
        }
    }
}
