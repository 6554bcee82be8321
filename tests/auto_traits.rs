//! What the compiler derives unseen, pinned: the auto traits and the sizes of the public types.
//!
//! A field that is not `Send`, or one that doubles an error, changes them without a word in the source.

#![allow(missing_docs, reason = "there is no reader of a test's documentation")]

use std::panic::{RefUnwindSafe, UnwindSafe};

use smtp_connection_string::{
    Applicability, Authentication, BuildError, ConnectionString, Diagnostic, Fix, Masked, Pair, Pairs, ParseError,
    Property, Related, Report, Rule, ServerName, Severity, SmtpConnection, SmtpConnectionBuilder, WriteError,
};

fn all<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe>() {}
fn copy<T: Copy>() {}
fn error<T: std::error::Error + 'static>() {}

/// Checked by the compiler: a type without one of the traits does not build.
#[test]
fn every_public_type_crosses_threads_and_panics() {
    all::<Applicability>();
    all::<Authentication>();
    all::<BuildError>();
    all::<ConnectionString<'_>>();
    all::<Diagnostic>();
    all::<Fix>();
    all::<Masked>();
    all::<Pair<'_>>();
    all::<Pairs<'_>>();
    all::<ParseError>();
    all::<Property>();
    all::<Related>();
    all::<Report<'_>>();
    all::<Rule>();
    all::<ServerName<'_>>();
    all::<Severity>();
    all::<SmtpConnection<'_>>();
    all::<SmtpConnectionBuilder<'_>>();
    all::<WriteError>();
}

/// A new type has to come into the list above: the re-exports of src/lib.rs are all that is public.
#[test]
fn no_public_type_is_forgotten() {
    let exports = include_str!("../src/lib.rs").lines().filter_map(|line| line.strip_prefix("pub use "));
    let names: Vec<&str> = exports
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .filter(|name| name.starts_with(char::is_uppercase))
        .collect();
    assert!(names.len() >= 20, "{names:?}");
    for name in names {
        let listed = [format!("::<{name}>()"), format!("::<{name}<'_>>()")];
        assert!(listed.iter().any(|call| include_str!("auto_traits.rs").contains(call)), "{name} is not in the list");
    }
}

#[test]
fn what_is_small_is_copied() {
    copy::<Applicability>();
    copy::<Authentication>();
    copy::<BuildError>();
    copy::<ParseError>();
    copy::<Property>();
    copy::<Rule>();
    copy::<Severity>();
    copy::<WriteError>();
}

#[test]
fn errors_are_errors() {
    error::<BuildError>();
    error::<ParseError>();
    error::<WriteError>();
}

/// The mail client's error has a cause that is sent and shared, and that is no `UnwindSafe`: it is boxed.
#[cfg(feature = "lettre")]
#[test]
fn the_error_of_the_transport() {
    use smtp_connection_string::TransportError;

    fn sent<T: Send + Sync + Unpin>() {}
    sent::<TransportError>();
    error::<TransportError>();
}

/// In words of the machine; a number that grows is a decision and not an accident.
#[test]
fn sizes() {
    const WORD: usize = size_of::<usize>();
    assert_eq!(size_of::<Rule>(), 1);
    assert_eq!(size_of::<Authentication>(), 1);
    // Two offsets and a byte. It is the error of the hot path: half a cache line.
    assert_eq!(size_of::<ParseError>(), 3 * WORD);
    // A `Cow`, whose capacity has room for the variant.
    assert_eq!(size_of::<ServerName<'_>>(), 3 * WORD);
    // The same, the time-out with its `Option`, and two bytes.
    assert_eq!(size_of::<SmtpConnection<'_>>(), (3 * WORD + 8 + 2).next_multiple_of(WORD));
    // Neither result is larger than what it holds: the discriminant has found a niche.
    assert_eq!(size_of::<Result<SmtpConnection<'_>, ParseError>>(), size_of::<SmtpConnection<'_>>());
    assert_eq!(size_of::<Result<ServerName<'_>, ParseError>>(), 4 * WORD);
    assert_eq!(size_of::<BuildError>(), 3 * WORD);
    assert_eq!(size_of::<WriteError>(), 1);
    // A report holds one for each finding: an error, the place of the one that it belongs to, and whether to offer fixes.
    assert_eq!(size_of::<Diagnostic>(), 7 * WORD);
    // The text once and the places in it.
    assert_eq!(size_of::<Pair<'_>>(), 3 * WORD);
    assert_eq!(size_of::<ConnectionString<'_>>(), 6 * WORD);
}
