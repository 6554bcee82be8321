//! Certificates, made when a test runs.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use rcgen::{BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;

/// The name in most certificates.
pub(crate) const HOST: &str = "smtp.contoso.com";

/// The authority of all certificates, and the file with its certificate.
pub(crate) static AUTHORITY: LazyLock<(Issuer<'static, KeyPair>, PathBuf)> = LazyLock::new(|| {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, "Contoso test authority");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = parameters.self_signed(&key).unwrap();
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("probe-authority-{}.pem", std::process::id()));
    fs::write(&path, certificate.pem()).unwrap();
    (Issuer::new(parameters, key), path)
});

/// Returns the parameters of a certificate that is valid for a hundred days.
pub(crate) fn parameters(names: &[&str]) -> CertificateParams {
    let mut parameters = CertificateParams::new(names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>()).unwrap();
    parameters.distinguished_name = DistinguishedName::new();
    set_days(&mut parameters, -1, 100);
    parameters
}

/// Sets the days, counted from today, on which a certificate becomes valid and expires.
pub(crate) fn set_days(parameters: &mut CertificateParams, from: i64, until: i64) {
    let now = std::time::SystemTime::now();
    let day = |days: i64| {
        let time = std::time::Duration::from_secs(days.unsigned_abs() * 86_400);
        (if days < 0 { now - time } else { now + time }).into()
    };
    (parameters.not_before, parameters.not_after) = (day(from), day(until));
}

/// Returns a server with a certificate of the authority.
pub(crate) fn signed(parameters: &CertificateParams) -> Arc<ServerConfig> {
    let key = KeyPair::generate().unwrap();
    let certificate = parameters.signed_by(&key, &AUTHORITY.0).unwrap();
    config(&certificate, &key, false)
}

/// Returns a server with a self-signed certificate.
pub(crate) fn self_signed(parameters: &CertificateParams) -> Arc<ServerConfig> {
    let key = KeyPair::generate().unwrap();
    let certificate = parameters.self_signed(&key).unwrap();
    config(&certificate, &key, false)
}

/// Returns a server that demands a certificate of the client.
pub(crate) fn demanding() -> Arc<ServerConfig> {
    let key = KeyPair::generate().unwrap();
    let certificate = parameters(&[HOST]).signed_by(&key, &AUTHORITY.0).unwrap();
    config(&certificate, &key, true)
}

/// Returns a server with a valid certificate.
pub(crate) fn valid() -> Arc<ServerConfig> {
    signed(&parameters(&[HOST]))
}

fn config(certificate: &rcgen::Certificate, key: &KeyPair, demands: bool) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions().unwrap();
    let builder = if demands {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(certificate.der().clone()).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
        builder.with_client_cert_verifier(verifier)
    } else {
        builder.with_no_client_auth()
    };
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    Arc::new(builder.with_single_cert(vec![certificate.der().clone()], key).unwrap())
}
