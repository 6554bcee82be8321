//! The properties of an SMTP connection manager, and plain readings of connection strings.
//!
//! The readings here only decide what to report. They split at `;` and `=` and know nothing of quotes; where that could
//! matter they give up. The real reading is the library's.

use super::Origin;
use super::place::LocatedText;

/// A property of an SMTP connection manager, as expressions, parameters and configurations name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Property {
    /// The whole connection string.
    ConnectionString,
    /// The server.
    SmtpServer,
    /// Whether Windows authentication is used.
    UseWindowsAuthentication,
    /// Whether TLS is used.
    EnableSsl,
    /// The timeout.
    Timeout,
}

impl Property {
    /// The four that a connection string carries, in canonical order.
    const PARTS: [Self; 4] = [Self::SmtpServer, Self::UseWindowsAuthentication, Self::EnableSsl, Self::Timeout];

    /// The name as SSIS writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConnectionString => "ConnectionString",
            Self::SmtpServer => "SmtpServer",
            Self::UseWindowsAuthentication => "UseWindowsAuthentication",
            Self::EnableSsl => "EnableSsl",
            Self::Timeout => "Timeout",
        }
    }

    /// The property of a name, in any ASCII case.
    pub(super) fn of(name: &str) -> Option<Self> {
        [Self::ConnectionString]
            .into_iter()
            .chain(Self::PARTS)
            .find(|property| property.as_str().eq_ignore_ascii_case(name.trim()))
    }
}

/// Whether a text that stands in a free place is an SMTP connection string: `SmtpServer`, in any ASCII case, begins one
/// of its pieces and `=` follows.
pub(super) fn is_connection_string(text: &str) -> bool {
    text.split(';').any(|piece| {
        piece
            .split_once('=')
            .is_some_and(|(keyword, _)| keyword.trim().eq_ignore_ascii_case(Property::SmtpServer.as_str()))
    })
}

/// Values of properties that stand apart, each with its place.
#[derive(Default)]
pub(super) struct Values {
    pub(super) connection_string: Option<LocatedText>,
    /// In the order of [`Property::PARTS`].
    parts: [Option<LocatedText>; 4],
}

impl Values {
    /// Sets a property. The first value stays: which one SSIS takes is not known.
    pub(super) fn set(&mut self, property: Property, value: LocatedText) {
        let slot = match Property::PARTS.iter().position(|&part| part == property) {
            Some(index) => self.parts.get_mut(index),
            None => Some(&mut self.connection_string),
        };
        if let Some(slot) = slot {
            slot.get_or_insert(value);
        }
    }

    pub(super) fn has(&self, property: Property) -> bool {
        match property {
            Property::ConnectionString => self.connection_string.is_some(),
            part => self.parts().any(|(property, _)| property == part),
        }
    }

    /// The parts that are there, in canonical order.
    fn parts(&self) -> impl Iterator<Item = (Property, &LocatedText)> {
        Property::PARTS.into_iter().zip(&self.parts).filter_map(|(property, value)| Some((property, value.as_ref()?)))
    }

    /// The connection string that the parts make. It stands where the value of its first part does. `None` without any
    /// part.
    pub(super) fn assemble(&self) -> Option<(LocatedText, Origin)> {
        let (_, first) = self.parts().next()?;
        let mut text = LocatedText::empty(first.place(0));
        for (property, value) in self.parts() {
            let (start, end) = (value.place(0), value.place(usize::MAX));
            if value.as_str().trim().is_empty() && property != Property::SmtpServer {
                // Not set. An empty server is written: SSIS writes `SmtpServer=;` too.
                continue;
            }
            text.push_generated(property.as_str(), start);
            text.push_generated("=", start);
            match written(property, value.as_str()) {
                Some(written) => text.push_generated(&written, start),
                None => text.push(value),
            }
            text.push_generated(";", end);
        }
        let complete = self.parts().filter(|(property, _)| *property != Property::Timeout).count() == 3;
        Some((text, Origin::Assembled { complete }))
    }
}

