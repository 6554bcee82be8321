//! The code of the web page: checks a connection string, and scans SSIS files in memory.
//!
//! The page loads it as a WebAssembly module without imports. The modules:
//!
//! - `string_report`: the result for one connection string, as the page shows it, with `excerpt`: a part of a long string;
//! - `exports`: the functions that JavaScript calls, the only `unsafe` code.
//!
//! Files are read and reported by [`smtp_connstr::reports::MemoryScan`].
#![deny(unsafe_code)]
// Tests index only what they created.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

mod excerpt;
pub mod exports;
mod string_report;
