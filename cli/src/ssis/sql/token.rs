//! The tokens of Transact-SQL.
//!
//! Comments (`--`, and `/* */`, which nest) and whitespace separate tokens. An unclosed comment, literal or name extends
//! to the end of the text. `--` comments end at CR as well as LF, so a file whose lines end in CR alone is read, too; its
//! places are all on line 1, because lines end at LF.

use memchr::{memchr, memchr2};

use super::sqlcmd;

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword or a name without delimiters.
    Word,
    /// `[…]`, in which `]]` is an escaped bracket.
    Bracketed,
    /// `"…"`, in which `""` is an escaped quote: a name, or a literal if `QUOTED_IDENTIFIER` is off.
    DoubleQuoted,
    /// `'…'` or `N'…'`, in which `''` is an escaped quote.
    Literal,
    /// The value of `:setvar`.
    SqlcmdValue,
    /// `@name`, or `$(name)`, which `sqlcmd` and the Agent replace.
    Variable,
    Number,
    /// `+`, or `||`, which means the same.
    Plus,
    /// `+=`
    Append,
    /// Any other character.
    Symbol(u8),
}

/// A token. Tokens contain offsets instead of text, so that a name can be located in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// The start of the content, without delimiters.
    pub(super) from: usize,
    /// The end of the content, without delimiters.
    pub(super) to: usize,
    /// Whether only whitespace precedes the token on its line.
    pub(super) begins_line: bool,
}

/// Reads the tokens of a text one at a time.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'s> {
    text: &'s str,
    at: usize,
    at_line_start: bool,
}

impl<'s> Tokens<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Self { text, at: 0, at_line_start: true }
    }

    /// Returns the kind of the token at the current offset, and the offsets of its content and of the text after it.
    fn token(&self, rest: &[u8]) -> Option<(Kind, usize, usize, usize)> {
        let at = self.at;
        let delimited = |kind: Kind, opening: usize, closing: u8| {
            let (length, after) = delimited(rest.get(opening..).unwrap_or_default(), closing);
            (kind, at + opening, at + opening + length, at + opening + after)
        };
        let plain = |kind: Kind, length: usize| (kind, at, at + length, at + length);
        Some(match rest {
            [b'\'', ..] => delimited(Kind::Literal, 1, b'\''),
            [b'N' | b'n', b'\'', ..] => delimited(Kind::Literal, 2, b'\''),
            [b'"', ..] => delimited(Kind::DoubleQuoted, 1, b'"'),
            [b'N' | b'n', b'"', ..] => delimited(Kind::DoubleQuoted, 2, b'"'),
            [b'[', ..] => delimited(Kind::Bracketed, 1, b']'),
            [b'@', ..] => plain(Kind::Variable, word_length(rest)),
            [b'$', b'(', ..] => plain(Kind::Variable, replaced_length(rest).unwrap_or(1)),
            [b'$' | b'0'..=b'9', ..] => plain(Kind::Number, number_length(rest)),
            [b'+', b'=', ..] => plain(Kind::Append, 2),
            [b'|', b'|', ..] => plain(Kind::Plus, 2),
            [b'+', ..] => plain(Kind::Plus, 1),
            [byte, ..] if is_word_byte(*byte) => plain(Kind::Word, word_length(rest)),
            [byte, ..] => plain(Kind::Symbol(*byte), 1),
            [] => return None,
        })
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let rest = self.text.as_bytes().get(self.at..)?;
            match rest {
                [b'\n' | b'\r', ..] => {
                    self.at += 1;
                    self.at_line_start = true;
                }
                [..=b' ', ..] => self.at += 1,
                [b'-', b'-', ..] => self.at += memchr2(b'\n', b'\r', rest).unwrap_or(rest.len()),
                [b'/', b'*', ..] => self.at += comment_length(rest),
                _ => {
                    let begins_line = std::mem::take(&mut self.at_line_start);
                    if begins_line && let Some(line) = sqlcmd::line(self.text, self.at) {
                        self.at = line.end;
                        let Some((from, to)) = line.value else { continue };
                        return Some(Token { kind: Kind::SqlcmdValue, from, to, begins_line });
                    }
                    let (kind, from, to, after) = self.token(rest)?;
                    self.at = after;
                    return Some(Token { kind, from, to, begins_line });
                }
            }
        }
    }
}

/// Returns the length of the text before the closing delimiter, which is escaped by doubling it, and the length with the
/// delimiter.
fn delimited(bytes: &[u8], closing: u8) -> (usize, usize) {
    let mut at = 0;
    while let Some(found) = memchr(closing, tail(bytes, at)) {
        at += found + 1;
        if bytes.get(at) != Some(&closing) {
            return (at - 1, at);
        }
        at += 1;
    }
    (bytes.len(), bytes.len())
}

