//! Each verdict, with what it depends on.

use std::sync::LazyLock;

use crate::certificates::valid;
use crate::check;
use crate::server::Server;

const ANONYMOUS: &str = "";
const WINDOWS: &str = "UseWindowsAuthentication=True";
const SSL: &str = "EnableSsl=True";
const BOTH: &str = "UseWindowsAuthentication=True;EnableSsl=True";

#[test]
fn server_without_extensions() {
    let server = Server::smtp(&["SIZE"], None);
    check(&server, ANONYMOUS, &[], "works", &["no-starttls"]);
    check(&server, SSL, &[], "fails", &["no-starttls"]);
    check(&server, WINDOWS, &[], "sends-unauthenticated", &["no-usable-mechanism", "no-starttls"]);
    check(&server, BOTH, &[], "fails", &["no-starttls"]);
}

#[test]
fn server_with_starttls() {
    let server = Server::smtp(&["STARTTLS"], Some((valid(), &[])));
    check(&server, ANONYMOUS, &[], "works", &["tls-available"]);
    check(&server, SSL, &[], "works", &[]);
    check(&server, WINDOWS, &[], "sends-unauthenticated", &["no-usable-mechanism", "tls-available"]);
    check(&server, BOTH, &[], "sends-unauthenticated", &["no-usable-mechanism"]);
}

#[test]
fn server_with_a_mechanism_before_tls_only() {
    let server = Server::smtp(&["AUTH NTLM", "STARTTLS"], Some((valid(), &["AUTH LOGIN"])));
    // With TLS the string would no longer authenticate, so it is not advised.
    check(&server, WINDOWS, &[], "works", &["authentication-not-tried"]);
    check(&server, BOTH, &[], "sends-unauthenticated", &["no-usable-mechanism"]);
    check(&server, ANONYMOUS, &[], "unknown", &["tls-available"]);
}

#[test]
fn server_with_a_mechanism_after_tls_only() {
    let server = Server::smtp(&["STARTTLS"], Some((valid(), &["AUTH GSSAPI"])));
    check(&server, WINDOWS, &[], "sends-unauthenticated", &["no-usable-mechanism", "tls-available"]);
    check(&server, BOTH, &[], "works", &["authentication-not-tried"]);
    // The login after TLS is the exception: it counts for a string without TLS.
    check(&server, ANONYMOUS, &[], "unknown", &["tls-available"]);
    check(&server, SSL, &[], "unknown", &[]);
}

#[test]
fn server_with_names_that_the_client_does_not_know() {
    let server = Server::smtp(&["AUTH NEGOTIATE GSS-SPNEGO LOGIN", "X-EXPS GSSAPI NTLM"], None);
    check(&server, WINDOWS, &[], "sends-unauthenticated", &["no-usable-mechanism", "no-starttls"]);
    let server = Server::smtp(&["AUTH LOGIN WDIGEST"], None);
    check(&server, WINDOWS, &[], "unknown", &["no-starttls", "authentication-not-tried"]);
}

#[test]
fn timeout_of_zero_is_a_race() {
    static SERVER: LazyLock<Server> = LazyLock::new(|| Server::smtp(&["AUTH NTLM"], None));
    check(
        &SERVER,
        "Timeout=0;UseWindowsAuthentication=True",
        &[],
        "unknown",
        &["slow", "no-starttls", "authentication-not-tried"],
    );
    check(&SERVER, "Timeout=0;EnableSsl=True", &[], "fails", &["no-starttls", "slow"]);
}

#[test]
fn nothing_listens() {
    let output = {
        // The port was free a moment ago.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        crate::run::run(["probe", "SmtpServer=mail", "--format=json", "--connect", &format!("127.0.0.1:{port}")])
    };
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(crate::summary(&record), ("fails", vec!["unreachable"]));
    assert_eq!(record["findings"][0]["message"], "the server refuses the connection");
    assert!(record["address"].is_null() && record["banner"].is_null() && record["ms"]["banner"].is_null());
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn name_does_not_exist() {
    let output =
        crate::run::run(["probe", "SmtpServer=mail", "--format=json", "--connect", "does-not-exist.invalid:25"]);
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(crate::summary(&record), ("fails", vec!["unreachable"]));
    assert_eq!(record["findings"][0]["message"], "the name of the server cannot be resolved");
}
