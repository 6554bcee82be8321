//! Edits of a connection string: everything that is not edited keeps every byte.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::connection_string::{ConnectionString, places};
use super::index::{Entry, Index};
use super::pair::{Pair, PairPlace};
use crate::syntax::grammar::Quote;
use crate::syntax::quoting::{WriteError, written_keyword, written_value};
use crate::syntax::span::Span;

impl ConnectionString<'_> {
    /// Sets the value of a keyword.
    ///
    /// If the keyword exists, only its value changes; its spelling, spacing, place and quotes remain. If it exists more than
    /// once, the last pair, which is the effective one, remains, and the others are removed. A new keyword is appended, with
    /// a `;` at the end if the text has one there. A new value is quoted if `DbConnectionStringBuilder` would quote it, with
    /// the same quotes, and an empty value is written `""`, because `a=` is read as missing.
    ///
    /// Appending takes time proportional to the new pair, and replacing a value also to the text after it.
    ///
    /// # Errors
    ///
    /// Returns an error if the keyword or the value cannot be written. Then nothing changes.
    ///
    /// ```
    /// use smtp_connection_string::ConnectionString;
    ///
    /// let mut string = ConnectionString::parse("SmtpServer = 'mail' ;Foo=1;foo=2;")?;
    /// string.set("smtpserver", "relay")?;
    /// string.set("Foo", "a;b")?;
    /// string.set("Bar", "")?;
    /// assert_eq!(string.to_string(), "SmtpServer = 'relay' ;foo=\"a;b\";Bar=\"\";");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set(&mut self, keyword: &str, value: &str) -> Result<(), WriteError> {
        let written = written_keyword(keyword)?;
        match self.find(keyword) {
            None => {
                let value = written_value(value, None)?;
                self.append(&written, &value);
            }
            Some(Entry { last, is_single }) => {
                let quote = self.places.get(last).and_then(|place| place.quote);
                let value = written_value(value, quote)?;
                self.replace_value(last, &value);
                if !is_single {
                    self.cut(keyword, Some(last));
                }
            }
        }
        debug_assert!(places(&self.text).as_ref() == Ok(&self.places), "an edited text parses into its pairs");
        Ok(())
    }

    /// Removes all pairs of a keyword, each with one separator, and returns whether there were any.
    ///
    /// The separator is the `;` after the pair or, for a last pair without one, the `;` before it.
    ///
    /// ```
    /// use smtp_connection_string::ConnectionString;
    ///
    /// let mut string = ConnectionString::parse("SmtpServer=mail; Timeout=20 ;EnableSsl=True")?;
    /// assert!(string.remove("timeout"));
    /// assert_eq!(string.to_string(), "SmtpServer=mail;  EnableSsl=True");
    /// assert!(string.remove("EnableSsl"));
    /// assert_eq!(string.to_string(), "SmtpServer=mail  ");
    /// assert!(!string.remove("Port"));
    /// # Ok::<(), smtp_connection_string::ParseError>(())
    /// ```
    pub fn remove(&mut self, keyword: &str) -> bool {
        self.cut(keyword, None)
    }

    /// Renames all pairs of a keyword, and returns whether there were any. Values, spacing and places remain.
    ///
    /// A pair that already has the new keyword remains, so there may be duplicates afterwards.
    ///
    /// # Errors
    ///
    /// Returns an error if the new keyword cannot be written. Then nothing changes.
    ///
    /// ```
    /// use smtp_connection_string::ConnectionString;
    ///
    /// let mut string = ConnectionString::parse("Host = mail;UseSsl=True")?;
    /// assert!(string.rename("host", "SmtpServer")?);
    /// assert!(string.rename("UseSsl", "EnableSsl")?);
    /// assert_eq!(string.to_string(), "SmtpServer = mail;EnableSsl=True");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rename(&mut self, keyword: &str, new: &str) -> Result<bool, WriteError> {
        let written = written_keyword(new)?;
        let renamed = self.pairs().zip(&self.places).filter(|(pair, _)| pair.is(keyword));
        let changes: Vec<_> = renamed.map(|(_, place)| Change { span: place.keyword, new: &written }).collect();
        Ok(self.change(&changes))
    }

    /// The last pair of a keyword, and whether it is the only one.
    fn find(&mut self, keyword: &str) -> Option<Entry> {
        let index = self.index.take().unwrap_or_else(|| Index::new(self.pairs()));
        let entry = self.index.insert(index).find(keyword)?;
        if self.pairs().nth(entry.last).is_some_and(|pair| pair.is(keyword)) {
            return Some(entry);
        }
        // Another keyword has the same hash.
        self.pairs().rposition(|pair| pair.is(keyword)).map(|last| Entry { last, is_single: false })
    }

    /// Writes a new pair after all others.
    fn append(&mut self, keyword: &str, value: &str) {
        // A `;` at the end is a habit to follow. Without any pair there is no habit, and SSIS writes one.
        let last_end = self.places.last().map(|place| place.value.end);
        let after_last = last_end.and_then(|end| self.text.get(end..)).unwrap_or_default();
        let is_closed = self.places.is_empty() || after_last.contains(';');
        let text = self.text.to_mut();
        if !is_closed {
            text.push(';');
        }
        // Without the space, a value that begins with `=` would make the `=` before it a part of the keyword.
        let equals = if value.starts_with('=') { "= " } else { "=" };
        let start = text.len();
        for part in [keyword, equals, value, if is_closed { ";" } else { "" }] {
            text.push_str(part);
        }
        let keyword = Span::new(start, start + keyword.len());
        let value_start = keyword.end + equals.len();
        let value_span = Span::new(value_start, value_start + value.len());
        self.places.push(PairPlace { keyword, value: value_span, quote: quote_of(value) });
        let at = self.places.len() - 1;
        if let (Some(index), Some(place)) = (&mut self.index, self.places.last()) {
            index.add(&Pair::new(&self.text, place).keyword(), at);
        }
    }

    /// Replaces the value of a pair and moves the positions of the following ones.
    fn replace_value(&mut self, at: usize, value: &str) {
        let Some((place, following)) = self.places.get_mut(at..).and_then(<[_]>::split_first_mut) else { return };
        let old = place.value;
        self.text.to_mut().replace_range(old.range(), value);
        place.value.end = old.start + value.len();
        place.quote = quote_of(value);
        let moved = |offset: usize| offset - old.end + place.value.end;
        for place in following {
            place.keyword = Span::new(moved(place.keyword.start), moved(place.keyword.end));
            place.value = Span::new(moved(place.value.start), moved(place.value.end));
        }
    }

    /// Removes the pairs of a keyword, except one to keep, and their separators.
    ///
    /// It goes backwards, so that a last pair without a `;` after it takes the one before it and leaves the same situation
    /// to the pair before.
    fn cut(&mut self, keyword: &str, kept: Option<usize>) -> bool {
        let mut cuts: Vec<Change<'static>> = Vec::new();
        let mut next_start = self.text.len();
        let mut previous_ends = self.places.iter().rev().map(|place| place.value.end).skip(1);
        for (index, pair) in self.pairs().enumerate().collect::<Vec<_>>().into_iter().rev() {
            let (span, previous_end) = (pair.span(), previous_ends.next().unwrap_or(0));
            if Some(index) != kept && pair.is(keyword) {
                let taken = cuts.last().map(|cut| cut.span.start);
                let after = self.semicolons(span.end, next_start).next();
                let cut = |start, end| Change { span: Span::new(start, end), new: "" };
                if let Some(after) = after.filter(|&at| Some(at) != taken) {
                    cuts.extend([cut(after, after + 1), cut(span.start, span.end)]);
                } else {
                    cuts.push(cut(span.start, span.end));
                    cuts.extend(self.semicolons(previous_end, span.start).next_back().map(|at| cut(at, at + 1)));
                }
            }
            next_start = span.start;
        }
        cuts.reverse();
        self.change(&cuts)
    }

    /// The positions of the `;` in a part of the text.
    fn semicolons(&self, start: usize, end: usize) -> impl DoubleEndedIterator<Item = usize> {
        self.text.get(start..end).unwrap_or_default().match_indices(';').map(move |(at, _)| start + at)
    }

    /// Makes changes, which are in order and do not overlap, and parses the text again.
    ///
    /// Moving the positions instead was wrong if whitespace after a cut became part of what surrounds an empty value.
    fn change(&mut self, changes: &[Change<'_>]) -> bool {
        if changes.is_empty() {
            return false;
        }
        let mut text = String::with_capacity(self.text.len());
        let mut done = 0;
        for Change { span, new } in changes {
            text.push_str(self.text.get(done..span.start).unwrap_or_default());
            text.push_str(new);
            done = span.end;
        }
        text.push_str(self.text.get(done..).unwrap_or_default());
        let parsed = places(&text);
        debug_assert!(parsed.is_ok(), "an edited text parses");
        self.places = parsed.unwrap_or_default();
        self.text = Cow::Owned(text);
        self.index = None;
        true
    }
}

