//! The facts of a SQL script.
//!
//! A script may set the properties of a connection manager one by one. The values for the same connection manager and
//! package are collected, until one of the properties is set again.

use std::collections::HashMap;

use smtp_connection_string::Property as Part;

use crate::ssis::facts::{Facts, FoundString, PropertySet};
use crate::ssis::file_kind::Kind;
use crate::ssis::name;
use crate::ssis::place::{LineColumn, LocatedText, Source};
use crate::ssis::property::Property;
use crate::ssis::property::{Origin, PropertyValues};
use crate::ssis::script;
use crate::ssis::sql::{self, SqlString, SqlValue};

/// Reads a script.
pub(super) fn read(source: &Source<'_>) -> Facts {
    let mut facts = Facts::new(Kind::Sql);
    add_strings(sql::read(source), &mut facts);
    facts.set_mentions(script::mentions(source.text).map(|offset| source.place(offset)).collect());
    facts
}

/// The properties of a connection manager.
#[derive(Default)]
struct Set {
    manager: Option<String>,
    package: Option<String>,
    values: PropertyValues,
    /// The properties that are set, also to a value that is not known, and the place of the first one.
    parts: Vec<Part>,
    place: Option<LineColumn>,
}

fn add_strings(strings: Vec<SqlString>, facts: &mut Facts) {
    let mut sets: Vec<Set> = Vec::new();
    let mut open = HashMap::new();
    for string in strings {
        let [manager, package] = [string.manager, string.package].map(|name| name.map(name::bounded));
        match string.value {
            SqlValue::WholeString => {
                let origin = if string.incomplete { Origin::Incomplete } else { Origin::Stored };
                facts.strings.push(FoundString { origin, manager, package, ..FoundString::stored(string.text) });
            }
            SqlValue::Property(part) => {
                let index = open.entry((package.clone(), manager.clone())).or_insert(usize::MAX);
                if sets.get(*index).is_none_or(|set| set.parts.contains(&part)) {
                    *index = sets.len();
                    sets.push(Set { manager, package, ..Set::default() });
                }
                let Some(set) = sets.get_mut(*index) else { continue };
                set.parts.push(part);
                set.place.get_or_insert(string.text.place(0));
                if !string.incomplete {
                    set.values.set(Property::Part(part), string.text);
                }
            }
        }
    }
    for set in sets.into_iter().filter(Set::is_smtp) {
        set.add(facts);
    }
}

impl Set {
    /// Returns whether the properties are those of an SMTP connection manager. No other built-in connection manager has a
    /// server of this name, or both booleans.
    fn is_smtp(&self) -> bool {
        let has = |part| self.parts.contains(&part);
        has(Part::SmtpServer) || (has(Part::EnableSsl) && has(Part::UseWindowsAuthentication))
    }

    fn add(self, facts: &mut Facts) {
        let Self { manager, package, values, place, .. } = self;
        let Some(place) = place else { return };
        match manager {
            Some(manager) if values.parts().next().is_some() => {
                let package = package.map(Into::into);
                facts.sets.push(PropertySet { package, manager, values, hidden: Vec::new(), place, is_smtp: true });
            }
            manager => {
                let (text, origin) =
                    values.assemble().unwrap_or_else(|| (LocatedText::empty(place), Origin::Incomplete));
                facts.strings.push(FoundString { origin, manager, package, ..FoundString::stored(text) });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(script: &str, expected: &[&str]) {
        let facts = read(&Source::new(script));
        let sets = facts.sets.iter().map(|set| {
            let (text, origin) = set.values.assemble().unwrap();
            (text, origin, Some(&set.manager))
        });
        let strings = facts.strings.iter().map(|found| (found.text.clone(), found.origin, found.manager.as_ref()));
        let mut found: Vec<(u32, String)> = sets
            .chain(strings)
            .map(|(text, origin, manager)| {
                let origin = match origin {
                    Origin::Stored => "",
                    Origin::Assembled { .. } => " (assembled)",
                    Origin::Incomplete => " (incomplete)",
                };
                let column = text.place(0).column;
                let manager = manager.map_or("-", String::as_str);
                (column, format!("{column} {manager} {}{origin}", text.as_str()))
            })
            .collect();
        found.sort();
        let found: Vec<_> = found.into_iter().map(|(_, found)| found).collect();
        assert_eq!(found, expected, "{script}");
    }

    #[test]
    fn properties_of_a_connection_manager_are_assembled() {
        check(
            r"N'/SET \Package.Connections[A].Properties[EnableSsl];True /SET \Package.Connections[A].Properties[SmtpServer];a'",
            &["111 A SmtpServer=a;EnableSsl=True; (assembled)"],
        );
        check(
            r"N'/PAR CM.A.SmtpServer;a /PAR CM.B.SmtpServer;b /PAR CM.A.SmtpServer;c /PAR CM.A.Timeout;5'",
            &[
                "24 A SmtpServer=a; (assembled)",
                "47 B SmtpServer=b; (assembled)",
                "70 A SmtpServer=c;Timeout=5; (assembled)",
            ],
        );
    }

    #[test]
    fn properties_of_other_connection_managers_are_ignored() {
        check(r"N'/PAR CM.SMTP.EnableSsl;True /PAR CM.B.UseWindowsAuthentication;True /PAR CM.B.Timeout;5'", &[]);
        check(
            r"N'/PAR CM.SMTP.EnableSsl;True /PAR CM.SMTP.UseWindowsAuthentication;0'",
            &["69 SMTP UseWindowsAuthentication=False;EnableSsl=True; (assembled)"],
        );
    }

    #[test]
    fn incomplete_strings_are_partial() {
        check("'SmtpServer=' + @s + ';EnableSsl=True;'", &["24 - EnableSsl=True; (incomplete)"]);
        check("'SmtpServer=' + @s", &["2 -  (incomplete)"]);
        check("'/PAR CM.A.SmtpServer;' + @s", &["23 A  (incomplete)"]);
        check("'SmtpServer=a;'", &["2 - SmtpServer=a;"]);
    }
}
