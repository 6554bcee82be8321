//! The SMTP conversation up to the place where the client would authenticate or say MAIL FROM: bytes in, facts out.
//!
//! Nothing here reads, writes or measures time, so a test or a fuzzer can be the server.

use crate::probe::hello::Hello;
use crate::probe::reply::{Line, Malformed, Replies};

/// What the connection has to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Send this command.
    Send(String),
    /// Pass more bytes to [`Conversation::receive`], or call [`Conversation::stop`].
    Receive,
    /// Start TLS, and then call [`Conversation::secure`] or [`Conversation::end`].
    StartTls,
    /// Close the connection.
    End,
}

/// Why the client would not get further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// An error reply.
    Refused,
    /// The server closed the connection.
    Closed,
    /// A malformed or unexpected reply.
    Protocol,
    /// A TLS error after the handshake, for example because the server demands a client certificate.
    Tls,
    /// A reply that is longer than this program reads.
    TooLong,
    /// The time is over.
    TimedOut,
}

/// The facts of a conversation.
#[derive(Debug, Default)]
pub struct Facts {
    /// The first line of the banner.
    pub(crate) banner: Option<String>,
    /// The answer to EHLO or HELO before TLS; `None` until it is complete.
    pub(crate) cleartext: Option<Result<Hello, Failure>>,
    /// The answer to STARTTLS; `None` if it was not sent.
    pub(crate) starttls: Option<Result<(), Failure>>,
    /// Whether the server sent more after its answer to STARTTLS, in the same packet.
    pub(crate) bytes_after_starttls: bool,
    /// The answer to EHLO over TLS.
    pub(crate) secured: Option<Result<Hello, Failure>>,
}

/// An entry of the transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    Sent(String),
    Received(String),
    /// What happened besides the SMTP conversation.
    Note(String),
}

/// A conversation in progress.
#[derive(Debug)]
pub struct Conversation {
    /// The name of this machine, without its domain.
    name: String,
    replies: Replies,
    state: State,
    /// Whether the last lines of the previous reply are to be ignored. The client reads only the first line of some replies,
    /// and continues before it has received the others.
    skips: bool,
    /// The lines of the current answer to EHLO.
    lines: Vec<Line>,
    to_send: Option<String>,
    facts: Facts,
    transcript: Vec<Entry>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Banner,
    Ehlo,
    Helo,
    StartTls,
    Handshake,
    EhloOverTls,
    Ended,
}

