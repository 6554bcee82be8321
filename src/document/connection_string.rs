//! A connection string without loss: any pairs, in their order and spelling, to be read and looked up.
//!
//! What changes it stands in [`crate::document::edit`].

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::{self, Vec};
use core::fmt;
use core::ops::Range;

use crate::diagnostic::ParseError;
use crate::redact::Masked;
use crate::smtp::connection::SmtpConnection;
use crate::smtp::validate::{self, Sink, of_malformed};
use crate::syntax::bytes;
use crate::syntax::grammar::{self, Quote, RawKeyword, RawPair, RawValue};

/// Any .NET connection string, SMTP or not, as a text whose pairs can be read and edited in place.
///
/// It reads what `System.Data.Common.DbConnectionStringBuilder` reads (with the three deviations that `grammar.md`
/// names), keeps every byte, and `Display` gives the same text back. A text of nothing, or of separators alone, has no
/// pairs. Keywords are looked up without regard to ASCII case, and where one stands twice the last one wins, as in .NET.
///
/// `Display` and the pairs are the text itself, secrets included; `Debug` and [`redacted`](Self::redacted) mask them.
///
/// ```
/// use smtp_connection_string::ConnectionString;
///
/// let mut string = ConnectionString::parse("smtpserver = old.contoso.com ; EnableSsl=False")?;
/// assert_eq!(string.get("SmtpServer").as_deref(), Some("old.contoso.com"));
///
/// string.set("SmtpServer", "new.contoso.com")?;
/// string.set("Timeout", "30000")?;
/// assert_eq!(string.to_string(), "smtpserver = new.contoso.com ; EnableSsl=False;Timeout=30000");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct ConnectionString<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) places: Vec<PairPlace>,
}

/// Where a pair stands in the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PairPlace {
    pub(crate) keyword: Range<usize>,
    /// With its quotes.
    pub(crate) value: Range<usize>,
    pub(crate) quote: Option<Quote>,
}

impl PairPlace {
    fn new(source: &str, pair: RawPair<'_>) -> Self {
        let place = |part| {
            let start = bytes::offset(source, part);
            start..start + part.len()
        };
        Self { keyword: place(pair.keyword.raw), value: place(pair.value.raw), quote: pair.value.quote }
    }
}

impl<'a> ConnectionString<'a> {
    /// Reads a connection string; it borrows the text.
    ///
    /// # Errors
    ///
    /// The first error of the syntax: `missing-equals`, `empty-keyword`, `unterminated-quote`, `text-after-quote`,
    /// `stray-quote` or `control-character`. An empty text is none.
    pub fn parse(text: &'a str) -> Result<Self, ParseError> {
        let mut places = Vec::new();
        let mut segments = grammar::connection_string(text);
        while let Some(segment) = segments.next_pair() {
            match segment {
                Ok(pair) => places.push(PairPlace::new(text, pair)),
                Err(malformed) => return Err(outside_secret(text, of_malformed(text, &malformed))),
            }
        }
        Ok(Self { text: Cow::Borrowed(text), places })
    }

    /// The text, secrets included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The pairs, in their order; the same as [`pairs`](Self::pairs).
    #[must_use]
    pub fn iter(&self) -> Pairs<'_> {
        self.pairs()
    }

    /// The pairs, in their order.
    #[must_use]
    pub fn pairs(&self) -> Pairs<'_> {
        Pairs { text: &self.text, places: self.places.iter() }
    }

    /// The number of pairs, duplicates included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is no pair.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The value of a keyword, as .NET reads it: ASCII case is ignored, the last pair wins, and an unquoted empty value
    /// is none.
    ///
    /// ```
    /// use smtp_connection_string::ConnectionString;
    ///
    /// let string = ConnectionString::parse("a=1;A='it''s';b=;c=\"\"")?;
    /// assert_eq!(string.get("a").as_deref(), Some("it's"));
    /// assert_eq!(string.get("b"), None);
    /// assert_eq!(string.get("c").as_deref(), Some(""));
    /// # Ok::<(), smtp_connection_string::ParseError>(())
    /// ```
    #[must_use]
    pub fn get(&self, keyword: &str) -> Option<Cow<'_, str>> {
        let last = self.pairs().rev().find(|pair| pair.is(keyword))?;
        if last.value_span().is_empty() { None } else { Some(last.value()) }
    }

    /// The values of all pairs of a keyword, in their order; an unquoted empty value is an empty one.
    #[must_use = "an iterator does nothing until it is used"]
    pub fn get_all<'t>(&'t self, keyword: &'t str) -> impl DoubleEndedIterator<Item = Cow<'t, str>> {
        self.pairs().filter(move |pair| pair.is(keyword)).map(|pair| pair.value())
    }

    /// Whether [`get`](Self::get) gives a value.
    #[must_use]
    pub fn contains(&self, keyword: &str) -> bool {
        self.get(keyword).is_some()
    }

    /// The text as it may be logged: the values of credentials, and of all keywords that the SMTP connection manager does
    /// not have, are masked, and control characters escaped.
    ///
    /// ```
    /// use smtp_connection_string::ConnectionString;
    ///
    /// let string = ConnectionString::parse("SmtpServer=mail;User ID=joe;Password=x")?;
    /// assert_eq!(string.redacted().to_string(), "SmtpServer=mail;User ID=***");
    /// # Ok::<(), smtp_connection_string::ParseError>(())
    /// ```
    #[must_use]
    pub fn redacted(&self) -> Masked {
        Masked::new(&self.text)
    }

    /// The same connection string with a text of its own.
    #[must_use]
    pub fn into_owned(self) -> ConnectionString<'static> {
        ConnectionString { text: Cow::Owned(self.text.into_owned()), places: self.places }
    }
}

