//! Changing a connection string in place: what is not touched keeps every byte.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::document::connection_string::ConnectionString;
use crate::syntax::quoting::{WriteError, written_keyword, written_value};

impl ConnectionString<'_> {
    /// Sets the value of a keyword.
    ///
    /// Where the keyword is there, only its value changes: spelling, spacing and place stay, and so do its quotes. Of
    /// several pairs of the keyword the last stays, which is the one that counts, and the others go. A new keyword is
    /// appended, with a `;` at the end if the text has one there. The value is quoted exactly where
    /// `DbConnectionStringBuilder` quotes, and with the quote that it chooses; an empty value is written `""`, since
    /// `a=` would be read as none.
    ///
    /// # Errors
    ///
    /// If the keyword or the value cannot be written; then nothing changes.
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
        let last = self.pairs().rposition(|pair| pair.is(keyword));
        let Some((last, place)) = last.and_then(|last| Some((last, self.places.get(last)?))) else {
            let value = written_value(value, None)?;
            self.append(&written, &value);
            return Ok(());
        };
        let value = written_value(value, place.quote)?;
        let mut changes = self.cuts(keyword, Some(last));
        changes.push(Change { range: place.value.clone(), new: &value });
        changes.sort_by_key(|change| change.range.start);
        self.change(&changes);
        Ok(())
    }

    /// Removes all pairs of a keyword, each with its one separator and nothing else; `false` if there is none.
    ///
    /// The separator is the `;` behind the pair or, for a last pair without one, the `;` before it.
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
        let cuts = self.cuts(keyword, None);
        self.change(&cuts);
        !cuts.is_empty()
    }

    /// Renames all pairs of a keyword; `false` if there is none. Values, spacing and places stay.
    ///
    /// A pair that has the new keyword already stays too, so there may be duplicates afterwards.
    ///
    /// # Errors
    ///
    /// If the new keyword cannot be written; then nothing changes.
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
        let renamed = self.pairs().filter(|pair| pair.is(keyword));
        let changes: Vec<_> = renamed.map(|pair| Change { range: pair.keyword_span(), new: &written }).collect();
        self.change(&changes);
        Ok(!changes.is_empty())
    }

    /// Writes a new pair behind all others.
    fn append(&mut self, keyword: &str, value: &str) {
        // A `;` at the end is kept as a habit; where there is no pair there is no habit, and SSIS writes one.
        let last_end = self.places.last().map(|place| place.value.end);
        let after_last = last_end.and_then(|end| self.text.get(end..)).unwrap_or_default();
        let closed = self.places.is_empty() || after_last.contains(';');
        let (before, behind) = if closed { ("", ";") } else { (";", "") };
        let new = [before, keyword, "=", value, behind].concat();
        self.change(&[Change { range: self.text.len()..self.text.len(), new: &new }]);
    }

    /// The pairs of a keyword, but for one to keep, and their separators, all to be cut; in order and apart.
    ///
    /// From the back, so that a last pair without a `;` behind it takes the one before it, and leaves it so for the next.
    fn cuts(&self, keyword: &str, kept: Option<usize>) -> Vec<Change<'static>> {
        let mut cuts: Vec<Change<'static>> = Vec::new();
        let mut next_start = self.text.len();
        for (index, pair) in self.pairs().enumerate().collect::<Vec<_>>().into_iter().rev() {
            let span = pair.span();
            if Some(index) != kept && pair.is(keyword) {
                let previous = index.checked_sub(1).and_then(|previous| self.places.get(previous));
                let gap_before = previous.map_or(0, |place| place.value.end)..span.start;
                let taken = cuts.last().map(|cut| cut.range.start);
                let behind = self.semicolons(span.end..next_start).next();
                let cut = |range| Change { range, new: "" };
                if let Some(behind) = behind.filter(|&at| Some(at) != taken) {
                    cuts.extend([cut(behind..behind + 1), cut(span.clone())]);
                } else {
                    cuts.push(cut(span.clone()));
                    cuts.extend(self.semicolons(gap_before).next_back().map(|at| cut(at..at + 1)));
                }
            }
            next_start = span.start;
        }
        cuts.reverse();
        cuts
    }

    /// Where the `;` of a part of the text stand.
    fn semicolons(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = usize> {
        let start = range.start;
        self.text.get(range).unwrap_or_default().match_indices(';').map(move |(at, _)| start + at)
    }

    /// Makes changes, which are in order and apart, and reads the text anew.
    ///
    /// To move the places along instead would save that reading, and was wrong where white space behind a cut became part
    /// of an empty value's surroundings.
    fn change(&mut self, changes: &[Change<'_>]) {
        if changes.is_empty() {
            return;
        }
        let mut text = String::with_capacity(self.text.len());
        let mut done = 0;
        for Change { range, new } in changes {
            text.push_str(self.text.get(done..range.start).unwrap_or_default());
            text.push_str(new);
            done = range.end;
        }
        text.push_str(self.text.get(done..).unwrap_or_default());
        // A changed text can always be read: that is a law of the tests. Were it not so, it would be left as it was.
        if let Ok(places) = ConnectionString::parse(&text).map(|string| string.places) {
            self.places = places;
            self.text = Cow::Owned(text);
        }
    }
}

/// New text for a part of the old.
struct Change<'n> {
    range: Range<usize>,
    new: &'n str,
}
