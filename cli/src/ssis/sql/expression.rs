//! Expressions: literals, concatenations, and the functions that matter for them.

use super::reader::Reader;
use super::token::{Kind, Token};
use super::value::{Part, Value};
use crate::ssis::property;

impl Reader<'_> {
    /// Reads an expression, which is one operand or several that `+` joins.
    ///
    /// It consumes nothing if the current token cannot begin an operand. If a `+` precedes it, the text before it is
    /// unknown.
    pub(super) fn expression(&mut self) -> Value {
        let mut value = Value::new(self.cursor.offset());
        if self.cursor.previous.is_some_and(|token| token.kind == Kind::Plus) {
            value.parts.push(Part::Unknown);
        }
        loop {
            self.operand(&mut value);
            if self.cursor.skip_word(&["COLLATE"]) {
                self.cursor.name();
            }
            if self.cursor.kind() != Some(Kind::Plus) {
                return value;
            }
            self.cursor.advance();
        }
    }

    /// Reads a list of expressions up to the end of the parentheses. Literals outside the expressions are reported.
    pub(super) fn list(&mut self) -> Vec<Value> {
        let mut values = Vec::new();
        while !self.is_at_closing() {
            let value = self.expression();
            if values.len() < MAX_ITEMS {
                values.push(value);
            } else {
                self.report(&value);
            }
            while !self.is_at_closing() && !self.cursor.is_symbol(b',') {
                self.step();
            }
            self.cursor.skip_symbol(b',');
        }
        values
    }

    /// Returns the quote of a token that is a literal, not a name.
    ///
    /// `sqlcmd` and the Agent run scripts with `QUOTED_IDENTIFIER` off. A connection string that contains `;`, as SSIS
    /// writes it, is not a name.
    pub(super) fn quote(&self, token: Token) -> Option<u8> {
        let content = self.cursor.content(token);
        match token.kind {
            Kind::Literal => Some(b'\''),
            Kind::DoubleQuoted
                if !self.quoted_identifier || (content.contains(';') && property::is_connection_string(content)) =>
            {
                Some(b'"')
            }
            _ => None,
        }
    }

    fn operand(&mut self, value: &mut Value) {
        let Some(token) = self.cursor.current else { return value.parts.push(Part::Unknown) };
        if let Some(quote) = self.quote(token) {
            value.parts.push(Part::Literal { from: token.from, to: token.to, quote });
            return self.cursor.advance();
        }
        match token.kind {
            Kind::Number => {
                value.parts.push(Part::Plain(token.from, token.to));
                self.cursor.advance();
            }
            Kind::Symbol(b'-') if self.cursor.following_kind() == Some(Kind::Number) => {
                self.cursor.advance();
                let end = self.cursor.current.map_or(token.to, |number| number.to);
                value.parts.push(Part::Plain(token.from, end));
                self.cursor.advance();
            }
            Kind::Variable => {
                self.cursor.advance();
                if self.cursor.is_symbol(b'.') {
                    self.member();
                    value.parts.push(Part::Unknown);
                } else {
                    value.parts.push(Part::Variable(token.from, token.to));
                }
            }
            Kind::Symbol(b'(') => self.group(value),
            Kind::Word if self.cursor.is_word(&["CASE"]) => {
                self.case();
                value.parts.push(Part::Unknown);
            }
            Kind::Word if self.cursor.is_word(&STATEMENTS) => value.parts.push(Part::Unknown),
            Kind::Word | Kind::Bracketed | Kind::DoubleQuoted => {
                let name = self.cursor.name().unwrap_or(token);
                if self.cursor.is_symbol(b'(') {
                    self.function(name, value);
                    self.member();
                } else if name == token && token.kind == Kind::Word {
                    value.parts.push(Part::Word(token.from, token.to));
                } else {
                    value.parts.push(Part::Unknown);
                }
                if self.update.is_some() {
                    self.nested(|reader| reader.condition(name));
                }
            }
            _ => value.parts.push(Part::Unknown),
        }
    }

    /// Skips `.method(…)` after a variable or a function.
    fn member(&mut self) {
        if self.cursor.skip_symbol(b'.') {
            self.cursor.name();
            if self.cursor.is_symbol(b'(') {
                self.parentheses(|_| ());
            }
        }
    }

    /// Reads `(expression)`. Anything else in parentheses, such as a subquery, is unknown.
    fn group(&mut self, value: &mut Value) {
        let mut values = self.parentheses(Self::list).unwrap_or_default();
        if values.len() == 1 {
            value.parts.extend(values.pop().into_iter().flat_map(|inner| inner.parts));
        } else {
            self.report_all(&values);
            value.parts.push(Part::Unknown);
        }
    }

    /// Reads `CASE … END`.
    pub(super) fn case(&mut self) {
        self.cursor.advance();
        self.nested(|reader| {
            while !reader.is_at_closing() && !reader.cursor.is_word(&["END"]) {
                reader.step();
            }
            reader.cursor.skip_word(&["END"]);
        });
    }

    /// Reads the arguments of a function from the opening parenthesis.
    fn function(&mut self, name: Token, value: &mut Value) {
        let is = |names: &[&str]| self.cursor.is_one_of(name, names);
        if is(&["CONCAT"]) {
            for argument in self.parentheses(Self::list).unwrap_or_default() {
                value.parts.extend(argument.parts);
            }
        } else if is(&["CAST", "TRY_CAST"]) {
            let argument = self.parentheses(Self::expression);
            value.parts.extend(argument.map_or_else(|| vec![Part::Unknown], |argument| argument.parts));
        } else if is(&["CONVERT", "TRY_CONVERT"]) {
            let argument = self.parentheses(Self::list).unwrap_or_default().into_iter().nth(1);
            value.parts.extend(argument.map_or_else(|| vec![Part::Unknown], |argument| argument.parts));
        } else if is(&["REPLACE"]) {
            let arguments = self.parentheses(Self::list).unwrap_or_default();
            arguments.iter().skip(2).for_each(|argument| self.report_fragment(argument));
            value.parts.extend(arguments.first().map(|text| self.changed(text, arguments.get(1))));
        } else if is(&["CHARINDEX", "PATINDEX"]) {
            // The first argument is a pattern, which is not a connection string.
            let arguments = self.parentheses(Self::list).unwrap_or_default();
            self.report_all(arguments.get(1..).unwrap_or_default());
            value.parts.push(Part::Unknown);
        } else if is(&CHANGING) {
            let arguments = self.parentheses(Self::list).unwrap_or_default();
            arguments.iter().skip(1).for_each(|argument| self.report_fragment(argument));
            value.parts.extend(arguments.first().map(|text| self.changed(text, None)));
        } else {
            // The result is unknown. A literal among the arguments may be the result: `ISNULL(@x, 'SmtpServer=a;')`.
            self.parentheses(|_| ());
            value.parts.push(Part::Unknown);
        }
    }

    /// Returns whether the result of the function depends on a literal in a way that is known.
    pub(super) fn is_function(&self, name: Token) -> bool {
        self.cursor.is_one_of(name, &JOINING) || self.cursor.is_one_of(name, &CHANGING)
    }

    pub(super) fn report_all(&mut self, values: &[Value]) {
        for value in values {
            self.report(value);
        }
    }

    /// Reports a literal that a function inserts into another text.
    fn report_fragment(&mut self, value: &Value) {
        let mut fragment = Value::new(value.start);
        fragment.parts.push(Part::Unknown);
        fragment.parts.extend(value.parts.iter().cloned());
        fragment.parts.push(Part::Unknown);
        self.report(&fragment);
    }

    /// Returns a text in which a function changes a pattern, or anything.
    fn changed(&self, value: &Value, pattern: Option<&Value>) -> Part {
        if !value.may_matter(self.script) {
            return Part::Unknown;
        }
        let mut text = value.text(self.script);
        match pattern.and_then(|pattern| self.known(pattern)) {
            Some(pattern) => text.mark_pattern(&pattern),
            None => text.mark_all(),
        }
        Part::Text(Box::new(text))
    }
}

