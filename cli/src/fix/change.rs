//! The new value of one place.

use smtp_connection_string::{Authentication, ConnectionString, Property as Part, Report, SmtpConnection, check};

use crate::fix::request::{Changes, NewValue};
use crate::inventory::check::is_about_missing_server;
use crate::inventory::holders::{Role, ValuePlace};
use crate::inventory::stated::boolean;
use crate::ssis::Property;

const INVALID: &str = "the connection string is invalid; `smtp-connstr scan` says why";
const STILL_INVALID: &str = "the connection string would still be invalid; `smtp-connstr scan` says why";
const INVALID_VALUE: &str = "the value of a property is invalid";

/// Returns the new value of a place; `None` if it does not change. `is_server_set` means that an expression sets the
/// server, so the stored one may be empty.
///
/// # Errors
///
/// Returns why the value cannot be changed.
pub(super) fn new_value(
    changes: &Changes,
    place: &ValuePlace<'_>,
    is_server_set: bool,
) -> Result<Option<String>, &'static str> {
    let is_stored = matches!(place.role, Role::Stored);
    match place.property {
        Property::ConnectionString => new_string(changes, place.value(), is_stored, is_server_set),
        Property::Part(part) => new_part(changes, part, place.value()),
    }
}

/// Returns the new form of a connection string.
pub(super) fn new_string(
    changes: &Changes,
    old: &str,
    is_stored: bool,
    is_server_set: bool,
) -> Result<Option<String>, &'static str> {
    let report = check(old);
    let Changes::Values { set, servers } = changes else {
        let fixed = report.fixed();
        // A value that an expression uses need not be in the canonical form.
        if fixed == old || (!is_stored && report.is_valid()) {
            return Ok(None);
        }
        return if is_valid(&check(&fixed), is_server_set) { Ok(Some(fixed)) } else { Err(STILL_INVALID) };
    };
    let parsed = ConnectionString::parse(old);
    let server = match &parsed {
        Ok(pairs) => pairs.get(Part::SmtpServer.as_str()).map(|server| server.trim().to_owned()),
        Err(_) => report.properties().server().map(|server| server.as_str().to_owned()),
    };
    let mut new: Vec<(Part, String)> = Vec::new();
    if let Some(renamed) = server.and_then(|server| renamed(servers, &server)) {
        new.push((Part::SmtpServer, renamed));
    }
    for (part, value) in set.iter() {
        if let Some(value) = value.filter(|value| !has(&report, part, *value)) {
            new.push((part, value.canonical()));
        }
    }
    if new.is_empty() {
        return Ok(None);
    }
    let mut string = parsed.map_err(|_| INVALID)?;
    if !is_valid(&report, is_server_set) {
        return Err(INVALID);
    }
    for (part, value) in new {
        string.set(part.as_str(), &value).map_err(|_| STILL_INVALID)?;
    }
    if is_valid(&check(string.as_str()), is_server_set) {
        Ok(Some(string.as_str().to_owned()))
    } else {
        Err(STILL_INVALID)
    }
}

/// Returns the new value of a property that is stored separately. It keeps the form of the old one.
fn new_part(changes: &Changes, part: Part, old: &str) -> Result<Option<String>, &'static str> {
    let Changes::Values { set, servers } = changes else { return Ok(None) };
    if part == Part::SmtpServer {
        return Ok(renamed(servers, old));
    }
    let Some(new) = *set.get(part) else { return Ok(None) };
    match new {
        NewValue::Boolean(new) => match boolean(old) {
            Some(value) if value == new => Ok(None),
            Some(_) => Ok(Some(boolean_like(old, new).to_owned())),
            None => Err(INVALID_VALUE),
        },
        NewValue::Milliseconds(new) => match old.parse::<u32>() {
            Ok(value) if value == new => Ok(None),
            _ => Ok(Some(new.to_string())),
        },
    }
}

