//! The other half of the walk: what is wrong with a string. All of it is cold.

use core::ops::Range;

use super::{Secret, Sink, Walk, place, walk};
use crate::diagnostic::ParseError;
use crate::diagnostic::message::Problem;
use crate::smtp::property::{BadTimeout, Property};
use crate::smtp::rejected_server;
use crate::smtp::server_name;
use crate::smtp::unknown_keyword::{self, Foreign, ForeignKeyword};
use crate::syntax::bytes;
use crate::syntax::grammar::{Fault, MalformedSegment, RawKeyword, RawPair, Segments};

impl<'a, S: Sink> Walk<'a, '_, S> {
    /// A pair of a property that has had one, or that stands within a secret.
    #[cold]
    pub(super) fn known_again(
        &mut self,
        property: Property,
        pair: RawPair<'a>,
        first: Option<usize>,
    ) -> Result<(), ParseError> {
        if let Secret::From { .. } = self.secret {
            return Ok(());
        }
        let value = pair.value.inner();
        // What it overwrites does not matter: with a duplicate there will be no connection.
        let bad = self.take(property, value);
        let asks_for_basic = property == Property::UseWindowsAuthentication && unknown_keyword::is_basic_scheme(value);
        if let (Some(first), false) = (first, asks_for_basic) {
            self.duplicate(property, pair.keyword, first)?;
        }
        match bad {
            Some(problem) if asks_for_basic || !value.is_empty() => self.bad_value(property, pair, problem),
            // The duplicate is the one finding of an empty one.
            _ => Ok(()),
        }
    }

    fn duplicate(&mut self, property: Property, keyword: RawKeyword<'a>, first: usize) -> Result<(), ParseError> {
        // A keyword that names a property is as long as its name.
        let related = first..first + property.name().len();
        self.report(Problem::DuplicateKeyword, place(self.source, keyword.raw), Some(related))
    }

    /// The value of a property that it cannot have.
    #[cold]
    pub(super) fn bad_value(
        &mut self,
        property: Property,
        pair: RawPair<'a>,
        problem: Problem,
    ) -> Result<(), ParseError> {
        let span = place(self.source, pair.value.raw);
        if property == Property::UseWindowsAuthentication && unknown_keyword::is_basic_scheme(pair.value.inner()) {
            return self.report(Problem::BasicAsWindows, place(self.source, pair.keyword.raw), None);
        }
        let value = pair.value.inner();
        let holds_user_information = match property {
            // Of a server this has been asked.
            Property::SmtpServer => problem == Problem::UserInformation,
            _ => rejected_server::has_user_information(value),
        };
        if holds_user_information || unknown_keyword::mentions_credential(value) {
            self.server_meant = true;
            return self.secret_from(span.start, problem);
        }
        if span.start == self.source.len() {
            // An empty value at the very end stands where the missing server is reported, which comes first.
            self.missing_server()?;
        }
        self.report(problem, span, None)
    }

    /// A pair of no property; the value is `""` where it is malformed.
    #[cold]
    pub(super) fn foreign(
        &mut self,
        keyword: RawKeyword<'a>,
        value: &str,
        value_span: Range<usize>,
    ) -> Result<(), ParseError> {
        self.begun = true;
        let foreign = ForeignKeyword::new(keyword.raw);
        let kind = foreign.kind();
        if let Secret::From { start, refused } = self.secret {
            self.server_meant |= foreign.suggestion() == Some(Property::SmtpServer);
            if !refused && matches!(kind, Foreign::Credential | Foreign::Basic) {
                self.secret = Secret::From { start, refused: true };
                return self.report(Problem::CredentialKeyword, start..start, None);
            }
            return Ok(());
        }
        let span = place(self.source, keyword.raw);
        if let Some(problem) = secret_in_keyword(keyword.raw) {
            // A server may be in it, too.
            self.server_meant = true;
            return self.secret_from(span.start, problem);
        }
        let problem = match kind {
            Foreign::Credential => Problem::CredentialKeyword,
            Foreign::Basic => Problem::BasicKeyword,
            Foreign::Scheme if unknown_keyword::is_basic_scheme(value) => Problem::BasicScheme,
            Foreign::Port => Problem::PortKeyword,
            Foreign::Scheme | Foreign::Unknown => {
                let suggestion = foreign.suggestion();
                self.server_meant |= suggestion == Some(Property::SmtpServer);
                unknown_keyword::unknown(suggestion)
            }
        };
        self.report(problem, span, None)?;
        let gives_away = gives_away(value);
        self.server_meant |= gives_away;
        if kind == Foreign::Credential || gives_away {
            self.begin_secret(value_span.start, true);
        } else if !value_span.is_empty() {
            self.sink.hide(value_span);
        }
        Ok(())
    }

    /// A segment that is no pair, with what comes after it.
    #[cold]
    pub(super) fn malformed(&mut self, segment: &MalformedSegment<'a>, rest: &Segments<'a>) -> Result<(), ParseError> {
        let is_first = !self.begun;
        self.begun = true;
        self.syntax_error = true;
        let fault = segment.malformed.fault;
        let text = bytes::trim_end(segment.text);
        let start = bytes::offset(self.source, text);
        if fault == Fault::MissingEquals && is_first && rest.is_at_end() {
            if let Some(problem) = lone_server(text) {
                return self.lone_server(start..start + text.len(), problem);
            }
        }
        let begins_secret = segment.pair.is_some_and(|(keyword, _)| {
            Property::from_name(keyword.raw).is_none()
                && (is_credential(keyword.raw) || secret_in_keyword(keyword.raw).is_some())
        });
        let problem = of_fault(fault);
        if matches!(self.secret, Secret::No) && !begins_secret {
            if self.holds_credential() {
                return self.all_secret(problem);
            }
            if segment.pair.is_none() && secret_in_keyword(text).is_some() {
                return self.secret_from(start, problem);
            }
        }
        if let Some((keyword, value)) = segment.pair {
            return self.malformed_value(segment, keyword, value);
        }
        if let Secret::From { .. } = self.secret {
            return Ok(());
        }
        self.report(problem, of_malformed(self.source, segment).span(), None)
    }

    /// The only segment, without a `=`: a server, or something that people take for one.
    fn lone_server(&mut self, span: Range<usize>, problem: Problem) -> Result<(), ParseError> {
        match problem {
            Problem::UserInformation => self.secret_from(span.start, problem),
            _ if self.holds_credential() => self.all_secret(problem),
            Problem::BareServerName => self.report(problem, 0..self.source.len(), None),
            _ => self.report(problem, span, None),
        }
    }

    /// A pair whose value is malformed. Its keyword counts all the same, and is judged first.
    fn malformed_value(
        &mut self,
        segment: &MalformedSegment<'a>,
        keyword: RawKeyword<'a>,
        value: &'a str,
    ) -> Result<(), ParseError> {
        let problem = of_fault(segment.malformed.fault);
        let start = bytes::offset(self.source, value);
        let Some(property) = Property::from_name(keyword.raw) else {
            self.foreign(keyword, "", start..start + value.len())?;
            return match self.secret {
                // The value of an unknown keyword is not shown.
                Secret::No => self.report(problem, start..start, None),
                Secret::From { .. } => Ok(()),
            };
        };
        let first = self.seen.note(property, bytes::offset(self.source, keyword.raw));
        if let Secret::From { .. } = self.secret {
            return Ok(());
        }
        if let Some(first) = first {
            self.duplicate(property, keyword, first)?;
        }
        if gives_away(value) {
            return self.secret_from(start, problem);
        }
        self.report(problem, of_malformed(self.source, segment).span(), None)
    }

    /// Whether a text that is no connection string speaks of a credential, so that it is secret.
    fn holds_credential(&mut self) -> bool {
        // Asked for each malformed segment, and about the whole text: the answer is kept, or time would not be linear.
        let source = self.source;
        *self.holds_credential.get_or_insert_with(|| unknown_keyword::mentions_credential(source))
    }

    /// Reports an error where a secret begins, on the empty span: no span covers a secret or tells its length.
    fn secret_from(&mut self, start: usize, problem: Problem) -> Result<(), ParseError> {
        self.report(problem, start..start, None)?;
        self.begin_secret(start, true);
        Ok(())
    }

    /// Reports an error of a text that cannot be read and speaks of a credential: all of it is secret, also what was read
    /// before, so nothing else is known of it.
    fn all_secret(&mut self, problem: Problem) -> Result<(), ParseError> {
        self.sink.forget();
        self.first_error = None;
        self.report(problem, 0..0, None)?;
        self.begin_secret(0, false);
        Ok(())
    }

    /// The error that a walk ends with which stopped at this one, with these segments still to come.
    ///
    /// A later segment that cannot be read makes the whole text secret if it speaks of a credential, and then this error
    /// with it: `Port=1;x;password`. So the rest is read on, only for that.
    #[cold]
    pub(super) fn settle(&mut self, rest: &mut Segments<'a>, error: ParseError) -> ParseError {
        // A secret that runs to the end holds whatever comes.
        let holds_what_comes = matches!(error.problem, Problem::CredentialKeyword | Problem::UserInformation);
        if holds_what_comes || !rest.at_next() {
            return error;
        }
        // What SSIS writes is read on in the way that is cheapest, and in its order.
        for &property in Property::ALL {
            if rest.at_next() {
                self.take_plain(rest, property);
            }
        }
        while rest.at_next() {
            let is_malformed = match rest.take_expected(Property::strip_any) {
                Some(taken) => taken.is_err(),
                None => matches!(rest.next_pair(), Some(Err(_))),
            };
            if is_malformed {
                return walk(self.source, &mut Every).err().unwrap_or(error);
            }
        }
        error
    }

    fn begin_secret(&mut self, start: usize, refused: bool) {
        self.secret = Secret::From { start, refused };
        self.sink.hide(start..self.source.len());
        self.sink.secret(start);
    }

    /// Reports that there is no server, once, and only if nothing was meant as one or hides one.
    #[cold]
    fn missing_server(&mut self) -> Result<(), ParseError> {
        if self.seen.server.is_some() || self.server_meant || self.syntax_error {
            return Ok(());
        }
        self.server_meant = true;
        let end = match self.secret {
            Secret::No => self.source.len(),
            // The end would tell the secret's length.
            Secret::From { start, .. } => start,
        };
        self.report(Problem::MissingServer, end..end, None)
    }

    /// The end of a text that is refused.
    #[cold]
    pub(super) fn refuse(mut self) -> ParseError {
        let all = 0..self.source.len();
        let at_end = if self.begun {
            self.missing_server()
        } else {
            self.report(Problem::EmptyConnectionString, all.clone(), None)
        };
        match (at_end, self.first_error) {
            (Err(error), _) | (Ok(()), Some(error)) => error,
            // No error means a server, and a server with no error does not come here.
            (Ok(()), None) => ParseError::new(Problem::MissingServer, all.end..all.end),
        }
    }

    #[cold]
    fn report(
        &mut self,
        problem: Problem,
        span: Range<usize>,
        related: Option<Range<usize>>,
    ) -> Result<(), ParseError> {
        let error = ParseError::new(problem, span);
        self.first_error.get_or_insert(error);
        self.sink.error(error, related)
    }
}

