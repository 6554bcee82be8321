//! A connection string as an argument: `cargo run --example clap -- --mail 'SmtpServer=smtp.contoso.com;EnableSsl=True'`.
//!
//! `SmtpConnection<'static>` implements `FromStr`, so clap can parse it without the `value_parser` below. But clap repeats
//! an invalid value in its error message, and the value may contain a password. This parser omits the value.

use std::ffi::OsStr;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Arg, Command, Error, Parser};
use smtp_connection_string::{ServerName, SmtpConnection};

#[derive(Parser)]
#[command(name = "clap")]
struct Arguments {
    /// Connection string of the mail server
    #[arg(long, value_name = "CONNECTION", value_parser = WithoutValue)]
    mail: SmtpConnection<'static>,
    /// Relay to use instead of that server
    #[arg(long, value_name = "SERVER")]
    relay: Option<ServerName<'static>>,
}

/// Parses a connection string, and omits an invalid one from the error message.
#[derive(Clone)]
struct WithoutValue;

impl TypedValueParser for WithoutValue {
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
        println!("relay: {relay}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Arguments, Error> {
        Arguments::try_parse_from(["clap"].iter().chain(arguments))
    }

    fn error(arguments: &[&str]) -> String {
        parse(arguments).err().unwrap().to_string()
    }

    #[test]
    fn arguments_are_connections_and_servers() {
        let arguments = parse(&["--mail", "smtpserver = mail", "--relay", "[2001:db8::25]"]).unwrap();
        assert_eq!(arguments.mail.server().as_str(), "mail");
        assert!(arguments.relay.unwrap().ip().is_some());
    }

    #[test]
    fn error_omits_the_connection_string() {
        assert_eq!(
            error(&["--mail", "SmtpServer=mail;Password=hunter2"]),
            "error: invalid value for '--mail <CONNECTION>': unsupported credential keyword at byte 16; \
             remove the pair: only anonymous and Windows authentication are supported, not Basic authentication\n"
        );
    }

    /// Without the parser, clap repeats the value.
    #[test]
    fn error_repeats_the_server_name() {
        let error = error(&["--mail", "SmtpServer=mail", "--relay", "mail:25"]);
        assert!(
            error.starts_with(
                "error: invalid value 'mail:25' for '--relay <SERVER>': port in server name at byte 0; remove the port"
            ),
            "{error}"
        );
    }
}
