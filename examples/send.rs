//! Sends one mail through the server of a connection string:
//! `cargo run --features lettre --example send -- FROM TO < STRING`.
//!
//! The connection string is read from standard input, because every user of the machine can see the arguments.

use std::error::Error;
use std::io::{self, Read as _};

use lettre::transport::smtp::SmtpTransportBuilder;
use lettre::{Message, Transport as _};
use smtp_connection_string::SmtpConnection;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("missing arguments; write the addresses of the sender and the recipient".into());
    };
    let mut string = String::new();
    io::stdin().read_to_string(&mut string)?;

    let connection = SmtpConnection::parse(&string)?;
    let transport = SmtpTransportBuilder::try_from(&connection)?.build();
    let mail = Message::builder()
        .from(from.parse()?)
        .to(to.parse()?)
        .subject("Test of an SMTP connection string")
        .body(format!("This mail was sent through {}.\n", connection.server()))?;
    transport.send(&mail)?;
    Ok(())
}
