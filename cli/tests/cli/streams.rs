//! Standard input and output: how strings are read, memory use, and closed pipes.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::thread;

use crate::run::{GOOD, command, run_with};

/// Returns the validity of each string, from the JSON records.
fn validities(input: &[u8]) -> Vec<bool> {
    let output = run_with(["check", "--format=json", "-"], input);
    String::from_utf8(output.stdout).unwrap().lines().map(|line| line.contains(r#""valid":true"#)).collect()
}

#[test]
fn each_line_is_a_string() {
    let lines = |separator: &str| [GOOD, "", GOOD].join(separator).into_bytes();
    assert_eq!(validities(b""), [false; 0]);
    assert_eq!(validities(b"\n"), [false]);
    assert_eq!(validities(&lines("\n")), [true, false, true]);
    assert_eq!(validities(&lines("\r\n")), [true, false, true]);
    assert_eq!(validities(&[&lines("\n")[..], b"\n"].concat()), [true, false, true]);
    assert_eq!(validities(&[&lines("\n")[..], b"\r\n\xFF\n"].concat()), [true, false, true]);
    assert_eq!(validities(&[b"\xEF\xBB\xBF", &lines("\n")[..]].concat()), [true, false, true]);
}

#[test]
fn line_that_is_not_utf_8_is_reported_with_its_number() {
    for subcommand in ["check", "fmt"] {
        let output = run_with([subcommand, "-"], b"SmtpServer=a\nPassword=Zq\xFF\nSmtpServer=b\n\xC3\x28");
        let errors = String::from_utf8(output.stderr).unwrap();
        let expected =
            |number| format!("error: line {number} of standard input is not valid UTF-8; convert the input to UTF-8\n");
        assert_eq!(errors, expected(2) + &expected(4));
    }
}

#[test]
fn utf_16_is_reported_once() {
    let input: Vec<u8> = "\u{feff}SmtpServer=a\r\nPassword=Zq\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for subcommand in ["check", "fmt"] {
        let output = run_with([subcommand, "-"], &input);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            errors.lines().next(),
            Some(
                "error: line 1 of standard input is UTF-16, so the rest was not read; convert the input to UTF-8, for \
                 example with `Get-Content FILE | smtp-connstr check -` in PowerShell"
            )
        );
        assert_eq!((errors.matches("error:").count(), output.status.code()), (1, Some(2)));
    }
}

#[test]
fn line_that_is_too_long_is_reported() {
    let input = "SmtpServer=a\n".to_owned() + &"Zq".repeat(1024 * 1024);
    for subcommand in ["check", "fmt"] {
        let output = run_with([subcommand, "-"], input.as_bytes());
        assert_eq!(
            String::from_utf8(output.stderr).unwrap().lines().next(),
            Some(
                "error: line 2 of standard input is longer than 1 MiB, so the rest was not read; write one connection \
                 string per line"
            )
        );
        assert_eq!(output.status.code(), Some(2));
    }
}

#[cfg(unix)]
#[test]
fn read_error_is_reported() {
    let mut command = command();
    let output = command.args(["check", "-"]).stdin(std::fs::File::open("/").unwrap()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.starts_with(b"error: cannot read standard input: "));
}

#[cfg(target_os = "linux")]
#[test]
fn write_error_is_reported() {
    for arguments in [&["check", GOOD][..], &["fmt", GOOD], &["explain"], &["man"], &["--help"], &["--version"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = command().args(arguments).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stderr.starts_with(b"error: cannot write the output: "), "{arguments:?}");
    }
}

/// `| head -1`: the reader closes the pipe after one line. The run reads its whole input, and an error in the last line
/// decides the exit code.
#[test]
fn closed_pipe_stops_only_the_output() {
    let lines = "smtpserver=a;EnableSsl=True\n".repeat(20_000) + "SmtpServer=a;Port=25\n";
    for arguments in [&["check", "-"][..], &["check", "--format=json", "-"], &["check", "--fix", "-"], &["fmt", "-"]] {
        let mut command = command();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut line = String::new();
        let written = thread::scope(|scope| {
            let writer = scope.spawn(|| input.write_all(lines.as_bytes()));
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
            writer.join().unwrap()
        });
        drop(input);
        assert!(written.is_ok() && !line.is_empty(), "{arguments:?}");
        assert_eq!(child.wait().unwrap().code(), Some(1), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn closed_pipe_causes_no_message_while_printing_pages() {
    for arguments in ["explain", "man", "completions bash", "--help", "--version", "check --help"] {
        let script = format!("\"$0\" {arguments} | true");
        let output = Command::new("sh").args(["-c", &script, env!("CARGO_BIN_EXE_smtp-connstr")]).output().unwrap();
        assert!(output.stderr.is_empty(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Reads the peak memory use while the run waits for more input.
#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_number_of_lines() {
    // Fewer lines for the human-readable format, which is slow without optimization.
    for (format, lines) in [("human", 10_000), ("json", 100_000)] {
        let mut command = command();
        command.args(["check", "-", "--notes", "--format", format]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let reader = thread::spawn(move || {
            output.split(b'\n').filter(|line| line.as_ref().is_ok_and(|line| !line.is_empty())).count()
        });
        let mut input = child.stdin.take().unwrap();
        let line = format!("{GOOD}\n");
        input.write_all(line.repeat(lines).as_bytes()).unwrap();
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")).unwrap();
        drop(input);
        assert!(child.wait().unwrap().success());
        let records = reader.join().unwrap();
        assert!(records >= lines, "{records}");
        let peak: usize = peak.parse().unwrap();
        assert!(peak < 16 * 1024, "{format}: {peak} KiB for {} KiB of input", line.len() * lines / 1024);
    }
}
