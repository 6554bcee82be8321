//! Runs the binary.

use std::ffi::OsStr;
use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::thread;

use snapbox::IntoData;

/// What SSIS writes, with nothing to warn of but how Windows authentication works.
pub(crate) const GOOD: &str = "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;";

/// The binary, in an environment that says nothing about colours and the width of the help.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smtp-connstr"));
    command
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR")
        .env_remove("CLICOLOR_FORCE")
        .env("TERM", "xterm");
    command
}

pub(crate) fn run<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Output {
    run_with(arguments, b"")
}

/// Runs with these bytes on standard input.
pub(crate) fn run_with<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>, standard_input: &[u8]) -> Output {
    let mut command = command();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    thread::scope(|scope| {
        // Beside the reading of the output, or both sides could wait for each other. It may end early: then nobody reads.
        scope.spawn(move || pipe.write_all(standard_input));
        child.wait_with_output().unwrap()
    })
}

/// Both streams and the exit code, in one text.
pub(crate) fn shown(output: &Output) -> String {
    let mut text = String::from_utf8(output.stdout.clone()).unwrap();
    if !output.stderr.is_empty() {
        text += "── standard error ──\n";
        text += std::str::from_utf8(&output.stderr).unwrap();
    }
    text + &format!("── exit code {} ──\n", output.status.code().unwrap())
}

/// Compares byte for byte: backslashes, which snapbox would take for separators of paths, are escapes here.
#[track_caller]
pub(crate) fn assert_shown(output: &Output, expected: impl IntoData) {
    let assert = snapbox::Assert::new().action_env(snapbox::assert::DEFAULT_ACTION_ENV).normalize_paths(false);
    assert.eq(shown(output), expected.into_data().raw());
}
