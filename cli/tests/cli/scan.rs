//! The subcommand `scan` on folders of files.

mod annotations;
mod arguments;
mod bad_input;
mod baseline;
mod commands;
mod escaping;
mod exceptions;
mod excludes;
mod filters;
mod formats;
mod generated_secrets;
mod html_report;
mod inventory;
mod junit;
mod markdown_report;
mod outputs;
mod rules;
mod sarif;
mod secrets;
mod settings;
mod show_files;
pub(crate) mod tree;
mod walk;
