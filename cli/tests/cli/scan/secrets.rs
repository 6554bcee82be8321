//! No output of `scan` contains a secret.

use std::fs;

use super::tree::{Tree, manager};

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
    tree
}

#[test]
fn no_format_shows_secrets() {
    let tree = tree();
    for format in ["human", "json", "sarif", "csv"] {
        let output = tree.scan([".", "--format", format, "--write-baseline", "base.json", "--color=always", "--notes"]);
        assert_silent(&output.stdout, format);
        assert_silent(&output.stderr, format);
        assert_silent(&fs::read(tree.root.join("base.json")).unwrap(), "the baseline");
        let output = tree.scan([".", "--notes", "--format", format, "--baseline", "base.json"]);
        assert_silent(&output.stdout, format);
    }
    // All files were read, and the strings were found.
    let (records, code) = tree.records(&["."]);
    assert!(records.len() > 30, "{}", records.len());
    assert_eq!(code, 1);
}

/// JSON and SARIF contain byte offsets, which reveal lengths. `SECURITY.md` documents this.
#[test]
fn human_output_and_csv_do_not_depend_on_the_length_of_a_secret() {
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
        ["human", "csv"]
            .map(|format| String::from_utf8(tree.scan([".", "--notes", "--format", format]).stdout).unwrap())
    });
    assert_eq!(reports[0], reports[1]);
}

/// A name may contain characters that control the terminal.
#[test]
fn names_are_escaped() {
    let tree = Tree::new();
    let evil = "\u{1b}]0;x\u{7}\u{9b}2J\u{202e}";
    // XML cannot contain most of these characters, but a file name can.
    let name = if cfg!(windows) { "\u{202e}.conmgr".to_owned() } else { format!("{evil}.conmgr") };
    tree.add(&name, manager("Ma\u{9b}il\u{202e}\n", "SmtpServer=\u{202e};EnableSsl=\u{9b}"));
    for arguments in [&[".", "--notes"][..], &[".", "--format=csv"], &[".", "--color=always"]] {
        let output = tree.scan(arguments);
        let text = String::from_utf8(output.stdout).unwrap();
        let text = text.replace("\u{1b}[", "");
        assert!(!text.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']), "{text:?}");
    }
}