/// The sink that keeps nothing and ends nothing: the walk itself knows the first error.
struct Every;

impl Sink for Every {
    fn error(&mut self, _: ParseError, _: Option<Range<usize>>) -> Result<(), ParseError> {
        Ok(())
    }
}

/// What to say of a keyword that is more than a keyword: `smtp://joe:pw@mail?x`, or `Password=x`, written
/// `Password==x=y`.
fn secret_in_keyword(keyword: &str) -> Option<Problem> {
    if rejected_server::has_user_information(keyword) {
        return Some(Problem::UserInformation);
    }
    let (name, _) = bytes::split_once(keyword, b'=')?;
    let speaks = (!name.is_empty() && is_credential(name)) || unknown_keyword::mentions_credential(keyword);
    speaks.then_some(Problem::CredentialKeyword)
}

/// Whether a keyword that names no property is one for a credential.
fn is_credential(keyword: &str) -> bool {
    ForeignKeyword::new(keyword).kind() == Foreign::Credential
}

/// Whether a value that no property can have may hold a credential: `joe:pw`, or `mail Password=x`, where a `;` is
/// missing.
fn gives_away(value: &str) -> bool {
    rejected_server::has_user_information(value) || unknown_keyword::mentions_credential(value)
}

/// What a text without `=` is, if it is a server, or something that people take for one.
fn lone_server(text: &str) -> Option<Problem> {
    let quoted = |quote| text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
    let text = quoted('"').or_else(|| quoted('\'')).unwrap_or(text);
    match server_name::server_name(text) {
        Ok(_) => Some(Problem::BareServerName),
        Err(problem @ (Problem::UserInformation | Problem::Url)) => Some(problem),
        // What stands before the colon must be a server then: nothing else says that the text is meant as one.
        Err(Problem::PortInServer) => {
            let host = rejected_server::without_port(text).filter(|host| server_name::server_name(host).is_ok());
            host.map(|_| Problem::PortInServer)
        }
        Err(_) => None,
    }
}

