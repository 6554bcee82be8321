//! The subcommand `diff`.

mod changes;
mod input;
mod inventories;
mod matching;
