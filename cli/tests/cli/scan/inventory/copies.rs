//! Copies of the values of connection managers in parameters.

use serde_json::{Value, json};

use super::super::tree::{Tree, zipped_files};
use super::documents::{
    CLEARTEXT, Parameter, TLS, dtproj, expression, guid, mail, manager, manifest, package, parameter,
};
use super::{Inventory, effective, rules};

/// Returns the parameters that SSIS writes for a connection manager with TLS.
fn four(server: &str) -> Vec<Parameter<'_>> {
    vec![
        parameter("CM.Mail.ConnectionString", TLS),
        parameter("CM.Mail.EnableSsl", "true"),
        parameter("CM.Mail.SmtpServer", server),
        parameter("CM.Mail.UseWindowsAuthentication", "false"),
    ]
}

/// Returns the inventory of a connection manager of a project with these parameters.
fn project(string: &str, parameters: &[Parameter<'_>]) -> Inventory {
    let tree = Tree::new();
    tree.add("Mail.conmgr", mail(string));
    tree.add("Billing.dtproj", dtproj(&manifest(parameters, &[]), &[]));
    Inventory::of(&tree)
}

/// Returns the copies as file, entry, package and whether each agrees.
fn copies(manager: &Value) -> Vec<[&Value; 4]> {
    let copies = manager["copies"].as_array().unwrap().iter();
    copies.map(|copy| ["file", "entry", "package", "agrees"].map(|key| &copy[key])).collect()
}

#[test]
fn parameters_of_a_manager_are_not_further_managers() {
    let tree = Tree::new();
    let send = package(&manager("Relay", &guid(2), CLEARTEXT, ""));
    let relay = [parameter("CM.RELAY.EnableSsl", "false"), parameter("CM.RELAY.SmtpServer", "SMTP.contoso.com.")];
    let manifest = manifest(&four("smtp.contoso.com"), &[("BILLING.dtsx", &relay)]);
    tree.add("Mail.conmgr", mail(TLS));
    tree.add("Billing.dtsx", &send);
    tree.add("Billing.dtproj", dtproj(&manifest, &[]));
    tree.add("@Project.manifest", &manifest);
    let entries = [("Mail.conmgr", mail(TLS)), ("Billing.dtsx", send), ("@Project.manifest", manifest)];
    tree.add("Billing.ispac", zipped_files(&entries.map(|(name, text)| (name, text.into_bytes()))));
    let inventory = Inventory::of(&tree);
    assert_eq!(inventory.records.len(), 4, "{:?}", inventory.records);
    let (none, yes, package) = (&Value::Null, &json!(true), &json!("BILLING.dtsx"));
    let (file, project) = (&json!("@Project.manifest"), &json!("Billing.dtproj"));
    let archive = &json!("Billing.ispac");
    let copies: Vec<_> =
        inventory.all("manager").into_iter().map(|manager| (&manager["name"], copies(manager))).collect();
    let (mail, relay) = (&json!("Mail"), &json!("Relay"));
    let expected = [
        (relay, vec![[file, none, package, yes], [project, none, package, yes]]),
        (mail, vec![[file, none, none, yes], [project, none, none, yes]]),
        (mail, vec![[archive, file, none, yes]]),
        (relay, vec![[archive, file, package, yes]]),
    ];
    assert_eq!(copies, expected);
    assert!(inventory.all("manager").iter().all(|manager| manager["certain"] == true));
}

/// A copy that was edited by hand need not have all four parameters.
#[test]
fn parameter_without_tls_overrides_a_string_with_tls() {
    let inventory = project(TLS, &[parameter("CM.Mail.EnableSsl", "false")]);
    let manager = inventory.manager();
    assert_eq!(effective(manager), (Some("smtp.contoso.com"), Some(false), vec!["copies-disagree"]));
    assert_eq!(rules(manager), ["no-encryption", "overridden-value"]);
    assert_eq!(manager["copies"][0]["agrees"], false);
    assert_eq!(manager["connection"]["enable_ssl"], true, "the stored string");
}

#[test]
fn contradicting_parameters_make_the_value_unknown() {
    let inventory =
        project(TLS, &[parameter("CM.Mail.ConnectionString", TLS), parameter("CM.Mail.EnableSsl", "false")]);
    let manager = inventory.manager();
    assert_eq!(effective(manager), (Some("smtp.contoso.com"), None, vec!["copies-disagree"]));
    assert_eq!(rules(manager), ["copies-disagree"]);
    assert_eq!(manager["copies"][0]["agrees"], false);
}

#[test]
fn copies_are_compared_with_each_other() {
    let tree = Tree::new();
    tree.add("Mail.conmgr", mail(""));
    tree.add("Billing.dtproj", dtproj(&manifest(&four("smtp.contoso.com"), &[]), &[]));
    let server = [parameter("CM.Mail.SmtpServer", "smtp.fabrikam.com")];
    tree.add("@Project.manifest", manifest(&server, &[]));
    let inventory = Inventory::of(&tree);
    assert_eq!(rules(inventory.manager()), ["copies-disagree", "empty-connection-string"]);
}

/// SSIS writes an empty value as a line break and blanks.
#[test]
fn blank_values_are_empty() {
    let empty = "SmtpServer=;UseWindowsAuthentication=False;EnableSsl=True;";
    let blank = "\n            ";
    let mut parameters = four(blank);
    parameters[0].value = empty;
    let inventory = project(empty, &parameters);
    assert_eq!(rules(inventory.manager()), ["empty-value"]);
    assert_eq!(effective(inventory.manager()), (None, Some(true), vec![]));
    parameters[0].value = blank;
    assert_eq!(copies(project(empty, &parameters).manager())[0][3], true);
    // Beside a whole string, an empty value means nothing.
    let inventory = project(TLS, &four(blank));
    assert_eq!(effective(inventory.manager()), (Some("smtp.contoso.com"), Some(true), vec![]));
    assert_eq!(rules(inventory.manager()), [""; 0]);
    // Alone, it is used instead of the server.
    let inventory = project(TLS, &[parameter("CM.Mail.SmtpServer", blank)]);
    assert_eq!(rules(inventory.manager()), ["empty-value", "overridden-value"]);
    assert_eq!(effective(inventory.manager()), (None, Some(true), vec!["copies-disagree"]));
}

#[test]
fn parameters_add_to_an_empty_server() {
    let inventory = project("SmtpServer=;UseWindowsAuthentication=False;EnableSsl=True;", &four("smtp.contoso.com"));
    let manager = inventory.manager();
    assert_eq!(effective(manager), (Some("smtp.contoso.com"), Some(true), vec![]));
    assert_eq!(manager["copies"][0]["agrees"], true);
}

/// With an expression on `ConnectionString`, SSIS still writes the server, which means nothing.
#[test]
fn parameters_of_a_property_with_an_expression_mean_nothing() {
    for (property, text, server, tls, because) in [
        ("ConnectionString", format!("\"{TLS}\""), Some("smtp.contoso.com"), Some(true), vec![]),
        (
            "SmtpServer",
            "\"relay.contoso.com\"".to_owned(),
            Some("relay.contoso.com"),
            Some(false),
            vec!["copies-disagree"],
        ),
    ] {
        let tree = Tree::new();
        tree.add("Mail.conmgr", manager("Mail", &guid(1), TLS, &expression(property, &text)));
        let values = [parameter("CM.Mail.SmtpServer", "smtp.fabrikam.com"), parameter("CM.Mail.EnableSsl", "false")];
        tree.add("Billing.dtproj", dtproj(&manifest(&values, &[]), &[]));
        let inventory = Inventory::of(&tree);
        let manager = inventory.manager();
        assert_eq!(effective(manager), (server, tls, because.clone()), "{property}");
        assert_eq!(manager["copies"][0]["agrees"], because.is_empty());
        let is_overridden = rules(manager).contains(&"overridden-value");
        assert_eq!(is_overridden, !because.is_empty(), "{property}");
    }
}

#[test]
fn sensitive_parameter_makes_the_value_unknown() {
    let hidden = Parameter { sensitive: true, ..parameter("CM.Mail.SmtpServer", "AQAAANCM") };
    let inventory = project(TLS, &[hidden, parameter("CM.Mail.EnableSsl", "true")]);
    assert_eq!(effective(inventory.manager()), (None, Some(true), vec!["encrypted"]));
}

/// The errors of a copy are those of the connection manager, because the copy is used.
#[test]
fn errors_in_copies_are_reported() {
    let with_password = format!("{TLS}Password=x;");
    let inventory = project(TLS, &[parameter("CM.Mail.ConnectionString", &with_password)]);
    let manager = inventory.manager();
    assert_eq!(rules(manager), ["basic-authentication"]);
    let finding =
        &manager["diagnostics"].as_array().unwrap().iter().find(|found| found["rule"] == "basic-authentication");
    assert_eq!(finding.map(|found| &found["line"]), Some(&manager["line"]));
    let misspelled = TLS.replace("True", "yes");
    let inventory = project(TLS, &[parameter("CM.Mail.ConnectionString", &misspelled)]);
    let findings = inventory.manager()["diagnostics"].as_array().unwrap();
    let finding = findings.iter().find(|found| found["rule"] == "invalid-boolean").unwrap();
    assert_eq!(finding["fixes"], json!([]), "they would be edits of the stored string");
    // What the stored string has too is reported once.
    let inventory = project(CLEARTEXT, &[parameter("CM.Mail.ConnectionString", CLEARTEXT)]);
    assert_eq!(rules(inventory.manager()), ["no-encryption"]);
}

#[test]
fn parameters_without_a_manager_are_strings() {
    let tree = Tree::new();
    let relay = [parameter("CM.Relay.SmtpServer", "relay.contoso.com"), parameter("CM.Relay.EnableSsl", "true")];
    tree.add("Billing.dtproj", dtproj(&manifest(&four("smtp.contoso.com"), &[("Billing.dtsx", &relay)]), &[]));
    tree.add("Billing.dtsx", package(&mail(TLS)));
    let inventory = Inventory::of(&tree);
    let strings: Vec<_> = inventory
        .all("string")
        .into_iter()
        .map(|string| (&string["name"], &string["package"], rules(string)))
        .collect();
    let (mail, relay, package) = (&json!("Mail"), &json!("Relay"), &json!("Billing.dtsx"));
    let expected = [(mail, &Value::Null, vec!["orphan-parameters"]), (relay, package, vec!["orphan-parameters"])];
    assert_eq!(strings, expected);
    assert!(inventory.manager()["copies"].as_array().unwrap().is_empty(), "it has another scope");
}

/// The parameters of a connection manager of another vendor are recognized by their siblings, or by its name.
#[test]
fn third_party_manager_is_reported_once() {
    let tree = Tree::new();
    let third_party = mail("Host=smtp.contoso.com").replace("\"SMTP\"", "\"SMTP (Fabrikam)\"");
    let parameters = [parameter("CM.Mail.SmtpServer", "smtp.contoso.com"), parameter("CM.Mail.SmtpServerPort", "587")];
    for parameters in [&parameters[..], &parameters[..1]] {
        tree.add("Billing.dtproj", dtproj(&manifest(&[], &[("billing.dtsx", parameters)]), &[]));
        tree.add("Billing.dtsx", package(&third_party));
        let inventory = Inventory::of(&tree);
        assert_eq!(inventory.records.len(), 1, "{:?}", inventory.records);
        assert_eq!(rules(&inventory.records[0]), ["third-party-manager"]);
        assert_eq!(inventory.records[0]["file"], "Billing.dtsx");
    }
}
