//! The reader of a script: its state, and the walk through its tokens.
//!
//! It reports every literal, wherever it is. It reads only those statements that name the property of a literal.
//! `expression` reads values, `assignment` the values of variables, `call` procedures, and `configuration` the rows of
//! package configurations. Each of them leaves all other tokens to this walk, which advances at least one
//! token at a time.

use std::collections::HashMap;

use super::cursor::Cursor;
use super::output::Output;
use super::script::Script;
use super::statement::{Insert, Update};
use super::target::Target;
use super::text::Text;
use super::token::Kind;
use super::value::Value;

/// Reads one script.
pub(super) struct Reader<'s> {
    pub(super) script: Script<'s>,
    pub(super) cursor: Cursor<'s>,
    /// The number of parentheses and `CASE` expressions around the current token.
    pub(super) depth: usize,
    pub(super) clause: Clause,
    pub(super) quoted_identifier: bool,
    /// The variables of the batch, in lower case. `None` is the value of a variable with several values.
    pub(super) variables: HashMap<String, Option<Value>>,
    /// The `INSERT` statement around the current token.
    pub(super) insert: Option<Insert>,
    /// The `UPDATE` statement around the current token.
    pub(super) update: Option<Update>,
    /// The package that the batch executes.
    pub(super) package: Option<String>,
    pub(super) output: Output,
}

/// The clause of the current token, as far as it decides whether `@name = value` is an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clause {
    /// `DECLARE`, with the offsets of the variable whose value may follow.
    Declare(Option<(usize, usize)>),
    Set,
    Select,
    Into,
    Other,
}

/// The depth of parentheses up to which they are matched, which bounds the recursion. Deeper ones are ignored, so a
/// concatenation there may be read as several strings.
const MAX_DEPTH: usize = 40;

impl<'s> Reader<'s> {
    pub(super) fn new(script: Script<'s>) -> Self {
        Self {
            script,
            cursor: Cursor::new(script),
            depth: 0,
            clause: Clause::Other,
            quoted_identifier: true,
            variables: HashMap::new(),
            insert: None,
            update: None,
            package: None,
            output: Output::default(),
        }
    }

    /// Reads the whole script.
    pub(super) fn read(mut self) -> Output {
        while self.cursor.current.is_some() {
            self.step();
        }
        self.end_statement();
        self.output
    }

    /// Reads the next token, and everything that belongs to it.
    pub(super) fn step(&mut self) {
        let Some(token) = self.cursor.current else { return };
        match token.kind {
            Kind::SqlcmdValue => {
                let value = self.script.literal(token.from, token.to, b'"');
                self.output.report(value, self.script.is_file());
                self.cursor.advance();
            }
            Kind::Literal | Kind::DoubleQuoted if self.quote(token).is_some() => self.literal(),
            Kind::Symbol(b'(') if self.follows_name() => self.call_arguments(),
            Kind::Symbol(b'(') => self.free_expression(),
            Kind::Symbol(b';') => {
                self.end_statement();
                self.cursor.advance();
            }
            Kind::Symbol(b'=') => self.declared_value(),
            Kind::Symbol(b',') => {
                if let Clause::Declare(_) = self.clause {
                    self.clause = Clause::Declare(None);
                }
                self.cursor.advance();
            }
            Kind::Variable => self.variable(token),
            Kind::Word => self.word(),
            Kind::Bracketed | Kind::DoubleQuoted => self.column(token),
            _ => self.cursor.advance(),
        }
    }

