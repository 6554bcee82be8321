//! The severity of a finding.

use core::fmt;
use core::str::FromStr;

use super::unknown_name::UnknownName;

/// The severity of a finding.
///
/// Severities are ordered from the least to the most severe: `Note < Warning < Error`.
///
/// # Examples
///
/// ```
/// use smtp_connection_string::{Rule, Severity};
///
/// let threshold: Severity = "warning".parse()?;
/// assert!(Rule::DuplicateKeyword.severity() >= threshold);
/// assert!(Rule::NoEncryption.severity() >= threshold);
/// assert!(Rule::NotCanonical.severity() < threshold);
/// # Ok::<(), smtp_connection_string::UnknownName>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A fact about the connection string that an auditor or a reviewer needs to know.
    Note,
    /// The setting is valid, but it is insecure or probably does not have the intended effect.
    Warning,
    /// The connection string is invalid.
    Error,
}

impl Severity {
    /// All severities, from the least to the most severe.
    pub const ALL: &'static [Self] = &[Self::Note, Self::Warning, Self::Error];

    /// Returns the name in lowercase: `note`, `warning` or `error`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Writes the name, as in [`Severity::as_str`].
impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = UnknownName;

    /// Parses the name of a severity, in lowercase.
    ///
    /// # Errors
    ///
    /// Returns an error if the input is not one of the names in [`Severity::ALL`].
    fn from_str(name: &str) -> Result<Self, UnknownName> {
        match name {
            "note" => Ok(Self::Note),
            "warning" => Ok(Self::Warning),
            "error" => Ok(Self::Error),
            _ => Err(UnknownName::severity()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::ToString;

    use super::*;

    #[test]
    fn names_round_trip() {
        for &severity in Severity::ALL {
            assert_eq!(severity.as_str().parse(), Ok(severity));
            assert_eq!(severity.to_string(), severity.as_str());
        }
        assert_eq!(format!("{:>7}", Severity::Error), "  error");
    }

    #[test]
    fn unknown_names_are_rejected() {
        for name in ["", "Warning", " note", "fatal"] {
            assert_eq!(name.parse::<Severity>(), Err(UnknownName::severity()), "{name:?}");
        }
    }

    #[test]
    fn all_is_in_ascending_order() {
        assert!(Severity::ALL.is_sorted_by(|a, b| a < b));
        assert_eq!(Severity::ALL.len(), 3);
    }
}
