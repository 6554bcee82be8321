//! From segments to properties: one walk, whose error policy is a parameter.
//!
//! The walk reports errors in their final order: by start, then in the order of the rule table. So the first error of
//! [`check`](crate::check) is the one at which [`SmtpConnection::parse`](crate::SmtpConnection::parse) ends.

use alloc::string::String;
use core::str::FromStr;

use super::connection::{Authentication, SmtpConnection};
use super::properties::Properties;
use super::property::{self, InvalidTimeout, PerProperty, Property};
use super::server_name::{self, ServerName};
use super::unknown_keyword;
use crate::diagnostic::{Message, ParseError};
use crate::syntax::bytes;
use crate::syntax::grammar::{Fault, RawPair};
use crate::syntax::segments::{MalformedSegment, Segments};
use crate::syntax::span::Span;

/// What becomes of the findings of a walk.
pub(crate) trait Sink {
    /// Receives an error and a related span; `Err` ends the walk.
    fn error(&mut self, error: ParseError, related: Option<Span>) -> Result<(), ParseError>;

    /// Receives the position of the first pair of a property.
    fn pair(&mut self, _: Property, _: impl FnOnce() -> PairSpans) {}
}

/// The policy of a parse: the first error ends it.
pub(crate) struct StopAtFirst;

impl Sink for StopAtFirst {
    #[inline]
    fn error(&mut self, error: ParseError, _: Option<Span>) -> Result<(), ParseError> {
        Err(error)
    }
}

/// The position of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PairSpans {
    pub(crate) keyword: Span,
    /// With its quotes; an empty value is the empty span where it would be.
    pub(crate) value: Span,
}

impl PairSpans {
    /// The pair without its `;`.
    pub(crate) fn pair(self) -> Span {
        Span::new(self.keyword.start, self.value.end)
    }
}

impl<'a> SmtpConnection<'a> {
    /// Parses and validates a connection string. The connection borrows from the text, and nothing is allocated.
    ///
    /// # Errors
    ///
    /// Returns the first error of [`check`](crate::check), which finds all of them.
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
        let mut properties = Properties::default();
        walk(text, &mut StopAtFirst, &mut properties)?;
        // A walk without an error has a server, so this error is never returned.
        properties.into_connection().ok_or(ParseError::new(Message::MissingServer, Span::empty(text.len())))
    }
}

impl<'a> TryFrom<&'a str> for SmtpConnection<'a> {
    type Error = ParseError;

    fn try_from(text: &'a str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for SmtpConnection<'static> {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        text.parse()
    }
}

impl FromStr for SmtpConnection<'static> {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        SmtpConnection::parse(text).map(SmtpConnection::into_owned)
    }
}

/// Walks over the segments of a source and sets the properties that it states validly.
///
/// # Errors
///
/// Returns the error at which the sink ended the walk.
#[inline]
pub(crate) fn walk<'a, S: Sink>(
    source: &'a str,
    sink: &mut S,
    properties: &mut Properties<'a>,
) -> Result<(), ParseError> {
    let mut walk = Walk {
        source,
        sink,
        properties,
        first: PerProperty::default(),
        is_empty: true,
        may_lack_server: true,
        at_end: None,
    };
    let rest = walk.canonical_prefix();
    if !rest.is_empty() {
        let mut segments = Segments::new(rest);
        while let Some(segment) = segments.next() {
            walk.segment(segment, &segments)?;
        }
    }
    walk.finish()
}

struct Walk<'a, 's, S> {
    source: &'a str,
    sink: &'s mut S,
    properties: &'s mut Properties<'a>,
    /// The start of the first keyword of each property.
    first: PerProperty<Option<usize>>,
    /// No segment yet.
    is_empty: bool,
    /// No segment yet that is, contains or hides a server.
    may_lack_server: bool,
    /// An empty value at the end of the source: a missing server is reported at the same place, and before it.
    at_end: Option<ParseError>,
}

