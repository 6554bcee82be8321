//! The syntax of a connection string: the rules of `grammar.md`, one function each, in its order and under its names.
//!
//! This module knows pairs of a keyword and a value and nothing of SMTP. The rules are nom parsers over leaves that scan
//! bytes ([`crate::syntax::bytes`]). One character always tells which rule comes next, so none is tried and given up, and each is a
//! plain function; nom's mode-generic style would save only what is given up.

#[path = "segments.rs"]
mod segments;

use alloc::borrow::Cow;

use nom::sequence::separated_pair;
use nom::{IResult, Parser};

use crate::syntax::bytes;

pub(crate) use segments::{MalformedSegment, Segments};

/// A pair as it stands in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RawPair<'a> {
    pub(crate) keyword: RawKeyword<'a>,
    pub(crate) value: RawValue<'a>,
}

/// A keyword as it stands in the source: trimmed, a `=` in it still doubled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RawKeyword<'a> {
    pub(crate) raw: &'a str,
}

impl<'a> RawKeyword<'a> {
    /// The keyword that is meant: `==` stands for `=`.
    pub(crate) fn text(self) -> Cow<'a, str> {
        if self.raw.contains('=') { Cow::Owned(self.raw.replace("==", "=")) } else { Cow::Borrowed(self.raw) }
    }
}

/// A value as it stands in the source, with its quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RawValue<'a> {
    pub(crate) raw: &'a str,
    pub(crate) quote: Option<Quote>,
}

impl<'a> RawValue<'a> {
    /// What stands between the quotes, a quote in it still doubled.
    pub(crate) fn inner(self) -> &'a str {
        match self.quote {
            None => self.raw,
            // A quoted value has its two quotes, each one byte, so the range holds; if not, the value counts as empty.
            Some(_) => self.raw.get(1..self.raw.len().saturating_sub(1)).unwrap_or_default(),
        }
    }

    /// The value that is meant: a doubled quote stands for one.
    pub(crate) fn text(self) -> Cow<'a, str> {
        let (quote, doubled) = match self.quote {
            None => return Cow::Borrowed(self.raw),
            Some(Quote::Double) => ("\"", "\"\""),
            Some(Quote::Single) => ("'", "''"),
        };
        let inner = self.inner();
        if inner.contains(quote) { Cow::Owned(inner.replace(doubled, quote)) } else { Cow::Borrowed(inner) }
    }
}

/// The quotes around a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Quote {
    Double,
    Single,
}

impl Quote {
    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Double => b'"',
            Self::Single => b'\'',
        }
    }
}

/// Why a segment of the text is no pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    MissingEquals,
    EmptyKeyword,
    UnterminatedQuote,
    TextAfterQuote,
    StrayQuote,
    ControlCharacter,
}

/// A fault and where it is: small and `Copy`, since the hot path carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) fault: Fault,
    /// How much of the input was left where the fault begins, in bytes; a missing `=` is missed where the segment ends. A
    /// parser of suffixes knows what is left; only the caller knows the whole.
    pub(crate) left: usize,
}

impl Malformed {
    /// The offset of the fault in the text that was parsed.
    pub(crate) fn at(self, source: &str) -> usize {
        source.len().saturating_sub(self.left)
    }
}

impl<'a> nom::error::ParseError<&'a str> for Malformed {
    // No rule uses a combinator that makes errors of its own; the trait asks for an answer all the same.
    fn from_error_kind(input: &'a str, _: nom::error::ErrorKind) -> Self {
        Self { fault: Fault::MissingEquals, left: input.len() }
    }

    fn append(_: &'a str, _: nom::error::ErrorKind, other: Self) -> Self {
        other
    }
}

type Parsed<'a, T> = IResult<&'a str, T, Malformed>;

/// The text cannot be read from here on: the rules need no second try, since one character always tells which comes next.
#[cold]
fn fault<T>(input: &str, fault: Fault) -> Parsed<'_, T> {
    Err(nom::Err::Error(Malformed { fault, left: input.len() }))
}

/// `connection-string = segment *( ";" segment )`
///
/// An iterator rather than one parser: the walk over the pairs goes on after a malformed segment, and nom's `many0`
/// would swallow the error.
pub(crate) fn connection_string(source: &str) -> Segments<'_> {
    Segments::new(source)
}

/// `segment = separators [ pair ]`
#[inline]
fn segment(input: &str) -> Parsed<'_, Option<RawPair<'_>>> {
    match separators(input)? {
        ("", ()) => Ok(("", None)),
        (rest, ()) => pair().map(Some).parse_complete(rest),
    }
}

/// `separators = *( ";" / WSP )`
#[inline]
// It is a rule like the others, if one that always matches.
#[allow(clippy::unnecessary_wraps)]
pub(crate) fn separators(input: &str) -> Parsed<'_, ()> {
    Ok((bytes::skip_separators(input), ()))
}

/// `pair = keyword equals value`
#[inline]
fn pair<'a>() -> impl Parser<&'a str, Output = RawPair<'a>, Error = Malformed> {
    separated_pair(keyword, equals, value).map(|(keyword, value)| RawPair { keyword, value })
}

/// `keyword = keyword-start [ *keyword-char keyword-end ] white-space`
#[inline]
pub(crate) fn keyword(input: &str) -> Parsed<'_, RawKeyword<'_>> {
    let (raw, rest) = bytes::split(input, bytes::keyword_run(input));
    match rest.as_bytes() {
        [b'=', b'=', ..] => odd_keyword(input, rest),
        [b'=', ..] if !raw.is_empty() => Ok((rest, RawKeyword { raw: bytes::trim_end(raw) })),
        _ => odd_keyword(input, rest),
    }
}

