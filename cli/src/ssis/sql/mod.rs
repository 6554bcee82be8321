//! SQL scripts: the connection strings and properties that Transact-SQL states.
//!
//! The modules, in the order in which data passes through them:
//!
//! - `token`, with `sqlcmd` for the commands of that program, and `cursor`: tokens and the position in them;
//! - `script`: locates literals, also those in a literal, and `text`: text of which some parts are unknown;
//! - `reader`: the walk through the tokens, with `expression`, `assignment`, `call` and `configuration` (rows of package
//!   configurations), which work on a `value` or a `statement`;
//! - `output`: decides what a literal is: a connection string, the command of a job step (`agent`, `command_line`), or
//!   dynamic SQL; `target` reads the names of properties;
//! - `string`: the results.
//!
//! Every literal is read, wherever it is, and so are the literals in a literal, once. A literal that is joined with
//! something unknown (`'SmtpServer=' + @server`) is incomplete: it is not an error, but only a part of it is certain.

mod agent;
mod assignment;
mod call;
#[cfg(test)]
mod checking;
mod command_line;
mod configuration;
mod cursor;
mod expression;
mod output;
mod reader;
mod script;
mod sqlcmd;
mod statement;
mod string;
mod target;
mod text;
mod token;
mod value;

pub(super) use string::{SqlString, SqlValue};

use crate::ssis::place::Source;

use reader::Reader;
use script::Script;

