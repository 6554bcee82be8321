//! Which records are about the same connection manager or string.

use serde_json::{Value, json};

use super::inventories::{ID, NONE, diff, differences, inventory, manager, string, task, unread, with};

#[test]
fn order_of_records_moved_lines_and_other_spellings_do_not_matter() {
    let old = [
        manager("a/b.dtsx", "Mail", Some(ID), "mail.contoso.com"),
        with(manager("c.ispac", "Mail", Some(ID), "mail.contoso.com"), &[("/entry", json!("x/y.dtsx"))]),
        string("d.sql", 1, "one.contoso.com"),
        string("d.sql", 2, "two.contoso.com"),
    ];
    let new = [
        string("d.sql", 99, "two.contoso.com"),
        with(manager("c.ispac", "Mail", Some(ID), "mail.contoso.com"), &[("/entry", json!("x\\y.dtsx"))]),
        with(manager("a\\b.dtsx", "Mail", Some(ID), "MAIL.contoso.com."), &[("/line", json!(70))]),
        string("d.sql", 98, "one.contoso.com"),
    ];
    assert_eq!(differences(&old, &new), NONE);
}

/// The pairs of connection managers that are the same one, and those that are not.
#[test]
fn managers_are_matched_by_file_and_entry_and_then_by_id_or_name() {
    let other = "{22222222-0000-0000-0000-000000000002}";
    let old = manager("a", "Mail", Some(ID), "m");
    let changed = |server: &str| format!("changed a Mail server \"m\">\"{server}\"");
    // The id is the same, and the name is not.
    assert_eq!(differences(&[&old], &[manager("a", "Post", Some(ID), "m")]), ["changed a Post name \"Mail\">\"Post\""]);
    // The name is the same, and the id is not.
    assert_eq!(differences(&[&old], &[manager("a", "Mail", Some(other), "m")]), NONE);
    assert_eq!(differences(&[&old], &[manager("a", "Mail", None, "n")]), [changed("n")]);
    // The id takes precedence.
    let new = [manager("a", "Post", Some(ID), "m"), manager("a", "Mail", Some(other), "n")];
    let found = differences(&[&old], &new);
    assert_eq!(found.len(), 2);
    assert!(found.iter().any(|found| found.starts_with("added a Mail")), "{found:?}");
    // Both takes precedence over the id alone, whatever the order.
    let new = [manager("a", "Copy", Some(ID), "m"), manager("a", "Mail", Some(ID), "m")];
    let found = differences(&[&old], &new);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("added a Copy"), "{found:?}");
    // Neither the file nor the entry is the same. A second file keeps the paths from being compared without a folder.
    let both = manager("b", "Both", None, "m");
    for new in [manager("c", "Mail", Some(ID), "m"), with(old.clone(), &[("/entry", json!("a"))])] {
        let found = differences(&[old.clone(), both.clone()], &[new, both.clone()]);
        let types: Vec<_> = found.iter().filter_map(|found| found.split(' ').next()).collect();
        assert!(types.len() == 2 && types.contains(&"added") && types.contains(&"removed"), "{found:?}");
    }
    // A string is never a connection manager.
    let text = string("a", 1, "m");
    let text = with(text, &[("/name", json!("Mail")), ("/effective", old["effective"].clone())]);
    assert_eq!(differences(&[old, both.clone()], &[text, both]).len(), 2);
}

