//! What the SSIS mail client would do with a server.
//!
//! The client is `System.Net.Mail.SmtpClient`. Its behavior is reproduced down to details that differ from RFC 5321. The
//! modules, in the order in which they depend on each other:
//!
//! - `reply`: the lines of SMTP replies;
//! - `hello`: the extensions of a server;
//! - [`conversation`]: what to send next, and the facts of a conversation. It neither reads nor writes;
//! - `der`, `certificate_name`, `certificate`: the facts of a certificate, and whether the client accepts it;
//! - `observation`: what was observed at a server;
//! - `address`, `socket`, `tls`, `connection`: TCP, TLS and time;
//! - `verdict`: the table of rules that turns facts into a verdict;
//! - `plan`: the servers to contact and the connection strings to judge;
//! - `findings`: the findings of the probe rules;
//! - `policy`: the verdicts and findings that make the exit code 1.

pub(crate) mod address;
pub(crate) mod certificate;
mod certificate_name;
pub(crate) mod connection;
pub mod conversation;
mod der;
pub(crate) mod findings;
pub(crate) mod hello;
pub(crate) mod observation;
pub(crate) mod plan;
pub(crate) mod policy;
pub(crate) mod reply;
mod socket;
mod tls;
pub(crate) mod verdict;
