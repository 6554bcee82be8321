//! Names do not control the terminal, the build server or the program that reads a report.

use std::process::Output;

use serde_json::Value;

use super::tree::{PLAIN, Tree, WRONG, manager, package, records, zipped};

const FORMATS: [&str; 9] = ["human", "json", "sarif", "csv", "html", "markdown", "github", "azure", "junit"];

/// Commands besides `scan` that show names.
const OTHERS: [&[&str]; 4] = [
    &["fix", "."],
    &["fix", ".", "--set", "EnableSsl=True"],
    &["probe", "--scan", ".", "--list"],
    &["probe", "--scan", ".", "--list", "--format=json"],
];

/// Characters that an XML file can contain: C1 controls, bidirectional, zero-width, a line separator and a tag.
const INVISIBLE: &str = "a\u{9b}2J\u{85}\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{2029}\u{ad}\u{e0041}b";

/// Commands of Azure Pipelines, `TeamCity` and GitHub Actions.
const COMMANDS: [&str; 5] =
    ["##vso[task.setvariable variable=x]y", "a ##[error]b", "##teamcity[x]", "::error::x", "  ::warning ::x"];

/// Creates files whose names and contents have this name everywhere.
fn tree(name: &str) -> Tree {
    let tree = Tree::new();
    // A name on Windows cannot contain these characters.
    let file = if cfg!(windows) { name.replace(':', "_") } else { name.to_owned() };
    let third_party = manager(name, PLAIN).replace("\"SMTP\"", &format!("\"SMTP {name}\""));
    tree.add(&format!("{file}.conmgr"), manager(name, WRONG));
    tree.add(&format!("{file}.dtsx"), package(name, PLAIN, &[("SmtpServer", &format!("@[User::{name}]"))]));
    tree.add("third-party.conmgr", &third_party);
    // Its line begins with the name of the file.
    tree.add(&format!("{file}.valid.conmgr"), manager("Mail", &PLAIN.replace("EnableSsl=False", "EnableSsl=True")));
    tree.add("value.conmgr", manager("Mail", &format!("SmtpServer={name};{name}=1;{name}")));
    tree.add(
        "a.dtsConfig",
        format!(
            "<DTSConfiguration><Configuration Path=\"\\Package.Connections[{name}].Properties[ConnectionString]\">\
         <ConfiguredValue>{PLAIN}</ConfiguredValue></Configuration></DTSConfiguration>"
        ),
    );
    let entry = format!("{name}.conmgr");
    let package = package(name, WRONG, &[]);
    tree.add(
        &format!("{file}.ispac"),
        zipped(&[(&entry, &manager(name, WRONG)), ("a.dtsx", &package), ("b.dtsx", "<a SMTP")]),
    );
    tree
}

/// Runs a scan with findings of all kinds, stale entries of a baseline, and a missing path.
fn scan(tree: &Tree, name: &str, arguments: &[&str]) -> Output {
    let row = serde_json::json!({ "file": name, "entry": name, "connection_manager": name, "rule": name, "count": 1 });
    tree.add("base.json", serde_json::json!({ "version": 1, "findings": [row] }).to_string());
    let missing = format!("{name}.gone");
    tree.scan([&[".", &missing, "--notes", "--baseline=base.json"], arguments].concat())
}

#[track_caller]
fn assert_visible(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap().replace("\r\n", "\n");
    let line = text.lines().find(|line| line.chars().any(|c| INVISIBLE.contains(c) && !c.is_ascii() || c.is_control()));
    assert_eq!(line, None);
}

#[test]
fn no_format_contains_invisible_characters() {
    let tree = tree(INVISIBLE);
    for format in FORMATS {
        let output = scan(&tree, INVISIBLE, &["--format", format, "--write-baseline", "new.json"]);
        assert!(!output.stdout.is_empty() && !output.stderr.is_empty());
        assert_visible(&output.stdout);
        assert_visible(&output.stderr);
    }
    assert_visible(&std::fs::read(tree.root.join("new.json")).unwrap());
    // The colors are the only escape sequences.
    let output = scan(&tree, INVISIBLE, &["--color=always"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let parts: Vec<&str> = text.split("\u{1b}[").collect();
    assert!(parts.len() > 100);
    assert!(
        parts[1..]
            .iter()
            .all(|part| part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m'))
    );
    assert_visible(parts.concat().as_bytes());
}

#[test]
fn json_contains_the_names_unchanged() {
    let tree = tree(INVISIBLE);
    let report = records(&scan(&tree, INVISIBLE, &["--format=json"]));
    let count = |key: &str, value: &str| report.iter().filter(|record| record[key] == value).count();
    assert!(count("file", &format!("{INVISIBLE}.conmgr")) > 0);
    assert!(count("entry", &format!("{INVISIBLE}.conmgr")) > 0);
    assert!(count("name", INVISIBLE) > 5);
    for record in &report {
        assert!(tree.root.join(record["file"].as_str().unwrap()).is_file(), "programs can open the file");
    }
    let log: Value = serde_json::from_slice(&scan(&tree, INVISIBLE, &["--format=sarif"]).stdout).unwrap();
    let names: Vec<&Value> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| &result["locations"][0]["logicalLocations"][0]["name"])
        .collect();
    assert!(names.iter().any(|name| **name == INVISIBLE), "{names:?}");
}

/// Returns a line that a build server would run, except for the commands of the format.
fn command(format: &str, bytes: &[u8]) -> Option<String> {
    let own: &[&str] = match format {
        "github" => &["::error ", "::warning ", "::notice "],
        "azure" => &["##vso[task.logissue type=error;", "##vso[task.logissue type=warning;"],
        _ => &[],
    };
    let is_command = |line: &&str| {
        let line = own.iter().find_map(|own| line.strip_prefix(own)).unwrap_or(line);
        let mut after_hashes = line.split("##").skip(1).map(|rest| rest.trim_start_matches('#'));
        let begins =
            after_hashes.any(|rest| rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).starts_with('['));
        begins || line.trim_start().starts_with("::")
    };
    std::str::from_utf8(bytes).unwrap().lines().find(is_command).map(str::to_owned)
}

#[test]
fn no_format_contains_commands_of_build_servers() {
    for name in COMMANDS {
        let tree = tree(name);
        for format in FORMATS {
            let output = scan(&tree, name, &["--format", format, "--write-baseline", "new.json"]);
            assert!(!output.stdout.is_empty() && !output.stderr.is_empty());
            for bytes in [&output.stdout, &output.stderr, &std::fs::read(tree.root.join("new.json")).unwrap()] {
                assert_eq!(command(format, bytes), None, "{format}");
            }
        }
        for arguments in OTHERS {
            let output = crate::run::command().args(arguments).current_dir(&tree.root).output().unwrap();
            assert!(!output.stdout.is_empty(), "{arguments:?}");
            assert_eq!([&output.stdout, &output.stderr].map(|bytes| command("", bytes)), [None, None], "{arguments:?}");
        }
    }
    let tree = tree("::error::x");
    let text = String::from_utf8(tree.scan(["."]).stdout).unwrap();
    assert!(
        cfg!(windows) || text.contains("\n\\::error::x.valid.conmgr:7:25, connection manager \"Mail\": valid\n"),
        "{text}"
    );
    assert_eq!(command("human", text.as_bytes()), None);
    // The names are found if they are not broken up.
    assert!(COMMANDS.iter().all(|name| command("human", name.as_bytes()).is_some()));
}
