//! No output of `scan` contains a secret.

use std::fs;

use super::tree::{Tree, manager, package, parameters, zipped};

const CANARY: &str = "Zq9Xj7Kv";

#[track_caller]
fn assert_silent(bytes: &[u8], what: &str) {
    let text = String::from_utf8_lossy(bytes);
    let leak = text.lines().find(|line| ["Zq9", "Xj7", "7Kv"].iter().any(|piece| line.contains(piece)));
    assert_eq!(leak, None, "{what}");
}

/// Creates a tree with a secret in strings, in the name and the type of connection managers, in parameters,
/// configurations and scripts.
fn tree() -> Tree {
    let tree = Tree::new();
    let strings = [
        format!("SmtpServer=smtp.contoso.com;Password={CANARY}"),
        format!("SmtpServer=smtp.contoso.com;Password={CANARY};EnableSsl=yes;EnableSsl=True"),
        format!("SmtpServer=joe:{CANARY}@smtp.contoso.com;EnableSsl=no"),
        format!("SmtpServer=smtp.contoso.com;Foo={CANARY}"),
        format!("SmtpServer=smtp.contoso.com;Password=\"{CANARY}"),
        format!("my password is {CANARY}"),
        format!("SmtpServer=;User ID=sa;Password=a;{CANARY}"),
    ];
    for (number, string) in strings.iter().enumerate() {
        tree.add(&format!("{number}.conmgr"), manager("Mail", string));
        tree.add(
            &format!("{number}-wrong.conmgr"),
            manager("Mail", string).replace(
                "<SmtpConnectionManager
      ",
                "<DTS:ConnectionManager DTS:",
            ),
        );
        tree.add(&format!("{number}.sql"), format!("SELECT 'SmtpServer=a;{}';", string.replace('\'', "''")));
        tree.add(
            &format!("{number}.dtsConfig"),
            format!(
                "<DTSConfiguration><Configuration Path=\"\\Package.Connections[SmtpServer=x;Password={CANARY}].Properties[ConnectionString]\">\
                 <ConfiguredValue>{}</ConfiguredValue></Configuration></DTSConfiguration>",
                string.replace('&', "&amp;")
            ),
        );
        tree.add(
            &format!("{number}-name.conmgr"),
            manager(string, "SmtpServer=a").replace("my password", "password=my"),
        );
        tree.add(
            &format!("{number}-type.conmgr"),
            manager("Mail", "SmtpServer=a")
                .replace("CreationName=\"SMTP\"", &format!("CreationName=\"SMTP;Password={CANARY}\"")),
        );
    }
    let assembled = format!(
        "<DTSConfiguration>\
         <Configuration Path=\"\\Package.Connections[M].Properties[SmtpServer]\"><ConfiguredValue>joe:{CANARY}@a;x</ConfiguredValue></Configuration>\
         <Configuration Path=\"\\Package.Connections[M].Properties[EnableSsl]\"><ConfiguredValue>yes</ConfiguredValue></Configuration>\
         </DTSConfiguration>"
    );
    tree.add("assembled.dtsConfig", assembled);
    add_other_places(&tree);
    tree
}

