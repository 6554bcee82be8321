//! The HTML report: the same numbers as in JSON, valid markup, and nothing from a file that has an effect.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use super::tree::{Tree, fixtures, manager, records, summary};

/// The elements of a report.
const ELEMENTS: &str = "a article bdi body code dd desc details div dl dt figcaption figure footer h1 h2 h3 head \
    header html i li main meta nav p rect script section span strong style summary svg table tbody td th thead title tr ul wbr";

/// Creates a tree of the fixtures for reports: packages, tasks, and names that look like markup.
pub(super) fn report_tree() -> Tree {
    let tree = Tree::new();
    let root = fixtures().join("report");
    for folder in ["billing", "warehouse", "hostile"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap().map(Result::unwrap) {
            let name = entry.file_name();
            tree.add(&format!("{folder}/{}", name.to_str().unwrap()), std::fs::read(entry.path()).unwrap());
        }
    }
    tree
}

fn text(tree: &Tree, arguments: &[&str]) -> String {
    String::from_utf8(tree.scan([".", "--format=html"].iter().chain(arguments)).stdout).unwrap()
}

/// The page with the rules.
pub(super) const RULES: &str =
    "https://github.com/smtp-connection-string/smtp-connection-string/blob/main/docs/rules.md#";

/// Parses a report as a browser does, and fails on any error.
#[track_caller]
fn parse(text: &str) -> Html {
    let html = Html::parse_document(text);
    assert!(html.errors.is_empty(), "{:?}", html.errors);
    html
}

fn all<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

fn texts(html: &Html, selector: &str) -> Vec<String> {
    all(html, selector).iter().map(|element| element.text().collect()).collect()
}

/// Returns the cells of the rows of a table.
fn rows(html: &Html, table: &str) -> Vec<Vec<String>> {
    let cell = Selector::parse("th, td").unwrap();
    let cells = |row: ElementRef<'_>| row.select(&cell).map(|cell| cell.text().collect()).collect();
    all(html, &format!("table.{table} tbody tr")).into_iter().map(cells).collect()
}

/// Returns how many of all have a value, from a cell like `yes` or `2 yes, 1 no`.
fn share(cell: &str, value: &str, all: u64) -> u64 {
    if cell == value {
        return all;
    }
    let part = cell.split(", ").find_map(|part| part.strip_suffix(value)?.trim().parse().ok());
    part.unwrap_or_default()
}

#[test]
fn numbers_equal_those_of_json() {
    let other = Tree::with_files(&["a.conmgr", "b.conmgr"]);
    for tree in [report_tree(), Tree::with_fixtures(), other, Tree::new()] {
        let html = parse(&text(&tree, &[]));
        let output = tree.scan([".", "--format=json"]);
        let (records, summary) = (records(&output), summary(&output));
        let of_type = |name| records.iter().filter(|record| record["type"] == name).collect::<Vec<_>>();

        for id in ["packages", "packages_that_mail", "in_cleartext", "anonymous"] {
            assert_eq!(texts(&html, &format!("#{id}")), [summary[id].to_string()], "{id}");
        }
        let managers = of_type("manager");
        assert_eq!(texts(&html, "#managers"), [managers.len().to_string()]);
        let servers = summary["servers"].as_array().unwrap();
        let known = servers.iter().filter(|server| server["server"].is_string()).count();
        assert_eq!(texts(&html, "#servers"), [known.to_string()]);

        let shown = rows(&html, "servers");
        assert_eq!(shown.len(), servers.len());
        for (row, server) in shown.iter().zip(servers) {
            assert_eq!(row[0], server["server"].as_str().unwrap_or("(not known)"));
            for (cell, key) in row[1..].iter().zip(["managers", "packages", "tasks"]) {
                assert_eq!(*cell, server[key].to_string(), "{key}");
            }
            let all = server["managers"].as_u64().unwrap();
            assert_eq!(share(&row[4], "yes", all), server["tls"].as_u64().unwrap(), "{row:?}");
            assert_eq!(share(&row[5], "Windows", all), server["windows"].as_u64().unwrap(), "{row:?}");
        }

        let shown = rows(&html, "managers");
        assert_eq!(shown.len(), managers.len());
        for (row, manager) in shown.iter().zip(&managers) {
            let effective = &manager["effective"];
            let tls = match effective["enable_ssl"].as_bool() {
                Some(true) => "yes",
                Some(false) => "no",
                None => "not known",
            };
            let authentication = match effective["authentication"].as_str() {
                Some("windows") => "Windows",
                other => other.unwrap_or("not known"),
            };
            assert!(row[1].starts_with(effective["server"].as_str().unwrap_or("not known")), "{row:?}");
            assert_eq!((row[2].as_str(), row[3].as_str()), (tls, authentication), "{row:?}");
            assert_eq!(row[4] == "yes", manager["certain"].as_bool().unwrap(), "{row:?}");
            assert_eq!(row[5] == "no task", manager["used_by"] == Value::Array(Vec::new()), "{row:?}");
        }
        assert_eq!(rows(&html, "packages").len() as u64, summary["packages_that_mail"].as_u64().unwrap());
        assert_eq!(rows(&html, "strings").len(), of_type("string").len());
        assert_eq!(rows(&html, "tasks").len(), of_type("task").len());
        assert_eq!(rows(&html, "findings").len() + rows(&html, "unread").len(), of_type("file").len());
    }
}

