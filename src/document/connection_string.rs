//! A connection string without loss: its pairs, in order and as they are spelled.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::{self, Vec};
use core::fmt;
use core::hash::{Hash, Hasher};

use super::index::Index;
use super::pair::{Pair, PairPlace, Pairs};
use crate::diagnostic::ParseError;
use crate::redact::Redacted;
use crate::smtp::connection::SmtpConnection;
use crate::syntax::segments::Segments;

/// Any .NET connection string, SMTP or not, whose pairs can be read and edited in place.
///
/// It reads what `System.Data.Common.DbConnectionStringBuilder` reads, except for the three deviations in `grammar.md`. It
/// keeps every byte, and `Display` writes the same text. An empty text, or one of separators only, has no pairs. Lookup
/// ignores ASCII case, and if a keyword occurs more than once, the last pair wins, as in .NET.
///
/// `Display` and the pairs are the text itself, including secrets; `Debug` and [`redacted`](Self::redacted) hide them.
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
#[derive(Clone, Default)]
pub struct ConnectionString<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) places: Vec<PairPlace>,
    /// Made by the first edit, kept by the following ones.
    pub(super) index: Option<Index>,
}

impl<'a> ConnectionString<'a> {
    /// Parses a connection string, which borrows the text.
    ///
    /// # Errors
    ///
    /// Returns the first error of the syntax: `missing-equals`, `empty-keyword`, `unterminated-quote`, `text-after-quote`,
    /// `stray-quote` or `control-character`. An empty text is not an error.
    pub fn parse(text: &'a str) -> Result<Self, ParseError> {
        let places = places(text)?;
        Ok(Self { text: Cow::Borrowed(text), places, index: None })
    }

    /// Returns the text, including secrets.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Iterates over the pairs, in order; the same as [`pairs`](Self::pairs).
    #[must_use]
    pub fn iter(&self) -> Pairs<'_> {
        self.pairs()
    }

    /// Iterates over the pairs, in order.
    #[must_use]
    pub fn pairs(&self) -> Pairs<'_> {
        Pairs { text: &self.text, places: self.places.iter() }
    }

    /// Returns the number of pairs, including duplicates.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Returns whether there are no pairs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Returns the value of a keyword, as .NET reads it: ASCII case is ignored, the last pair wins, and an unquoted empty
    /// value counts as missing.
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

    /// Iterates over the values of all pairs of a keyword, in order; an unquoted empty value is an empty string.
    #[must_use = "an iterator does nothing until it is used"]
    pub fn get_all<'t>(&'t self, keyword: &'t str) -> impl DoubleEndedIterator<Item = Cow<'t, str>> {
        self.pairs().filter(move |pair| pair.is(keyword)).map(|pair| pair.value())
    }

    /// Returns whether [`get`](Self::get) returns a value.
    #[must_use]
    pub fn contains(&self, keyword: &str) -> bool {
        self.get(keyword).is_some()
    }

    /// Returns the text in a form that can be shown and logged: see [`Redacted`].
    ///
    /// ```
    /// use smtp_connection_string::ConnectionString;
    ///
    /// let string = ConnectionString::parse("SmtpServer=mail;User ID=joe;Password=hunter2")?;
    /// assert_eq!(string.redacted().to_string(), "SmtpServer=mail;User ID=***;Password=***");
    /// # Ok::<(), smtp_connection_string::ParseError>(())
    /// ```
    #[must_use]
    pub fn redacted(&self) -> Redacted {
        Redacted::new(&self.text)
    }

    /// Returns the same connection string with its own text.
    #[must_use]
    pub fn into_owned(self) -> ConnectionString<'static> {
        ConnectionString { text: Cow::Owned(self.text.into_owned()), places: self.places, index: self.index }
    }
}

/// The positions of the pairs of a text.
pub(super) fn places(text: &str) -> Result<Vec<PairPlace>, ParseError> {
    let mut places = Vec::new();
    for segment in Segments::new(text) {
        match segment {
            Ok(pair) => places.push(PairPlace::new(text, pair)),
            Err(malformed) => return Err(ParseError::of_segment(text, &malformed)),
        }
    }
    Ok(places)
}

/// Two connection strings are equal if their texts are.
impl PartialEq for ConnectionString<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for ConnectionString<'_> {}

impl Hash for ConnectionString<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

/// The text, byte for byte, including secrets.
impl fmt::Display for ConnectionString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The redacted text.
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

/// The canonical form of the connection.
impl From<&SmtpConnection<'_>> for ConnectionString<'static> {
    fn from(connection: &SmtpConnection<'_>) -> Self {
        let text = alloc::format!("{connection}");
        // The canonical form always parses; if it did not, it would have no pairs.
        let places = places(&text).unwrap_or_default();
        Self { text: Cow::Owned(text), places, index: None }
    }
}

/// The canonical form of the connection.
impl From<SmtpConnection<'_>> for ConnectionString<'static> {
    fn from(connection: SmtpConnection<'_>) -> Self {
        Self::from(&connection)
    }
}

impl<'t> IntoIterator for &'t ConnectionString<'_> {
    type Item = Pair<'t>;
    type IntoIter = Pairs<'t>;

    fn into_iter(self) -> Pairs<'t> {
        self.pairs()
    }
}

/// The keywords and values, each with its own text.
impl IntoIterator for ConnectionString<'_> {
    type Item = (String, String);
    type IntoIter = vec::IntoIter<(String, String)>;

    fn into_iter(self) -> Self::IntoIter {
        let pairs: Vec<_> = self.pairs().map(|pair| (pair.keyword().into_owned(), pair.value().into_owned())).collect();
        pairs.into_iter()
    }
}
