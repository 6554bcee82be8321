//! The four properties of the SMTP connection manager, and the grammar of booleans and timeouts.

use core::fmt;
use core::str::FromStr;
use core::time::Duration;

use crate::diagnostic::UnknownName;

/// A property of the SMTP connection manager, which is a keyword of its connection string.
///
/// The order is the one in which SSIS writes them. Source: vendor documentation lists these four and their types.
///
/// ```
/// use smtp_connection_string::Property;
///
/// assert_eq!(Property::EnableSsl.as_str(), "EnableSsl");
/// assert_eq!("enablessl".parse(), Ok(Property::EnableSsl));
/// assert!("Password".parse::<Property>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Property {
    /// `SmtpServer`: the name or address of the server; required.
    SmtpServer,
    /// `UseWindowsAuthentication`: Windows authentication if `True`, anonymous if `False` or missing.
    UseWindowsAuthentication,
    /// `EnableSsl`: STARTTLS if `True`, cleartext if `False` or missing.
    EnableSsl,
    /// `Timeout`: milliseconds; not set if missing.
    Timeout,
}

impl Property {
    /// All properties, in the order in which SSIS writes them.
    pub const ALL: &'static [Self] =
        &[Self::SmtpServer, Self::UseWindowsAuthentication, Self::EnableSsl, Self::Timeout];

    /// Returns the keyword as SSIS writes it.
    #[must_use]
    #[inline]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SmtpServer => "SmtpServer",
            Self::UseWindowsAuthentication => "UseWindowsAuthentication",
            Self::EnableSsl => "EnableSsl",
            Self::Timeout => "Timeout",
        }
    }

    /// The property with this keyword, ignoring ASCII case.
    #[inline(always)]
    pub(crate) fn from_keyword(keyword: &str) -> Option<Self> {
        if is_name(keyword, b"SmtpServer") {
            Some(Self::SmtpServer)
        } else if is_name(keyword, b"UseWindowsAuthentication") {
            Some(Self::UseWindowsAuthentication)
        } else if is_name(keyword, b"EnableSsl") {
            Some(Self::EnableSsl)
        } else {
            is_name(keyword, b"Timeout").then_some(Self::Timeout)
        }
    }
}

/// Parses a keyword, ignoring ASCII case.
impl FromStr for Property {
    type Err = UnknownName;

    fn from_str(keyword: &str) -> Result<Self, UnknownName> {
        Self::from_keyword(keyword).ok_or(UnknownName::property())
    }
}

/// The keyword, as in [`Property::as_str`].
impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One value for each property.
///
/// ```
/// use smtp_connection_string::{PerProperty, Property};
///
/// let mut places = PerProperty::<Option<usize>>::default();
/// *places.get_mut(Property::EnableSsl) = Some(58);
/// assert_eq!(places.get(Property::EnableSsl), &Some(58));
/// assert_eq!(places.iter().filter(|(_, place)| place.is_some()).count(), 1);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PerProperty<T> {
    server: T,
    windows: T,
    ssl: T,
    timeout: T,
}

impl<T> PerProperty<T> {
    /// Returns the value of a property.
    #[inline]
    pub const fn get(&self, property: Property) -> &T {
        match property {
            Property::SmtpServer => &self.server,
            Property::UseWindowsAuthentication => &self.windows,
            Property::EnableSsl => &self.ssl,
            Property::Timeout => &self.timeout,
        }
    }

    /// Returns the value of a property for changing it.
    #[inline]
    pub const fn get_mut(&mut self, property: Property) -> &mut T {
        match property {
            Property::SmtpServer => &mut self.server,
            Property::UseWindowsAuthentication => &mut self.windows,
            Property::EnableSsl => &mut self.ssl,
            Property::Timeout => &mut self.timeout,
        }
    }

    /// Iterates over the properties and their values, in the order in which SSIS writes them.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Property, &T)> {
        Property::ALL.iter().map(|&property| (property, self.get(property)))
    }
}

