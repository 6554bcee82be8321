//! The rules of part 1 of `grammar.md`: one nom parser per rule, in the same order and with the same names.
//!
//! `Err::Error` means that a rule does not apply, `Err::Failure` that it applies and the input is invalid.

use alloc::borrow::Cow;

use nom::bytes::complete::tag;
use nom::combinator::{cut, value as replace};
use nom::error::ErrorKind;
use nom::multi::many0_count;
use nom::sequence::{preceded, separated_pair, terminated};
use nom::{IResult, Parser};

use super::bytes;
use super::span::Span;

/// A pair as it is written in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RawPair<'a> {
    /// Without the whitespace around it; a `=` in it is still doubled.
    pub(crate) keyword: &'a str,
    pub(crate) value: RawValue<'a>,
}

/// A value as it is written in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RawValue<'a> {
    /// Between its quotes, or without the whitespace around it; a quote in it is still doubled.
    pub(crate) inner: &'a str,
    pub(crate) quote: Option<Quote>,
}

impl<'a> RawValue<'a> {
    /// The position of the value with its quotes.
    #[inline]
    pub(crate) fn span(self, source: &str) -> Span {
        let inner = Span::of(source, self.inner);
        match self.quote {
            None => inner,
            // The quotes are one byte each.
            Some(_) => Span::new(inner.start.wrapping_sub(1), inner.end.wrapping_add(1)),
        }
    }

    /// The value itself.
    pub(crate) fn unescaped(self) -> Cow<'a, str> {
        match self.quote {
            Some(quote) if self.inner.contains(quote.as_str()) => {
                Cow::Owned(self.inner.replace(quote.doubled(), quote.as_str()))
            }
            _ => Cow::Borrowed(self.inner),
        }
    }
}

/// The keyword itself: `==` in a written keyword is one `=`.
pub(crate) fn unescaped_keyword(raw: &str) -> Cow<'_, str> {
    if raw.contains('=') { Cow::Owned(raw.replace("==", "=")) } else { Cow::Borrowed(raw) }
}

/// The quotes around a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Quote {
    Double,
    Single,
}

impl Quote {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Double => "\"",
            Self::Single => "'",
        }
    }

    pub(crate) const fn doubled(self) -> &'static str {
        match self {
            Self::Double => "\"\"",
            Self::Single => "''",
        }
    }
}

/// Why a segment is not a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    MissingEquals,
    EmptyKeyword,
    UnterminatedQuote,
    TextAfterQuote,
    StrayQuote,
    ControlCharacter,
}

/// A fault and its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) fault: Fault,
    /// The number of bytes from the fault to the end of the input: a parser sees only the rest of the source.
    pub(crate) left: usize,
}

impl<'a> nom::error::ParseError<&'a str> for Malformed {
    /// A missing token. Only the one of `equals` is reported, so this is the fault; the others end a repetition.
    fn from_error_kind(input: &'a str, _: ErrorKind) -> Self {
        Self { fault: Fault::MissingEquals, left: input.len() }
    }

    fn append(_: &'a str, _: ErrorKind, other: Self) -> Self {
        other
    }
}

type Parsed<'a, T> = IResult<&'a str, T, Malformed>;

/// The rule applies, and its input is invalid at this point.
#[cold]
fn failure<T>(at: &str, fault: Fault) -> Parsed<'_, T> {
    Err(nom::Err::Failure(Malformed { fault, left: at.len() }))
}

/// `segment = separators [ pair ]`
///
/// The rule `connection-string = segment *( ";" segment )` is [`Segments`](super::segments::Segments), which recovers
/// from an error where `separated_list0` would end.
#[inline(always)]
pub(super) fn segment(input: &str) -> Parsed<'_, Option<RawPair<'_>>> {
    match separators(input)? {
        ("", ()) => Ok(("", None)),
        (rest, ()) => pair.map(Some).parse_complete(rest),
    }
}

/// `separators = *( ";" / WSP )`
#[inline]
#[allow(clippy::unnecessary_wraps, reason = "every rule has this type")]
pub(super) fn separators(input: &str) -> Parsed<'_, ()> {
    Ok((bytes::skip_separators(input), ()))
}

/// `pair = keyword equals value`
#[inline(always)]
pub(crate) fn pair(input: &str) -> Parsed<'_, RawPair<'_>> {
    separated_pair(keyword, equals, value).map(|(keyword, value)| RawPair { keyword, value }).parse_complete(input)
}

