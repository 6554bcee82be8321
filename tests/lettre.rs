//! Mails that are sent through the transport of a connection to SMTP servers on the loopback interface.
//!
//! Most tests use the servers in `tests/lettre/server.py`, whose dependencies `.ci/lettre` installs. Without them, these
//! tests are skipped with a message, except in CI, where they fail.

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
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use lettre::transport::smtp::SmtpTransportBuilder;
use lettre::{Message, Transport as _};
use smtp_connection_string::SmtpConnection;

const CLEARTEXT: &str = "SmtpServer=localhost;UseWindowsAuthentication=False;EnableSsl=False;";
const TLS: &str = "SmtpServer=localhost;UseWindowsAuthentication=False;EnableSsl=True;";

/// A server without TLS and one with STARTTLS, and the root certificate that signed the certificate of the latter.
struct Servers {
    process: Child,
    lines: BufReader<ChildStdout>,
    plain: u16,
    starttls: u16,
    root: PathBuf,
}

/// A mail that a server received.
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
    /// Returns `None` if `.ci/lettre` has not run.
    fn start() -> Option<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let environment = manifest.join("target/lettre-venv");
        let python =
            ["bin/python", "Scripts/python.exe"].map(|name| environment.join(name)).into_iter().find(|p| p.exists());
        let Some(python) = python.filter(|_| environment.join("complete").exists()) else {
            assert!(env::var_os("CI").is_none(), "the SMTP servers of this test are not installed; run .ci/lettre");
            // The test harness captures `eprintln!`, but not a write to `stderr`.
            let mut stderr = io::stderr();
            writeln!(stderr, "SKIPPED: the SMTP servers of this test are not installed; run .ci/lettre").unwrap();
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
        // The port makes the name unique among tests that run at the same time.
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("root-{starttls}.pem"));
        fs::write(&root, started["root"].as_str().unwrap()).unwrap();
        Some(Self { process, lines, plain, starttls, root })
    }

    /// Stops the servers, and returns all mails that they received.
    fn mails(mut self) -> Vec<Mail> {
        drop(self.process.stdin.take());
        let mut lines = String::new();
        self.lines.read_to_string(&mut lines).unwrap();
        assert!(self.process.wait().unwrap().success());
        fs::remove_file(&self.root).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Sends one mail through the transport of a connection string, on another port than 25.
fn send(string: &str, port: u16) -> Result<(), Box<dyn Error + Send + Sync>> {
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

/// Returns the error and its causes, in one line.
fn chain(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}

const STRING: &str = "SMTP_TEST_STRING";
const PORT: &str = "SMTP_TEST_PORT";

/// Sends one mail from a process that trusts only this root certificate.
///
/// An environment variable replaces the root certificates of the system, so the TLS settings of the transport are those of
/// the connection string.
fn send_with_root(string: &str, port: u16, root: &Path) -> Result<(), String> {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "child_process_sends_one_mail", "--ignored", "--nocapture"])
        .env("SSL_CERT_FILE", root)
        .env_remove("SSL_CERT_DIR")
        .env(STRING, string)
        .env(PORT, port.to_string())
        .output()
        .unwrap();
    // The harness does not fail if the name above matches no test.
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(stdout.contains("1 passed") || stdout.contains("1 failed"), "{stdout}");
    if output.status.success() { Ok(()) } else { Err(String::from_utf8(output.stderr).unwrap()) }
}

#[test]
#[ignore = "other tests run it, with the environment variables that it needs"]
fn child_process_sends_one_mail() {
    let (Ok(string), Ok(port)) = (env::var(STRING), env::var(PORT)) else { return };
    if let Err(error) = send(&string, port.parse().unwrap()) {
        panic!("{}", chain(&*error));
    }
}