/// Returns the new name of a server; `None` if it does not change.
fn renamed(servers: &[(String, String)], server: &str) -> Option<String> {
    let (_, new) = servers.iter().find(|(old, _)| old.eq_ignore_ascii_case(server))?;
    (new != server).then(|| new.clone())
}

/// Returns whether a string has a value for a property, explicitly or by default.
fn has(report: &Report<'_>, part: Part, value: NewValue) -> bool {
    let properties = report.properties();
    let defaults = report.connection();
    match (part, value) {
        (Part::EnableSsl, NewValue::Boolean(value)) => {
            properties.enable_ssl().or(defaults.map(SmtpConnection::enable_ssl)) == Some(value)
        }
        (Part::UseWindowsAuthentication, NewValue::Boolean(value)) => {
            let authentication = properties.authentication().or(defaults.map(SmtpConnection::authentication));
            authentication.map(|authentication| authentication == Authentication::Windows) == Some(value)
        }
        (Part::Timeout, NewValue::Milliseconds(value)) => properties.timeout_ms() == Some(value),
        _ => false,
    }
}

fn is_valid(report: &Report<'_>, is_server_set: bool) -> bool {
    report.is_valid() || (is_server_set && report.errors().all(|error| is_about_missing_server(error, report.source())))
}

/// Writes a boolean in the form of another one. Parameters have lower case, and configurations numbers.
fn boolean_like(old: &str, new: bool) -> &'static str {
    match (old, new) {
        ("0" | "1" | "-1", false) => "0",
        // SSIS writes -1 in configurations, but a parameter that a script sets must be 1. SSIS reads both.
        ("0" | "1" | "-1", true) => "1",
        _ => {
            match (old.contains(|c: char| c.is_ascii_uppercase()), old.contains(|c: char| c.is_ascii_lowercase()), new)
            {
                (false, _, true) => "true",
                (false, _, false) => "false",
                (true, true, true) => "True",
                (true, true, false) => "False",
                (true, false, true) => "TRUE",
                (true, false, false) => "FALSE",
            }
        }
    }
}