#[test]
fn headline_is_that_of_the_human_output() {
    for tree in [report_tree(), Tree::with_files(&["a.conmgr"])] {
        let human = String::from_utf8(tree.scan(["."]).stdout).unwrap();
        let html = parse(&text(&tree, &[]));
        assert_eq!(
            texts(&html, "h1")[0].split_whitespace().collect::<Vec<_>>().join(" "),
            human.lines().next().unwrap()
        );
    }
}

/// What to do is grouped by rule, and the places are counted by record.
#[test]
fn actions_are_grouped_most_severe_first() {
    let html = parse(&text(&report_tree(), &[]));
    let titles = texts(&html, "#actions h3");
    assert_eq!(titles[0], "Select a connection manager in these 16 Send Mail tasks");
    assert!(
        titles.contains(&"Switch these 19 connection managers and 1 connection string to TLS".to_owned()),
        "{titles:?}"
    );
    let title = "Remove the login from this connection manager: Basic authentication is not supported";
    assert!(titles.iter().any(|other| other == title), "{titles:?}");
    let severities = texts(&html, "article .badge");
    let warning = severities.iter().position(|severity| severity == "warning").unwrap();
    assert!(severities[..warning].iter().all(|severity| severity == "error"));
    assert!(severities[warning..].iter().all(|severity| severity == "warning"));
    assert!(all(&html, "article").iter().all(|card| card.text().collect::<String>().contains("place")));
}

/// Links lead to rows and actions that exist, and no id occurs twice.
#[test]
fn links_lead_to_an_element() {
    let html = parse(&text(&report_tree(), &[]));
    let ids: Vec<&str> = all(&html, "[id]").iter().filter_map(|element| element.attr("id")).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len());
    let links = all(&html, "a");
    assert!(links.len() > 50);
    for link in &links {
        let target = link.attr("href").unwrap();
        if let Some(rule) = target.strip_prefix(RULES) {
            assert_eq!(link.text().collect::<String>(), rule);
            continue;
        }
        assert!(unique.contains(target.strip_prefix('#').unwrap()), "{target}");
    }
    assert!(links.iter().any(|link| link.attr("href").unwrap().starts_with(RULES)));
    for attribute in ["aria-labelledby", "aria-describedby"] {
        for element in all(&html, &format!("[{attribute}]")) {
            assert!(unique.contains(element.attr(attribute).unwrap()));
        }
    }
}