impl Conversation {
    /// Begins a conversation. `name` is the name of this machine, for EHLO.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            replies: Replies::default(),
            state: State::Banner,
            skips: false,
            lines: Vec::new(),
            to_send: None,
            facts: Facts::default(),
            transcript: Vec::new(),
        }
    }

    /// Returns what to do next.
    pub fn next_step(&mut self) -> Step {
        loop {
            if let Some(command) = self.to_send.take() {
                self.transcript.push(Entry::Sent(command.clone()));
                return Step::Send(format!("{command}\r\n"));
            }
            match self.state {
                State::Handshake => return Step::StartTls,
                State::Ended => return Step::End,
                State::Banner | State::Ehlo | State::Helo | State::StartTls | State::EhloOverTls => {}
            }
            match self.replies.next_line() {
                None => return Step::Receive,
                Some(Ok(line)) => self.read(line),
                Some(Err(malformed)) => {
                    let rest = self.replies.take_rest();
                    self.transcript.push(Entry::Received(String::from_utf8_lossy(&rest).into_owned()));
                    self.fail(match malformed {
                        Malformed::Syntax => Failure::Protocol,
                        Malformed::TooLong => Failure::TooLong,
                    });
                }
            }
        }
    }

    /// Adds bytes from the server.
    pub fn receive(&mut self, bytes: &[u8]) {
        self.replies.add(bytes);
    }

    /// Stops because the server closed the connection, the time is over, or TLS failed. Nothing more is sent.
    pub fn stop(&mut self, failure: Failure) {
        let rest = self.replies.take_rest();
        if !rest.is_empty() {
            self.transcript.push(Entry::Received(String::from_utf8_lossy(&rest).into_owned()));
        }
        self.fail(failure);
        self.to_send = None;
    }

    /// Continues over TLS.
    pub fn secure(&mut self) {
        self.send(State::EhloOverTls, format!("EHLO {}", self.name));
    }

    /// Ends the conversation without another command.
    pub fn end(&mut self) {
        self.state = State::Ended;
    }

    /// Returns the facts so far.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Adds a note to the transcript.
    pub(crate) fn note(&mut self, note: String) {
        self.transcript.push(Entry::Note(note));
    }

    /// Returns the facts and the transcript.
    pub(crate) fn finish(self) -> (Facts, Vec<Entry>) {
        (self.facts, self.transcript)
    }

    fn read(&mut self, line: Line) {
        self.transcript.push(Entry::Received(line.whole.clone()));
        if self.skips {
            self.skips = !line.is_last;
            return;
        }
        match self.state {
            State::Banner => {
                self.skips = !line.is_last;
                self.facts.banner = Some(line.whole);
                match line.code {
                    220 => self.send(State::Ehlo, format!("EHLO {}", self.name)),
                    400..=599 => self.fail(Failure::Refused),
                    _ => self.fail(Failure::Protocol),
                }
            }
            State::Ehlo | State::EhloOverTls => self.read_ehlo(line),
            State::Helo => {
                self.skips = !line.is_last;
                match line.code {
                    250 => self.greeted(Hello::of_helo(line)),
                    400..=599 => self.fail(Failure::Refused),
                    _ => self.fail(Failure::Protocol),
                }
            }
            State::StartTls if line.code == 220 => {
                self.facts.starttls = Some(Ok(()));
                // The client drops these bytes. They include other lines of this reply.
                let rest = self.replies.take_rest();
                if !rest.is_empty() {
                    self.facts.bytes_after_starttls = true;
                    self.transcript.push(Entry::Received(String::from_utf8_lossy(&rest).into_owned()));
                }
                self.skips = false;
                self.state = State::Handshake;
            }
            State::StartTls => {
                self.skips = !line.is_last;
                self.fail(if (400..=599).contains(&line.code) { Failure::Refused } else { Failure::Protocol });
            }
            State::Handshake | State::Ended => {}
        }
    }

    fn read_ehlo(&mut self, line: Line) {
        let is_last = line.is_last;
        self.lines.push(line);
        if !is_last {
            return;
        }
        let lines = std::mem::take(&mut self.lines);
        match lines.first().map_or(0, |first| first.code) {
            250 => self.greeted(Hello::of_ehlo(lines)),
            500 | 502 if self.state == State::Ehlo => self.send(State::Helo, format!("HELO {}", self.name)),
            400..=599 => self.fail(Failure::Refused),
            _ => self.fail(Failure::Protocol),
        }
    }

    fn greeted(&mut self, hello: Hello) {
        if self.state == State::EhloOverTls {
            self.facts.secured = Some(Ok(hello));
            self.quit();
            return;
        }
        if hello.starttls {
            self.send(State::StartTls, "STARTTLS".to_owned());
        } else {
            self.quit();
        }
        self.facts.cleartext = Some(Ok(hello));
    }

    fn fail(&mut self, failure: Failure) {
        match self.state {
            State::Banner | State::Ehlo | State::Helo => self.facts.cleartext = Some(Err(failure)),
            State::StartTls => self.facts.starttls = Some(Err(failure)),
            State::EhloOverTls => self.facts.secured = Some(Err(failure)),
            State::Handshake | State::Ended => {}
        }
        self.quit();
    }

    fn quit(&mut self) {
        self.send(State::Ended, "QUIT".to_owned());
    }

    fn send(&mut self, state: State, command: String) {
        self.state = state;
        self.to_send = Some(command);
    }
}

#[cfg(test)]
mod tests;
