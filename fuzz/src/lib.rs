//! The laws that the fuzz targets hold the library to.
//!
//! They know nothing of libFuzzer: `tests/fuzz_replay.rs` of the library includes the same modules and replays every
//! seed, corpus file and regression in a plain `cargo test`.

pub mod laws;
pub mod package;
