//! The options and the exit codes.

use crate::run::run;
use crate::server::Server;
use crate::{probe, string};

fn error(arguments: &[&str]) -> String {
    let output = run(std::iter::once(&"probe").chain(arguments));
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn wrong_arguments_are_usage_errors() {
    for (arguments, expected) in [
        (
            &[][..],
            "error: missing argument `<STRING>...`; write a connection string, or `-` to read strings from standard input\n",
        ),
        (&["SmtpServer=a", "--list"], "error: `--list` requires `--scan`\n"),
        (&["SmtpServer=a", "--server=a"], "error: `--server` requires `--scan`\n"),
        (&["SmtpServer=a", "--exclude=a"], "error: `--exclude` requires `--scan`\n"),
        (&["SmtpServer=a", "--scan=."], "error: `--scan` cannot be combined with connection strings\n"),
        (
            &["SmtpServer=a", "--connect=a"],
            "error: invalid value for `--connect <HOST:PORT>`; write a host and a port, for example `localhost:2525`\n",
        ),
        (
            &["SmtpServer=a", "--timeout=0"],
            "error: invalid value for `--timeout <SECONDS>`; write a number of seconds, more than 0 and at most 86400\n",
        ),
        (&["SmtpServer=a", "--jobs=0"], "error: invalid value for `--jobs <N>`; write a number from 1 to 255\n"),
        (
            &["SmtpServer=a", "--ca-file=Cargo.toml"],
            "error: `--ca-file` requires a PEM file with at least one certificate\n",
        ),
        (
            &["SmtpServer=a", "--ca-file=missing.pem"],
            "error: `--ca-file` requires a PEM file with at least one certificate\n",
        ),
    ] {
        assert_eq!(error(arguments), expected, "{arguments:?}");
    }
    assert!(error(&["SmtpServer=a", "--allow=work"]).contains("did you mean `works`?"));
    assert!(error(&["--scan=no-such-folder"]).starts_with("error: "));
}

#[test]
fn verdicts_are_not_selectors_of_other_subcommands() {
    assert_eq!(run(["check", "SmtpServer=a", "--allow=works"]).status.code(), Some(2));
    assert_eq!(run(["check", "SmtpServer=a", "--allow=probe-slow"]).status.code(), Some(0));
}

#[test]
fn verdict_decides_the_exit_code() {
    const WINDOWS: &str = "UseWindowsAuthentication=True";
    let server = Server::smtp(&["AUTH LOGIN"], None);
    let code = |properties: &str, options: &[&str]| {
        let string = string(properties);
        let output = probe(&server, &[&[string.as_str(), "-q"], options].concat());
        assert!(output.stdout.is_empty() && output.stderr.is_empty());
        output.status.code().unwrap()
    };
    assert_eq!(code("", &[]), 1); // unknown
    assert_eq!(code("", &["--allow=unknown"]), 0);
    assert_eq!(code("", &["--allow=fails"]), 1);
    assert_eq!(code("", &["--allow=unknown", "--deny=note"]), 1);
    assert_eq!(code("", &["--allow=unknown", "--deny=warning"]), 0);
    assert_eq!(code("", &["--allow=unknown", "--deny=probe-no-starttls"]), 1);
    assert_eq!(code("", &["--allow=unknown", "--deny=probe-no-starttls", "--allow=probe-no-starttls"]), 0);
    assert_eq!(code(WINDOWS, &[]), 1);
    assert_eq!(code(WINDOWS, &["--allow=sends-unauthenticated"]), 0);
    assert_eq!(code("EnableSsl=True", &["--allow=error"]), 1);
    assert_eq!(code("EnableSsl=True", &["--allow=fails"]), 0);
    // An invalid string cannot be allowed.
    assert_eq!(code("Port=25", &["--allow=fails", "--allow=unknown", "--allow=error"]), 1);
    let server = Server::smtp(&[], None);
    assert_eq!(probe(&server, &[&string(""), "-q"]).status.code(), Some(0));
    assert_eq!(probe(&server, &[&string(""), "-q", "--deny=works"]).status.code(), Some(1));
}

#[test]
fn strings_are_read_from_standard_input() {
    let server = Server::smtp(&[], None);
    let address = server.address();
    let output = crate::run::run_with(
        ["probe", "-", "--format=json", "--connect", &address],
        b"SmtpServer=a\nPort=25\n\xFF\nSmtpServer=b\n",
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let indexes: Vec<&str> = text.lines().map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(indexes, ["{\"input_index\":0", "{\"input_index\":1", "{\"input_index\":3"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("error: line 3 of standard input"));
    assert_eq!(server.heard().len(), 2);
}

#[test]
fn page_explains_every_rule_and_verdict() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/probe.md")).unwrap();
    let rules = String::from_utf8(run(["explain"]).stdout).unwrap();
    let rules: Vec<&str> = rules.lines().filter_map(|line| line.split(' ').next()).collect();
    let rules: Vec<&str> = rules.into_iter().filter(|rule| rule.starts_with("probe-")).collect();
    assert_eq!(rules.len(), 13);
    for name in rules.into_iter().chain(["works", "fails", "sends-unauthenticated", "unknown"]) {
        assert!(page.contains(&format!("| `{name}` |")), "{name}");
    }
}
