//! Property expressions: a literal, or a reference to a parameter or variable, is resolved.

use serde_json::{Value, json};

use super::super::tree::{Tree, zipped_files};
use super::documents::{CLEARTEXT, Parameter, TLS, dtproj, expression, guid, manager, manifest, package, params};
use super::{Inventory, effective, rules};

const EMPTY: &str = "SmtpServer=;UseWindowsAuthentication=False;EnableSsl=True;";

fn mail(string: &str, property: &str, text: &str) -> String {
    manager("Mail", &guid(1), string, &expression(property, text))
}

fn variable(name: &str, attributes: &str, value: &str) -> String {
    format!(
        "<DTS:Variable DTS:Namespace=\"User\" DTS:ObjectName=\"{name}\" {attributes}><DTS:VariableValue>{value}\
         </DTS:VariableValue></DTS:Variable>\n"
    )
}

fn package_parameter(name: &str, value: &str, sensitive: bool) -> String {
    format!(
        "<DTS:PackageParameter DTS:DTSID=\"{}\" DTS:ObjectName=\"{name}\"><DTS:Property DTS:Name=\"ParameterValue\" {}>\
         {value}</DTS:Property></DTS:PackageParameter>\n",
        guid(8),
        if sensitive { "DTS:Sensitive=\"1\"" } else { "" }
    )
}

fn server(value: &str) -> Parameter<'_> {
    Parameter { name: "Server", value, id: "{ab54027c-0000-0000-0000-000000000009}", sensitive: false }
}

fn scan(content: &str) -> Inventory {
    let tree = Tree::new();
    tree.add("Billing.dtsx", package(content));
    Inventory::of(&tree)
}

