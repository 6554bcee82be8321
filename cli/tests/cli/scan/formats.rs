//! The output of all formats for the fixtures, and the properties of each format.

use std::fs;

use snapbox::{Data, file};

use super::tree::{DIAGNOSTIC_KEYS, Tree, manager};

#[track_caller]
fn assert_stdout(tree: &Tree, arguments: &[&str], expected: Data) {
    let output = tree.scan(arguments);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    // Some files are unreadable.
    assert_eq!(output.status.code(), Some(2));
    let mut text = String::from_utf8(output.stdout).unwrap();
    if arguments.contains(&"--format=sarif") {
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        text = serde_json::to_string_pretty(&value).unwrap() + "\n";
    }
    if arguments.contains(&"--format=azure") {
        // The paths are absolute.
        let root = fs::canonicalize(&tree.root).unwrap();
        text = text.replace(root.to_str().unwrap(), "[ROOT]").replace(tree.root.to_str().unwrap(), "[ROOT]");
    }
    // Only SARIF contains the version.
    let text = text.replace(env!("CARGO_PKG_VERSION"), "[VERSION]").replace("2.[VERSION]", "2.1.0");
    let assert = snapbox::Assert::new().action_env(snapbox::assert::DEFAULT_ACTION_ENV).normalize_paths(false);
    assert.eq(text, expected.raw());
}

#[test]
fn human_output_of_fixtures() {
    assert_stdout(&Tree::with_fixtures(), &["."], file!["../snapshots/scan.txt"]);
}

#[test]
fn human_output_with_notes() {
    assert_stdout(
        &Tree::with_fixtures(),
        &["expression.conmgr", "third-party.dtsx", "Sample.ispac", "--notes"],
        file!["../snapshots/scan-notes.txt"],
    );
}

/// Notes are hidden unless `--notes` is given or they are denied. The summary counts them.
#[test]
fn human_output_hides_notes() {
    let tree = Tree::with_files(&["a.conmgr"]);
    let text = |arguments: &[&str]| String::from_utf8(tree.scan(arguments).stdout).unwrap();
    let hidden = text(&["."]);
    assert!(!hidden.contains("note[") && !hidden.contains("anonymous-authentication"), "{hidden}");
    assert!(hidden.ends_with("\n1 warning (1 note hidden; show it with --notes)\n"), "{hidden}");
    for (argument, expected) in
        [("--notes", "\n1 warning, 1 note\n"), ("--deny=anonymous-authentication", "\n1 warning, 1 note\n")]
    {
        let shown = text(&[".", argument]);
        assert!(shown.contains("note[anonymous-authentication]: "), "{shown}");
        assert!(shown.ends_with(expected), "{shown}");
    }
}

#[test]
fn human_output_lists_at_most_20_findings_per_string() {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("Mail", &"x;".repeat(400)));
    let text = String::from_utf8(tree.scan(["."]).stdout).unwrap();
    assert_eq!(text.matches("error[missing-equals]: ").count(), 20, "{text}");
    assert!(text.contains("\n\nand 380 more findings\n\n"), "{text}");
    assert!(text.ends_with("\n400 errors\n"), "{text}");
}

#[test]
fn json_output_of_fixtures() {
    assert_stdout(&Tree::with_fixtures(), &[".", "--format=json"], file!["../snapshots/scan.jsonl": Text]);
}

#[test]
fn csv_output_of_fixtures() {
    assert_stdout(&Tree::with_fixtures(), &[".", "--format=csv"], file!["../snapshots/scan.csv": Text]);
}

#[test]
fn sarif_output_of_fixtures() {
    assert_stdout(
        &Tree::with_fixtures(),
        &["Sample.ispac", "escapes.conmgr", "third-party.dtsx", "--format=sarif"],
        file!["../snapshots/scan.sarif": Text],
    );
}

#[test]
fn github_output_of_fixtures() {
    assert_stdout(&Tree::with_fixtures(), &[".", "--format=github"], file!["../snapshots/scan-github.txt": Text]);
}

/// The separators in the paths are those of the system.
#[cfg(unix)]
#[test]
fn azure_output_of_fixtures() {
    assert_stdout(&Tree::with_fixtures(), &[".", "--format=azure"], file!["../snapshots/scan-azure.txt": Text]);
}

#[test]
fn junit_output_of_fixtures() {
    assert_stdout(&Tree::with_fixtures(), &[".", "--format=junit"], file!["../snapshots/scan-junit.xml": Text]);
}

#[test]
fn quiet_prints_nothing() {
    let tree = Tree::with_fixtures();
    for format in ["human", "json", "sarif", "csv", "html", "markdown", "github", "azure", "junit"] {
        let output = tree.scan([".", "missing", "-q", "--format", format]);
        assert_eq!((output.stdout, output.stderr, output.status.code()), (vec![], vec![], Some(2)));
    }
}

