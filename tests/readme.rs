//! Checks what the README says about rules. Its examples are run as doctests.

use std::collections::BTreeSet;

use smtp_connection_string::{Rule, Severity};

const README: &str = include_str!("../README.md");
const RULES: &str = include_str!("../docs/rules.md");

/// The first two cells of the table rows that begin with a name in code.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    README.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
        Some((name, rest.split_once(" |")?.0))
    })
}

#[test]
fn severities_in_tables_are_current() {
    for (name, severity) in rows().filter(|(_, cell)| cell.parse::<Severity>().is_ok()) {
        let rule: Rule = name.parse().unwrap_or_else(|_| panic!("the README has a table row for {name}"));
        assert_eq!(severity, rule.severity().as_str(), "{rule}");
    }
}

#[test]
fn links_to_rules_have_an_anchor() {
    let headings: BTreeSet<_> = RULES.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let links = README.split("docs/rules.md#").skip(1).map(|rest| rest.split(')').next().unwrap());
    for link in links {
        assert!(headings.contains(link), "docs/rules.md has no heading {link}");
    }
}
