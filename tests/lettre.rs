//! Mails through the transport of a connection, sent to real SMTP servers on the loopback (tests/lettre/server.py).
//!
//! `.ci/lettre` installs what the servers need. Where it has not run, these tests say so and do nothing; in CI they fail.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    reason = "a failed test may panic, and there is no reader of its documentation"
)]

use std::error::Error;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io};

use lettre::transport::smtp::SmtpTransportBuilder;
use lettre::{Message, Transport as _};
use smtp_connection_string::SmtpConnection;

const CLEAR: &str = "SmtpServer=localhost;UseWindowsAuthentication=False;EnableSsl=False;";
const TLS: &str = "SmtpServer=localhost;UseWindowsAuthentication=False;EnableSsl=True;";

/// The two servers, and the root that signed the certificate of the one that has TLS.
struct Servers {
    process: Child,
    lines: BufReader<ChildStdout>,
    plain: u16,
    starttls: u16,
    root: PathBuf,
}

/// A mail as it arrived.
#[derive(Debug, serde::Deserialize)]
struct Mail {
    encrypted: bool,
    authenticated: bool,
    greeting: String,
    from: String,
    to: Vec<String>,
    text: String,
}

impl Servers {
    /// `None` where `.ci/lettre` has not run.
    fn start() -> Option<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let environment = manifest.join("target/lettre-venv");
        let python =
            ["bin/python", "Scripts/python.exe"].map(|name| environment.join(name)).into_iter().find(|p| p.exists());
        let Some(python) = python.filter(|_| environment.join("complete").exists()) else {
            assert!(env::var_os("CI").is_none(), "the servers of this test are not installed; run .ci/lettre");
            // Past the test harness, which shows the output of a test only if it fails.
            let mut stderr = io::stderr();
            writeln!(stderr, "SKIPPED: no SMTP server to send to; run .ci/lettre, which installs one").unwrap();
            return None;
        };
        let mut process = Command::new(python)
            .arg(manifest.join("tests/lettre/server.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the interpreter runs");
        let mut lines = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let started: serde_json::Value = serde_json::from_str(&line).expect("the servers started");
        let port = |name: &str| u16::try_from(started[name].as_u64().unwrap()).unwrap();
        let (plain, starttls) = (port("plain"), port("starttls"));
        // Cargo's directory for such files; the port makes the name one of this run.
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("root-{starttls}.pem"));
        fs::write(&root, started["root"].as_str().unwrap()).unwrap();
        Some(Self { process, lines, plain, starttls, root })
    }

    /// Ends the servers; gives the mails that they took, to the last one.
    fn mails(mut self) -> Vec<Mail> {
        drop(self.process.stdin.take());
        let mut lines = String::new();
        self.lines.read_to_string(&mut lines).unwrap();
        assert!(self.process.wait().unwrap().success());
        fs::remove_file(&self.root).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Sends one mail through the transport that the string describes; only the port is another, since 25 is not ours.
fn send(string: &str, port: u16) -> Result<(), Box<dyn Error>> {
    let connection = SmtpConnection::parse(string)?;
    let transport = SmtpTransportBuilder::try_from(&connection)?.port(port).build();
    let mail = Message::builder()
        .from("packages@contoso.com".parse()?)
        .to("operators@contoso.com".parse()?)
        .subject("nightly load")
        .body(String::from("42 rows"))?;
    transport.send(&mail)?;
    Ok(())
}

/// The error and its causes, in one line.
fn chain(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}

const STRING: &str = "SMTP_TEST_STRING";
const PORT: &str = "SMTP_TEST_PORT";

/// Sends one mail from a process that trusts this root and no other: the roots of the system are read through a variable
/// of the environment, and the transport's own TLS settings stay as the string made them.
fn send_with_root(string: &str, port: u16, root: &Path) -> Result<(), String> {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "a_mail_from_a_process_of_its_own", "--ignored", "--nocapture"])
        .env("SSL_CERT_FILE", root)
        .env_remove("SSL_CERT_DIR")
        .env(STRING, string)
        .env(PORT, port.to_string())
        .output()
        .unwrap();
    // Were the name above none, no test would run, and that is no failure to the harness.
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("1 passed") || told.contains("1 failed"), "{told}");
    if output.status.success() { Ok(()) } else { Err(String::from_utf8(output.stderr).unwrap()) }
}

#[test]
#[ignore = "the other tests run it, with its environment"]
fn a_mail_from_a_process_of_its_own() {
    let (Ok(string), Ok(port)) = (env::var(STRING), env::var(PORT)) else { return };
    if let Err(error) = send(&string, port.parse().unwrap()) {
        panic!("{}", chain(&*error));
    }
}

#[track_caller]
fn is_the_mail(mail: &Mail, encrypted: bool) {
    assert_eq!(mail.encrypted, encrypted);
    assert!(!mail.authenticated);
    assert_eq!(mail.from, "packages@contoso.com");
    assert_eq!(mail.to, ["operators@contoso.com"]);
    assert!(mail.text.contains("Subject: nightly load\r\n") && mail.text.ends_with("\r\n\r\n42 rows\r\n"), "{mail:?}");
    // The name of this machine, not `[127.0.0.1]`: the feature asks lettre for it.
    assert!(!mail.greeting.starts_with('['), "{mail:?}");
}

#[test]
fn a_mail_in_clear_text_arrives() {
    let Some(servers) = Servers::start() else { return };
    send(CLEAR, servers.plain).unwrap();
    // It does not matter what the server offers: the string says clear text.
    send(CLEAR, servers.starttls).unwrap();
    send("SmtpServer=127.0.0.1;Timeout=20000", servers.plain).unwrap();
    let mails = servers.mails();
    assert_eq!(mails.len(), 3);
    for mail in &mails {
        is_the_mail(mail, false);
    }
}

#[test]
fn a_mail_with_tls_arrives_encrypted() {
    let Some(servers) = Servers::start() else { return };
    send_with_root(TLS, servers.starttls, &servers.root).unwrap();
    let mails = servers.mails();
    assert_eq!(mails.len(), 1);
    is_the_mail(&mails[0], true);
}

/// The certificate is for `localhost`, and its root is none of this machine's.
#[test]
fn a_certificate_that_is_not_the_servers_is_refused() {
    let Some(servers) = Servers::start() else { return };
    let error = send(TLS, servers.starttls).unwrap_err();
    assert!(chain(&*error).contains("UnknownIssuer"), "{}", chain(&*error));
    let error = send_with_root(&TLS.replace("localhost", "127.0.0.1"), servers.starttls, &servers.root).unwrap_err();
    assert!(error.contains("not valid for name"), "{error}");
    assert!(servers.mails().is_empty());
}

#[test]
fn tls_is_never_given_up_for_a_server_without_it() {
    let Some(servers) = Servers::start() else { return };
    let error = send(TLS, servers.plain).unwrap_err();
    assert!(chain(&*error).contains("STARTTLS is not supported"), "{}", chain(&*error));
    assert!(servers.mails().is_empty());
}

/// A server that accepts the connection and never says a word.
#[test]
fn the_timeout_is_the_strings() {
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = silent.local_addr().unwrap().port();
    for (timeout, least) in [("0", Duration::ZERO), ("300", Duration::from_millis(250))] {
        let since = Instant::now();
        send(&format!("SmtpServer=127.0.0.1;Timeout={timeout}"), port).unwrap_err();
        // Far below the minute that lettre waits by itself.
        assert!((least..Duration::from_secs(20)).contains(&since.elapsed()), "{timeout}: {:?}", since.elapsed());
    }
}
