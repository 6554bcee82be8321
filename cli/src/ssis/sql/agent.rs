//! The command lines of `dtexec`, which are the commands of job steps that run packages.
//!
//! `/CONNECTION name;string`, `/SET path;value` and `/PAR name;value` set properties.

use crate::ssis::property::Property;

use super::command_line::{Field, argument, next};
use super::target::Target;
use super::text::Text;

/// A property that a command sets.
pub(super) struct Setting {
    pub(super) property: Property,
    /// The name of the connection manager, if it is known.
    pub(super) manager: Option<String>,
    pub(super) value: Text,
}

/// The settings of a command.
pub(super) struct Command {
    pub(super) settings: Vec<Setting>,
    /// The file name of the package.
    pub(super) package: Option<String>,
}

/// Returns whether a text is a command line: it begins with an option, or with the program. A script that contains a
/// command has an apostrophe before the name of the program.
pub(super) fn is_command(text: &str) -> bool {
    let start = text.trim_ascii_start();
    if option(start).is_some() {
        return true;
    }
    let program = start.as_bytes().windows(6).position(|name| name.eq_ignore_ascii_case(b"dtexec"));
    program.and_then(|at| start.get(..at)).is_some_and(|before| !before.contains('\''))
}

/// Reads a command line.
pub(super) fn read(text: &Text) -> Command {
    let mut command = Command { settings: Vec::new(), package: None };
    let mut pending = None;
    let mut at = 0;
    while let Some(start) = next(text.as_str(), at, |c| !c.is_whitespace()) {
        let rest = text.as_str().get(start..).unwrap_or_default();
        if let Some(name) = option(rest) {
            pending = Some(name);
            at = start + 1 + name.len();
            continue;
        }
        let (fields, end) = argument(text.as_str(), start);
        // An argument has at least one character.
        at = end.max(start + 1);
        if let Some(option) = pending.take() {
            command.apply(option, &fields, text);
        }
    }
    command
}

impl Command {
    fn apply(&mut self, option: &str, fields: &[Field], text: &Text) {
        let is = |name: &str, shortest: usize| {
            option.len() >= shortest && name.get(..option.len()).is_some_and(|name| name.eq_ignore_ascii_case(option))
        };
        if is("connection", 4) {
            self.connections(fields, text);
        } else if is("set", 3) {
            self.set(fields, text, Target::path);
        } else if is("parameter", 3) {
            self.set(fields, text, Target::parameter);
        } else if self.package.is_none()
            && (is("file", 1) || is("sql", 2) || is("dts", 2) || is("isserver", 2) || is("package", 4))
        {
            let path = fields.first().map(|field| field.content(text));
            let name = path.as_ref().and_then(|path| path.as_str().rsplit(['\\', '/']).next());
            self.package = name.filter(|name| !name.is_empty()).map(str::to_owned);
        }
    }

    /// Reads `name;value` as the name of a property and its value.
    fn set(&mut self, fields: &[Field], text: &Text, target: fn(&str) -> Option<Target>) {
        let Some((name, value)) = pair(fields, text) else { return };
        let Some(target) = target(name.as_str()) else { return };
        let manager = name.is_complete().then_some(target.manager);
        self.settings.push(Setting { property: target.property, manager, value });
    }

    /// Reads `name;string`, which may be repeated.
    fn connections(&mut self, fields: &[Field], text: &Text) {
        if let [_] = fields {
            self.settings.extend(pair(fields, text).map(|(name, value)| connection(&name, value)));
        }
        let mut rest = fields;
        while let [name, value, more @ ..] = rest {
            // A string without quotes is split at each `;`. The name of a connection manager has no `=`.
            let continues = |field: &&Field| !field.is_quoted() && field.is_blank_or_pair(text);
            let count = if value.is_quoted() { 0 } else { more.iter().take_while(continues).count() };
            let (string, after) = more.split_at_checked(count).unwrap_or((more, &[]));
            let value = match string.last() {
                Some(last) => text.slice(value.from, last.to),
                None => value.content(text),
            };
            self.settings.push(connection(&name.content(text), value));
            rest = after;
        }
    }
}

