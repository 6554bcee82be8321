//! Parameters and variables of packages.

use crate::ssis::expression::Namespace;
use crate::ssis::facts::{Facts, FoundString, NamedValue};
use crate::ssis::name;
use crate::ssis::property::is_connection_string;
use crate::ssis::tree::Element;
use crate::ssis::xml::{self, object_property};

/// Reads a `Variable` element.
pub(super) fn variable(element: Element<'_>, facts: &mut Facts) {
    let value = element.child("VariableValue");
    let text = value.filter(|value| !xml::is_encrypted(*value)).and_then(Element::content);
    let is_expression = object_property(element, "EvaluateAsExpression").as_deref().is_some_and(xml::is_true);
    // Only the variables of the package are visible to a connection manager, not those of a container.
    let scope = element.ancestors().skip(1).find(|element| matches!(element.name(), "Executable" | "EventHandler"));
    let name = object_property(element, "ObjectName").map(name::bounded);
    if scope.is_some_and(|scope| scope.parent().is_some()) {
        let text = text.filter(|text| !is_expression && is_connection_string(text.as_str()));
        facts.strings.extend(text.map(|text| FoundString { manager: name, ..FoundString::stored(text) }));
        return;
    }
    let namespace = object_property(element, "Namespace").unwrap_or_else(|| "User".to_owned());
    facts.values.push(NamedValue {
        namespace: Namespace::Variable(name::bounded(namespace)),
        package: None,
        name: name.unwrap_or_default(),
        id: object_property(element, "DTSID").map(name::bounded),
        place: text.as_ref().map_or_else(|| element.place(), |text| text.place(0)),
        // The stored value of an expression is that of the last evaluation in the designer.
        value: text.filter(|_| !is_expression),
    });
}

/// Reads a `PackageParameter` element.
pub(super) fn parameter(element: Element<'_>, facts: &mut Facts) {
    let is_sensitive = |element| xml::is_set(element, "Sensitive") || xml::is_encrypted(element);
    let value = xml::named_child(element, "ParameterValue");
    let text = value.filter(|value| !is_sensitive(*value) && !is_sensitive(element)).and_then(Element::content);
    facts.values.push(NamedValue {
        namespace: Namespace::Package,
        package: None,
        name: name::bounded(object_property(element, "ObjectName").unwrap_or_default()),
        id: object_property(element, "DTSID").map(name::bounded),
        place: text.as_ref().map_or_else(|| element.place(), |text| text.place(0)),
        value: text,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssis::file_kind::Kind;
    use crate::ssis::parse;
    use crate::ssis::place::Source;

    fn facts(text: &str) -> Facts {
        let source = Source::new(text);
        let document = parse::well_formed(&source);
        let mut facts = Facts::new(Kind::Package);
        for element in document.elements() {
            match element.name() {
                "Variable" => variable(element, &mut facts),
                "PackageParameter" => parameter(element, &mut facts),
                _ => {}
            }
        }
        facts
    }

    #[track_caller]
    fn check(element: &str, expected: &[(&str, Option<&str>)]) {
        let facts = facts(&format!("<Executable>{element}</Executable>"));
        let values: Vec<_> = facts
            .values
            .iter()
            .map(|value| {
                let text = value.value.as_ref().map(|value| value.as_str().to_owned());
                (format!("{}::{}", value.namespace, value.name), text)
            })
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|(name, text)| ((*name).to_owned(), text.map(str::to_owned))).collect();
        assert_eq!(values, expected, "{element}");
    }

    #[test]
    fn variable_is_read_in_both_formats() {
        let value = "<VariableValue>mail</VariableValue>";
        check(&format!("<Variable Namespace='User' ObjectName='S'>{value}</Variable>"), &[("User::S", Some("mail"))]);
        check(
            &format!(
                "<Variable>{value}<Property Name='Namespace'>N</Property><Property Name='ObjectName'>S</Property></Variable>"
            ),
            &[("N::S", Some("mail"))],
        );
    }

    #[test]
    fn computed_and_sensitive_values_are_not_known() {
        let value = "<VariableValue>mail</VariableValue>";
        check(
            &format!("<Variable ObjectName='S' EvaluateAsExpression='True'>{value}</Variable>"),
            &[("User::S", None)],
        );
        let value = "<Property Name='ParameterValue'>mail</Property>";
        check(
            &format!("<PackageParameter ObjectName='S'>{value}</PackageParameter>"),
            &[("$Package::S", Some("mail"))],
        );
        check(
            &format!("<PackageParameter ObjectName='S' Sensitive='1'>{value}</PackageParameter>"),
            &[("$Package::S", None)],
        );
        let value = "<Property Name='ParameterValue' Sensitive='1'>mail</Property>";
        check(&format!("<PackageParameter ObjectName='S'>{value}</PackageParameter>"), &[("$Package::S", None)]);
    }

    #[test]
    fn variable_of_a_container_is_only_a_string() {
        let inner = |value: &str| {
            format!(
                "<Executable><Variable ObjectName='S'><VariableValue>{value}</VariableValue></Variable></Executable>"
            )
        };
        check(&inner("mail"), &[]);
        let found = facts(&format!("<Executable>{}</Executable>", inner("SmtpServer=mail;")));
        let names: Vec<_> = found.strings.iter().map(|found| found.manager.as_deref()).collect();
        assert_eq!(names, [Some("S")]);
        assert!(found.values.is_empty());
    }
}
