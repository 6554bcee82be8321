//! The rows of package configurations that SQL Server stores, by default in the table `[SSIS Configurations]`.
//!
//! A row has a filter, a value, the path of a property and a type. The name of the table is chosen by the user, so a row
//! is recognized by its path.

use super::reader::{Clause, Reader};
use super::statement::{Insert, Update};
use super::target::Target;
use super::token::{Kind, Token};
use super::value::Value;

const VALUE: &str = "ConfiguredValue";
const PATH: &str = "PackagePath";

impl Reader<'_> {
    /// Reads `INSERT table (columns)`.
    pub(super) fn insert(&mut self) {
        self.begin(Clause::Other);
        self.cursor.skip_word(&["INTO"]);
        if self.cursor.kind() == Some(Kind::Variable) {
            self.cursor.advance();
        }
        self.cursor.name();
        let mut insert = Insert { depth: self.depth, positions: None, has_select: false };
        if self.cursor.is_symbol(b'(') {
            let names = self.parentheses(|reader| {
                let mut names = Vec::new();
                while let Some(name) = reader.cursor.name() {
                    names.push(reader.cursor.content(name));
                    reader.cursor.skip_symbol(b',');
                }
                let position = |wanted: &str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
                position(VALUE).zip(position(PATH))
            });
            insert.positions = names.flatten();
        }
        self.insert = Some(insert);
    }

    /// Reads the rows after `VALUES`.
    pub(super) fn rows(&mut self) {
        self.cursor.advance();
        while self.cursor.is_symbol(b'(') {
            let Some(row) = self.parentheses(Self::list) else { break };
            self.row(&row);
            if !self.cursor.skip_symbol(b',') {
                break;
            }
        }
        self.insert = None;
    }

    /// Reads `SELECT`. In an `INSERT` statement, its list is a row.
    pub(super) fn select(&mut self) {
        let continues = self.cursor.previous.is_some_and(|token| self.cursor.is_one_of(token, &["UNION", "ALL"]));
        match &mut self.insert {
            Some(insert) if insert.depth == self.depth && (continues || !insert.has_select) => insert.has_select = true,
            _ => return self.begin(Clause::Select),
        }
        self.cursor.advance();
        self.cursor.skip_word(&["ALL", "DISTINCT"]);
        let mut row = Vec::new();
        loop {
            let mut value = self.expression();
            // `column = 'value'`, `'value' AS column`, or `'value' column`
            if self.cursor.skip_symbol(b'=') {
                value = self.expression();
            }
            row.push(value);
            let has_name = self.cursor.skip_word(&["AS"]);
            if self.cursor.is_name() && (has_name || self.cursor.is_symbol_next(b',')) {
                self.cursor.advance();
            }
            if !self.cursor.skip_symbol(b',') {
                break;
            }
        }
        self.row(&row);
    }

    fn row(&mut self, row: &[Value]) {
        let is_path = |value: &&Value| self.target(value).is_some();
        let positions = match self.insert.as_ref().and_then(|insert| insert.positions) {
            Some(positions) => Some(positions),
            None => row.iter().position(|value| is_path(&value)).and_then(|path| Some((path.checked_sub(1)?, path))),
        };
        let target = positions.and_then(|(_, path)| self.target(row.get(path)?));
        let value = target.is_some().then(|| positions.map(|(value, _)| value)).flatten();
        for (index, other) in row.iter().enumerate() {
            if value != Some(index) {
                self.report(other);
            }
        }
        if let (Some(target), Some(value)) = (target, value.and_then(|value| row.get(value))) {
            self.report_property(target, value, None);
        }
    }

    fn target(&self, path: &Value) -> Option<Target> {
        // Most values are not paths, so they are not decoded. A path has brackets.
        let has_bracket = path.raw(self.script).any(|text| text.contains('['));
        let may_be_path = has_bracket || path.variable(self.script).is_some();
        if may_be_path { Target::path(&self.known(path)?) } else { None }
    }

    /// Reads `UPDATE`.
    pub(super) fn update(&mut self) {
        self.begin(Clause::Other);
        self.end_update();
        self.update = Some(Update { depth: self.depth, has_set: false, value: None, paths: Vec::new() });
    }

    /// Reads a name outside an expression. In an `UPDATE` statement, it may be a column of a configuration.
    pub(super) fn column(&mut self, token: Token) {
        self.cursor.advance();
        self.condition(token);
    }

    /// Reads the rest of a condition or assignment that begins with a name.
    pub(super) fn condition(&mut self, name: Token) {
        let name = self.cursor.content(name);
        let Some(has_value) = self.update.as_ref().map(|update| update.value.is_some()) else { return };
        let is_equal = self.cursor.is_symbol(b'=');
        if name.eq_ignore_ascii_case(VALUE) && is_equal && self.clause == Clause::Set && !has_value {
            self.cursor.advance();
            let value = self.expression();
            self.set_update(|update| update.value = Some(value));
        } else if name.eq_ignore_ascii_case(PATH) && is_equal && self.clause != Clause::Set {
            self.cursor.advance();
            let path = self.expression();
            self.set_update(|update| update.paths.push(path));
        } else if name.eq_ignore_ascii_case(PATH) && self.cursor.is_word(&["IN"]) && self.cursor.is_symbol_next(b'(') {
            self.cursor.advance();
            let paths = self.parentheses(Self::list).unwrap_or_default();
            self.set_update(|update| update.paths.extend(paths));
        }
    }

    fn set_update(&mut self, change: impl FnOnce(&mut Update)) {
        if let Some(update) = &mut self.update {
            change(update);
        }
    }

    /// Reports the value of an `UPDATE` statement once for each path.
    pub(super) fn end_update(&mut self) {
        let Some(update) = self.update.take() else { return };
        let Some(value) = update.value else { return };
        let targets: Vec<_> = update.paths.iter().filter_map(|path| self.target(path)).collect();
        if targets.is_empty() {
            self.report(&value);
        }
        for target in targets {
            self.report_property(target, &value, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::checking::check;

    #[test]
    fn columns_of_a_row_may_have_any_order() {
        check(
            r"INSERT INTO [db].[dbo].[SSIS Configurations] (ConfigurationFilter, ConfiguredValue, PackagePath, ConfiguredValueType)
              VALUES (N'f', N'«mail', N'\Package.Connections[X].Properties[SmtpServer]', N'String')",
            &["X | SmtpServer: mail"],
        );
        check(
            r#"INSERT config ([PackagePath], "ConfigurationFilter", [configuredvalue]) VALUES
               (N'\Package.Connections[X].Properties[SmtpServer]', 'f', N'«a''b'),
               (N'\Package.Connections[X].Properties[EnableSsl]', 'f', N'«True'),
               (N'\Package.Variables[User::SmtpServer].Properties[Value]', 'f', N'c')"#,
            &["X | SmtpServer: a'b", "X | EnableSsl: True"],
        );
    }

    #[test]
    fn value_precedes_the_path_without_columns() {
        check(
            r"INSERT INTO dbo.[SSIS Configurations] VALUES ('f', '«mail', '\Package.Connections[X].Properties[SmtpServer]', 'String')",
            &["X | SmtpServer: mail"],
        );
        check(
            r"MERGE t USING (VALUES ('f', '«mail', '\Package.Connections[X].Properties[SmtpServer]', 'String')) AS s (a, b, c, d) ON 1 = 1",
            &["X | SmtpServer: mail"],
        );
        check(r"INSERT t VALUES ('\Package.Connections[X].Properties[SmtpServer]', 'mail')", &[]);
        check(
            r"INSERT INTO @t (a) VALUES ('f', '«SmtpServer=a;', '\Package.Connections[X].Properties[ConnectionString]')",
            &["X | SmtpServer=a;"],
        );
    }

    #[test]
    fn selected_rows_are_read() {
        check(
            r"INSERT INTO t (ConfigurationFilter, ConfiguredValue, PackagePath)
              SELECT DISTINCT 'f', '«a' AS v, '\Package.Connections[X].Properties[SmtpServer]' UNION ALL
              SELECT f = 'f', v = '«b', p = '\Package.Connections[Y].Properties[SmtpServer]'
              UNION SELECT 'f' f, «@v v, '\Package.Connections[Z].Properties[SmtpServer]' p FROM u
              SELECT 'f', 'a', '\Package.Connections[X].Properties[SmtpServer]'",
            &["X | SmtpServer: a", "Y | SmtpServer: b", "Z | SmtpServer: …"],
        );
        check(
            r"SELECT 'f', 'a', '\Package.Connections[X].Properties[SmtpServer]'; SELECT '«SmtpServer=b'",
            &["SmtpServer=b"],
        );
        check(
            r"INSERT t SELECT 1 DECLARE @v varchar(9) = '«a' INSERT t VALUES (@v, '\Package.Connections[X].SmtpServer')",
            &["X | SmtpServer: a"],
        );
    }

    #[test]
    fn updates_are_read() {
        check(
            r"UPDATE [db].[dbo].[SSIS Configurations]
              SET ConfiguredValue = '«localhost'
              WHERE PackagePath = '\Package.Connections[Mail Server].Properties[SmtpServer]'

              UPDATE [SSIS Configurations] SET ConfiguredValueType = 'x', c.[ConfiguredValue] = N'«SmtpServer=a;' FROM t c WITH (NOLOCK)
              WHERE (ConfigurationFilter = 'f' AND ([PackagePath] = N'\Package.Connections[M].Properties[ConnectionString]'))",
            &["Mail Server | SmtpServer: localhost", "M | SmtpServer=a;"],
        );
        check(
            r"UPDATE t SET ConfiguredValue = N'««a' + @b WHERE PackagePath IN (
              '\Package.Connections[X].Properties[SmtpServer]', '\Package.Connections[Y].Properties[SmtpServer]')",
            &["X | SmtpServer: …", "Y | SmtpServer: …"],
        );
        check(
            r"DECLARE @v varchar(9) = '«a', @p varchar(99) = '\Package.Connections[X].Properties[SmtpServer]'
              IF 1 = 1 UPDATE t SET ConfiguredValue = @v WHERE PackagePath = @p ELSE PRINT 'x'",
            &["X | SmtpServer: a"],
        );
        check(
            r"UPDATE t SET ConfiguredValue = «v WHERE PackagePath = '\Package.Connections[X].Properties[SmtpServer]'",
            &["X | SmtpServer: …"],
        );
        check(
            r"UPDATE t SET ConfiguredValue = NULL WHERE PackagePath = '\Package.Connections[X].Properties[SmtpServer]'",
            &[],
        );
    }

    #[test]
    fn other_updates_are_ignored() {
        for condition in [
            r"PackagePath <> '\Package.Connections[X].Properties[SmtpServer]'",
            r"PackagePath NOT IN ('\Package.Connections[X].Properties[SmtpServer]')",
            r"PackagePath LIKE '\Package.Connections[X].Properties[SmtpServer]'",
            r"PackagePath = '\Package.Connections[X].Properties[UserName]' AND 'SmtpServer' = ''",
            r"x = 1; SELECT 1 WHERE PackagePath = '\Package.Connections[X].Properties[SmtpServer]'",
            "x = 1\nGO\nPackagePath = '\\Package.Connections[X].Properties[SmtpServer]'",
        ] {
            check(&format!("UPDATE t SET ConfiguredValue = 'a' WHERE {condition}"), &[]);
            check(&format!("UPDATE t SET ConfiguredValue = '«SmtpServer=a' WHERE {condition}"), &["SmtpServer=a"]);
        }
        let path = r"PackagePath = '\Package.Connections[X].Properties[SmtpServer]'";
        check(&format!("UPDATE t SET x = 'a' WHERE ConfiguredValue = 'b' AND {path}"), &[]);
        check(&format!("SELECT * FROM t WHERE ConfiguredValue = 'b' AND {path}"), &[]);
    }

    #[test]
    fn nested_statements_lose_nothing() {
        check("UPDATE t SET ConfiguredValue = '«SmtpServer=a' WHERE x = (UPDATE t SET y = 1)", &["SmtpServer=a"]);
        check("INSERT t (SELECT '«SmtpServer=a')", &["SmtpServer=a"]);
    }
}