/// A keyword that has been read up to `rest`: one with a doubled `=` or with characters that need a look, or none.
#[inline(never)]
fn odd_keyword<'a>(input: &'a str, mut rest: &'a str) -> Parsed<'a, RawKeyword<'a>> {
    loop {
        match rest.as_bytes() {
            // `==` in a keyword stands for `=`.
            [b'=', b'=', ..] => (_, rest) = bytes::split(rest, 2),
            [b'=', ..] => break,
            [] | [b';', ..] => return fault(rest, Fault::MissingEquals),
            _ => rest = keyword_character(rest)?.0,
        }
        (_, rest) = bytes::split(rest, bytes::keyword_run(rest));
    }
    let (raw, _) = bytes::split(input, input.len() - rest.len());
    match bytes::trim_end(raw) {
        "" => fault(rest, Fault::EmptyKeyword),
        raw => Ok((rest, RawKeyword { raw })),
    }
}

/// One character of a keyword at which the scan stopped: a control character, or one that shares a lead byte with them.
///
/// A control character that is white space may stand behind the keyword, where it is trimmed, but not in it.
fn keyword_character(input: &str) -> Parsed<'_, ()> {
    let mut characters = input.chars();
    match characters.next() {
        Some(c) if !c.is_control() => Ok((characters.as_str(), ())),
        _ => {
            let rest = bytes::trim_start(input);
            match rest.as_bytes() {
                [] | [b';', ..] => fault(rest, Fault::MissingEquals),
                [b'=', after @ ..] if after.first() != Some(&b'=') => Ok((rest, ())),
                _ => fault(input, Fault::ControlCharacter),
            }
        }
    }
}

/// `equals = "=" white-space`
#[inline]
fn equals(input: &str) -> Parsed<'_, ()> {
    match input.strip_prefix('=') {
        Some(rest) => white_space(rest),
        None => fault(input, Fault::MissingEquals),
    }
}

/// `value = double-quoted / single-quoted / unquoted`
#[inline]
fn value(input: &str) -> Parsed<'_, RawValue<'_>> {
    // The first character decides, so no alternative need be tried and given up, as nom's `alt` does.
    match input.as_bytes() {
        [b'"', ..] => double_quoted(input),
        [b'\'', ..] => single_quoted(input),
        _ => unquoted(input),
    }
}

/// `double-quoted = DQUOTE *( 2DQUOTE / double-quoted-char ) DQUOTE white-space`
fn double_quoted(input: &str) -> Parsed<'_, RawValue<'_>> {
    quoted(input, Quote::Double)
}

/// `single-quoted = SQUOTE *( 2SQUOTE / single-quoted-char ) SQUOTE white-space`
fn single_quoted(input: &str) -> Parsed<'_, RawValue<'_>> {
    quoted(input, Quote::Single)
}

/// Both kinds of quoted values, from the opening quote on.
fn quoted(input: &str, quote: Quote) -> Parsed<'_, RawValue<'_>> {
    let byte = quote.byte();
    let (_, mut rest) = bytes::split(input, 1);
    loop {
        (_, rest) = bytes::split(rest, bytes::quoted_run(rest, byte));
        match rest.as_bytes() {
            [] => return fault(input, Fault::UnterminatedQuote),
            [0, ..] => return fault(rest, Fault::ControlCharacter),
            [_, next, ..] if *next == byte => (_, rest) = bytes::split(rest, 2),
            _ => break,
        }
    }
    (_, rest) = bytes::split(rest, 1);
    let (raw, _) = bytes::split(input, input.len() - rest.len());
    let (rest, ()) = white_space(rest)?;
    match rest.as_bytes() {
        [] | [b';', ..] => Ok((rest, RawValue { raw, quote: Some(quote) })),
        _ if rest.starts_with(char::is_control) => fault(rest, Fault::ControlCharacter),
        _ => fault(rest, Fault::TextAfterQuote),
    }
}

/// `unquoted = [ unquoted-start [ *unquoted-char unquoted-end ] ] white-space`
#[inline]
fn unquoted(input: &str) -> Parsed<'_, RawValue<'_>> {
    let (_, mut rest) = bytes::split(input, bytes::value_run(input));
    if !matches!(rest.as_bytes(), [] | [b';', ..]) {
        rest = odd_unquoted(rest)?.0;
    }
    let (raw, _) = bytes::split(input, input.len() - rest.len());
    let raw = bytes::trim_end(raw);
    match raw.as_bytes() {
        [.., b'"' | b'\''] => {
            let (_, from_quote) = bytes::split(input, raw.len() - 1);
            fault(from_quote, Fault::StrayQuote)
        }
        _ => Ok((rest, RawValue { raw, quote: None })),
    }
}

/// The rest of an unquoted value, from a character on that needs a look.
#[inline(never)]
fn odd_unquoted(mut rest: &str) -> Parsed<'_, ()> {
    while !matches!(rest.as_bytes(), [] | [b';', ..]) {
        rest = unquoted_char(rest)?.0;
        (_, rest) = bytes::split(rest, bytes::value_run(rest));
    }
    Ok((rest, ()))
}

/// One character of an unquoted value at which the scan stopped: anything but a control character that is no white
/// space.
fn unquoted_char(input: &str) -> Parsed<'_, ()> {
    let mut characters = input.chars();
    match characters.next() {
        Some(c) if !c.is_control() || c.is_whitespace() => Ok((characters.as_str(), ())),
        _ => fault(input, Fault::ControlCharacter),
    }
}

/// `white-space = *WSP`, where WSP is any character of Unicode's `White_Space`
#[inline]
// It is a rule like the others, if one that always matches.
#[allow(clippy::unnecessary_wraps)]
fn white_space(input: &str) -> Parsed<'_, ()> {
    Ok((bytes::trim_start(input), ()))
}
