//! The summary: packages that send mail, and servers.

use serde_json::{Value, json};

use super::super::tree::{Tree, zipped_files};
use super::Inventory;
use super::documents::{CLEARTEXT, TLS, guid, mail, manager, package, task, task_with};

const WINDOWS: &str = "SmtpServer=smtp.fabrikam.com;UseWindowsAuthentication=True;EnableSsl=False;";

fn counts(inventory: &Inventory) -> [u64; 5] {
    ["packages", "packages_that_mail", "in_cleartext", "anonymous", "encryption_unknown"]
        .map(|key| inventory.summary[key].as_u64().unwrap())
}

#[test]
fn packages_are_counted_by_how_they_send() {
    let tree = Tree::new();
    let send = task("Send", &guid(1));
    let disabled = task_with("Send", &guid(1), "DTS:Disabled=\"True\"", "");
    tree.add("1-cleartext.dtsx", package(&(mail(CLEARTEXT) + &send)));
    tree.add("2-tls.dtsx", package(&(mail(TLS) + &send)));
    tree.add("3-windows.dtsx", package(&(mail(WINDOWS) + &send)));
    tree.add("4-disabled.dtsx", package(&(mail(CLEARTEXT) + &disabled)));
    tree.add("5-unused.dtsx", package(&mail(CLEARTEXT)));
    tree.add("6-without-manager.dtsx", package(&send));
    tree.add("7-nothing.dtsx", package(""));
    let both = mail(TLS) + &manager("Relay", &guid(2), WINDOWS, "") + &send + &task("Relay", &guid(2));
    tree.add("8-both.dtsx", package(&both));
    tree.add("9.ispac", zipped_files(&[("a.dtsx", package(&(mail(CLEARTEXT) + &send)).into_bytes())]));
    let inventory = Inventory::of(&tree);
    // Anonymous: 1, 2, 8 and 9, whether in cleartext or not.
    assert_eq!(counts(&inventory), [9, 5, 4, 4, 0]);
    let text = String::from_utf8(tree.scan(["."]).stdout).unwrap();
    assert_eq!(text.lines().next(), Some("5 packages send mail; 4 in cleartext (2 anonymous)"));
}

#[test]
fn package_is_counted_once() {
    let tree = Tree::new();
    let send = task("Send", &guid(1)) + &task("Send again", &guid(1)) + &task("Relay", &guid(2));
    tree.add("Billing.dtsx", package(&(mail(CLEARTEXT) + &manager("Relay", &guid(2), CLEARTEXT, "") + &send)));
    let inventory = Inventory::of(&tree);
    assert_eq!(counts(&inventory), [1, 1, 1, 1, 0]);
    let expected =
        json!([{"server": "smtp.contoso.com", "managers": 2, "packages": 1, "tasks": 3, "tls": 0, "windows": 0}]);
    assert_eq!(inventory.summary["servers"], expected);
}

#[test]
fn servers_are_counted_ignoring_case() {
    let tree = Tree::new();
    let send = task("Send", &guid(1));
    tree.add("a.dtsx", package(&(mail(TLS) + &send)));
    tree.add("b.dtsx", package(&(mail(&CLEARTEXT.replace("smtp.contoso.com", "SMTP.Contoso.com.")) + &send)));
    tree.add("c.dtsx", package(&mail(WINDOWS)));
    tree.add("d.dtsx", package(&(mail("SmtpServer=;") + &send)));
    let inventory = Inventory::of(&tree);
    let row = |server: Value, counts: [u32; 5]| {
        let [managers, packages, tasks, tls, windows] = counts;
        json!({"server": server, "managers": managers, "packages": packages, "tasks": tasks, "tls": tls, "windows": windows})
    };
    let expected = [
        row(Value::Null, [1, 1, 1, 0, 0]),
        row(json!("smtp.contoso.com"), [2, 2, 2, 1, 0]),
        row(json!("smtp.fabrikam.com"), [1, 0, 0, 0, 1]),
    ];
    assert_eq!(inventory.summary["servers"], json!(expected));
    assert_eq!(counts(&inventory), [4, 3, 1, 2, 1]);
}
