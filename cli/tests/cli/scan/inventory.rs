//! The inventory: connection managers, the tasks that use them, their copies and their effective values.

mod configurations;
mod copies;
mod documents;
mod expressions;
mod records;
mod secrets;
mod tasks;
mod totals;
mod values;

use serde_json::Value;

use super::tree::Tree;

/// A scan of a folder.
struct Inventory {
    records: Vec<Value>,
    summary: Value,
}

impl Inventory {
    fn of(tree: &Tree) -> Self {
        Self::with(tree, &["."])
    }

    fn with(tree: &Tree, arguments: &[&str]) -> Self {
        let output = tree.scan(arguments.iter().copied().chain(["--format=json"]));
        let text = String::from_utf8(output.stdout).unwrap();
        let (mut records, mut summary) = (Vec::new(), Value::Null);
        for line in text.lines() {
            let record: Value = serde_json::from_str(line).unwrap();
            if record["type"] == "summary" { summary = record } else { records.push(record) }
        }
        Self { records, summary }
    }

    /// Returns the records of a type.
    fn all(&self, kind: &str) -> Vec<&Value> {
        self.records.iter().filter(|record| record["type"] == kind).collect()
    }

    /// Returns the only connection manager.
    #[track_caller]
    fn manager(&self) -> &Value {
        let managers = self.all("manager");
        assert_eq!(managers.len(), 1, "{:?}", self.records);
        managers[0]
    }

    /// Returns the only connection manager with a name.
    #[track_caller]
    fn named(&self, name: &str) -> &Value {
        let managers = self.all("manager");
        let managers: Vec<_> = managers.into_iter().filter(|manager| manager["name"] == name).collect();
        assert_eq!(managers.len(), 1, "{name}: {:?}", self.records);
        managers[0]
    }
}

/// Returns the rules of the findings of a record, sorted, without those that most strings have.
fn rules(record: &Value) -> Vec<&str> {
    let diagnostics = record["diagnostics"].as_array().unwrap();
    let rules = diagnostics.iter().map(|diagnostic| diagnostic["rule"].as_str().unwrap());
    let mut rules: Vec<_> =
        rules.filter(|rule| !["anonymous-authentication", "unused-manager"].contains(rule)).collect();
    rules.sort_unstable();
    rules
}

/// Returns the effective server, whether it uses TLS, and the reasons why this is not certain.
fn effective(manager: &Value) -> (Option<&str>, Option<bool>, Vec<&str>) {
    let value = &manager["effective"];
    let because: Vec<_> =
        manager["because"].as_array().unwrap().iter().map(|reason| reason.as_str().unwrap()).collect();
    assert_eq!(manager["certain"], because.is_empty());
    (value["server"].as_str(), value["enable_ssl"].as_bool(), because)
}
