//! The arguments of `probe`.

use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::builder::{OsStringValueParser, TypedValueParser};

use crate::args::config::ConfigArguments;
use crate::args::format::Format;
use crate::expected::Expected;
use crate::probe::address::Address;
use crate::probe::policy::ProbePolicy;

/// Connect to the servers and predict what the SSIS mail client would do
///
/// Connects to each server once, on port 25: reads the banner, says EHLO, starts TLS if it is offered, says EHLO again and
/// quits. It never authenticates and never says MAIL FROM. The verdict holds for this machine, its trust store and this
/// moment, so run it on the machine that runs the packages:
///
/// - `works`: nothing that can be seen keeps the client from sending mail as the string asks for
/// - `fails`: the client would throw before it sends mail
/// - `sends-unauthenticated`: the string asks for Windows authentication, but the client would send without it
/// - `unknown`: it depends on something that cannot be seen; the output says on what
///
/// This is the only subcommand that opens a network connection.
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    after_long_help = "Exit codes:\n  \
    0  every verdict is `works`, or allowed\n  \
    1  another verdict, a denied finding, or an invalid string, which is not probed\n  \
    2  usage error, or input that cannot be read\n\n\
    Examples:\n  \
    smtp-connstr probe 'SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;'\n  \
    smtp-connstr probe - --format json < strings.txt\n  \
    smtp-connstr probe --scan . --list\n  \
    smtp-connstr probe --scan . --allow unknown --deny probe-tls-available\n  \
    smtp-connstr probe 'SmtpServer=smtp.contoso.com' --connect localhost:2525 --transcript"
)]
pub(crate) struct ProbeArguments {
    /// Connection strings, or `-` to read one string per line from standard input
    ///
    /// Write `--` before a string that begins with a hyphen. Other users of the machine can see arguments, so pass strings
    /// that may contain a password on standard input.
    #[arg(value_name = "STRING", required_unless_present = "scan")]
    pub(crate) strings: Vec<String>,

    /// Probe the servers of the connection managers in these SSIS files and folders instead
    ///
    /// Files are found as in `scan`, without those that `smtp-connstr.toml` excludes. Prints the list of servers, contacts
    /// each server once, and gives one verdict for each value of the connection managers, with its packages. Can be repeated.
    #[arg(long, value_name = "PATH", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub(crate) scan: Vec<PathBuf>,

    /// With --scan, probe only these servers, ignoring case
    ///
    /// `*` and `?` are wildcards. A comma-separated list, can be repeated.
    #[arg(long = "server", value_name = "GLOB", value_delimiter = ',')]
    pub(crate) servers: Vec<String>,

    /// With --scan, skip files and folders that match this pattern, as in `scan`
    #[arg(long, value_name = "GLOB", value_delimiter = ',')]
    pub(crate) exclude: Vec<String>,

    #[command(flatten)]
    pub(crate) config: ConfigArguments,

    /// With --scan, list the servers and stop
    #[arg(long)]
    pub(crate) list: bool,

    /// Connect here instead, for tunnels and tests
    ///
    /// The names in certificates are still compared with the server of the string.
    #[arg(long, value_name = "HOST:PORT", value_parser = Address::parse)]
    pub(crate) connect: Option<Address>,

    /// Also trust the certificate authorities in this file
    #[arg(long, value_name = "PEM")]
    pub(crate) ca_file: Option<PathBuf>,

    /// How long to wait for each server [default: the timeout of the string, otherwise 100 seconds]
    ///
    /// This time includes the connection, the handshake and all replies. If it is shorter than the timeout of the string
    /// and runs out after the connection, the verdict is `unknown`.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,

    /// Print what was sent (->), received (<-) and what else happened (===)
    #[arg(long)]
    pub(crate) transcript: bool,

    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    /// The number of servers to contact at the same time
    #[arg(long, value_name = "N", default_value = "4", value_parser = jobs)]
    pub(crate) jobs: NonZero<u8>,

    #[command(flatten)]
    pub(crate) policy: ProbePolicy,

    /// Suppress output; report through the exit code only
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

impl ProbeArguments {
    /// Returns what is wrong with the combination of the arguments.
    pub(crate) fn contradiction(&self) -> Option<&'static str> {
        if self.scan.is_empty() {
            if self.list {
                Some("`--list` requires `--scan`")
            } else if !self.servers.is_empty() {
                Some("`--server` requires `--scan`")
            } else if !self.exclude.is_empty() {
                Some("`--exclude` requires `--scan`")
            } else if self.config.config.is_some() {
                Some("`--config` requires `--scan`")
            } else {
                self.config.no_config.then_some("`--no-config` requires `--scan`")
            }
        } else {
            (!self.strings.is_empty()).then_some("`--scan` cannot be combined with connection strings")
        }
    }
}

/// Reads a positive number of seconds, of at most a day.
fn seconds(text: &str) -> Result<Duration, Expected> {
    let seconds = text.parse().ok().filter(|seconds| *seconds > 0.0 && *seconds <= 86_400.0);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or(Expected("write a number of seconds, more than 0 and at most 86400"))
}

fn jobs(text: &str) -> Result<NonZero<u8>, Expected> {
    text.parse().map_err(|_| Expected("write a number from 1 to 255"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeout_is_a_positive_number_of_at_most_a_day() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        assert_eq!(seconds("86400"), Ok(Duration::from_secs(86_400)));
        for text in ["", "0", "-1", "x", "NaN", "inf", "86401"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
