//! The property of the target `package`, which needs the command line. The other targets call the crate `properties`.

pub mod package;
