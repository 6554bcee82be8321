//! The JSON schema of `smtp-connstr.toml`, and the examples in the documentation of the settings: both agree with the reader.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jsonschema::Validator;
use serde_json::Value;

#[cfg(feature = "probe")]
use crate::run::run;
use crate::scan::tree::Tree;

fn docs(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name)).unwrap()
}

fn schema() -> Value {
    serde_json::from_str(&docs("smtp-connstr.schema.json")).unwrap()
}

fn validator() -> Validator {
    jsonschema::options().should_validate_formats(true).build(&schema()).unwrap()
}

/// Returns the settings as editors pass them to the schema: a date is a string.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(datetime) => Value::String(datetime.to_string()),
        toml::Value::Array(values) => values.into_iter().map(json).collect(),
        toml::Value::Table(table) => Value::Object(table.into_iter().map(|(key, value)| (key, json(value))).collect()),
        other => serde_json::to_value(other).unwrap(),
    }
}

/// Checks that the reader and the schema accept or reject settings.
#[track_caller]
fn judge(validator: &Validator, text: &str, is_valid: bool) {
    let tree = Tree::with_files(&["a.conmgr"]);
    tree.add("smtp-connstr.toml", text);
    let output = tree.scan([".", "-q", "--allow-empty"]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(error.is_empty(), is_valid, "the reader: {error}{text}");
    let value = json(toml::Value::Table(text.parse().unwrap()));
    assert_eq!(validator.is_valid(&value), is_valid, "the schema: {text}");
}

#[test]
fn reader_and_schema_agree() {
    let validator = validator();
    let exception = |lines: &str| format!("[[exception]]\nreason = 'r'\nowner = 'o'\n{lines}");
    for good in [
        "",
        "deny = 'warning'\nallow = 'no-encryption'\nexclude = 'a'",
        "deny = ['error', 'note', 'not-canonical']\nallow = []\nexclude = ['a/**', '**/b', '*.sql', 'c/']",
        "exception = []",
        "exception = [{ rule = 'no-encryption', reason = 'r', owner = 'o' }]",
        &exception("rule = ['no-encryption', 'encrypted-package']"),
        &exception("path = ['a/**/b', '[ab]', '[!a]?*', 'a.ispac!/b.dtsx', '../x', '../../x', '.a/b..']"),
        &exception("manager = 'a\\b'\nserver = ['*.contoso.com', '**']"),
        &exception(&format!("path = '{0}'\nmanager = '{0}'", "ä".repeat(1000))),
        &exception("rule = 'no-encryption'\nuntil = 2027-03-31"),
        &exception("rule = 'no-encryption'\nuntil = '2028-02-29'"),
        &format!("[[exception]]\nrule = 'no-encryption'\nreason = '{}'\nowner = 'ä'", "ä".repeat(500)),
    ] {
        judge(&validator, good, true);
    }
    for bad in [
        "dny = 'warning'",
        "deny = 1",
        "deny = ['warnings']",
        "deny = [['warning']]",
        "allow = { rule = 'no-encryption' }",
        "exclude = ''",
        "exclude = 'a**'",
        "exclude = 'a\\b'",
        "exclude = ['a', 1]",
        "exception = 'x'",
        "exception = ['x']",
        "[exception]\nrule = 'no-encryption'\nreason = 'r'\nowner = 'o'",
        "[[exception]]",
        "[[exception]]\nrule = 'no-encryption'\nowner = 'o'",
        "[[exception]]\nrule = 'no-encryption'\nreason = 'r'",
        "[[exception]]\nrule = 'no-encryption'\nreason = ' '\nowner = 'o'",
        "[[exception]]\nrule = 'no-encryption'\nreason = 'r'\nowner = ''",
        "[[exception]]\nrule = 'no-encryption'\nreason = ['r']\nowner = 'o'",
        &exception(""),
        &exception("until = 2027-03-31"),
        &exception("rules = 'no-encryption'"),
        &exception("rule = []"),
        &exception("rule = 'error'"),
        &exception("rule = 'unreadable-file'"),
        &exception("rule = 'probe-slow'"),
        &exception("path = []"),
        &exception("path = ''"),
        &exception("path = 'a\\b'"),
        &exception("path = '[a'"),
        &exception("path = '[]'"),
        &exception("path = '***'"),
        &exception("path = '/a/b'"),
        &exception("path = './a'"),
        &exception("path = 'a/'"),
        &exception("path = 'a//b'"),
        &exception("path = 'a/../b'"),
        &exception("path = '../a/../b'"),
        &exception("server = '.'"),
        &exception("server = ' '"),
        &exception("path = '[a/b]'"),
        &exception(&format!("path = '{}'", "ä".repeat(1001))),
        &exception(&format!("server = '{}'", "ä".repeat(1001))),
        &format!("exclude = '{}'", "a".repeat(1001)),
        &exception("manager = 'a**'"),
        &exception("manager = 1"),
        &exception("server = ['a', '[!]']"),
        &exception("rule = 'no-encryption'\nuntil = 2027-03-31T00:00:00Z"),
        &exception("rule = 'no-encryption'\nuntil = 12:00:00"),
        &exception("rule = 'no-encryption'\nuntil = '2027-02-29'"),
        &exception("rule = 'no-encryption'\nuntil = '31.3.2027'"),
        &exception("rule = 'no-encryption'\nuntil = 2027"),
        &format!("[[exception]]\nrule = 'no-encryption'\nreason = '{}'\nowner = 'o'", "ä".repeat(501)),
        &format!("[[exception]]\nrule = 'no-encryption'\nreason = 'r'\nowner = '{}'", "ä".repeat(201)),
    ] {
        judge(&validator, bad, false);
    }
}

#[cfg(feature = "probe")]
#[test]
fn schema_lists_all_rules() {
    let list = String::from_utf8(run(["explain"]).stdout).unwrap();
    let rules: BTreeSet<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(rules.contains("no-encryption") && rules.len() > 30, "{list}");
    let schema = schema();
    let names = |definition: &str| -> BTreeSet<&str> {
        let names = schema["definitions"][definition]["enum"].as_array().unwrap();
        names.iter().map(|name| name.as_str().unwrap()).collect()
    };
    let of_scan = rules.iter().copied().filter(|rule| !rule.starts_with("probe-") && *rule != "unreadable-file");
    assert_eq!(names("rule"), of_scan.collect());
    assert_eq!(names("selector"), rules.into_iter().chain(["error", "warning", "note"]).collect());
}

#[test]
fn examples_in_the_documentation_are_valid() {
    let page = docs("settings.md");
    let validator = validator();
    let mut parts = page.split("```toml\n");
    parts.next();
    let mut keys = BTreeSet::new();
    for part in parts {
        let (example, _) = part.split_once("```").unwrap();
        judge(&validator, example, true);
        keys.extend(example.lines().filter_map(|line| line.split_once(" = ").map(|(key, _)| key.to_owned())));
    }
    let all = ["allow", "deny", "exclude", "manager", "owner", "path", "reason", "rule", "server", "until"];
    assert_eq!(keys, all.map(str::to_owned).into());
}
