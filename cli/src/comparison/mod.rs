//! The comparison of two inventories that `scan --format json` printed.
//!
//! The modules, in the order in which they depend on each other:
//!
//! - `source`: the text of an inventory, from a file or from standard input;
//! - `saved`: its records;
//! - `folders`: the folders to which the paths of the two inventories are relative;
//! - `pairing`: the records of both inventories that are about the same connection manager or string;
//! - `unread`: the files that were read for one inventory only;
//! - `change`: a difference;
//! - `differences`: all differences.

pub(crate) mod change;
pub(crate) mod differences;
pub(crate) mod folders;
mod pairing;
pub(crate) mod saved;
pub(crate) mod source;
pub(crate) mod unread;
