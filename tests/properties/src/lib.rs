//! What holds for every string: the properties of the library, with the generators and oracles that they need.
//!
//! - [`generate`]: strings and edits from bytes
//! - [`oracle`]: slow and plain implementations of the grammar and of the rules, for comparison
//! - the functions of this module: one property for each fuzz target; `tests/random.rs` and `tests/fuzz_replay.rs` of the
//!   library call the same functions with other bytes
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::missing_panics_doc,
    reason = "a violated property panics"
)]

mod agreement;
mod edit;
mod fixes;
pub mod generate;
mod model;
pub mod oracle;
mod outputs;
mod pairs;
mod redaction;
mod report;
mod round_trip;
mod secrets;
mod server_name;

pub use agreement::{agreement, meaning, syntax};
pub use edit::edit;
pub use round_trip::round_trip;
pub use secrets::{leak, secrets};
pub use server_name::server_name;

/// Holds for every string: `parse` and `check` agree, and all findings, fixes and redactions are consistent.
pub fn parse(data: &[u8]) {
    let text = generate::text(data);
    let report = smtp_connection_string::check(&text);
    report::report(&text, &report);
    fixes::fixes(&text, &report);
    redaction::redaction(&text, &report);
    pairs::pairs(&text, &report);
}

/// A property of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// The fuzz targets with their properties. Each has a file of this name in `fuzz/fuzz_targets`.
pub const TARGETS: &[Target] = &[
    ("edit", edit),
    ("oracle", agreement),
    ("parse", parse),
    ("round_trip", round_trip),
    ("secrets", secrets),
    ("server_name", server_name),
];