fn connection(name: &Text, value: Text) -> Setting {
    let manager = name.is_complete().then(|| name.as_str().to_owned());
    Setting { property: Property::ConnectionString, manager, value }
}

/// Returns the two parts of `name;value`. The value may contain `;`, and one pair of quotes may enclose both parts.
fn pair(fields: &[Field], text: &Text) -> Option<(Text, Text)> {
    let value = match fields {
        [both] => {
            let both = both.content(text);
            let split = both.as_str().find(';')?;
            return Some((both.slice(0, split), both.slice(split + 1, both.as_str().len())));
        }
        [_, value, .., last] if !value.is_quoted() => text.slice(value.from, last.to),
        [_, value, ..] => value.content(text),
        [] => return None,
    };
    Some((fields.first()?.content(text), value))
}

/// Returns the name of the option at the start of the text.
fn option(text: &str) -> Option<&str> {
    let name = text.strip_prefix(['/', '-'])?;
    let length = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let (name, after) = name.split_at_checked(length)?;
    let is_one = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && (after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || c == '"'));
    is_one.then_some(name)
}

#[cfg(test)]
mod tests {
    use crate::ssis::place::{LineColumn, LocatedText};

    use super::*;

    fn text(text: &str) -> Text {
        let mut located = LocatedText::empty(LineColumn::START);
        located.push_generated(text, LineColumn::START);
        located.into()
    }

    /// Checks the settings of a command: `manager.property=value`.
    #[track_caller]
    fn check(command: &str, expected: &[&str]) {
        let settings = read(&text(command)).settings;
        let found: Vec<_> = settings
            .iter()
            .map(|setting| {
                let manager = setting.manager.as_deref().unwrap_or("?");
                format!("{manager}.{}={}", setting.property.as_str(), setting.value.as_str())
            })
            .collect();
        assert_eq!(found, expected, "{command}");
    }

    #[test]
    fn connections_are_read_with_every_kind_of_quotes() {
        let expected = ["SMTP.ConnectionString=SmtpServer=a;EnableSsl=True;"];
        for arguments in [
            r#""SMTP";"\"SmtpServer=a;EnableSsl=True;\"""#,
            r#""\"SMTP\"";"\"SmtpServer=a;EnableSsl=True;\"""#,
            r#"\"SMTP\";\"SmtpServer=a;EnableSsl=True;\""#,
            r#"\""SMTP"\";\""SmtpServer=a;EnableSsl=True;"\""#,
            r#"SMTP;"SmtpServer=a;EnableSsl=True;""#,
            r#""SMTP;SmtpServer=a;EnableSsl=True;""#,
            r#""\"SMTP;SmtpServer=a;EnableSsl=True;\"""#,
            r"SMTP;SmtpServer=a;EnableSsl=True;",
            r#"SMTP;"\"SmtpServer=a;EnableSsl=True;"#,
        ] {
            for option in ["/CONNECTION", "/Conn", "-conn", "/connec"] {
                check(&format!("{option} {arguments}"), &expected);
            }
        }
        check("/CON SMTP;a", &[]);
        check("/CONFIGFILE SMTP;a", &[]);
        check("/CONNECTIONS SMTP;a", &[]);
        check("/CONN SMTP", &[]);
        check("/CONN", &[]);
    }

