//! No secret comes out of the command line, whatever goes in and wherever.

use std::process::Output;

use crate::run::{run, run_with};

/// Made of a sequence of characters that no fixed text holds.
const CANARY: &str = "Zq9Xj7Kv";

#[track_caller]
fn assert_silent(output: &Output, what: &str) {
    for stream in [&output.stdout, &output.stderr] {
        let text = String::from_utf8_lossy(stream);
        // A piece of it is a leak too.
        let leak = text.lines().find(|line| ["Zq9", "Xj7", "7Kv"].iter().any(|piece| line.contains(piece)));
        assert_eq!(leak, None, "{what}");
    }
    assert!(matches!(output.status.code(), Some(0..=2)), "{what}: {:?}", output.status);
}

/// Strings that hold a secret: plain, malformed, cut off, with what ends a value inside it.
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

/// All of it at once on standard input, with all ways to print.
#[test]
fn strings_with_secrets() {
    let lines = strings().join("\n");
    let ways: [&[&str]; 10] = [
        &["check", "-"],
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
    for way in ways {
        let output = run_with(way, lines.as_bytes());
        assert_silent(&output, &way.join(" "));
        assert!(!output.status.success());
    }
}

/// The string is truncated at every position, or is long before the secret. Only redacted text may be shortened.
#[test]
fn cut_off_and_long_strings_with_secrets() {
    let string = format!("SmtpServer=smtp.contoso.com;Password=\"{CANARY};EnableSsl=yes\";EnableSsl=no;Timeout=soon");
    let cut = (1..=string.len()).map(|end| string.get(..end).unwrap().to_owned());
    let long = [
        format!("{};{string}", "a=b;".repeat(5000)),
        format!("SmtpServer={};Password={}", "a".repeat(5000), CANARY.repeat(5000)),
        format!("Foo={}", CANARY.repeat(5000)),
    ];
    let lines: Vec<String> = cut.chain(long).collect();
    let lines = lines.join("\n");
    for way in [&["check", "-"][..], &["check", "-", "--format=json"], &["check", "-", "--fix"], &["fmt", "-"]] {
        assert_silent(&run_with(way, lines.as_bytes()), &way.join(" "));
    }
}

/// A secret at every place where an argument can stand.
#[test]
fn wrong_arguments_with_secrets() {
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
        // As a path, too long for a name, and in a folder that is a file.
        format!("SmtpServer=smtp.contoso.com;Password={}", CANARY.repeat(100)),
        format!("Cargo.toml/Password={CANARY}"),
    ];
    // Where `@` stands, the secret goes in. A bare word as a string to check may be shown: it may be a server.
    let places: [&[&str]; 24] = [
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
fn arguments_that_are_not_utf_8() {
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