/// Adds a secret in expressions, in the names of tasks, variables, parameters and entries, in parameters that are marked
/// sensitive, and in ciphertext.
fn add_other_places(tree: &Tree) {
    let string = format!("SmtpServer=smtp.contoso.com;Password={CANARY};EnableSsl=yes");
    let plain = "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;";
    let literal = format!("\"{string}\"");
    let expressions = [
        ("ConnectionString", literal.as_str()),
        ("ConnectionString", &format!("\"SmtpServer=\" + @[User::Server] + \";Password={CANARY}\"")),
        ("ConnectionString", &format!("@[$Project::{string}]")),
        ("ConnectionString", "@[$Project::Whole]"),
        ("ConnectionString", "@[$Project::Sensitive]"),
        ("SmtpServer", &format!("\"joe:{CANARY}@smtp.contoso.com\"")),
        ("SmtpServer", "@[$Project::Server]"),
        ("EnableSsl", &format!("\"{CANARY}\"")),
        ("Timeout", &format!("@[User::Password={CANARY}]")),
    ];
    for (number, expression) in expressions.iter().enumerate() {
        tree.add(&format!("expressions/{number}.dtsx"), package("Mail", plain, &[*expression]));
    }
    tree.add(
        "expressions/Project.params",
        parameters(&[
            ("Whole", &string, false),
            ("Server", &format!("joe:{CANARY}@smtp.contoso.com"), false),
            ("Sensitive", &string, true),
            ("Sensitive server", &format!("SmtpServer={CANARY};"), true),
            (&format!("CM.Password={CANARY}.ConnectionString"), plain, false),
            (&format!("CM.SmtpServer=x;Password={CANARY}.SmtpServer"), "smtp.contoso.com", false),
            ("CM.Secret.SmtpServer", &format!("{CANARY}.contoso.com"), true),
        ]),
    );
    let names = [&string, &format!("joe:{CANARY}@smtp.contoso.com"), &format!("Password={CANARY}")];
    for (number, name) in names.into_iter().enumerate() {
        tree.add(&format!("names/{number}.dtsx"), package(name, plain, &[("SmtpServer", &format!("@[User::{name}]"))]));
        let third_party = manager(name, plain).replace("\"SMTP\"", &format!("\"SMTP {name}\""));
        tree.add(&format!("names/{number}.conmgr"), third_party);
        tree.add(&format!("names/{number}.params"), parameters(&[(name, plain, false)]));
    }
    let entry = format!("SmtpServer=a;Password={CANARY}.conmgr");
    let content = manager("Mail", "SmtpServer=a;EnableSsl=x");
    tree.add("entries.ispac", zipped(&[(&entry, &content), (&format!("Password={CANARY}.dtsx"), "<a SMTP")]));
    let encrypted = content.replace("<SmtpConnectionManager", "<SmtpConnectionManager Encrypted=\"1\"");
    tree.add("encrypted.conmgr", encrypted.replace("SmtpServer=a;EnableSsl=x", CANARY));
    // A sensitive or encrypted value is hidden even if it looks like a server.
    let sensitive = package("Mail", "VALUE", &[("ConnectionString", "@[$Package::Mail]")]).replacen("VALUE", plain, 1);
    let sensitive = sensitive
        .replace("<DTS:VariableValue", "<DTS:VariableValue Encrypted=\"1\"")
        .replace("DTS:Name=\"ParameterValue\"", "DTS:Name=\"ParameterValue\" Sensitive=\"1\"");
    tree.add("sensitive.dtsx", sensitive.replace("VALUE", &format!("SmtpServer={CANARY}")));
}

#[test]
fn no_format_shows_secrets() {
    let tree = tree();
    let missing = format!("SmtpServer=smtp.contoso.com;Password={CANARY}");
    let run = |arguments: &[&str]| {
        let output = tree.scan([&[".", &missing, "--notes", "--write-baseline=base.json"], arguments].concat());
        assert_silent(&output.stdout, arguments[0]);
        assert_silent(&output.stderr, arguments[0]);
        assert_silent(&fs::read(tree.root.join("base.json")).unwrap(), "the baseline");
    };
    for format in ["human", "json", "sarif", "csv", "html", "markdown", "github", "azure", "junit"] {
        run(&["--format", format, "--color=always"]);
        run(&["--format", format, "--baseline=base.json"]);
        run(&["--format", format, "--output=report"]);
        assert_silent(&fs::read(tree.root.join("report")).unwrap(), format);
    }
    // The findings no longer occur, so they are named.
    fs::remove_dir_all(tree.root.join("expressions")).unwrap();
    fs::remove_file(tree.root.join("entries.ispac")).unwrap();
    run(&["--format=csv", "--baseline=base.json"]);
    // All files were read, and the strings were found.
    let (records, code) = tree.records(&["."]);
    assert!(records.len() > 30, "{}", records.len());
    assert_eq!(code, 1);
}

/// JSON and SARIF contain byte offsets, which reveal lengths. `SECURITY.md` documents this.
#[test]
fn other_formats_do_not_depend_on_the_length_of_a_secret() {
    let reports = [CANARY.to_owned(), CANARY.repeat(9)].map(|secret| {
        let tree = Tree::new();
        let string = format!("SmtpServer=a;Password={secret}");
        tree.add("a.conmgr", manager("Mail", &string));
        tree.add(
            "b.conmgr",
            manager("Mail", &string).replace(
                "</DTS:ObjectData>",
                "</DTS:ObjectData><DTS:PropertyExpression DTS:Name=\"SmtpServer\">@[a]</DTS:PropertyExpression>",
            ),
        );
        ["human", "csv", "html", "markdown", "github", "azure", "junit"]
            .map(|format| String::from_utf8(tree.scan([".", "--notes", "--format", format]).stdout).unwrap())
            // The paths of `azure` are absolute.
            .map(|text| text.replace(fs::canonicalize(&tree.root).unwrap().to_str().unwrap(), ""))
    });
    assert_eq!(reports[0], reports[1]);
}
