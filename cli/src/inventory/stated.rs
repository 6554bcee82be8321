//! What a connection string, or a set of properties, states about a connection manager.

use smtp_connection_string::{
    Authentication, ConnectionString, Properties, Property as Part, Report, ServerName, SmtpConnection, check,
};

use crate::ssis::{Origin, PropertyValues};

/// The values of the four properties, as far as they are stated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Stated {
    /// The server. An invalid name is kept, so that it can be compared.
    pub(crate) server: Option<String>,
    pub(crate) authentication: Option<Authentication>,
    pub(crate) enable_ssl: Option<bool>,
    pub(crate) timeout_ms: Option<u32>,
}

/// The maximum length of a connection string, in bytes. A valid one has a few hundred bytes, and each byte of a longer one could
/// be a finding.
const MAX_STRING: usize = 1 << 20;

/// Returns a text, or an empty one if it is too long to be checked.
pub(super) fn checkable(text: &str) -> &str {
    if text.len() > MAX_STRING { "" } else { text }
}

impl Stated {
    /// Returns what a string states. If the whole string is known and valid, missing properties have their defaults.
    pub(crate) fn by_string(report: &Report<'_>, origin: Origin) -> Self {
        match report.connection().filter(|_| !origin.is_partial()) {
            Some(connection) => Self::by_connection(connection),
            None => Self::by_properties(report.properties()),
        }
    }

    fn by_connection(connection: &SmtpConnection<'_>) -> Self {
        Self {
            server: Some(connection.server().as_str().to_owned()),
            authentication: Some(connection.authentication()),
            enable_ssl: Some(connection.enable_ssl()),
            timeout_ms: connection.timeout_ms(),
        }
    }

    fn by_properties(properties: &Properties<'_>) -> Self {
        Self {
            server: properties.server().map(|server| server.as_str().to_owned()),
            authentication: properties.authentication(),
            enable_ssl: properties.enable_ssl(),
            timeout_ms: properties.timeout_ms(),
        }
    }

    /// Returns what a text states, for a comparison. An invalid server counts. An empty one does not, because .NET treats an
    /// empty value like a missing pair.
    pub(crate) fn by_text(text: &str) -> Self {
        let text = checkable(text);
        let report = check(text);
        let mut stated = Self::by_string(&report, Origin::Stored);
        if stated.server.is_none()
            && let Ok(pairs) = ConnectionString::parse(text)
        {
            stated.server = pairs.get(Part::SmtpServer.as_str()).map(|server| server.trim().to_owned());
        }
        stated
    }

    /// Returns what a set of properties states, and the properties for which its string and its single properties
    /// contradict each other. These are not stated.
    pub(crate) fn by_set(values: &PropertyValues) -> (Self, Vec<Part>) {
        let string = values.connection_string.as_ref().filter(|text| !text.as_str().trim().is_empty());
        let mut stated = string.map_or_else(Self::default, |text| Self::by_text(text.as_str()));
        let mut contradictions = Vec::new();
        for (part, value) in values.parts() {
            if string.is_some() && value.as_str().trim().is_empty() {
                // The manifest of a `.dtproj` leaves the values of some properties out.
                continue;
            }
            let mut single = Self::default();
            single.set(part, value.as_str());
            if stated.differs_in(&single, part) {
                contradictions.push(part);
                stated.clear(part);
            } else if single.states(part) {
                stated.take(part, &single);
            }
        }
        (stated, contradictions)
    }

    /// Sets a property to the value of an expression or parameter. A value that is not valid makes it unknown, except for
    /// the server.
    pub(crate) fn set(&mut self, part: Part, value: &str) {
        let value = value.trim();
        match part {
            Part::SmtpServer => self.server = Some(value.to_owned()),
            Part::UseWindowsAuthentication => {
                self.authentication = boolean(value)
                    .map(|is_true| if is_true { Authentication::Windows } else { Authentication::Anonymous });
            }
            Part::EnableSsl => self.enable_ssl = boolean(value),
            Part::Timeout => self.timeout_ms = value.parse().ok(),
        }
    }

    /// Makes a property unknown.
    pub(crate) fn clear(&mut self, part: Part) {
        match part {
            Part::SmtpServer => self.server = None,
            Part::UseWindowsAuthentication => self.authentication = None,
            Part::EnableSsl => self.enable_ssl = None,
            Part::Timeout => self.timeout_ms = None,
        }
    }

    /// Copies a property.
    pub(crate) fn take(&mut self, part: Part, other: &Self) {
        match part {
            Part::SmtpServer => self.server.clone_from(&other.server),
            Part::UseWindowsAuthentication => self.authentication = other.authentication,
            Part::EnableSsl => self.enable_ssl = other.enable_ssl,
            Part::Timeout => self.timeout_ms = other.timeout_ms,
        }
    }

    /// Returns whether a property is stated.
    pub(crate) fn states(&self, part: Part) -> bool {
        match part {
            Part::SmtpServer => self.server.is_some(),
            Part::UseWindowsAuthentication => self.authentication.is_some(),
            Part::EnableSsl => self.enable_ssl.is_some(),
            Part::Timeout => self.timeout_ms.is_some(),
        }
    }

    /// Returns whether both state a property, with different values.
    pub(crate) fn differs_in(&self, other: &Self, part: Part) -> bool {
        fn differ<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
            matches!((a, b), (Some(a), Some(b)) if a != b)
        }
        match part {
            Part::SmtpServer => match (&self.server, &other.server) {
                (Some(a), Some(b)) => !is_same_server(a, b),
                _ => false,
            },
            Part::UseWindowsAuthentication => differ(self.authentication, other.authentication),
            Part::EnableSsl => differ(self.enable_ssl, other.enable_ssl),
            Part::Timeout => differ(self.timeout_ms, other.timeout_ms),
        }
    }

    /// Removes the server if it is not a valid name.
    pub(crate) fn with_valid_server(mut self) -> Self {
        self.server = self.server.filter(|server| ServerName::parse(server).is_ok());
        self
    }
}

fn is_same_server(a: &str, b: &str) -> bool {
    match (ServerName::parse(a), ServerName::parse(b)) {
        (Ok(a), Ok(b)) => a.is_same_host(&b),
        _ => a.eq_ignore_ascii_case(b),
    }
}

/// Reads a boolean as SSIS stores it: `True` in any case, `1` or `-1`.
pub(crate) fn boolean(value: &str) -> Option<bool> {
    match value {
        "0" => Some(false),
        "1" | "-1" => Some(true),
        _ if value.eq_ignore_ascii_case("true") => Some(true),
        _ if value.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}
