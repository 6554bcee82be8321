//! A slow, plain reading of the pair syntax, to hold the parser against.
//!
//! It shares no code with the parser and is written to be compared with the rules by eye: one character at a time, no
//! tables, no byte offsets before the very end. `tests/dotnet_oracle.rs` holds it against the real .NET, whose rules it
//! follows when its three [stricter points](Strictness) are off.

#![allow(dead_code, unreachable_pub, reason = "several test binaries include this module, and none uses all of it")]

use std::collections::BTreeMap;
use std::ops::Range;

/// A keyword and its value, as they are meant and as they stand in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The keyword with `==` read as `=`, without the white space after it, in the case of the text.
    pub keyword: String,
    /// The value without its quotes, or without the white space around it.
    pub value: String,
    /// Whether the value stands in quotes: only then is an empty value a value.
    pub quoted: bool,
    /// The bytes of the keyword, before `==` is read as `=`.
    pub keyword_span: Range<usize>,
    /// The bytes of the value with its quotes; for no value at all, the place where it would stand.
    pub value_span: Range<usize>,
}

/// What is wrong with a text that is no connection string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A segment without `=`.
    MissingEquals,
    /// A `=` with no keyword before it.
    EmptyKeyword,
    /// A quoted value without its closing quote.
    UnterminatedQuote,
    /// Something other than white space between a closing quote and the end of the segment.
    TextAfterQuote,
    /// An unquoted value that ends in a quote.
    StrayQuote,
    /// A control character where none may stand.
    ControlCharacter,
}

/// The first problem of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub problem: Problem,
    /// The byte where the wrong thing begins: the segment, the `=`, the quote or the character.
    pub at: usize,
}

/// The points in which we refuse what .NET accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deviation {
    /// D1: `;` in a keyword, which hides a missing `=`.
    SemicolonInKeyword,
    /// D2: NUL, which .NET allows at the very end.
    Nul,
    /// D3: a white-space control in a keyword without a value, which .NET drops unread.
    ControlBeforeEmptyValue,
}

impl Deviation {
    /// All three, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::SemicolonInKeyword, Self::Nul, Self::ControlBeforeEmptyValue];
}

/// Reads the text by our rules.
///
/// # Errors
///
/// The leftmost problem.
pub fn read(text: &str) -> Result<Vec<Pair>, Refusal> {
    Reader::new(text, Strictness::OURS).connection_string()
}

/// What .NET's dictionary holds after these pairs, its keywords folded in ASCII.
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

/// Why we refuse a text that .NET accepts; nothing if we accept it too, or .NET refuses it too.
///
/// Of several reasons it is the first in the order of [`Deviation::ALL`].
pub fn deviation(text: &str) -> Option<Deviation> {
    let refused = |strictness| Reader::new(text, strictness).connection_string().is_err();
    if refused(Strictness::DOTNET) {
        return None;
    }
    Deviation::ALL.into_iter().find(|&deviation| refused(Strictness::only(deviation)))
}

/// The switches between .NET's rules (all off) and ours (all on).
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

    /// .NET's rules with a single one of our points.
    fn only(deviation: Deviation) -> Self {
        match deviation {
            Deviation::SemicolonInKeyword => Self { semicolon_ends_keyword: true, ..Self::DOTNET },
            Deviation::Nul => Self { nul_is_refused: true, ..Self::DOTNET },
            Deviation::ControlBeforeEmptyValue => Self { control_is_refused_before_empty_value: true, ..Self::DOTNET },
        }
    }
}

/// A keyword that was read up to and including its `=`.
struct Keyword {
    text: String,
    span: Range<usize>,
    /// A white-space control inside of it, kept for a reading that refuses it only if a value follows (D3 off).
    control: Option<usize>,
}

/// A value that was read up to the `;` or the end after it.
struct Value {
    text: String,
    span: Range<usize>,
    quoted: bool,
}

/// The text and the place that the reading has come to. Places are numbers of characters, not of bytes.
struct Reader {
    chars: Vec<char>,
    at: usize,
    strictness: Strictness,
}

impl Reader {
    fn new(text: &str, strictness: Strictness) -> Self {
        Self { chars: text.chars().collect(), at: 0, strictness }
    }

    /// Separators and pairs in turn, up to the end or the NUL that stands for it.
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

    /// After a NUL .NET allows more of them and white space, and nothing else.
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
        // .NET looks at the keyword only when it has a value to store under it.
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

    /// Up to the first `=` that is not doubled. Only a single `=` at the start leaves nothing, since white space and
    /// `;` before a keyword are separators.
    fn keyword(&mut self) -> Result<Keyword, Refusal> {
        let start = self.at;
        let (mut text, mut end) = (String::new(), start);
        let mut white_control = None;
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
                // Whether it is inside of the keyword or after it is known only once something follows.
                white_control = white_control.or(c.is_control().then_some(here));
                continue;
            }
            let strict = self.strictness.control_is_refused_before_empty_value;
            if let Some(inside) = white_control.filter(|_| strict) {
                return self.refuse(Problem::ControlCharacter, inside);
            }
            if c.is_control() {
                return self.refuse(Problem::ControlCharacter, here);
            }
            control = white_control;
            end = self.at;
        }
        if end == start {
            return self.refuse(Problem::EmptyKeyword, self.at);
        }
        self.at += 1;
        Ok(Keyword { text: text.trim_end().to_owned(), span: start..end, control })
    }

    /// Up to the closing quote, a doubled one standing for itself, and on to the end of the segment.
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

    /// Up to the `;` or the end, without the white space before that.
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

    /// The byte at which a character begins.
    fn byte(&self, place: usize) -> usize {
        self.chars.iter().take(place).map(|c| c.len_utf8()).sum()
    }
}
