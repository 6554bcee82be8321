//! Variables and the values that statements assign to them.
//!
//! The value of a variable is known if the batch assigns it once before its use, and the value is not another variable.

use super::reader::{Clause, Reader};
use super::token::{Kind, Token};
use super::value::{Part, Value};

/// The maximum length of the value of a variable that is kept. A script may use a variable any number of times, so the
/// limits bound the time and the size of the result. A connection string is shorter.
const MAX_LENGTH: usize = 1024;

/// The maximum number of operands of a value that is kept.
const MAX_PARTS: usize = 64;

impl Reader<'_> {
    /// Reads a variable outside an expression.
    pub(super) fn variable(&mut self, token: Token) {
        match self.clause {
            Clause::Declare(_) => {
                self.clause = Clause::Declare(Some((token.from, token.to)));
                self.cursor.advance();
            }
            Clause::Set | Clause::Select if self.cursor.is_symbol_next(b'=') => {
                self.cursor.advance();
                self.cursor.advance();
                let value = self.expression();
                self.assign(token, value);
            }
            Clause::Set | Clause::Select if self.cursor.following_kind() == Some(Kind::Append) => {
                self.cursor.advance();
                self.cursor.advance();
                let mut value = self.expression();
                value.parts.insert(0, Part::Unknown);
                self.assign(token, value);
            }
            _ => {
                self.cursor.advance();
                if self.clause == Clause::Into || self.cursor.is_word(&["OUT", "OUTPUT"]) {
                    self.assign_unknown(token);
                }
            }
        }
    }

    /// Reads the value of a variable in `DECLARE`, from the `=`.
    pub(super) fn declared_value(&mut self) {
        self.cursor.advance();
        if let Clause::Declare(Some((from, to))) = self.clause {
            self.clause = Clause::Declare(None);
            let value = self.expression();
            self.assign(Token { kind: Kind::Variable, from, to, begins_line: false }, value);
        }
    }

    /// Reads `SET`, which assigns a variable, is a clause of `UPDATE`, or sets an option.
    pub(super) fn set(&mut self) {
        match &mut self.update {
            Some(update) if update.depth == self.depth && !update.has_set => update.has_set = true,
            _ => self.end_statement(),
        }
        self.clause = Clause::Set;
        self.cursor.advance();
        let mut is_quoted_identifier = false;
        while self.cursor.kind() == Some(Kind::Word) && self.cursor.is_symbol_next(b',') {
            is_quoted_identifier |= self.cursor.is_word(&["QUOTED_IDENTIFIER"]);
            self.cursor.advance();
            self.cursor.advance();
        }
        if is_quoted_identifier || self.cursor.is_word(&["QUOTED_IDENTIFIER"]) {
            self.cursor.skip_word(&["QUOTED_IDENTIFIER"]);
            match () {
                () if self.cursor.is_word(&["OFF"]) => self.quoted_identifier = false,
                () if self.cursor.is_word(&["ON"]) => self.quoted_identifier = true,
                () => {}
            }
        }
    }

    fn assign(&mut self, variable: Token, value: Value) {
        self.report(&value);
        if value.is_null(self.script) {
            return;
        }
        let length: usize = value.raw(self.script).map(str::len).sum();
        let is_small = length <= MAX_LENGTH && value.parts.len() <= MAX_PARTS;
        let is_kept = is_small && value.variable(self.script).is_none();
        let name = self.cursor.content(variable).to_ascii_lowercase();
        self.variables.entry(name).and_modify(|value| *value = None).or_insert(is_kept.then_some(value));
    }

    pub(super) fn assign_unknown(&mut self, variable: Token) {
        self.variables.insert(self.cursor.content(variable).to_ascii_lowercase(), None);
    }
}

#[cfg(test)]
mod tests {
    use super::super::checking::check;

    /// Checks the server that `EXEC` uses after a part of a batch.
    #[track_caller]
    fn check_use(assignments: &str, expected: &[&str]) {
        let call = "EXEC catalog.set_object_parameter_value @parameter_name='CM.M.SmtpServer', @parameter_value=";
        check(&format!("{assignments}\n{call}«@v"), expected);
    }

