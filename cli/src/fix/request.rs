//! What is asked for: changes, and the connection managers to which they apply.

use glob::{MatchOptions, Pattern};
use smtp_connection_string::{PerProperty, Property as Part, ServerName};

use crate::args::FixArguments;
use crate::inventory::holders::Holder;
use crate::inventory::record::FileName;

/// What is asked for.
pub(crate) struct Request {
    pub(crate) changes: Changes,
    conditions: Conditions,
}

/// The changes.
pub(crate) enum Changes {
    /// The machine-applicable fixes of the library.
    Fixes,
    Values {
        set: PerProperty<Option<NewValue>>,
        /// The old and the new name of each server.
        servers: Vec<(String, String)>,
    },
}

/// A new value of a property other than the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NewValue {
    Boolean(bool),
    Milliseconds(u32),
}

/// The conditions. For each kind, one of them must be met.
#[derive(Default)]
struct Conditions {
    servers: Vec<String>,
    managers: Vec<String>,
    packages: Vec<Pattern>,
}

impl Request {
    /// Reads the arguments, or returns what is wrong with them. The error does not repeat an argument.
    pub(crate) fn new(arguments: &FixArguments) -> Result<Self, &'static str> {
        let conditions = Conditions::new(&arguments.conditions)?;
        if arguments.set.is_empty() && arguments.servers.is_empty() {
            return Ok(Self { changes: Changes::Fixes, conditions });
        }
        let mut set = PerProperty::default();
        for assignment in &arguments.set {
            let (part, value) = assigned(assignment)?;
            let slot: &mut Option<NewValue> = set.get_mut(part);
            if slot.replace(value).is_some() {
                return Err("`--set` was given more than once for the same property");
            }
        }
        let servers = arguments.servers.iter().map(|renamed| self::renamed(renamed)).collect::<Result<Vec<_>, _>>()?;
        for (index, (old, new)) in servers.iter().enumerate() {
            let is_old = |name: &str, but: usize| {
                servers.iter().enumerate().any(|(other, (old, _))| other != but && old.eq_ignore_ascii_case(name))
            };
            if is_old(old, index) {
                return Err("`--server` was given more than once for the same old server");
            }
            // Otherwise, the result would be different if the command is run again.
            if is_old(new, index) {
                return Err("a new server of `--server` is the old one of another `--server`; run the command twice");
            }
        }
        Ok(Self { changes: Changes::Values { set, servers }, conditions })
    }

    /// Returns whether a holder meets the conditions.
    pub(crate) fn selects(&self, holder: &Holder<'_>, file: &FileName<'_>) -> bool {
        let Conditions { servers, managers, packages } = &self.conditions;
        let is_server = |wanted: &String| holder.servers.iter().any(|server| server.eq_ignore_ascii_case(wanted));
        let is_manager = |wanted: &String| {
            holder.name.is_some_and(|name| name.trim().to_lowercase() == wanted.trim().to_lowercase())
        };
        // A path is known only for the file itself.
        let path = (file.entry.is_none() && holder.package == Some(file.own_name())).then_some(file.name);
        (servers.is_empty() || servers.iter().any(is_server))
            && (managers.is_empty() || managers.iter().any(is_manager))
            && (packages.is_empty() || holder.package.is_some_and(|package| is_package(packages, package, path)))
    }

    /// Returns whether a file whose content is not known may contain something that meets the conditions.
    pub(crate) fn may_select(&self, file: &FileName<'_>) -> bool {
        let packages = &self.conditions.packages;
        packages.is_empty() || is_package(packages, file.own_name(), Some(file.name))
    }
}

impl Conditions {
    fn new(arguments: &[String]) -> Result<Self, &'static str> {
        const FORM: &str = "`--where` needs `server=NAME`, `manager=NAME` or `package=GLOB`";
        let mut conditions = Self::default();
        for argument in arguments {
            let (key, value) = argument.split_once('=').ok_or(FORM)?;
            if value.trim().is_empty() {
                return Err(FORM);
            }
            match key.trim().to_ascii_lowercase().as_str() {
                "server" => conditions.servers.push(value.trim().to_owned()),
                "manager" => conditions.managers.push(value.to_owned()),
                "package" => {
                    let pattern = Pattern::new(&value.replace('\\', "/"));
                    conditions.packages.push(pattern.map_err(|_| "the pattern after `package=` is not valid")?);
                }
                _ => return Err(FORM),
            }
        }
        Ok(conditions)
    }
}

/// Returns whether the name of a package, or its path if the pattern has a `/`, matches.
fn is_package(patterns: &[Pattern], name: &str, path: Option<&str>) -> bool {
    let options =
        MatchOptions { case_sensitive: false, require_literal_separator: true, require_literal_leading_dot: false };
    patterns.iter().any(|pattern| {
        let subject = if pattern.as_str().contains('/') { path } else { Some(name) };
        subject.is_some_and(|subject| pattern.matches_with(subject, options))
    })
}

