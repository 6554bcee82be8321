//! What to write instead of a wrong value.

use std::error::Error;
use std::fmt;

/// The error of a parser of arguments: what to write, as static text. Usage errors show it, because it cannot repeat the
/// value. The errors of other parsers can, so usage errors do not show them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Expected(pub(crate) &'static str);

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Expected {}
