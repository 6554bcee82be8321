//! The names by which scripts refer to a property of a connection manager.

use crate::ssis::property::Property;

/// A property of a connection manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// The name of the connection manager.
    pub(super) manager: String,
    pub(super) property: Property,
}

impl Target {
    /// Reads the name of a parameter: `CM.manager.property`. The name of a connection manager may contain dots.
    ///
    /// `dtexec` allows a prefix (`$Project::`) and a type (`(Boolean)`).
    pub(super) fn parameter(name: &str) -> Option<Self> {
        let name = name.trim();
        let name = name.rsplit_once("::").map_or(name, |(_, name)| name);
        let name = name.strip_suffix(')').and_then(|name| Some(name.rsplit_once('(')?.0)).unwrap_or(name);
        let (prefix, name) = name.split_at_checked(3)?;
        let (manager, property) = name.rsplit_once('.')?;
        let property = Property::parse(property)?;
        prefix.eq_ignore_ascii_case("CM.").then(|| Self { manager: manager.to_owned(), property })
    }

    /// Reads the path of a property: `\Package.Connections[manager].Properties[property]`, or `….property` at the end.
    /// The name of a connection manager may contain brackets.
    pub(super) fn path(path: &str) -> Option<Self> {
        const CONNECTIONS: &str = ".connections[";
        const PROPERTIES: &str = "].properties[";
        let path = path.trim();
        let folded = path.to_ascii_lowercase();
        let start = folded.find(CONNECTIONS)? + CONNECTIONS.len();
        let (end, property) = if let Some(end) = folded.rfind(PROPERTIES) {
            (end, path.strip_suffix(']')?.get(end + PROPERTIES.len()..)?)
        } else {
            let end = folded.rfind("].")?;
            (end, path.get(end + "].".len()..)?)
        };
        Some(Self { manager: path.get(start..end)?.to_owned(), property: Property::parse(property)? })
    }
}

#[cfg(test)]
mod tests {
    use smtp_connection_string::Property as Part;

    use super::*;

    #[track_caller]
    fn check(read: fn(&str) -> Option<Target>, name: &str, manager: &str, property: Property) {
        assert_eq!(read(name), Some(Target { manager: manager.to_owned(), property }), "{name}");
    }

    #[test]
    fn parameter_names_are_read() {
        let read = Target::parameter;
        check(read, "CM.Mail.SmtpServer", "Mail", Property::Part(Part::SmtpServer));
        check(read, "cm.mail.contoso.com.enablessl", "mail.contoso.com", Property::Part(Part::EnableSsl));
        check(read, "CM.Mail (old).EnableSsl(Boolean)", "Mail (old)", Property::Part(Part::EnableSsl));
        check(read, "$Package::CM.Mail.ConnectionString", "Mail", Property::ConnectionString);
        for name in ["CM.Mail.UserName", "CM.SmtpServer", "SmtpServer", "XM.Mail.SmtpServer", "€.Mail.SmtpServer", ""]
        {
            assert_eq!(read(name), None, "{name}");
        }
    }

    #[test]
    fn paths_are_read() {
        let read = Target::path;
        let path = r"\Package.Connections[Mail].Properties[ConnectionString]";
        check(read, path, "Mail", Property::ConnectionString);
        check(read, &path.to_ascii_uppercase(), "MAIL", Property::ConnectionString);
        let path = r"\Package.Connections[a].b[c]].Properties[SmtpServer]";
        check(read, path, "a].b[c]", Property::Part(Part::SmtpServer));
        check(read, r"\Package.Connections[Mail].EnableSsl", "Mail", Property::Part(Part::EnableSsl));
        for path in [
            r"\Package.Connections[Mail].Properties[Description]",
            r"\Package.Connections[Mail].Properties[SmtpServer",
            r"\Package.Variables[User::Mail].Properties[Value]",
            r"\Package].Properties[SmtpServer].Connections[Mail]",
            "",
        ] {
            assert_eq!(read(path), None, "{path}");
        }
    }
}
