//! Send Mail tasks: their paths, their states, and the connection managers that they refer to.

use serde_json::{Value, json};

use super::super::tree::{Tree, zipped_files};
use super::documents::{TLS, expression, guid, mail, manager, package, package_with, task, task_with};
use super::{Inventory, rules};

/// Returns the uses of a connection manager as `path state`.
fn uses(manager: &Value) -> Vec<String> {
    let uses = manager["used_by"].as_array().unwrap().iter();
    uses.map(|task| format!("{} {}", task["path"].as_str().unwrap(), task["state"].as_str().unwrap())).collect()
}

fn folder(files: &[(&str, &str)]) -> Tree {
    let tree = Tree::new();
    for (name, content) in files {
        tree.add(name, content);
    }
    tree
}

/// A container, which in formats 6 and 8 lists its executables.
fn container(name: &str, attributes: &str, content: &str) -> String {
    format!(
        "<DTS:Executable DTS:CreationName=\"STOCK:SEQUENCE\" DTS:ObjectName=\"{name}\" {attributes}>\n{content}\n</DTS:Executable>\n"
    )
}

fn executables(content: &str) -> String {
    format!("<DTS:Executables>\n{content}</DTS:Executables>\n")
}

fn handler(event: &str, attributes: &str, content: &str) -> String {
    format!(
        "<DTS:EventHandlers>\n<DTS:EventHandler DTS:EventName=\"{event}\" {attributes}>\n{}</DTS:EventHandler>\n</DTS:EventHandlers>\n",
        executables(content)
    )
}

/// The paths are those that SSIS writes in `refId`.
#[test]
fn path_of_a_task_equals_its_ref_id() {
    let paths = [
        r"Package\Send",
        r"Package\Loop\Send",
        r"Package\Loop\Inner loop\Send",
        r"Package\Loop.EventHandlers[OnError]\Send",
        r"Package.EventHandlers[OnPostExecute]\Cleanup\Send",
    ];
    let send = |path: &str| task_with("Send", &guid(1), &format!("DTS:refId=\"{path}\""), "");
    let inner = container("Inner loop", "", &executables(&send(paths[2])));
    let in_loop = executables(&(send(paths[1]) + &inner)) + &handler("OnError", "", &send(paths[3]));
    let content = executables(&(send(paths[0]) + &container("Loop", "", &in_loop)));
    let cleanup = container("Cleanup", "", &executables(&send(paths[4])));
    let content = mail(TLS) + &content + &handler("OnPostExecute", "", &cleanup);
    let tree = folder(&[("Billing.dtsx", &package(&content))]);
    let inventory = Inventory::of(&tree);
    assert_eq!(uses(inventory.manager()), paths.map(|path| format!("{path} enabled")));
}

/// Formats 2 and 3 nest tasks directly, and write properties as elements, some of them after the data.
#[test]
fn tasks_of_old_formats_are_read() {
    const TYPE: &str = "DTS:ExecutableType=\"Microsoft.SqlServer.Dts.Tasks.SendMailTask.SendMailTask, \
                        Microsoft.SqlServer.SendMailTask, Version=10.0.0.0, Culture=neutral\"";
    let property = |name: &str, value: &str| format!("<DTS:Property DTS:Name=\"{name}\">{value}</DTS:Property>\n");
    let data = format!(
        "<DTS:ObjectData><SendMailTask:SendMailTaskData xmlns:SendMailTask=\"urn:task\" \
         SendMailTask:SMTPServer=\"{}\" /></DTS:ObjectData>\n",
        guid(1)
    );
    let send = |name: &str, before: &str, after: &str| {
        format!("<DTS:Executable {TYPE}>\n{before}{data}{}{after}</DTS:Executable>\n", property("ObjectName", name))
    };
    let mail = format!(
        "<DTS:ConnectionManager>\n{}{}{}<DTS:ObjectData><SmtpConnectionManager ConnectionString=\"{TLS}\" />\
         </DTS:ObjectData></DTS:ConnectionManager>\n",
        property("ObjectName", "Mail"),
        property("DTSID", &guid(1)),
        property("CreationName", "SMTP")
    );
    let in_loop = send("Third", "", "");
    let in_handler = send("Fourth", "", "");
    let content = mail
        + &send("First", &property("Disabled", "-1"), "")
        + &send("Second", "", &property("Disabled", "1"))
        + &format!(
            "<DTS:Executable DTS:ExecutableType=\"STOCK:FORLOOP\">\n{in_loop}{}{}</DTS:Executable>\n",
            property("ObjectName", "Loop"),
            property("Disabled", "0")
        )
        + &format!(
            "<DTS:EventHandler>\n{in_handler}{}{}</DTS:EventHandler>\n",
            property("EventName", "OnError"),
            property("Disabled", "True")
        );
    let tree = folder(&[("Billing.dtsx", &package(&content))]);
    let inventory = Inventory::of(&tree);
    let expected = [
        r"Package\First disabled",
        r"Package\Second disabled",
        r"Package\Loop\Third enabled",
        r"Package.EventHandlers[OnError]\Fourth disabled",
    ];
    assert_eq!(uses(inventory.manager()), expected);
}

