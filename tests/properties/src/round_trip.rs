//! Connections: every spelling is read as the same connection, and the canonical form is a fixed point.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use arbitrary::Unstructured;
use smtp_connection_string::{ConnectionString, Rule, SmtpConnection, apply_fixes, check};

use crate::generate::spelling::spelling;

/// Holds for every connection: it is written and read back, in the canonical form and in any other.
pub fn round_trip(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let Ok(connection) = u.arbitrary::<SmtpConnection<'_>>() else { return };
    canonical_form_is_a_fixed_point(&connection);
    if let Ok(spelled) = spelling(&connection, &mut u) {
        spelling_is_the_connection(&connection, &spelled);
    }
}

fn canonical_form_is_a_fixed_point(connection: &SmtpConnection<'_>) {
    let text = connection.to_string();
    let parsed = SmtpConnection::parse(&text);
    assert_eq!(parsed.as_ref(), Ok(connection));
    assert_eq!(parsed.map(|parsed| parsed.to_string()).as_ref(), Ok(&text));
    assert!(!is_noted(&text), "{text:?} is canonical");
    assert_eq!(apply_fixes(&text), text);
    let string = ConnectionString::from(connection);
    assert_eq!(string.as_str(), text);
    assert_eq!(Ok(&string), ConnectionString::parse(&text).as_ref());
    assert_eq!(SmtpConnection::try_from(&string).as_ref(), Ok(connection));
    assert_eq!(connection.to_builder().build().as_ref(), Ok(connection));
    let changed = connection.to_builder().enable_ssl(!connection.enable_ssl()).build();
    assert_ne!(changed.as_ref(), Ok(connection));
}

/// A spelling has the same connection, the same hash and the same canonical form.
fn spelling_is_the_connection(connection: &SmtpConnection<'_>, text: &str) {
    let parsed = SmtpConnection::parse(text);
    assert_eq!(parsed.as_ref(), Ok(connection), "{text:?}");
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    assert_eq!(parsed.map(|parsed| hasher.hash_one(parsed)), Ok(hasher.hash_one(connection)), "{text:?}");
    let canonical = connection.to_string();
    assert_eq!(is_noted(text), text != canonical, "{text:?}");
    assert_eq!(apply_fixes(text), canonical, "{text:?}");
}

fn is_noted(text: &str) -> bool {
    check(text).diagnostics().iter().any(|found| found.rule() == Rule::NotCanonical)
}
