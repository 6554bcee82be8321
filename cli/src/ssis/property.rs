//! The properties of an SMTP connection manager, and the string that is assembled from them.

use smtp_connection_string::{PerProperty, Property as Part};

use crate::ssis::place::LocatedText;

/// A property of an SMTP connection manager, as it is named in expressions, parameters and configurations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Property {
    /// The whole connection string.
    ConnectionString,
    /// A property that is also a keyword of the connection string.
    Part(Part),
}

impl Property {
    /// Returns the name in the casing that SSIS writes.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConnectionString => "ConnectionString",
            Self::Part(part) => part.as_str(),
        }
    }

    /// Returns the properties that the property consists of.
    #[must_use]
    pub fn parts(self) -> &'static [Part] {
        match self {
            Self::ConnectionString => Part::ALL,
            Self::Part(Part::SmtpServer) => &[Part::SmtpServer],
            Self::Part(Part::UseWindowsAuthentication) => &[Part::UseWindowsAuthentication],
            Self::Part(Part::EnableSsl) => &[Part::EnableSsl],
            Self::Part(Part::Timeout) => &[Part::Timeout],
        }
    }

    /// Returns the property with this name, ignoring ASCII case.
    pub(super) fn parse(name: &str) -> Option<Self> {
        let name = name.trim();
        if name.eq_ignore_ascii_case(Self::ConnectionString.as_str()) {
            Some(Self::ConnectionString)
        } else {
            name.parse().ok().map(Self::Part)
        }
    }
}

/// Returns whether a value is an SMTP connection string: one of its segments has the keyword `SmtpServer`, in any ASCII
/// case.
#[must_use]
pub fn is_connection_string(text: &str) -> bool {
    text.split(';')
        .any(|piece| piece.split_once('=').is_some_and(|(keyword, _)| keyword.trim().parse() == Ok(Part::SmtpServer)))
}

/// The origin of the text of a connection string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The file contains the whole string.
    Stored,
    /// The string was assembled, in canonical order, from properties that are stored separately.
    Assembled {
        /// Whether the server and both booleans are stored here. Otherwise, the missing properties are set elsewhere,
        /// and findings about absent keywords (`missing-server`, `implicit-default`, consequences of a default) do not
        /// apply.
        complete: bool,
    },
    /// The file contains a part of the string. The rest is the value of a variable or expression.
    Incomplete,
}

impl Origin {
    /// Returns whether a part of the string is not known.
    #[must_use]
    pub fn is_partial(self) -> bool {
        matches!(self, Self::Assembled { complete: false } | Self::Incomplete)
    }
}

/// The values of properties that are stored separately, with their places.
#[derive(Debug, Default)]
pub struct PropertyValues {
    /// The whole string.
    pub connection_string: Option<LocatedText>,
    /// The single properties.
    pub parts: PerProperty<Option<LocatedText>>,
}

impl PropertyValues {
    /// Sets a property, unless it already has a value. It is unknown which of two values SSIS uses.
    pub fn set(&mut self, property: Property, value: LocatedText) {
        let slot = match property {
            Property::ConnectionString => &mut self.connection_string,
            Property::Part(part) => self.parts.get_mut(part),
        };
        slot.get_or_insert(value);
    }

    /// Returns whether a property is set.
    #[must_use]
    pub fn has(&self, part: Part) -> bool {
        self.parts.get(part).is_some()
    }

    /// Returns the parts that have a value, in canonical order.
    pub fn parts(&self) -> impl Iterator<Item = (Part, &LocatedText)> {
        self.parts.iter().filter_map(|(part, value)| Some((part, value.as_ref()?)))
    }

    /// Assembles the connection string from its parts. Its place is that of its first part. Returns `None` if there are
    /// no parts.
    #[must_use]
    pub fn assemble(&self) -> Option<(LocatedText, Origin)> {
        let (_, first) = self.parts().next()?;
        let mut text = LocatedText::empty(first.place(0));
        for (part, value) in self.parts() {
            // SSIS writes an empty value as a line break and blanks.
            let value = &trimmed(value);
            let (start, end) = (value.place(0), value.place(usize::MAX));
            if value.as_str().is_empty() && part != Part::SmtpServer {
                // An empty value means that the property is not set. Only the server is kept, because SSIS also writes
                // `SmtpServer=;`.
                continue;
            }
            text.push_generated(part.as_str(), start);
            text.push_generated("=", start);
            match written(part, value.as_str()) {
                Some(written) => text.push_generated(&written, start),
                None => text.push(value),
            }
            text.push_generated(";", end);
        }
        let complete = self.parts().filter(|(part, _)| *part != Part::Timeout).count() == 3;
        Some((text, Origin::Assembled { complete }))
    }
}

