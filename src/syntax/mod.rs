//! Part 1 of `grammar.md`: the keyword/value syntax that .NET reads.

pub(crate) mod bytes;
pub(crate) mod grammar;
pub(crate) mod quoting;