#[test]
fn names_that_look_like_markup_are_text() {
    let tree = report_tree();
    let names = ["<b onclick=alert(1)>.conmgr", "\"><script>alert(1)</script>\u{202e}.conmgr"];
    if cfg!(unix) {
        for name in names {
            // A `/` cannot be in a file name.
            tree.add(&name.replace('/', "\u{2044}"), manager("Mail", "SmtpServer=<script>;x=<img>"));
        }
    }
    let html = parse(&text(&tree, &[]));
    let elements: BTreeSet<&str> = ELEMENTS.split_whitespace().collect();
    for element in all(&html, "*") {
        assert!(elements.contains(element.value().name()), "{}", element.value().name());
        for (attribute, _) in element.value().attrs() {
            assert!(!attribute.starts_with("on") && !["style", "src"].contains(&attribute), "{attribute}");
        }
    }
    assert_eq!((all(&html, "script").len(), all(&html, "style").len()), (1, 1));
    let shown = texts(&html, ".managers bdi").join("\n");
    for name in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "]]>-->",
        "\\u{202e}evil\\u{2066}",
        "\\u{200b}zero\\u{200d}",
        "שלום",
        "&lt;b&gt;&amp;",
        "</style></title><b>",
    ] {
        // A name with a `=` is redacted.
        assert!(shown.contains(name) || name.contains('='), "{name}\n{shown}");
    }
    let text = text(&tree, &[]);
    assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{200d}']));
}

#[test]
fn page_is_self_contained() {
    let text = text(&report_tree(), &[]);
    let html = parse(&text);
    let policy = all(&html, "meta[http-equiv]")[0].attr("content").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    for scheme in ["http:", "https:", "//fonts", "@import", "url("] {
        // The hostile names contain an address as text. A link loads nothing until someone follows it.
        let without_names = text.replace("https://example.org", "").replace(RULES, "");
        assert!(!without_names.contains(scheme), "{scheme}");
    }
    assert_eq!(all(&html, "html")[0].attr("lang"), Some("en"));
    assert!(all(&html, "th").iter().all(|head| matches!(head.attr("scope"), Some("row" | "col"))));
    assert!(all(&html, "svg").iter().all(|svg| svg.attr("role") == Some("img") && svg.text().next().is_some()));
}

#[test]
fn secrets_and_addresses_are_not_shown() {
    let tree = report_tree();
    for format in ["html", "markdown"] {
        let text = String::from_utf8(tree.scan([".", "--format", format]).stdout).unwrap();
        for canary in ["canary", "hunter2", "noreply", "joe", "a@b.example"] {
            assert!(!text.contains(canary), "{canary} in {format}");
        }
        assert!(text.contains("basic-authentication") && text.contains("credential-in-script"), "{format}");
    }
    assert!(text(&tree, &[]).contains("SmtpServer=smtp.gmail.com;Password=***;EnableSsl=True"));
}

#[test]
fn findings_in_the_baseline_are_counted_and_not_shown() {
    let tree = Tree::with_files(&["a.conmgr"]);
    tree.scan([".", "--write-baseline", "base.json", "-q"]);
    let html = parse(&text(&tree, &["--baseline", "base.json"]));
    assert!(texts(&html, "#actions")[0].contains("in the baseline are not shown"));
    assert_eq!((all(&html, "article").len(), all(&html, ".badge").len()), (0, 0));
    assert_eq!(rows(&html, "managers")[0][6], "none");
    let text = String::from_utf8(tree.scan([".", "--format=markdown", "--baseline=base.json"]).stdout).unwrap();
    assert!(text.contains("in the baseline not shown.") && !text.contains("no-encryption"), "{text}");
}

#[test]
fn command_line_is_shown_without_paths_that_could_be_secrets() {
    let tree = Tree::with_files(&["a.conmgr"]);
    let output = tree.scan(["a.conmgr", "Password=hunter2", "--format", "html", "--deny=no-encryption"]);
    let html = parse(std::str::from_utf8(&output.stdout).unwrap());
    let command = "smtp-connstr scan a.conmgr *** --format html --deny=no-encryption";
    assert_eq!(texts(&html, "footer code")[0], command);
    assert!(texts(&html, "#unread")[0].contains("1 path on the command line could not be found."));
}
