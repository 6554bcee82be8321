//! The rules that only files have: each has folders that trigger it, and near misses.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::tree::{Tree, fixtures, zipped_files};
use crate::run::run;

/// Returns the ids of the rules that `explain` lists and that neither the library nor `probe` has.
fn file_rules() -> BTreeSet<String> {
    let output = String::from_utf8(run(["explain"]).stdout).unwrap();
    let ids = output.lines().filter_map(|line| line.split_whitespace().next());
    let is_file_rule = |id: &&str| id.parse::<smtp_connection_string::Rule>().is_err() && !id.starts_with("probe-");
    ids.filter(is_file_rule).map(str::to_owned).collect()
}

fn folder() -> PathBuf {
    fixtures().join("rules")
}

/// Returns the names of the entries of a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Adds the files of a case. A folder with the extension of an archive becomes an archive.
fn add(tree: &Tree, from: &Path, to: &Path) {
    for name in names(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_file() {
            tree.add(to.to_str().unwrap(), fs::read(from).unwrap());
        } else if from.extension().is_some_and(|extension| extension == "ispac") {
            let entries = names(&from);
            let entries: Vec<_> =
                entries.iter().map(|entry| (entry.as_str(), fs::read(from.join(entry)).unwrap())).collect();
            tree.add(to.to_str().unwrap(), zipped_files(&entries));
        } else {
            add(tree, &from, &to);
        }
    }
}

/// Returns the rules of the findings in a folder.
fn found(case: &Path) -> BTreeSet<String> {
    let tree = Tree::new();
    add(&tree, case, Path::new(""));
    let (records, _) = tree.records(&["."]);
    let diagnostics = records.iter().filter_map(|record| record["diagnostics"].as_array()).flatten();
    let rule = |diagnostic: &Value| diagnostic["rule"].as_str().unwrap().to_owned();
    diagnostics.map(rule).collect()
}

#[test]
fn every_file_rule_has_a_trigger_and_a_near_miss() {
    let rules = file_rules();
    assert_eq!(rules, names(&folder()).into_iter().collect());
    let mut wrong = Vec::new();
    for rule in rules {
        let cases = names(&folder().join(&rule));
        for kind in ["triggers-", "near-miss-"] {
            assert!(cases.iter().any(|case| case.starts_with(kind)), "{rule} has no case {kind}");
        }
        for case in cases {
            let found = found(&folder().join(&rule).join(&case));
            if found.contains(&rule) != case.starts_with("triggers-") {
                wrong.push(format!("{rule}/{case}: {found:?}"));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}