/// The maximum number of items of a list that are kept. A table has at most 4,096 columns that `INSERT` can set.
const MAX_ITEMS: usize = 4096;

/// Functions that have a branch in [`Reader::function`].
const JOINING: [&str; 8] = ["CAST", "CHARINDEX", "CONCAT", "CONVERT", "PATINDEX", "REPLACE", "TRY_CAST", "TRY_CONVERT"];

/// Functions that return a part of their first argument, or change it.
const CHANGING: [&str; 11] = [
    "CONCAT_WS",
    "FORMATMESSAGE",
    "LEFT",
    "PARSENAME",
    "QUOTENAME",
    "REVERSE",
    "RIGHT",
    "STUFF",
    "SUBSTRING",
    "TRANSLATE",
    "STRING_ESCAPE",
];

/// The keywords that begin a statement or a clause that the reader understands, and therefore cannot be operands.
const STATEMENTS: [&str; 14] = [
    "DECLARE", "DELETE", "EXEC", "EXECUTE", "FROM", "GO", "IF", "INSERT", "MERGE", "SELECT", "SET", "UPDATE", "VALUES",
    "WHERE",
];

#[cfg(test)]
mod tests {
    use super::super::checking::check;

    #[test]
    fn literals_are_read() {
        check("EXEC f N'«SmtpServer=a;', '«smtpSERVER = b'", &["SmtpServer=a;", "smtpSERVER = b"]);
        check("'«SmtpServer=''a''b;'", &["SmtpServer='a'b;"]);
        check("'''' '«SmtpServer=a'", &["SmtpServer=a"]);
        check("'' 'see SmtpServer=a' '«x;SmtpServer=a'", &["x;SmtpServer=a"]);
        check("PRINT\n\tN'ä' PRINT N'«SmtpServer=ä;\nEnableSsl=True;'", &["SmtpServer=ä;\nEnableSsl=True;"]);
        check("ALTER TABLE t ADD DEFAULT (N'«SmtpServer=a;') FOR c", &["SmtpServer=a;"]);
        check("SELECT 1 WHERE v IN ('«SmtpServer=a;', '«SmtpServer=b;')", &["SmtpServer=a;", "SmtpServer=b;"]);
        check(
            "SELECT CASE v WHEN 1 THEN '«SmtpServer=a;' ELSE '«SmtpServer=b;' END",
            &["SmtpServer=a;", "SmtpServer=b;"],
        );
    }

