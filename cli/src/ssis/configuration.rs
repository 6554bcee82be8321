//! Configurations of packages: `.dtsConfig` files, and the configurations that a package loads.
//!
//! A configured value replaces one property of one object: `\Package.Connections[name].Properties[property]`.

use std::collections::HashMap;

use smtp_connection_string::Property as Part;

use crate::ssis::facts::{Facts, FoundString, LoadedConfiguration, PropertySet};
use crate::ssis::name;
use crate::ssis::property::PropertyValues;
use crate::ssis::property::{Property, is_connection_string};
use crate::ssis::tree::Element;
use crate::ssis::xml::{self, object_property};

/// The properties that a `.dtsConfig` file configures, by connection manager.
#[derive(Default)]
pub(super) struct Configured {
    index: HashMap<String, usize>,
    sets: Vec<PropertySet>,
}

impl Configured {
    /// Reads a `Configuration` element of a `.dtsConfig` file. Those of a `.dtproj` have no path and are ignored.
    pub(super) fn read(&mut self, element: Element<'_>, facts: &mut Facts) {
        let (Some(path), Some(value)) = (element.attribute("Path"), element.child("ConfiguredValue")) else { return };
        if xml::is_encrypted(value) {
            return;
        }
        let Some(text) = value.content() else { return };
        let Some((name, property)) = target(&path) else {
            if is_connection_string(text.as_str()) {
                facts.strings.push(FoundString::stored(text));
            }
            return;
        };
        let index = *self.index.entry(name.to_owned()).or_insert_with(|| {
            let values = PropertyValues::default();
            let manager = name::bounded(name.to_owned());
            let (place, hidden) = (text.place(0), Vec::new());
            self.sets.push(PropertySet { package: None, manager, values, hidden, place, is_smtp: false });
            self.sets.len() - 1
        });
        if let Some(set) = self.sets.get_mut(index) {
            set.values.set(property, text);
        }
    }

    /// Adds the sets that belong, or may belong, to SMTP connection managers. Other connection managers have `EnableSsl`,
    /// `Timeout` and `UseWindowsAuthentication` too.
    pub(super) fn finish(self, facts: &mut Facts) {
        for mut set in self.sets {
            set.is_smtp = match &set.values.connection_string {
                Some(text) => is_connection_string(text.as_str()),
                None => set.values.has(Part::SmtpServer),
            };
            if set.is_smtp || set.values.parts().next().is_some() {
                facts.sets.push(set);
            }
        }
    }
}

/// Reads a `Configuration` element of a package.
pub(super) fn loaded(element: Element<'_>, facts: &mut Facts) {
    let property = |name| object_property(element, name);
    let string = property("ConfigurationString").unwrap_or_default();
    let is_file = property("ConfigurationType").is_some_and(|kind| kind.trim() == "1");
    let parts = string.split(';').map(|part| part.trim().trim_matches('"')).filter(|part| !part.is_empty());
    // The types that configure one property have its path here.
    let path = property("ConfigurationVariable");
    let target = path.as_deref().and_then(target).map(|(manager, _)| manager.to_owned());
    let names = property("ObjectName").into_iter().chain(target).chain(parts.map(str::to_owned));
    let names = names.map(name::bounded).collect();
    facts.configurations.push(LoadedConfiguration { file: is_file.then(|| name::bounded(string.clone())), names });
}

/// Returns the connection manager and the property of a path. A name may contain brackets.
pub(super) fn target(path: &str) -> Option<(&str, Property)> {
    let (_, rest) = path.split_once(".Connections[")?;
    let (name, property) = rest.rsplit_once("].Properties[")?;
    Some((name, Property::parse(property.trim_end().strip_suffix(']')?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssis::file_kind::Kind;
    use crate::ssis::parse;
    use crate::ssis::place::Source;

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

    #[test]
    fn loaded_configuration_has_its_file_or_its_names() {
        let load = |text: &str| {
            let source = Source::new(text);
            let document = parse::well_formed(&source);
            let mut facts = Facts::new(Kind::Package);
            loaded(document.root().unwrap(), &mut facts);
            let configuration = facts.configurations.remove(0);
            (configuration.file, configuration.names)
        };
        let (file, names) =
            load(r"<C ConfigurationType='1' ConfigurationString='C:\a\Mail.dtsConfig' ObjectName='N'/>");
        assert_eq!(file.as_deref(), Some(r"C:\a\Mail.dtsConfig"));
        assert_eq!(names, ["N", r"C:\a\Mail.dtsConfig"]);
        let (file, names) = load(
            "<C><Property Name='ConfigurationType'>7</Property>\
             <Property Name='ConfigurationString'>\"Db\";\"[dbo].[SSIS Configurations]\";\"Mail\";</Property></C>",
        );
        assert_eq!(file, None);
        assert_eq!(names, ["Db", "[dbo].[SSIS Configurations]", "Mail"]);
        let (file, names) = load(
            r"<C ConfigurationType='2' ConfigurationString='MAIL_SERVER'
                 ConfigurationVariable='\Package.Connections[Mail].Properties[SmtpServer]'/>",
        );
        assert_eq!(file, None);
        assert_eq!(names, ["Mail", "MAIL_SERVER"]);
    }
}
