//! The syntax: pairs of keywords and values, as part 1 of `grammar.md` defines them.
//!
//! The reader looks at one character at a time and has no tables. `tests/conformance` compares it with the real .NET, whose
//! rules it follows if its three [deviations](Deviation) are off.

use std::collections::BTreeMap;
use std::ops::Range;

/// A keyword and its value, with their positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The keyword with `==` read as `=`, without the whitespace after it, in the case of the text.
    pub keyword: String,
    /// The value without its quotes, or without the whitespace around it.
    pub value: String,
    /// Whether the value is in quotes. An empty value without quotes counts as missing.
    pub quoted: bool,
    /// The bytes of the keyword, before `==` is read as `=`.
    pub keyword_span: Range<usize>,
    /// The bytes of the value with its quotes. For an empty value without quotes it is the empty range where the value would be.
    pub value_span: Range<usize>,
}

/// What is wrong with a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A segment without `=`.
    MissingEquals,
    /// A `=` without a keyword before it.
    EmptyKeyword,
    /// A quoted value without its closing quote.
    UnterminatedQuote,
    /// Something other than whitespace between a closing quote and the end of the segment.
    TextAfterQuote,
    /// An unquoted value that ends with a quote.
    StrayQuote,
    /// A control character where none is allowed.
    ControlCharacter,
}

/// A problem and its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub problem: Problem,
    /// The first byte of what is wrong: of the segment, the `=`, the quote or the character.
    pub at: usize,
}

/// What this library rejects and .NET accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deviation {
    /// D1: a `;` in a keyword, which hides a missing `=`.
    SemicolonInKeyword,
    /// D2: NUL, which .NET allows at the end.
    Nul,
    /// D3: a control character that is whitespace in a keyword with an empty value, which .NET ignores.
    ControlBeforeEmptyValue,
}

impl Deviation {
    /// All three, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::SemicolonInKeyword, Self::Nul, Self::ControlBeforeEmptyValue];
}

/// Reads a text by the rules of this library.
///
/// # Errors
///
/// Returns the first problem.
pub fn read(text: &str) -> Result<Vec<Pair>, Refusal> {
    Reader::new(text, Strictness::OURS).connection_string()
}

/// Returns the content of .NET's dictionary after these pairs, with keywords in ASCII lowercase.
#[must_use]
pub fn dotnet_reading(pairs: &[Pair]) -> BTreeMap<String, String> {
    let mut dictionary = BTreeMap::new();
    for pair in pairs {
        let keyword = pair.keyword.to_ascii_lowercase();
        if pair.value.is_empty() && !pair.quoted {
            dictionary.remove(&keyword);
        } else {
            dictionary.insert(keyword, pair.value.clone());
        }
    }
    dictionary
}

/// Returns why this library rejects a text that .NET accepts: the first reason in the order of [`Deviation::ALL`].
///
/// It is `None` if both accept the text or both reject it.
#[must_use]
pub fn deviation(text: &str) -> Option<Deviation> {
    let refused = |strictness| Reader::new(text, strictness).connection_string().is_err();
    if refused(Strictness::DOTNET) {
        return None;
    }
    Deviation::ALL.into_iter().find(|&deviation| refused(Strictness::only(deviation)))
}

/// A segment of a text that is read with recovery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A pair.
    Pair(Pair),
    /// A segment that is not a pair.
    Malformed {
        /// The error.
        refusal: Refusal,
        /// The bytes of the segment, without the whitespace at its end.
        span: Range<usize>,
        /// The bytes of the keyword, if only the value is malformed.
        keyword: Option<Range<usize>>,
    },
}

