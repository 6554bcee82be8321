//! The connection to one server.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::crypto::CryptoProvider;
use rustls::pki_types::UnixTime;
use rustls::{ClientConnection, StreamOwned};
use smtp_connection_string::ServerName;

use crate::probe::address::Address;
use crate::probe::certificate::{Judgment, TrustStore};
use crate::probe::conversation::{Conversation, Failure, Step};
use crate::probe::observation::{HandshakeFailure, Observation, Times, Tls};
use crate::probe::socket::{Channel, Socket, connect};
use crate::probe::tls::{self, Handshake, tls_error};

/// The buffer of the client. Bytes after the answer to STARTTLS are dropped if they are in the same buffer.
const BUFFER: usize = 256;

/// What is the same for all servers of a run.
pub(crate) struct Probe {
    /// Where to connect instead of the servers.
    pub(crate) connect: Option<Address>,
    pub(crate) trust: TrustStore,
    pub(crate) provider: Arc<CryptoProvider>,
    /// The name with which the client greets.
    pub(crate) name: String,
}

impl Probe {
    /// Connects to a server once.
    pub(crate) fn observe(&self, server: &ServerName<'_>, budget: Duration) -> Observation {
        let start = Instant::now();
        // A timeout of 24 days is in range; otherwise, the longest one is an hour.
        let deadline = start.checked_add(budget).unwrap_or(start + Duration::from_secs(3600));
        let address = self.connect.clone().unwrap_or_else(|| Address::of_server(server));
        let mut run = Run {
            probe: self,
            server,
            start,
            conversation: Conversation::new(&self.name),
            times: Times::default(),
            handshake: None,
            bytes_after_starttls: false,
            certificate: None,
        };
        run.conversation.note(format!("Trying {address}..."));
        let connected = connect(&address, deadline);
        run.times.connect = Some(start.elapsed());
        let address = match connected {
            Ok((socket, address)) => {
                run.conversation.note(format!("Connected to {address}"));
                run.converse(socket);
                Ok(address)
            }
            Err(reason) => {
                run.conversation.note(reason.message().to_owned());
                Err(reason)
            }
        };
        let Run { conversation, mut times, handshake, bytes_after_starttls, certificate, .. } = run;
        times.total = start.elapsed();
        let (facts, transcript) = conversation.finish();
        let bytes_after_starttls = bytes_after_starttls || facts.bytes_after_starttls;
        Observation { address, facts, handshake, bytes_after_starttls, certificate, times, budget, transcript }
    }
}

/// An observation in progress.
struct Run<'a> {
    probe: &'a Probe,
    server: &'a ServerName<'a>,
    start: Instant,
    conversation: Conversation,
    times: Times,
    handshake: Option<Result<Tls, HandshakeFailure>>,
    bytes_after_starttls: bool,
    certificate: Option<Judgment>,
}

impl Run<'_> {
    fn converse(&mut self, socket: Socket) {
        let mut channel = Channel::Plain(socket);
        let mut buffer = [0; BUFFER];
        loop {
            let step = self.conversation.next_step();
            self.mark_times();
            match step {
                Step::Send(command) => {
                    if let Err(error) = channel.write_all(command.as_bytes()).and_then(|()| channel.flush()) {
                        self.stop(&error);
                    }
                }
                Step::Receive => match channel.read(&mut buffer) {
                    Ok(0) => self.stop(&io::ErrorKind::UnexpectedEof.into()),
                    Ok(read) => self.conversation.receive(buffer.get(..read).unwrap_or_default()),
                    Err(error) => self.stop(&error),
                },
                Step::StartTls => match channel {
                    Channel::Plain(socket) => {
                        let Some(secured) = self.start_tls(socket) else {
                            self.conversation.end();
                            return self.mark_times();
                        };
                        channel = Channel::Tls(Box::new(secured));
                        self.conversation.secure();
                    }
                    // The conversation starts TLS once.
                    Channel::Tls(_) => return,
                },
                Step::End => return channel.close(&mut buffer),
            }
        }
    }

    /// Records the time of each step when its result is known.
    fn mark_times(&mut self) {
        let elapsed = self.start.elapsed();
        let facts = self.conversation.facts();
        let times = &mut self.times;
        let since = |steps: &[Option<Duration>]| elapsed.saturating_sub(steps.iter().flatten().sum());
        if times.banner.is_none() && (facts.banner.is_some() || facts.cleartext.is_some()) {
            times.banner = Some(since(&[times.connect]));
        }
        if times.ehlo.is_none() && matches!((&facts.banner, &facts.cleartext), (Some(_), Some(_))) {
            times.ehlo = Some(since(&[times.connect, times.banner]));
        }
        let is_over =
            matches!(facts.starttls, Some(Err(_))) || matches!(self.handshake, Some(Err(_))) || facts.secured.is_some();
        if times.tls.is_none() && is_over {
            times.tls = Some(since(&[times.connect, times.banner, times.ehlo]));
        }
    }

    fn stop(&mut self, error: &io::Error) {
        let failure = if error.kind() == io::ErrorKind::TimedOut {
            Failure::TimedOut
        } else if tls_error(error).is_some() {
            Failure::Tls
        } else {
            Failure::Closed
        };
        self.conversation.stop(failure);
        self.conversation.note(match (failure, tls_error(error)) {
            (_, Some(error)) => format!("TLS error: {error}"),
            (Failure::TimedOut, _) => "Timed out".to_owned(),
            _ => "The server closed the connection".to_owned(),
        });
    }

    /// Makes the handshake. A certificate that is refused does not end it, so that the extensions after TLS are seen.
    fn start_tls(&mut self, mut socket: Socket) -> Option<StreamOwned<ClientConnection, Socket>> {
        let Handshake { connection, chain, has_key } = tls::handshake(&self.probe.provider, self.server, &mut socket);
        if !chain.is_empty() {
            self.certificate = Some(self.probe.trust.judge(&chain, self.server, UnixTime::now(), has_key));
        }
        match connection {
            Ok(connection) => {
                let tls = Tls::of(&connection);
                self.conversation.note(format!("TLS started with {} and cipher {}", tls.version, tls.cipher));
                self.handshake = Some(Ok(tls));
                Some(StreamOwned::new(connection, socket))
            }
            Err(error) => {
                let failure = self.handshake_failure(&error, &socket, chain.is_empty());
                self.handshake = Some(Err(failure));
                self.conversation.note(match tls_error(&error) {
                    Some(error) => format!("TLS handshake failed: {error}"),
                    None => format!("TLS handshake failed: {}", error.kind()),
                });
                None
            }
        }
    }

    fn handshake_failure(&mut self, error: &io::Error, socket: &Socket, before_certificate: bool) -> HandshakeFailure {
        // The types of TLS records are from 20 to 24.
        if socket.first.is_some_and(|first| !(20..=24).contains(&first)) {
            self.bytes_after_starttls = true;
            return HandshakeFailure::NotTls;
        }
        match error.kind() {
            io::ErrorKind::TimedOut => HandshakeFailure::TimedOut,
            _ if before_certificate => HandshakeFailure::Incompatible,
            _ => match tls_error(error) {
                Some(rustls::Error::PeerIncompatible(_) | rustls::Error::InvalidCertificate(_)) => {
                    HandshakeFailure::Incompatible
                }
                _ => HandshakeFailure::Ended,
            },
        }
    }
}