fn project(conmgr: &str, parameters: &[Parameter<'_>]) -> (Tree, Inventory) {
    let tree = Tree::new();
    tree.add("Mail.conmgr", conmgr);
    tree.add("Project.params", params(parameters));
    let inventory = Inventory::of(&tree);
    (tree, inventory)
}

#[test]
fn literal_is_the_value() {
    for (property, text, expected) in [
        ("ConnectionString", format!("\"{CLEARTEXT}\""), (Some("smtp.contoso.com"), Some(false))),
        (
            "ConnectionString",
            " \"SmtpServer=relay.contoso.com;\" ".to_owned(),
            (Some("relay.contoso.com"), Some(false)),
        ),
        ("SmtpServer", "\"relay.contoso.com\"".to_owned(), (Some("relay.contoso.com"), Some(true))),
        ("EnableSsl", "false".to_owned(), (Some("smtp.contoso.com"), Some(false))),
        ("EnableSsl", "FALSE".to_owned(), (Some("smtp.contoso.com"), Some(false))),
        ("SmtpServer", "\"not a host\"".to_owned(), (None, Some(true))),
    ] {
        let inventory = scan(&mail(TLS, property, &text));
        let (server, tls, because) = effective(inventory.manager());
        assert_eq!(((server, tls), because), (expected, vec![]), "{property} {text}");
    }
}

#[test]
fn literal_is_checked_like_any_string() {
    let inventory = scan(&mail(EMPTY, "ConnectionString", "\"SmtpServer=smtp.contoso.com;UserName=joe;Password=x;\""));
    let manager = inventory.manager();
    assert_eq!(rules(manager), ["basic-authentication", "basic-authentication", "empty-value", "runtime-expression"]);
    let places: Vec<_> = manager["diagnostics"].as_array().unwrap().iter().map(|found| &found["line"]).collect();
    let line = &manager["expressions"][0]["line"];
    assert_eq!(places.iter().filter(|place| *place == &line).count(), 2, "{manager}");
    assert_eq!(manager["expressions"][0]["value"], Value::Null, "it contains a secret");
    let inventory = scan(&mail(EMPTY, "SmtpServer", "\"smtp.gmail.com\""));
    assert!(rules(inventory.manager()).contains(&"provider-needs-login"));
    let inventory = scan(&mail(TLS, "EnableSsl", "FALSE"));
    assert!(rules(inventory.manager()).contains(&"no-encryption"));
}

/// `Project.params` does not mention mail.
#[test]
fn project_parameter_is_resolved() {
    let (tree, inventory) = project(&mail(EMPTY, "SmtpServer", "@[$Project::Server]"), &[server("mail.contoso.com")]);
    let manager = inventory.manager();
    assert_eq!(effective(manager), (Some("mail.contoso.com"), Some(true), vec!["expression-default"]));
    let expected = json!([{"property": "SmtpServer", "line": 2, "column": 47, "value": "mail.contoso.com",
        "source": {"file": "Project.params", "entry": null, "line": 7}}]);
    assert_eq!(manager["expressions"], expected);
    assert_eq!(inventory.records.len(), 1, "{:?}", inventory.records);
    let files = ["Mail.conmgr", "Project.params"].map(|name| (name, std::fs::read(tree.root.join(name)).unwrap()));
    let archives = Tree::new();
    archives.add("Billing.ispac", zipped_files(&files));
    let manager = Inventory::of(&archives).manager().clone();
    assert_eq!(effective(&manager), (Some("mail.contoso.com"), Some(true), vec!["expression-default"]));
    assert_eq!(manager["expressions"][0]["source"]["entry"], "Project.params");
}

#[test]
fn package_parameter_and_variable_are_resolved() {
    for (reference, definition) in [
        ("@[$Package::Server]", package_parameter("Server", "mail.contoso.com", false)),
        ("@[User::Server]", variable("Server", "", "mail.contoso.com")),
        ("@[User::server]", variable("Server", "", "mail.contoso.com")),
        ("@Server", variable("SERVER", "", "relay.contoso.com") + &variable("Server", "", "mail.contoso.com")),
    ] {
        let inventory = scan(&(definition + &mail(EMPTY, "SmtpServer", reference)));
        let expected = (Some("mail.contoso.com"), Some(true), vec!["expression-default"]);
        assert_eq!(effective(inventory.manager()), expected, "{reference}");
    }
}

/// A parameter or variable that an expression uses belongs to the connection manager.
#[test]
fn resolved_string_has_no_separate_record() {
    let definition = variable("Mail", "", CLEARTEXT) + &variable("Other", "", CLEARTEXT);
    let inventory = scan(&(definition + &mail(EMPTY, "ConnectionString", "@[User::Mail]")));
    let manager = inventory.manager();
    assert_eq!(effective(manager), (Some("smtp.contoso.com"), Some(false), vec!["expression-default"]));
    let strings: Vec<_> = inventory.all("string").into_iter().map(|string| &string["name"]).collect();
    assert_eq!(strings, [&json!("Other")]);
    assert!(rules(manager).contains(&"no-encryption"));
}

#[test]
fn unresolved_expression_leaves_the_other_properties() {
    for text in [
        "@[User::Missing]",
        "@[$Project::Missing]",
        "@[User::Computed]",
        "@[User::Local]",
        "@[$Package::Secret]",
        "@[System::MachineName]",
        "\"mail.\" + @[User::Domain]",
        "@[User::IsTest] ? \"a\" : \"b\"",
        "LOWER(\"mail\")",
        "",
    ] {
        let local = format!(
            "<DTS:Executable DTS:CreationName=\"STOCK:SEQUENCE\" DTS:ObjectName=\"Loop\">{}</DTS:Executable>",
            variable("Local", "", "mail.contoso.com")
        );
        let definitions = variable("Computed", "DTS:EvaluateAsExpression=\"True\"", "mail.contoso.com")
            + &package_parameter("Secret", "mail.contoso.com", true)
            + &local;
        let inventory = scan(&(definitions + &mail(CLEARTEXT, "SmtpServer", text)));
        let manager = inventory.manager();
        assert_eq!(effective(manager), (None, Some(false), vec!["unresolved-expression"]), "{text}");
        let place = &manager["expressions"][0];
        assert!(place["line"].is_u64() && place["column"].is_u64() && place["value"].is_null());
        assert!(rules(manager).contains(&"runtime-expression") && rules(manager).contains(&"no-encryption"));
    }
    let inventory = scan(&mail(TLS, "ConnectionString", "@[User::Missing]"));
    assert_eq!(effective(inventory.manager()), (None, None, vec!["unresolved-expression"]));
}

/// A connection manager of the project is not in the scope of a package.
#[test]
fn project_manager_uses_only_project_parameters() {
    let tree = Tree::new();
    tree.add("Billing.dtsx", package(&variable("Server", "", "smtp.contoso.com")));
    tree.add("Mail.conmgr", mail(EMPTY, "SmtpServer", "@[User::Server]"));
    let inventory = Inventory::of(&tree);
    assert_eq!(effective(inventory.manager()), (None, Some(true), vec!["unresolved-expression"]));
}

#[test]
fn sensitive_project_parameter_is_not_known() {
    let hidden = Parameter { sensitive: true, ..server("mail.contoso.com") };
    let (_, inventory) = project(&mail(EMPTY, "SmtpServer", "@[$Project::Server]"), &[hidden]);
    assert_eq!(effective(inventory.manager()), (None, Some(true), vec!["unresolved-expression"]));
}

/// A configuration of the project refers to a parameter by its GUID, without braces and in any case.
#[test]
fn configuration_of_the_project_overrides_a_parameter() {
    let setting = |id: &str, value: &str| {
        let (tree, _) = project(&mail(EMPTY, "SmtpServer", "@[$Project::Server]"), &[server("mail.contoso.com")]);
        let smtp = [super::documents::parameter("CM.Mail.EnableSsl", "true")];
        tree.add("Billing.dtproj", dtproj(&manifest(&smtp, &[]), &[("other", "x"), (id, value)]));
        let inventory = Inventory::of(&tree);
        let manager = inventory.manager();
        assert_eq!(effective(manager), (Some("mail.contoso.com"), Some(true), vec!["expression-default"]));
        rules(manager).contains(&"overridden-value")
    };
    assert!(setting("AB54027C-0000-0000-0000-000000000009", "smtp.contoso.com"));
    assert!(!setting("AB54027C-0000-0000-0000-000000000009", "mail.contoso.com"), "the same value");
    assert!(!setting("AB54027C-0000-0000-0000-00000000000A", "smtp.contoso.com"), "another parameter");
}

/// A value that is neither used nor a connection string has no record.
#[test]
fn other_parameters_are_not_reported() {
    let other = Parameter { name: "Folder", ..server(r"C:\SmtpServer") };
    let string = Parameter { name: "Mail", ..server(TLS) };
    let (_, inventory) = project(&mail(EMPTY, "SmtpServer", "@[$Project::Server]"), &[other, string]);
    let strings = inventory.all("string");
    assert_eq!((strings.len(), &strings[0]["name"], &strings[0]["kind"]), (1, &json!("Mail"), &json!("parameters")));
}

#[test]
fn several_expressions_are_combined() {
    let elements = expression("EnableSsl", "@[User::Tls]") + &expression("ConnectionString", "@[User::Mail]");
    let definitions = variable("Mail", "", TLS) + &variable("Tls", "", "False");
    let inventory = scan(&(definitions + &manager("Mail", &guid(1), EMPTY, &elements)));
    let expected = (Some("smtp.contoso.com"), Some(false), vec!["expression-default"]);
    assert_eq!(effective(inventory.manager()), expected);
}
