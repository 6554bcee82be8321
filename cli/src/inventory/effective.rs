//! The value of a connection manager at run time.

use crate::inventory::copies::{CopyOf, is_named};
use crate::inventory::expressions::{Resolved, ResolvedValue};
use crate::inventory::project::{Project, Unit};
use crate::inventory::record::{CheckedString, Reason};
use crate::inventory::stated::{Stated, checkable, parts_of};
use crate::ssis::{LoadedConfiguration, Property};

/// Returns the effective value and why it is not certain.
///
/// A parameter is used instead of the stored value, and an expression instead of both.
pub(super) fn effective(
    string: Option<&CheckedString<'_>>,
    copies: &[CopyOf<'_>],
    expressions: &[Resolved<'_>],
) -> (Stated, Vec<Reason>) {
    let mut because = Vec::new();
    if string.is_none() {
        because.push(Reason::Encrypted);
    }
    let mut stated = string.map_or_else(Stated::default, |string| Stated::by_string(&string.report, string.origin));
    for copy in copies {
        let mut disagrees = copy.contradicts_itself;
        for part in parts_of(Property::ConnectionString) {
            if is_set(expressions, *part) {
                continue;
            }
            disagrees |= stated.differs_in(&copy.stated, *part);
            if copy.stated.states(*part) {
                stated.take(*part, &copy.stated);
            }
        }
        if disagrees {
            because.push(Reason::CopiesDisagree);
        }
    }
    // An expression on a property is applied to the string that an expression on the whole string returns.
    let (whole, parts): (Vec<_>, Vec<_>) =
        expressions.iter().partition(|expression| expression.property == Property::ConnectionString);
    for expression in whole.into_iter().chain(parts) {
        match (expression.text(), expression.property) {
            (Some(text), Property::ConnectionString) => {
                let report = smtp_connection_string::check(checkable(text.as_str()));
                stated = Stated::by_string(&report, crate::ssis::Origin::Stored);
            }
            (Some(text), Property::Part(part)) => stated.set(part, text.as_str()),
            (None, property) => {
                because.push(Reason::UnresolvedExpression);
                for part in parts_of(property) {
                    stated.clear(*part);
                }
            }
        }
        if matches!(expression.value, ResolvedValue::Named { .. }) {
            because.push(Reason::ExpressionDefault);
        }
    }
    because.sort_unstable();
    because.dedup();
    (stated.with_valid_server(), because)
}

/// Returns whether an expression sets a property.
pub(super) fn is_set(expressions: &[Resolved<'_>], part: smtp_connection_string::Property) -> bool {
    expressions.iter().any(|expression| parts_of(expression.property).contains(&part))
}

/// Returns why the configurations that a package loads make the value of a connection manager uncertain.
pub(super) fn configuration(project: &Project<'_>, unit: &Unit<'_>, name: Option<&str>) -> Option<Reason> {
    let is_in_a_file = |loaded: &LoadedConfiguration| {
        loaded.file.as_deref().is_some_and(|path| project.units.iter().any(|unit| is_named(path, unit)))
    };
    let name = name.map(str::trim).filter(|name| !name.is_empty()).map(str::to_lowercase);
    let is_of_manager = |loaded: &&LoadedConfiguration| {
        name.as_deref().is_some_and(|name| loaded.names.iter().any(|part| part.trim().to_lowercase() == name))
    };
    let mut unknown = unit.facts.configurations.iter().filter(|loaded| !is_in_a_file(loaded)).peekable();
    unknown.peek()?;
    Some(match unknown.find(is_of_manager) {
        Some(_) => Reason::ConfigurationOfThisManager,
        None => Reason::Configuration,
    })
}
