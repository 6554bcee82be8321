//! `docs/rules.md` is generated from the tables of rules. `UPDATE_DOCS=1 cargo test -p smtp-connstr --test rules_page`
//! updates it.

// The settings for tests apply only to test functions.
#![allow(clippy::unwrap_used, clippy::panic)]

// The tables are private. Most of what the command line needs is not used here.
#[allow(dead_code, unused_imports, reason = "only the texts are used")]
#[path = "../src/rules/mod.rs"]
mod rules;

use std::{env, fs};

use comrak::Anchorizer;
use rules::{Example, KnownRule};
use smtp_connection_string::check;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/rules.md");

const INTRODUCTION: &str = "\
# Rules

<!-- Generated from src/diagnostic/rule.rs and cli/src/rules by
     `UPDATE_DOCS=1 cargo test -p smtp-connstr --test rules_page`. Do not edit. -->

These are the rules of `smtp-connstr`. `smtp-connstr explain` prints the same texts.

The first table lists the rules about connection strings, which are also those of `smtp_connection_string::check`. Errors \
make a connection string invalid; warnings and notes do not.
";

const FILES: &str = "
The second table lists the rules about files, which only `smtp-connstr scan` has. They depend on the whole project: the \
files of a folder, or of an `.ispac` archive.
";

const SERVERS: &str = "
The third table lists the rules about servers, which only `smtp-connstr probe` has. They depend on the replies of the server \
to this machine. [probe.md](probe.md) explains the verdicts.
";

const HEADER: &str = "
| Rule | Severity | Summary |
|---|---|---|
";

fn page() -> String {
    let table = |is_part: fn(&Example) -> bool| -> String {
        rules::all().filter(|rule| is_part(&rule.example)).map(|rule| row(&rule)).collect()
    };
    let strings = table(|example| matches!(example, Example::ConnectionString(_)));
    let files = table(|example| matches!(example, Example::File(_)));
    let servers = table(|example| matches!(example, Example::None));
    let sections: String = rules::all().map(|rule| section(&rule)).collect();
    format!("{INTRODUCTION}{HEADER}{strings}{FILES}{HEADER}{files}{SERVERS}{HEADER}{servers}{sections}")
}

fn row(rule: &KnownRule) -> String {
    let KnownRule { id, severity, .. } = rule;
    format!("| [`{id}`](#{id}) | {severity} | {} |\n", escape_markdown(rule.summary))
}

fn section(rule: &KnownRule) -> String {
    let KnownRule { id, severity, explanation, .. } = rule;
    let paragraphs: String = explanation.split("\n\n").map(paragraph).collect();
    let example = match rule.example {
        Example::ConnectionString(example) => {
            code("Example", "text", &escape_control_characters(example))
                + &code("Finding", "text", &findings(rule, example))
        }
        Example::None => String::new(),
        Example::File(example) => code("Example", if example.starts_with('<') { "xml" } else { "text" }, example),
    };
    format!("\n## {id}\n\n**Severity:** {severity}\n{paragraphs}{example}")
}

/// Returns a paragraph of an explanation, with its label in bold.
fn paragraph(text: &str) -> String {
    let labels = ["Why:", "What to do:", "Evidence:"];
    match labels.iter().find_map(|label| Some((label, text.strip_prefix(label)?))) {
        Some((label, body)) => format!("\n**{label}**{}\n", escape_markdown(body)),
        None => format!("\n{}\n", escape_markdown(text)),
    }
}

fn code(label: &str, language: &str, text: &str) -> String {
    format!("\n**{label}:**\n\n```{language}\n{text}\n```\n")
}

/// Returns the rendered findings of a rule for its example, without those of other rules.
fn findings(rule: &KnownRule, example: &str) -> String {
    let report = check(example).render();
    let mark = format!("{}[{}]: ", rule.severity, rule.id);
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
    for KnownRule { id, .. } in rules::all() {
        assert_eq!(page.matches(&format!("\n## {id}\n")).count(), 1, "{id}");
        assert_eq!(page.matches(&format!("](#{id})")).count(), 1, "{id}");
    }
    let headings = page.lines().filter(|line| line.starts_with('#')).count();
    assert_eq!(headings, 1 + rules::all().count());
    let is_about_files = |rule: &KnownRule| matches!(rule.example, Example::File(_));
    assert_eq!(rules::all().filter(is_about_files).count(), rules::files::FileRule::ALL.len());
}

/// GitHub builds the anchors of a page from its headings, as comrak does. The URL of a rule ends with the anchor.
#[test]
fn anchors_are_the_ids_of_the_rules() {
    let mut anchorizer = Anchorizer::new();
    let page = page();
    let headings = page.lines().filter(|line| line.starts_with('#'));
    let anchors: Vec<String> = headings.map(|line| anchorizer.anchorize(line.trim_start_matches(['#', ' ']))).collect();
    let ids: Vec<&str> = rules::all().map(|rule| rule.id).collect();
    assert_eq!(anchors[0], "rules");
    assert_eq!(anchors[1..], ids);
    for rule in rules::all() {
        let url = rule.url().to_string();
        assert_eq!(url, format!("{}/blob/main/docs/rules.md#{}", env!("CARGO_PKG_REPOSITORY"), rule.id));
    }
}

/// Each section has four paragraphs, with the labels in their order.
#[test]
fn every_section_has_all_parts() {
    for rule in rules::all() {
        let section = section(&rule);
        let labels = section.lines().filter_map(|line| Some(line.strip_prefix("**")?.split_once(":**")?.0));
        let expected = match rule.example {
            Example::ConnectionString(_) => &["Severity", "Why", "What to do", "Evidence", "Example", "Finding"][..],
            Example::File(_) => &["Severity", "Why", "What to do", "Evidence", "Example"],
            Example::None => &["Severity", "Why", "What to do", "Evidence"],
        };
        assert_eq!(labels.collect::<Vec<_>>(), expected, "{section}");
    }
}

#[test]
fn only_findings_of_the_rule_are_shown() {
    let rule = rules::find("not-canonical").unwrap();
    let Example::ConnectionString(example) = rule.example else { panic!("it is about connection strings") };
    assert_eq!(
        findings(&rule, example),
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