/// Reads all segments of a text: after an error, reading continues at the first `;` at or after its position.
#[must_use]
pub fn segments(text: &str) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut start = 0;
    loop {
        start += text[start..].find(|c: char| c != ';' && !c.is_whitespace()).unwrap_or(text.len() - start);
        let rest = &text[start..];
        if rest.is_empty() {
            return segments;
        }
        let shifted = |range: Range<usize>| range.start + start..range.end + start;
        let mut reader = Reader::new(rest, Strictness::OURS);
        let end = match reader.pair() {
            Ok(pair) => {
                let (keyword_span, value_span) = (shifted(pair.keyword_span), shifted(pair.value_span));
                segments.push(Segment::Pair(Pair { keyword_span, value_span, ..pair }));
                reader.byte(reader.at)
            }
            Err(Refusal { problem, at }) => {
                let end = rest[at..].find(';').map_or(rest.len(), |length| at + length);
                let mut again = Reader::new(rest, Strictness::OURS);
                let keyword = again.keyword().ok().map(|keyword| shifted(again.bytes(&keyword.span)));
                let span = shifted(0..rest[..end].trim_end().len());
                segments.push(Segment::Malformed { refusal: Refusal { problem, at: at + start }, span, keyword });
                end
            }
        };
        start += end;
    }
}

/// The switches between the rules of .NET (all off) and those of this library (all on).
#[derive(Clone, Copy)]
struct Strictness {
    semicolon_ends_keyword: bool,
    nul_is_refused: bool,
    control_is_refused_before_empty_value: bool,
}

impl Strictness {
    const OURS: Self =
        Self { semicolon_ends_keyword: true, nul_is_refused: true, control_is_refused_before_empty_value: true };
    const DOTNET: Self =
        Self { semicolon_ends_keyword: false, nul_is_refused: false, control_is_refused_before_empty_value: false };

    /// The rules of .NET with one deviation.
    fn only(deviation: Deviation) -> Self {
        match deviation {
            Deviation::SemicolonInKeyword => Self { semicolon_ends_keyword: true, ..Self::DOTNET },
            Deviation::Nul => Self { nul_is_refused: true, ..Self::DOTNET },
            Deviation::ControlBeforeEmptyValue => Self { control_is_refused_before_empty_value: true, ..Self::DOTNET },
        }
    }
}

/// A keyword that was read up to and including the `=`.
struct Keyword {
    text: String,
    span: Range<usize>,
    /// A control character in it that is whitespace: without D3 it is an error only if a value follows.
    control: Option<usize>,
}

/// A value that was read up to the `;` or the end after it.
struct Value {
    text: String,
    span: Range<usize>,
    quoted: bool,
}

/// The text and the current position. Positions are numbers of characters, not of bytes.
struct Reader {
    chars: Vec<char>,
    at: usize,
    strictness: Strictness,
}

impl Reader {
    fn new(text: &str, strictness: Strictness) -> Self {
        Self { chars: text.chars().collect(), at: 0, strictness }
    }

    /// Separators and pairs in turn, up to the end or the NUL that .NET takes for the end.
    fn connection_string(mut self) -> Result<Vec<Pair>, Refusal> {
        let mut pairs = Vec::new();
        loop {
            self.skip_while(|c| c == ';' || c.is_whitespace());
            match self.here() {
                None => return Ok(pairs),
                Some('\0') if !self.strictness.nul_is_refused => return self.after_nul().map(|()| pairs),
                Some(c) if c.is_control() => return self.refuse(Problem::ControlCharacter, self.at),
                Some(_) => pairs.push(self.pair()?),
            }
        }
    }

    /// After a NUL .NET allows only more of them and whitespace.
    fn after_nul(&mut self) -> Result<(), Refusal> {
        let nul = self.at;
        self.skip_while(|c| c == '\0' || c.is_whitespace());
        if self.here().is_some() { self.refuse(Problem::ControlCharacter, nul) } else { Ok(()) }
    }

    fn pair(&mut self) -> Result<Pair, Refusal> {
        let keyword = self.keyword()?;
        self.skip_while(char::is_whitespace);
        let value = match self.here() {
            Some(quote @ ('"' | '\'')) => self.quoted_value(quote)?,
            _ => self.unquoted_value()?,
        };
        // .NET validates a keyword only if it has a value.
        let stored = value.quoted || !value.text.is_empty();
        if let Some(control) = keyword.control.filter(|_| stored) {
            return self.refuse(Problem::ControlCharacter, control);
        }
        Ok(Pair {
            keyword: keyword.text,
            value: value.text,
            quoted: value.quoted,
            keyword_span: self.bytes(&keyword.span),
            value_span: self.bytes(&value.span),
        })
    }

