//! What is a difference, and how it is shown.

use std::fs;

use serde_json::{Value, json};
use snapbox::str;

use super::inventories::{ID, NONE, diff, differences, empty, inventory, manager, string, task, unread, with};
use crate::run::assert_shown;
use crate::scan::tree::Tree;

#[test]
fn every_property_is_compared() {
    let old = manager("a", "Mail", Some(ID), "mail.contoso.com");
    for (pointer, value, expected) in [
        ("/effective/server", json!("smtp.contoso.com"), r#"server "mail.contoso.com">"smtp.contoso.com""#),
        ("/effective/server", json!(null), r#"server "mail.contoso.com">null"#),
        ("/effective/enable_ssl", json!(true), "enable_ssl false>true"),
        ("/effective/enable_ssl", json!(null), "enable_ssl false>null"),
        ("/effective/authentication", json!("windows"), r#"authentication "anonymous">"windows""#),
        ("/effective/timeout_ms", json!(1000), "timeout_ms null>1000"),
        ("/certain", json!(false), "certain true>false"),
        ("/name", json!("Relay"), r#"name "Mail">"Relay""#),
    ] {
        let new = with(old.clone(), &[(pointer, value)]);
        let name = new["name"].as_str().unwrap();
        assert_eq!(differences(&[&old], &[&new]), [format!("changed a {name} {expected}")], "{pointer}");
        assert_eq!(differences(&[&new], &[&new]), NONE, "{pointer}");
    }
}

#[test]
fn human_output_has_the_answer_first() {
    let mail = |file, name, server| manager(file, name, None, server);
    let tls = |record| with(record, &[("/effective/enable_ssl", json!(true))]);
    let windows = |record| with(record, &[("/effective/authentication", json!("windows"))]);
    let used = |record, file| with(record, &[("/used_by", json!([task(file, "enabled")]))]);
    let old = inventory(&[
        used(tls(mail("a.dtsx", "Mail", "mail.contoso.com")), "a.dtsx"),
        windows(mail("b.dtsx", "Mail", "mail.contoso.com")),
        mail("c.dtsx", "Mail", "mail.contoso.com"),
        used(mail("d.conmgr", "Relay", "relay.contoso.com"), "a.dtsx"),
        mail("e.dtsx", "Gone", "mail.contoso.com"),
        string("f.sql", 1, "mail.contoso.com"),
    ]);
    let new = inventory(&[
        mail("a.dtsx", "Mail", "mail.contoso.com"),
        mail("b.dtsx", "Mail", "smtp.contoso.com"),
        tls(windows(with(mail("c.dtsx", "Mail", "smtp.contoso.com"), &[("/certain", json!(false))]))),
        used(with(mail("d.conmgr", "Relay", "relay.contoso.com"), &[("/effective/timeout_ms", json!(500))]), "g.dtsx"),
        with(mail("h.dtsx", "New", "mail.contoso.com"), &[("/effective/server", json!(null))]),
    ]);
    let new = new.replace("\"in_cleartext\":1", "\"in_cleartext\":2");
    assert_shown(
        &diff(&old, new, &[]),
        str![[r#"
1 connection manager added, 1 removed, 4 changed (1 no longer uses TLS, 1 no longer uses Windows authentication, 1 now uses TLS, 1 now uses Windows authentication, 2 have a different server); 1 connection string removed; 1 package began to send mail; 1 package stopped sending mail

changed: a.dtsx:7:25, connection manager "Mail"
  TLS: yes → no

changed: a.dtsx, package
  sends mail: yes → no
  through: "Mail", "Relay" of d.conmgr → nothing

changed: b.dtsx:7:25, connection manager "Mail"
  server: mail.contoso.com → smtp.contoso.com
  authentication: Windows → anonymous

changed: c.dtsx:7:25, connection manager "Mail"
  server: mail.contoso.com → smtp.contoso.com
  TLS: no → yes
  authentication: anonymous → Windows
  certain: yes → no

changed: d.conmgr:7:25, connection manager "Relay"
  timeout: not set → 500 ms

removed: e.dtsx:7:25, connection manager "Gone"
  server: mail.contoso.com
  TLS: no
  authentication: anonymous
  certain: yes

removed: f.sql:1:1, connection string
  server: mail.contoso.com
  TLS: yes
  authentication: Windows
  certain: yes

changed: g.dtsx, package
  sends mail: no → yes
  through: nothing → "Relay" of d.conmgr

added: h.dtsx:7:25, connection manager "New"
  TLS: no
  authentication: anonymous
  certain: yes

packages: 3
packages that send mail: 2
  in cleartext: 1 → 2
  anonymously: 0
  encryption not known: 0
── exit code 1 ──

"#]],
    );
    assert_shown(
        &diff(&old, &old, &[]),
        str![[r#"
no differences

packages: 3
packages that send mail: 2
  in cleartext: 1
  anonymously: 0
  encryption not known: 0
── exit code 0 ──

"#]],
    );
}

#[test]
fn json_output_has_one_line_per_difference() {
    let mail = manager("a.dtsx", "Mail", Some(ID), "mail.contoso.com");
    let old = [mail.clone(), string("f.sql", 3, "mail.contoso.com"), manager("g", "X", None, "x")];
    let used = json!([task("a.dtsx", "enabled")]);
    let new = [
        with(mail, &[("/effective/enable_ssl", json!(true)), ("/used_by", used), ("/entry", json!(null))]),
        manager("b.dtsx", "New", None, "mail.contoso.com"),
        unread("g", None, "unreadable-file", "error"),
    ];
    assert_shown(
        &diff(inventory(&old), inventory(&new), &["--format=json"]),
        str![[r#"
{"type":"changed","subject":"manager","file":"a.dtsx","entry":null,"line":7,"column":25,"name":"Mail","id":"{11111111-0000-0000-0000-000000000001}","changes":[{"property":"enable_ssl","old":false,"new":true}]}
{"type":"changed","subject":"package","file":"a.dtsx","entry":null,"line":null,"column":null,"name":null,"id":null,"changes":[{"property":"sends_mail","old":false,"new":true},{"property":"managers","old":[],"new":[{"file":"a.dtsx","entry":null,"name":"Mail","id":"{11111111-0000-0000-0000-000000000001}"}]}]}
{"type":"added","subject":"manager","file":"b.dtsx","entry":null,"line":7,"column":25,"name":"New","id":null,"changes":[{"property":"server","old":null,"new":"mail.contoso.com"},{"property":"enable_ssl","old":null,"new":false},{"property":"authentication","old":null,"new":"anonymous"},{"property":"certain","old":null,"new":true}]}
{"type":"removed","subject":"string","file":"f.sql","entry":null,"line":3,"column":1,"name":null,"id":null,"changes":[{"property":"server","old":"mail.contoso.com","new":null},{"property":"enable_ssl","old":true,"new":null},{"property":"authentication","old":"windows","new":null},{"property":"certain","old":true,"new":null}]}
{"type":"unread","file":"g","entry":null,"inventory":"new"}
{"type":"summary","managers":{"added":1,"removed":0,"changed":1},"strings":{"added":0,"removed":1,"changed":0},"packages":{"began":1,"stopped":0,"changed":0},"unread":1,"folders":null,"old":{"packages":3,"packages_that_mail":2,"in_cleartext":1,"anonymous":0,"encryption_unknown":0},"new":{"packages":3,"packages_that_mail":2,"in_cleartext":1,"anonymous":0,"encryption_unknown":0}}
── exit code 1 ──

"#]],
    );
}

#[test]
fn packages_that_begin_or_stop_to_send_mail_are_reported() {
    let old = manager("a.conmgr", "Mail", Some(ID), "mail.contoso.com");
    let used = |tasks: &[Value]| with(old.clone(), &[("/used_by", json!(tasks))]);
    let mail = format!(r#"[{{"entry":null,"file":"a.conmgr","id":"{ID}","name":"Mail"}}]"#);
    let began = format!("changed b.dtsx - sends_mail false>true managers []>{mail}");
    let stopped = format!("changed b.dtsx - sends_mail true>false managers {mail}>[]");
    let unused = used(&[]);
    for (state, is_used) in [("enabled", true), ("conditional", true), ("disabled", false)] {
        let new = used(&[task("b.dtsx", state)]);
        let expected = |text: &String| if is_used { vec![text.clone()] } else { Vec::new() };
        assert_eq!(differences(&[&unused], &[&new]), expected(&began), "{state}");
        assert_eq!(differences(&[new], &[&unused]), expected(&stopped), "{state}");
    }
    // Another task of a package that already sends mail through the connection manager is not a difference.
    let one = used(&[task("b.dtsx", "enabled")]);
    let two = used(&[task("b.dtsx", "enabled"), task("b.dtsx", "conditional")]);
    assert_eq!(differences(&[one], &[two]), NONE);
}

#[test]
fn package_that_uses_another_connection_manager_is_reported() {
    let [a, b] = ["a.conmgr", "b.conmgr"].map(|file| manager(file, "Mail", None, "mail.contoso.com"));
    let used = |record: &Value| with(record.clone(), &[("/used_by", json!([task("p.dtsx", "enabled")]))]);
    let found = differences(&[used(&a), b.clone()], &[a, used(&b)]);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("changed p.dtsx - managers [{") && found[0].contains(">[{"), "{}", found[0]);
}

#[test]
fn different_numbers_are_a_difference() {
    let old = empty();
    let new = old.replace("\"packages\":3", "\"packages\":4");
    assert_shown(
        &diff(old, new, &[]),
        str![[r#"
only the numbers of packages changed

packages: 3 → 4
packages that send mail: 2
  in cleartext: 1
  anonymously: 0
  encryption not known: 0
── exit code 1 ──

"#]],
    );
}

#[test]
fn colors_are_used_only_on_request() {
    let [old, new] = ["a", "b"].map(|server| inventory(&[manager("a", "Mail", None, server)]));
    for (option, is_colored) in [("--color=always", true), ("--color=auto", false)] {
        assert_eq!(diff(&old, &new, &[option]).stdout.contains(&0x1b), is_colored);
    }
}

#[test]
fn quiet_prints_nothing() {
    let [old, new] = ["a", "b"].map(|server| inventory(&[manager("a", "Mail", None, server)]));
    for (new, code) in [(&old, 0), (&new, 1)] {
        let output = diff(&old, new, &["-q"]);
        assert_eq!((output.stdout.len(), output.stderr.len(), output.status.code()), (0, 0, Some(code)));
    }
}

#[test]
fn inventories_of_two_scans_are_compared() {
    let tree = Tree::with_fixtures();
    let scan = || tree.scan([".", "--format=json"]).stdout;
    let old = scan();
    assert!(old.len() > 10_000);
    assert_eq!(diff(&old, &old, &["-q"]).status.code(), Some(0));
    // Lines move, and one value changes.
    let file = tree.root.join("format8.dtsx");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(file, text.replace("EnableSsl=True", "EnableSsl=False").replacen('\n', "\n\n\n", 1)).unwrap();
    let output = diff(&old, scan(), &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("1 connection manager changed (1 no longer uses TLS)\n"), "{text}");
    assert_eq!(output.status.code(), Some(1));
}