/// The quotes of a written value.
fn quote_of(written: &str) -> Option<Quote> {
    match written.as_bytes() {
        [b'"', ..] => Some(Quote::Double),
        [b'\'', ..] => Some(Quote::Single),
        _ => None,
    }
}

/// New text for a part of the old.
struct Change<'n> {
    span: Span,
    new: &'n str,
}

/// The pairs as they are written, each followed by a `;`.
///
/// ```
/// use smtp_connection_string::{ConnectionString, Property};
///
/// let string = ConnectionString::parse("SmtpServer = 'mail'; Foo=1 ;EnableSsl=True")?;
/// let known = string.pairs().filter(|pair| pair.keyword().parse::<Property>().is_ok());
/// assert_eq!(known.collect::<ConnectionString>().to_string(), "SmtpServer='mail';EnableSsl=True;");
/// # Ok::<(), smtp_connection_string::ParseError>(())
/// ```
impl<'t> FromIterator<Pair<'t>> for ConnectionString<'static> {
    fn from_iter<I: IntoIterator<Item = Pair<'t>>>(pairs: I) -> Self {
        let mut string = Self::default();
        string.extend(pairs);
        string
    }
}

/// Appends pairs as they are written, even if the keyword exists.
impl<'t> Extend<Pair<'t>> for ConnectionString<'_> {
    fn extend<I: IntoIterator<Item = Pair<'t>>>(&mut self, pairs: I) {
        for pair in pairs {
            self.append(pair.raw_keyword(), pair.raw_value());
        }
        debug_assert!(places(&self.text).as_ref() == Ok(&self.places), "an edited text parses into its pairs");
    }
}
