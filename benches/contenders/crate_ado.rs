//! The crate `connection-string` 0.2. It returns the pairs in a hash map and validates nothing.

use connection_string::AdoNetString;

/// Returns the pairs, with keywords in lowercase, or `None` if the crate rejects the string.
pub(crate) fn read(text: &str) -> Option<AdoNetString> {
    text.parse().ok()
}
