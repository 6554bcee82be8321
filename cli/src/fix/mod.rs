//! Changes to connection strings in SSIS files. The modules, in the order in which they depend on each other:
//!
//! - [`request`]: what is asked for, from the arguments;
//! - [`change`]: the new value of one place;
//! - `references`: whether something else uses a parameter or variable;
//! - [`target`]: a file that is to be changed;
//! - [`plan`]: the changes of a project, and what is refused.

mod change;
pub(crate) mod plan;
mod references;
pub(crate) mod request;
mod target;
