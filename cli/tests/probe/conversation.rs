//! What the server says, and what the probe says: never more than announced.

use std::thread;
use std::time::{Duration, Instant};

use crate::certificates::valid;
use crate::server::{Client, Server, ehlo};
use crate::{check, probe, record, string, summary};

/// Starts a server that sends these replies, each after a command, and then waits.
fn replies(replies: &'static [&'static str]) -> Server {
    Server::start(move |client| {
        for (index, reply) in replies.iter().enumerate() {
            if index > 0 && client.hear().is_none() {
                return;
            }
            client.say(reply);
        }
        client.wait();
    })
}

#[test]
fn only_announced_commands_are_sent_in_one_connection() {
    let server = Server::smtp(&["STARTTLS", "AUTH GSSAPI NTLM LOGIN"], Some((valid(), &["AUTH GSSAPI NTLM LOGIN"])));
    let strings = ["", "UseWindowsAuthentication=True", "EnableSsl=True;UseWindowsAuthentication=True"].map(string);
    let output = probe(&server, &[&strings[0], &strings[1], &strings[2], "SmtpServer=SMTP.contoso.com.", "--jobs=8"]);
    assert!(output.stderr.is_empty());
    let heard = server.heard();
    assert_eq!(heard.len(), 1, "{heard:?}");
    let name = heard[0][0].strip_prefix("EHLO ").unwrap();
    assert!(!name.is_empty() && !name.contains(['.', ' ']), "{name}");
    assert_eq!(heard[0], [&format!("EHLO {name}"), "STARTTLS", &format!("EHLO {name}"), "QUIT"]);
}

#[test]
fn invalid_string_is_not_probed() {
    let server = Server::smtp(&[], None);
    let output = probe(&server, &["SmtpServer=mail:25", "Password=hunter2", "mail"]);
    assert_eq!((server.heard().len(), output.status.code()), (0, Some(1)));
}

#[test]
fn helo_is_sent_only_after_500_and_502() {
    let server = replies(&["220 a\r\n", "502 what\r\n", "250 a\r\n"]);
    check(&server, "", &[], "works", &["no-starttls"]);
    check(
        &server,
        "UseWindowsAuthentication=True",
        &[],
        "sends-unauthenticated",
        &["no-usable-mechanism", "no-starttls"],
    );
    check(&server, "EnableSsl=True", &[], "fails", &["no-starttls"]);
    assert!(server.heard().iter().all(|lines| lines[1].starts_with("HELO ") && lines[2] == "QUIT"));
    let server = replies(&["220 a\r\n", "550 no\r\n"]);
    check(&server, "", &[], "fails", &["refused"]);
    assert_eq!(server.heard()[0][1], "QUIT");
}

#[test]
fn banner_can_refuse() {
    check(&replies(&["554 go away\r\n"]), "", &[], "fails", &["refused"]);
    check(&replies(&["421-busy\r\n421 later\r\n"]), "", &[], "fails", &["refused"]);
    check(&Server::start(|_| {}), "", &[], "fails", &["refused"]);
    check(&replies(&["HTTP/1.1 400 Bad Request\r\n"]), "", &[], "fails", &["protocol"]);
    check(&replies(&["220\r\n"]), "", &[], "fails", &["protocol"]);
    check(&replies(&["250 a\r\n"]), "", &[], "fails", &["protocol"]);
}

#[test]
fn extra_line_after_the_banner_shifts_the_replies() {
    check(&replies(&["220 a\r\n220 b\r\n", "250 a\r\n"]), "", &[], "fails", &["protocol"]);
    let shifted = replies(&["220 a\r\n250 b\r\n", "250-a\r\n250 AUTH NTLM\r\n"]);
    check(
        &shifted,
        "UseWindowsAuthentication=True",
        &[],
        "sends-unauthenticated",
        &["no-usable-mechanism", "no-starttls"],
    );
}

#[test]
fn reply_may_be_split_and_long() {
    let server = Server::start(|client: &mut Client| {
        client.say("220 a\r\n");
        client.hear();
        for byte in ehlo(&["AUTH LOGIN", "AUTH NTLM"]).bytes() {
            client.say([byte]);
        }
        client.wait();
    });
    check(&server, "UseWindowsAuthentication=True", &[], "works", &["no-starttls", "authentication-not-tried"]);
    let long = Server::start(|client: &mut Client| {
        client.say("220 a\r\n");
        client.hear();
        client.say(format!("250-a\r\n250-{}\r\n250 AUTH NTLM\r\n", "x".repeat(50_000)));
        client.wait();
    });
    check(&long, "UseWindowsAuthentication=True", &[], "works", &["no-starttls", "authentication-not-tried"]);
}

