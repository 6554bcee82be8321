//! One law for each fuzz target: a function of bytes that panics where the library breaks it.

#![allow(dead_code, unreachable_pub, reason = "included by the fuzz crate and by a test, which use different parts")]

pub mod edit;
pub mod model;
pub mod oracle;
pub mod outputs;
pub mod parse;
pub mod round_trip;
pub mod secrets;
pub mod server_name;
pub mod text;

#[path = "../../../tests/oracle/mod.rs"]
pub mod reading;

/// A target: its name, and what holds of any bytes.
pub type Law = (&'static str, fn(&[u8]));

/// The targets whose laws are about the command line; its own tests replay them.
pub const ELSEWHERE: &[&str] = &["package"];

/// Each target's name with its law; a file of this name stands in `fuzz_targets/` and in `Cargo.toml`.
pub const LAWS: &[Law] = &[
    ("edit", edit::law),
    ("oracle", oracle::law),
    ("parse", parse::law),
    ("round_trip", round_trip::law),
    ("secrets", secrets::law),
    ("server_name", server_name::law),
];
