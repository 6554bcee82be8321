//! STARTTLS, and certificates of every kind.

use std::sync::Arc;

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose};
use rustls::ServerConfig;

use crate::certificates::{HOST, demanding, parameters, self_signed, set_days, signed, valid};
use crate::server::{Client, Server, ehlo};
use crate::{check, record, summary};

fn server(config: Arc<ServerConfig>) -> Server {
    Server::smtp(&["STARTTLS"], Some((config, &["AUTH GSSAPI"])))
}

/// Checks the verdict with TLS and Windows authentication, and the rules that it has in addition to the one about that.
#[track_caller]
fn certificate(parameters: &CertificateParams, verdict: &str, rules: &[&str]) {
    let server = server(signed(parameters));
    let rules: Vec<&str> = rules.iter().chain(&["authentication-not-tried"]).copied().collect();
    check(&server, "EnableSsl=True;UseWindowsAuthentication=True", &[], verdict, &rules);
}

fn with(change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let mut parameters = parameters(&[HOST]);
    change(&mut parameters);
    parameters
}

#[test]
fn certificates_are_judged_and_mechanisms_are_seen_anyway() {
    certificate(&parameters(&[HOST]), "works", &[]);
    certificate(&parameters(&["*.contoso.com"]), "works", &[]);
    certificate(&with(|parameters| set_days(parameters, -1, 29)), "works", &["certificate-expired"]);
    certificate(&with(|parameters| set_days(parameters, -10, -1)), "fails", &["certificate-expired"]);
    certificate(&with(|parameters| set_days(parameters, 1, 100)), "fails", &["certificate-expired"]);
    certificate(&parameters(&["mx.contoso.com"]), "fails", &["certificate-name"]);
    let purpose = |parameters: &mut CertificateParams| {
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    };
    certificate(&with(purpose), "fails", &["certificate-untrusted"]);
    let mut common_name = parameters(&[]);
    common_name.distinguished_name.push(DnType::CommonName, HOST);
    certificate(&common_name, "unknown", &["certificate-name"]);
}

#[test]
fn self_signed_certificate_fails_only_with_tls() {
    let server = server(self_signed(&parameters(&[HOST])));
    check(
        &server,
        "EnableSsl=True;UseWindowsAuthentication=True",
        &[],
        "fails",
        &["certificate-untrusted", "authentication-not-tried"],
    );
    let record = record(&server, "", &[]);
    assert_eq!(summary(&record), ("unknown", vec!["certificate-untrusted"]));
    assert_eq!(record["findings"][0]["severity"], "note");
    assert_eq!(record["certificate"]["verified"], false);
    assert_eq!(record["certificate"]["reason"], "the certificate is not trusted on this machine");
    assert_eq!(record["starttls"]["used"], true);
}

#[test]
fn refused_certificate_does_not_change_the_verdict_without_tls() {
    let server = Server::smtp(&["STARTTLS"], Some((self_signed(&parameters(&["a", "b"])), &[])));
    check(&server, "", &[], "works", &["certificate-name", "certificate-untrusted"]);
}

#[test]
fn address_needs_a_certificate_for_it() {
    let probe = |names: &[&str]| {
        let server = server(signed(&parameters(names)));
        let string = "SmtpServer=192.0.2.1;EnableSsl=True;UseWindowsAuthentication=True";
        let output = crate::probe(&server, &[string, "--format=json"]);
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!([&["192.0.2.1"][..], &["192.0.2.2"], &[HOST]].map(probe), ["works", "fails", "fails"]);
}

#[test]
fn client_certificate_that_is_demanded_fails_after_the_handshake() {
    check(&server(demanding()), "EnableSsl=True", &[], "fails", &["starttls-failed"]);
}

/// Starts a server that sends these bytes instead of a handshake, after it received the first bytes of one.
fn handshake(bytes: &'static [u8]) -> Server {
    Server::start(move |client: &mut Client| {
        client.say("220 a\r\n");
        client.hear();
        client.say(ehlo(&["STARTTLS"]));
        client.hear();
        client.say("220 go\r\n");
        client.hear_handshake();
        client.say(bytes);
        client.wait();
    })
}

#[test]
fn handshake_that_fails_before_the_certificate_is_unknown() {
    // Alerts: handshake_failure, protocol_version.
    for alert in [b"\x15\x03\x01\x00\x02\x02\x28", b"\x15\x03\x01\x00\x02\x02\x46"] {
        let record = record(&handshake(alert), "EnableSsl=True", &[]);
        assert_eq!(summary(&record), ("unknown", vec!["starttls-failed"]), "{record}");
        assert_eq!(record["starttls"]["used"], false);
    }
    let closes = Server::start(|client: &mut Client| {
        client.say("220 a\r\n");
        client.hear();
        client.say(ehlo(&["STARTTLS"]));
        client.hear();
        client.say("220 go\r\n");
    });
    check(&closes, "EnableSsl=True", &[], "unknown", &["starttls-failed"]);
    check(&closes, "", &[], "works", &["starttls-failed"]);
}

#[test]
fn handshake_without_answer_is_too_slow() {
    check(&handshake(b""), "EnableSsl=True;Timeout=300", &[], "fails", &["starttls-failed", "slow"]);
    check(&handshake(b""), "Timeout=300", &[], "works", &["starttls-failed"]);
    check(&handshake(b""), "EnableSsl=True", &["--timeout=0.2"], "unknown", &["starttls-failed", "slow"]);
}

#[test]
fn bytes_after_starttls_are_reported() {
    // In the same packet, the client drops them and continues.
    let config = valid();
    let server = Server::start(move |client: &mut Client| {
        client.say("220 a\r\n");
        client.hear();
        client.say(ehlo(&["STARTTLS"]));
        client.hear();
        client.say("220 go\r\n250 injected\r\n");
        if client.start_tls(&config) {
            client.hear();
            client.say(ehlo(&[]));
            client.wait();
        }
    });
    check(&server, "EnableSsl=True", &[], "works", &["bytes-after-starttls"]);
    check(&server, "", &[], "works", &["bytes-after-starttls", "tls-available"]);

    // Later, the handshake fails.
    let server = Server::start(|client: &mut Client| {
        client.say("220 a\r\n");
        client.hear();
        client.say(ehlo(&["STARTTLS"]));
        client.hear();
        client.say("220 go\r\n");
        client.hear_handshake();
        client.say("250 injected\r\n");
        client.wait();
    });
    check(&server, "EnableSsl=True", &[], "fails", &["starttls-failed", "bytes-after-starttls"]);
}

#[test]
fn ehlo_is_answered_again_after_tls() {
    let config = valid();
    let refuses = Server::start(move |client: &mut Client| {
        client.say("220 a\r\n");
        client.hear();
        client.say(ehlo(&["STARTTLS", "AUTH NTLM"]));
        client.hear();
        client.say("220 go\r\n");
        if client.start_tls(&config) {
            client.hear();
            client.say("502 no\r\n");
            client.wait();
        }
    });
    check(&refuses, "EnableSsl=True", &[], "fails", &["starttls-failed"]);
    assert_eq!(refuses.heard()[0].last().map(String::as_str), Some("QUIT"));
    check(&refuses, "UseWindowsAuthentication=True", &[], "works", &["starttls-failed", "authentication-not-tried"]);
}