#[test]
fn reply_without_end_is_unknown() {
    let server = Server::start(|client: &mut Client| {
        client.say("220 a\r\n");
        client.hear();
        client.say("250-a\r\n".repeat(20_000));
        client.wait();
    });
    let record = record(&server, "", &[]);
    assert_eq!(summary(&record), ("unknown", vec!["protocol"]));
    assert_eq!(record["reason"], "a reply is longer than this program reads");
}

#[test]
fn bare_line_feed_waits_for_the_timeout() {
    let server = replies(&["220 a\n220 b\n"]);
    let start = Instant::now();
    check(&server, "Timeout=300", &[], "fails", &["slow"]);
    assert!(start.elapsed() >= Duration::from_millis(300));
    check(&server, "Timeout=60000", &["--timeout=0.2"], "unknown", &["slow"]);
    // A longer time than that of the string does not change what the client does.
    check(&server, "Timeout=100", &["--timeout=0.2"], "fails", &["slow"]);
}

#[test]
fn timeout_is_one_budget() {
    // Each byte arrives in time, but not all of them.
    let server = Server::start(|client: &mut Client| {
        for _ in 0..200 {
            client.say("2");
            thread::sleep(Duration::from_millis(5));
        }
        client.wait();
    });
    let drip = Server::start(|client: &mut Client| {
        client.say("220 ");
        for _ in 0..200 {
            client.say("2");
            thread::sleep(Duration::from_millis(5));
        }
    });
    check(&server, "Timeout=300", &[], "fails", &["protocol"]);
    check(&drip, "Timeout=300", &[], "fails", &["slow"]);
}

#[test]
fn more_than_half_of_the_timeout_is_unknown() {
    let server = Server::start(|client: &mut Client| {
        thread::sleep(Duration::from_millis(700));
        client.say("220 a\r\n");
        client.hear();
        client.say("250 a\r\n");
        client.wait();
    });
    check(&server, "Timeout=1300", &[], "unknown", &["slow", "no-starttls"]);
    check(&server, "Timeout=500", &["--timeout=5"], "fails", &["slow", "no-starttls"]);
    let record = record(&server, "", &[]);
    assert_eq!(record["verdict"], "works");
    assert!(
        record["ms"]["banner"].as_u64().unwrap() >= 700 && record["ms"]["total"].as_u64().unwrap() >= 700,
        "{record}"
    );
    assert!(record["ms"]["ehlo"].as_u64().unwrap() < 700 && record["ms"]["tls"].is_null(), "{record}");
}

#[test]
fn starttls_is_sent_once_and_may_be_refused() {
    let server = replies(&["220 a\r\n", "250-a\r\n250 STARTTLS\r\n", "454 no certificate\r\n"]);
    check(&server, "EnableSsl=True", &[], "fails", &["starttls-failed"]);
    check(&server, "", &[], "works", &["starttls-failed"]);
    let commands = |lines: &Vec<String>| lines[1] == "STARTTLS" && lines[2] == "QUIT";
    assert!(server.heard().iter().all(commands), "{:?}", server.heard());
}

#[test]
fn text_of_the_server_is_escaped_and_limited() {
    let server = Server::start(|client: &mut Client| {
        client.say(b"220 \x1b[2J\xe2\x80\xae##vso[task.complete]\xff\x00\r\n".as_slice());
        client.hear();
        client.say(format!("250-a\r\n250-{}\r\n250 AUTH \x1b]0;x\x07 ::error::x NTLM\r\n", "\u{202e}".repeat(5000)));
        client.wait();
    });
    for options in [&["--transcript"][..], &["--transcript", "--format=json"]] {
        let string = string("UseWindowsAuthentication=True");
        let output = probe(&server, &[&[string.as_str()], options].concat());
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("[2J") && text.contains("NTLM"), "{text}");
        assert!(!text.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text}");
        assert!(!text.contains("##vso[") && !text.lines().any(|line| line.starts_with("::")), "{text}");
        assert!(text.len() < 4000, "{}", text.len());
    }
}
