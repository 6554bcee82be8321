//! `--scan`: the servers of a tree.

use std::fs;
use std::path::PathBuf;

use snapbox::str;

use crate::run::{assert_shown, command};
use crate::server::Server;

/// A package with one connection manager and one task that uses it.
fn package(connection: &str, disabled: bool) -> String {
    format!(
        r#"<?xml version="1.0"?>
<DTS:Executable xmlns:DTS="www.microsoft.com/SqlServer/Dts" DTS:ObjectName="P" DTS:CreationName="Microsoft.Package">
  <DTS:ConnectionManagers>
    <DTS:ConnectionManager DTS:CreationName="SMTP" DTS:DTSID="{{11111111-0000-0000-0000-000000000001}}" DTS:ObjectName="Mail">
      <DTS:ObjectData><SmtpConnectionManager ConnectionString="{connection}" /></DTS:ObjectData>
    </DTS:ConnectionManager>
  </DTS:ConnectionManagers>
  <DTS:Executables>
    <DTS:Executable DTS:CreationName="Microsoft.SendMailTask" DTS:ObjectName="Send" DTS:Disabled="{disabled}">
      <DTS:ObjectData>
        <SendMailTask:SendMailTaskData xmlns:SendMailTask="www.microsoft.com/sqlserver/dts/tasks/sendmailtask"
          SendMailTask:SMTPServer="{{11111111-0000-0000-0000-000000000001}}" />
      </DTS:ObjectData>
    </DTS:Executable>
  </DTS:Executables>
</DTS:Executable>"#
    )
}