#[test]
fn state_of_a_task_includes_that_of_its_containers() {
    let send = |name: &str| task(name, &guid(1));
    let disable = expression("Disable", "@[User::IsTest]");
    let content = mail(TLS)
        + &executables(
            &(send("Enabled")
                + &task_with("Disabled", &guid(1), "DTS:Disabled=\"True\"", "")
                + &task_with("Conditional", &guid(1), "", &disable)
                + &task_with("Both", &guid(1), "DTS:Disabled=\"True\"", &disable)
                + &container("Off", "DTS:Disabled=\"True\"", &executables(&send("In a disabled container")))
                + &container("Maybe", "", &(disable.clone() + &executables(&send("In a conditional container"))))
                + &container("On", "DTS:Disabled=\"False\"", &executables(&send("In an enabled container")))),
        )
        + &handler("OnError", "DTS:Disabled=\"True\"", &send("In a disabled handler"));
    let inventory = Inventory::of(&folder(&[("Billing.dtsx", &package(&content))]));
    let expected = [
        r"Package\Enabled enabled",
        r"Package\Disabled disabled",
        r"Package\Conditional conditional",
        r"Package\Both conditional",
        r"Package\Off\In a disabled container disabled",
        r"Package\Maybe\In a conditional container conditional",
        r"Package\On\In an enabled container enabled",
        r"Package.EventHandlers[OnError]\In a disabled handler disabled",
    ];
    assert_eq!(uses(inventory.manager()), expected);
    let disabled = package_with("DTS:Disabled=\"True\"", &(mail(TLS) + &executables(&send("Send"))));
    let inventory = Inventory::of(&folder(&[("Billing.dtsx", &disabled)]));
    assert_eq!(uses(inventory.manager()), [r"Package\Send disabled"], "the whole package is disabled");
}

#[test]
fn reference_is_a_guid_or_a_name() {
    for reference in [guid(1), guid(1).to_lowercase(), guid(1).trim_matches(['{', '}']).to_owned(), "MAIL".to_owned()] {
        let content = mail(TLS) + &executables(&task("Send", &reference));
        let inventory = Inventory::of(&folder(&[("Billing.dtsx", &package(&content))]));
        assert_eq!(uses(inventory.manager()), [r"Package\Send enabled"], "{reference}");
        let tasks = package(&executables(&task("Send", &reference)));
        let inventory = Inventory::of(&folder(&[("Billing.dtsx", &tasks), ("Mail.conmgr", &mail(TLS))]));
        let manager = inventory.manager();
        assert_eq!((uses(manager).len(), &manager["scope"]), (1, &json!("project")), "{reference}");
    }
}

/// A package may contain a connection manager with the GUID or the name of one of the project.
#[test]
fn package_takes_precedence_over_the_project() {
    for reference in [guid(1), "Mail".to_owned()] {
        let content = mail(TLS) + &executables(&task("Send", &reference));
        let inventory = Inventory::of(&folder(&[("Billing.dtsx", &package(&content)), ("Mail.conmgr", &mail(TLS))]));
        let counts: Vec<_> =
            inventory.all("manager").iter().map(|manager| (manager["scope"].clone(), uses(manager).len())).collect();
        assert_eq!(counts, [(json!("package"), 1), (json!("project"), 0)]);
    }
}

