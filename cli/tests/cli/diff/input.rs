//! How inventories are read, and which are rejected.

use std::fs;

use serde_json::json;
use snapbox::str;

use super::inventories::{NONE, diff, differences, empty, inventory, manager, task, unread, with};
use crate::run::{assert_shown, command, run, run_with};
use crate::scan::tree::Tree;

/// Windows PowerShell writes UTF-16, and `Out-File -Encoding utf8` writes a byte order mark.
#[test]
fn encodings_of_powershell_are_read() {
    let text = inventory(&[manager("Grüße.dtsx", "Mail", None, "mail.contoso.com")]);
    let windows = format!("\u{feff}{}\r\n", text.replace('\n', "\r\n"));
    let utf16 = |bytes: fn(u16) -> [u8; 2]| windows.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    for other in [windows.clone().into_bytes(), utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)] {
        assert_eq!(diff(&text, &other, &["-q"]).status.code(), Some(0));
        assert_eq!(diff(&other, &text, &["-q"]).status.code(), Some(0));
        assert_eq!(diff(&other, empty(), &["-q"]).status.code(), Some(1));
    }
}

#[test]
fn standard_input_is_one_of_the_inventories() {
    let tree = Tree::new();
    let [old, new] = ["a", "b"].map(|server| inventory(&[manager("a", "Mail", None, server)]));
    tree.add("old.json", &old);
    let file = tree.root.join("old.json");
    let file = file.to_str().unwrap();
    assert_eq!(run_with(["diff", file, "-"], old.as_bytes()).status.code(), Some(0));
    let output = run_with(["diff", "-", file], new.as_bytes());
    assert!(String::from_utf8(output.stdout).unwrap().contains("server: b → a"));
    assert_shown(
        &run_with(["diff", "-", "-"], old.as_bytes()),
        str![[r#"
── standard error ──
error: only one of the inventories can be read from standard input
── exit code 2 ──

"#]],
    );
}

/// Keys and types of records that a later version may add.
#[test]
fn unknown_keys_and_types_are_ignored() {
    let record = manager("a", "Mail", None, "m");
    let mut more = record.clone();
    more["more"] = json!({"a": [1, {"b": null}]});
    let other = json!({"type": "other", "file": 1, "effective": "x"});
    let task = json!({"type": "task", "file": "a", "path": "x"});
    assert_eq!(differences(&[record], &[more, other, task]), NONE);
}

#[test]
fn file_that_is_not_an_inventory_is_rejected_without_repeating_its_content() {
    let good = empty();
    let advice = "create it with `smtp-connstr scan PATH --format json`";
    let line = |number| format!("line {number} is not a record of an inventory; {advice}");
    let summary = format!("it has no summary, so it is not an inventory, or the scan did not finish; {advice}");
    let record = manager("hunter2", "hunter2", None, "hunter2").to_string();
    for (bytes, expected) in [
        (b"".to_vec(), summary.clone()),
        (record.clone().into_bytes(), summary),
        (b"hunter2".to_vec(), line(1)),
        (b"\n{\"type\":\"summary\"}\n[\"hunter2\"]\n".to_vec(), line(3)),
        (b"{\"hunter2\":1}\n".to_vec(), line(1)),
        (b"{\"type\":\"manager\",\"file\":\"hunter2\"}\n".to_vec(), line(1)),
        (record.replace("false", "\"hunter2\"").into_bytes(), line(1)),
        (record.as_bytes()[..record.len() - 9].to_vec(), line(1)),
        (["[".repeat(100_000), good.clone()].concat().into_bytes(), line(1)),
        (b"hunter2\xE9".to_vec(), "the file is not valid UTF-8, and has no UTF-16 byte order mark".to_owned()),
        (b"\xFF\xFEx".to_vec(), "the file is not valid UTF-16".to_owned()),
    ] {
        for (output, side) in [(diff(&bytes, &good, &[]), "old"), (diff(&good, &bytes, &["--format=json"]), "new")] {
            assert_eq!((output.stdout.len(), output.status.code()), (0, Some(2)), "{expected}");
            let error = String::from_utf8(output.stderr).unwrap();
            assert_eq!(error, format!("error: cannot read the {side} inventory: {expected}\n"));
        }
    }
}

#[test]
fn only_regular_files_of_limited_size_are_read() {
    let tree = Tree::new();
    tree.add("good.json", empty());
    fs::create_dir(tree.root.join("folder")).unwrap();
    // A sparse file, which needs no space.
    fs::File::create(tree.root.join("huge.json")).unwrap().set_len((256 << 20) + 1).unwrap();
    let mut cases = vec![
        ("folder", "it is not a regular file"),
        ("huge.json", "it is larger than 256 MiB"),
        ("gone.json", "no such file"),
        ("SmtpServer=mail;Password=hunter2", "no such file"),
    ];
    if cfg!(unix) {
        cases.push(("/dev/zero", "it is not a regular file"));
    }
    for (path, expected) in cases {
        let output = command().args(["diff", "good.json", path]).current_dir(&tree.root).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            (error, output.status.code()),
            (format!("error: cannot read the new inventory: {expected}\n"), Some(2))
        );
    }
}

/// The inventory may be the work of someone else.
#[test]
fn names_and_values_are_escaped_and_redacted() {
    let hostile = "a\u{1b}[2J\n\u{202e}";
    let mut new = manager(hostile, hostile, Some(hostile), hostile);
    new["entry"] = json!(hostile);
    new["effective"]["authentication"] = json!(hostile);
    new["used_by"] = json!([task(hostile, "enabled")]);
    let secret = manager("b", "SmtpServer=m;Password=hunter2", Some("Password=hunter2"), "joe:hunter2@mail");
    let secret = with(secret, &[("/effective/authentication", json!("Password=hunter2"))]);
    let records = [new, secret, unread(hostile, None, "unreadable-file", "error"), manager("c", "C", None, "m")];
    let others = [manager("c", "C", None, "m"), manager(&format!("{hostile}/d"), "D", None, "m")];
    for options in [&[][..], &["--format=json"]] {
        for (old, new) in [(&records[..], &others[..]), (&others, &records)] {
            let output = diff(inventory(old), inventory(new), options);
            let text = String::from_utf8(output.stdout).unwrap();
            assert!(!text.contains(['\u{1b}']) && !text.contains("hunter2"), "{text}");
            assert!(!options.is_empty() || !text.contains('\u{202e}'), "{text}");
            assert!(text.contains("not compared") || text.contains("\"unread\""), "{text}");
            assert_eq!(output.status.code(), Some(1));
        }
    }
}

#[test]
fn missing_arguments_are_reported() {
    assert_shown(
        &run(["diff", "old.json"]),
        str![[r#"
── standard error ──
error: missing argument `<NEW>`; write two files with the output of `smtp-connstr scan PATH --format json`
── exit code 2 ──

"#]],
    );
}
