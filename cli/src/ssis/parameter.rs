//! Parameters of projects and packages: `Project.params`, `@Project.manifest`, and `.dtproj`, which embeds a manifest.
//!
//! SSIS creates a parameter `CM.<manager>.<property>` for each property of a connection manager that no expression
//! sets.

use std::collections::HashMap;

use roxmltree::{Node, NodeId};
use smtp_connection_string::Property as Part;

use super::place::Source;
use super::property::{Plain, Values, is_connection_string};
use super::xml::{self, attribute};
use super::{Found, Kind, LineColumn, Property, Record};

/// The value with which parameters override the string of a connection manager.
pub(super) struct Override {
    /// The file name of the package that contains the connection manager; `None` for one of the project.
    pub(super) package: Option<String>,
    pub(super) manager: String,
    pub(super) plain: Plain,
    /// The place of the value of the parameter.
    pub(super) place: LineColumn,
}

/// The sets of `CM.…` parameters of a document.
#[derive(Default)]
pub(super) struct Parameters {
    /// The index by the element that lists the parameters and by the name of the connection manager.
    index: HashMap<(NodeId, String), usize>,
    sets: Vec<Set>,
}

struct Set {
    package: Option<String>,
    manager: String,
    values: Values,
}

impl Parameters {
    /// Reads a `Parameter` element.
    pub(super) fn read(&mut self, source: &Source<'_>, node: Node<'_, '_>, kind: Kind, records: &mut Vec<Record>) {
        let Some(properties) = xml::child(node, "Properties") else { return };
        let value = xml::named_child(properties, "Value");
        let list = node.parent_element();
        let member = attribute(node, "Name").and_then(split);
        let (Some((manager, property)), Some(list)) = (member, list) else {
            records.extend(value.and_then(|value| xml::connection_string_value(source, value, kind)));
            return;
        };
        let text = match value {
            // An encrypted value is not available.
            Some(value) if attribute(value, "Sensitive") == Some("1") => return,
            Some(value) => xml::content(source, value),
            // A parameter without a value is empty.
            None => Some(super::place::LocatedText::empty(source.place(node.range().start))),
        };
        let Some(text) = text else { return };
        let key = (list.id(), manager.to_owned());
        let index = *self.index.entry(key).or_insert_with(|| {
            let metadata = list.parent_element().filter(|parent| parent.tag_name().name() == "PackageMetaData");
            let package = metadata.and_then(|metadata| attribute(metadata, "Name")).map(str::to_owned);
            self.sets.push(Set { package, manager: manager.to_owned(), values: Values::default() });
            self.sets.len() - 1
        });
        if let Some(set) = self.sets.get_mut(index) {
            set.values.set(property, text);
        }
    }

    /// Adds the records of all sets that belong to SMTP connection managers, and returns their overrides.
    pub(super) fn finish(self, kind: Kind, records: &mut Vec<Record>) -> Vec<Override> {
        let mut overrides = Vec::new();
        for set in self.sets {
            let Some(record) = set.record(kind) else { continue };
            if let Some(plain) = Plain::from_values(&set.values) {
                let place = record.place;
                overrides.push(Override { package: set.package, manager: set.manager, plain, place });
            }
            records.push(record);
        }
        overrides
    }
}

impl Set {
    /// Returns the record of the set if its connection manager is an SMTP connection manager.
    ///
    /// The set does not contain the type of the connection manager. It follows from the string, from the server or, if
    /// an expression sets the server, from the two booleans, which no other built-in connection manager has. If the
    /// string has another grammar, the set belongs to a third-party connection manager, unless the server and both
    /// booleans are present: then it is a malformed SMTP connection string.
    fn record(&self, kind: Kind) -> Option<Record> {
        let has = |part| self.values.has(part);
        let has_booleans = has(Part::EnableSsl) && has(Part::UseWindowsAuthentication);
        let string = self.values.connection_string.as_ref().filter(|text| !text.as_str().trim().is_empty());
        let manager = Some(self.manager.clone());
        match string {
            Some(text) if is_connection_string(text.as_str()) || (has(Part::SmtpServer) && has_booleans) => {
                Some(xml::stored(text.clone(), kind, manager))
            }
            None if has(Part::SmtpServer) || has_booleans => {
                let (text, origin) = self.values.assemble()?;
                let found = Found { text, origin, wrong_element: false, overridden: None };
                Some(xml::string(found, kind, manager))
            }
            _ => None,
        }
    }
}

/// Reads a `ConfigurationSetting` of a `.dtproj`: the value of a parameter in one configuration of the project.
///
/// Only whole strings are read. A single property cannot be interpreted without the parameters that it belongs to.
pub(super) fn setting(source: &Source<'_>, node: Node<'_, '_>, kind: Kind) -> Option<Record> {
    let mut record = xml::connection_string_value(source, xml::child(node, "Value")?, kind)?;
    let name = xml::child(node, "Name").and_then(|name| xml::content(source, name));
    record.connection_manager = name.and_then(|name| split(name.as_str()).map(|(manager, _)| manager.to_owned()));
    Some(record)
}

/// Splits the name of a parameter. The name of a connection manager may contain dots.
fn split(name: &str) -> Option<(&str, Property)> {
    let (manager, property) = name.trim().strip_prefix("CM.")?.rsplit_once('.')?;
    Some((manager, Property::parse(property)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameter_name_is_split_at_the_last_dot() {
        assert_eq!(split("CM.Mail.SmtpServer"), Some(("Mail", Property::Part(Part::SmtpServer))));
        assert_eq!(split("CM.mail.contoso.com.EnableSsl"), Some(("mail.contoso.com", Property::Part(Part::EnableSsl))));
        assert_eq!(split("CM.Mail.UserName"), None);
        assert_eq!(split("CM.SmtpServer"), None);
        assert_eq!(split("SmtpServer"), None);
    }
}
