//! The values of expressions: the parts that a concatenation joins.

use crate::ssis::search;

use super::script::Script;
use super::text::Text;

/// The value of an expression. Its parts are offsets in the script; their text is decoded only if it matters.
#[derive(Clone)]
pub(super) struct Value {
    /// The offset of the expression.
    pub(super) start: usize,
    pub(super) parts: Vec<Part>,
}

/// A part of a value.
#[derive(Clone)]
pub(super) enum Part {
    Literal {
        from: usize,
        to: usize,
        quote: u8,
    },
    /// Text without quotes: a number with its sign.
    Plain(usize, usize),
    /// A word, which is the name of a column, or text if it is the argument of a procedure.
    Word(usize, usize),
    /// A variable, with its `@`.
    Variable(usize, usize),
    /// The result of a function that changes a literal.
    Text(Box<Text>),
    Unknown,
}

impl Value {
    pub(super) fn new(start: usize) -> Self {
        Self { start, parts: Vec::new() }
    }

    /// Returns the variable if the value is nothing else.
    pub(super) fn variable<'s>(&self, script: Script<'s>) -> Option<&'s str> {
        match self.parts.as_slice() {
            [Part::Variable(from, to)] => script.as_str().get(*from..*to),
            _ => None,
        }
    }

    /// Returns whether the value is `NULL` or `DEFAULT`.
    pub(super) fn is_null(&self, script: Script<'_>) -> bool {
        let [Part::Word(from, to)] = *self.parts.as_slice() else { return false };
        let word = script.as_str().get(from..to).unwrap_or_default();
        word.eq_ignore_ascii_case("NULL") || word.eq_ignore_ascii_case("DEFAULT")
    }

    /// Makes the value the argument of a procedure, where a word is text: `@value_type = R`.
    pub(super) fn into_argument(mut self, script: Script<'_>) -> Self {
        if let [Part::Word(from, to)] = *self.parts.as_slice()
            && !self.is_null(script)
        {
            self.parts = vec![Part::Plain(from, to)];
        }
        self
    }

    /// Returns whether the text of the value may state something about a connection manager. `false` is certain.
    ///
    /// The literals are searched as they are in the script. Only quotes are escaped in them, so this does not matter.
    pub(super) fn may_matter(&self, script: Script<'_>) -> bool {
        // Most literals in a script are too short.
        let matters = |text: &str| text.len() >= "smtp".len() && search::may_mention_mail(text.as_bytes());
        match self.parts.as_slice() {
            [part] => part.raw(script).is_some_and(matters),
            _ => matters(&self.raw(script).collect::<String>()),
        }
    }

    /// Returns the parts of the text as they are in the script.
    pub(super) fn raw<'a>(&'a self, script: Script<'a>) -> impl Iterator<Item = &'a str> {
        self.parts.iter().filter_map(move |part| part.raw(script))
    }

    /// Returns the text of the value.
    pub(super) fn text(&self, script: Script<'_>) -> Text {
        let mut text = Text::empty(script.place(self.start));
        for part in &self.parts {
            match part {
                Part::Literal { from, to, quote } => text.push(&script.literal(*from, *to, *quote)),
                Part::Plain(from, to) => text.push(&script.verbatim(*from, *to)),
                Part::Text(part) => text.push(part),
                Part::Word(..) | Part::Variable(..) | Part::Unknown => text.push_unknown(),
            }
        }
        text
    }
}

impl Part {
    fn raw<'a>(&'a self, script: Script<'a>) -> Option<&'a str> {
        match self {
            Self::Literal { from, to, .. } | Self::Plain(from, to) => script.as_str().get(*from..*to),
            Self::Text(text) => Some(text.as_str()),
            Self::Word(..) | Self::Variable(..) | Self::Unknown => None,
        }
    }
}
