//! The format `junit`, checked against the schema of the Jenkins plugin xUnit and against its own counts.

use std::collections::{HashMap, HashSet};

use proptest::prelude::Strategy;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use roxmltree::{Document, Node};

use super::tree::{PLAIN, Tree, WRONG, archive, manager, zipped};

const SCHEMA: &str = include_str!("../../schema/junit-10.xsd");

/// What the schema says about an element.
#[derive(Default)]
struct Element {
    attributes: HashSet<String>,
    required: HashSet<String>,
    children: HashSet<String>,
    has_text: bool,
}

/// Reads the elements of the schema. All their contents are lists of elements in any order and number, or text.
fn elements() -> HashMap<String, Element> {
    let schema = Document::parse(SCHEMA).unwrap();
    let is_element = |node: &Node| node.has_tag_name(("http://www.w3.org/2001/XMLSchema", "element"));
    let mut elements = HashMap::new();
    for node in schema.root_element().children().filter(is_element) {
        let mut element = Element { has_text: node.attribute("type") == Some("xs:string"), ..Element::default() };
        for inner in node.descendants() {
            element.has_text |= inner.attribute("mixed") == Some("true");
            element.children.extend(inner.attribute("ref").map(str::to_owned));
            if inner.tag_name().name() == "attribute" {
                let name = inner.attribute("name").unwrap().to_owned();
                if inner.attribute("use") == Some("required") {
                    element.required.insert(name.clone());
                }
                element.attributes.insert(name);
            }
        }
        elements.insert(node.attribute("name").unwrap().to_owned(), element);
    }
    elements
}

#[track_caller]
fn assert_valid(document: &Document<'_>) {
    let elements = elements();
    assert_eq!(document.root_element().tag_name().name(), "testsuites");
    for node in document.root_element().descendants() {
        if node.is_text() {
            let is_blank = node.text().unwrap().trim().is_empty();
            assert!(is_blank || elements[node.parent().unwrap().tag_name().name()].has_text, "{node:?}");
            continue;
        }
        let element = &elements[node.tag_name().name()];
        let attributes: HashSet<String> = node.attributes().map(|attribute| attribute.name().to_owned()).collect();
        assert!(attributes.is_subset(&element.attributes) && attributes.is_superset(&element.required), "{node:?}");
        let is_child = |child: Node| element.children.contains(child.tag_name().name());
        assert!(node.children().filter(Node::is_element).all(is_child), "{node:?}");
        assert!(node.attribute("time").is_none_or(|time| time == "0"));
    }
    for suite in document.root_element().children().filter(Node::is_element) {
        let cases: Vec<Node> = suite.children().filter(Node::is_element).collect();
        let count = |result: &str| cases.iter().filter(|case| child(case, result).is_some()).count().to_string();
        assert_eq!(suite.attribute("tests"), Some(cases.len().to_string().as_str()));
        for (attribute, result) in [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")] {
            assert_eq!(suite.attribute(attribute), Some(count(result).as_str()), "{attribute}");
        }
        for case in &cases {
            // Readers take one result of a case.
            let names: Vec<&str> =
                case.children().filter(Node::is_element).map(|child| child.tag_name().name()).collect();
            let results = names.iter().filter(|name| **name != "system-out").count();
            assert!(results <= 1 && names.len() - results <= 1, "{names:?}");
        }
    }
}

fn child<'a>(node: &Node<'a, 'a>, name: &str) -> Option<Node<'a, 'a>> {
    node.children().find(|child| child.has_tag_name(name))
}

/// Returns the XML of a scan, which is valid.
#[track_caller]
fn scan(tree: &Tree, arguments: &[&str]) -> String {
    let text = String::from_utf8(tree.scan([arguments, &["--format=junit"]].concat()).stdout).unwrap();
    assert_valid(&Document::parse(&text).unwrap());
    text
}

