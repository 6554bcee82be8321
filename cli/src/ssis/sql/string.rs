//! The results of this module.

use smtp_connection_string::Property;

use crate::ssis::place::LocatedText;

/// A connection string, or a property of a connection manager, in a script.
#[derive(Debug, Clone)]
pub(in crate::ssis) struct SqlString {
    /// The decoded text and the place of each of its bytes.
    pub(in crate::ssis) text: LocatedText,
    /// The kind of the text.
    pub(in crate::ssis) value: SqlValue,
    /// The connection manager, if the statement names it. Untrusted text.
    pub(in crate::ssis) manager: Option<String>,
    /// The file name of the package, if the statement names it. Untrusted text.
    pub(in crate::ssis) package: Option<String>,
    /// Whether the text is joined with a variable or the result of a function. Then it has only the pairs that are
    /// certain, possibly none, and the text of a single property is empty.
    pub(in crate::ssis) incomplete: bool,
}

/// The kind of a [`SqlString`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::ssis) enum SqlValue {
    /// A connection string.
    WholeString,
    /// The value of one property.
    Property(Property),
}
