//! From pairs to the validated connection: one walk, whatever is wanted of it.
//!
//! The walk is generic over a [`Sink`], which says what becomes of an error: [`First`] ends the walk with it, and the
//! report's sink keeps all. Errors are reported in their final order, so the first is the first of all.
//!
//! Secrets: from where one begins, to the end of the text, nothing is reported; the walk goes on only to learn what the
//! rest means for the rest. What a keyword, a server or a text gives away is decided in [`crate::smtp::unknown_keyword`] and
//! [`crate::smtp::server_name`].
//!
//! Here is what happens to a valid string; what is wrong with one is said in [`refusal`].

mod refusal;

pub(crate) use refusal::of_malformed;

use core::ops::Range;

use crate::diagnostic::ParseError;
use crate::diagnostic::message::Problem;
use crate::smtp::connection::{Authentication, SmtpConnection};
use crate::smtp::property::{self, Property};
use crate::smtp::server_name::{self, ServerName};
use crate::syntax::bytes;
use crate::syntax::grammar::{self, RawPair, Segments};

/// What becomes of what the walk finds.
pub(crate) trait Sink {
    /// Takes an error, with the place of another thing that belongs to it; an `Err` ends the walk.
    fn error(&mut self, error: ParseError, related: Option<Range<usize>>) -> Result<(), ParseError>;

    /// Learns where the pair of a property stands.
    fn pair(&mut self, _: Property, _: impl FnOnce() -> Place) {}

    /// Learns of a part of the text that must not be shown.
    fn hide(&mut self, _: Range<usize>) {}

    /// Learns that the text holds a secret, and not only a value that nobody knows: from this byte to the end.
    fn secret(&mut self, _from: usize) {}

    /// Learns that all it was told so far lies within a secret.
    fn forget(&mut self) {}
}

/// The sink of a plain parse: the first error ends it.
pub(crate) struct First;

impl Sink for First {
    #[inline]
    fn error(&mut self, error: ParseError, _: Option<Range<usize>>) -> Result<(), ParseError> {
        Err(error)
    }
}

/// Where a pair stands, in bytes of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) keyword: Range<usize>,
    /// With its quotes; an empty value is the empty range where it would stand.
    pub(crate) value: Range<usize>,
}

impl Place {
    /// The pair without its `;`.
    pub(crate) fn pair(&self) -> Range<usize> {
        self.keyword.start..self.value.end
    }
}

impl<'a> SmtpConnection<'a> {
    /// Parses and validates a connection string. It borrows from the text, and allocates nothing for a valid one.
    ///
    /// # Errors
    ///
    /// The first error, in the order of [`check`](crate::check), which gives all of them and warnings besides.
    ///
    /// ```
    /// use smtp_connection_string::{Rule, SmtpConnection};
    ///
    /// let connection = SmtpConnection::parse("SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;")?;
    /// assert!(connection.enable_ssl());
    ///
    /// let error = SmtpConnection::parse("SmtpServer=mail;UserName=joe;Password=x").unwrap_err();
    /// assert_eq!(error.rule(), Rule::BasicAuthentication);
    /// # Ok::<(), smtp_connection_string::ParseError>(())
    /// ```
    pub fn parse(text: &'a str) -> Result<Self, ParseError> {
        walk(text, &mut First)
    }
}

impl<'a> TryFrom<&'a str> for SmtpConnection<'a> {
    type Error = ParseError;

    fn try_from(text: &'a str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl core::str::FromStr for SmtpConnection<'static> {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        SmtpConnection::parse(text).map(SmtpConnection::into_owned)
    }
}

/// Walks over the pairs of a text and validates them.
///
/// # Errors
///
/// The first error, also where the sink went on after it.
#[inline]
pub(crate) fn walk<'a, S: Sink>(source: &'a str, sink: &mut S) -> Result<SmtpConnection<'a>, ParseError> {
    let mut walk = Walk::new(source, sink);
    let mut segments = grammar::connection_string(source);
    // SSIS writes the properties in this order. A step for each, rather than a loop over them, so that the compiler knows
    // the keyword that is likely: it is compared as a few words and not byte by byte.
    let mut more = walk.likely(&mut segments, Property::SmtpServer)?
        && walk.likely(&mut segments, Property::UseWindowsAuthentication)?
        && walk.likely(&mut segments, Property::EnableSsl)?
        && walk.likely(&mut segments, Property::Timeout)?;
    while more {
        more = walk.next(&mut segments)?;
    }
    walk.finish()
}

