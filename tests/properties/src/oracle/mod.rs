//! Slow and plain implementations of the grammar and of the rules, for comparison with the library.
//!
//! They share no code with the library, only the names of its rules and properties.

pub mod keyword;
pub mod lints;
pub mod meaning;
pub mod names;
pub mod server;
pub mod syntax;
