//! Package configurations: `.dtsConfig`.
//!
//! A configured value replaces one property of one object: `\Package.Connections[name].Properties[property]`.

use roxmltree::Node;
use smtp_connection_string::Property as Part;

use super::place::Source;
use super::property::{Values, is_connection_string};
use super::xml::{self, attribute};
use super::{Found, Kind, Property, Record};

/// The configured properties of connection managers, from which a string may be assembled.
#[derive(Default)]
pub(super) struct Configured {
    index: std::collections::HashMap<String, usize>,
    managers: Vec<(String, Values)>,
}

impl Configured {
    /// Reads a `Configuration` element. Those of a `.dtproj` have no path and are ignored.
    pub(super) fn read(&mut self, source: &Source<'_>, node: Node<'_, '_>, kind: Kind, records: &mut Vec<Record>) {
        let (Some(path), Some(value)) = (attribute(node, "Path"), xml::child(node, "ConfiguredValue")) else { return };
        let Some(text) = xml::content(source, value) else { return };
        let target = target(path);
        if is_connection_string(text.as_str()) {
            let manager = target.map(|(name, _)| name.to_owned());
            records.push(xml::stored(text.clone(), kind, manager));
        }
        let Some((name, property)) = target else { return };
        let index = *self.index.entry(name.to_owned()).or_insert_with(|| {
            self.managers.push((name.to_owned(), Values::default()));
            self.managers.len() - 1
        });
        if let Some((_, values)) = self.managers.get_mut(index) {
            values.set(property, text);
        }
    }

    /// Adds an assembled string for each connection manager whose whole string is not configured.
    ///
    /// `EnableSsl` alone identifies an SMTP connection manager, because no other built-in one has it.
    /// `UseWindowsAuthentication` and `Timeout` do not.
    pub(super) fn finish(self, kind: Kind, records: &mut Vec<Record>) {
        for (name, values) in self.managers {
            let is_smtp = values.has(Part::SmtpServer) || values.has(Part::EnableSsl);
            if !is_smtp || values.connection_string.is_some() {
                continue;
            }
            if let Some((text, origin)) = values.assemble() {
                let found = Found { text, origin, wrong_element: false, overridden: None };
                records.push(xml::string(found, kind, Some(name)));
            }
        }
    }
}

/// Returns the connection manager and the property of a path. A name may contain brackets.
fn target(path: &str) -> Option<(&str, Property)> {
    let (_, rest) = path.split_once(".Connections[")?;
    let (name, property) = rest.rsplit_once("].Properties[")?;
    Some((name, Property::parse(property.trim_end().strip_suffix(']')?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_is_split_into_manager_and_property() {
        for (path, expected) in [
            (r"\Package.Connections[Mail].Properties[ConnectionString]", Some(("Mail", Property::ConnectionString))),
            (
                r"\Package.Connections[a].b[c]].Properties[SmtpServer]",
                Some(("a].b[c]", Property::Part(Part::SmtpServer))),
            ),
            (r"\Package.Connections[Mail].Properties[Description]", None),
            (r"\Package.Variables[User::Mail].Properties[Value]", None),
            ("", None),
        ] {
            assert_eq!(target(path), expected, "{path}");
        }
    }
}