// Each is a fact of its own; no two of them make one state.
#[allow(clippy::struct_excessive_bools)]
struct Walk<'a, 's, S> {
    source: &'a str,
    sink: &'s mut S,
    server: Option<ServerName<'a>>,
    authentication: Authentication,
    enable_ssl: bool,
    timeout_ms: Option<u32>,
    seen: Seen,
    first_error: Option<ParseError>,
    /// Some segment has been read, if only a malformed one.
    begun: bool,
    syntax_error: bool,
    /// Some keyword or value stands for a server, if not rightly, so that none is missing.
    server_meant: bool,
    secret: Secret,
    /// Whether the text speaks of a credential, once that has been asked.
    holds_credential: Option<bool>,
}

/// Whether the walk has come to a secret.
#[derive(Clone, Copy)]
enum Secret {
    No,
    /// A secret begins at this byte and goes on to the end. `refused`: what began it was reported; else, that there is a
    /// credential is still to be said.
    From {
        start: usize,
        refused: bool,
    },
}

/// Where the keyword of each property first stood.
#[derive(Default)]
struct Seen {
    server: Option<usize>,
    windows: Option<usize>,
    ssl: Option<usize>,
    timeout: Option<usize>,
}

impl Seen {
    #[inline(always)]
    fn is_noted(&self, property: Property) -> bool {
        match property {
            Property::SmtpServer => self.server.is_some(),
            Property::UseWindowsAuthentication => self.windows.is_some(),
            Property::EnableSsl => self.ssl.is_some(),
            Property::Timeout => self.timeout.is_some(),
        }
    }

    /// Notes the place of a keyword; `Some` is the place of the first one, if this is not it.
    #[inline(always)]
    fn note(&mut self, property: Property, start: usize) -> Option<usize> {
        let slot = match property {
            Property::SmtpServer => &mut self.server,
            Property::UseWindowsAuthentication => &mut self.windows,
            Property::EnableSsl => &mut self.ssl,
            Property::Timeout => &mut self.timeout,
        };
        let first = *slot;
        if first.is_none() {
            *slot = Some(start);
        }
        first
    }
}

impl<'a, 's, S: Sink> Walk<'a, 's, S> {
    #[inline]
    fn new(source: &'a str, sink: &'s mut S) -> Self {
        Self {
            source,
            sink,
            server: None,
            authentication: Authentication::Anonymous,
            enable_ssl: false,
            timeout_ms: None,
            seen: Seen::default(),
            first_error: None,
            begun: false,
            syntax_error: false,
            server_meant: false,
            secret: Secret::No,
            holds_credential: None,
        }
    }

    /// Takes the next pair, which is likely one of this property; `false` at the end of the text.
    #[inline(always)]
    fn likely(&mut self, segments: &mut Segments<'a>, property: Property) -> Result<bool, ParseError> {
        if !segments.at_next() {
            return Ok(false);
        }
        if self.take_plain(segments, property).is_some() {
            return Ok(true);
        }
        self.next(segments)
    }

    /// Takes a pair that is spelled as SSIS spells it. Its value is read by the rule of its property, which any other way
    /// would read it after the syntax has; what that rule takes needs no quotes and no trimming.
    #[inline(always)]
    fn take_plain(&mut self, segments: &mut Segments<'a>, property: Property) -> Option<()> {
        let value = segments.expect_plain(|text| property.strip(text))?;
        if self.seen.is_noted(property) || matches!(self.secret, Secret::From { .. }) {
            return None;
        }
        let pair = match property {
            Property::SmtpServer => {
                let pair = segments.take_plain(value, server_name::begins_with_host_name(value)?)?;
                self.server = Some(ServerName::of_host_name(pair.value.raw));
                pair
            }
            Property::UseWindowsAuthentication => {
                let (windows, rest) = property::begins_with_boolean(value)?;
                let pair = segments.take_plain(value, rest)?;
                self.authentication = if windows { Authentication::Windows } else { Authentication::Anonymous };
                pair
            }
            Property::EnableSsl => {
                let (enable_ssl, rest) = property::begins_with_boolean(value)?;
                let pair = segments.take_plain(value, rest)?;
                self.enable_ssl = enable_ssl;
                pair
            }
            // So rare that it is not worth a way of its own.
            Property::Timeout => return None,
        };
        self.note(property, pair);
        Some(())
    }

