//! The options `--baseline` and `--write-baseline`.

use std::fs;

use serde_json::Value;

use super::tree::{PLAIN, Tree, WRONG, manager, records};

fn written(tree: &Tree) -> String {
    fs::read_to_string(tree.root.join("base.json")).unwrap()
}

/// Returns the rules of the findings of a JSON report: those that are suppressed, and the others.
fn rules(report: &[Value]) -> [Vec<&str>; 2] {
    let findings = || report.iter().flat_map(|record| record["diagnostics"].as_array().unwrap());
    [true, false].map(|suppressed| {
        let some = findings().filter(|finding| (finding["suppressed"] == "baseline") == suppressed);
        some.map(|finding| finding["rule"].as_str().unwrap()).collect()
    })
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
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("-->") && text.ends_with("\n5 findings in the baseline\n\nno findings\n"), "{text}");
    // The finding is still known if its line or the string changes.
    tree.add("b/c.sql", format!("-- more\n\nSELECT N'{}';", PLAIN.replace("smtp.", "mail.")));
    assert_eq!(tree.scan([".", "--baseline", "base.json", "--deny=note"]).status.code(), Some(0));
    // A second finding of the same kind is new.
    tree.add("b/c.sql", format!("SELECT '{PLAIN}', '{PLAIN}';"));
    let (report, code) = tree.records(&[".", "--baseline", "base.json", "--deny=warning"]);
    let [known, new] = rules(&report);
    assert_eq!((known.len(), new, code), (5, vec!["anonymous-authentication", "no-encryption"], 1));
}

/// The formats for programs contain all findings, because a program may compare them.
#[test]
fn known_findings_are_marked() {
    let tree = Tree::new();
    tree.add("a.sql", format!("SELECT '{WRONG}';"));
    tree.scan([".", "--write-baseline", "base.json"]);
    tree.add("a.sql", format!("SELECT '{WRONG};Port=25';"));
    let arguments = |format| [".", "--baseline", "base.json", "--format", format];
    let (report, code) = tree.records(&arguments("json")[..3]);
    assert_eq!(rules(&report), [vec!["anonymous-authentication", "invalid-boolean"], vec!["port-not-supported"]]);
    assert_eq!(code, 1);
    assert_eq!(rules(&tree.records(&["."]).0)[0], [""; 0], "nothing is suppressed without a baseline");

    let csv = String::from_utf8(tree.scan(arguments("csv")).stdout).unwrap();
    let rows: Vec<&str> = csv.lines().collect();
    assert!(rows[0].ends_with(",errors,warnings,notes,rules,suppressed,accepted"), "{csv}");
    assert!(rows[1].ends_with(",1,0,0,port-not-supported,anonymous-authentication invalid-boolean,"), "{csv}");

    let log: Value = serde_json::from_slice(&tree.scan(arguments("sarif")).stdout).unwrap();
    let suppressions: Vec<(&str, &Value)> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| (result["ruleId"].as_str().unwrap(), &result["suppressions"]))
        .collect();
    let known = serde_json::json!([{ "kind": "external", "justification": "the baseline lists this finding" }]);
    let none = serde_json::json!([]);
    assert_eq!(
        suppressions,
        [("anonymous-authentication", &known), ("invalid-boolean", &known), ("port-not-supported", &none)]
    );
    let log: Value = serde_json::from_slice(&tree.scan([".", "--format=sarif"]).stdout).unwrap();
    assert!(log["runs"][0]["results"][0]["suppressions"].is_null(), "without a baseline, it is not known");
}

