//! The commands of `sqlcmd`, the program that runs scripts: `:setvar Owner O'Brien`, `!!echo don't`.
//!
//! A command is a whole line and is not Transact-SQL, so an apostrophe in it does not begin a literal. A statement
//! cannot begin with `:` or `!!`. `EXIT(query)` is not a command here, because its argument is Transact-SQL.

use memchr::memchr2;

/// A line with a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The offset of the line break, or of the end of the text.
    pub(super) end: usize,
    /// The value that `:setvar` gives to a variable, without its quotes: start and end.
    pub(super) value: Option<(usize, usize)>,
}

/// The commands whose arguments are not Transact-SQL. `:` precedes each of them.
const COMMANDS: [&str; 15] = [
    "connect",
    "ed",
    "error",
    "help",
    "list",
    "listvar",
    "on",
    "out",
    "perftrace",
    "quit",
    "r",
    "reset",
    "serverlist",
    "setvar",
    "xml",
];

/// Reads the command at an offset, which is the first character of a line that is not blank.
pub(super) fn line(text: &str, at: usize) -> Option<Line> {
    let rest = text.get(at..)?;
    let length = memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
    let rest = rest.get(..length)?;
    let end = at + length;
    if rest.starts_with("!!") || rest.starts_with(":!!") {
        return Some(Line { end, value: None });
    }
    let command = rest.strip_prefix(':')?;
    let (name, arguments) =
        command.split_at(command.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(command.len()));
    if !COMMANDS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return None;
    }
    let value = if name.eq_ignore_ascii_case("setvar") { value(arguments) } else { None };
    Some(Line { end, value: value.map(|value| (end - value.after, end - value.after + value.length)) })
}

/// A value, by its distance from the end of the line.
struct Value {
    after: usize,
    length: usize,
}

/// Returns the value in ` name value` or ` name "value"`. A value without quotes ends at a blank.
fn value(arguments: &str) -> Option<Value> {
    let (_, value) = arguments.trim_ascii_start().split_once([' ', '\t'])?;
    let value = value.trim_ascii_start();
    let (value, length) = match value.strip_prefix('"') {
        Some(quoted) => (quoted, quoted_length(quoted)),
        None => (value, value.find([' ', '\t']).unwrap_or(value.len())),
    };
    Some(Value { after: value.len(), length })
}

/// Returns the length of the text before the closing quote. A doubled quote is an escaped one.
fn quoted_length(text: &str) -> usize {
    let mut at = 0;
    while let Some(quote) = text.get(at..).and_then(|rest| rest.find('"')) {
        at += quote;
        if !text.get(at + 1..).is_some_and(|rest| rest.starts_with('"')) {
            return at;
        }
        at += 2;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the rest of the text after the command, and the value of `:setvar`.
    fn read(text: &str) -> Option<(&str, Option<&str>)> {
        let line = line(text, 0)?;
        Some((text.get(line.end..).unwrap(), line.value.map(|(from, to)| text.get(from..to).unwrap())))
    }

    #[test]
    fn commands_extend_to_the_end_of_the_line() {
        assert_eq!(read("!!echo don't\r\nSELECT"), Some(("\r\nSELECT", None)));
        assert_eq!(read(":!!echo don't\rSELECT"), Some(("\rSELECT", None)));
        assert_eq!(read(":r C:\\it's.sql"), Some(("", None)));
        assert_eq!(read(":r\"it's.sql\"\n"), Some(("\n", None)));
        assert_eq!(read(":ON Error exit\n"), Some(("\n", None)));
        assert_eq!(read(":Connect o'brien\n"), Some(("\n", None)));
    }

    #[test]
    fn other_lines_are_not_commands() {
        assert_eq!(read("::fn_helpcollations()"), None);
        assert_eq!(read(":exit(SELECT 'a')"), None);
        assert_eq!(read(":rollback"), None);
        assert_eq!(read(":"), None);
        assert_eq!(read("!= 'a'"), None);
    }

    #[test]
    fn value_of_a_variable_is_found() {
        let value = |text: &'static str| read(text).unwrap().1;
        assert_eq!(value(":setvar Owner O'Brien"), Some("O'Brien"));
        assert_eq!(
            value(":SETVAR  Mail\t\"SmtpServer=a; EnableSsl=True;\" \r\n"),
            Some("SmtpServer=a; EnableSsl=True;")
        );
        assert_eq!(value(":setvar Mail SmtpServer=a;EnableSsl=True x\n"), Some("SmtpServer=a;EnableSsl=True"));
        assert_eq!(value(":setvar Mail \"a\"\"b\" c"), Some("a\"\"b"));
        assert_eq!(value(":setvar Mail \"SmtpServer=a\nb\""), Some("SmtpServer=a"), "an unclosed quote");
        assert_eq!(value(":setvar Mail"), None);
        assert_eq!(value(":setvar Mail "), Some(""));
        assert_eq!(value(":r SmtpServer=a b"), None);
    }
}