/// Reads `EnableSsl=True`.
fn assigned(argument: &str) -> Result<(Part, NewValue), &'static str> {
    let (name, value) =
        argument.split_once('=').ok_or("`--set` needs a property and a value, for example `EnableSsl=True`")?;
    let part = name
        .trim()
        .parse()
        .map_err(|_| "unknown property for `--set`; use `EnableSsl`, `UseWindowsAuthentication` or `Timeout`")?;
    let value = value.trim();
    let value = match part {
        Part::SmtpServer => return Err("`--set` cannot set the server; use `--server OLD=NEW`"),
        Part::UseWindowsAuthentication | Part::EnableSsl if value.eq_ignore_ascii_case("true") => {
            NewValue::Boolean(true)
        }
        Part::UseWindowsAuthentication | Part::EnableSsl if value.eq_ignore_ascii_case("false") => {
            NewValue::Boolean(false)
        }
        Part::UseWindowsAuthentication | Part::EnableSsl => {
            return Err("invalid boolean for `--set`; use `True` or `False`");
        }
        Part::Timeout => {
            let is_digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
            let milliseconds = value.parse::<i32>().ok().and_then(|value| u32::try_from(value).ok());
            let milliseconds = milliseconds.filter(|_| is_digits);
            NewValue::Milliseconds(
                milliseconds.ok_or("invalid timeout for `--set`; use a number of milliseconds from 0 to 2147483647")?,
            )
        }
    };
    Ok((part, value))
}

/// Reads `old.contoso.com=new.contoso.com`.
fn renamed(argument: &str) -> Result<(String, String), &'static str> {
    const FORM: &str = "`--server` needs two servers, for example `old.contoso.com=new.contoso.com`";
    let (old, new) = argument.split_once('=').ok_or(FORM)?;
    let (old, new) = (old.trim(), new.trim());
    if old.is_empty() {
        return Err(FORM);
    }
    if ServerName::parse(new).is_err() {
        return Err("the new server of `--server` is not a valid host name or IP address");
    }
    Ok((old.to_owned(), new.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(set: &[&str], servers: &[&str], conditions: &[&str]) -> FixArguments {
        let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        FixArguments {
            set: owned(set),
            servers: owned(servers),
            conditions: owned(conditions),
            ..FixArguments::default()
        }
    }

    #[track_caller]
    fn wrong(set: &[&str], servers: &[&str], conditions: &[&str], expected: &str) {
        let error = Request::new(&arguments(set, servers, conditions)).err().unwrap();
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn arguments_are_read() {
        let request = Request::new(&arguments(&["enablessl = true", "Timeout=5"], &["a=b", "c=[::1]"], &[])).unwrap();
        let Changes::Values { set, servers } = request.changes else { panic!() };
        assert_eq!(*set.get(Part::EnableSsl), Some(NewValue::Boolean(true)));
        assert_eq!(*set.get(Part::Timeout), Some(NewValue::Milliseconds(5)));
        assert_eq!(servers, [("a".to_owned(), "b".to_owned()), ("c".to_owned(), "[::1]".to_owned())]);
        assert!(matches!(Request::new(&arguments(&[], &[], &[])).unwrap().changes, Changes::Fixes));
    }

    #[test]
    fn wrong_arguments_are_named() {
        wrong(&["EnableSsl"], &[], &[], "a property and a value");
        wrong(&["EnableSsl=yes"], &[], &[], "invalid boolean");
        wrong(&["Timeout=-1"], &[], &[], "invalid timeout");
        wrong(&["Timeout=+1"], &[], &[], "invalid timeout");
        wrong(&["Timeout=2147483648"], &[], &[], "invalid timeout");
        wrong(&["Password=x"], &[], &[], "unknown property");
        wrong(&["SmtpServer=x"], &[], &[], "use `--server OLD=NEW`");
        wrong(&["Timeout=1", "timeout=2"], &[], &[], "more than once for the same property");
        wrong(&[], &["a"], &[], "needs two servers");
        wrong(&[], &["=a"], &[], "needs two servers");
        wrong(&[], &["a=b:25"], &[], "not a valid host name");
        wrong(&[], &["a=b", "A=c"], &[], "same old server");
        wrong(&[], &["a=b", "B=a"], &[], "old one of another");
        wrong(&[], &[], &["name=x"], "`--where` needs");
        wrong(&[], &[], &["server="], "`--where` needs");
        wrong(&[], &[], &["package=["], "not valid");
    }

    #[test]
    fn packages_are_matched_by_name_or_path() {
        let matches =
            |pattern: &str, name: &str, path: Option<&str>| is_package(&[Pattern::new(pattern).unwrap()], name, path);
        assert!(matches("mail*.DTSX", "Mail 1.dtsx", Some("a/Mail 1.dtsx")));
        assert!(matches("**/a/*", "Mail.dtsx", Some("x/a/Mail.dtsx")));
        assert!(!matches("*.dtsx", "Mail.conmgr", None));
        assert!(!matches("a/*", "Mail.dtsx", Some("a/b/Mail.dtsx")));
        assert!(!matches("a/*", "Mail.dtsx", None));
    }
}