    /// Up to the first `=` that is not doubled. The keyword is empty only if it begins with that `=`, because whitespace
    /// and `;` before a keyword are separators.
    fn keyword(&mut self) -> Result<Keyword, Refusal> {
        let start = self.at;
        let (mut text, mut end) = (String::new(), start);
        let mut whitespace_control = None;
        let mut control = None;
        loop {
            let here = self.at;
            let c = match (self.here(), self.next()) {
                (None, _) => return self.refuse(Problem::MissingEquals, start),
                (Some(';'), _) if self.strictness.semicolon_ends_keyword => {
                    return self.refuse(Problem::MissingEquals, start);
                }
                (Some('='), Some('=')) => {
                    self.at += 1;
                    '='
                }
                (Some('='), _) => break,
                (Some(c), _) => c,
            };
            self.at += 1;
            text.push(c);
            if c.is_whitespace() {
                // Whether it is inside the keyword or after it depends on what follows.
                whitespace_control = whitespace_control.or(c.is_control().then_some(here));
                continue;
            }
            let strict = self.strictness.control_is_refused_before_empty_value;
            if let Some(inside) = whitespace_control.filter(|_| strict) {
                return self.refuse(Problem::ControlCharacter, inside);
            }
            if c.is_control() {
                return self.refuse(Problem::ControlCharacter, here);
            }
            control = whitespace_control;
            end = self.at;
        }
        if end == start {
            return self.refuse(Problem::EmptyKeyword, self.at);
        }
        self.at += 1;
        Ok(Keyword { text: text.trim_end().to_owned(), span: start..end, control })
    }

    /// Up to the closing quote, with doubled quotes, and then to the end of the segment.
    fn quoted_value(&mut self, quote: char) -> Result<Value, Refusal> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            match (self.here(), self.next()) {
                (None, _) => return self.refuse(Problem::UnterminatedQuote, start),
                (Some('\0'), _) => return self.refuse(Problem::ControlCharacter, self.at),
                (Some(c), Some(next)) if c == quote && next == quote => self.at += 1,
                (Some(c), _) if c == quote => break,
                _ => {}
            }
            text.extend(self.here());
            self.at += 1;
        }
        self.at += 1;
        let span = start..self.at;
        self.skip_while(char::is_whitespace);
        match self.here() {
            None | Some(';') => Ok(Value { text, span, quoted: true }),
            Some('\0') if !self.strictness.nul_is_refused => Ok(Value { text, span, quoted: true }),
            Some(c) if c.is_control() => self.refuse(Problem::ControlCharacter, self.at),
            Some(_) => self.refuse(Problem::TextAfterQuote, self.at),
        }
    }

    /// Up to the `;` or the end, without the whitespace before it.
    fn unquoted_value(&mut self) -> Result<Value, Refusal> {
        let start = self.at;
        let (mut text, mut end) = (String::new(), start);
        loop {
            match self.here() {
                None | Some(';') => break,
                Some('\0') if !self.strictness.nul_is_refused => break,
                Some(c) if c.is_control() && !c.is_whitespace() => {
                    return self.refuse(Problem::ControlCharacter, self.at);
                }
                Some(c) => text.push(c),
            }
            self.at += 1;
            if !text.ends_with(char::is_whitespace) {
                end = self.at;
            }
        }
        let text = text.trim_end().to_owned();
        if text.ends_with(['"', '\'']) {
            return self.refuse(Problem::StrayQuote, end - 1);
        }
        Ok(Value { text, span: start..end, quoted: false })
    }

    fn here(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&self) -> Option<char> {
        self.chars.get(self.at + 1).copied()
    }

    fn skip_while(&mut self, skipped: impl Fn(char) -> bool) {
        while self.here().is_some_and(&skipped) {
            self.at += 1;
        }
    }

    fn refuse<T>(&self, problem: Problem, at: usize) -> Result<T, Refusal> {
        Err(Refusal { problem, at: self.byte(at) })
    }

    fn bytes(&self, places: &Range<usize>) -> Range<usize> {
        self.byte(places.start)..self.byte(places.end)
    }

    /// The first byte of a character.
    fn byte(&self, place: usize) -> usize {
        self.chars.iter().take(place).map(|c| c.len_utf8()).sum()
    }
}
