//! What was observed at a server.

use std::net::SocketAddr;
use std::time::Duration;

use crate::probe::certificate::Judgment;
use crate::probe::conversation::{Entry, Facts};

/// What was observed at a server.
pub(crate) struct Observation {
    /// The address of the server, or why there is no connection.
    pub(crate) address: Result<SocketAddr, Unreachable>,
    pub(crate) facts: Facts,
    /// The TLS handshake; `None` if it was not tried.
    pub(crate) handshake: Option<Result<Tls, HandshakeFailure>>,
    /// Whether the server sent more after its answer to STARTTLS, in the same packet or later.
    pub(crate) bytes_after_starttls: bool,
    /// `None` if the server did not send a certificate.
    pub(crate) certificate: Option<Judgment>,
    pub(crate) times: Times,
    /// The time after which the probe stopped waiting.
    pub(crate) budget: Duration,
    pub(crate) transcript: Vec<Entry>,
}

/// The protocol version and the cipher suite of a TLS connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tls {
    pub(crate) version: &'static str,
    pub(crate) cipher: String,
}

/// Why there is no connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreachable {
    NameNotFound,
    Refused,
    NoRoute,
    TimedOut,
}

/// Why a TLS handshake failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HandshakeFailure {
    /// The server sent something else than TLS.
    NotTls,
    /// The server ended the handshake after it sent its certificate.
    Ended,
    /// The handshake failed before that. The client may support what the server requires.
    Incompatible,
    TimedOut,
}

/// The time of each step.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Times {
    pub(crate) connect: Option<Duration>,
    pub(crate) banner: Option<Duration>,
    pub(crate) ehlo: Option<Duration>,
    /// STARTTLS, the handshake and the second EHLO.
    pub(crate) tls: Option<Duration>,
    pub(crate) total: Duration,
}

impl Times {
    /// Returns the time until the answer to EHLO, or to the second one.
    pub(crate) fn until_mail(&self, over_tls: bool) -> Duration {
        let steps = [self.connect, self.banner, self.ehlo, self.tls.filter(|_| over_tls)];
        steps.into_iter().flatten().sum()
    }
}

impl Unreachable {
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::NameNotFound => "the name of the server cannot be resolved",
            Self::Refused => "the server refuses the connection",
            Self::NoRoute => "there is no route to the server",
            Self::TimedOut => "the server does not accept the connection in time",
        }
    }
}
