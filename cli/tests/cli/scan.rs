//! The subcommand `scan` on folders of files.

mod bad_input;
mod baseline;
mod formats;
mod generated_secrets;
mod sarif;
mod secrets;
mod tree;
mod walk;
