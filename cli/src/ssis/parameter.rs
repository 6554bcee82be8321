//! Parameters of projects and packages: `Project.params`, `@Project.manifest`, `.dtproj`, which embeds a manifest, and
//! packages.
//!
//! SSIS creates a parameter `CM.<manager>.<property>` for each property of a connection manager that no expression
//! sets.

use std::collections::HashMap;
use std::sync::Arc;

use smtp_connection_string::Property as Part;

use crate::ssis::expression::Namespace;
use crate::ssis::facts::{Facts, NamedValue, PropertySet, Setting, ThirdPartyManager};
use crate::ssis::place::LocatedText;
use crate::ssis::property::PropertyValues;
use crate::ssis::property::{Property, is_connection_string};
use crate::ssis::tree::{Element, ElementId};
use crate::ssis::xml;
use crate::ssis::{file_kind::Kind, name};

/// Properties that SMTP connection managers of other vendors have, and the one of SSIS does not.
const THIRD_PARTY: [&str; 7] =
    ["SmtpServerPort", "ServerPort", "Port", "Username", "UserName", "Password", "ServiceTimeout"];

/// The parameters of a document.
#[derive(Default)]
pub(super) struct Parameters {
    /// The packages by the element that lists their parameters. A list can have a million parameters, so its package is
    /// stored once.
    packages: HashMap<ElementId, Option<Arc<str>>>,
    /// The index of a set by the element that lists the parameters and by the name of the connection manager.
    index: HashMap<(ElementId, String), usize>,
    sets: Vec<Set>,
}

struct Set {
    set: PropertySet,
    is_third_party: bool,
}

impl Parameters {
    /// Reads a `Parameter` element.
    pub(super) fn read(&mut self, element: Element<'_>, facts: &mut Facts) {
        let Some(list) = element.parent() else { return };
        let Some(name) = element.attribute("Name") else { return };
        let name = name.trim();
        let package = self.packages.entry(list.id()).or_insert_with(|| package(list)).clone();
        let properties = element.child("Properties");
        let text = value(element, properties);
        let place = text.as_ref().map_or_else(|| element.place(), |text| text.place(0));
        let Some((manager, property)) = split(name) else {
            let is_project = facts.kind == Kind::Parameters && package.is_none();
            facts.values.push(NamedValue {
                namespace: if is_project { Namespace::Project } else { Namespace::Package },
                package,
                name: name::bounded(name.to_owned()),
                id: id(properties),
                place,
                value: text,
            });
            return;
        };
        let key = (list.id(), manager.to_owned());
        let index = *self.index.entry(key).or_insert_with(|| {
            let set = PropertySet {
                package,
                manager: name::bounded(manager.to_owned()),
                values: PropertyValues::default(),
                hidden: Vec::new(),
                place,
                is_smtp: false,
            };
            self.sets.push(Set { set, is_third_party: false });
            self.sets.len() - 1
        });
        let Some(set) = self.sets.get_mut(index) else { return };
        match (Property::parse(property), text) {
            (Some(property), Some(text)) => set.set.values.set(property, text),
            (Some(property), None) => set.set.hidden.push(property),
            (None, _) => set.is_third_party |= THIRD_PARTY.contains(&property),
        }
    }

    /// Adds the sets that belong, or may belong, to SMTP connection managers.
    pub(super) fn finish(self, facts: &mut Facts) {
        for Set { mut set, is_third_party } in self.sets {
            set.is_smtp = is_smtp(&set.values);
            if set.is_smtp && is_third_party {
                let texts = set.values.connection_string.iter().chain(set.values.parts().map(|(_, text)| text));
                facts.third_party.push(ThirdPartyManager {
                    ranges: texts.map(|text| (text.place(0), text.place(usize::MAX))).collect(),
                    name: Some(set.manager),
                    creation_name: None,
                    place: set.place,
                });
            } else if set.is_smtp || set.values.parts().next().is_some() || !set.hidden.is_empty() {
                facts.sets.push(set);
            }
        }
    }
}

/// Returns whether a set belongs to an SMTP connection manager.
///
/// The set does not contain the type of the connection manager. It follows from the string, from the server or, if an
/// expression sets the server, from the two booleans, which no other built-in connection manager has. If the string has
/// another grammar, the set belongs to another connection manager, unless the server and both booleans are present: then
/// it is a malformed SMTP connection string.
fn is_smtp(values: &PropertyValues) -> bool {
    let has_booleans = values.has(Part::EnableSsl) && values.has(Part::UseWindowsAuthentication);
    match values.connection_string.as_ref().filter(|text| !text.as_str().trim().is_empty()) {
        Some(text) => is_connection_string(text.as_str()) || (values.has(Part::SmtpServer) && has_booleans),
        None => values.has(Part::SmtpServer) || has_booleans,
    }
}

