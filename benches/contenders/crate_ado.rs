//! The crate `connection-string` 0.2, which people use today: it gives pairs in a hash map and validates nothing.

use connection_string::AdoNetString;

/// The pairs, keywords in lower case; `None` if it refuses the string.
pub(crate) fn read(text: &str) -> Option<AdoNetString> {
    text.parse().ok()
}
