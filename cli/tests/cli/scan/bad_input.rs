//! Places in files with unusual encodings and escapes, malformed files, and exit codes.

use super::tree::{PLAIN, Tree, WRONG, archive, findings, manager};

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}".chars().chain(text.chars()).collect::<String>().encode_utf16().flat_map(bytes).collect()
}

/// The place of a finding does not depend on the encoding.
#[test]
fn places_do_not_depend_on_the_encoding() {
    let text = manager("Grüße", WRONG);
    let tree = Tree::new();
    tree.add("a.conmgr", &text);
    tree.add("bom.conmgr", format!("\u{feff}{text}"));
    tree.add("crlf.conmgr", text.replace('\n', "\r\n"));
    tree.add("utf16be.conmgr", utf16(&text, u16::to_be_bytes));
    tree.add("utf16le.conmgr", utf16(&text.replace('\n', "\r\n"), u16::to_le_bytes));
    let expected = ["a", "bom", "crlf", "utf16be", "utf16le"].map(|name| {
        [format!("{name}.conmgr:7:53 anonymous-authentication"), format!("{name}.conmgr:7:94 invalid-boolean")]
    });
    assert_eq!(findings(&tree.records(&["."]).0), expected.as_flattened());
}

#[test]
fn places_take_escapes_into_account() {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("Mail", "SmtpServer=\"a\";\n𝄞=1;EnableSsl=yes"));
    tree.add("b.sql", "SELECT N'SmtpServer=''a'';EnableSsl=yes'");
    assert_eq!(
        findings(&tree.records(&["."]).0),
        // `&quot;` has six characters, `&#10;` five, and the clef one.
        ["a.conmgr:7:55 unknown-keyword", "a.conmgr:7:69 invalid-boolean", "b.sql:1:37 invalid-boolean"]
    );
}

#[test]
fn malformed_file_is_reported_and_the_scan_continues() {
    let tree = Tree::new();
    let whole = archive();
    tree.add("a.ispac", &whole[..whole.len() / 2]);
    tree.add("b.dtsx", "<DTS:Executable SMTP='");
    tree.add("c.conmgr", manager("Mail", PLAIN));
    let (records, code) = tree.records(&["."]);
    assert_eq!(code, 2);
    assert_eq!(
        findings(&records),
        [
            "b.dtsx:1:23 unreadable-file",
            "c.conmgr:7:53 anonymous-authentication",
            "c.conmgr:7:84 no-encryption",
            // An archive is a separate project, which follows those of the folder.
            "a.ispac:1:1 unreadable-file",
        ]
    );
    // Exit code 2 takes precedence over 1, and `--allow` does not change it.
    assert_eq!(tree.scan([".", "--deny=note", "--allow=unreadable-file", "-q"]).status.code(), Some(2));
}

#[test]
fn exit_code_depends_on_deny_and_allow() {
    let tree = Tree::new();
    tree.add("plain.conmgr", manager("Mail", PLAIN));
    tree.add("wrong.conmgr", manager("Mail", WRONG));
    tree.add("other.conmgr", manager("Mail", PLAIN).replace("CreationName=\"SMTP\"", "CreationName=\"SMTP (Acme)\""));
    for (arguments, code) in [
        (&["plain.conmgr"][..], 0),
        (&["plain.conmgr", "--deny=warning"], 1),
        (&["plain.conmgr", "--deny=no-encryption"], 1),
        (&["plain.conmgr", "--deny=warning", "--allow=no-encryption"], 0),
        (&["wrong.conmgr"], 1),
        (&["wrong.conmgr", "--allow=invalid-boolean"], 0),
        (&["other.conmgr"], 0),
        (&["other.conmgr", "--deny=third-party-manager"], 1),
        (&["other.conmgr", "--deny=note", "--allow=third-party-manager"], 0),
        (&["plain.conmgr", "gone"], 2),
        (&["wrong.conmgr", "gone"], 2),
        (&[], 2),
    ] {
        assert_eq!(tree.scan(arguments).status.code(), Some(code), "{arguments:?}");
    }
}

/// A server that an expression sets may be empty.
#[test]
fn empty_server_with_an_expression_is_a_note() {
    let tree = Tree::new();
    let expression = "</DTS:ObjectData><DTS:PropertyExpression DTS:Name=\"SmtpServer\">@[a]</DTS:PropertyExpression>";
    for (name, string) in [
        ("a", "SmtpServer=;EnableSsl=False;"),
        ("b", ""),
        ("c", "SmtpServer=a;EnableSsl=;"),
        ("d", "SmtpServer=;EnableSsl=;"),
        ("e", "smtpserver = '';Foo"),
    ] {
        tree.add(&format!("{name}.conmgr"), manager("Mail", string).replace("</DTS:ObjectData>", expression));
    }
    let severities: Vec<(String, String)> = tree
        .records(&["."])
        .0
        .iter()
        .flat_map(|record| {
            let found = record["diagnostics"].as_array().unwrap().clone();
            found.into_iter().map(|found| {
                (found["rule"].as_str().unwrap().to_owned(), found["severity"].as_str().unwrap().to_owned())
            })
        })
        .filter(|(rule, _)| !matches!(rule.as_str(), "runtime-expression" | "unused-manager"))
        .collect();
    let expected = [
        ("empty-value", "note"),
        // The other properties are still checked.
        ("no-encryption", "warning"),
        ("empty-connection-string", "note"),
        ("empty-value", "error"),
        ("empty-value", "note"),
        ("empty-value", "error"),
        ("empty-value", "note"),
        ("missing-equals", "error"),
    ]
    .map(|(rule, severity)| (rule.to_owned(), severity.to_owned()));
    assert_eq!(severities, expected);
}