    /// Like [`check_use`], for a value that is known.
    #[track_caller]
    fn check_known(assignments: &str, expected: &[&str]) {
        let call = "EXEC catalog.set_object_parameter_value @parameter_name='CM.M.SmtpServer', @parameter_value=@V";
        check(&format!("{assignments}\n{call}"), expected);
    }

    #[test]
    fn value_that_is_assigned_once_is_known() {
        for assignment in [
            "DECLARE @v sql_variant = N'«a'",
            "DECLARE @u int = 5, @v AS nvarchar(100) = N'«a', @w int",
            "DECLARE @v varchar(10) SET @v = '«a'",
            "DECLARE @v varchar(10) = NULL; SELECT @u = 1, @v = '«a' + '' WHERE @v = 'x'",
            "SELECT @u = CASE WHEN 1 = 1 THEN 2 END, @v = '«a'",
            "IF @v = 'x' SET @v = CAST(N'«a' AS sql_variant)",
            "DECLARE @v varchar(10) = 'x'\nGO\nDECLARE @v varchar(10) = '«a'",
        ] {
            check_known(assignment, &["M | SmtpServer: a"]);
        }
    }

    #[test]
    fn other_values_are_incomplete() {
        for assignment in [
            "",
            "DECLARE @v varchar(10)",
            "DECLARE @v varchar(10) = 'a' SET @v = 'b'",
            "SET @v = 'a' SET @v += 'b'",
            "SET @v = 'a' SELECT @v = name FROM t",
            "SET @v = 'a' FETCH NEXT FROM c INTO @u, @v",
            "SET @v = 'a' EXEC p @x = @v OUTPUT",
            "SET @v = 'a' EXEC @v = p",
            "SET @v = 'a' EXEC catalog.create_execution @execution_id=@v OUT, @package_name='x'",
            "SET @v = @u",
            "DECLARE @v varchar(10) = 'a'\nGO",
            "WHERE @v = 'a'",
            "CREATE PROCEDURE p @v varchar(10) = 'a' AS",
        ] {
            check_use(assignment, &["M | SmtpServer: …"]);
        }
        let long = format!("SET @v = '{}'", "a".repeat(super::MAX_LENGTH + 1));
        check_use(&long, &["M | SmtpServer: …"]);
    }

    #[test]
    fn incomplete_value_is_at_its_assignment() {
        for assignment in [
            "SET @v += '«b'",
            "SET @v = «dbo.f('a')",
            "DECLARE @v varchar(9) = «(SELECT a FROM t)",
            "SELECT @v = N'«a' + @u",
            "SELECT @v = «a FROM t",
        ] {
            check_known(assignment, &["M | SmtpServer: …"]);
        }
    }

    #[test]
    fn appended_literal_is_incomplete() {
        check("SET @v += N'SmtpServer=a;«Timeout=5'", &["Timeout=5…"]);
        check(
            r"SET @cmd = @cmd + N' /SET \Package.Connections[M].Properties[SmtpServer];«a /X86'",
            &["M | SmtpServer: a"],
        );
    }

    #[test]
    fn string_in_a_variable_is_reported_once_for_each_connection_manager() {
        let call = |parameter: &str| {
            format!(" EXEC catalog.set_object_parameter_value 20, 'f', 'p', 'CM.{parameter}.ConnectionString', @v")
        };
        let script = format!("DECLARE @v sql_variant = N'«SmtpServer=a;'{0}{0}", call("M"));
        check(&script, &["M | SmtpServer=a;"]);
        let script = format!("DECLARE @v sql_variant = N'««SmtpServer=a;'{}{}", call("M"), call("N"));
        check(&script, &["M | SmtpServer=a;", "N | SmtpServer=a;"]);
        check("DECLARE @v sql_variant = N'«SmtpServer=a;'", &["SmtpServer=a;"]);
    }
}