/// The value as it must be written, where that differs: a capitalised boolean (configurations have `0` and `-1`), and
/// quotes around what would otherwise end the value.
fn written(property: Property, value: &str) -> Option<String> {
    let written = match property {
        Property::UseWindowsAuthentication | Property::EnableSsl => {
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

/// What a connection string, or a set of parameters, plainly says of each part.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Plain([Option<String>; 4]);

impl Plain {
    /// Reads a connection string; `None` where quotes, a duplicate or a missing `=` would need the real reading.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut plain = Self::default();
        if text.contains(['"', '\'']) {
            return None;
        }
        for piece in text.split(';').filter(|piece| !piece.trim().is_empty()) {
            let (keyword, value) = piece.split_once('=')?;
            let part = Property::PARTS.iter().position(|part| part.as_str().eq_ignore_ascii_case(keyword.trim()));
            let Some(slot) = part.and_then(|part| plain.0.get_mut(part)) else { continue };
            if slot.replace(value.trim().to_owned()).is_some() {
                return None;
            }
        }
        Some(plain)
    }

    /// Reads parameters. Where the string and a parameter of its own disagree nothing is said: which one SSIS applies
    /// last is not known.
    pub(super) fn of_values(values: &Values) -> Option<Self> {
        let mut plain = match &values.connection_string {
            Some(text) => Self::of(text.as_str())?,
            None => Self::default(),
        };
        for ((part, said), value) in Property::PARTS.into_iter().zip(&mut plain.0).zip(&values.parts) {
            let Some(value) = value.as_ref().map(|value| value.as_str().trim()).filter(|value| !value.is_empty())
            else {
                continue;
            };
            match said {
                None => *said = Some(value.to_owned()),
                Some(same) if differs(part, same, value) => *said = None,
                Some(_) => {}
            }
        }
        Some(plain)
    }

    /// Whether a part that both state is certainly not the same.
    pub(super) fn differs_from(&self, other: &Self) -> bool {
        Property::PARTS
            .into_iter()
            .zip(self.0.iter().zip(&other.0))
            .any(|(part, (a, b))| matches!((a, b), (Some(a), Some(b)) if differs(part, a, b)))
    }
}

fn differs(part: Property, a: &str, b: &str) -> bool {
    match part {
        Property::UseWindowsAuthentication | Property::EnableSsl => {
            matches!((boolean(a), boolean(b)), (Some(a), Some(b)) if a != b)
        }
        Property::Timeout => matches!((a.parse::<u64>(), b.parse::<u64>()), (Ok(a), Ok(b)) if a != b),
        Property::SmtpServer | Property::ConnectionString => !a.eq_ignore_ascii_case(b),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::*;

    #[test]
    fn connection_strings_in_free_places() {
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

    fn values(list: &[(Property, &str)]) -> Values {
        let mut values = Values::default();
        for (index, (property, value)) in (1..).zip(list) {
            let place = Place { line: index, column: 1 };
            let mut text = LocatedText::empty(place);
            text.push_generated(value, place);
            values.set(*property, text);
        }
        values
    }

    #[track_caller]
    fn assembled(list: &[(Property, &str)], text: &str, line: u32, is_complete: bool) {
        let (located, origin) = values(list).assemble().unwrap();
        assert_eq!((located.as_str(), located.place(0).line), (text, line));
        assert_eq!(origin, Origin::Assembled { complete: is_complete });
    }

    #[test]
    fn parts_are_assembled_in_canonical_order() {
        use Property::{EnableSsl, SmtpServer, Timeout, UseWindowsAuthentication};
        assembled(
            &[(EnableSsl, "true"), (UseWindowsAuthentication, "false"), (SmtpServer, "a"), (Timeout, "5")],
            "SmtpServer=a;UseWindowsAuthentication=False;EnableSsl=True;Timeout=5;",
            3,
            true,
        );
        assembled(&[(SmtpServer, ""), (Timeout, " ")], "SmtpServer=;", 1, false);
        assembled(&[(EnableSsl, "-1")], "EnableSsl=True;", 1, false);
        assembled(&[(SmtpServer, "a;EnableSsl=\"x\"")], "SmtpServer=\"a;EnableSsl=\"\"x\"\"\";", 1, false);
        assert!(values(&[]).assemble().is_none());
    }

    #[test]
    fn pieces_of_an_assembled_string_keep_their_places() {
        use Property::{EnableSsl, SmtpServer};
        let (text, _) = values(&[(EnableSsl, "true"), (SmtpServer, "abc")]).assemble().unwrap();
        let lines = |range: std::ops::Range<usize>| range.map(|at| text.place(at).line).collect::<Vec<_>>();
        assert_eq!(text.as_str(), "SmtpServer=abc;EnableSsl=True;");
        assert_eq!(lines(0..15), [2; 15]);
        assert_eq!(lines(15..31), [1; 16]);
    }

    #[test]
    fn only_certain_differences_count() {
        let differ = |a: &str, b: &str| match (Plain::of(a), Plain::of(b)) {
            (Some(a), Some(b)) => a.differs_from(&b),
            _ => false,
        };
        assert!(differ("SmtpServer=a;", "SmtpServer=b;"));
        assert!(differ("SmtpServer=a;", "SmtpServer=;"));
        assert!(differ("SmtpServer=a;EnableSsl=True", "SmtpServer=a;EnableSsl=False"));
        assert!(!differ("SmtpServer=a;", "smtpserver = A ;EnableSsl=False;"), "case, space, an absent keyword");
        assert!(!differ("SmtpServer=\"a\";", "SmtpServer=b;"), "quotes");
        assert!(!differ("SmtpServer=a;SmtpServer=b;", "SmtpServer=b;"), "a duplicate");
        assert!(!differ("SmtpServer=a;EnableSsl=yes", "SmtpServer=a;EnableSsl=False"), "no boolean");
        assert!(!differ("Timeout=020", "Timeout=20"));
    }
}
