//! SARIF output, validated against its official schema and against the requirements of GitHub code scanning.

use serde_json::Value;

use super::tree::{Tree, archive, manager, zipped};

/// The schema of OASIS, as distributed with the crate serde-sarif.
const SCHEMA: &str = include_str!("../../schema/sarif-schema-2.1.0.json");

#[track_caller]
fn assert_sarif(tree: &Tree, arguments: &[&str]) -> Value {
    let output = tree.scan(arguments.iter().copied().chain(["--format=sarif"]));
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut schema: Value = serde_json::from_str(SCHEMA).unwrap();
    // The schema has an error: this pattern has an extra `]`, so strict validators reject the whole schema. The two
    // properties are not in the output.
    for holder in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{holder}/properties/language")).unwrap();
        assert!(language.as_object_mut().unwrap().remove("pattern").is_some());
    }
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&log).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_accepted_by_code_scanning(&log);
    log
}

/// Checks the requirements in the documentation of GitHub.
fn assert_accepted_by_code_scanning(log: &Value) {
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        let text = |property: &str| rule[property]["text"].as_str().unwrap().len();
        assert!((1..=1024).contains(&text("shortDescription")), "{}", rule["id"]);
        assert!((1..=1024).contains(&text("fullDescription")), "{}", rule["id"]);
        assert!(text("help") > 0 && rule["id"].as_str().unwrap().len() <= 255);
    }
    let results = run["results"].as_array().unwrap();
    assert!(results.len() <= 25_000);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        assert!(!place["artifactLocation"]["uri"].as_str().unwrap().is_empty());
        assert!(place["region"]["startLine"].as_u64().unwrap() > 0);
    }
}

#[test]
fn output_for_all_fixtures_is_valid() {
    let log = assert_sarif(&Tree::with_fixtures(), &["."]);
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false, "some files are unreadable");
}

#[test]
fn output_without_findings_is_valid() {
    let log = assert_sarif(&Tree::new(), &[".", "--allow-empty"]);
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), 0);
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn names_are_escaped_in_uris_and_messages() {
    let tree = Tree::new();
    tree.add("a b#%ü.conmgr", manager("[click](https://example.com) {0}", "SmtpServer="));
    tree.add("x.ispac", archive());
    let log = assert_sarif(&tree, &["."]);
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a%20b%23%25%C3%BC.conmgr");
    assert!(results[0]["message"]["text"].as_str().unwrap().contains(r"\[click\](https://example.com)"));
    let location = &results.last().unwrap()["locations"][0];
    assert_eq!(
        location["physicalLocation"]["region"]["startLine"], 1,
        "the lines of an entry do not exist in the archive"
    );
    assert!(location["logicalLocations"].as_array().unwrap().iter().any(|place| place["kind"] == "module"));
}

/// Fingerprints do not depend on lines, and no two findings of a file have the same.
#[test]
fn fingerprints_are_stable_and_unique() {
    let fingerprints = |tree: &Tree| -> Vec<String> {
        let log = assert_sarif(tree, &["."]);
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results
            .iter()
            .map(|result| result["partialFingerprints"]["smtpConnstrFinding/v1"].as_str().unwrap().to_owned())
            .collect()
    };
    let tree = Tree::new();
    let sql = "SELECT 'SmtpServer=a';\nSELECT 'SmtpServer=b';";
    tree.add("a.sql", sql);
    let before = fingerprints(&tree);
    tree.add("a.sql", format!("\n\n  {sql}"));
    assert_eq!(before, fingerprints(&tree));
    let mut distinct = before.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), before.len());
}

/// Places are divided among the files, so that one file cannot evict the others. Each file keeps its most severe results.
#[test]
fn at_most_25000_results_are_written() {
    let tree = Tree::new();
    let wrong = "SELECT 'SmtpServer=a;UseWindowsAuthentication=False;EnableSsl=yes';\n";
    tree.add("a.sql", wrong.repeat(20_000));
    tree.add("b.sql", "SELECT 'SmtpServer=a';\n".repeat(1000));
    // The schema is not used here, because validating so many results is slow.
    let log: Value = serde_json::from_slice(&tree.scan([".", "--format=sarif"]).stdout).unwrap();
    assert_accepted_by_code_scanning(&log);
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let count = |file: &str, level: &str| {
        let is_counted = |result: &&Value| {
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == file && result["level"] == level
        };
        results.iter().filter(is_counted).count()
    };
    assert_eq!(results.len(), 25_000);
    assert_eq!((count("b.sql", "warning"), count("b.sql", "note")), (1000, 4000));
    assert_eq!((count("a.sql", "error"), count("a.sql", "note")), (20_000, 0));
    let notification = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(
        notification["message"]["text"],
        "20000 findings in 1 file omitted: code scanning accepts at most 25000, so these are divided among the files, and the \
         least severe are omitted"
    );
    assert_eq!(notification["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a.sql");
    assert_eq!(notification["locations"].as_array().unwrap().len(), 1);
}

#[test]
fn at_most_20_results_are_written_per_string() {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("Mail", &format!("{}EnableSsl=False", "x;".repeat(400))));
    tree.add("b.conmgr", manager("Mail", &"x;".repeat(20)));
    let log = assert_sarif(&tree, &["."]);
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let count = |level: &str| results.iter().filter(|result| result["level"] == level).count();
    assert_eq!((count("error"), count("warning"), count("note")), (40, 0, 0));
    let notifications = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    let texts: Vec<_> = notifications.iter().map(|notification| &notification["message"]["text"]).collect();
    assert_eq!(texts, ["381 findings omitted: at most 20 findings of a string are listed"]);
}

/// Each result repeats the names, so a long name in a small archive would fill the memory.
#[test]
fn long_names_are_shortened() {
    let tree = Tree::new();
    let entries = ["1", "2"].map(|number| {
        let name = format!("{}{number}.conmgr", "ä".repeat(2_000));
        (name, manager(&format!("{}{number}", "N".repeat(1_000_000)), &"x;".repeat(20)))
    });
    tree.add("a.ispac", zipped(&entries.each_ref().map(|(name, content)| (name.as_str(), content.as_str()))));
    let log = assert_sarif(&tree, &["."]);
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 40);
    let longest = results.iter().map(|result| result.to_string().len()).max().unwrap();
    assert!(longest < 40_000, "{longest}");
    let fingerprint = |result: &Value| result["partialFingerprints"]["smtpConnstrFinding/v1"].as_str().unwrap().len();
    assert!(results.iter().all(|result| fingerprint(result) < 100));
}
