//! The subcommand `scan` on folders of files.

mod arguments;
mod bad_input;
mod baseline;
mod escaping;
mod formats;
mod generated_secrets;
mod inventory;
mod outputs;
mod rules;
mod sarif;
mod secrets;
mod show_files;
pub(crate) mod tree;
mod walk;
