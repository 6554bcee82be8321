//! The results of a reader: connection strings, single properties, and literals that may be dynamic SQL.

use std::collections::{HashMap, HashSet};

use crate::ssis::place::{LineColumn, LocatedText};
use crate::ssis::property::{self, Property};

use super::agent;
use super::string::{SqlString, SqlValue};
use super::target::Target;
use super::text::Text;

/// The result of reading a script.
#[derive(Default)]
pub(super) struct Output {
    pub(super) strings: Vec<SqlString>,
    /// The literals that may be dynamic SQL.
    pub(super) scripts: Vec<Text>,
    /// The whole strings without a connection manager, by their places. One of them may be the value of a variable that
    /// is used later, by a statement that names the connection manager.
    unnamed: HashMap<LineColumn, usize>,
    /// The values of variables that were used.
    used: HashSet<(LineColumn, SqlValue, Option<String>, Option<String>)>,
}

impl Output {
    /// Reports a text that is not known to be the value of a property: a connection string, the command of a job step,
    /// or a script.
    pub(super) fn report(&mut self, text: Text, may_be_script: bool) {
        // The parts of a command or of a script may look like the pairs of a connection string.
        if agent::is_command(text.as_str()) {
            let command = agent::read(&text);
            for setting in command.settings {
                self.set(setting.property, &setting.value, setting.manager, command.package.clone());
            }
        } else if property::is_connection_string(text.as_str()) && !begins_with_statement(text.as_str()) {
            let string = whole(&text, None, None);
            self.unnamed.insert(string.text.place(0), self.strings.len());
            self.strings.push(string);
        } else if may_be_script && text.as_str().contains(['\'', '"']) {
            self.scripts.push(text);
        }
    }

    /// Reports the value of a property. `is_shared` means that it is the value of a variable, which was reported when it
    /// was assigned and may be used several times.
    pub(super) fn property(&mut self, target: Target, text: &Text, package: Option<String>, is_shared: bool) {
        if !is_shared {
            return self.set(target.property, text, Some(target.manager), package);
        }
        let Some(string) = string(target.property, text, Some(target.manager), package) else { return };
        let key = (text.start(), string.value, string.manager.clone(), string.package.clone());
        if !self.used.insert(key) {
            return;
        }
        let unnamed =
            if string.value == SqlValue::WholeString { self.unnamed.remove(&string.text.place(0)) } else { None };
        match unnamed.and_then(|index| self.strings.get_mut(index)) {
            Some(unnamed) => *unnamed = string,
            None => self.strings.push(string),
        }
    }

    fn set(&mut self, property: Property, text: &Text, manager: Option<String>, package: Option<String>) {
        self.strings.extend(string(property, text, manager, package));
    }
}

/// Returns whether the first word of a text begins a statement.
fn begins_with_statement(text: &str) -> bool {
    let text = text.trim_ascii_start();
    let (word, after) = text.split_at(text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len()));
    let is_statement = STATEMENTS.iter().any(|known| known.eq_ignore_ascii_case(word));
    text.starts_with("--") || text.starts_with("/*") || (is_statement && !after.trim_ascii_start().starts_with('='))
}

const STATEMENTS: [&str; 15] = [
    "ALTER", "BEGIN", "CREATE", "DECLARE", "DELETE", "EXEC", "EXECUTE", "IF", "INSERT", "MERGE", "PRINT", "SELECT",
    "SET", "UPDATE", "USE",
];

/// Returns the value of a property. A `ConnectionString` that is not an SMTP connection string belongs to another
/// connection manager.
fn string(property: Property, text: &Text, manager: Option<String>, package: Option<String>) -> Option<SqlString> {
    match property {
        Property::ConnectionString if property::is_connection_string(text.as_str()) => {
            Some(whole(text, manager, package))
        }
        Property::ConnectionString => None,
        Property::Part(part) => {
            let incomplete = !text.is_complete();
            let text = if incomplete { LocatedText::empty(text.start()) } else { text.clone().into_located() };
            Some(SqlString { text, value: SqlValue::Property(part), manager, package, incomplete })
        }
    }
}

fn whole(text: &Text, manager: Option<String>, package: Option<String>) -> SqlString {
    let incomplete = !text.is_complete();
    SqlString { text: text.certain_pairs(), value: SqlValue::WholeString, manager, package, incomplete }
}

#[cfg(test)]
mod tests {
    use super::super::checking::check;

