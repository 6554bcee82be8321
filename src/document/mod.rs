//! Any .NET connection string, read and edited without loss.

pub(crate) mod connection_string;
mod edit;
mod index;
pub(crate) mod pair;