/// Reads a script. Returns its strings in order of position.
pub(super) fn read(source: &Source<'_>) -> Vec<SqlString> {
    let file = Reader::new(Script::File(source)).read();
    let mut strings = file.strings;
    for text in &file.scripts {
        strings.extend(Reader::new(Script::Literal(text)).read().strings);
    }
    strings.sort_by_key(|string| string.text.place(0));
    strings
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    use checking::check;

    #[test]
    fn mentions_of_other_things_are_not_connection_strings() {
        check("SELECT SmtpServer = 'a', [SmtpServer] FROM t WHERE SmtpServer = 'b'", &[]);
        check("SET @SmtpServer = 'a' SELECT @SmtpServer = 'b', 'the word SmtpServer'", &[]);
        check("DECLARE @SmtpServer varchar(9) = 'a'; UPDATE t SET SmtpServer='a;b'", &[]);
        check("EXEC msdb.dbo.sysmail_add_account_sp @mailserver_name = 'SmtpServer', @port = 25 -- SmtpServer=", &[]);
    }

    #[test]
    fn strings_are_in_order_of_position() {
        check(
            "EXEC('PRINT ''«SmtpServer=a;''') PRINT '«SmtpServer=b;' UPDATE t SET ConfiguredValue = '«SmtpServer=c;'\n\
             , x = '«SmtpServer=d;'",
            &["SmtpServer=a;", "SmtpServer=b;", "SmtpServer=c;", "SmtpServer=d;"],
        );
    }

    #[test]
    fn damaged_scripts_cause_no_panic() {
        const SCRIPT: &str = r#"
            :setvar Mail "SmtpServer=ä;"
            DECLARE @v sql_variant = N'SmtpServer=a' + ';', @w varchar(9) = 'ß'
            EXEC catalog.set_object_parameter_value 30, 'f', 'p', 'CM.M.ConnectionString', @v, 'Mail.dtsx', 'V'
            EXEC catalog.set_object_parameter_value @parameter_name='CM.M.SmtpServer', @parameter_value=@w
            INSERT t (ConfiguredValue, PackagePath) VALUES ('a''b', '\Package.Connections[X].Properties[SmtpServer]')
            UPDATE t SET ConfiguredValue = 'c' WHERE PackagePath = '\Package.Connections[X].Properties[SmtpServer]'
            EXEC ('PRINT ''SmtpServer=€;'' + CONCAT(''x'', ''SmtpServer='', CASE WHEN 1 = 1 THEN ''y'' END)')
            EXEC p N'/CONN "\"S\"";"\"SmtpServer=b;Timeout=''5''\"" /SET \Package.Connections[S].EnableSsl;False'
            SELECT REPLACE('SmtpServer=$;EnableSsl=True;', '$', @s), "SmtpServer=d;" -- 'SmtpServer=e'
        "#;
        const SPLICES: [&str; 14] = ["'", "''", "\"", "\\\"", "(", ")", "+", ";", "\n", "/*", "[", "@v", "ä", "CASE "];
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut random = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % (below as u64)).unwrap()
        };
        assert_eq!(read(&Source::new(SCRIPT)).len(), 10);
        for _ in 0..3_000 {
            let mut script: Vec<char> = SCRIPT.chars().collect();
            for _ in 0..=random(4) {
                let at = random(script.len());
                let end = (at + random(30)).min(script.len());
                match random(3) {
                    0 => drop(script.drain(at..end)),
                    1 => drop(script.splice(at..at, SPLICES[random(SPLICES.len())].chars())),
                    _ => drop(script.splice(at..at, SCRIPT.chars().skip(random(SCRIPT.len())).take(40))),
                }
            }
            let script: String = script.into_iter().collect();
            for string in read(&Source::new(&script)) {
                checking::check_characters(&script, &string);
            }
        }
    }

    /// Returns the number of strings in a script. The tests that use it would take minutes if the time were not linear.
    fn count(script: &str) -> usize {
        read(&Source::new(script)).len()
    }

    #[test]
    fn time_is_linear_in_repeated_tokens() {
        for token in [
            "'",
            "''",
            "'''",
            "/*",
            "*/",
            "--",
            "\"",
            "[",
            "(",
            ")",
            "((')",
            ",",
            "+",
            "=",
            "@",
            "$(",
            "$",
            ".",
            ":",
            "!",
            "\r",
            "'+",
            "'a'+@a+",
            "@a=",
            "@a+=",
            "a.",
            "a(",
            "REPLACE(",
            "REPLACE('SmtpServer=',",
            "CONCAT(",
            "CAST(",
            "CASE ",
            "'a'+CASE ",
            "END ",
            "DECLARE ",
            "DECLARE @a int=",
            "SET ",
            "SET a,",
            "SELECT ",
            "UNION SELECT 'a',",
            "EXEC ",
            "EXEC catalog.set_object_parameter_value ",
            "INSERT ",
            "INSERT t(",
            "VALUES(",
            "VALUES('a','b'),",
            "UPDATE ",
            "UPDATE t SET ConfiguredValue=",
            "PackagePath=",
            "PackagePath IN (",
            "COLLATE ",
            "\nGO\n",
            ";",
            "\n:setvar a \"",
            "\n:r '",
            "'SmtpServer=a;'+",
            "'SmtpServer='+@a+",
            "'''SmtpServer=''",
            "'/CONN SmtpServer=a'",
            "'/CONN SmtpServer;",
        ] {
            let script = format!("/* SmtpServer */ {}", token.repeat(40_000 / token.len()));
            count(&script);
            count(&format!("UPDATE t SET {script}"));
            count(&format!("'SmtpServer {}'", script.replace('\'', "''")));
            count(&format!("'/CONN SmtpServer {}'", script.replace('\'', "\\\"")));
        }
    }

    #[test]
    fn time_is_linear_in_long_scripts() {
        assert_eq!(count(&format!("-- SmtpServer\n{}", "'".repeat(1 << 20))), 0);
        assert_eq!(count(&format!("-- SmtpServer\n{} 'SmtpServer=a'", "/*".repeat(1 << 19))), 0);
        assert_eq!(count(&format!("{} 'SmtpServer=a'", "/*".repeat(1 << 19) + &"*/".repeat(1 << 19))), 1);
        assert_eq!(count(&format!("SET @a = 'SmtpServer=a;'{}", " + 'x'".repeat(100_000))), 1);
        assert_eq!(count(&format!("SET @a = 'SmtpServer=a;'{}", " + @x + 'y;'".repeat(100_000))), 1);
        let variables = (0..100_000).fold(String::new(), |mut script, n| {
            writeln!(script, "DECLARE @v{n} varchar(9) = 'SmtpServer={n}'").unwrap();
            script
        });
        assert_eq!(count(&variables), 100_000);
    }

    #[test]
    fn value_that_is_used_many_times_is_bounded() {
        let long = "a".repeat(500_000);
        let call = "EXEC catalog.set_object_parameter_value 20, 'f', 'p', 'CM.M.SmtpServer', @v\n".repeat(10_000);
        assert_eq!(count(&format!("DECLARE @v varchar(max) = '{long}'\n{call}")), 10_000);
        assert_eq!(count(&format!("DECLARE @v varchar(max) = 'a'{}\n{call}", "+@a".repeat(100_000))), 10_000);
        assert_eq!(count(&format!("DECLARE @v varchar(max) = 'a'\n{call}")), 1);
    }
}