/// Findings beyond those that are kept are counted, compared and suppressed too.
#[test]
fn thousands_of_findings_of_a_string_are_compared() {
    let tree = Tree::new();
    tree.add("a.sql", format!("SELECT 'SmtpServer=a;{}';", "x;".repeat(3000)));
    tree.scan([".", "--write-baseline", "base.json"]);
    assert!(written(&tree).contains("\"rule\":\"missing-equals\",\"count\":3000}"), "{}", written(&tree));
    assert_eq!(tree.scan([".", "--baseline", "base.json"]).status.code(), Some(0));
    tree.add("a.sql", format!("SELECT 'SmtpServer=a;{}';", "x;".repeat(3001)));
    let output = tree.scan([".", "--baseline", "base.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.ends_with(b"\n1 error\n"), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn stale_findings_are_reported() {
    let tree = Tree::new();
    tree.add("a.sql", format!("SELECT '{WRONG}', '{WRONG}';"));
    tree.add("b/gone.sql", format!("SELECT '{WRONG}';"));
    tree.add("b/broken.dtsx", manager("Mail", WRONG));
    tree.add("c/other.sql", format!("SELECT '{WRONG}';"));
    tree.scan([".", "--write-baseline", "base.json"]);
    let scan = |arguments: &[&str]| {
        let output = tree.scan(["a.sql", "b", "--baseline", "base.json"].iter().chain(arguments));
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    assert!(!scan(&[]).0.contains("no longer"), "the folder c is not scanned, so its findings may still occur");

    tree.add("a.sql", format!("SELECT '{WRONG}', '{PLAIN}';"));
    fs::remove_file(tree.root.join("b/gone.sql")).unwrap();
    tree.add("b/broken.dtsx", "<a b='SMTP'>");
    // The findings of the broken file may still occur in the part that could not be read.
    let stale = "3 findings in the baseline no longer occur: invalid-boolean in a.sql, anonymous-authentication in \
                 b/gone.sql, invalid-boolean in b/gone.sql; update the baseline with --write-baseline";
    let (human, errors) = scan(&[]);
    assert!(human.contains(&format!("\n3 findings in the baseline\n{stale}\n")) && errors.is_empty(), "{human}");
    for format in ["json", "csv"] {
        assert_eq!(scan(&["--format", format]).1, format!("note: {stale}\n"));
        assert_eq!(scan(&["--format", format, "-q"]), (String::new(), String::new()));
    }
    let log: Value = serde_json::from_str(&scan(&["--format=sarif"]).0).unwrap();
    let notification = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][1];
    assert_eq!((&notification["level"], &notification["message"]["text"]), (&"note".into(), &stale.into()));
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
    let report = records(&output);
    let [known, new] = rules(&report);
    assert_eq!((known.len(), new.len()), (2, 2));
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

/// Windows `PowerShell` writes UTF-16 with `>`, and UTF-8 with a byte order mark with `Set-Content -Encoding utf8`.
#[test]
fn baseline_of_powershell_is_read() {
    let tree = Tree::new();
    tree.add("ä.conmgr", manager("Mail", WRONG));
    tree.scan([".", "--write-baseline", "base.json"]);
    let text = format!("\u{feff}{}", written(&tree));
    let utf_16 = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(unit).collect() };
    for bytes in [text.as_bytes().to_vec(), utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes)] {
        tree.add("base.json", bytes);
        let output = tree.scan([".", "--baseline", "base.json"]);
        assert_eq!((output.status.code(), output.stderr), (Some(0), vec![]));
    }
    tree.add("base.json", b"\xff\xfe{");
    let errors = tree.scan([".", "--baseline", "base.json"]).stderr;
    let expected =
        "error: the baseline is neither UTF-8 nor UTF-16; create a baseline with --write-baseline\n".as_bytes();
    assert_eq!(errors, expected);
}

/// A large file is not read. It is sparse, so it takes no space.
#[test]
fn large_baseline_is_rejected() {
    let tree = Tree::with_files(&["a.conmgr"]);
    fs::File::create(tree.root.join("base.json")).unwrap().set_len((64 << 20) + 1).unwrap();
    let output = tree.scan([".", "--baseline", "base.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stderr, b"error: cannot read the baseline: larger than 64 MiB\n");
}

/// Opening a pipe for reading waits for a writer, and a device may never end.
#[cfg(unix)]
#[test]
fn baseline_is_not_read_from_a_pipe_or_device() {
    let tree = Tree::with_files(&["a.conmgr"]);
    assert!(std::process::Command::new("mkfifo").arg(tree.root.join("pipe")).status().unwrap().success());
    for path in ["pipe", "/dev/zero", "."] {
        let output = tree.scan([".", "--baseline", path]);
        assert_eq!(output.status.code(), Some(2), "{path}");
        assert_eq!(output.stderr, b"error: cannot read the baseline: not a regular file\n", "{path}");
    }
}

/// The old baseline is not lost if the new one cannot be written, and neither is it if the scan does not run.
#[cfg(target_os = "linux")]
#[test]
fn old_baseline_remains_if_the_disk_is_full() {
    let tree = Tree::with_files(&["a.conmgr"]);
    tree.scan([".", "--write-baseline", "base.json"]);
    let old = written(&tree);
    for number in 0..20 {
        tree.add(&format!("{number}.conmgr"), manager("Mail", WRONG));
    }
    let output = tree.scan_with_full_disk(&[".", "--write-baseline", "base.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.starts_with(b"error: cannot write the baseline: "), "{output:?}");
    assert_eq!(written(&tree), old);
    assert_eq!(tree.scan([".", "--write-baseline", "base.json", "--baseline=gone"]).status.code(), Some(2));
    assert_eq!(written(&tree), old);
    let names: Vec<_> = fs::read_dir(&tree.root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 22, "no temporary file remains: {names:?}");
}
