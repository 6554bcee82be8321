//! All formats over the fixtures, and what each owes to those who read it.

use snapbox::{Data, file};

use super::tree::{Tree, manager};

#[track_caller]
fn assert_stdout(tree: &Tree, arguments: &[&str], expected: Data) {
    let output = tree.scan(arguments);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    // Two entries cannot be read.
    assert_eq!(output.status.code(), Some(2));
    let mut text = String::from_utf8(output.stdout).unwrap();
    if arguments.contains(&"--format=sarif") {
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        text = serde_json::to_string_pretty(&value).unwrap() + "\n";
    }
    // The names of the levels are in all formats, the version in SARIF alone.
    let text = text.replace(env!("CARGO_PKG_VERSION"), "[VERSION]").replace("2.[VERSION]", "2.1.0");
    let assert = snapbox::Assert::new().action_env(snapbox::assert::DEFAULT_ACTION_ENV).normalize_paths(false);
    assert.eq(text, expected.raw());
}

#[test]
fn human() {
    assert_stdout(&Tree::of_fixtures(), &["."], file!["../snapshots/scan.txt"]);
}

#[test]
fn json() {
    assert_stdout(&Tree::of_fixtures(), &[".", "--format=json"], file!["../snapshots/scan.jsonl": Text]);
}

#[test]
fn csv() {
    assert_stdout(&Tree::of_fixtures(), &[".", "--format=csv"], file!["../snapshots/scan.csv": Text]);
}

#[test]
fn sarif() {
    assert_stdout(
        &Tree::of_fixtures(),
        &["Sample.ispac", "escapes.conmgr", "third-party.dtsx", "--format=sarif"],
        file!["../snapshots/scan.sarif": Text],
    );
}

#[test]
fn quiet_says_nothing() {
    let tree = Tree::of_fixtures();
    for format in ["human", "json", "sarif", "csv"] {
        let output = tree.scan([".", "missing", "-q", "--format", format]);
        assert_eq!((output.stdout, output.stderr, output.status.code()), (vec![], vec![], Some(2)));
    }
}

/// With several threads, the order is still that of the walk, byte for byte.
#[test]
fn the_order_never_changes() {
    let tree = Tree::new();
    for number in 0..200 {
        // Large and small ones, so that they are not done in the order in which they were begun.
        let padding = " ".repeat(if number % 7 == 0 { 500_000 } else { 0 });
        tree.add(
            &format!("{}/{number}.conmgr", number % 5),
            manager(&format!("Mail {number}"), "SmtpServer=a") + &padding,
        );
    }
    for format in ["human", "json", "sarif", "csv"] {
        let runs: Vec<Vec<u8>> = (0..4).map(|_| tree.scan([".", "--format", format]).stdout).collect();
        assert!(runs.windows(2).all(|pair| pair[0] == pair[1]), "{format}");
    }
    let mut files = tree.files(&["."]);
    assert_eq!(files.len(), 200);
    let found = files.clone();
    files.sort();
    assert_eq!(found, files);
}

#[test]
fn every_key_of_a_record_is_there() {
    const KEYS: [&str; 11] = [
        "file",
        "entry",
        "line",
        "column",
        "connection_manager",
        "kind",
        "expressions",
        "valid",
        "connection",
        "properties",
        "diagnostics",
    ];
    const KEYS_OF_DIAGNOSTICS: [&str; 10] =
        ["rule", "severity", "start", "end", "message", "help", "related", "fixes", "line", "column"];
    let (records, _) = Tree::of_fixtures().records(&["."]);
    let mut keys = KEYS.map(str::to_owned);
    keys.sort();
    for record in &records {
        let mut there: Vec<_> = record.as_object().unwrap().keys().cloned().collect();
        there.sort();
        assert_eq!(there, keys);
        for diagnostic in record["diagnostics"].as_array().unwrap() {
            assert_eq!(diagnostic.as_object().unwrap().len(), KEYS_OF_DIAGNOSTICS.len());
            assert!(KEYS_OF_DIAGNOSTICS.iter().all(|key| diagnostic.get(key).is_some()));
        }
    }
}

/// What is about a file, and not about a string, has no verdict.
#[test]
fn a_record_about_a_file_has_one_diagnostic() {
    let (records, _) = Tree::of_fixtures().records(&["dtd.dtsx", "encrypted-root.dtsx", "third-party.dtsx"]);
    let rules = ["unreadable-file", "encrypted-package", "third-party-manager"];
    assert_eq!(records.len(), rules.len());
    for (record, rule) in records.iter().zip(rules) {
        assert!(["valid", "connection", "properties"].iter().all(|key| record[key].is_null()));
        let diagnostics = record["diagnostics"].as_array().unwrap();
        assert_eq!((diagnostics.len(), diagnostics[0]["rule"].as_str()), (1, Some(rule)));
    }
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_text() {
    let tree = Tree::new();
    for (number, name) in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "a\",\"b", "x\r\n=1"].iter().enumerate() {
        tree.add(&format!("{number}.conmgr"), manager(name, "=cmd|' /C calc'!A0"));
    }
    tree.add("=2.conmgr", manager("Mail", "SmtpServer=a"));
    let output = tree.scan([".", "--format=csv"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let rows: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(rows.len(), 1 + 8 + 1, "a row for each, and nothing after the last line end: {text}");
    for row in &rows[1..] {
        for cell in row.split(',') {
            let cell = cell.trim_start_matches('"');
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{row}");
        }
    }
}

/// A partial string is no connection: what it leaves out is not the default.
#[test]
fn a_part_of_a_string_claims_no_default() {
    let tree = Tree::of_fixtures();
    let (records, _) = tree.records(&["Mail.dtsConfig"]);
    let relay = records.iter().find(|record| record["connection_manager"] == "Relay").unwrap();
    assert!(relay["valid"].is_null() && relay["connection"].is_null());
    let csv = String::from_utf8(tree.scan(["Mail.dtsConfig", "--format=csv"]).stdout).unwrap();
    assert!(csv.contains("Relay,,relay.fabrikam.com,,true,,,"), "{csv}");
}

/// `| head`: the reader goes, and the run ends without a word, its threads with it.
#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_the_run_quietly() {
    let tree = Tree::of_fixtures();
    for format in ["human", "json", "sarif", "csv"] {
        let script = format!("\"$0\" scan . --format {format} | true");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_smtp-connstr")]).current_dir(&tree.root);
        assert!(command.output().unwrap().stderr.is_empty(), "{format}");
    }
}