/// Returns the GUID of a parameter.
fn id(properties: Option<Element<'_>>) -> Option<String> {
    let id = xml::named_child(properties?, "ID")?.content()?;
    Some(name::bounded(id.as_str().trim().to_owned()))
}

/// Returns the value of a parameter; `None` if it is sensitive. A parameter without a value is empty.
fn value(element: Element<'_>, properties: Option<Element<'_>>) -> Option<LocatedText> {
    let property = |name| properties.and_then(|properties| xml::named_child(properties, name));
    let flag = property("Sensitive").and_then(Element::content);
    if flag.is_some_and(|flag| xml::is_true(flag.as_str())) {
        return None;
    }
    match property("Value") {
        Some(value) if xml::is_set(value, "Sensitive") || xml::is_encrypted(value) => None,
        Some(value) => value.content(),
        None => Some(LocatedText::empty(element.place())),
    }
}

/// Returns the package whose parameters an element of a manifest lists.
fn package(list: Element<'_>) -> Option<Arc<str>> {
    let metadata = list.parent().filter(|parent| parent.name() == "PackageMetaData")?;
    metadata.attribute("Name").map(|name| name::bounded(name.into_owned()).into())
}

/// Reads a `ConfigurationSetting` of a `.dtproj`: the value of a parameter in one configuration of the project.
pub(super) fn setting(element: Element<'_>, facts: &mut Facts) {
    let text = |name| element.child(name).and_then(Element::content);
    if let (Some(id), Some(value)) = (text("Id"), text("Value")) {
        let name = text("Name").map(|name| name::bounded(name.as_str().trim().to_owned()));
        facts.settings.push(Setting { id: name::bounded(id.as_str().trim().to_owned()), name, value });
    }
}

/// Splits the name of a parameter of a connection manager into the names of the connection manager and of the property.
/// The name of a connection manager may contain dots.
#[must_use]
pub fn split(name: &str) -> Option<(&str, &str)> {
    name.trim().strip_prefix("CM.")?.rsplit_once('.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssis::parse;
    use crate::ssis::place::Source;

    #[test]
    fn parameter_name_is_split_at_the_last_dot() {
        assert_eq!(split("CM.Mail.SmtpServer"), Some(("Mail", "SmtpServer")));
        assert_eq!(split(" CM.mail.contoso.com.EnableSsl"), Some(("mail.contoso.com", "EnableSsl")));
        assert_eq!(split("CM.SmtpServer"), None);
        assert_eq!(split("SmtpServer"), None);
    }

    #[track_caller]
    fn check(parameters: &[(&str, &str)], expected: &str) {
        let parameters = parameters.iter().fold(String::new(), |text, (name, value)| {
            text + &format!(
                "<Parameter Name='CM.M.{name}'><Properties><Property Name='Value'>{value}</Property></Properties></Parameter>"
            )
        });
        let text = format!("<Parameters>{parameters}</Parameters>");
        let source = Source::new(&text);
        let document = parse::well_formed(&source);
        let mut facts = Facts::new(Kind::Project);
        let mut sets = Parameters::default();
        for element in document.elements().filter(|element| element.name() == "Parameter") {
            sets.read(element, &mut facts);
        }
        sets.finish(&mut facts);
        let smtp = facts.sets.iter().filter(|set| set.is_smtp).count();
        let found = match (smtp, facts.third_party.len()) {
            (1, 0) => "SMTP",
            (0, 1) => "third party",
            (0, 0) => "other",
            _ => "several",
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn set_is_recognized_by_its_properties() {
        check(&[("SmtpServer", "mail")], "SMTP");
        check(&[("ConnectionString", "SmtpServer=mail;")], "SMTP");
        check(&[("EnableSsl", "true"), ("UseWindowsAuthentication", "false")], "SMTP");
        check(&[("EnableSsl", "true")], "other");
        check(&[("UseWindowsAuthentication", "true"), ("ConnectionString", "SqlServerName=.;")], "other");
        check(&[("SmtpServer", "mail"), ("ConnectionString", "Host=mail;Port=25")], "other");
    }

    #[test]
    fn siblings_show_a_third_party_manager() {
        for sibling in THIRD_PARTY {
            check(&[("SmtpServer", "mail"), ("EnableSsl", "true"), (sibling, "x")], "third party");
        }
        check(&[("SmtpServer", "mail"), ("ConnectByProxy", "false"), ("TargetServerVersion", "0")], "SMTP");
        check(&[("SqlServerName", "."), ("UserName", "x")], "other");
    }
}