    #[test]
    fn unclosed_literal_extends_to_the_end() {
        check("'«SmtpServer=a", &["SmtpServer=a"]);
        check("'«SmtpServer=a''", &["SmtpServer=a'"]);
        check("/* /* */ 'SmtpServer=a'", &[]);
        check("[ 'SmtpServer=a'", &[]);
        check("' SmtpServer", &[]);
    }

    #[test]
    fn comments_and_names_are_skipped() {
        check("-- 'SmtpServer=a'", &[]);
        check("-- it's\n'«SmtpServer=a'", &["SmtpServer=a"]);
        check("-- it's\r'«SmtpServer=a'\r-- don't\r'«SmtpServer=b'\r", &["SmtpServer=a", "SmtpServer=b"]);
        check("/* 'SmtpServer=a' /* ' */ 'SmtpServer=b' */ '«SmtpServer=c'", &["SmtpServer=c"]);
        check("[it's]]'] '«SmtpServer=a'", &["SmtpServer=a"]);
        check("\"it's\"\"'\" '«SmtpServer=a'", &["SmtpServer=a"]);
        check("SmtpServer=a; 5 - 3 / 2 * 1", &[]);
    }

    #[test]
    fn double_quotes_enclose_literals_or_names() {
        check("PRINT \"SmtpServer=a\"", &[]);
        check("PRINT \"«SmtpServer=a;\"", &["SmtpServer=a;"]);
        check("SET QUOTED_IDENTIFIER OFF PRINT \"«SmtpServer=a\"\"b\"", &["SmtpServer=a\"b"]);
        check("set ansi_nulls, quoted_identifier off PRINT N\"«SmtpServer=a\"", &["SmtpServer=a"]);
        check("SET QUOTED_IDENTIFIER OFF\nGO\nSET QUOTED_IDENTIFIER ON PRINT \"SmtpServer=a\"", &[]);
        check("SET ANSI_NULLS OFF PRINT \"SmtpServer=a\"", &[]);
        check("SET QUOTED_IDENTIFIER OFF PRINT \"it's\" PRINT '«SmtpServer=a'", &["SmtpServer=a"]);
    }

