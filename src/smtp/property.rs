//! The four properties of the SMTP connection manager, and the grammar of the two simple kinds of value.
//!
//! The rules bear the names that they have in the second half of `grammar.md`; those of the server stand in
//! [`crate::smtp::server_name`].

use core::fmt;
use core::time::Duration;

use crate::syntax::bytes;

/// A property of the SMTP connection manager, and so a keyword of its connection string.
///
/// The order is the one in which SSIS writes them. The four and their types are vendor documentation.
///
/// ```
/// use smtp_connection_string::Property;
///
/// assert_eq!(Property::EnableSsl.name(), "EnableSsl");
/// assert_eq!(Property::from_name("enablessl"), Some(Property::EnableSsl));
/// assert_eq!(Property::from_name("Password"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Property {
    /// `SmtpServer`: the name or address of the server; required.
    SmtpServer,
    /// `UseWindowsAuthentication`: Windows authentication if `True`, anonymous if `False` or missing.
    UseWindowsAuthentication,
    /// `EnableSsl`: STARTTLS if `True`, clear text if `False` or missing.
    EnableSsl,
    /// `Timeout`: milliseconds; not set if missing.
    Timeout,
}

impl Property {
    /// All properties, in the order in which SSIS writes them.
    pub const ALL: &'static [Self] =
        &[Self::SmtpServer, Self::UseWindowsAuthentication, Self::EnableSsl, Self::Timeout];

    /// The keyword in the spelling that SSIS writes.
    #[must_use]
    #[inline]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SmtpServer => "SmtpServer",
            Self::UseWindowsAuthentication => "UseWindowsAuthentication",
            Self::EnableSsl => "EnableSsl",
            Self::Timeout => "Timeout",
        }
    }

    /// The property that this keyword names, ASCII case ignored; `None` if it names none.
    #[must_use]
    #[inline]
    pub fn from_name(keyword: &str) -> Option<Self> {
        // The four lengths differ, so one comparison decides.
        let property = match keyword.len() {
            10 => Self::SmtpServer,
            24 => Self::UseWindowsAuthentication,
            9 => Self::EnableSsl,
            7 => Self::Timeout,
            _ => return None,
        };
        property.strip(keyword).map(|_| property)
    }

    /// The property with whose name a text begins, ASCII case ignored, and what follows the name.
    #[inline]
    pub(crate) fn strip_any(text: &str) -> Option<(Self, &str)> {
        // The four first letters differ, so one comparison decides.
        let property = match text.as_bytes().first()?.to_ascii_lowercase() {
            b's' => Self::SmtpServer,
            b'u' => Self::UseWindowsAuthentication,
            b'e' => Self::EnableSsl,
            b't' => Self::Timeout,
            _ => return None,
        };
        Some((property, property.strip(text)?))
    }

    /// What follows the name in a text that begins with it, ASCII case ignored.
    #[inline(always)]
    pub(crate) fn strip(self, text: &str) -> Option<&str> {
        match self {
            Self::SmtpServer => bytes::strip_name(text, b"smtpserver"),
            Self::UseWindowsAuthentication => bytes::strip_name(text, b"usewindowsauthentication"),
            Self::EnableSsl => bytes::strip_name(text, b"enablessl"),
            Self::Timeout => bytes::strip_name(text, b"timeout"),
        }
    }
}

/// The name, as in [`Property::name`].
impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The greatest time-out: the property is an `Int32`.
pub(crate) const MAX_TIMEOUT_MS: u32 = i32::MAX.unsigned_abs();

/// `boolean = "True" / "False"`, ASCII case ignored
#[inline]
pub(crate) fn boolean(value: &str) -> Option<bool> {
    match begins_with_boolean(value) {
        Some((boolean, "")) => Some(boolean),
        _ => None,
    }
}

