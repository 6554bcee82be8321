//! Encrypted values, connection managers of other vendors, scripts, broken packages and mentions.

use serde_json::{Value, json};

use super::super::tree::{Tree, zipped_files};
use super::documents::{CLEARTEXT, TLS, expression, guid, mail, manager, package, task};
use super::{Inventory, effective, rules};

const CIPHERTEXT: &str = "AQAAANCMnd8BFdERjHoAwE/Cl+sBAAAA=";

fn scan(content: &str) -> Inventory {
    let tree = Tree::new();
    tree.add("Billing.dtsx", package(content));
    Inventory::of(&tree)
}

/// Returns a connection manager whose string is encrypted.
fn encrypted(elements: &str) -> String {
    manager("Mail", &guid(1), CIPHERTEXT, elements)
        .replace("<SmtpConnectionManager", "<SmtpConnectionManager Sensitive=\"1\" Encrypted=\"1\"")
}

#[test]
fn encrypted_string_is_not_known() {
    let inventory = scan(&(encrypted("") + &task("Send", &guid(1))));
    let manager = inventory.manager();
    assert_eq!(rules(manager), ["encrypted-package"]);
    assert_eq!(effective(manager), (None, None, vec!["encrypted"]));
    assert!(["valid", "connection", "properties"].iter().all(|key| manager[key].is_null()));
    assert_eq!(manager["used_by"].as_array().unwrap().len(), 1);
    assert_eq!(inventory.summary["encryption_unknown"], 1);
}

/// An expression is used instead of the string, but the record is not about its value.
#[test]
fn expression_of_an_encrypted_manager_is_resolved() {
    let inventory = scan(&encrypted(&expression("ConnectionString", &format!("\"{CLEARTEXT}\""))));
    let manager = inventory.manager();
    assert_eq!(effective(manager), (Some("smtp.contoso.com"), Some(false), vec!["encrypted"]));
    assert_eq!(rules(manager), ["encrypted-package", "no-encryption", "runtime-expression"]);
    assert!(["valid", "connection", "properties"].iter().all(|key| manager[key].is_null()));
}

/// The designer encrypts only what is sensitive, for example a password.
#[test]
fn other_encrypted_property_hides_nothing() {
    let password = "<Property Name=\"Password\" Sensitive=\"1\" Encrypted=\"1\">AQAAANCM</Property>\n";
    let inventory = scan(&mail(TLS).replace("</DTS:ObjectData>", &format!("{password}</DTS:ObjectData>")));
    assert_eq!(rules(inventory.manager()), [""; 0]);
    assert_eq!(effective(inventory.manager()), (Some("smtp.contoso.com"), Some(true), vec![]));
}

#[test]
fn string_on_the_wrong_element_is_not_certain() {
    let inventory = scan(&mail(TLS).replace("<SmtpConnectionManager", "<DTS:SmtpConnectionManager"));
    assert_eq!(effective(inventory.manager()), (Some("smtp.contoso.com"), Some(true), vec!["wrong-element"]));
    assert_eq!(rules(inventory.manager()), ["wrong-element"]);
}

#[test]
fn record_of_a_third_party_manager_has_its_name_and_place() {
    let inventory = scan(&mail("Host=smtp").replace("\"SMTP\"", "\"SMTP (Fabrikam)\""));
    let record = &inventory.records[0];
    assert_eq!((&record["type"], &record["name"], &record["line"]), (&json!("file"), &json!("Mail"), &json!(3)));
    assert_eq!(rules(record), ["third-party-manager"]);
}

#[test]
fn string_outside_of_managers_has_the_name_of_its_variable() {
    let variable = |name: &str| {
        format!(
            "<DTS:Variable DTS:Namespace=\"User\" DTS:ObjectName=\"{name}\"><DTS:VariableValue>{CLEARTEXT}\
             </DTS:VariableValue></DTS:Variable>"
        )
    };
    let container = format!(
        "<DTS:Executable DTS:CreationName=\"STOCK:SEQUENCE\" DTS:ObjectName=\"Loop\">{}</DTS:Executable>",
        variable("Inner")
    );
    let inventory = scan(&(variable("Outer") + &container));
    let strings: Vec<_> = inventory.all("string").into_iter().map(|string| (&string["name"], rules(string))).collect();
    assert_eq!(strings, [(&json!("Outer"), vec!["no-encryption"]), (&json!("Inner"), vec!["no-encryption"])]);
}

/// Returns whether the connection manager "Mail" is reported as unused.
fn is_unused(inventory: &Inventory) -> bool {
    let manager = inventory.named("Mail");
    manager["diagnostics"].as_array().unwrap().iter().any(|finding| finding["rule"] == "unused-manager")
}

