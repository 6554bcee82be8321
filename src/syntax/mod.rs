//! Part 1 of `grammar.md`: the keyword/value syntax that .NET reads.
//!
//! Nothing here knows SMTP. [`grammar`] has the rules, [`segments`] applies them one segment after the other and recovers
//! from errors, [`bytes`] has the scanners under the rules, and [`quoting`] writes what the rules read.

pub(crate) mod bytes;
pub(crate) mod grammar;
pub(crate) mod quoting;
pub(crate) mod segments;
pub(crate) mod span;