    #[test]
    fn connections_may_be_repeated() {
        check(r#"/CONN A;"\"x=1;y=2\"";B;"\"z=3\"""#, &["A.ConnectionString=x=1;y=2", "B.ConnectionString=z=3"]);
        check("/CONN A;x=1;y=2;B;z=3", &["A.ConnectionString=x=1;y=2", "B.ConnectionString=z=3"]);
        check(r#"/CONN A;"x=1" /X86  /CONN "B 2";z=3"#, &["A.ConnectionString=x=1", "B 2.ConnectionString=z=3"]);
    }

    #[test]
    fn quotes_in_a_value_are_unescaped() {
        check(r#"/CONN A;"\"x=\"\"a b\"\";\"""#, &[r#"A.ConnectionString=x="a b";"#]);
        check(r#"/CONN A;"x=""a;b"";y""#, &[r#"A.ConnectionString=x="a;b";y"#]);
        check(r#"/CONN A;"x=\"a;b\";y""#, &[r#"A.ConnectionString=x="a;b";y"#]);
        check(r#"/CONN A;"\"x=\"\"\"""#, &[r#"A.ConnectionString=x=""#]);
        check(r#"/CONN A;"";B;"\"\"""#, &["A.ConnectionString=", "B.ConnectionString="]);
    }

    #[test]
    fn properties_and_parameters_are_read() {
        let path = r"\Package.Connections[M 1].Properties[SmtpServer]";
        for arguments in [
            format!("\"{path}\";mail"),
            format!(r#""\"{path}\"";"\"mail\"""#),
            format!(r#""{path};mail""#),
            format!(r#"\"{path}\";mail"#),
        ] {
            check(&format!("/SET {arguments} /REPORTING E"), &["M 1.SmtpServer=mail"]);
        }
        let path = r"\Package.Connections[M].Properties[ConnectionString]";
        check(
            &format!("/set {path};SmtpServer=a;EnableSsl=True x"),
            &["M.ConnectionString=SmtpServer=a;EnableSsl=True"],
        );
        check(r#"/Par "\"CM.M.EnableSsl(Boolean)\"";False"#, &["M.EnableSsl=False"]);
        check(r"/Parameter $Project::CM.M.SmtpServer;mail", &["M.SmtpServer=mail"]);
        check(r#"/Par "\"$ServerOption::SYNCHRONIZED(Boolean)\"";True"#, &[]);
        check(r"/SET \Package.Variables[User::SmtpServer].Properties[Value];mail", &[]);
        check("/P CM.M.SmtpServer;mail", &[]);
    }

    #[test]
    fn arguments_of_other_options_are_skipped() {
        check(r#"/FILE "/CONN SMTP;x=1" /X86 /CHECKPOINTING OFF"#, &[]);
        check(r#"/DE "a /CONN SMTP;x=1 b" SMTP;x=1"#, &[]);
    }

    #[test]
    fn package_is_the_file_name() {
        for (command, name) in [
            (r#"/ISSERVER "\"\SSISDB\F\P\Mail.dtsx\"" /SERVER ."#, Some("Mail.dtsx")),
            (r#"/FILE "C:\My Packages\Mail.dtsx""#, Some("Mail.dtsx")),
            (r"/SET x;1 -f a/Mail.dtsx", Some("Mail.dtsx")),
            (r#"/SQL "\"\Lawson\Mail\"""#, Some("Mail")),
            ("/Project a.ispac /Package Mail.dtsx", Some("Mail.dtsx")),
            ("/SERVER Mail.dtsx", None),
            ("/FILE", None),
        ] {
            assert_eq!(read(&text(command)).package.as_deref(), name, "{command}");
        }
    }

    #[test]
    fn command_begins_with_an_option_or_the_program() {
        for text in [
            " /CONN a",
            "-conn a",
            "dtexec /f a",
            r#""C:\Program Files\DTS\Binn\DTExec.exe" /f a"#,
            "cd .. && dtexec.exe /f a",
        ] {
            assert!(is_command(text), "{text}");
        }
        for text in ["EXEC xp_cmdshell 'dtexec /f a'", "-- a", "/* a */", "SmtpServer=/CONN", "/", "- a", "-1", ""] {
            assert!(!is_command(text), "{text}");
        }
    }

    #[test]
    fn unknown_text_is_passed_on() {
        let mut command = text("/CONN ");
        command.push_unknown();
        command.push(&text(r#";"SmtpServer="#));
        command.push_unknown();
        command.push(&text(r#";EnableSsl=True" /SET \Package.Connections[M].Properties[SmtpServer];"#));
        command.push_unknown();
        let settings = read(&command).settings;
        assert_eq!(settings.len(), 2);
        assert_eq!(settings[0].manager, None);
        assert_eq!(settings[0].value.certain_pairs().as_str(), "EnableSsl=True");
        assert_eq!(settings[1].manager.as_deref(), Some("M"));
        assert!(!settings[1].value.is_complete());
    }
}
