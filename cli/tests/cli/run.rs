//! Runs the binary.

use std::ffi::OsStr;
use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::thread;

use snapbox::IntoData;

/// A string in canonical form. Its only finding is a note about Windows authentication.
pub(crate) const GOOD: &str = "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;";

/// Returns the binary, in an environment without settings for colors, links, the width of the help, and the paths of
/// annotations.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smtp-connstr"));
    command
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("GITHUB_WORKSPACE")
        .env_remove("FORCE_HYPERLINK")
        .env("TERM", "xterm");
    command
}

pub(crate) fn run<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Output {
    run_with(arguments, b"")
}

/// Runs the binary with these bytes on standard input.
pub(crate) fn run_with<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>, standard_input: &[u8]) -> Output {
    let mut command = command();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    thread::scope(|scope| {
        // The input is written while the output is read, because otherwise both sides could wait for each other. The
        // write fails if the binary exits early.
        scope.spawn(move || pipe.write_all(standard_input));
        child.wait_with_output().unwrap()
    })
}

/// Returns both streams and the exit code as one text.
pub(crate) fn shown(output: &Output) -> String {
    let mut text = String::from_utf8(output.stdout.clone()).unwrap();
    if !output.stderr.is_empty() {
        text += "── standard error ──\n";
        text += std::str::from_utf8(&output.stderr).unwrap();
    }
    text + &format!("── exit code {} ──\n", output.status.code().unwrap())
}

/// Compares byte by byte. snapbox would treat the backslashes of escapes as path separators.
#[track_caller]
pub(crate) fn assert_shown(output: &Output, expected: impl IntoData) {
    let assert = snapbox::Assert::new().action_env(snapbox::assert::DEFAULT_ACTION_ENV).normalize_paths(false);
    assert.eq(shown(output), expected.into_data().raw());
}