#[track_caller]
fn assert_is_the_mail(mail: &Mail, encrypted: bool) {
    assert_eq!(mail.encrypted, encrypted);
    assert!(!mail.authenticated);
    assert_eq!(mail.from, "packages@contoso.com");
    assert_eq!(mail.to, ["operators@contoso.com"]);
    assert!(mail.text.contains("Subject: nightly load\r\n") && mail.text.ends_with("\r\n\r\n42 rows\r\n"), "{mail:?}");
    // lettre's feature `hostname` greets with the name of this machine instead of `[127.0.0.1]`.
    assert!(!mail.greeting.starts_with('['), "{mail:?}");
}

#[test]
fn enable_ssl_false_sends_in_cleartext() {
    let Some(servers) = Servers::start() else { return };
    send(CLEARTEXT, servers.plain).unwrap();
    // Even though this server offers STARTTLS.
    send(CLEARTEXT, servers.starttls).unwrap();
    send("SmtpServer=127.0.0.1;Timeout=20000", servers.plain).unwrap();
    let mails = servers.mails();
    assert_eq!(mails.len(), 3);
    for mail in &mails {
        assert_is_the_mail(mail, false);
    }
}

#[test]
fn enable_ssl_true_sends_encrypted() {
    let Some(servers) = Servers::start() else { return };
    send_with_root(TLS, servers.starttls, &servers.root).unwrap();
    let mails = servers.mails();
    assert_eq!(mails.len(), 1);
    assert_is_the_mail(&mails[0], true);
}

#[test]
fn certificate_with_an_unknown_root_or_another_name_is_refused() {
    let Some(servers) = Servers::start() else { return };
    let error = send(TLS, servers.starttls).unwrap_err();
    assert!(chain(&*error).contains("UnknownIssuer"), "{}", chain(&*error));
    let error = send_with_root(&TLS.replace("localhost", "127.0.0.1"), servers.starttls, &servers.root).unwrap_err();
    assert!(error.contains("not valid for name"), "{error}");
    assert!(servers.mails().is_empty());
}

#[test]
fn enable_ssl_true_fails_without_starttls() {
    let Some(servers) = Servers::start() else { return };
    let error = send(TLS, servers.plain).unwrap_err();
    assert!(chain(&*error).contains("STARTTLS is not supported"), "{}", chain(&*error));
    assert!(servers.mails().is_empty());
}

#[test]
fn timeout_limits_the_wait_for_a_silent_server() {
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = silent.local_addr().unwrap().port();
    for (timeout, least) in [("0", Duration::ZERO), ("300", Duration::from_millis(250))] {
        let start = Instant::now();
        send(&format!("SmtpServer=127.0.0.1;Timeout={timeout}"), port).unwrap_err();
        // Far less than lettre's default of one minute.
        assert!((least..Duration::from_secs(20)).contains(&start.elapsed()), "{timeout}: {:?}", start.elapsed());
    }
}

/// Sends one line of the greeting every 100 ms for 1500 ms, and then accepts one mail.
fn drip(mut stream: &TcpStream) -> io::Result<()> {
    for _ in 0..15 {
        stream.write_all(b"220-wait\r\n")?;
        thread::sleep(Duration::from_millis(100));
    }
    stream.write_all(b"220 ready\r\n")?;
    let mut in_mail = false;
    for line in BufReader::new(stream).lines() {
        let line = line?;
        if in_mail && line != "." {
            continue;
        }
        in_mail = line == "DATA";
        stream.write_all(if in_mail { b"354 go on\r\n" } else { b"250 done\r\n" })?;
        if line == "QUIT" {
            break;
        }
    }
    Ok(())
}

/// The documented limits: `Timeout` is per wait, so the send takes longer; a separate thread limits the whole send.
#[test]
fn timeout_does_not_limit_the_send_but_a_thread_does() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = thread::spawn(move || drip(&listener.accept()?.0));

    let start = Instant::now();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(send("SmtpServer=127.0.0.1;Timeout=1000", port)));
    assert_eq!(receiver.recv_timeout(Duration::from_millis(200)).unwrap_err(), RecvTimeoutError::Timeout);

    // The abandoned send continues, and the mail is delivered.
    receiver.recv().unwrap().unwrap();
    assert!(start.elapsed() >= Duration::from_millis(1_500), "{:?}", start.elapsed());
    server.join().unwrap().unwrap();
}
