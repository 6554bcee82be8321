//! TCP connections that end at a deadline.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustls::{ClientConnection, StreamOwned};

use crate::probe::address::Address;
use crate::probe::observation::Unreachable;

/// How long to wait for the answer to QUIT. The client does not need it, but servers log a connection that ends without it.
const FAREWELL: Duration = Duration::from_millis(500);
/// The maximum number of addresses to try.
const MAX_ADDRESSES: usize = 8;

/// Connects to the first address that accepts.
pub(crate) fn connect(address: &Address, deadline: Instant) -> Result<(Socket, SocketAddr), Unreachable> {
    let addresses = resolve(address, deadline)?;
    let mut result = Err(Unreachable::NameNotFound);
    let count = addresses.len().min(MAX_ADDRESSES);
    for (index, address) in addresses.iter().take(MAX_ADDRESSES).enumerate() {
        // An address that does not answer must not use the time of the others.
        let left = u32::try_from(count - index).unwrap_or(1);
        let time = remaining(deadline).map_err(|_| Unreachable::TimedOut)? / left;
        match TcpStream::connect_timeout(address, time.max(Duration::from_millis(1))) {
            Ok(stream) => {
                // Without this, a small packet may wait for the acknowledgment of the one before.
                let _ = stream.set_nodelay(true);
                return Ok((Socket { stream, deadline, watches: false, first: None }, *address));
            }
            Err(error) => {
                result = Err(match error.kind() {
                    io::ErrorKind::ConnectionRefused => Unreachable::Refused,
                    io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Unreachable::TimedOut,
                    _ => Unreachable::NoRoute,
                });
            }
        }
    }
    result
}

/// Resolves a name. The system's resolver has no timeout, so it has its own thread, which may outlive this function.
fn resolve(address: &Address, deadline: Instant) -> Result<Vec<SocketAddr>, Unreachable> {
    let (send, receive) = mpsc::channel();
    let Address { host, port } = address.clone();
    thread::spawn(move || {
        let addresses = (host.as_str(), port).to_socket_addrs().map(Iterator::collect::<Vec<_>>);
        // Nobody waits any longer if the time is over.
        let _ = send.send(addresses);
    });
    let time = remaining(deadline).map_err(|_| Unreachable::TimedOut)?;
    match receive.recv_timeout(time) {
        Ok(Ok(addresses)) if !addresses.is_empty() => Ok(addresses),
        Ok(_) => Err(Unreachable::NameNotFound),
        Err(_) => Err(Unreachable::TimedOut),
    }
}

fn remaining(deadline: Instant) -> io::Result<Duration> {
    let time = deadline.checked_duration_since(Instant::now()).filter(|time| !time.is_zero());
    time.ok_or_else(|| io::ErrorKind::TimedOut.into())
}

/// A connection on which all operations together end at the deadline.
pub(crate) struct Socket {
    stream: TcpStream,
    deadline: Instant,
    /// Whether the next byte is the first after the answer to STARTTLS.
    pub(crate) watches: bool,
    pub(crate) first: Option<u8>,
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(remaining(self.deadline)?))?;
        let read = self.stream.read(buffer).map_err(timeout)?;
        if self.watches && read > 0 {
            self.watches = false;
            self.first = buffer.first().copied();
        }
        Ok(read)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(remaining(self.deadline)?))?;
        self.stream.write(bytes).map_err(timeout)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Unix reports a timeout as an operation that would block.
fn timeout(error: io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::WouldBlock { io::ErrorKind::TimedOut.into() } else { error }
}

/// A connection with or without TLS.
pub(crate) enum Channel {
    Plain(Socket),
    Tls(Box<StreamOwned<ClientConnection, Socket>>),
}

impl Channel {
    /// Waits for the answer to QUIT.
    pub(crate) fn close(&mut self, buffer: &mut [u8]) {
        let socket = match self {
            Self::Plain(socket) => socket,
            Self::Tls(stream) => {
                stream.conn.send_close_notify();
                &mut stream.sock
            }
        };
        socket.deadline = socket.deadline.min(Instant::now() + FAREWELL);
        let _ = self.flush();
        let _ = self.read(buffer);
    }
}

impl Read for Channel {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Channel {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(socket) => socket.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}
