//! The keys of all records.

use serde_json::Value;

use super::super::tree::{DIAGNOSTIC_KEYS, Tree};
use super::Inventory;
use super::documents::{TLS, dtproj, expression, guid, mail, manager, manifest, package, parameter, params, task};

const PLACE: [&str; 6] = ["type", "file", "entry", "line", "column", "kind"];
const VALUE: [&str; 7] = ["expressions", "valid", "connection", "properties", "effective", "certain", "because"];
const FINDINGS: [&str; 3] = ["name", "diagnostics", "diagnostics_omitted"];

/// Returns one record of each type, each with everything that it can contain.
fn full() -> Inventory {
    let tree = Tree::new();
    let expression = expression("SmtpServer", "@[$Project::Server]");
    let content = manager("Relay", &guid(2), TLS, &expression) + &task("Send", &guid(2)) + &task("Lost", &guid(3));
    tree.add("Billing.dtsx", package(&content));
    tree.add("Export.dtsx", package(&mail(TLS).replace(&guid(1), &guid(3))));
    let server = super::documents::Parameter { id: "x", ..parameter("Server", "smtp.contoso.com") };
    tree.add("Project.params", params(&[server]));
    let relay = [parameter("CM.Relay.EnableSsl", "true")];
    let other = [parameter("CM.Other.SmtpServer", "smtp.contoso.com")];
    tree.add("Billing.dtproj", dtproj(&manifest(&other, &[("Billing.dtsx", &relay)]), &[]));
    tree.add("Import.dtsx", "<SMTP");
    Inventory::of(&tree)
}

/// Returns an inventory in which every list is empty and every value that may be absent is.
fn sparse() -> Inventory {
    let tree = Tree::new();
    tree.add("a/Mail.conmgr", "<ConnectionManager CreationName='SMTP'/>");
    tree.add("b/Billing.dtsx", package(&task("", "")));
    tree.add("c/deploy.sql", "SELECT 'SmtpServer=smtp.contoso.com'");
    tree.add("d/Billing.dtsx", "<SMTP");
    Inventory::of(&tree)
}

#[track_caller]
fn assert_keys(value: &Value, expected: &[&str]) {
    let mut found: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = expected.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected, "{value}");
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap()
}

#[test]
fn every_record_has_all_keys() {
    let manager = ["id", "scope", "used_by", "copies"];
    let task = ["path", "state", "reference", "why", "elsewhere", "diagnostics", "diagnostics_omitted"];
    for inventory in [full(), sparse()] {
        let mut types = Vec::new();
        for record in &inventory.records {
            let kind = record["type"].as_str().unwrap();
            let expected = match kind {
                "manager" => [&PLACE[..], &FINDINGS, &manager, &VALUE].concat(),
                "task" => [&PLACE[..], &task].concat(),
                "string" => [&PLACE[..], &FINDINGS, &["package"], &VALUE].concat(),
                "file" => [&PLACE[..], &FINDINGS].concat(),
                other => panic!("{other}"),
            };
            assert_keys(record, &expected);
            for diagnostic in list(record, "diagnostics") {
                assert!(DIAGNOSTIC_KEYS.iter().all(|key| diagnostic.get(key).is_some()), "{diagnostic}");
            }
            types.push(kind.to_owned());
        }
        types.sort_unstable();
        types.dedup();
        assert_eq!(types, ["file", "manager", "string", "task"]);
        let summary = [
            "files",
            "packages",
            "packages_that_mail",
            "in_cleartext",
            "anonymous",
            "encryption_unknown",
            "servers",
            "type",
        ];
        assert!(summary.iter().all(|key| inventory.summary.get(key).is_some()), "{}", inventory.summary);
    }
}

#[test]
fn nested_objects_have_all_keys() {
    let inventory = full();
    let manager = inventory.named("Relay");
    let [uses, copies, expressions] = ["used_by", "copies", "expressions"].map(|key| list(manager, key));
    assert_eq!([uses.len(), copies.len(), expressions.len()], [1; 3]);
    assert_keys(&uses[0], &["file", "entry", "line", "path", "state"]);
    assert_keys(&copies[0], &["file", "entry", "line", "package", "agrees"]);
    assert_keys(&expressions[0], &["property", "line", "column", "value", "source"]);
    assert_keys(&expressions[0]["source"], &["file", "entry", "line"]);
    let properties = ["server", "authentication", "enable_ssl", "timeout_ms"];
    assert_keys(&manager["connection"], &[&properties[..], &["canonical"]].concat());
    assert_keys(&manager["properties"], &properties);
    assert_keys(&manager["effective"], &properties);
    assert_eq!(list(inventory.all("task")[0], "elsewhere"), &["Export.dtsx"]);
    assert_keys(
        &list(&inventory.summary, "servers")[0],
        &["server", "managers", "packages", "tasks", "tls", "windows"],
    );
}
