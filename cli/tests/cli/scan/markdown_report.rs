//! The Markdown report, rendered as GitHub does.

use comrak::{Options, markdown_to_html};
use scraper::{ElementRef, Html, Selector};

use super::html_report::{RULES, report_tree};
use super::tree::{Tree, manager};

/// The elements of a report.
const ELEMENTS: [&str; 16] = [
    "html", "a", "h2", "h3", "h4", "p", "ul", "li", "strong", "code", "details", "summary", "table", "thead", "tbody",
    "tr",
];

/// The maximum size of the summary of a step in GitHub Actions.
const MAX_SIZE: usize = 1 << 20;

fn text(tree: &Tree) -> String {
    String::from_utf8(tree.scan([".", "--format=markdown"]).stdout).unwrap()
}

fn rendered(text: &str) -> Html {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    // The `details` elements. GitHub also removes dangerous ones.
    options.render.r#unsafe = true;
    Html::parse_fragment(&markdown_to_html(text, &options))
}

fn all<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

/// Returns all text that is not in code.
fn prose(html: &Html) -> String {
    let is_code = |node: &scraper::Node| node.as_element().is_some_and(|element| element.name() == "code");
    let texts = html.tree.nodes().filter(|node| !node.ancestors().any(|ancestor| is_code(ancestor.value())));
    texts.filter_map(|node| node.value().as_text().map(|text| text.to_string())).collect()
}

#[test]
fn names_are_only_in_code() {
    let tree = report_tree();
    if cfg!(unix) {
        tree.add("<b>|`@octocat #1\\|*x*.conmgr", manager("Mail", "SmtpServer=a"));
    }
    let html = rendered(&text(&tree));
    for element in all(&html, "*") {
        let name = element.value().name();
        assert!(ELEMENTS.contains(&name) || ["th", "td"].contains(&name), "{name}");
        if name == "a" {
            // The only links are those of the rules.
            let text: String = element.text().collect();
            assert_eq!(element.attr("href").unwrap(), format!("{RULES}{text}"));
        } else {
            assert_eq!(element.value().attrs().count(), 0, "{name}");
        }
    }
    let prose = prose(&html);
    assert!(!prose.contains(['@', '#', '|', '<', '`', '\\']), "{prose}");
    for word in ["octocat", "alert", "example.org", "evil", "bold"] {
        assert!(!prose.contains(word), "{word}");
    }
    let code: Vec<String> = all(&html, "code").iter().map(|element| element.text().collect()).collect();
    for name in ["<script>alert(1)</script>", "`code` **bold**", "#1 https://example.org www.example.org"] {
        assert!(code.iter().any(|text| text == name), "{name}: {code:#?}");
    }
}

/// A pipe in a name does not end a cell.
#[test]
fn rows_have_as_many_cells_as_their_table() {
    let html = rendered(&text(&report_tree()));
    let tables = all(&html, "table");
    assert!(tables.len() > 4);
    for table in tables {
        let count = |cells: &str, row: ElementRef<'_>| row.select(&Selector::parse(cells).unwrap()).count();
        let heads = count("th", table);
        for row in table.select(&Selector::parse("tbody tr").unwrap()) {
            assert_eq!(count("td", row), heads);
            assert!(row.text().any(|text| !text.trim().is_empty()));
        }
    }
    let names: Vec<String> = all(&html, "td:first-child code").iter().map(|element| element.text().collect()).collect();
    // A backslash before a pipe is doubled, because a table has no other way to write it.
    assert!(names.iter().any(|name| name == "a|b\\\\|c\\"), "{names:#?}");
}

#[test]
fn report_begins_with_the_answer() {
    let tree = Tree::with_files(&["a.conmgr"]);
    let expected = "## No package sends mail\n\n1 SMTP connection manager in 0 packages: 0 errors, 1 warning and 1 note.\n\n\
        ### Servers\n\n\
        | Server | Connection managers | Packages | Tasks | TLS | Authentication |\n\
        | --- | --- | --- | --- | --- | --- |\n\
        | `smtp.contoso.com` | 1 | 0 | 0 | no | anonymous |\n\n\
        ### What to do\n\n\
        #### Switch this connection manager to TLS\n\n\
        warning ([`no-encryption`](RULES#no-encryption)): Write `EnableSsl=True` if the server offers STARTTLS on port 25.";
    let text = text(&tree);
    assert!(text.starts_with(&expected.replace("RULES#", RULES)), "{text}");
}

#[test]
fn only_the_first_places_of_an_action_are_listed() {
    let names: Vec<String> = (0..9).map(|number| format!("{number}.conmgr")).collect();
    let tree = Tree::with_files(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let text = text(&tree);
    assert!(text.contains("#### Switch these 9 connection managers to TLS\n"), "{text}");
    assert!(text.contains("- `Mail` in `4.conmgr:7:84`\n- and 4 more\n\n"), "{text}");
    assert_eq!(text.matches("| `Mail` | `").count(), 9, "the table has all");
}

/// GitHub rejects a larger summary as a whole.
#[test]
fn report_is_at_most_1_mib() {
    let tree = Tree::new();
    let one = manager(&"€|".repeat(80), "SmtpServer=a;b").replace("<?xml version=\"1.0\"?>", "");
    tree.add("a.dtsx", format!("<p xmlns:DTS=\"www.microsoft.com/SqlServer/Dts\">{}</p>", one.repeat(2500)));
    let text = text(&tree);
    assert!(text.len() > MAX_SIZE / 2 && text.len() <= MAX_SIZE, "{}", text.len());
    assert!(text.contains(" more rows omitted, because the size of a summary is limited to 1 MiB.*\n"));
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
    assert!(text.trim_end().ends_with("--format=markdown`"));
}
