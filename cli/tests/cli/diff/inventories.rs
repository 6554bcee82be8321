//! Inventories to compare.

use std::borrow::Borrow;
use std::process::Output;

use serde_json::{Value, json};

use crate::run::command;
use crate::scan::tree::Tree;

pub(super) const ID: &str = "{11111111-0000-0000-0000-000000000001}";

/// Returns a connection manager in cleartext without authentication.
pub(super) fn manager(file: &str, name: &str, id: Option<&str>, server: &str) -> Value {
    json!({
        "type": "manager", "file": file, "entry": null, "line": 7, "column": 25, "name": name, "id": id,
        "used_by": [], "certain": true,
        "effective": {"server": server, "authentication": "anonymous", "enable_ssl": false, "timeout_ms": null},
    })
}

pub(super) fn string(file: &str, line: u32, server: &str) -> Value {
    json!({
        "type": "string", "file": file, "entry": null, "line": line, "column": 1, "name": null, "package": null,
        "certain": true,
        "effective": {"server": server, "authentication": "windows", "enable_ssl": true, "timeout_ms": null},
    })
}

pub(super) fn task(file: &str, state: &str) -> Value {
    json!({"file": file, "entry": null, "line": 9, "path": "Package\\Send", "state": state})
}

pub(super) fn unread(file: &str, entry: Option<&str>, rule: &str, severity: &str) -> Value {
    json!({"type": "file", "file": file, "entry": entry, "diagnostics": [{"rule": rule, "severity": severity}]})
}

/// Returns a record with other values at these JSON pointers.
pub(super) fn with(mut record: Value, changes: &[(&str, Value)]) -> Value {
    for (pointer, value) in changes {
        *record.pointer_mut(pointer).unwrap() = value.clone();
    }
    record
}

/// Returns the lines of an inventory, with a summary.
pub(super) fn inventory<T: Borrow<Value>>(records: &[T]) -> String {
    let summary = json!({"type": "summary", "packages": 3, "packages_that_mail": 2, "in_cleartext": 1, "servers": []});
    let records = records.iter().map(Borrow::borrow).chain([&summary]);
    records.map(|record| record.to_string() + "\n").collect()
}

pub(super) fn empty() -> String {
    inventory::<&Value>(&[])
}

pub(super) fn diff(old: impl AsRef<[u8]>, new: impl AsRef<[u8]>, options: &[&str]) -> Output {
    let tree = Tree::new();
    tree.add("old.json", old);
    tree.add("new.json", new);
    command().args(["diff", "old.json", "new.json"]).args(options).current_dir(&tree.root).output().unwrap()
}

/// Returns the differences in short: type, file, name, and the changed properties.
#[track_caller]
pub(super) fn differences(old: &[impl Borrow<Value>], new: &[impl Borrow<Value>]) -> Vec<String> {
    let output = diff(inventory(old), inventory(new), &["--format=json"]);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut records: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let summary = records.pop().unwrap();
    assert_eq!(summary["type"], "summary");
    assert_eq!(output.status.code(), Some(i32::from(!records.is_empty())), "{text}");
    records.iter().map(short).collect()
}

pub(super) fn short(record: &Value) -> String {
    let text = |key: &str| record[key].as_str().unwrap_or("-").to_owned();
    let changes = record["changes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let changes = changes
        .iter()
        .map(|change| format!(" {} {}>{}", change["property"].as_str().unwrap(), change["old"], change["new"]));
    format!("{} {} {}{}", text("type"), text("file"), text("name"), changes.collect::<String>())
}

pub(super) const NONE: [&str; 0] = [];
