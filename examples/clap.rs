//! A connection string as an argument: `cargo run --example clap -- --mail 'SmtpServer=smtp.contoso.com;EnableSsl=True'`.
//!
//! `SmtpConnection<'static>` is `FromStr`, so clap takes it as it is, without the `value_parser` below. But of a value
//! that is refused clap prints the whole, and people write passwords into strings that have no place for them. This
//! parser gives clap the error alone.

use std::ffi::OsStr;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Arg, Command, Error, Parser};
use smtp_connection_string::{ServerName, SmtpConnection};

#[derive(Parser)]
#[command(name = "clap")]
struct Arguments {
    /// Where mails go through
    #[arg(long, value_name = "CONNECTION", value_parser = Unrepeated)]
    mail: SmtpConnection<'static>,
    /// The server to name in the greeting, if it is another
    #[arg(long, value_name = "SERVER")]
    relay: Option<ServerName<'static>>,
}

/// Parses a connection and does not repeat the text of one that is refused.
#[derive(Clone)]
struct Unrepeated;

impl TypedValueParser for Unrepeated {
    type Value = SmtpConnection<'static>;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<Self::Value, Error> {
        let text = value.to_str().ok_or_else(|| Error::new(ErrorKind::InvalidUtf8).with_cmd(command))?;
        text.parse().map_err(|error| {
            let argument = argument.map(ToString::to_string).unwrap_or_default();
            Error::raw(ErrorKind::ValueValidation, format!("invalid value for '{argument}': {error}\n"))
                .with_cmd(command)
        })
    }
}

fn main() {
    let arguments = Arguments::parse();
    println!("{}", arguments.mail);
    if let Some(relay) = arguments.relay {
        println!("by way of {relay}");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test may panic")]

    use super::*;

    #[test]
    fn arguments_are_connections() {
        let arguments = Arguments::try_parse_from(["clap", "--mail", "smtpserver = mail", "--relay", "[2001:db8::25]"]);
        let arguments = arguments.unwrap();
        assert_eq!(arguments.mail.server().as_str(), "mail");
        assert!(arguments.relay.unwrap().ip().is_some());
    }

    #[test]
    fn an_error_says_what_to_do_and_repeats_nothing() {
        let error = Arguments::try_parse_from(["clap", "--mail", "SmtpServer=mail;Password=hunter2"]).err().unwrap();
        assert_eq!(
            error.to_string(),
            "error: invalid value for '--mail <CONNECTION>': basic authentication is not supported, \
             found a keyword for a user name, password or other credential, at byte 16; \
             take the credential out: there is only anonymous access and `UseWindowsAuthentication=True`\n"
        );
    }

    /// A server name has no secret in it unless it is wrong, and then clap shows it: the price of the short way.
    #[test]
    fn without_a_parser_clap_repeats_the_value() {
        let error =
            Arguments::try_parse_from(["clap", "--mail", "SmtpServer=mail", "--relay", "mail:25"]).err().unwrap();
        assert!(error.to_string().starts_with(
            "error: invalid value 'mail:25' for '--relay <SERVER>': expected a server without a port, found one with a port"
        ));
    }
}
