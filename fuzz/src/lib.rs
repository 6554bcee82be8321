//! The properties of the targets `package`, `probe_reply` and `rewrite`, which need the command line. The other targets call the
//! crate `properties`.

pub mod leaks;
pub mod package;
pub mod probe_reply;
pub mod rewrite;
