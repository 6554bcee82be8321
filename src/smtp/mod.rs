//! Part 2 of `grammar.md`: what the keywords and values mean to the SMTP connection manager.

pub(crate) mod builder;
pub(crate) mod connection;
pub(crate) mod fold;
mod host_name;
pub(crate) mod properties;
pub(crate) mod property;
pub(crate) mod rejected_server;
pub(crate) mod server_name;
pub(crate) mod unknown_keyword;
pub(crate) mod validate;
pub(crate) mod vocabulary;