impl<'a, S: Sink> Walk<'a, '_, S> {
    /// Reads the leading pairs that are in the canonical form and order, and returns the rest of the source.
    ///
    /// The string that SSIS writes is the string that is read: this takes a third of the instructions of the rules.
    #[inline]
    fn canonical_prefix(&mut self) -> &'a str {
        let source = self.source;
        let Some(value) = source.strip_prefix("SmtpServer=") else { return source };
        if !bytes::begins_label(value) {
            return source;
        }
        let Some((server, rest)) = ServerName::prefix(value) else { return source };
        let Some(rest) = rest.strip_prefix(';') else { return source };
        self.canonical_pair(Property::SmtpServer, source, value, rest);
        self.properties.server = Some(server);

        let pair = rest;
        let Some(value) = pair.strip_prefix("UseWindowsAuthentication=") else { return pair };
        let Some((windows, rest)) = canonical_boolean(value) else { return pair };
        self.canonical_pair(Property::UseWindowsAuthentication, pair, value, rest);
        self.properties.authentication = Some(authentication(windows));

        let pair = rest;
        let Some(value) = pair.strip_prefix("EnableSsl=") else { return pair };
        let Some((enable_ssl, rest)) = canonical_boolean(value) else { return pair };
        self.canonical_pair(Property::EnableSsl, pair, value, rest);
        self.properties.enable_ssl = Some(enable_ssl);
        rest
    }

    /// Notes a pair in the canonical form, given the texts from its keyword, from its value and after its `;`.
    #[inline]
    fn canonical_pair(&mut self, property: Property, pair: &str, value: &str, rest: &str) {
        let at = |text: &str| self.source.len() - text.len();
        let spans =
            PairSpans { keyword: Span::new(at(pair), at(value) - 1), value: Span::new(at(value), at(rest) - 1) };
        self.is_empty = false;
        self.note(property, spans.keyword.start, || spans);
    }

    /// Notes the position of a property and returns that of the first pair, if this is not the first.
    #[inline]
    fn note(&mut self, property: Property, start: usize, spans: impl FnOnce() -> PairSpans) -> Option<usize> {
        let first = self.first.get_mut(property);
        if first.is_none() {
            *first = Some(start);
            self.sink.pair(property, spans);
            return None;
        }
        *first
    }

    #[inline]
    fn segment(
        &mut self,
        segment: Result<RawPair<'a>, MalformedSegment<'a>>,
        rest: &Segments<'a>,
    ) -> Result<(), ParseError> {
        let is_first = core::mem::replace(&mut self.is_empty, false);
        match segment {
            Ok(pair) => match Property::from_keyword(pair.keyword) {
                Some(property) => self.property(property, pair),
                None => self.unknown(pair.keyword, pair.value.inner),
            },
            Err(malformed) if malformed.malformed.fault == Fault::MissingEquals => {
                self.without_equals(bytes::trim_end(malformed.text), is_first, is_first && rest.is_at_end())
            }
            Err(malformed) => self.malformed(&malformed),
        }
    }

    /// A pair of a property: the keyword gets at most one finding, and so does a value that is not empty.
    #[inline]
    fn property(&mut self, property: Property, pair: RawPair<'a>) -> Result<(), ParseError> {
        let source = self.source;
        let keyword = Span::of(source, pair.keyword);
        let value = pair.value.inner;
        let span = || pair.value.span(source);
        let first = self.note(property, keyword.start, || PairSpans { keyword, value: span() });
        if let Some(first) = first {
            return self.duplicate(property, pair, first);
        }
        if value.is_empty() {
            return self.empty_value(property, span());
        }
        // Doubled quotes are left in: a value with a quote is not valid for any property.
        self.state(property, value).or_else(|kind| self.report(kind, span()))
    }

    /// A further pair of a property, which is then not stated.
    #[cold]
    fn duplicate(&mut self, property: Property, pair: RawPair<'a>, first: usize) -> Result<(), ParseError> {
        self.duplicate_keyword(property, pair.keyword, first)?;
        let value = pair.value.inner;
        let stated = if value.is_empty() { Ok(()) } else { self.state(property, value) };
        self.properties.clear(property);
        stated.or_else(|kind| self.report(kind, pair.value.span(self.source)))
    }

    /// Takes over the value of a property, or returns what is wrong with it.
    #[inline]
    fn state(&mut self, property: Property, value: &'a str) -> Result<(), Message> {
        match property {
            Property::SmtpServer => self.properties.server = Some(server_name::server_name(value)?),
            Property::UseWindowsAuthentication => {
                let windows = property::boolean(value).ok_or_else(|| invalid_authentication(value))?;
                self.properties.authentication = Some(authentication(windows));
            }
            Property::EnableSsl => {
                self.properties.enable_ssl = Some(property::boolean(value).ok_or_else(|| invalid_boolean(value))?);
            }
            Property::Timeout => {
                self.properties.timeout_ms = Some(property::timeout(value).map_err(|invalid| match invalid {
                    InvalidTimeout::NotDigits => Message::TimeoutNotDigits,
                    InvalidTimeout::TooLarge => Message::TimeoutTooLarge,
                })?);
            }
        }
        Ok(())
    }

    #[cold]
    fn duplicate_keyword(&mut self, property: Property, keyword: &str, first: usize) -> Result<(), ParseError> {
        // A keyword of a property is as long as its name.
        let related = Span::new(first, first + property.as_str().len());
        let error = ParseError::new(Message::DuplicateKeyword, Span::of(self.source, keyword));
        self.sink.error(error, Some(related))
    }

    #[cold]
    fn empty_value(&mut self, property: Property, value: Span) -> Result<(), ParseError> {
        let kind = match property {
            Property::SmtpServer => Message::EmptyServer,
            Property::UseWindowsAuthentication | Property::EnableSsl => Message::EmptyBoolean,
            Property::Timeout => Message::EmptyTimeout,
        };
        if value.start == self.source.len() {
            self.at_end = Some(ParseError::new(kind, value));
            return Ok(());
        }
        self.report(kind, value)
    }

    #[cold]
    fn unknown(&mut self, keyword: &str, value: &str) -> Result<(), ParseError> {
        let kind = unknown_keyword::classify(keyword, value);
        self.may_lack_server &=
            !matches!(kind, Message::LikeSmtpServer | Message::UrlAsKeyword | Message::UserInServer);
        self.report(kind, Span::of(self.source, keyword))
    }

    /// A segment without `=`: the server alone, or not a pair.
    #[cold]
    fn without_equals(&mut self, text: &str, is_first: bool, is_only: bool) -> Result<(), ParseError> {
        self.may_lack_server = false;
        let span = Span::of(self.source, text);
        if Property::from_keyword(without_quotes(text)).is_some() {
            return self.report(Message::MissingEqualsAfterKeyword, span);
        }
        if !is_first {
            return self.report(Message::MissingEquals, span);
        }
        let kind = match server_name::server_name(without_quotes(text)) {
            Ok(_) if is_only => return self.report(Message::BareServerName, Span::new(0, self.source.len())),
            Ok(_) => Message::MissingEqualsAfterServer,
            Err(
                kind @ (Message::UserInServer
                | Message::Url
                | Message::ImplicitTlsUrl
                | Message::PortInServer
                | Message::ImplicitTlsPortInServer),
            ) if is_only => kind,
            Err(_) => Message::MissingEquals,
        };
        self.report(kind, span)
    }

    /// A segment with another fault. If only its value is malformed, the keyword counts and is classified first.
    #[cold]
    fn malformed(&mut self, segment: &MalformedSegment<'a>) -> Result<(), ParseError> {
        if let Some(keyword) = segment.keyword() {
            let span = Span::of(self.source, keyword);
            match Property::from_keyword(keyword) {
                Some(property) => {
                    let value = Span::of(self.source, segment.text).end;
                    let spans = PairSpans { keyword: span, value: Span::empty(value) };
                    if let Some(first) = self.note(property, span.start, || spans) {
                        self.properties.clear(property);
                        self.duplicate_keyword(property, keyword, first)?;
                    }
                }
                None => self.unknown(keyword, "")?,
            }
        }
        self.may_lack_server = false;
        self.sink.error(ParseError::of_segment(self.source, segment), None)
    }

    #[inline]
    fn finish(mut self) -> Result<(), ParseError> {
        if self.properties.server.is_none() || self.at_end.is_some() {
            self.missing()?;
        }
        Ok(())
    }

    /// The errors at the end of the source.
    #[cold]
    fn missing(&mut self) -> Result<(), ParseError> {
        let end = self.source.len();
        if self.is_empty {
            self.report(Message::EmptyConnectionString, Span::new(0, end))?;
        } else if self.may_lack_server && self.first.get(Property::SmtpServer).is_none() {
            self.report(Message::MissingServer, Span::empty(end))?;
        }
        self.at_end.map_or(Ok(()), |error| self.sink.error(error, None))
    }

    #[cold]
    fn report(&mut self, kind: Message, span: Span) -> Result<(), ParseError> {
        self.sink.error(ParseError::new(kind, span), None)
    }
}