#[test]
fn task_never_uses_a_manager_of_another_package() {
    let tree = folder(&[
        ("Billing.dtsx", &package(&executables(&task("Send", &guid(1))))),
        ("Export.dtsx", &package(&mail(TLS))),
        ("Import.dtsx", &package(&mail(TLS))),
    ]);
    let inventory = Inventory::of(&tree);
    let tasks = inventory.all("task");
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0]["elsewhere"], json!(["Export.dtsx", "Import.dtsx"]));
    assert_eq!((&tasks[0]["why"], rules(tasks[0])), (&json!("unknown-guid"), vec!["missing-manager"]));
    assert!(inventory.all("manager").iter().all(|manager| uses(manager).is_empty()));
}

#[test]
fn subfolder_and_archive_are_separate_projects() {
    let send = package(&executables(&task("Send", &guid(1))));
    let tree = folder(&[("Billing.dtsx", &send), ("shared/Mail.conmgr", &mail(TLS))]);
    let archive = zipped_files(&[("Billing.dtsx", send.clone().into_bytes()), ("Mail.conmgr", mail(TLS).into_bytes())]);
    tree.add("Billing.ispac", archive);
    let inventory = Inventory::of(&tree);
    let tasks = inventory.all("task");
    assert_eq!(tasks.len(), 1);
    assert_eq!((&tasks[0]["file"], &tasks[0]["entry"]), (&json!("Billing.dtsx"), &Value::Null));
    let managers = inventory.all("manager");
    let used: Vec<_> =
        managers.iter().map(|manager| (manager["file"].as_str().unwrap(), uses(manager).len())).collect();
    assert_eq!(used, [("Billing.ispac", 1), ("shared/Mail.conmgr", 0)]);
}

#[test]
fn task_without_a_manager_has_a_reason() {
    for (reference, why) in [("", "unset"), (" ", "unset"), ("Mail", "not-a-guid"), (&*guid(7), "unknown-guid")] {
        let inventory = Inventory::of(&folder(&[("Billing.dtsx", &package(&executables(&task("Send", reference))))]));
        let tasks = inventory.all("task");
        assert_eq!((&tasks[0]["why"], rules(tasks[0])), (&json!(why), vec!["missing-manager"]), "{reference}");
        let expected = if why == "unset" { Value::Null } else { json!(reference) };
        assert_eq!(tasks[0]["reference"], expected);
    }
    let disabled = task_with("Send", "", "DTS:Disabled=\"True\"", "");
    let inventory = Inventory::of(&folder(&[("Billing.dtsx", &package(&executables(&disabled)))]));
    assert_eq!(rules(inventory.all("task")[0]), ["disabled-task-without-manager"]);
}

#[test]
fn generated_tasks_are_found() {
    for element in [
        "<DTS:SendMailTask DTS:ObjectName=\"Send\" SMTPServer=\"Mail\" />".to_owned(),
        "<DTS:Executable DTS:CreationName=\"Microsoft.SendMailTask\" DTS:ObjectName=\"Send\"><DTS:ObjectData>\
         <DTS:SendMailTask SMTPServer=\"Mail\" /></DTS:ObjectData></DTS:Executable>"
            .to_owned(),
    ] {
        let content = mail(TLS) + &executables(&element);
        let inventory = Inventory::of(&folder(&[("Billing.dtsx", &package(&content))]));
        assert_eq!(uses(inventory.manager()), [r"Package\Send enabled"], "{element}");
    }
    let without_data = "<DTS:Executable DTS:CreationName=\"Microsoft.SendMailTask\" DTS:ObjectName=\"Send SMTP\" />";
    let inventory = Inventory::of(&folder(&[("Billing.dtsx", &package(&executables(without_data)))]));
    assert_eq!(inventory.all("task")[0]["why"], "unset");
}