    /// Notes where a pair stands; `Some` is where the keyword first stood, if this is not the first.
    #[inline(always)]
    fn note(&mut self, property: Property, pair: RawPair<'a>) -> Option<usize> {
        self.begun = true;
        let source = self.source;
        let first = self.seen.note(property, bytes::offset(source, pair.keyword.raw));
        if first.is_none() {
            self.sink.pair(property, || Place {
                keyword: place(source, pair.keyword.raw),
                value: place(source, pair.value.raw),
            });
        }
        first
    }

    /// Takes the next pair, whatever it is; `false` at the end of the text.
    #[inline(never)]
    fn next(&mut self, segments: &mut Segments<'a>) -> Result<bool, ParseError> {
        if !segments.at_next() {
            return Ok(false);
        }
        let taken = match segments.take_expected(Property::strip_any) {
            Some(Ok((property, pair))) => self.known(property, pair),
            Some(Err(malformed)) => return self.malformed(&malformed, segments).map(|()| true),
            None => match segments.next_pair() {
                None => return Ok(false),
                Some(Err(malformed)) => return self.malformed(&malformed, segments).map(|()| true),
                Some(Ok(pair)) => self.foreign(pair.keyword, pair.value.inner(), place(self.source, pair.value.raw)),
            },
        };
        match taken {
            Ok(()) => Ok(true),
            Err(error) => Err(self.settle(segments, error)),
        }
    }

    /// The pair of a property.
    #[inline]
    fn known(&mut self, property: Property, pair: RawPair<'a>) -> Result<(), ParseError> {
        let first = self.note(property, pair);
        if first.is_some() || matches!(self.secret, Secret::From { .. }) {
            return self.known_again(property, pair, first);
        }
        match self.take(property, pair.value.inner()) {
            None => Ok(()),
            Some(problem) => self.bad_value(property, pair, problem),
        }
    }

    /// Takes over the value of a property; what stands between its quotes is taken as it is, since a value with a doubled
    /// quote is valid for no property.
    #[inline]
    fn take(&mut self, property: Property, value: &'a str) -> Option<Problem> {
        match property {
            Property::SmtpServer => match server_name::server_name(value) {
                Ok(server) => self.server = Some(server),
                Err(problem) => return Some(problem),
            },
            Property::UseWindowsAuthentication => match property::boolean(value) {
                Some(true) => self.authentication = Authentication::Windows,
                Some(false) => self.authentication = Authentication::Anonymous,
                None => return Some(refusal::bad_boolean(value)),
            },
            Property::EnableSsl => match property::boolean(value) {
                Some(enable_ssl) => self.enable_ssl = enable_ssl,
                None => return Some(refusal::bad_boolean(value)),
            },
            Property::Timeout => match property::timeout(value) {
                Ok(milliseconds) => self.timeout_ms = Some(milliseconds),
                Err(bad) => return Some(refusal::bad_timeout(value, bad)),
            },
        }
        None
    }

    #[inline]
    fn finish(mut self) -> Result<SmtpConnection<'a>, ParseError> {
        match (self.first_error, self.server.take()) {
            (None, Some(server)) => Ok(SmtpConnection {
                server,
                authentication: self.authentication,
                enable_ssl: self.enable_ssl,
                timeout_ms: self.timeout_ms,
            }),
            _ => Err(self.refuse()),
        }
    }
}

/// The range of a part of the source.
fn place(source: &str, part: &str) -> Range<usize> {
    let start = bytes::offset(source, part);
    start..start + part.len()
}
