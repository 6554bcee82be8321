//! Package configurations: those in files are copies, and all others make the value uncertain.

use serde_json::json;

use super::super::tree::Tree;
use super::documents::{CLEARTEXT, TLS, configuration_file, loads, mail, package, package_with};
use super::{Inventory, effective, rules};

const ON: &str = "DTS:EnableConfig=\"True\"";

/// Returns the inventory of a package that loads a configuration, with other files.
fn scan(attributes: &str, configuration: &str, files: &[(&str, &str)]) -> Inventory {
    let tree = Tree::new();
    tree.add("Billing.dtsx", package_with(attributes, &(configuration.to_owned() + &mail(TLS))));
    for (name, content) in files {
        tree.add(name, content);
    }
    Inventory::of(&tree)
}

#[test]
fn configurations_without_a_file_make_the_value_uncertain() {
    for (kind, string, attributes, because) in [
        (0, "ParentMail", "", "configuration"),
        (1, r"C:\ssis\Other.dtsConfig", "", "configuration"),
        (2, "SSIS_MAIL", "", "configuration"),
        (3, r"SSIS\Mail", "", "configuration"),
        (4, "ParentMail", "", "configuration"),
        (5, "SSIS_CONFIG", "", "configuration"),
        (7, "\"Db\";\"[dbo].[SSIS Configurations]\";\"Billing\";", "", "configuration"),
        (7, "\"Db\";\"[dbo].[SSIS Configurations]\";\"MAIL\";", "", "configuration-of-this-manager"),
        (8, "SSIS_FILTER", "DTS:ObjectName=\"mail\"", "configuration-of-this-manager"),
        (
            2,
            "SSIS_SERVER",
            r#"DTS:ConfigurationVariable="\Package.Connections[Mail].Properties[SmtpServer]""#,
            "configuration-of-this-manager",
        ),
        (
            2,
            "SSIS_SERVER",
            r#"DTS:ConfigurationVariable="\Package.Connections[Db].Properties[ServerName]""#,
            "configuration",
        ),
    ] {
        let inventory = scan(ON, &loads(kind, string, attributes), &[]);
        let expected = (Some("smtp.contoso.com"), Some(true), vec![because]);
        assert_eq!(effective(inventory.manager()), expected, "{kind} {string} {attributes}");
    }
}

#[test]
fn configurations_of_old_formats_are_read() {
    let property = |name: &str, value: &str| format!("<DTS:Property DTS:Name=\"{name}\">{value}</DTS:Property>\n");
    let configuration = format!(
        "<DTS:Configuration>\n{}{}{}</DTS:Configuration>\n{}",
        property("ConfigurationType", "7"),
        property("ConfigurationString", "\"Db\";\"[dbo].[SSIS Configurations]\";\"Mail\";"),
        property("ObjectName", "Configuration 1"),
        property("EnableConfig", "-1"),
    );
    let inventory = scan("", &configuration, &[]);
    assert_eq!(inventory.manager()["because"], json!(["configuration-of-this-manager"]));
}

#[test]
fn disabled_configurations_do_not_matter() {
    let file = configuration_file(&[("Mail", "ConnectionString", CLEARTEXT)]);
    for attributes in ["", "DTS:EnableConfig=\"False\""] {
        let inventory = scan(attributes, &loads(7, "\"Db\";\"t\";\"Mail\";", ""), &[]);
        assert_eq!(effective(inventory.manager()), (Some("smtp.contoso.com"), Some(true), vec![]), "{attributes}");
        let inventory = scan(attributes, &loads(1, "Mail.dtsConfig", ""), &[("Mail.dtsConfig", &file)]);
        assert_eq!(inventory.manager()["copies"], json!([]));
        assert_eq!(inventory.all("string").len(), 1);
    }
}

#[test]
fn loaded_file_is_a_copy() {
    let equal = configuration_file(&[("mail", "ConnectionString", TLS)]);
    let loads = loads(1, r"D:\ssis\config\MAIL.dtsconfig", "");
    let inventory = scan(ON, &loads, &[("Mail.dtsConfig", &equal)]);
    let manager = inventory.manager();
    assert_eq!(effective(manager), (Some("smtp.contoso.com"), Some(true), vec![]));
    assert_eq!(
        (&manager["copies"][0]["file"], &manager["copies"][0]["agrees"]),
        (&json!("Mail.dtsConfig"), &json!(true))
    );
    assert!(inventory.all("string").is_empty());
    // `EnableSsl` alone is a copy, because the connection manager is known.
    for (property, value) in [("EnableSsl", "0"), ("ConnectionString", CLEARTEXT)] {
        let different = configuration_file(&[("Mail", property, value)]);
        let inventory = scan(ON, &loads, &[("Mail.dtsConfig", &different)]);
        let manager = inventory.manager();
        assert_eq!(effective(manager), (Some("smtp.contoso.com"), Some(false), vec!["copies-disagree"]));
        assert_eq!(rules(manager), ["no-encryption", "overridden-value"]);
    }
}

/// A file that does not mention mail is known too. A file that cannot be read is not.
#[test]
fn loaded_file_without_mail_is_known() {
    let loads = loads(1, "Db.dtsConfig", "");
    let database = configuration_file(&[("Db", "ServerName", "sql.contoso.com")]);
    let inventory = scan(ON, &loads, &[("Db.dtsConfig", &database)]);
    assert_eq!(effective(inventory.manager()), (Some("smtp.contoso.com"), Some(true), vec![]));
    let inventory = scan(ON, &loads, &[("Db.dtsConfig", "<SMTP")]);
    assert_eq!(inventory.manager()["because"], json!(["configuration"]));
}

#[test]
fn file_that_is_not_loaded_is_a_string() {
    let file = configuration_file(&[("Mail", "SmtpServer", "smtp.fabrikam.com"), ("Mail", "EnableSsl", "-1")]);
    let tree = Tree::new();
    tree.add("Billing.dtsx", package(&mail(CLEARTEXT)));
    tree.add("Mail.dtsConfig", file);
    let inventory = Inventory::of(&tree);
    assert_eq!(inventory.manager()["copies"], json!([]));
    let strings = inventory.all("string");
    assert_eq!((strings.len(), &strings[0]["name"], &strings[0]["kind"]), (1, &json!("Mail"), &json!("configuration")));
    assert_eq!((&strings[0]["valid"], rules(strings[0])), (&json!(null), vec![]), "it may be a part of a value");
    assert_eq!(
        strings[0]["effective"],
        json!({"server": "smtp.fabrikam.com", "authentication": null, "enable_ssl": true, "timeout_ms": null})
    );
}

/// Connection managers of other types have these properties too.
#[test]
fn enable_ssl_alone_is_not_smtp() {
    let tree = Tree::new();
    tree.add("Ftp.dtsConfig", configuration_file(&[("Ftp", "EnableSsl", "-1"), ("Ftp", "Timeout", "60")]));
    assert_eq!(Inventory::of(&tree).records, [json!(null); 0]);
}
