//! A scripted SMTP server on the loopback interface, which records what it receives.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A server that plays a script for each connection.
pub(crate) struct Server {
    port: u16,
    /// The lines of each connection.
    heard: Arc<Mutex<Vec<Vec<String>>>>,
}

impl Server {
    pub(crate) fn start(script: impl Fn(&mut Client) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&heard);
        let script = Arc::new(script);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                // A faulty script must not wait forever.
                stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
                stream.set_nodelay(true).unwrap();
                let index = {
                    let mut all = all.lock().unwrap();
                    all.push(Vec::new());
                    all.len() - 1
                };
                let (all, script) = (Arc::clone(&all), Arc::clone(&script));
                thread::spawn(move || script(&mut Client { stream: Some(Stream::Plain(stream)), all, index }));
            }
        });
        Self { port, heard }
    }

    /// Starts a server that answers like a real one. The extensions are those before and after TLS.
    pub(crate) fn smtp(before: &'static [&str], tls: Option<(Arc<ServerConfig>, &'static [&str])>) -> Self {
        Self::start(move |client| {
            client.say("220 mx.contoso.com ESMTP\r\n");
            let mut extensions = before;
            while let Some(command) = client.hear() {
                match (command.split(' ').next().unwrap(), &tls) {
                    ("EHLO", _) => client.say(ehlo(extensions)),
                    ("STARTTLS", Some((config, after))) => {
                        client.say("220 ready\r\n");
                        if !client.start_tls(config) {
                            return;
                        }
                        extensions = after;
                    }
                    ("QUIT", _) => return client.say("221 bye\r\n"),
                    _ => client.say("502 what\r\n"),
                }
            }
        })
    }

    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Returns the lines that the server received, by connection.
    pub(crate) fn heard(&self) -> Vec<Vec<String>> {
        self.heard.lock().unwrap().clone()
    }
}

/// Returns a reply to EHLO.
pub(crate) fn ehlo(extensions: &[&str]) -> String {
    let lines: Vec<&str> = std::iter::once(&"mx.contoso.com").chain(extensions).copied().collect();
    let last = lines.len() - 1;
    let line = |(index, line): (usize, &&str)| format!("250{}{line}\r\n", if index == last { ' ' } else { '-' });
    lines.iter().enumerate().map(line).collect()
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

/// The client, seen from a script.
pub(crate) struct Client {
    stream: Option<Stream>,
    all: Arc<Mutex<Vec<Vec<String>>>>,
    index: usize,
}

impl Client {
    /// Sends bytes in one packet. Errors are ignored, because the client may have closed the connection.
    pub(crate) fn say(&mut self, text: impl AsRef<[u8]>) {
        let _ = match self.stream.as_mut().unwrap() {
            Stream::Plain(stream) => stream.write_all(text.as_ref()),
            Stream::Tls(stream) => stream.write_all(text.as_ref()).and_then(|()| stream.flush()),
        };
    }

    /// Receives and records a line, without its end; `None` if the client closed the connection.
    pub(crate) fn hear(&mut self) -> Option<String> {
        let mut line = Vec::new();
        let mut byte = [0];
        while !line.ends_with(b"\n") {
            let read = match self.stream.as_mut().unwrap() {
                Stream::Plain(stream) => stream.read(&mut byte),
                Stream::Tls(stream) => stream.read(&mut byte),
            };
            match read {
                Ok(1) => line.push(byte[0]),
                _ => return None,
            }
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        self.all.lock().unwrap()[self.index].push(line.clone());
        Some(line)
    }

    /// Receives the first bytes of a handshake, without recording them. What is said next is in another packet.
    pub(crate) fn hear_handshake(&mut self) {
        let Some(Stream::Plain(stream)) = &mut self.stream else { panic!("not in cleartext") };
        let _ = stream.read(&mut [0; 4096]);
    }

    /// Makes the TLS handshake, and returns whether it succeeded.
    pub(crate) fn start_tls(&mut self, config: &Arc<ServerConfig>) -> bool {
        let Some(Stream::Plain(mut stream)) = self.stream.take() else { panic!("TLS twice") };
        let mut connection = ServerConnection::new(Arc::clone(config)).unwrap();
        let mut succeeded = true;
        while connection.is_handshaking() && succeeded {
            succeeded = connection.complete_io(&mut stream).is_ok();
        }
        self.stream = Some(Stream::Tls(Box::new(StreamOwned::new(connection, stream))));
        succeeded
    }

    /// Waits until the client quits or closes the connection.
    pub(crate) fn wait(&mut self) {
        while self.hear().is_some_and(|line| line != "QUIT") {}
    }
}