#[test]
fn duplicates_are_paired_by_value_then_by_server_and_then_in_order() {
    let lines = |servers: &[&str]| -> Vec<Value> {
        (1..).zip(servers).map(|(line, server)| string("a.sql", line, server)).collect()
    };
    let added = |server: &str| {
        format!(
            "added a.sql - server null>\"{server}\" enable_ssl null>true authentication null>\"windows\" certain null>true"
        )
    };
    assert_eq!(differences(&lines(&["a", "b", "c"]), &lines(&["x", "a", "b", "c"])), [added("x")]);
    assert_eq!(differences(&lines(&["a", "a"]), &lines(&["a", "a", "a"])), [added("a")]);
    assert_eq!(differences(&lines(&["b", "a"]), &lines(&["a", "b"])), NONE);
    let mut new = lines(&["x", "a", "b"]);
    new[1] = with(new[1].clone(), &[("/effective/enable_ssl", json!(false))]);
    assert_eq!(
        differences(&lines(&["a", "b"]), &new),
        [added("x"), "changed a.sql - enable_ssl true>false".to_owned()]
    );
    let expected = [r#"changed a.sql - server "a">"x""#, r#"changed a.sql - server "b">"y""#];
    assert_eq!(differences(&lines(&["a", "b"]), &lines(&["x", "y"])), expected);
    let ids = |servers: [&str; 2]| servers.map(|server| manager("a", "Mail", Some(ID), server)).to_vec();
    assert_eq!(differences(&ids(["m", "n"]), &ids(["n", "m"])), NONE);
    assert_eq!(differences(&ids(["m", "n"]), &ids(["m", "o"])), [r#"changed a Mail server "n">"o""#]);
}

#[test]
fn folders_of_two_environments_are_ignored() {
    let tree = |folder: &str, server| {
        let file = |name: &str| format!("{folder}{name}");
        let used = json!([task(&file("x/p.dtsx"), "enabled")]);
        let relay = manager(&file("x/m.conmgr"), "Mail", Some(ID), "relay.contoso.com");
        [with(relay, &[("/used_by", used)]), manager(&file("y/a.dtsx"), "Mail", Some(ID), server)]
    };
    let changed = |file: &str| format!("changed {file} Mail server \"a\">\"b\"");
    assert_eq!(differences(&tree("prod/", "a"), &tree("test/", "b")), [changed("test/y/a.dtsx")]);
    assert_eq!(differences(&tree("C:\\prod\\", "a"), &tree("", "b")), [changed("y/a.dtsx")]);
    assert_eq!(differences(&tree("prod/", "a"), &tree("test/", "a")), NONE);
    // Two single files are compared with each other.
    let single = |file, server| [manager(file, "Mail", Some(ID), server)];
    assert_eq!(differences(&single("prod/a.ispac", "a"), &single("b.ispac", "b")), [changed("b.ispac")]);
    let output = diff(inventory(&tree("prod/", "a")), inventory(&tree("", "a")), &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    let note = "no file is in both inventories, so paths are compared relative to prod/ and the current folder\n";
    assert!(text.starts_with(&format!("no differences\n{note}")), "{text}");
}

/// A connection manager in a file that could not be read was not removed.
#[test]
fn file_that_was_not_read_is_not_compared() {
    let both = manager("z", "Both", None, "m");
    let entry = with(manager("a/b.ispac", "Mail", None, "m"), &[("/entry", json!("c.dtsx"))]);
    for (file, name, rule, severity, is_hidden) in [
        ("a/b.ispac", Some("c.dtsx"), "unreadable-file", "error", true),
        ("a/b.ispac", Some("c.dtsx"), "encrypted-package", "warning", true),
        ("a/b.ispac", None, "unreadable-file", "error", true),
        ("a", None, "unreadable-file", "error", true),
        ("a/b", None, "unreadable-file", "error", false),
        ("a/b.ispac", Some("d.dtsx"), "unreadable-file", "error", false),
        ("a/b.ispac", Some("c.dtsx"), "unreadable-file", "note", false),
        ("a/b.ispac", Some("c.dtsx"), "mail-by-script", "note", false),
    ] {
        let (read, not_read) = ([entry.clone(), both.clone()], [unread(file, name, rule, severity), both.clone()]);
        let (forth, back) = (differences(&read, &not_read), differences(&not_read, &read));
        if is_hidden {
            assert_eq!((forth, back), (vec![format!("unread {file} -")], vec![format!("unread {file} -")]));
        } else {
            assert!(forth[0].starts_with("removed a/b.ispac Mail") && back[0].starts_with("added"), "{file} {rule}");
        }
        assert_eq!(differences(&not_read, &not_read), NONE);
    }
    // A package that could not be read did not stop sending mail, and neither did one whose connection manager could not
    // be read.
    let used = with(both.clone(), &[("/used_by", json!([task("p.dtsx", "enabled")]))]);
    let package = unread("p.dtsx", None, "unreadable-file", "error");
    assert_eq!(differences(&[&used], &[both, package]), ["unread p.dtsx -"]);
    let string = string("y", 1, "m");
    let file = unread("z", None, "unreadable-file", "error");
    assert_eq!(differences(&[used, string.clone()], &[file, string]), ["unread z -"]);
}
