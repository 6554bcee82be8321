//! `docs/rules.md` is generated from the table of rules. `UPDATE_DOCS=1 cargo test --test rules_page` updates it.

use std::{env, fs};

use smtp_connection_string::{Diagnostic, Rule, Severity, check};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules.md");

const INTRODUCTION: &str = "\
# Rules

<!-- Generated from src/diagnostic/rule.rs by `UPDATE_DOCS=1 cargo test --test rules_page`. Do not edit. -->

These are the rules of `smtp_connection_string::check` and `smtp-connstr check`. Errors make a connection string \
invalid; warnings and notes do not.

| Rule | Severity | Summary |
|---|---|---|
";

fn page() -> String {
    let row = |rule: &Rule| {
        let summary = escape_markdown(rule.summary());
        format!("| [`{rule}`](#{rule}) | {} | {summary} |", rule.severity())
    };
    let rows: Vec<_> = Rule::ALL.iter().map(row).collect();
    let sections: Vec<_> = Rule::ALL.iter().copied().map(section).collect();
    format!("{INTRODUCTION}{}\n{}", rows.join("\n"), sections.concat())
}

fn section(rule: Rule) -> String {
    let [summary, why, remedy, evidence] =
        [rule.summary(), rule.why(), rule.remedy(), rule.evidence()].map(escape_markdown);
    let example = escape_control_characters(rule.example());
    let findings = findings(rule);
    format!(
        "
## {rule}

**Severity:** {severity}

{summary}

**Why:** {why}

**What to do:** {remedy}

**Evidence:** {evidence}

**Example:**

```text
{example}
```

**Finding:**

```text
{findings}
```
",
        severity = rule.severity(),
    )
}

/// Returns the rendered findings of a rule for its example, without those of other rules.
fn findings(rule: Rule) -> String {
    let report = check(rule.example()).render();
    let mark = format!("{}[{rule}]: ", rule.severity());
    report.trim_end().split("\n\n").filter(|finding| finding.starts_with(&mark)).collect::<Vec<_>>().join("\n\n")
}

/// Escapes the characters with a meaning in Markdown, except in code.
fn escape_markdown(text: &str) -> String {
    let mut escaped = String::new();
    let mut in_code = false;
    for c in text.chars() {
        in_code ^= c == '`';
        if !in_code && matches!(c, '<' | '[' | '_' | '*' | '|' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn escape_control_characters(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if c.is_control() { escaped.extend(c.escape_debug()) } else { escaped.push(c) }
    }
    escaped
}

#[test]
fn page_is_current() {
    let expected = page();
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(PAGE, &expected).unwrap();
    }
    // Git may check the file out with the line endings of Windows.
    let found = fs::read_to_string(PAGE).unwrap().replace("\r\n", "\n");
    let difference = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
    assert!(found == expected, "docs/rules.md is not current, run with UPDATE_DOCS=1; it differs at {difference:?}");
}

#[test]
fn every_rule_has_one_anchor_and_one_link() {
    let page = page();
    for rule in Rule::ALL {
        assert_eq!(page.matches(&format!("\n## {rule}\n")).count(), 1, "{rule}");
        assert_eq!(page.matches(&format!("](#{rule})")).count(), 1, "{rule}");
    }
    assert_eq!(page.lines().filter(|line| line.starts_with('#')).count(), 1 + Rule::ALL.len());
}

#[test]
fn examples_trigger_their_rule_and_no_other_error() {
    for &rule in Rule::ALL {
        let report = check(rule.example());
        assert!(report.diagnostics().iter().any(|found| found.rule() == rule), "{rule}");
        assert_eq!(report.is_valid(), rule.severity() < Severity::Error, "{rule}");
        let mut errors = report.errors().map(Diagnostic::rule);
        assert!(errors.all(|error| error == rule), "{rule}");
    }
}

#[test]
fn only_findings_of_the_rule_are_shown() {
    assert_eq!(
        findings(Rule::NotCanonical),
        "\
note[not-canonical]: the connection string is not in the canonical form that SSIS writes
  |
  | smtpserver=smtp.contoso.com;EnableSsl=True;UseWindowsAuthentication=False
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: run `smtp-connstr fmt` to print the canonical form"
    );
}

#[test]
fn markdown_is_escaped_outside_code() {
    assert_eq!(escape_markdown("a `<b>|` <c>_d|"), r"a `<b>|` \<c>\_d\|");
    assert_eq!(escape_control_characters("a\u{1}é\t"), r"a\u{1}é\t");
}