/// Returns the counts of the suites: name, tests, failures, errors, skipped.
fn suites(text: &str) -> Vec<[String; 5]> {
    let document = Document::parse(text).unwrap();
    let suites = document.root_element().children().filter(Node::is_element);
    let row = |suite: Node| {
        ["name", "tests", "failures", "errors", "skipped"].map(|name| suite.attribute(name).unwrap().to_owned())
    };
    suites.map(row).collect()
}

/// Returns the element of a result: its tag, type and message.
fn result(text: &str, name: &str) -> Option<[String; 3]> {
    let document = Document::parse(text).unwrap();
    let case = document.descendants().find(|node| node.attribute("name") == Some(name)).unwrap();
    let found = case.children().find(|child| child.is_element() && !child.has_tag_name("system-out"))?;
    let attribute = |name: &str| found.attribute(name).unwrap_or_default().to_owned();
    Some([found.tag_name().name().to_owned(), attribute("type"), attribute("message")])
}

#[test]
fn output_of_fixtures_is_valid() {
    let tree = Tree::with_fixtures();
    let text = scan(&tree, &["."]);
    let (records, _) = tree.records(&["."]);
    let managers = records.iter().filter(|record| record["type"] == "manager").count();
    let others = records
        .iter()
        .filter(|record| record["type"] != "manager" && !record["diagnostics"].as_array().unwrap().is_empty());
    let tests: usize = suites(&text).iter().map(|[_, tests, ..]| tests.parse::<usize>().unwrap()).sum();
    assert_eq!(tests, managers + others.count());
}

#[test]
fn folder_and_archive_are_suites() {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("A", PLAIN));
    tree.add("b/b.conmgr", manager("B", WRONG));
    tree.add("b/c.ispac", archive());
    tree.add("b/damaged.ispac", "PK");
    tree.add("b/z.dtsx", "<DTS:Executable SMTP");
    let names: Vec<String> = suites(&scan(&tree, &["."])).into_iter().map(|[name, ..]| name).collect();
    assert_eq!(names, [".", "b", "b/c.ispac", "b/damaged.ispac"]);
}

#[test]
fn denied_findings_are_failures() {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("Plain", PLAIN));
    tree.add("b.conmgr", manager("Wrong", WRONG));
    let counts = |arguments: &[&str]| suites(&scan(&tree, arguments)).remove(0).map(|text| text.clone());
    assert_eq!(counts(&["."]), [".", "2", "1", "0", "0"]);
    assert_eq!(counts(&[".", "--deny=warning"]), [".", "2", "2", "0", "0"]);
    assert_eq!(counts(&[".", "--allow=error"]), [".", "2", "0", "0", "0"]);
    let text = scan(&tree, &[".", "--deny=warning"]);
    let expected = ["failure", "invalid-boolean", "invalid boolean"].map(str::to_owned);
    assert_eq!(result(&text, "Wrong"), Some(expected), "{text}");
    let case = text.split("name=\"Plain\"").nth(1).unwrap().split("</testcase>").next().unwrap();
    let (failure, output) = case.split_once("</failure>").unwrap();
    assert!(failure.contains("a.conmgr:7:") && failure.contains(": warning[no-encryption]: "), "{case}");
    assert!(output.contains("note[anonymous-authentication]: ") && !output.contains("warning"), "{case}");
}

#[test]
fn manager_without_findings_passes() {
    let tree = Tree::new();
    tree.add("a.sql", "SELECT 'SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;';");
    tree.add("a.conmgr", manager("Mail", "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;"));
    tree.scan([".", "--write-baseline=base.json"]);
    let text = scan(&tree, &[".", "--baseline=base.json"]);
    assert_eq!(suites(&text)[0][2..], ["0", "0", "0"], "no suppressed finding is denied: {text}");
    assert!(text.contains(" in the baseline or accepted by exceptions\n</system-out>"), "{text}");
}

