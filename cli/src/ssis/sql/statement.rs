//! The statements that write rows of package configurations, while they are read.

use super::value::Value;

/// An `INSERT` statement.
pub(super) struct Insert {
    /// The number of parentheses around the statement.
    pub(super) depth: usize,
    /// The positions of the value and the path in a row. `None` if the statement has no list of columns.
    pub(super) positions: Option<(usize, usize)>,
    /// Whether a `SELECT` of the statement was read. A further one belongs to it only after `UNION`.
    pub(super) has_select: bool,
}

/// An `UPDATE` statement.
pub(super) struct Update {
    /// The number of parentheses around the statement.
    pub(super) depth: usize,
    /// Whether its `SET` was read.
    pub(super) has_set: bool,
    /// The value that it writes.
    pub(super) value: Option<Value>,
    /// The paths of the rows in which it writes the value.
    pub(super) paths: Vec<Value>,
}
