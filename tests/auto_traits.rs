//! Tests of the traits and sizes of the public types.
//!
//! The compiler derives auto traits from the fields, so a private field can change the interface.

use std::error::Error;
use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::str::FromStr;

use smtp_connection_string::{
    Applicability, Authentication, BuildError, ConnectionString, Diagnostic, Fix, Host, Pair, Pairs, ParseError,
    PerProperty, Properties, Property, Redacted, Related, Report, Rule, ServerName, Severity, SmtpConnection,
    SmtpConnectionBuilder, UnknownName, WriteError,
};

fn auto_traits<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe>() {}
fn debug_and_clone<T: Debug + Clone>() {}
fn copy<T: Copy + Eq + Hash>() {}
fn ordered<T: Ord + Hash>() {}
fn error<T: Error + 'static>() {}
fn name<T: FromStr<Err = UnknownName> + Display>() {}

/// Runs a check on every public type, except those of the optional features.
macro_rules! for_every_public_type {
    ($check:ident) => {
        $check::<Applicability>();
        $check::<Authentication>();
        $check::<BuildError>();
        $check::<ConnectionString<'_>>();
        $check::<Diagnostic>();
        $check::<Fix>();
        $check::<Host<'_>>();
        $check::<Pair<'_>>();
        $check::<Pairs<'_>>();
        $check::<ParseError>();
        $check::<PerProperty<u8>>();
        $check::<Properties<'_>>();
        $check::<Property>();
        $check::<Redacted>();
        $check::<Related>();
        $check::<Report<'_>>();
        $check::<Rule>();
        $check::<ServerName<'_>>();
        $check::<Severity>();
        $check::<SmtpConnection<'_>>();
        $check::<SmtpConnectionBuilder<'_>>();
        $check::<UnknownName>();
        $check::<WriteError>();
    };
}

#[test]
fn every_type_is_send_sync_and_unwind_safe() {
    for_every_public_type!(auto_traits);
}

#[test]
fn every_type_is_debug_and_clone() {
    for_every_public_type!(debug_and_clone);
}

/// The list above must contain each type that src/lib.rs exports.
#[test]
fn list_of_public_types_is_complete() {
    let exports = include_str!("../src/lib.rs").lines().filter_map(|line| line.strip_prefix("pub use "));
    let types: Vec<&str> = exports
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .filter(|name| name.starts_with(char::is_uppercase) && *name != "TransportError")
        .collect();
    assert!(types.len() >= 20, "{types:?}");
    for name in types {
        assert!(include_str!("auto_traits.rs").contains(&format!("$check::<{name}")), "{name} is not in the list");
    }
}

#[test]
fn small_types_are_copy() {
    copy::<Applicability>();
    copy::<Authentication>();
    copy::<BuildError>();
    copy::<Host<'_>>();
    copy::<ParseError>();
    copy::<PerProperty<u8>>();
    copy::<Property>();
    copy::<Related>();
    copy::<Rule>();
    copy::<Severity>();
    copy::<UnknownName>();
    copy::<WriteError>();
}

#[test]
fn connections_servers_and_names_are_ordered() {
    ordered::<Applicability>();
    ordered::<Authentication>();
    ordered::<Property>();
    ordered::<Rule>();
    ordered::<ServerName<'_>>();
    ordered::<Severity>();
    ordered::<SmtpConnection<'_>>();
    assert!(Severity::Note < Severity::Warning && Severity::Warning < Severity::Error);
}

#[test]
fn names_can_be_parsed_and_displayed() {
    name::<Authentication>();
    name::<Property>();
    name::<Rule>();
    name::<Severity>();
}

#[test]
fn error_types_implement_error() {
    error::<BuildError>();
    error::<ParseError>();
    error::<UnknownName>();
    error::<WriteError>();
}

/// The error of the mail client contains a boxed source, which is not `UnwindSafe`.
#[cfg(feature = "lettre")]
#[test]
fn transport_error_is_send_and_sync() {
    use smtp_connection_string::TransportError;

    fn send_and_sync<T: Send + Sync + Unpin>() {}
    send_and_sync::<TransportError>();
    error::<TransportError>();
}

/// A larger type makes every parse or every finding more expensive, so a change of these sizes has to be deliberate.
#[test]
fn sizes() {
    const WORD: usize = size_of::<usize>();
    assert_eq!(size_of::<Rule>(), 1);
    assert_eq!(size_of::<Authentication>(), 1);
    assert_eq!(size_of::<WriteError>(), 1);
    // Two offsets and a message of one byte.
    assert_eq!(size_of::<ParseError>(), 3 * WORD);
    assert_eq!(size_of::<BuildError>(), 3 * WORD);
    // A `Cow<str>` and an `Option<IpAddr>`.
    assert_eq!(size_of::<ServerName<'_>>(), (3 * WORD + 17).next_multiple_of(WORD));
    // The server, an `Option<u32>` and two bytes.
    assert_eq!(size_of::<SmtpConnection<'_>>(), (size_of::<ServerName<'_>>() + 8 + 2).next_multiple_of(WORD));
    // The results are not larger than the values.
    assert_eq!(size_of::<Result<SmtpConnection<'_>, ParseError>>(), size_of::<SmtpConnection<'_>>());
    assert_eq!(size_of::<Result<ServerName<'_>, ParseError>>(), size_of::<ServerName<'_>>());
    // An error, an optional span and a flag.
    assert_eq!(size_of::<Diagnostic>(), 7 * WORD);
    assert_eq!(size_of::<Pair<'_>>(), 3 * WORD);
}