#[test]
fn suppressed_failures_are_skipped() {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("Wrong", WRONG));
    tree.scan([".", "--write-baseline=base.json"]);
    let text = scan(&tree, &[".", "--baseline=base.json"]);
    // The case of the scan says the same.
    let expected = [[".", "1", "0", "0", "1"], ["smtp-connstr", "1", "0", "0", "0"]];
    assert_eq!(suites(&text), expected.map(|suite| suite.map(str::to_owned)));
    let [kind, _, message] = result(&text, "Wrong").unwrap();
    assert!(kind == "skipped" && message.ends_with(" findings in the baseline or accepted by exceptions"), "{text}");
    // A finding that is not in the baseline counts.
    tree.add("a.conmgr", manager("Wrong", &format!("{WRONG}Port=25;")));
    let text = scan(&tree, &[".", "--baseline=base.json"]);
    assert_eq!(suites(&text)[0], [".", "1", "1", "0", "0"].map(str::to_owned), "{text}");
}

#[test]
fn unreadable_file_is_an_error() {
    let tree = Tree::new();
    tree.add("a.dtsx", "<DTS:Executable SMTP");
    tree.add("b.conmgr", manager("Mail", PLAIN));
    // The policy cannot allow it.
    let text = scan(&tree, &[".", "--allow=error"]);
    assert_eq!(suites(&text), [[".", "2", "0", "1", "0"].map(str::to_owned)]);
    assert!(text.contains("<error type=\"unreadable-file\" message=\"malformed XML: "), "{text}");
}

/// Without this, the report of an incomplete scan would be an all-clear.
#[test]
fn incomplete_scan_is_an_error() {
    for (arguments, message) in [(&["."][..], "no files were read: "), (&["gone", "a.conmgr"], "1 missing path")] {
        let tree = Tree::new();
        if arguments.len() > 1 {
            tree.add("a.conmgr", manager("Mail", PLAIN));
        }
        let text = scan(&tree, arguments);
        assert_eq!(*suites(&text).last().unwrap(), ["smtp-connstr", "1", "0", "1", "0"].map(str::to_owned));
        let [kind, _, found] = result(&text, "scan").unwrap();
        assert!(kind == "error" && found.starts_with(message), "{text}");
    }
    assert_eq!(suites(&scan(&Tree::new(), &[".", "--allow-empty"])).len(), 0);
}

#[test]
fn at_most_20_findings_are_listed_per_case() {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("Mail", &format!("{}EnableSsl=False", "x;".repeat(2000))));
    let text = scan(&tree, &["."]);
    assert_eq!(text.matches("error[missing-equals]: ").count(), 20);
    let [_, _, message] = result(&text, "Mail").unwrap();
    let more: usize = message.split(" (and ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(more >= 1999, "{message}");
    assert!(text.contains(&format!("\nand {} more findings\n</failure>", more - 19)), "{text}");
}

#[test]
fn names_are_text_in_xml() {
    let mut runner = TestRunner::deterministic();
    let part =
        "[<>&\"' a]|\\]\\]>|<!--|-->|&#1;|&lt;|<!\\[CDATA\\[|\u{fffd}|\n|\t|\u{202e}|\u{2028}|\u{e000}|\u{10ffff}|\\PC";
    let random = proptest::string::string_regex(&format!("a({part}){{1,8}}b")).unwrap();
    let mut names: Vec<String> = (0..80).map(|_| random.new_tree(&mut runner).unwrap().current()).collect();
    names.push("a]]></failure><failure>&amp;\"b".to_owned());
    let tree = Tree::new();
    for (number, name) in names.iter().enumerate() {
        let file = if cfg!(unix) { name.replace(['/', '\0'], "_") } else { "a".to_owned() };
        let entry = format!("{name}.conmgr");
        tree.add(&format!("{number}/{file}.conmgr"), manager(name, WRONG));
        tree.add(&format!("{number}/{file}.ispac"), zipped(&[(&entry, &manager(name, WRONG))]));
    }
    let text = scan(&tree, &["."]);
    assert_eq!(suites(&text).len(), 2 * names.len());
    assert_eq!(text.matches("<failure ").count(), 2 * names.len());
    let document = Document::parse(&text).unwrap();
    let last = names.last().unwrap();
    assert_eq!(document.descendants().filter(|node| node.attribute("name") == Some(last)).count(), 2);
}