/// A task whose connection manager may be in something that was not read is in the report, but has no finding.
#[test]
fn manager_is_not_known_if_something_was_not_read() {
    let send = package(&executables(&task("Send", &guid(1))));
    let whole = folder(&[("Billing.dtsx", &send), ("Mail.conmgr", &mail(TLS))]);
    let given = Inventory::with(&whole, &["Billing.dtsx"]);
    let damaged = Inventory::of(&folder(&[("Billing.dtsx", &send), ("Mail.conmgr", "<SMTP")]));
    let reference = expression("SmtpConnection", "@[User::Mail]");
    let dynamic = package(&executables(&task_with("Send", "", "", &reference)));
    let dynamic = Inventory::of(&folder(&[("Billing.dtsx", &dynamic)]));
    for inventory in [given, damaged, dynamic] {
        let tasks = inventory.all("task");
        assert_eq!((tasks.len(), &tasks[0]["why"], rules(tasks[0])), (1, &json!("not-known"), vec![]));
        let summary = &inventory.summary;
        let counts = ["packages_that_mail", "in_cleartext", "anonymous", "encryption_unknown"].map(|key| &summary[key]);
        assert_eq!(counts, [1, 0, 0, 1]);
    }
    let disabled = package(&executables(&task_with("Send", &guid(1), "DTS:Disabled=\"True\"", "")));
    let inventory = Inventory::with(&folder(&[("Billing.dtsx", &disabled)]), &["Billing.dtsx"]);
    assert_eq!(
        (&inventory.all("task")[0]["why"], &inventory.summary["packages_that_mail"]),
        (&json!("not-known"), &json!(0))
    );
    // A task without a reference has no connection manager, whatever was not read.
    let unset = folder(&[("Billing.dtsx", &package(&executables(&task("Send", ""))))]);
    assert_eq!(rules(Inventory::with(&unset, &["Billing.dtsx"]).all("task")[0]), ["missing-manager"]);
}

#[test]
fn expression_on_the_reference_makes_the_use_uncertain() {
    let reference = expression("SmtpConnection", "@[User::Mail]");
    let content = mail(TLS) + &executables(&task_with("Send", &guid(1), "", &reference));
    let inventory = Inventory::of(&folder(&[("Billing.dtsx", &package(&content))]));
    let manager = inventory.manager();
    assert_eq!(uses(manager), [r"Package\Send enabled"]);
    assert_eq!((&manager["certain"], &manager["because"]), (&json!(false), &json!(["unresolved-expression"])));
}

#[test]
fn disabled_tasks_do_not_count_as_use() {
    let rules_of = |tasks: &str| {
        let content = mail(TLS) + &executables(tasks);
        let inventory = Inventory::of(&folder(&[("Billing.dtsx", &package(&content))]));
        rules(inventory.manager()).iter().map(|rule| (*rule).to_owned()).collect::<Vec<_>>()
    };
    let disabled = task_with("Old", &guid(1), "DTS:Disabled=\"True\"", "");
    assert_eq!(rules_of(&disabled), ["used-only-by-disabled-tasks"]);
    let conditional = task_with("Maybe", &guid(1), "", &expression("Disable", "@[User::IsTest]"));
    assert_eq!(rules_of(&(disabled.clone() + &conditional)), [""; 0]);
    assert_eq!(rules_of(&(disabled + &task("Send", &guid(1)))), [""; 0]);
}

/// Two tasks with the same name have different paths or lines.
#[test]
fn names_are_shown_as_they_are() {
    let names = [("A &amp; B", r"A & B"), (r"a\b", r"a\b"), ("", "")];
    let tasks: String = names.iter().map(|(name, _)| task(name, &guid(1))).collect();
    let content = manager("Mail \\ [1]", &guid(1), TLS, "") + &executables(&(tasks + &task("a", &guid(1))));
    let inventory = Inventory::of(&folder(&[("Billing.dtsx", &package(&content))]));
    let manager = inventory.named("Mail \\ [1]");
    let expected = names.iter().map(|(_, shown)| format!("Package\\{shown} enabled"));
    assert_eq!(uses(manager), expected.chain([r"Package\a enabled".to_owned()]).collect::<Vec<_>>());
}
