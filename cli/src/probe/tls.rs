//! The TLS handshake, which does not end at a certificate that is refused.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme};
use smtp_connection_string::ServerName;

use crate::probe::certificate_name::tls_name;
use crate::probe::observation::Tls;
use crate::probe::socket::Socket;

/// The result of a handshake.
pub(crate) struct Handshake {
    pub(crate) connection: io::Result<ClientConnection>,
    /// The certificates of the server. Empty if it did not send any.
    pub(crate) chain: Vec<CertificateDer<'static>>,
    /// Whether the server proved that it has the key of its certificate.
    pub(crate) has_key: bool,
}

/// Makes the handshake with a server.
pub(crate) fn handshake(provider: &Arc<CryptoProvider>, server: &ServerName<'_>, socket: &mut Socket) -> Handshake {
    let recorder = Arc::new(Recorder::new(provider));
    let connection = connect(&recorder, server, socket);
    Handshake { connection, chain: recorder.chain(), has_key: recorder.has_key.load(Ordering::Relaxed) }
}

fn connect(recorder: &Arc<Recorder>, server: &ServerName<'_>, socket: &mut Socket) -> io::Result<ClientConnection> {
    let config = ClientConfig::builder_with_provider(Arc::clone(&recorder.provider))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(recorder) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    // A name that rustls does not accept is not in a certificate that it accepts either.
    let name = tls_name(server).ok_or(io::ErrorKind::InvalidInput)?;
    let mut connection = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
    socket.watches = true;
    while connection.is_handshaking() {
        connection.complete_io(socket)?;
    }
    Ok(connection)
}

impl Tls {
    /// Returns the version and the cipher suite of a connection.
    pub(crate) fn of(connection: &ClientConnection) -> Self {
        let version = match connection.protocol_version() {
            Some(rustls::ProtocolVersion::TLSv1_2) => "TLS 1.2",
            Some(rustls::ProtocolVersion::TLSv1_3) => "TLS 1.3",
            _ => "TLS",
        };
        let cipher = connection.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str());
        Self { version, cipher: cipher.unwrap_or("unknown").to_owned() }
    }
}

/// Returns the TLS error in an error of a connection.
pub(crate) fn tls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

/// Records the certificates of the server and accepts them, so that the handshake continues. They are judged afterwards.
#[derive(Debug)]
struct Recorder {
    chain: Mutex<Vec<CertificateDer<'static>>>,
    /// Whether the signature of the handshake is valid.
    has_key: AtomicBool,
    provider: Arc<CryptoProvider>,
}

impl Recorder {
    fn new(provider: &Arc<CryptoProvider>) -> Self {
        Self { chain: Mutex::default(), has_key: AtomicBool::new(true), provider: Arc::clone(provider) }
    }

    fn chain(&self) -> Vec<CertificateDer<'static>> {
        self.chain.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn record(&self, result: Result<HandshakeSignatureValid, rustls::Error>) -> HandshakeSignatureValid {
        result.unwrap_or_else(|_| {
            self.has_key.store(false, Ordering::Relaxed);
            HandshakeSignatureValid::assertion()
        })
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &rustls::pki_types::ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let chain = std::iter::once(end_entity).chain(intermediates).map(|der| der.clone().into_owned());
        *self.chain.lock().unwrap_or_else(PoisonError::into_inner) = chain.collect();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        Ok(self.record(verify_tls12_signature(message, certificate, signature, algorithms)))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        Ok(self.record(verify_tls13_signature(message, certificate, signature, algorithms)))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
