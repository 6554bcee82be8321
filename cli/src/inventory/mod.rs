//! The SMTP connection managers of a project, with the tasks that use them, their effective values, and all findings.
//!
//! `ssis` returns the facts of one file. Here, the facts of a project are joined. The modules, in the order in which they
//! depend on each other:
//!
//! - `stated`: what a string or a set of properties states;
//! - `record`: the result;
//! - `project`: the files of a project;
//! - `check`: the findings of the library about a string, adapted to where the string is from;
//! - `managers`: the connection managers of a project, found by reference or by name;
//! - `uses`, `configurations`, `copies`, `expressions`: what refers to a connection manager;
//! - `scripts`: the connection managers that scripts use;
//! - `effective`: the value that is used at run time, and `overrides`: what copies change about it;
//! - `tasks`, `strings`, `files`: the records besides connection managers;
//! - `join`: the facts of a project, joined, and `records`: its records;
//! - `tallies`: the numbers of findings of a record;
//! - `holders`: the places of each value, for changing it;
//! - `hidden`: what options hide;
//! - `lookalike`, `totals`: what is known only after the last project.

pub(crate) mod check;
mod configurations;
mod copies;
mod effective;
mod expressions;
mod files;
pub(crate) mod hidden;
pub(crate) mod holders;
mod join;
mod lookalike;
mod managers;
mod overrides;
pub(crate) mod project;
pub(crate) mod record;
mod records;
mod scripts;
pub(crate) mod stated;
mod strings;
mod tallies;
mod tasks;
pub(crate) mod totals;
mod uses;

pub(crate) use join::Join;
pub(crate) use lookalike::normalized;