/// The error of a segment that is no pair, wherever it may lie.
#[cold]
pub(crate) fn of_malformed(source: &str, segment: &MalformedSegment<'_>) -> ParseError {
    let (at, length) = if segment.malformed.fault == Fault::MissingEquals {
        (bytes::offset(source, segment.text), bytes::trim_end(segment.text).len())
    } else {
        let at = segment.malformed.at(source);
        let (_, from_fault) = bytes::split(source, at);
        // The fault is one character; a fault at the end of the text would be the empty range there.
        (at, from_fault.chars().next().map_or(0, char::len_utf8))
    };
    ParseError::new(of_fault(segment.malformed.fault), at..at + length)
}

#[cold]
fn of_fault(fault: Fault) -> Problem {
    match fault {
        Fault::MissingEquals => Problem::MissingEquals,
        Fault::EmptyKeyword => Problem::EmptyKeyword,
        Fault::UnterminatedQuote => Problem::UnterminatedQuote,
        Fault::TextAfterQuote => Problem::TextAfterQuote,
        Fault::StrayQuote => Problem::StrayQuote,
        Fault::ControlCharacter => Problem::ControlCharacter,
    }
}

/// What is wrong with the value of a boolean property.
#[cold]
pub(super) fn bad_boolean(value: &str) -> Problem {
    let is_any = |words: &[&str]| words.iter().any(|word| value.eq_ignore_ascii_case(word));
    if value.is_empty() {
        Problem::EmptyBoolean
    } else if is_any(&["yes", "1", "on", "y", "t", "-1"]) {
        Problem::BooleanMeansTrue
    } else if is_any(&["no", "0", "off", "n", "f"]) {
        Problem::BooleanMeansFalse
    } else {
        Problem::BooleanUnknown
    }
}

#[cold]
pub(super) fn bad_timeout(value: &str, bad: BadTimeout) -> Problem {
    match bad {
        BadTimeout::NotDigits if value.is_empty() => Problem::EmptyTimeout,
        BadTimeout::NotDigits => Problem::TimeoutNotDigits,
        BadTimeout::TooLarge => Problem::TimeoutTooLarge,
    }
}