fn comment_length(bytes: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(found) = memchr2(b'/', b'*', tail(bytes, at)) {
        at += found;
        match tail(bytes, at) {
            [b'/', b'*', ..] => {
                depth += 1;
                at += 2;
            }
            [b'*', b'/', ..] => {
                depth = depth.saturating_sub(1);
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@' | b'#' | b'$') || !byte.is_ascii()
}

fn word_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|&byte| !is_word_byte(byte)).unwrap_or(bytes.len())
}

fn number_length(bytes: &[u8]) -> usize {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
    1 + bytes.iter().skip(1).position(|&byte| !is_part(byte)).unwrap_or(bytes.len().saturating_sub(1))
}

/// Returns the length of `$(name)` at the start of the input. The Agent also has the form `$(ESCAPE_NONE(name))`.
pub(super) fn replaced_length(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, &byte) in bytes.iter().enumerate().skip(1) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at + 1),
            b')' => depth = depth.checked_sub(1)?,
            b'_' | b'-' => {}
            _ if byte.is_ascii_alphanumeric() => {}
            _ => return None,
        }
    }
    None
}

fn tail(bytes: &[u8], at: usize) -> &[u8] {
    bytes.get(at..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the kinds and contents of the tokens.
    #[track_caller]
    fn check(text: &str, expected: &[(Kind, &str)]) {
        let tokens: Vec<_> =
            Tokens::new(text).map(|token| (token.kind, text.get(token.from..token.to).unwrap())).collect();
        assert_eq!(tokens, expected, "{text}");
    }

    #[test]
    fn every_kind_of_token_is_read() {
        use Kind::{Append, Bracketed, DoubleQuoted, Literal, Number, Plus, Symbol, Variable, Word};
        check(
            "SET @a = N'b''c'+\"d\"\"e\"||[f]]g]+-1.5e3;",
            &[
                (Word, "SET"),
                (Variable, "@a"),
                (Symbol(b'='), "="),
                (Literal, "b''c"),
                (Plus, "+"),
                (DoubleQuoted, "d\"\"e"),
                (Plus, "||"),
                (Bracketed, "f]]g"),
                (Plus, "+"),
                (Symbol(b'-'), "-"),
                (Number, "1.5e3"),
                (Symbol(b';'), ";"),
            ],
        );
        check("N 'a' Größe#1 @@x", &[(Word, "N"), (Literal, "a"), (Word, "Größe#1"), (Variable, "@@x")]);
        check(
            "+= $(a_b) $5 $(a b)",
            &[
                (Append, "+="),
                (Variable, "$(a_b)"),
                (Number, "$5"),
                (Variable, "$"),
                (Symbol(b'('), "("),
                (Word, "a"),
                (Word, "b"),
                (Symbol(b')'), ")"),
            ],
        );
        check("n\"a\" $(ESCAPE_NONE(SRVR))", &[(DoubleQuoted, "a"), (Variable, "$(ESCAPE_NONE(SRVR))")]);
    }

    #[test]
    fn comments_are_skipped() {
        use Kind::{Literal, Symbol, Word};
        check("a -- it's\n'b'", &[(Word, "a"), (Literal, "b")]);
        check("a -- it's\r'b'\r-- it's", &[(Word, "a"), (Literal, "b")]);
        check("/* ' /* ' */ ' */ 'a'", &[(Literal, "a")]);
        check("/* /* */ 'a'", &[]);
        check("/*/ 'a' */ - / 'b'", &[(Symbol(b'-'), "-"), (Symbol(b'/'), "/"), (Literal, "b")]);
        check("--", &[]);
    }

    #[test]
    fn unclosed_delimiters_extend_to_the_end() {
        check("'a''", &[(Kind::Literal, "a''")]);
        check("'", &[(Kind::Literal, "")]);
        check("[a 'b'", &[(Kind::Bracketed, "a 'b'")]);
    }

    #[test]
    fn sqlcmd_commands_are_recognized_at_the_start_of_a_line() {
        use Kind::{Literal, SqlcmdValue, Symbol, Word};
        check(":setvar Owner O'Brien\nPRINT 'a'", &[(SqlcmdValue, "O'Brien"), (Word, "PRINT"), (Literal, "a")]);
        check("PRINT 'a'\r\n  !!echo don't\r\n'b'", &[(Word, "PRINT"), (Literal, "a"), (Literal, "b")]);
        check("a :r 'b'", &[(Word, "a"), (Symbol(b':'), ":"), (Word, "r"), (Literal, "b")]);
        check("'\n:r it'", &[(Literal, "\n:r it")]);
        check("/*\n:r it's */ 'a'", &[(Literal, "a")]);
    }

    #[test]
    fn first_token_of_a_line_is_marked() {
        let first: Vec<_> = Tokens::new("a b\n /* c */ GO\rd").map(|token| token.begins_line).collect();
        assert_eq!(first, [true, false, true, true]);
    }
}
