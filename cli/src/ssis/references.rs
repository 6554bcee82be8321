//! Counts what refers to a parameter or variable.
//!
//! Expressions, scripts and tasks have many forms, so the text of the file is searched for the name in the forms that
//! they use. A reference that is counted twice, or that is in a comment, only prevents a change.

use crate::ssis::expression::Meaning;
use crate::ssis::expression::{Namespace, key};
use crate::ssis::facts::{Facts, NamedValue};
use crate::ssis::file_kind::Kind;
use crate::ssis::read::decoded;

/// Returns the number of references in a file, or `None` if it cannot be known.
#[must_use]
pub fn count_references(file: &str, bytes: &[u8], named: &NamedValue) -> Option<usize> {
    let name = named.name.to_ascii_lowercase();
    // Other names may be escaped.
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ' ' | '-')) {
        return None;
    }
    let text = decoded(file, bytes).ok()?.to_ascii_lowercase();
    let qualified = format!("{}::{name}", named.namespace.to_string().to_ascii_lowercase());
    let count = count(&text, &qualified);
    if !matches!(named.namespace, Namespace::Variable(_)) {
        return Some(count);
    }
    // `refId` contains the qualified name of the variable itself.
    let own = text.matches(&format!("variables[{qualified}]")).count();
    let forms = [format!("@{name}"), format!("@[{name}]"), format!("\"{name}\"]"), format!("\"{name}\")")];
    let escaped = [format!("&quot;{name}&quot;]"), format!("&quot;{name}&quot;)")];
    let others: usize = forms.iter().chain(&escaped).map(|form| self::count(&text, form)).sum();
    // Data flows refer to variables by GUID. One occurrence is that of the variable itself.
    let id = named.id.as_ref().map(|id| id.trim_matches(['{', '}']).to_ascii_lowercase()).filter(|id| !id.is_empty());
    let by_id = id.map_or(0, |id| text.matches(&id).count().saturating_sub(1));
    Some(count.saturating_sub(own) + others + by_id)
}

/// Returns the number of property expressions of SMTP connection managers that refer to a parameter or variable.
#[must_use]
pub fn known_references(facts: &Facts, named: &NamedValue) -> usize {
    let expressions = facts.managers.iter().flat_map(|manager| &manager.expressions);
    let own = key(&named.namespace, &named.name);
    let is_reference = |meaning: &Meaning| match meaning {
        Meaning::Reference { namespace, name } => key(namespace, name) == own,
        _ => false,
    };
    // A SQL script has no expressions.
    if facts.kind == Kind::Sql { 0 } else { expressions.filter(|expression| is_reference(&expression.meaning)).count() }
}

/// Returns the number of occurrences that are not part of a longer name.
fn count(text: &str, form: &str) -> usize {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let is_whole = |(at, _): &(usize, &str)| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        let after = text.get(at + form.len()..).and_then(|after| after.chars().next());
        // A form that begins or ends with a delimiter is complete.
        let begins = form.starts_with(is_name) && before.is_some_and(is_name);
        let continues = form.ends_with(is_name) && after.is_some_and(is_name);
        !begins && !continues
    };
    text.match_indices(form).filter(is_whole).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssis::LineColumn;

    fn named(namespace: Namespace, name: &str) -> NamedValue {
        let id = Some("{AB54027C-8C22-4444-9D2C-A40A3DE8F7E9}".to_owned());
        NamedValue { namespace, package: None, name: name.to_owned(), id, value: None, place: LineColumn::START }
    }

    #[track_caller]
    fn check(namespace: Namespace, text: &str, expected: usize) {
        assert_eq!(count_references("a.dtsx", text.as_bytes(), &named(namespace, "Server")), Some(expected), "{text}");
    }

    #[test]
    fn references_to_parameters_are_counted() {
        check(Namespace::Project, "@[$Project::Server] + @[$project::server]", 2);
        check(Namespace::Project, "@[$Project::ServerName] @[$Package::Server] Server", 0);
        check(Namespace::Package, "@[$Package::Server]", 1);
    }

    #[test]
    fn references_to_variables_are_counted() {
        let user = || Namespace::Variable("User".to_owned());
        check(user(), "refId=\"Package.Variables[User::Server]\" @[User::Server]", 1);
        check(user(), "@Server @[Server] @Servers @[User::Servers] OtherUser::Server", 2);
        check(user(), "Dts.Variables[\"Server\"] Dts.Variables(&quot;Server&quot;) \"Server\"", 2);
        check(user(), "ReadOnlyVariables=\"User::A,User::Server\"", 1);
        check(user(), "{ab54027c-8c22-4444-9d2c-a40a3de8f7e9} x {AB54027C-8C22-4444-9D2C-A40A3DE8F7E9}", 1);
    }

    #[test]
    fn unusual_names_and_files_are_not_known() {
        assert_eq!(count_references("a.dtsx", b"", &named(Namespace::Project, "A & B")), None);
        assert_eq!(count_references("a.dtsx", b"\xFF", &named(Namespace::Project, "A")), None);
        assert_eq!(count_references("a.ispac", b"PK\x03\x04", &named(Namespace::Project, "A")), None);
    }
}