    /// Reads the tokens in parentheses, from the opening one, with `inside`. Returns `None` if they are too deep.
    ///
    /// `;` and `GO` also end them, so that a missing parenthesis has no effect on later statements.
    pub(super) fn parentheses<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.nested(|reader| {
            reader.cursor.advance();
            let result = inside(reader);
            while !reader.is_at_closing() {
                reader.step();
            }
            reader.cursor.skip_symbol(b')');
            result
        })
    }

    /// Reads tokens inside an expression. Returns `None` if they are too deep.
    pub(super) fn nested<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let clause = std::mem::replace(&mut self.clause, Clause::Other);
        let result = inside(self);
        self.clause = clause;
        self.depth -= 1;
        Some(result)
    }

    pub(super) fn is_at_closing(&self) -> bool {
        self.cursor.current.is_none()
            || self.cursor.is_symbol(b')')
            || self.cursor.is_symbol(b';')
            || self.cursor.is_at_batch_end()
    }

    /// Reports a value that is not known to belong to a property.
    pub(super) fn report(&mut self, value: &Value) {
        if value.may_matter(self.script) {
            self.output.report(value.text(self.script), self.script.is_file());
        }
    }

    /// Reports the value of a property. A variable is replaced by its value.
    pub(super) fn report_property(&mut self, target: Target, value: &Value, package: Option<String>) {
        if value.is_null(self.script) {
            return;
        }
        let text = value.variable(self.script).and_then(|name| self.variable_text(name));
        let is_shared = text.is_some();
        let text = text.unwrap_or_else(|| value.text(self.script));
        self.output.property(target, &text, package, is_shared);
    }

    /// Returns the text of a value if it is known.
    pub(super) fn known(&self, value: &Value) -> Option<String> {
        let text = value.variable(self.script).and_then(|name| self.variable_text(name));
        let text = text.unwrap_or_else(|| value.text(self.script));
        text.is_complete().then(|| text.as_str().to_owned())
    }

    fn variable_text(&self, name: &str) -> Option<Text> {
        Some(self.variables.get(&name.to_ascii_lowercase())?.as_ref()?.text(self.script))
    }

    fn literal(&mut self) {
        // A pattern is not a value, even if it looks like a connection string.
        if self.cursor.previous.is_some_and(|token| self.cursor.is_one_of(token, &["LIKE"])) {
            self.cursor.advance();
        } else {
            self.free_expression();
        }
    }

    /// Reads an expression that does not belong to a statement that is understood.
    fn free_expression(&mut self) {
        let start = self.cursor.offset();
        let value = self.expression();
        self.report(&value);
        if self.cursor.offset() == start {
            self.cursor.advance();
        }
    }

    /// Returns whether the current parenthesis begins the arguments of a function, a list of columns, and so on.
    fn follows_name(&self) -> bool {
        let operators =
            ["AND", "CASE", "DISTINCT", "ELSE", "IF", "ON", "OR", "PRINT", "RETURN", "SELECT", "THEN", "WHEN", "WHERE"];
        self.cursor.previous.is_some_and(|token| match token.kind {
            Kind::Word => !self.cursor.is_one_of(token, &operators),
            kind => matches!(kind, Kind::Bracketed | Kind::DoubleQuoted),
        })
    }

    fn call_arguments(&mut self) {
        match self.parentheses(Self::list) {
            Some(arguments) => self.report_all(&arguments),
            None => self.cursor.advance(),
        }
    }

    fn word(&mut self) {
        let Some(token) = self.cursor.current else { return };
        if self.cursor.is_at_batch_end() {
            self.end_statement();
            self.variables.clear();
            self.package = None;
        }
        // No keyword is longer.
        let mut folded = [0; 24];
        let word = self.cursor.content(token).as_bytes();
        let Some(folded) = folded.get_mut(..word.len()) else { return self.cursor.advance() };
        folded.copy_from_slice(word);
        folded.make_ascii_lowercase();
        match &*folded {
            b"declare" => self.begin(Clause::Declare(None)),
            b"set" => self.set(),
            b"select" => self.select(),
            b"exec" | b"execute" => self.call(),
            b"insert" => self.insert(),
            b"values" => self.rows(),
            b"update" => self.update(),
            b"configuredvalue" | b"packagepath" => self.column(token),
            b"case" => self.case(),
            b"into" => self.change(Clause::Into),
            b"from" | b"where" | b"when" | b"then" | b"and" | b"or" | b"on" | b"having" | b"using" => {
                self.change(Clause::Other);
            }
            b"alter" | b"begin" | b"commit" | b"create" | b"delete" | b"drop" | b"else" | b"end" | b"if" | b"merge"
            | b"print" | b"raiserror" | b"return" | b"rollback" | b"throw" | b"truncate" | b"use" | b"waitfor"
            | b"while" => self.begin(Clause::Other),
            _ if self.cursor.is_symbol_next(b'(') && self.is_function(token) => self.free_expression(),
            _ => self.cursor.advance(),
        }
    }

    /// Begins a statement with the current token.
    pub(super) fn begin(&mut self, clause: Clause) {
        self.end_statement();
        self.change(clause);
    }

    fn change(&mut self, clause: Clause) {
        self.clause = clause;
        self.cursor.advance();
    }

    /// Ends the statement, unless it is around the parentheses of the current token.
    pub(super) fn end_statement(&mut self) {
        self.clause = Clause::Other;
        if self.insert.as_ref().is_some_and(|insert| insert.depth >= self.depth) {
            self.insert = None;
        }
        if self.update.as_ref().is_some_and(|update| update.depth >= self.depth) {
            self.end_update();
        }
    }
}
