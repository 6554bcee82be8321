//! No format shows mail addresses, or secrets in expressions, parameters and scripts.

use std::process::Output;

use super::super::tree::{Tree, zipped_files};
use super::documents::{
    Parameter, TLS, configuration_file, dtproj, expression, guid, loads, mail, manager, manifest, package,
    package_with, parameter, params, task, task_with,
};

const FORMATS: [&str; 4] = ["human", "json", "sarif", "csv"];

fn outputs(tree: &Tree) -> Vec<Output> {
    let scan = |format: &str| tree.scan([".", "--notes", "--color=always", "--format", format]);
    let outputs: Vec<_> = FORMATS.iter().map(|format| scan(format)).collect();
    assert!(outputs.iter().all(|output| !output.stdout.is_empty()));
    outputs
}

/// Asserts that no four characters of a text are in the outputs.
#[track_caller]
fn assert_silent(tree: &Tree, canary: &str) {
    let pieces: Vec<_> = canary.as_bytes().windows(4).collect();
    for (output, format) in outputs(tree).iter().zip(FORMATS) {
        for stream in [&output.stdout, &output.stderr] {
            let leak = pieces.iter().find(|piece| stream.windows(4).any(|bytes| bytes == **piece));
            assert_eq!(leak, None, "{format}: {}", String::from_utf8_lossy(stream));
        }
    }
}

#[test]
fn mail_addresses_are_not_shown() {
    let addresses = "SendMailTask:From=\"qzj@wvk.kjx\" SendMailTask:To=\"qzj@wvk.kjx\" SendMailTask:CC=\"qzj@wvk.kjx\" \
                     SendMailTask:Subject=\"qzj@wvk.kjx\" SendMailTask:MessageSource=\"qzj@wvk.kjx SmtpServer=x\"";
    let address = |xml: String| {
        xml.replace("<SendMailTask:SendMailTaskData", &format!("<SendMailTask:SendMailTaskData {addresses}"))
    };
    let tree = Tree::new();
    let expressions = expression("ToLine", "\"qzj@wvk.kjx\"");
    let tasks = task_with("Mail to qzj@wvk.kjx", &guid(1), "DTS:TaskContact=\"qzj@wvk.kjx\"", &expressions)
        + &task("Send", &guid(1))
        + &task("qzj@wvk.kjx", "")
        + &task("Send", "qzj@wvk.kjx");
    let script = "<ProjectItem><![CDATA[new SmtpClient(); mail.To.Add(\"qzj@wvk.kjx\"); Connections[\"qzj@wvk.kjx\"] \
                  new NetworkCredential(\"qzj@wvk.kjx\", \"x\")]]></ProjectItem>";
    tree.add(
        "Billing.dtsx",
        package(&(mail(TLS) + &manager("qzj@wvk.kjx", &guid(2), TLS, "") + &address(tasks) + script)),
    );
    assert_silent(&tree, "qzj@wvk.kjx");
    let json = String::from_utf8(tree.scan([".", "--format=json"]).stdout).unwrap();
    for found in ["missing-manager", "mail-by-script", "credential-in-script", "unread-mention", "***"] {
        assert!(json.contains(found), "{found}: {json}");
    }
}

const CANARY: &str = "Zq9Xj7Kv";

/// Returns strings with a secret.
fn strings() -> [String; 4] {
    [
        format!("SmtpServer=smtp.contoso.com;UserName=joe;Password={CANARY};"),
        format!("SmtpServer=joe:{CANARY}@smtp.contoso.com;EnableSsl=no;"),
        format!("SmtpServer=smtp.contoso.com;Password='{CANARY}"),
        format!("Password={CANARY};SmtpServer=;"),
    ]
}

#[test]
fn secrets_in_expressions_are_not_shown() {
    let variable = |value: &str| {
        format!(
            "<DTS:Variable DTS:Namespace=\"User\" DTS:ObjectName=\"S\"><DTS:VariableValue>{value}</DTS:VariableValue></DTS:Variable>"
        )
    };
    let tree = Tree::new();
    for (number, string) in strings().iter().enumerate() {
        for (name, text) in [
            ("literal", format!("\"{string}\"")),
            ("reference", "@[User::S]".to_owned()),
            ("concatenated", format!("\"{string}\" + @[User::S]")),
        ] {
            for property in ["ConnectionString", "SmtpServer", "EnableSsl", "Timeout"] {
                let content = variable(string) + &manager("Mail", &guid(1), TLS, &expression(property, &text));
                tree.add(&format!("{number}-{name}-{property}/a.dtsx"), package(&content));
            }
        }
    }
    assert_silent(&tree, CANARY);
    let json = String::from_utf8(tree.scan([".", "--format=json"]).stdout).unwrap();
    assert!(json.contains("\"basic-authentication\""));
}

#[test]
fn secrets_in_copies_are_not_shown() {
    let tree = Tree::new();
    for (number, string) in strings().iter().enumerate() {
        for property in ["ConnectionString", "SmtpServer", "EnableSsl", "Timeout", "Password"] {
            let folder = format!("{number}-{property}");
            let name = format!("CM.Mail.{property}");
            let parameters =
                [parameter(&name, string), Parameter { sensitive: true, ..parameter("CM.Mail.SmtpServer", CANARY) }];
            let manifest = manifest(&parameters, &[("Billing.dtsx", &parameters), ("Other.dtsx", &parameters)]);
            let loads = loads(1, "Mail.dtsConfig", "");
            let package = package_with("DTS:EnableConfig=\"1\"", &(loads + &mail(TLS) + &task("Send", &guid(1))));
            tree.add(&format!("{folder}/Mail.conmgr"), mail(TLS));
            tree.add(&format!("{folder}/Billing.dtsx"), &package);
            tree.add(&format!("{folder}/Billing.dtproj"), dtproj(&manifest, &[("x", string)]));
            tree.add(&format!("{folder}/Project.params"), params(&[parameter("P", string)]));
            tree.add(&format!("{folder}/Mail.dtsConfig"), configuration_file(&[("Mail", property, string)]));
            let entries = [("Mail.conmgr", mail(TLS)), ("Billing.dtsx", package), ("@Project.manifest", manifest)];
            tree.add(
                &format!("{folder}/a.ispac"),
                zipped_files(&entries.map(|(name, text)| (name, text.into_bytes()))),
            );
        }
    }
    assert_silent(&tree, CANARY);
}

#[test]
fn ciphertext_is_not_shown() {
    let tree = Tree::new();
    let encrypted = |name: &str, element: &str| {
        let content =
            mail(CANARY).replace("<SmtpConnectionManager", &format!("<{element} Sensitive=\"1\" Encrypted=\"1\""));
        tree.add(name, package(&content));
    };
    encrypted("a.dtsx", "SmtpConnectionManager");
    encrypted("b.dtsx", "DTS:ConnectionManager");
    tree.add(
        "c.dtsx",
        package(&mail("").replace(
            "</DTS:ObjectData>",
            &format!("<Property Name=\"ConnectionString\" Encrypted=\"1\">{CANARY}</Property></DTS:ObjectData>"),
        )),
    );
    assert_silent(&tree, CANARY);
}
