//! The options `--baseline` and `--write-baseline`.

use std::fs;

use super::tree::{PLAIN, Tree, WRONG, findings, manager};

fn written(tree: &Tree) -> String {
    fs::read_to_string(tree.root.join("base.json")).unwrap()
}

#[test]
fn known_findings_are_not_reported() {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("Mail", WRONG));
    tree.add("b/c.sql", format!("SELECT '{PLAIN}';"));
    tree.add("broken.dtsx", "<a b='SMTP'>");
    let output = tree.scan([".", "--write-baseline", "base.json", "--deny=note"]);
    assert_eq!(output.status.code(), Some(2), "the unreadable file is still reported in this run");
    assert!(!output.stdout.is_empty());
    assert_eq!(
        written(&tree),
        "{\"version\":1,\"findings\":[\
         \n  {\"file\":\"a.conmgr\",\"entry\":null,\"connection_manager\":\"Mail\",\"rule\":\"anonymous-authentication\",\"count\":1},\
         \n  {\"file\":\"a.conmgr\",\"entry\":null,\"connection_manager\":\"Mail\",\"rule\":\"invalid-boolean\",\"count\":1},\
         \n  {\"file\":\"b/c.sql\",\"entry\":null,\"connection_manager\":null,\"rule\":\"anonymous-authentication\",\"count\":1},\
         \n  {\"file\":\"b/c.sql\",\"entry\":null,\"connection_manager\":null,\"rule\":\"no-encryption\",\"count\":1},\
         \n  {\"file\":\"broken.dtsx\",\"entry\":null,\"connection_manager\":null,\"rule\":\"unreadable-file\",\"count\":1}\
         \n]}\n"
    );
    let output = tree.scan([".", "--baseline", "base.json", "--deny=note"]);
    assert_eq!(output.status.code(), Some(0));
    let summary =
        "2 connection strings in 2 of 3 files\n1 unreadable file\n5 findings in the baseline\n\nno findings\n";
    assert_eq!(String::from_utf8(output.stdout).unwrap(), summary);
    // The finding is still known if its line or the string changes.
    tree.add("b/c.sql", format!("-- more\n\nSELECT N'{}';", PLAIN.replace("smtp.", "mail.")));
    assert_eq!(tree.scan([".", "--baseline", "base.json", "--deny=note"]).status.code(), Some(0));
    // A second finding of the same kind is new.
    tree.add("b/c.sql", format!("SELECT '{PLAIN}', '{PLAIN}';"));
    let (records, code) = tree.records(&[".", "--baseline", "base.json", "--deny=warning"]);
    assert_eq!((findings(&records).len(), code), (2, 1));
}

#[test]
fn baseline_does_not_depend_on_the_working_directory() {
    let tree = Tree::new();
    tree.add("src/a.conmgr", manager("Mail", WRONG));
    tree.add("ci/empty", "");
    assert_eq!(tree.scan(["src", "--write-baseline", "ci/base.json"]).status.code(), Some(0));
    assert!(fs::read_to_string(tree.root.join("ci/base.json")).unwrap().contains("\"../src/a.conmgr\""));
    for (folder, path, baseline) in
        [("", ".", "ci/base.json"), ("src", ".", "../ci/base.json"), ("ci", "../src/a.conmgr", "base.json")]
    {
        assert_eq!(tree.scan_in(folder, [path, "--baseline", baseline]).status.code(), Some(0), "{folder}");
    }
}

#[test]
fn baseline_can_be_updated() {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("Mail", WRONG));
    tree.scan([".", "--write-baseline", "base.json"]);
    let old = written(&tree);
    tree.add("b.conmgr", manager("Mail", WRONG));
    let output = tree.scan([".", "--baseline", "base.json", "--write-baseline", "base.json", "--format=json"]);
    assert_eq!(findings(&super::tree::records(&output)).len(), 2, "only new findings are shown");
    assert!(written(&tree).len() > old.len(), "but all are written");
    assert_eq!(tree.scan([".", "--baseline", "base.json"]).status.code(), Some(0));
}

/// A merge of two branches can result in two rows for the same finding.
#[test]
fn equal_rows_are_added() {
    let tree = Tree::new();
    tree.add("a.sql", format!("SELECT '{WRONG}', '{WRONG}';"));
    let row =
        "{\"file\":\"a.sql\",\"entry\":null,\"connection_manager\":null,\"rule\":\"invalid-boolean\",\"count\":1}";
    tree.add("base.json", format!("{{\"version\":1,\"findings\":[{row},{row}]}}"));
    assert_eq!(tree.scan([".", "--baseline", "base.json"]).status.code(), Some(0));
}

#[test]
fn invalid_baseline_is_rejected_without_repeating_its_content() {
    let tree = Tree::with_files(&["a.conmgr"]);
    for (content, expected) in [
        ("\"hunter2\"", "invalid baseline at line 1, column 9; create a baseline with --write-baseline"),
        (
            "{\"version\":1,\"findings\":[\"hunter2\"]}",
            "invalid baseline at line 1, column 34; create a baseline with --write-baseline",
        ),
        (
            "{\"version\":9,\"findings\":[]}",
            "unsupported baseline version; create a new baseline with --write-baseline",
        ),
    ] {
        tree.add("base.json", content);
        let output = tree.scan([".", "--baseline", "base.json"]);
        assert_eq!((output.stdout.len(), output.status.code()), (0, Some(2)));
        assert_eq!(String::from_utf8(output.stderr).unwrap(), format!("error: {expected}\n"));
    }
    for arguments in [["--baseline", "gone.json"], ["--write-baseline", "gone/base.json"]] {
        let output = tree.scan([".", arguments[0], arguments[1]]);
        assert_eq!((output.stdout.len(), output.status.code()), (0, Some(2)));
    }
}
