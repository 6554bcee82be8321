//! A position in a script, with the token before it and the two tokens after it.

use super::script::Script;
use super::token::{Kind, Token, Tokens};

/// The position of a reader.
pub(super) struct Cursor<'s> {
    script: Script<'s>,
    tokens: Tokens<'s>,
    pub(super) previous: Option<Token>,
    pub(super) current: Option<Token>,
    pub(super) following: Option<Token>,
}

impl<'s> Cursor<'s> {
    pub(super) fn new(script: Script<'s>) -> Self {
        let mut tokens = Tokens::new(script.as_str());
        let current = tokens.next();
        let following = tokens.next();
        Self { script, tokens, previous: None, current, following }
    }

    pub(super) fn advance(&mut self) {
        self.previous = self.current;
        self.current = std::mem::replace(&mut self.following, self.tokens.next());
    }

    /// Returns the offset of the current token, or the end of the script.
    pub(super) fn offset(&self) -> usize {
        self.current.map_or(self.script.as_str().len(), |token| token.from)
    }

    /// Returns the kind of the current token.
    pub(super) fn kind(&self) -> Option<Kind> {
        self.current.map(|token| token.kind)
    }

    /// Returns the kind of the token after the current one.
    pub(super) fn following_kind(&self) -> Option<Kind> {
        self.following.map(|token| token.kind)
    }

    /// Returns the content of a token.
    pub(super) fn content(&self, token: Token) -> &'s str {
        self.script.as_str().get(token.from..token.to).unwrap_or_default()
    }

    /// Returns whether the current token is the character.
    pub(super) fn is_symbol(&self, symbol: u8) -> bool {
        self.kind() == Some(Kind::Symbol(symbol))
    }

    /// Returns whether the token after the current one is the character.
    pub(super) fn is_symbol_next(&self, symbol: u8) -> bool {
        self.following_kind() == Some(Kind::Symbol(symbol))
    }

    /// Returns whether the current token is one of the words, ignoring ASCII case.
    pub(super) fn is_word(&self, words: &[&str]) -> bool {
        self.current.is_some_and(|token| self.is_one_of(token, words))
    }

    /// Returns whether the token is one of the words, ignoring ASCII case.
    pub(super) fn is_one_of(&self, token: Token, words: &[&str]) -> bool {
        token.kind == Kind::Word && words.iter().any(|word| word.eq_ignore_ascii_case(self.content(token)))
    }

    /// Skips the current token if it is the character. Returns whether it was.
    pub(super) fn skip_symbol(&mut self, symbol: u8) -> bool {
        let is_one = self.is_symbol(symbol);
        if is_one {
            self.advance();
        }
        is_one
    }

    /// Skips the current token if it is one of the words. Returns whether it was.
    pub(super) fn skip_word(&mut self, words: &[&str]) -> bool {
        let is_one = self.is_word(words);
        if is_one {
            self.advance();
        }
        is_one
    }

    /// Returns whether the current token is `GO` at the start of a line, which ends a batch.
    pub(super) fn is_at_batch_end(&self) -> bool {
        self.is_word(&["GO"]) && self.current.is_some_and(|token| token.begins_line)
    }

    /// Returns whether the current token may be the name of an object or a part of it.
    pub(super) fn is_name(&self) -> bool {
        matches!(self.kind(), Some(Kind::Word | Kind::Bracketed | Kind::DoubleQuoted))
    }

    /// Reads a name of one or more parts: `[server].db..name`. Returns its last part.
    pub(super) fn name(&mut self) -> Option<Token> {
        let mut last = None;
        while self.is_name() {
            last = self.current;
            self.advance();
            if !self.is_symbol(b'.') {
                break;
            }
            while self.skip_symbol(b'.') {}
        }
        last
    }
}
