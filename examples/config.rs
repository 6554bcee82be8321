//! Reads connections from a configuration file and from environment variables: `cargo run --example config`.
//!
//! `reports` is a connection string as SSIS writes it. `alerts` is a map, and a variable can override one of its keys
//! (`MAIL__ALERTS__ENABLE_SSL=false cargo run --example config`) or replace it with a connection string.

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
    #[serde(with = "smtp_connection_string::serde::structured")]
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
    fn variable_overrides_one_key_of_a_map() {
        let settings = with(&[("ALERTS__ENABLE_SSL", "false"), ("ALERTS__TIMEOUT_MS", "500")]).unwrap();
        assert_eq!(
            settings.alerts.to_string(),
            "SmtpServer=relay.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;Timeout=500;"
        );
    }

    #[test]
    fn variable_replaces_a_string_or_a_map() {
        let settings = with(&[("REPORTS", "SmtpServer=a"), ("ALERTS", "SmtpServer=b")]).unwrap();
        assert_eq!(settings.reports.server().as_str(), "a");
        assert_eq!(settings.alerts.server().as_str(), "b");
    }

    #[test]
    fn errors_name_the_key_and_omit_the_value() {
        let error = |name, value| with(&[(name, value)]).err().unwrap().to_string();
        let text = "SmtpServer=mail;Timeout=hunter2";
        let parse_error = SmtpConnection::parse(text).unwrap_err();
        assert_eq!(error("REPORTS", text), format!("{parse_error} for key `reports`"));
        assert_eq!(
            error("ALERTS__PASSWORD", "hunter2"),
            "basic authentication is not supported; remove the key: `authentication` is `anonymous` or `windows` \
             for key `alerts`"
        );
        assert_eq!(
            error("ALERTS__ENABLE_SSL", "hunter2"),
            "enable_ssl: expected `true` or `false` for key `alerts.enable_ssl`"
        );
    }
}