/// Creates a tree with three servers.
fn tree(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("probe-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("sub")).unwrap();
    let write = |path: &str, text: String| fs::write(folder.join(path), text).unwrap();
    write("a.dtsx", package("SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;", false));
    write("b.dtsx", package("SmtpServer=SMTP.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;", false));
    write("c.dtsx", package("SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=True;", true));
    write("sub/d.dtsx", package("SmtpServer=relay;UseWindowsAuthentication=False;EnableSsl=False;", false));
    write("sub/e.dtsx", package("SmtpServer=192.0.2.1;UseWindowsAuthentication=False;EnableSsl=False;", false));
    write("sub/f.dtsx", package("SmtpServer=;UseWindowsAuthentication=False;EnableSsl=False;", false));
    folder
}

fn run(folder: &PathBuf, server: &Server, options: &[&str]) -> std::process::Output {
    let address = server.address();
    let mut output = command()
        .current_dir(folder)
        .args(["probe", "--scan", ".", "--connect", &address])
        .args(options)
        .output()
        .unwrap();
    output.stdout = String::from_utf8(output.stdout).unwrap().replace(&address, "127.0.0.1:25").into_bytes();
    output
}

#[test]
fn each_server_of_a_tree_is_contacted_once() {
    let folder = tree("servers");
    let server = Server::smtp(&["AUTH NTLM"], None);
    let output = run(&folder, &server, &[]);
    assert_eq!(server.heard().len(), 3);
    assert_shown(
        &output,
        str![[r#"
3 servers in 5 connection managers:
  smtp.contoso.com (3 connection managers)
  relay (1 connection manager)
  192.0.2.1 (1 connection manager)
not probed: 1 connection manager without a valid server in the files

smtp.contoso.com, UseWindowsAuthentication=False, EnableSsl=True: fails: the server does not offer STARTTLS; configure the server to offer STARTTLS on port 25 [probe-no-starttls]
  server: 127.0.0.1:25, 220 mx.contoso.com ESMTP
  login offered before TLS: NTLM
  1 connection manager:
    c.dtsx: Mail
  0 packages with an enabled task

smtp.contoso.com, UseWindowsAuthentication=True, EnableSsl=False: works in cleartext, with NTLM to try
  note[probe-no-starttls]: the server does not offer STARTTLS
    help: configure the server to offer STARTTLS on port 25
  note[probe-authentication-not-tried]: the probe does not authenticate, so it cannot tell whether the login works
    help: send a test mail with the account that runs the package, and check the log of the server
  server: 127.0.0.1:25, 220 mx.contoso.com ESMTP
  login offered before TLS: NTLM
  2 connection managers:
    a.dtsx: Mail
    b.dtsx: Mail
  2 packages:
    a.dtsx
    b.dtsx

relay, UseWindowsAuthentication=False, EnableSsl=False: unknown: the server offers a login, so it may refuse anonymous mail; send a test mail from the machine that runs the package
  note[probe-no-starttls]: the server does not offer STARTTLS
    help: configure the server to offer STARTTLS on port 25
  server: 127.0.0.1:25, 220 mx.contoso.com ESMTP
  login offered before TLS: NTLM
  1 connection manager:
    sub/d.dtsx: Mail
  1 package:
    sub/d.dtsx

192.0.2.1, UseWindowsAuthentication=False, EnableSsl=False: unknown: the server offers a login, so it may refuse anonymous mail; send a test mail from the machine that runs the package
  note[probe-no-starttls]: the server does not offer STARTTLS
    help: configure the server to offer STARTTLS on port 25
  server: 127.0.0.1:25, 220 mx.contoso.com ESMTP
  login offered before TLS: NTLM
  1 connection manager:
    sub/e.dtsx: Mail
  1 package:
    sub/e.dtsx

server            authentication  encryption  verdict  managers  packages
smtp.contoso.com  anonymous       STARTTLS    fails    1         0
smtp.contoso.com  Windows         none        works    2         2
relay             anonymous       none        unknown  1         1
192.0.2.1         anonymous       none        unknown  1         1

The verdicts hold for this machine, its trust store and this moment.
── exit code 1 ──

"#]],
    );
}

#[test]
fn list_does_not_connect() {
    let folder = tree("list");
    let server = Server::smtp(&[], None);
    assert_shown(
        &run(&folder, &server, &["--list"]),
        str![[r#"
3 servers in 5 connection managers:
  smtp.contoso.com (3 connection managers)
  relay (1 connection manager)
  192.0.2.1 (1 connection manager)
not probed: 1 connection manager without a valid server in the files
── exit code 0 ──

"#]],
    );
    assert_shown(
        &run(&folder, &server, &["--list", "--format=json"]),
        str![[r#"
{"server":"smtp.contoso.com","managers":3}
{"server":"relay","managers":1}
{"server":"192.0.2.1","managers":1}
── exit code 0 ──

"#]],
    );
    assert!(server.heard().is_empty());
}

#[test]
fn json_has_managers_and_packages() {
    let folder = tree("json");
    let server = Server::smtp(&[], None);
    let output = run(&folder, &server, &["--format=json"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let records: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let shown: Vec<String> = records
        .iter()
        .map(|record| format!("{} {} {}", record["server"], record["verdict"], record["managers"]))
        .collect();
    let manager = |file: &str, packages: &str| {
        format!(r#"{{"certain":true,"entry":null,"file":"{file}","name":"Mail","packages":[{packages}]}}"#)
    };
    let package = |file: &str| format!(r#"{{"entry":null,"file":"{file}"}}"#);
    assert_eq!(
        shown,
        [
            format!(r#""smtp.contoso.com" "fails" [{}]"#, manager("c.dtsx", "")),
            format!(
                r#""smtp.contoso.com" "sends-unauthenticated" [{},{}]"#,
                manager("a.dtsx", &package("a.dtsx")),
                manager("b.dtsx", &package("b.dtsx"))
            ),
            format!(r#""relay" "works" [{}]"#, manager("sub/d.dtsx", &package("sub/d.dtsx"))),
            format!(r#""192.0.2.1" "works" [{}]"#, manager("sub/e.dtsx", &package("sub/e.dtsx"))),
        ]
    );
    // The list of servers does not mix with the records.
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "smtp.contoso.com: 3 connection managers\nrelay: 1 connection managers\n192.0.2.1: 1 connection managers\n"
    );
}

#[test]
fn tree_without_files_is_an_error() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("probe-empty-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let server = Server::smtp(&[], None);
    assert_eq!(run(&folder, &server, &[]).status.code(), Some(2));
}

#[test]
fn only_selected_servers_and_files_are_probed() {
    let folder = tree("selected");
    let server = Server::smtp(&["AUTH NTLM"], None);
    let output = run(&folder, &server, &["--server=SMTP.*,192.0.2.1", "--exclude=e.dtsx,c.*", "--list"]);
    assert_shown(
        &output,
        str![[r#"
1 server in 2 connection managers:
  smtp.contoso.com (2 connection managers)
not probed: 1 connection manager without a valid server in the files
── standard error ──
note: 2 excluded files or folders skipped: c.dtsx, sub/e.dtsx
note: filtered by --server: 1 connection manager of other servers not probed
── exit code 0 ──

"#]],
    );
    // The string asks for no authentication, and the server offers it, so the verdict is `unknown`.
    assert_eq!(run(&folder, &server, &["--server=relay"]).status.code(), Some(1));
    assert_eq!(run(&folder, &server, &["--server=relay", "--exit-zero"]).status.code(), Some(0));
    assert_eq!(run(&folder, &server, &["--exclude=*", "--exit-zero"]).status.code(), Some(2));
    fs::remove_dir_all(folder).unwrap();
}
