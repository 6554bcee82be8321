//! No output of `check` and `fmt` and no usage error contains a secret.

use std::process::Output;

use crate::run::{run, run_with};

/// A secret whose parts do not occur in any other text.
const CANARY: &str = "Zq9Xj7Kv";

#[track_caller]
fn assert_silent(output: &Output, what: &str) {
    for stream in [&output.stdout, &output.stderr] {
        let text = String::from_utf8_lossy(stream);
        // A part of the secret is also a leak.
        let leak = text.lines().find(|line| ["Zq9", "Xj7", "7Kv"].iter().any(|piece| line.contains(piece)));
        assert_eq!(leak, None, "{what}");
    }
    assert!(matches!(output.status.code(), Some(0..=2)), "{what}: {:?}", output.status);
}

/// Strings that contain a secret: well-formed, malformed, truncated, and with delimiters inside the secret.
fn strings() -> Vec<String> {
    let secrets = [
        CANARY.to_owned(),
        format!("a;{CANARY}"),
        format!("a;{CANARY}=b;EnableSsl=yes"),
        format!("\"{CANARY}"),
        format!("'a{CANARY}"),
        format!("{CANARY}\""),
        format!("\"a\"{CANARY}"),
        format!("a\u{7}{CANARY}"),
        format!("a={CANARY}\0"),
        format!("a@{CANARY}"),
    ];
    let frames = [
        "SmtpServer=smtp.contoso.com;Password=@;EnableSsl=yes",
        "Password=@",
        "password = @;SmtpServer=smtp.contoso.com",
        "SmtpServer=smtp.contoso.com;User ID=@;EnableSsl=True;EnableSsl=True",
        "SmtpServer=smtp.contoso.com;Pasword=@",
        "SmtpServer=joe:@@smtp.contoso.com",
        "SmtpServer=smtp://joe:@@smtp.contoso.com:25/",
        "smtp://joe:@@smtp.contoso.com",
        "joe:@@smtp.contoso.com",
        "my password is @",
        "SmtpServer=smtp.contoso.com;Foo=@",
        "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=joe:@@x;Timeout=1",
        "SmtpServer=smtp.contoso.com;ApiKey=@;Host=x",
        "SmtpServer;Password=@;",
    ];
    let fill = |frame: &str, secret: &str| {
        let (before, after) = frame.split_once('@').unwrap();
        format!("{before}{secret}{after}")
    };
    frames.iter().flat_map(|frame| secrets.iter().map(move |secret| fill(frame, secret))).collect()
}

#[test]
fn no_format_shows_secrets_in_strings() {
    let lines = strings().join("\n");
    let runs: [&[&str]; 11] = [
        &["check", "-"],
        &["check", "-", "--notes"],
        &["check", "-", "--color=always"],
        &["check", "-", "--format=json"],
        &["check", "-", "--fix"],
        &["check", "-", "--fix", "--format=json"],
        &["check", "-", "--quiet"],
        &["fmt", "-"],
        &["fmt", "-", "--color=always"],
        &["fmt", "-", "--check"],
        &["fmt", "-", "--quiet"],
    ];
    for arguments in runs {
        let output = run_with(arguments, lines.as_bytes());
        assert_silent(&output, &arguments.join(" "));
        assert!(!output.status.success());
    }
}

/// Only redacted text may be shortened: the string is truncated at every position, or is long before the secret.
#[test]
fn no_format_shows_secrets_in_truncated_and_long_strings() {
    let string = format!("SmtpServer=smtp.contoso.com;Password=\"{CANARY};EnableSsl=yes\";EnableSsl=no;Timeout=soon");
    let cut = (1..=string.len()).map(|end| string.get(..end).unwrap().to_owned());
    let long = [
        format!("{};{string}", "a=b;".repeat(5000)),
        format!("SmtpServer={};Password={}", "a".repeat(5000), CANARY.repeat(5000)),
        format!("Foo={}", CANARY.repeat(5000)),
    ];
    let lines: Vec<String> = cut.chain(long).collect();
    let lines = lines.join("\n");
    for arguments in [&["check", "-"][..], &["check", "-", "--format=json"], &["check", "-", "--fix"], &["fmt", "-"]] {
        assert_silent(&run_with(arguments, lines.as_bytes()), &arguments.join(" "));
    }
}