    #[test]
    fn literals_are_joined() {
        check("'«SmtpServer=' + N'mail;' + \n 'EnableSsl=''True'';'", &["SmtpServer=mail;EnableSsl='True';"]);
        check("PRINT ('«Smtp' || 'Server=' + ('ma' + 'il'))", &["SmtpServer=mail"]);
        check("CONCAT('«SmtpServer=', 'mail', N';')", &["SmtpServer=mail;"]);
        check("'«SmtpServer=a;' COLLATE Latin1_General_BIN + 'EnableSsl=True'", &["SmtpServer=a;EnableSsl=True"]);
        check("CAST('«SmtpServer=a;' AS nvarchar(50)) + CONVERT(varchar(9), '\n', 1)", &["SmtpServer=a;\n"]);
        check("TRY_CAST(N'«SmtpServer=a;' AS sql_variant)", &["SmtpServer=a;"]);
        check("CONCAT('«SmtpServer=', 25)", &["SmtpServer=25"]);
    }

    #[test]
    fn joined_literal_is_incomplete() {
        for unknown in [
            "@s",
            "@@SERVERNAME",
            "CONVERT(nvarchar(50), @s)",
            "CAST(@s AS nvarchar(50))",
            "dbo.server(1, N'x')",
            "ISNULL(@s, 'x')",
            "[server]",
            "t.[server]",
            "(SELECT TOP 1 s FROM t WHERE a = 'x' AND b IN ('y', 'z'))",
            "CASE WHEN @a = 'x' THEN 'y' ELSE CASE @b WHEN 1 THEN 'z' END END",
            "@x.value('(/a)[1]', 'nvarchar(9)')",
            "('a' + @s)",
            "REPLACE(@s, 'a', 'b')",
            "LEFT(@s, 3)",
            "CHAR(45)",
            "$(Server)",
        ] {
            check(&format!("PRINT 'SmtpServer=' + {unknown} + N';«EnableSsl=True;'"), &["EnableSsl=True;…"]);
            check(&format!("PRINT CONCAT('«Timeout=5;SmtpServer=', {unknown}, N';')"), &["Timeout=5;…"]);
        }
        check("'«SmtpServer=' + @s", &["…"]);
        check("@a + N'SmtpServer=a;«Timeout=5;' + @b", &["Timeout=5;…"]);
        check("dbo.f(1) + N'SmtpServer=a;«Timeout=5;'", &["Timeout=5;…"]);
        check("a.b + (N'SmtpServer=a;«Timeout=5;')", &["Timeout=5;…"]);
        check("'«SmtpServer=a;' + @a", &["SmtpServer=a;…"]);
        check("N'SmtpServer=$(Server);«EnableSsl=True;'", &["EnableSsl=True;…"]);
    }

    #[test]
    fn functions_change_a_literal() {
        check("REPLACE(N'SmtpServer=%S%;«EnableSsl=True;', '%s%', @s)", &["EnableSsl=True;…"]);
        check(
            "REPLACE(REPLACE('«Timeout=5;SmtpServer={0};EnableSsl={1};', '{0}', @s), '{1}', @e) + ''",
            &["Timeout=5;…"],
        );
        check("REPLACE('«SmtpServer=a;', @a, @b)", &["…"]);
        check("STUFF('«SmtpServer=;EnableSsl=True;', 12, 0, @s)", &["…"]);
        check("FORMATMESSAGE('«SmtpServer=%s;', @s)", &["…"]);
        check("REPLACE(v, 'SmtpServer=a', '«SmtpServer=b')", &["…"]);
        check("ISNULL(@s, '«SmtpServer=a;')", &["SmtpServer=a;"]);
        check("dbo.f('«SmtpServer=a;')", &["SmtpServer=a;"]);
    }

    #[test]
    fn deep_parentheses_hide_nothing() {
        let nested = |open: &str, close: &str| format!("{}'«SmtpServer=a'{}", open.repeat(100), close.repeat(100));
        for (open, close) in
            [("(", ")"), ("f(", ")"), ("CONCAT(", ")"), ("REPLACE('', '', ", ")"), ("1 + CASE ", " END")]
        {
            let script = nested(open, close) + "; PRINT '«SmtpServer=b'";
            let strings = super::super::read(&crate::ssis::place::Source::new(&script.replace('«', "")));
            assert_eq!(strings.len(), 2, "{open}");
            assert_eq!(strings.last().unwrap().text.as_str(), "SmtpServer=b");
        }
    }

    #[test]
    fn patterns_are_not_values() {
        check("WHERE v LIKE N'SmtpServer=%'", &[]);
        check("CHARINDEX('SmtpServer=', @v) + PATINDEX('SmtpServer=', @v)", &[]);
        check("CHARINDEX('x', '«SmtpServer=a')", &["SmtpServer=a"]);
    }
}
