//! The set for SMTP strings. It is generated from the examples of `grammar.md` and of the rules:
//! `UPDATE_CONFORMANCE=1 cargo test --test conformance smtp`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::{env, fs};

use serde_json::{Value, json};
use smtp_connection_string::{Rule, Severity, check};

use crate::examples::{blocks, sides, unescaped};

/// A string and what `grammar.md` says about it.
struct Case {
    input: String,
    /// The rules of the errors, in order, or the canonical form.
    verdict: Result<Option<String>, Vec<String>>,
}

/// A file of the set: its name, its description, and its cases.
struct Theme {
    name: &'static str,
    description: &'static str,
    cases: Vec<Case>,
}

fn accepted(heading: &str) -> Vec<Case> {
    blocks(heading, "accepted").into_iter().map(|line| Case { input: unescaped(line), verdict: Ok(None) }).collect()
}

fn refused(heading: &str) -> Vec<Case> {
    let case = |line| {
        let (input, rules) = sides(line);
        Case { input, verdict: Err(rules.split(", ").map(str::to_owned).collect()) }
    };
    blocks(heading, "refused").into_iter().map(case).collect()
}

fn canonical() -> Vec<Case> {
    let case = |line| {
        let (input, canonical) = sides(line);
        Case { input, verdict: Ok(Some(canonical.to_owned())) }
    };
    blocks("The canonical form", "canonical").into_iter().map(case).collect()
}

/// Like [`refused`], but each rule is followed by its span.
fn recovery() -> Vec<Case> {
    let case = |line| {
        let (input, found) = sides(line);
        let rules = found.split(", ").map(|found| found.split(' ').next().unwrap().to_owned()).collect();
        Case { input, verdict: Err(rules) }
    };
    blocks("Recovery", "found").into_iter().map(case).collect()
}

/// The examples of the rules. `tests/rule_examples.rs` checks that an example has its rule and no other error.
fn examples(is_part: fn(Severity) -> bool) -> Vec<Case> {
    let rules = Rule::ALL.iter().filter(|rule| is_part(rule.severity()));
    let case = |rule: &Rule| {
        let errors: Vec<_> = check(rule.example()).errors().map(|error| error.rule().to_string()).collect();
        let verdict = if errors.is_empty() { Ok(None) } else { Err(errors) };
        Case { input: rule.example().to_owned(), verdict }
    };
    rules.map(case).collect()
}

fn themes() -> Vec<Theme> {
    let both = |heading| accepted(heading).into_iter().chain(refused(heading)).collect();
    let theme = |name, description, cases| Theme { name, description, cases };
    vec![
        theme("server", "The values of `SmtpServer`.", both("`SmtpServer`")),
        theme("authentication", "The values of `UseWindowsAuthentication`.", both("`UseWindowsAuthentication`")),
        theme("encryption", "The values of `EnableSsl`.", both("`EnableSsl`")),
        theme("timeout", "The values of `Timeout`.", both("`Timeout`")),
        theme("keywords", "Keywords other than the four properties.", refused("Other keywords")),
        theme("canonical", "The canonical form.", canonical()),
        theme("recovery", "The errors after a syntax error.", recovery()),
        theme("errors", "An example of each error.", examples(|severity| severity == Severity::Error)),
        theme("advice", "An example of each warning and note.", examples(|severity| severity != Severity::Error)),
    ]
}

/// A name made of the letters and digits of the input, and a number if that is not unique.
fn id(theme: &str, input: &str, used: &mut BTreeSet<String>) -> String {
    let words = input.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    let name = format!("{theme}/{}", if words.is_empty() { "punctuation" } else { &words });
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let id = std::iter::once(name.clone()).chain(numbered).find(|id| !used.contains(id)).unwrap();
    used.insert(id.clone());
    id
}

fn case(id: &str, Case { input, verdict }: &Case) -> Value {
    // Compares the library with the independent implementation of the rules, which makes all members below certain.
    properties::meaning(input);
    let report = check(input);
    let ids = |severity| -> Vec<_> {
        let found = report.diagnostics().iter().filter(|found| found.severity() == severity);
        found.map(|found| found.rule().to_string()).collect()
    };
    let mut case = json!({ "id": id, "description": "", "input": input, "valid": verdict.is_ok() });
    case["description"] = match verdict {
        Ok(_) => "Valid.".into(),
        Err(rules) => {
            let summary = |rule: &String| rule.parse::<Rule>().unwrap().summary();
            rules.iter().map(summary).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ").into()
        }
    };
    match verdict {
        Ok(expected) => {
            let canonical = report.connection().unwrap_or_else(|| panic!("{input:?} is valid")).to_string();
            assert!(expected.as_ref().is_none_or(|expected| *expected == canonical), "{input:?}: {canonical}");
            case["canonical"] = canonical.into();
        }
        Err(rules) => {
            assert_eq!(ids(Severity::Error), *rules, "{input:?}");
            case["errors"] = rules.clone().into();
        }
    }
    case["warnings"] = ids(Severity::Warning).into();
    case["notes"] = ids(Severity::Note).into();
    case
}

/// Formats a theme with one member of a case per line, in ASCII, like `conformance/generate/cases.py`.
fn formatted(theme: &Theme) -> String {
    let mut used = BTreeSet::new();
    let mut text = String::from("{\n");
    let head = json!({ "theme": theme.name, "description": theme.description });
    writeln!(text, "  \"$schema\": \"../schema.json\",\n{}", members(&head, "  ", &["theme", "description"]) + ",")
        .unwrap();
    text.push_str("  \"cases\": [\n");
    let order = ["id", "description", "input", "valid", "canonical", "errors", "warnings", "notes"];
    let cases = theme.cases.iter().map(|each| case(&id(theme.name, &each.input, &mut used), each));
    let cases = cases.map(|case| format!("    {{\n{}\n    }}", members(&case, "      ", &order)));
    text.push_str(&cases.collect::<Vec<_>>().join(",\n"));
    text.push_str("\n  ]\n}\n");
    text
}

fn members(object: &Value, indent: &str, order: &[&str]) -> String {
    let present = order.iter().filter_map(|name| Some((name, object.get(name)?)));
    let lines = present.map(|(name, value)| format!("{indent}\"{name}\": {}", ascii(&spaced(value))));
    lines.collect::<Vec<_>>().join(",\n")
}

/// A list with a space after each comma.
fn spaced(value: &Value) -> String {
    match value.as_array() {
        Some(items) => format!("[{}]", items.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")),
        None => value.to_string(),
    }
}

/// Escapes everything that is not visible ASCII, as UTF-16 units.
fn ascii(json: &str) -> String {
    let mut text = String::new();
    for c in json.chars() {
        if (' '..='~').contains(&c) {
            text.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(text, "\\u{unit:04x}").unwrap();
            }
        }
    }
    text
}

#[test]
fn smtp_set_is_generated_from_the_grammar() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/conformance/smtp");
    let themes = themes();
    for theme in &themes {
        let path = format!("{folder}/{}.json", theme.name);
        let expected = formatted(theme);
        if env::var_os("UPDATE_CONFORMANCE").is_some() {
            fs::create_dir_all(folder).unwrap();
            fs::write(&path, &expected).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            committed == expected,
            "{path} is not up to date: UPDATE_CONFORMANCE=1 cargo test --test conformance smtp"
        );
    }
    let names: BTreeSet<_> = themes.iter().map(|theme| theme.name.to_owned()).collect();
    assert!(crate::cases::themes("smtp").keys().eq(&names), "a file in {folder} is not generated");
}
