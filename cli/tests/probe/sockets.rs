//! `probe` is the only subcommand that opens a socket.
#![cfg(target_os = "linux")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::run::GOOD;

/// Returns the network system calls of a run, or `None` if strace is not installed or not permitted.
fn calls(arguments: &[&str]) -> Option<String> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let output = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=%network", "-e", "signal=none", "-o", "/dev/stderr"])
        .arg(env!("CARGO_BIN_EXE_smtp-connstr"))
        .args(arguments)
        .current_dir(fixtures)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .output()
        .ok()?;
    let calls = String::from_utf8_lossy(&output.stderr).into_owned();
    if calls.contains("ptrace") { None } else { Some(calls) }
}

#[test]
fn only_probe_opens_a_socket() {
    let is_socket = |line: &&str| line.contains("socket(") || line.contains("connect(");
    let Some(probed) = calls(&["probe", "SmtpServer=mail", "--connect", "127.0.0.1:1"]) else {
        // A macro would write to the captured output, which is not shown if the test passes.
        writeln!(std::io::stderr(), "skipped: strace is not installed, or cannot trace").unwrap();
        return;
    };
    // The check can fail.
    assert!(probed.lines().any(|line| is_socket(&line)), "{probed}");
    for arguments in [
        &["check", GOOD, "SmtpServer=localhost"][..],
        &["check", "--fix", "smtpserver=mail"],
        &["fmt", GOOD],
        &["scan", "."],
        &["scan", ".", "--format=sarif"],
        &["probe", "--scan", ".", "--list"],
        &["probe", "Port=25"],
        &["explain"],
        &["explain", "probe-slow"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
    ] {
        let calls = calls(arguments).unwrap();
        assert_eq!(calls.lines().find(is_socket), None, "{arguments:?}");
    }
}
