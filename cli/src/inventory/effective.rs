//! The value of a connection manager at run time.

use smtp_connection_string::Property as Part;

use crate::inventory::copies::SetOfUnit;
use crate::inventory::expressions::{Resolved, ResolvedValue};
use crate::inventory::record::{CheckedString, Reason};
use crate::inventory::stated::{Stated, checkable};
use crate::ssis::{Origin, Property};

/// Returns the effective value and why it is not certain, except for copies that disagree.
///
/// A parameter is used instead of the stored value, and an expression instead of both.
pub(super) fn effective(
    string: Option<&CheckedString<'_>>,
    copies: &[&SetOfUnit<'_>],
    expressions: &[Resolved<'_>],
) -> (Stated, Vec<Reason>) {
    let mut because = Vec::new();
    if string.is_none() {
        because.push(Reason::Encrypted);
    }
    let mut stated = string.map_or_else(Stated::default, |string| Stated::by_string(&string.report, string.origin));
    for copy in copies {
        for part in not_set_by(expressions) {
            if copy.stated.states(part) {
                stated.take(part, &copy.stated);
            } else if copy.contradictions.contains(&part) {
                stated.clear(part);
            }
            if copy.hides(part) {
                stated.clear(part);
                because.push(Reason::Encrypted);
            }
        }
    }
    // An expression on a property is applied to the string that an expression on the whole string returns.
    let (whole, parts): (Vec<_>, Vec<_>) =
        expressions.iter().partition(|expression| expression.property == Property::ConnectionString);
    for expression in whole.into_iter().chain(parts) {
        match (expression.text(), expression.property) {
            (Some(text), Property::ConnectionString) => {
                let report = smtp_connection_string::check(checkable(text.as_str()));
                stated = Stated::by_string(&report, Origin::Stored);
            }
            (Some(text), Property::Part(part)) => stated.set(part, text.as_str()),
            (None, property) => {
                because.push(Reason::UnresolvedExpression);
                for part in property.parts() {
                    stated.clear(*part);
                }
            }
        }
        if matches!(expression.value, ResolvedValue::Named { .. }) {
            because.push(Reason::ExpressionDefault);
        }
    }
    (stated.with_valid_server(), because)
}

/// Returns the properties that no expression sets.
pub(super) fn not_set_by<'a>(expressions: &'a [Resolved<'_>]) -> impl Iterator<Item = Part> + use<'a> {
    let is_set = |part| expressions.iter().any(|expression| expression.property.parts().contains(part));
    Part::ALL.iter().filter(move |part| !is_set(part)).copied()
}
