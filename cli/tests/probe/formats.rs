//! The human-readable format and JSON.

use snapbox::str;

use crate::certificates::{parameters, set_days, signed, valid};
use crate::run::assert_shown;
use crate::server::Server;
use crate::{probe, string};

/// Replaces what differs between runs: the port, and the dates of the certificate, which is valid for a hundred days.
fn normalized(mut output: std::process::Output, server: &Server) -> std::process::Output {
    let mut text = String::from_utf8(output.stdout).unwrap().replace(&server.address(), "127.0.0.1:25");
    let name = server.heard().first().and_then(|lines| lines.first()?.strip_prefix("EHLO ").map(str::to_owned));
    if let Some(name) = name {
        text = text.replace(&format!("EHLO {name}\n"), "EHLO here\n");
    }
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for index in 1..words.len() {
        if words[index - 1] == "until" {
            words[index].replace_range(..10, "2027-03-01");
        }
    }
    output.stdout = words.join(" ").into_bytes();
    output
}

#[test]
fn verdict_and_advice_lead() {
    let server = Server::smtp(&["STARTTLS"], Some((valid(), &[])));
    let output = probe(&server, &[&string(""), "--transcript"]);
    assert_shown(
        &normalized(output, &server),
        str![[r#"
smtp.contoso.com: works, and can be encrypted: STARTTLS with a certificate valid for smtp.contoso.com until 2027-03-01; set `EnableSsl` to `True` in the connection manager [probe-tls-available]
  server: 127.0.0.1:25, 220 mx.contoso.com ESMTP
  login offered before TLS: none, after TLS: none
  encryption: TLS 1.3, TLS13_AES_256_GCM_SHA384
  certificate: for smtp.contoso.com, issued by CN=Contoso test authority, valid until 2027-03-01
=== Trying 127.0.0.1:25...
=== Connected to 127.0.0.1:25
<-  220 mx.contoso.com ESMTP
 -> EHLO here
<-  250-mx.contoso.com
<-  250 STARTTLS
 -> STARTTLS
<-  220 ready
=== TLS started with TLS 1.3 and cipher TLS13_AES_256_GCM_SHA384
 -> EHLO here
<-  250 mx.contoso.com
 -> QUIT

The verdict holds for this machine, its trust store and this moment.
── exit code 0 ──

"#]],
    );
}

#[test]
fn other_verdicts_have_a_reason_and_advice() {
    let mut wrong = parameters(&["mx.contoso.com"]);
    set_days(&mut wrong, -1, 100);
    let server = Server::smtp(&["STARTTLS", "AUTH LOGIN"], Some((signed(&wrong), &["AUTH LOGIN"])));
    let strings = ["", "EnableSsl=True", "UseWindowsAuthentication=True"].map(string);
    let output = probe(&server, &[&strings[0], &strings[1], &strings[2], "SmtpServer=mail:25"]);
    assert_shown(
        &normalized(output, &server),
        str![[r#"
argument 1: smtp.contoso.com: unknown: the server offers a login, so it may refuse anonymous mail; send a test mail from the machine that runs the package
  note[probe-certificate-name]: the certificate is for other names
    help: write one of the names in the certificate as `SmtpServer`
  server: 127.0.0.1:25, 220 mx.contoso.com ESMTP
  login offered before TLS: LOGIN, after TLS: LOGIN
  encryption: TLS 1.3, TLS13_AES_256_GCM_SHA384
  certificate: for mx.contoso.com, issued by CN=Contoso test authority, valid until 2027-03-01

argument 2: smtp.contoso.com: fails: the certificate is for other names; write one of the names in the certificate as `SmtpServer` [probe-certificate-name]
  server: 127.0.0.1:25, 220 mx.contoso.com ESMTP
  login offered before TLS: LOGIN, after TLS: LOGIN
  encryption: TLS 1.3, TLS13_AES_256_GCM_SHA384
  certificate: for mx.contoso.com, issued by CN=Contoso test authority, valid until 2027-03-01

argument 3: smtp.contoso.com: sends unauthenticated: the server offers no mechanism that Windows authentication can use; configure the server to offer GSSAPI or NTLM, or set `UseWindowsAuthentication` to `False` [probe-no-usable-mechanism]
  note[probe-certificate-name]: the certificate is for other names
    help: write one of the names in the certificate as `SmtpServer`
  server: 127.0.0.1:25, 220 mx.contoso.com ESMTP
  login offered before TLS: LOGIN, after TLS: LOGIN
  encryption: TLS 1.3, TLS13_AES_256_GCM_SHA384
  certificate: for mx.contoso.com, issued by CN=Contoso test authority, valid until 2027-03-01

argument 4: invalid, so it is not probed

error[port-not-supported]: port in server name
  |
1 | SmtpServer=mail:25
  |            ^^^^^^^
  |
  = help: remove the port: the SMTP connection manager always connects to port 25

The verdicts hold for this machine, its trust store and this moment.
── exit code 1 ──

"#]],
    );
}

#[test]
fn json_has_all_keys() {
    const KEYS: [&str; 16] = [
        "input_index",
        "server",
        "properties",
        "managers",
        "address",
        "verdict",
        "reason",
        "scope",
        "findings",
        "banner",
        "ehlo",
        "starttls",
        "certificate",
        "auth",
        "ms",
        "transcript",
    ];
    let server = Server::smtp(&["STARTTLS", "AUTH=NTLM"], Some((valid(), &["AUTH GSSAPI"])));
    let good = string("UseWindowsAuthentication=True;EnableSsl=True;Timeout=5000");
    let output = probe(&server, &["--format=json", &good, "SmtpServer=mail:25;Password=hunter2", "--transcript"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("hunter2"));
    let records: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (line, record) in text.lines().zip(&records) {
        let object = record.as_object().unwrap();
        assert_eq!(object.len(), KEYS.len());
        let places: Vec<usize> = KEYS.iter().map(|key| line.find(&format!("\"{key}\":")).unwrap()).collect();
        assert!(places.is_sorted(), "{line}");
        for finding in record["findings"].as_array().unwrap() {
            assert_eq!(
                finding.as_object().unwrap().keys().collect::<Vec<_>>(),
                ["help", "message", "rule", "severity", "url"]
            );
        }
    }
    let record = &records[0];
    assert_eq!(record["properties"].to_string(), r#"{"authentication":"windows","enable_ssl":true,"timeout_ms":5000}"#);
    assert_eq!(record["address"], server.address());
    assert_eq!((&record["verdict"], &record["reason"]), (&"works".into(), &serde_json::Value::Null));
    assert_eq!(record["banner"], "220 mx.contoso.com ESMTP");
    assert_eq!(record["ehlo"].to_string(), r#"["mx.contoso.com","STARTTLS","AUTH=NTLM"]"#);
    assert_eq!(record["starttls"]["version"], "TLS 1.3");
    assert!(record["starttls"]["cipher"].as_str().unwrap().starts_with("TLS13_"));
    assert_eq!(record["certificate"]["names"].to_string(), r#"["smtp.contoso.com"]"#);
    assert_eq!(record["certificate"]["issuer"], "CN=Contoso test authority");
    assert_eq!(record["certificate"]["verified"], true);
    assert!(matches!(record["certificate"]["days_left"].as_i64(), Some(99 | 100)));
    assert_eq!(
        record["auth"].to_string(),
        r#"{"after_tls":["GSSAPI"],"before_tls":["NTLM"],"client_would_use":"GSSAPI"}"#
    );
    assert!(["connect", "banner", "ehlo", "tls", "total"].iter().all(|key| record["ms"][key].is_u64()), "{record}");
    assert!(record["transcript"][0].as_str().unwrap().starts_with("=== Trying 127.0.0.1:"));
    let invalid = &records[1];
    assert!(invalid["verdict"].is_null() && invalid["server"].is_null());
    assert_eq!(invalid["findings"][0]["rule"], "port-not-supported");
}