/// The order is that of the walk, even with several threads.
#[test]
fn order_does_not_depend_on_threads() {
    let tree = Tree::new();
    for number in 0..200 {
        // Large and small files, so that they do not finish in the order in which they were started.
        let padding = " ".repeat(if number % 7 == 0 { 500_000 } else { 0 });
        tree.add(
            &format!("project/{}/{number}.conmgr", number % 5),
            manager(&format!("Mail {number}"), "SmtpServer=a") + &padding,
        );
    }
    let formats = ["human", "json", "sarif", "csv", "html", "markdown", "github", "azure", "junit"];
    let outputs = formats.iter().flat_map(|format| ["--format", format, "--output", format]);
    let arguments: Vec<&str> = ["project"].into_iter().chain(outputs).collect();
    let run = || {
        tree.scan(&arguments);
        formats.map(|format| fs::read(tree.root.join(format)).unwrap())
    };
    let first = run();
    for (format, (old, new)) in (0..3).flat_map(|_| formats.into_iter().zip(first.iter().zip(run()))) {
        assert!(*old == new, "{format}");
    }
    let mut files = tree.files(&["."]);
    assert_eq!(files.len(), 200);
    let found = files.clone();
    files.sort();
    assert_eq!(found, files);
}

#[test]
fn every_record_has_all_keys() {
    const PLACE: [&str; 6] = ["type", "file", "entry", "line", "column", "kind"];
    const VALUE: [&str; 7] = ["expressions", "valid", "connection", "properties", "effective", "certain", "because"];
    let (records, _) = Tree::with_fixtures().records(&["."]);
    for record in &records {
        let others: &[&str] = match record["type"].as_str().unwrap() {
            "manager" => &["name", "id", "scope", "used_by", "copies"],
            "string" => &["name", "package"],
            "task" => &["path", "state", "reference", "why", "elsewhere"],
            _ => &["name"],
        };
        let value = if matches!(record["type"].as_str(), Some("manager" | "string")) { &VALUE[..] } else { &[] };
        let mut keys = [&PLACE[..], others, value, &["diagnostics", "diagnostics_omitted"]].concat();
        keys.sort_unstable();
        assert_eq!(record.as_object().unwrap().keys().collect::<Vec<_>>(), keys);
        for diagnostic in record["diagnostics"].as_array().unwrap() {
            assert_eq!(diagnostic.as_object().unwrap().len(), DIAGNOSTIC_KEYS.len());
            assert!(DIAGNOSTIC_KEYS.iter().all(|key| diagnostic.get(key).is_some()));
        }
    }
}

/// The most severe findings are listed, and the others are counted.
#[test]
fn at_most_1000_findings_of_a_string_are_in_json() {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("Mail", &format!("SmtpServer=a;EnableSsl=False;{}Timeout=-1", "x;".repeat(2000))));
    let (records, code) = tree.records(&["."]);
    let rules: Vec<&str> =
        records[0]["diagnostics"].as_array().unwrap().iter().map(|found| found["rule"].as_str().unwrap()).collect();
    // The last error is beyond the limit.
    assert_eq!((rules.len(), code), (1000, 1));
    assert_eq!(rules.iter().filter(|rule| **rule == "missing-equals").count(), 1000);
    assert_eq!(records[0]["diagnostics_omitted"], 1002);
    let text = String::from_utf8(tree.scan(["."]).stdout).unwrap();
    assert!(text.contains("\n  error    missing-equals   2000\n  error    invalid-timeout     1\n"), "{text}");
}

/// Each byte of such a string could be a finding. A string that is not checked must not look like a valid one.
#[test]
fn string_that_is_too_long_is_unreadable() {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("Mail", &format!("SmtpServer=a;{}", "x;".repeat(1 << 19))));
    let (records, code) = tree.records(&["."]);
    let rules = records[0]["diagnostics"].as_array().unwrap();
    assert!(rules.iter().any(|found| found["message"] == "a connection string is longer than 1 MiB"), "{rules:?}");
    assert_eq!(code, 2);
}

#[test]
fn formulas_in_cells_are_neutralized() {
    let tree = Tree::new();
    for (number, name) in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "a\",\"b", "x;=1"].iter().enumerate() {
        tree.add(&format!("{number}.conmgr"), manager(name, "=cmd|' /C calc'!A0"));
    }
    tree.add("=2.conmgr", manager("Mail", "SmtpServer=a"));
    let output = tree.scan([".", "--format=csv"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let rows: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(rows.len(), 1 + 8 + 1, "one row per record, and nothing after the last line break: {text}");
    for row in &rows[1..] {
        for cell in row.split([',', ';']) {
            let cell = cell.trim_start_matches('"');
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{row}");
        }
    }
}

/// Properties that a part of a string does not state do not have their defaults.
#[test]
fn part_of_a_string_has_no_defaults() {
    let tree = Tree::with_fixtures();
    let (records, _) = tree.records(&["Mail.dtsConfig"]);
    let relay = records.iter().find(|record| record["name"] == "Relay").unwrap();
    assert!(relay["valid"].is_null() && relay["connection"].is_null());
    let csv = String::from_utf8(tree.scan(["Mail.dtsConfig", "--format=csv"]).stdout).unwrap();
    assert!(csv.contains(",Relay,,,,relay.fabrikam.com,true,,,"), "{csv}");
}

/// `| head`: the reader closes the pipe, and the run and its threads end without a message.
#[cfg(unix)]
#[test]
fn closed_pipe_ends_the_run_without_a_message() {
    let tree = Tree::with_fixtures();
    for format in ["human", "json", "sarif", "csv", "html", "markdown", "github", "azure", "junit"] {
        let script = format!("\"$0\" scan . --format {format} | true");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_smtp-connstr")]).current_dir(&tree.root);
        assert!(command.output().unwrap().stderr.is_empty(), "{format}");
    }
}