#[test]
fn manager_that_a_script_names_is_not_unused() {
    let script = |code: &str| format!("<ProjectItem><![CDATA[{code}]]></ProjectItem>");
    for (code, expected) in [
        ("Dts.Connections[\"Mail\"]", false),
        ("Dts.Connections(\"MAIL\")", false),
        ("Dts.Connections[\"{ab54027c-0000-0000-0000-000000000001}\"]", false),
        ("Dts.Connections[\"Mailing\"]", true),
        ("Dts.Variables[\"Mail\"]", true),
    ] {
        assert_eq!(is_unused(&scan(&(mail(TLS) + &script(code)))), expected, "{code}");
        let tree = Tree::new();
        tree.add("Mail.conmgr", mail(TLS));
        tree.add("Billing.dtsx", package(&(script(code) + &mail(TLS).replace("Mail", "SMTP"))));
        assert_eq!(is_unused(&Inventory::of(&tree)), expected, "{code}");
    }
    // A script of another package cannot use it.
    let tree = Tree::new();
    tree.add("Billing.dtsx", package(&mail(TLS)));
    tree.add("Export.dtsx", package(&(script("Dts.Connections[\"Mail\"]") + "<!-- SMTP -->")));
    assert!(is_unused(&Inventory::of(&tree)));
}

#[test]
fn manager_of_a_project_is_unused_only_if_all_packages_were_read() {
    let unused = |files: &[(&str, &str)]| {
        let tree = Tree::new();
        tree.add("Mail.conmgr", mail(TLS));
        for (name, content) in files {
            tree.add(name, content);
        }
        (is_unused(&Inventory::of(&tree)), tree)
    };
    let (result, tree) = unused(&[("Billing.dtsx", &package(""))]);
    assert!(result, "the package does not mention mail");
    let given = Inventory::with(&tree, &["Mail.conmgr", "Billing.dtsx"]);
    assert!(!is_unused(&given), "other packages were not read");
    assert!(!unused(&[]).0, "there are no packages");
    assert!(!unused(&[("Billing.dtsx", "<SMTP")]).0, "the package is malformed");
    assert!(!unused(&[("Billing.dtsx", "<a><EncryptedData/></a>")]).0, "the package is encrypted");
}

/// What precedes the break was read, or the whole file is unreadable. In both cases, nothing is said to be missing.
#[test]
fn broken_package_has_no_findings_about_something_missing() {
    let content = package(&(mail(TLS) + &task("Send", &guid(2))));
    let broken = content.replace("</DTS:Executable>\n\n</DTS:Executable>", "</DTS:Executable>\n<DTS:Executable");
    assert_ne!(broken, content);
    let tree = Tree::new();
    tree.add("Billing.dtsx", &broken);
    tree.add("Billing.ispac", zipped_files(&[("Billing.dtsx", broken.into_bytes())]));
    let inventory = Inventory::of(&tree);
    let all: Vec<_> = inventory.records.iter().flat_map(rules).collect();
    assert_eq!(all.iter().filter(|rule| **rule == "unreadable-file").count(), 2, "{all:?}");
    let missing = ["missing-manager", "unused-manager", "orphan-parameters"];
    let text = json!(inventory.records).to_string();
    assert!(missing.iter().all(|rule| !text.contains(rule)), "{text}");
}

#[test]
fn mention_is_reported_wherever_it_is() {
    let mention = "SmtpServer=smtp.fabrikam.com";
    for element in [
        format!("<!-- was {mention} -->"),
        format!("<DTS:Property DTS:Name=\"Description\">was {mention}</DTS:Property>"),
        format!("<DTS:Executable DTS:Description=\"was {mention}\" />"),
        format!("<ProjectItem><![CDATA[var old = \"was {mention}\";]]></ProjectItem>"),
        format!(
            "<DTS:Variable DTS:ObjectName=\"A\" DTS:EvaluateAsExpression=\"True\"><DTS:VariableValue>{mention}\
             </DTS:VariableValue></DTS:Variable>"
        ),
        format!("<DTS:Executable><ObjectData><Task Message=\"{mention}\" /></ObjectData></DTS:Executable>"),
    ] {
        let inventory = scan(&(mail(TLS) + "\n" + &element));
        let mentions: Vec<_> = inventory.all("file").into_iter().map(|file| (&file["line"], rules(file))).collect();
        assert_eq!(mentions, [(&json!(9), vec!["unread-mention"])], "{element}");
    }
}

/// A file of a hundred megabytes can consist of mentions.
#[test]
fn many_mentions_are_counted() {
    let inventory = scan(&format!("<!-- {} -->", "SmtpServer=x ".repeat(1_500)));
    let files = inventory.all("file");
    assert_eq!(files.len(), 1_000);
    let tree = Tree::new();
    tree.add("a.dtsx", package(&format!("<!-- {} -->", "SmtpServer=x ".repeat(1_500))));
    let text = String::from_utf8(tree.scan([".", "--notes"]).stdout).unwrap();
    assert!(text.contains("500 more places in this file are not listed"));
}

#[test]
fn values_are_json() {
    let inventory = scan(&mail("SmtpServer=smtp.contoso.com;EnableSsl=True;Timeout=2000"));
    let manager = inventory.manager();
    let effective =
        json!({"server": "smtp.contoso.com", "authentication": "anonymous", "enable_ssl": true, "timeout_ms": 2000});
    assert_eq!(manager["effective"], effective);
    assert_eq!(manager["id"], json!("{AB54027C-0000-0000-0000-000000000001}"));
    let lower = scan(&mail(TLS).replace(&guid(1), "ab54027c-0000-0000-0000-000000000001"));
    assert_eq!(lower.manager()["id"], manager["id"]);
    assert_eq!(scan(&mail(TLS).replace(&guid(1), "x")).manager()["id"], Value::Null);
}