/// The error, moved to the start of the secret if it lies within one.
#[cold]
fn outside_secret(text: &str, error: ParseError) -> ParseError {
    struct SecretStart(Option<usize>);

    impl Sink for SecretStart {
        fn error(&mut self, _: ParseError, _: Option<Range<usize>>) -> Result<(), ParseError> {
            Ok(())
        }

        fn secret(&mut self, from: usize) {
            self.0 = Some(from);
        }
    }

    let mut secret = SecretStart(None);
    // What is wrong with it as an SMTP connection string does not matter here.
    let _ = validate::walk(text, &mut secret);
    match secret.0 {
        Some(start) if error.span().end > start => ParseError::new(error.problem, start..start),
        _ => error,
    }
}

/// The text, byte for byte, secrets included.
impl fmt::Display for ConnectionString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The text with its secrets masked.
impl fmt::Debug for ConnectionString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ConnectionString").field(&self.redacted().as_str()).finish()
    }
}

impl<'a> TryFrom<&'a str> for ConnectionString<'a> {
    type Error = ParseError;

    fn try_from(text: &'a str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl core::str::FromStr for ConnectionString<'static> {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        ConnectionString::parse(text).map(ConnectionString::into_owned)
    }
}

/// Validates the text as an SMTP connection string.
impl<'a> TryFrom<&'a ConnectionString<'_>> for SmtpConnection<'a> {
    type Error = ParseError;

    fn try_from(string: &'a ConnectionString<'_>) -> Result<Self, ParseError> {
        SmtpConnection::parse(&string.text)
    }
}

/// The canonical text of the connection.
impl From<&SmtpConnection<'_>> for ConnectionString<'static> {
    fn from(connection: &SmtpConnection<'_>) -> Self {
        let text = alloc::format!("{connection}");
        // Canonical text always parses; if it did not, the text would be there, with no pairs.
        let places = ConnectionString::parse(&text).map(|string| string.places).unwrap_or_default();
        Self { text: Cow::Owned(text), places }
    }
}

/// The canonical text of the connection.
impl From<SmtpConnection<'_>> for ConnectionString<'static> {
    fn from(connection: SmtpConnection<'_>) -> Self {
        Self::from(&connection)
    }
}

/// A pair of a [`ConnectionString`].
///
/// `Debug` shows where it stands and not what it says, nor how long the value is, since that may be a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Pair<'t> {
    text: &'t str,
    place: &'t PairPlace,
}

impl<'t> Pair<'t> {
    /// The keyword in its spelling; a doubled `=` in the text is one here.
    #[must_use]
    pub fn keyword(&self) -> Cow<'t, str> {
        RawKeyword { raw: self.part(&self.place.keyword) }.text()
    }

    /// The value without its quotes; a doubled quote in the text is one here.
    #[must_use]
    pub fn value(&self) -> Cow<'t, str> {
        RawValue { raw: self.part(&self.place.value), quote: self.place.quote }.text()
    }

    /// Where the keyword stands, in bytes of the text.
    #[must_use]
    pub fn keyword_span(&self) -> Range<usize> {
        self.place.keyword.clone()
    }

    /// Where the value stands with its quotes, in bytes of the text; empty where an unquoted empty value would stand.
    #[must_use]
    pub fn value_span(&self) -> Range<usize> {
        self.place.value.clone()
    }

    /// Where the pair stands, without its `;`, in bytes of the text.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.place.keyword.start..self.place.value.end
    }

    /// Whether this is the pair's keyword, ASCII case ignored.
    #[must_use]
    pub fn is(&self, keyword: &str) -> bool {
        self.keyword().eq_ignore_ascii_case(keyword)
    }

    fn part(&self, range: &Range<usize>) -> &'t str {
        // The places are kept in step with the text, so there is a part.
        self.text.get(range.clone()).unwrap_or_default()
    }
}

impl fmt::Debug for Pair<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair").field("keyword_span", &self.place.keyword).finish_non_exhaustive()
    }
}

/// The pairs of a [`ConnectionString`], in their order; see [`ConnectionString::pairs`].
#[derive(Clone)]
pub struct Pairs<'t> {
    text: &'t str,
    places: core::slice::Iter<'t, PairPlace>,
}

impl fmt::Debug for Pairs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl<'t> Iterator for Pairs<'t> {
    type Item = Pair<'t>;

    fn next(&mut self) -> Option<Pair<'t>> {
        self.places.next().map(|place| Pair { text: self.text, place })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

impl DoubleEndedIterator for Pairs<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.places.next_back().map(|place| Pair { text: self.text, place })
    }
}

impl ExactSizeIterator for Pairs<'_> {}

impl core::iter::FusedIterator for Pairs<'_> {}

impl<'t> IntoIterator for &'t ConnectionString<'_> {
    type Item = Pair<'t>;
    type IntoIter = Pairs<'t>;

    fn into_iter(self) -> Pairs<'t> {
        self.pairs()
    }
}

/// Keywords and values that own their text.
impl IntoIterator for ConnectionString<'_> {
    type Item = (String, String);
    type IntoIter = vec::IntoIter<(String, String)>;

    fn into_iter(self) -> Self::IntoIter {
        let pairs: Vec<_> = self.pairs().map(|pair| (pair.keyword().into_owned(), pair.value().into_owned())).collect();
        pairs.into_iter()
    }
}