/// Whether a text is a name of ASCII letters, ignoring case.
///
/// Letters that differ only in their case bit are the same letter, whichever of them is known to be one. With the length
/// known and no early end this is a few vector instructions; `eq_ignore_ascii_case` took 380 more for a string in another case.
#[inline(always)]
fn is_name<const N: usize>(text: &str, name: &[u8; N]) -> bool {
    match <&[u8; N]>::try_from(text.as_bytes()) {
        Ok(text) => text.iter().zip(name).fold(0, |differ, (a, b)| differ | (a ^ b)) & !0x20 == 0,
        Err(_) => false,
    }
}

/// The greatest timeout in milliseconds. Source: vendor documentation; the property is an `Int32`.
pub(crate) const MAX_TIMEOUT_MS: u32 = i32::MAX.unsigned_abs();

/// `boolean = "True" / "False"`, ignoring ASCII case
#[inline]
pub(crate) fn boolean(value: &str) -> Option<bool> {
    if is_name(value, b"False") { Some(false) } else { is_name(value, b"True").then_some(true) }
}

/// Why a value is not a timeout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvalidTimeout {
    NotDigits,
    TooLarge,
}

/// `timeout = 1*DIGIT`, at most 2147483647
pub(crate) fn timeout(value: &str) -> Result<u32, InvalidTimeout> {
    if value.is_empty() {
        return Err(InvalidTimeout::NotDigits);
    }
    // Not `str::parse`, which accepts a sign. The sum stays at its maximum instead of overflowing.
    let mut milliseconds = 0_u32;
    for byte in value.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return Err(InvalidTimeout::NotDigits);
        }
        milliseconds = milliseconds.saturating_mul(10).saturating_add(u32::from(digit));
    }
    if milliseconds > MAX_TIMEOUT_MS { Err(InvalidTimeout::TooLarge) } else { Ok(milliseconds) }
}

/// The timeout in milliseconds, if it is a whole number in the range of the property.
pub(crate) fn timeout_of(duration: Duration) -> Option<u32> {
    let whole = duration.subsec_nanos() % 1_000_000 == 0;
    u32::try_from(duration.as_millis()).ok().filter(|&milliseconds| whole && milliseconds <= MAX_TIMEOUT_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_ignore_ascii_case() {
        for &property in Property::ALL {
            assert_eq!(property.as_str().parse(), Ok(property));
            assert_eq!(Property::from_keyword(&property.as_str().to_ascii_uppercase()), Some(property));
        }
        // U+017F folds to `s` and U+212A to `k` in Unicode, but not in ASCII.
        assert_eq!(Property::from_keyword("EnableSſl"), None);
        assert_eq!(Property::from_keyword("Enable\u{212A}l"), None);
    }

    #[test]
    fn keywords_are_compared_to_the_last_letter() {
        for &property in Property::ALL {
            for at in 0..property.as_str().len() {
                let mut other = std::string::String::from(property.as_str());
                other.replace_range(at..=at, "x");
                assert_eq!(Property::from_keyword(&other), None, "{other}");
            }
        }
    }

    #[test]
    fn display_is_the_keyword() {
        assert_eq!(std::format!("{:>10}", Property::EnableSsl), " EnableSsl");
    }

    #[test]
    fn each_property_has_its_value() {
        let mut values = PerProperty::default();
        for (index, &property) in Property::ALL.iter().enumerate() {
            *values.get_mut(property) = index;
        }
        assert!(
            values.iter().map(|(property, &index)| (index, property)).eq(Property::ALL.iter().copied().enumerate())
        );
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
            assert_eq!(timeout(large), Err(InvalidTimeout::TooLarge), "{large}");
        }
        for other in ["", "-1", "+1", "1.5", "1 ", "٣", "0x10", "30s"] {
            assert_eq!(timeout(other), Err(InvalidTimeout::NotDigits), "{other}");
        }
    }

    #[test]
    fn durations_are_whole_milliseconds() {
        assert_eq!(timeout_of(Duration::ZERO), Some(0));
        assert_eq!(timeout_of(Duration::from_millis(2_147_483_647)), Some(MAX_TIMEOUT_MS));
        assert_eq!(timeout_of(Duration::from_millis(2_147_483_648)), None);
        assert_eq!(timeout_of(Duration::from_micros(1_500)), None);
        assert_eq!(timeout_of(Duration::MAX), None);
    }
}
