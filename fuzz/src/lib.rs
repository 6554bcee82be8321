//! The properties of the targets `package` and `rewrite`, which need the command line. The other targets call the crate `properties`.

pub mod package;
pub mod rewrite;
