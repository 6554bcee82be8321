//! A connection in a configuration file, with an environment variable above it: `cargo run --example config`.
//!
//! Once as the string itself, as SSIS has it, and once as a map, of which single keys can be overridden:
//! `MAIL__ALERTS__ENABLE_SSL=false cargo run --example config`.

use config::{Config, ConfigError, Environment, File, FileFormat};
use smtp_connection_string::SmtpConnection;

const FILE: &str = "
reports = 'SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;'

[alerts]
server = 'relay.contoso.com'
enable_ssl = true
timeout_ms = 30000
";

#[derive(serde::Deserialize)]
struct Settings {
    reports: SmtpConnection<'static>,
    #[serde(with = "smtp_connection_string::structured")]
    alerts: SmtpConnection<'static>,
}

fn settings(file: &str, environment: Environment) -> Result<Settings, ConfigError> {
    Config::builder()
        .add_source(File::from_str(file, FileFormat::Toml))
        .add_source(environment.separator("__"))
        .build()?
        .try_deserialize()
}

fn main() -> Result<(), ConfigError> {
    let settings = settings(FILE, Environment::with_prefix("MAIL").prefix_separator("__"))?;
    println!("reports: {}", settings.reports);
    println!("alerts:  {}", settings.alerts);
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test may panic")]

    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
        let variables = variables.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
        settings(FILE, Environment::default().source(Some(variables.collect())))
    }

    #[test]
    fn a_variable_beats_the_file() {
        let settings =
            with(&[("ALERTS__ENABLE_SSL", "false"), ("ALERTS__TIMEOUT_MS", "500"), ("REPORTS", "SmtpServer=a")]);
        let settings = settings.unwrap();
        assert_eq!(
            settings.alerts.to_string(),
            "SmtpServer=relay.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;Timeout=500;"
        );
        assert_eq!(settings.reports.server().as_str(), "a");
    }

    #[test]
    fn errors_say_what_to_do_and_repeat_nothing() {
        let error = |name, value| with(&[(name, value)]).err().unwrap().to_string();
        assert_eq!(
            error("REPORTS", "SmtpServer=mail;Timeout=hunter2"),
            "expected a number of milliseconds in digits, found something else, at byte 24; \
             write digits alone, without a sign, point or unit, such as `Timeout=100000` for key `reports`"
        );
        assert_eq!(
            error("ALERTS__PASSWORD", "hunter2"),
            "basic authentication is not supported, found a key for a user name, password or other credential; \
             take it out: `authentication` is `anonymous` or `windows` for key `alerts`"
        );
        assert_eq!(
            error("ALERTS__ENABLE_SSL", "hunter2"),
            "enable_ssl: expected `true` or `false`, found something else for key `alerts.enable_ssl`"
        );
    }
}