/// The [`boolean`] that a text begins with, and what follows it.
#[inline(always)]
pub(crate) fn begins_with_boolean(text: &str) -> Option<(bool, &str)> {
    match bytes::strip_name(text, b"false") {
        Some(rest) => Some((false, rest)),
        None => Some((true, bytes::strip_name(text, b"true")?)),
    }
}

/// Why a value is no time-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadTimeout {
    NotDigits,
    TooLarge,
}

/// `timeout = 1*DIGIT`, at most 2147483647
pub(crate) fn timeout(value: &str) -> Result<u32, BadTimeout> {
    // Not `str::parse`, which takes a sign.
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BadTimeout::NotDigits);
    }
    value
        .bytes()
        .try_fold(0_u32, |sum, digit| sum.checked_mul(10)?.checked_add(u32::from(digit - b'0')))
        .filter(|&milliseconds| milliseconds <= MAX_TIMEOUT_MS)
        .ok_or(BadTimeout::TooLarge)
}

/// The time-out in whole milliseconds, if it is whole and fits the property.
pub(crate) fn timeout_of(duration: Duration) -> Option<u32> {
    let whole = duration.subsec_nanos() % 1_000_000 == 0;
    u32::try_from(duration.as_millis()).ok().filter(|&milliseconds| whole && milliseconds <= MAX_TIMEOUT_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_property_in_any_ascii_case() {
        for &property in Property::ALL {
            assert_eq!(Property::from_name(property.name()), Some(property));
            assert_eq!(Property::from_name(&property.name().to_ascii_uppercase()), Some(property));
            assert_eq!(Property::from_name(property.name().trim_end_matches(char::is_lowercase)), None);
        }
        // U+017F folds to `s` and U+212A to `k` in Unicode, never here.
        assert_eq!(Property::from_name("EnableSſl"), None);
        assert_eq!(Property::from_name("Enable\u{212A}l"), None);
    }

    #[test]
    fn a_property_shows_its_name() {
        assert_eq!(std::format!("{:>10}", Property::EnableSsl), " EnableSsl");
    }

    #[test]
    fn a_name_counts_to_its_last_letter() {
        for &property in Property::ALL {
            let name = property.name();
            for at in 0..name.len() {
                let mut other = std::string::String::from(name);
                other.replace_range(at..=at, "x");
                assert_eq!(Property::from_name(&other), None, "{other}");
                assert_eq!(Property::strip_any(&other), None, "{other}");
            }
        }
    }

    #[test]
    fn booleans_are_two_words() {
        assert_eq!(boolean("True"), Some(true));
        assert_eq!(boolean("fALSE"), Some(false));
        for other in ["", "yes", "1", "Tru", "Truee", "True ", "Falſe", "SSPI"] {
            assert_eq!(boolean(other), None, "{other}");
        }
    }

    #[test]
    fn timeouts_are_digits_in_the_range_of_an_int32() {
        assert_eq!(timeout("0"), Ok(0));
        assert_eq!(timeout("002000"), Ok(2000));
        assert_eq!(timeout("2147483647"), Ok(MAX_TIMEOUT_MS));
        for large in ["2147483648", "4294967296", "99999999999999999999"] {
            assert_eq!(timeout(large), Err(BadTimeout::TooLarge), "{large}");
        }
        for other in ["", "-1", "+1", "1.5", "1 ", "٣", "0x10", "30s"] {
            assert_eq!(timeout(other), Err(BadTimeout::NotDigits), "{other}");
        }
    }

    #[test]
    fn durations_are_whole_milliseconds_or_nothing() {
        assert_eq!(timeout_of(Duration::ZERO), Some(0));
        assert_eq!(timeout_of(Duration::from_millis(2_147_483_647)), Some(MAX_TIMEOUT_MS));
        assert_eq!(timeout_of(Duration::from_millis(2_147_483_648)), None);
        assert_eq!(timeout_of(Duration::from_micros(1_500)), None);
        assert_eq!(timeout_of(Duration::MAX), None);
    }
}