/// `keyword = keyword-start [ *keyword-char keyword-end ] white-space`
#[inline(always)]
pub(super) fn keyword(input: &str) -> Parsed<'_, &str> {
    let (rest, _) = bytes::keyword_chars(input)?;
    // A doubled `=` is rare. Trying the repetition on every keyword took 42 instructions more.
    let (rest, _) = match rest.as_bytes() {
        [b'=', b'=', ..] => many0_count((tag("=="), bytes::keyword_chars)).parse_complete(rest)?,
        _ => (rest, 0),
    };
    let (raw, _) = bytes::split(input, input.len() - rest.len());
    let (after, ()) = white_space(rest)?;
    match after.as_bytes() {
        [b'=', ..] if raw.is_empty() => failure(after, Fault::EmptyKeyword),
        // Skipped whitespace before `==` was not at the end of the keyword.
        [b'=', b'=', ..] => failure(rest, Fault::ControlCharacter),
        [b'=' | b';', ..] | [] => Ok((after, bytes::trim_end(raw))),
        _ => failure(rest, Fault::ControlCharacter),
    }
}

/// `equals = "=" white-space`
#[inline(always)]
pub(super) fn equals(input: &str) -> Parsed<'_, ()> {
    cut(replace((), terminated(tag("="), white_space))).parse_complete(input)
}

/// `value = double-quoted / single-quoted / unquoted`
#[inline(always)]
fn value(input: &str) -> Parsed<'_, RawValue<'_>> {
    // The first byte decides. `alt` over the three rules took 176 instructions more for three quoted values.
    match input.as_bytes() {
        [b'"', ..] => double_quoted(input),
        [b'\'', ..] => single_quoted(input),
        _ => unquoted(input),
    }
}

/// `double-quoted = DQUOTE *( 2DQUOTE / double-quoted-char ) DQUOTE white-space`
fn double_quoted(input: &str) -> Parsed<'_, RawValue<'_>> {
    quoted::<b'"'>(input, Quote::Double)
}

/// `single-quoted = SQUOTE *( 2SQUOTE / single-quoted-char ) SQUOTE white-space`
fn single_quoted(input: &str) -> Parsed<'_, RawValue<'_>> {
    quoted::<b'\''>(input, Quote::Single)
}

/// Both kinds of quoted values, given one with its opening quote.
#[inline(always)]
fn quoted<const QUOTE: u8>(input: &str, quote: Quote) -> Parsed<'_, RawValue<'_>> {
    let (_, after_opening) = bytes::split(input, 1);
    let (mut rest, _) = bytes::quoted_chars::<QUOTE, _>(after_opening)?;
    // As with a keyword, most values have no doubled quote.
    if matches!(rest.as_bytes(), [first, second, ..] if [*first, *second] == [QUOTE; 2]) {
        (rest, _) = many0_count((tag(quote.doubled()), bytes::quoted_chars::<QUOTE, _>)).parse_complete(rest)?;
    }
    match rest.as_bytes() {
        [byte, ..] if *byte == QUOTE => {
            let (inner, _) = bytes::split(after_opening, after_opening.len() - rest.len());
            let (rest, ()) = preceded(white_space, end_of_value).parse_complete(bytes::split(rest, 1).1)?;
            Ok((rest, RawValue { inner, quote: Some(quote) }))
        }
        [] => failure(input, Fault::UnterminatedQuote),
        // The text ends at a quote, at NUL or at the end of the input.
        _ => failure(rest, Fault::ControlCharacter),
    }
}

/// The end of a quoted value: `;` or the end of the input must follow.
fn end_of_value(input: &str) -> Parsed<'_, ()> {
    match input.as_bytes() {
        [] | [b';', ..] => Ok((input, ())),
        _ if input.starts_with(char::is_control) => failure(input, Fault::ControlCharacter),
        _ => failure(input, Fault::TextAfterQuote),
    }
}

/// `unquoted = [ unquoted-start [ *unquoted-char unquoted-end ] ] white-space`
#[inline(always)]
fn unquoted(input: &str) -> Parsed<'_, RawValue<'_>> {
    let (rest, raw) = bytes::unquoted_chars(input)?;
    if !matches!(rest.as_bytes(), [] | [b';', ..]) {
        return failure(rest, Fault::ControlCharacter);
    }
    let raw = bytes::trim_end(raw);
    match raw.as_bytes() {
        [.., b'"' | b'\''] => {
            let (_, from_quote) = bytes::split(input, raw.len() - 1);
            failure(from_quote, Fault::StrayQuote)
        }
        _ => Ok((rest, RawValue { inner: raw, quote: None })),
    }
}

/// `white-space = *WSP`, where `WSP` is Unicode's `White_Space`
#[inline]
#[allow(clippy::unnecessary_wraps, reason = "every rule has this type")]
fn white_space(input: &str) -> Parsed<'_, ()> {
    Ok((bytes::trim_start(input), ()))
}