/// A secret is in the place of every argument.
#[test]
fn usage_errors_show_no_secrets() {
    let secrets = [
        format!("Password={CANARY}"),
        format!("SmtpServer=smtp.contoso.com;Password={CANARY}"),
        format!("--Password={CANARY}"),
        format!("--{CANARY}"),
        format!("-p{CANARY}"),
        format!("-{CANARY}"),
        format!("-q={CANARY}"),
        format!("-qp{CANARY}"),
        format!("--quiet={CANARY}"),
        format!("--help={CANARY}"),
        format!("--version={CANARY}"),
        format!("--check={CANARY}"),
        format!("--fix={CANARY}"),
        format!("--format={CANARY}"),
        format!("--format=Password={CANARY}"),
        format!("--deny={CANARY}"),
        format!("--deny=error,{CANARY}"),
        format!("--allow=Password={CANARY}"),
        format!("--color={CANARY}"),
        format!("--forma={CANARY}"),
        format!("--no-encryption={CANARY}"),
        format!("no-encryption{CANARY}"),
        format!("check{CANARY}"),
        format!("\u{1b}[2J{CANARY}"),
        format!("{CANARY}\n{CANARY}"),
        // As a path: too long for a file name, and inside a file as if it were a folder.
        format!("SmtpServer=smtp.contoso.com;Password={}", CANARY.repeat(100)),
        format!("Cargo.toml/Password={CANARY}"),
    ];
    // The secret replaces `@`. A bare word as a string to check may be shown, because it may be a server.
    let places: [&[&str]; 27] = [
        &["@"],
        &["@", "check", "a"],
        &["help", "@"],
        &["help", "check", "@"],
        &["--color", "@", "check", "a"],
        &["check", "--format", "@", "a"],
        &["check", "a", "--format", "@"],
        &["check", "a", "--deny", "@"],
        &["check", "a", "--allow", "@"],
        &["check", "a", "--deny", "error", "--allow", "note", "--deny", "@"],
        &["check", "a", "--color", "@"],
        &["fmt", "--color", "@", "a"],
        &["fmt", "--format", "@", "a"],
        &["explain", "@"],
        &["explain", "no-encryption", "@"],
        &["completions", "@"],
        &["completions", "bash", "@"],
        &["man", "@"],
        &["scan", "--format", "@", "."],
        &["scan", ".", "--deny", "@"],
        &["scan", "src", "--baseline", "@"],
        &["diff", "@", "-"],
        &["diff", "Cargo.toml", "@"],
        &["diff", "@", "@"],
        &["--format", "@"],
        &["-q", "@"],
        &["--", "@"],
    ];
    for secret in &secrets {
        for place in places {
            let arguments: Vec<&str> = place.iter().map(|&part| if part == "@" { secret } else { part }).collect();
            assert_silent(&run(&arguments), &arguments.join(" "));
        }
    }
    for secret in secrets.iter().filter(|secret| secret.contains("assword") || secret.starts_with('-')) {
        for place in [
            &["check", "@"][..],
            &["check", "a", "@"],
            &["fmt", "@"],
            &["check", "-", "@"],
            &["scan", "@"],
            &["scan", "src", "@"],
            &["scan", "--format=json", "@"],
        ] {
            let arguments: Vec<&str> = place.iter().map(|&part| if part == "@" { secret } else { part }).collect();
            assert_silent(&run(&arguments), &arguments.join(" "));
        }
    }
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_utf_8_are_not_repeated() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;

    let secret = OsString::from_vec([b"Password=\xFF", CANARY.as_bytes()].concat());
    let option = OsString::from_vec([b"--format=\xFF", CANARY.as_bytes()].concat());
    for argument in [secret, option] {
        for place in [&["@"][..], &["check", "@"], &["check", "a", "--deny", "@"], &["explain", "@"], &["help", "@"]] {
            let arguments = place.iter().map(|&part| if part == "@" { argument.clone() } else { OsString::from(part) });
            let output = run(arguments);
            assert_silent(&output, &format!("{place:?}"));
            assert_eq!(output.status.code(), Some(2));
        }
    }
}
