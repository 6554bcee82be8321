//! Parses, validates, edits and writes the connection strings of the SMTP connection manager in SQL Server Integration
//! Services (SSIS).
//!
//! ```
//! use smtp_connection_string::{Authentication, SmtpConnection};
//!
//! let text = "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;";
//! let connection = SmtpConnection::parse(text)?;
//! assert_eq!(connection.server().as_str(), "smtp.contoso.com");
//! assert_eq!(connection.authentication(), Authentication::Windows);
//! assert_eq!(connection.to_string(), text);
//! # Ok::<(), smtp_connection_string::ParseError>(())
//! ```
//!
//! The connection manager has four properties, which are the keywords of its string: `SmtpServer`, which is required,
//! `UseWindowsAuthentication` and `EnableSsl`, which default to `False`, and `Timeout`. Authentication is anonymous or
//! Windows authentication; **Basic authentication is refused**, and so is a port. `grammar.md`, in this package and in the
//! module `grammar` of this documentation, defines the format.
//!
//! # Parse, check, edit
//!
//! **Parse** to get a connection or the reason why there is none. A valid [`SmtpConnection`] borrows from the text, and
//! nothing is allocated. A [`ParseError`] is small and `Copy`.
//!
//! ```
//! use smtp_connection_string::{Rule, SmtpConnection};
//!
//! let error = SmtpConnection::parse("SmtpServer=smtp.contoso.com:587").unwrap_err();
//! assert_eq!(error.rule(), Rule::PortNotSupported);
//! assert_eq!(error.span(), 11..31);
//! assert_eq!(
//!     error.to_string(),
//!     "port in server name at byte 11; \
//!      remove the port: the SMTP connection manager always connects to port 25"
//! );
//! ```
//!
//! **Check** to get all findings in one pass: errors, and warnings and notes about everything that the string states
//! validly. Each [`Diagnostic`] has a [`Rule`], a span, a message, a help, and perhaps fixes.
//!
//! ```
//! use smtp_connection_string::{Severity, check};
//!
//! let report = check("SmtpServer=smtp.gmail.com;UseWindowsAuthentication=False;EnableSsl=True;Timeout=20;");
//! let warnings: Vec<&str> = report
//!     .diagnostics()
//!     .iter()
//!     .filter(|diagnostic| diagnostic.severity() == Severity::Warning)
//!     .map(|diagnostic| diagnostic.rule().as_str())
//!     .collect();
//! assert_eq!(warnings, ["provider-needs-login", "timeout-in-seconds"]);
//! ```
//!
//! **Edit** any .NET connection string with [`ConnectionString`], which keeps every byte that is not edited.
//!
//! ```
//! use smtp_connection_string::ConnectionString;
//!
//! let mut string = ConnectionString::parse("Data Source=db01; Initial Catalog = 'Mail'; Timeout=5")?;
//! string.set("initial catalog", "Archive")?;
//! string.remove("Timeout");
//! assert_eq!(string.to_string(), "Data Source=db01; Initial Catalog = 'Archive' ");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Secrets
//!
//! Errors, diagnostics, fixes and `Debug` contain no text of the input, except valid server names. [`Redacted`] is the form
//! of a string that can be shown: everything that could be a secret is `***`. `SECURITY.md` in the repository says exactly
//! what that promises. Some functions return the text itself: `Display` of [`ConnectionString`], [`Pair::keyword`],
//! [`Pair::value`] and [`Report::source`].
//!
//! # Scope
//!
//! This crate opens no connection and sends no mail. It reads what `System.Data.Common.DbConnectionStringBuilder` reads,
//! except for three deviations that `grammar.md` names, and writes only what SSIS writes. How the component inside SSIS
//! treats unusual strings is not known.
//!
//! # Features
//!
//! The crate is `no_std` and needs `alloc`. No feature is on by default, and each is additive.
//!
//! - `serde`: [`SmtpConnection`], [`ServerName`] and [`Authentication`] as strings, or a connection as a map of its
//!   properties; see the module `serde`. Needs no `std`.
//! - `lettre`: a connection as the transport of the mail client `lettre`, with STARTTLS if it asks for it. It refuses
//!   Windows authentication, which that client does not support.
//! - `arbitrary`: valid random connections, for fuzzing other code.
//!
//! # Map of the source
//!
//! Each folder uses only the ones above it.
//!
//! | folder | contents |
//! |---|---|
//! | `syntax/` | part 1 of `grammar.md`: the nom rules, recovery, scanners, quoting |
//! | `diagnostic/` | the findings as data: the table of rules and messages, errors, diagnostics |
//! | `smtp/` | part 2 of `grammar.md`: properties, server names, keywords, the walk that validates |
//! | `redact/` | part 3 of `grammar.md`: what may be shown |
//! | `check/` | the report on one string: warnings and notes, fixes, plain text |
//! | `document/` | any .NET connection string, read and edited without loss |
//! | `integrations/` | the optional features |
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod check;
mod diagnostic;
mod document;
mod integrations;
mod redact;
mod smtp;
mod syntax;

pub use check::apply_fixes::apply_fixes;
pub use check::fix::{Applicability, Fix};
pub use check::report::{Report, check};
pub use diagnostic::{Diagnostic, ParseError, Related, Rule, Severity, UnknownName};
pub use document::connection_string::ConnectionString;
pub use document::pair::{Pair, Pairs};
pub use redact::Redacted;
pub use smtp::builder::{BuildError, SmtpConnectionBuilder};
pub use smtp::connection::{Authentication, SmtpConnection};
pub use smtp::properties::Properties;
pub use smtp::property::{PerProperty, Property};
pub use smtp::server_name::{Host, ServerName};
pub use syntax::quoting::WriteError;

#[cfg(feature = "lettre")]
#[cfg_attr(docsrs, doc(cfg(feature = "lettre")))]
pub use integrations::lettre::TransportError;
#[cfg(feature = "serde")]
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
pub use integrations::serde;

/// The normative description of the format, `grammar.md`.
#[cfg(doc)]
#[doc = include_str!("../grammar.md")]
pub mod grammar {}

/// The examples of the README, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