/// `True;` or `False;` at the start of a text, and what follows.
#[inline]
fn canonical_boolean(text: &str) -> Option<(bool, &str)> {
    match text.strip_prefix("False;") {
        Some(rest) => Some((false, rest)),
        None => Some((true, text.strip_prefix("True;")?)),
    }
}

#[inline]
fn authentication(windows: bool) -> Authentication {
    if windows { Authentication::Windows } else { Authentication::Anonymous }
}

/// The text between quotes, if it is in quotes. Doubled quotes are left in, because they are not valid in any property.
pub(crate) fn without_quotes(text: &str) -> &str {
    let between = |quote| text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
    between('"').or_else(|| between('\'')).unwrap_or(text)
}

/// What is wrong with a value of `UseWindowsAuthentication`.
#[cold]
fn invalid_authentication(value: &str) -> Message {
    if unknown_keyword::is_basic_scheme(value) { Message::BasicForWindows } else { invalid_boolean(value) }
}

/// What is wrong with the value of a boolean.
#[cold]
fn invalid_boolean(value: &str) -> Message {
    let is_any = |words: &[&str]| words.iter().any(|word| value.eq_ignore_ascii_case(word));
    if is_any(&["yes", "1", "on", "y", "t", "-1"]) {
        Message::BooleanMeansTrue
    } else if is_any(&["no", "0", "off", "n", "f"]) {
        Message::BooleanMeansFalse
    } else {
        Message::BooleanUnknown
    }
}
