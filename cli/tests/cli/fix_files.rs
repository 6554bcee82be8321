//! The subcommand `fix`.

mod changes;
mod generated;
mod refusals;
mod samples;
mod writing;