impl NewValue {
    fn canonical(self) -> String {
        match self {
            Self::Boolean(true) => "True".to_owned(),
            Self::Boolean(false) => "False".to_owned(),
            Self::Milliseconds(value) => value.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use smtp_connection_string::PerProperty;

    use super::*;

    fn values(set: &[(Part, NewValue)], servers: &[(&str, &str)]) -> Changes {
        let mut all = PerProperty::default();
        for (part, value) in set {
            *all.get_mut(*part) = Some(*value);
        }
        let servers = servers.iter().map(|(old, new)| ((*old).to_owned(), (*new).to_owned())).collect();
        Changes::Values { set: all, servers }
    }

    fn tls() -> Changes {
        values(&[(Part::EnableSsl, NewValue::Boolean(true))], &[("old", "new")])
    }

    #[track_caller]
    fn check_string(changes: &Changes, old: &str, expected: Result<Option<&str>, &'static str>) {
        let new = new_string(changes, old, true, false);
        assert_eq!(new.as_ref().map(Option::as_deref).map_err(|error| *error), expected, "{old}");
        if let Ok(Some(new)) = new {
            assert_eq!(new_string(changes, &new, true, false), Ok(None), "{new} again");
        }
    }

    #[test]
    fn only_the_asked_properties_change() {
        check_string(&tls(), "SmtpServer=x;EnableSsl=False;", Ok(Some("SmtpServer=x;EnableSsl=True;")));
        check_string(&tls(), "smtpserver = OLD ; enablessl=false", Ok(Some("smtpserver = new ; enablessl=True")));
        check_string(&tls(), "SmtpServer=\"old\"", Ok(Some("SmtpServer=\"new\";EnableSsl=True")));
        check_string(&tls(), "SmtpServer=x;EnableSsl=true", Ok(None));
        check_string(&tls(), "SmtpServer=older;EnableSsl=True", Ok(None));
        let timeout = values(&[(Part::Timeout, NewValue::Milliseconds(5000))], &[]);
        check_string(&timeout, "SmtpServer=x;", Ok(Some("SmtpServer=x;Timeout=5000;")));
        check_string(&timeout, "SmtpServer=x;Timeout=05000", Ok(None));
        let anonymous = values(&[(Part::UseWindowsAuthentication, NewValue::Boolean(false))], &[]);
        check_string(&anonymous, "SmtpServer=x;", Ok(None));
    }

    #[test]
    fn invalid_strings_are_refused_if_they_would_change() {
        check_string(&tls(), "SmtpServer=x;Password=y", Err(INVALID));
        check_string(&tls(), "SmtpServer=x;EnableSsl=yes", Err(INVALID));
        check_string(&tls(), "SmtpServer=;EnableSsl=False", Err(INVALID));
        check_string(&tls(), "SmtpServer='x;EnableSsl=False", Err(INVALID));
        check_string(&values(&[], &[("old", "new")]), "SmtpServer=x;Password=y", Ok(None));
        check_string(&values(&[], &[("old", "new")]), "SmtpServer=old;Password=y", Err(INVALID));
        check_string(&values(&[], &[("old:25", "new")]), "SmtpServer=old:25", Err(INVALID));
        assert_eq!(
            new_string(&tls(), "SmtpServer=;EnableSsl=False", true, true),
            Ok(Some("SmtpServer=;EnableSsl=True".to_owned()))
        );
        assert_eq!(new_string(&tls(), "SmtpServer=;EnableSsl=yes", true, true), Err(INVALID));
    }

    #[test]
    fn fixes_are_those_of_the_library() {
        let fixed = "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;";
        check_string(&Changes::Fixes, "smtpserver=mail;enablessl=yes", Ok(Some(fixed)));
        check_string(&Changes::Fixes, "SmtpServer=mail;EnableSsl=yes;Password=x", Err(STILL_INVALID));
        check_string(&Changes::Fixes, "SmtpServer=mail;Password=x", Ok(None));
        check_string(&Changes::Fixes, fixed, Ok(None));
        let of_expression = |old| new_string(&Changes::Fixes, old, false, false);
        assert_eq!(of_expression("smtpserver=mail"), Ok(None));
        assert_eq!(of_expression("smtpserver=mail;enablessl=yes"), Ok(Some(fixed.to_owned())));
    }

    #[test]
    fn single_properties_keep_their_form() {
        let off = values(&[(Part::EnableSsl, NewValue::Boolean(false))], &[]);
        for (old, on, is_off) in [
            ("false", Some("true"), None),
            ("true", None, Some("false")),
            ("False", Some("True"), None),
            ("TRUE", None, Some("FALSE")),
            ("0", Some("1"), None),
            ("-1", None, Some("0")),
            ("1", None, Some("0")),
        ] {
            let new = |changes| new_part(changes, Part::EnableSsl, old).unwrap();
            assert_eq!((new(&tls()).as_deref(), new(&off).as_deref()), (on, is_off), "{old}");
        }
        assert_eq!(new_part(&tls(), Part::EnableSsl, "yes"), Err(INVALID_VALUE));
        assert_eq!(new_part(&tls(), Part::SmtpServer, "Old"), Ok(Some("new".to_owned())));
        assert_eq!(new_part(&tls(), Part::SmtpServer, "new"), Ok(None));
        assert_eq!(new_part(&tls(), Part::UseWindowsAuthentication, "false"), Ok(None));
        let timeout = values(&[(Part::Timeout, NewValue::Milliseconds(5))], &[]);
        assert_eq!(new_part(&timeout, Part::Timeout, "20"), Ok(Some("5".to_owned())));
        assert_eq!(new_part(&Changes::Fixes, Part::EnableSsl, "yes"), Ok(None));
    }
}