/// Returns a value without the whitespace around it.
fn trimmed(value: &LocatedText) -> LocatedText {
    let text = value.as_str();
    let start = text.len() - text.trim_start().len();
    value.slice(start, start + text.trim().len())
}

/// Returns the value in the form of a connection string if that is different: a capitalized boolean (configurations
/// contain `0` and `-1`), or a value in quotes.
fn written(part: Part, value: &str) -> Option<String> {
    let written = match part {
        Part::UseWindowsAuthentication | Part::EnableSsl => {
            boolean(value).map(|is_true| if is_true { "True" } else { "False" }.to_owned())
        }
        _ => None,
    };
    let needs_quotes = |c: char| matches!(c, '"' | '\'' | '=' | ';') || c.is_whitespace() || c.is_control();
    match written {
        Some(written) => (written != value).then_some(written),
        None if value.contains(needs_quotes) => Some(format!("\"{}\"", value.replace('"', "\"\""))),
        None => None,
    }
}

fn boolean(value: &str) -> Option<bool> {
    let value = value.trim();
    match value {
        "0" => Some(false),
        "1" | "-1" => Some(true),
        _ if value.eq_ignore_ascii_case("true") => Some(true),
        _ if value.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssis::place::LineColumn;

    #[test]
    fn connection_string_is_recognized_by_its_server_keyword() {
        for (text, is_one) in [
            ("SmtpServer=smtp.contoso.com;", true),
            (" smtpserver = x", true),
            ("EnableSsl=True;\n SMTPSERVER=", true),
            ("SmtpServer", false),
            ("MySmtpServer=x", false),
            ("Server=SmtpServer=x", false),
            ("SqlServerName=.;UseWindowsAuthentication=True;UserName=;", false),
            ("see SmtpServer=x", false),
            ("ſmtpServer=x", false),
        ] {
            assert_eq!(is_connection_string(text), is_one, "{text:?}");
        }
    }

    fn values(list: &[(Part, &str)]) -> PropertyValues {
        let mut values = PropertyValues::default();
        for (index, (part, value)) in (1..).zip(list) {
            let place = LineColumn { line: index, column: 1 };
            let mut text = LocatedText::empty(place);
            text.push_generated(value, place);
            values.set(Property::Part(*part), text);
        }
        values
    }

    #[track_caller]
    fn assembled(list: &[(Part, &str)], text: &str, line: u32, is_complete: bool) {
        let (located, origin) = values(list).assemble().unwrap();
        assert_eq!((located.as_str(), located.place(0).line), (text, line));
        assert_eq!(origin, Origin::Assembled { complete: is_complete });
    }

    #[test]
    fn parts_are_assembled_in_canonical_order() {
        use Part::{EnableSsl, SmtpServer, Timeout, UseWindowsAuthentication};
        assembled(
            &[(EnableSsl, "true"), (UseWindowsAuthentication, "false"), (SmtpServer, "a"), (Timeout, "5")],
            "SmtpServer=a;UseWindowsAuthentication=False;EnableSsl=True;Timeout=5;",
            3,
            true,
        );
        assembled(&[(SmtpServer, ""), (Timeout, " ")], "SmtpServer=;", 1, false);
        assembled(&[(EnableSsl, "-1")], "EnableSsl=True;", 1, false);
        assembled(&[(SmtpServer, "\n    "), (EnableSsl, "\n true ")], "SmtpServer=;EnableSsl=True;", 1, false);
        assembled(&[(SmtpServer, "a;EnableSsl=\"x\"")], "SmtpServer=\"a;EnableSsl=\"\"x\"\"\";", 1, false);
        assert!(values(&[]).assemble().is_none());
    }

    #[test]
    fn parts_of_an_assembled_string_keep_their_places() {
        use Part::{EnableSsl, SmtpServer};
        let (text, _) = values(&[(EnableSsl, "true"), (SmtpServer, "abc")]).assemble().unwrap();
        let lines = |range: std::ops::Range<usize>| range.map(|at| text.place(at).line).collect::<Vec<_>>();
        assert_eq!(text.as_str(), "SmtpServer=abc;EnableSsl=True;");
        assert_eq!(lines(0..15), [2; 15]);
        assert_eq!(lines(15..31), [1; 16]);
    }
}