    #[test]
    fn commands_of_job_steps_are_read() {
        check(
            r#"EXEC msdb.dbo.sp_add_jobstep @subsystem=N'SSIS', @command=N'/ISSERVER "\"\SSISDB\F\P\Mail.dtsx\"" /SERVER "\".\"" /CONNECTION "SMTP";"\"«SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;\"" /SET "\Package.Connections[SMTP].Properties[SmtpServer]";«mail.contoso.com /Par "\"CM.SMTP.EnableSsl(Boolean)\"";«False /CALLERINFO SQLAGENT', @flags=0"#,
            &[
                "Mail.dtsx / SMTP | SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;",
                "Mail.dtsx / SMTP | SmtpServer: mail.contoso.com",
                "Mail.dtsx / SMTP | EnableSsl: False",
            ],
        );
        check(r#"N'/CONN O''Brien;"«SmtpServer=""a""''b"'"#, &[r#"O'Brien | SmtpServer="a"'b"#]);
        check(r#"N'/CONN "DB";"\"Data Source=SmtpServer;\""'"#, &[]);
        check("N'/CONN SMTP;«EnableSsl=True;SmtpServer=a;'", &["SMTP | EnableSsl=True;SmtpServer=a;"]);
    }

    #[test]
    fn joined_commands_are_read() {
        check(
            r#"SET @c = N'/ISSERVER "\"' + @path + N'\"" /CONNECTION "\"SMTP\"";"\"SmtpServer=' + @server + N';«EnableSsl=False;\"" /PAR CM.M.EnableSsl;' + N'«Fal' + N'se' + N' /PAR CM.M.Timeout;«' + @t"#,
            &["SMTP | EnableSsl=False;…", "M | EnableSsl: False", "M | Timeout: …"],
        );
    }

    #[test]
    fn commands_in_dynamic_sql_are_read() {
        check(
            r"EXEC('EXEC xp_cmdshell ''dtexec /F a\Mail.dtsx /SET \Package.Connections[M].Properties[SmtpServer];«a''')",
            &["Mail.dtsx / M | SmtpServer: a"],
        );
        check(
            r#"EXEC xp_cmdshell 'dtexec /F a\Mail.dtsx /CONN M;"«SmtpServer=a;"'"#,
            &["Mail.dtsx / M | SmtpServer=a;"],
        );
    }

    #[test]
    fn literals_in_a_literal_are_read() {
        check("EXEC(N'UPDATE x SET v = ''«SmtpServer=a;EnableSsl=True;''')", &["SmtpServer=a;EnableSsl=True;"]);
        check("EXEC sp_executesql N'\n-- it''s\nPRINT N''«SmtpServer=''''a''''b;'''", &["SmtpServer='a'b;"]);
        check("PRINT 'SET @x = ''«EnableSsl=True;SmtpServer=a;'''", &["EnableSsl=True;SmtpServer=a;"]);
        check(
            "EXEC('PRINT ''«SmtpServer=a;'' + ''b'' PRINT \"«SmtpServer=c;\"')",
            &["SmtpServer=a;b", "SmtpServer=c;"],
        );
        check("EXEC('UPDATE x SET v = ''SmtpServer=' + @s + ';«EnableSsl=True;''')", &["EnableSsl=True;…"]);
        check("EXEC('PRINT ''«SmtpServer=a;'' ' + @s)", &["SmtpServer=a;"]);
        check("EXEC('PRINT ''«SmtpServer=a' + ';' + 'b''')", &["SmtpServer=a;b"]);
        check(
            "EXEC('EXEC SSISDB.catalog.set_object_parameter_value @parameter_name=N''CM.M.SmtpServer'', \
             @parameter_value=N''«a''')",
            &["M | SmtpServer: a"],
        );
    }

    #[test]
    fn deeper_literals_are_not_read() {
        check("EXEC('EXEC(''PRINT ''''SmtpServer=a;'''''')')", &[]);
        check("EXEC('EXEC(''SET v = ''''EnableSsl=True;SmtpServer=a;'''''')')", &[]);
    }

    #[test]
    fn sqlcmd_variables_are_read() {
        check(
            ":setvar Owner O'Brien\n:setvar Mail \"«SmtpServer=a;EnableSsl=True;\"\nPRINT '«SmtpServer=b;'",
            &["SmtpServer=a;EnableSsl=True;", "SmtpServer=b;"],
        );
        check(
            "!!echo don't\r\n:r it's.sql\r\n:setvar Mail «SmtpServer=a;x\r\nPRINT '«SmtpServer=b;'",
            &["SmtpServer=a;x", "SmtpServer=b;"],
        );
        check(":setvar SmtpServer mail", &[]);
    }

    #[test]
    fn first_word_of_a_connection_string_may_be_a_keyword() {
        check("'«Set=1;SmtpServer=a'", &["Set=1;SmtpServer=a"]);
        check("'Use x=1;SmtpServer=a'", &[]);
    }
}
