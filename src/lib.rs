//! Parse, validate, edit and write the connection strings of the SMTP connection manager of SQL Server Integration
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
//! The connection manager has four properties, and so has its string: `SmtpServer`, which is required,
//! `UseWindowsAuthentication` and `EnableSsl`, which are `False` if missing, and `Timeout`. There is anonymous access and
//! Windows authentication; **Basic authentication is refused**, as is a port. The format is described rule by rule in
//! `grammar.md`, which is part of the package.
//!
//! # Reading, checking, editing
//!
//! **Reading** is for programs that want a connection or a reason why there is none. A valid [`SmtpConnection`] borrows
//! from the text, and nothing is allocated; a [`ParseError`] is small and `Copy`.
//!
//! ```
//! use smtp_connection_string::{Rule, SmtpConnection};
//!
//! let error = SmtpConnection::parse("SmtpServer=smtp.contoso.com:587").unwrap_err();
//! assert_eq!(error.rule(), Rule::PortNotSupported);
//! assert_eq!(error.span(), 11..31);
//! assert_eq!(
//!     error.to_string(),
//!     "expected a server without a port, found one with a port, at byte 11; \
//!      write the host alone: the SMTP connection manager always uses port 25"
//! );
//! ```
//!
//! **Checking** is for people and their tools: [`check`] finds all errors in one pass or, in a valid string, everything
//! that a reviewer wants to know. Each [`Diagnostic`] has a [`Rule`], a place, a message, a help and perhaps fixes.
//!
//! ```
//! use smtp_connection_string::{Severity, check};
//!
//! let report = check("SmtpServer=smtp.gmail.com;UseWindowsAuthentication=False;EnableSsl=True;Timeout=20;");
//! let warnings: Vec<&str> = report
//!     .diagnostics()
//!     .iter()
//!     .filter(|diagnostic| diagnostic.severity() == Severity::Warning)
//!     .map(|diagnostic| diagnostic.rule().id())
//!     .collect();
//! assert_eq!(warnings, ["provider-needs-login", "timeout-in-seconds"]);
//! ```
//!
//! **Editing** is for strings under review: [`ConnectionString`] reads any .NET connection string without loss, and a
//! change leaves every other byte as it was.
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
//! No error, diagnostic, fix, snippet or `Debug` of this crate shows a password or a piece of one, or tells its length.
//! Messages are static text; what is shown of a string goes through [`Masked`]. The text itself is given out where that is
//! the point: by `Display` of [`ConnectionString`], by [`Pair::keyword`] and [`Pair::value`], and by [`Report::source`].
//!
//! # Scope
//!
//! The crate opens no connection and sends no mail. It reads what `System.Data.Common.DbConnectionStringBuilder` reads
//! (stricter in three points that `grammar.md` names) and writes only what SSIS writes. How the component inside SSIS
//! treats odd strings is not known, and nothing here claims to know it.
//!
//! # Features
//!
//! - `std` (default): hands `std` on to the dependencies. Without it the crate is `no_std` and needs `alloc`.
//! - `serde`: [`SmtpConnection`] and [`ServerName`] as the text that they are, or a connection as a map of its properties.
//!   Needs no `std`.
//! - `lettre`: a connection as the transport of the mail client `lettre`, with STARTTLS where it asks for it. Windows
//!   authentication is refused there, since that client does not have it.
//! - `arbitrary`: valid random connections, for those who fuzz their own code.
//!
//! Each is additive. There is none for `miette`: a [`Diagnostic`] has all that such a renderer wants, and
//! [`Report::render`] serves where none is at hand.
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

pub use check::fix::{Applicability, Fix, apply_fixes};
pub use check::report::{Report, check};
pub use diagnostic::rule::{Rule, Severity};
pub use diagnostic::{Diagnostic, ParseError, Related};
pub use document::connection_string::{ConnectionString, Pair, Pairs};
pub use redact::Masked;
pub use smtp::builder::{BuildError, SmtpConnectionBuilder};
pub use smtp::connection::{Authentication, SmtpConnection};
pub use smtp::property::Property;
pub use smtp::server_name::ServerName;
pub use syntax::quoting::WriteError;

#[cfg(feature = "lettre")]
#[cfg_attr(docsrs, doc(cfg(feature = "lettre")))]
pub use integrations::lettre::TransportError;
#[cfg(feature = "serde")]
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
pub use integrations::serde::{borrowed, structured};

/// The examples of the README, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
