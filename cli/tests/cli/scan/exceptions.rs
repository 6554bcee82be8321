//! Accepted risks: the exceptions in `smtp-connstr.toml`.

use serde_json::{Value, json};

use super::tree::{PLAIN, Tree, WRONG, archive, manager, summary};

/// A day on which the exceptions of these tests apply.
const TODAY: &str = "--today=2027-01-01";

/// Returns settings with one exception, which has these lines and everything that is required.
fn exception(lines: &str) -> String {
    format!("[[exception]]\n{lines}\nreason = 'relay on the same rack'\nowner = 'dba@contoso.com'\n")
}

/// Returns the findings of a JSON report as `file rule`: those that an exception accepts, and the others.
fn findings(report: &[Value]) -> [Vec<String>; 2] {
    ["accepted", "other"].map(|kind| {
        let mut found = Vec::new();
        for record in report {
            for finding in record["diagnostics"].as_array().unwrap() {
                if (finding["suppressed"] == "exception") == (kind == "accepted") {
                    let [file, rule] = [&record["file"], &finding["rule"]].map(|value| value.as_str().unwrap());
                    found.push(format!("{file} {rule}"));
                }
            }
        }
        found
    })
}

/// Checks which findings of `no-encryption` an exception with these lines accepts in the tree of [`tree`].
#[track_caller]
fn accepts(lines: &str, expected: &[&str]) {
    let tree = tree();
    tree.add("smtp-connstr.toml", exception(lines));
    let (report, code) = tree.records(&[".", "--deny=no-encryption", TODAY]);
    let [accepted, others] = findings(&report);
    let accepted: Vec<&str> = accepted.iter().filter_map(|found| found.strip_suffix(" no-encryption")).collect();
    assert_eq!(accepted, expected, "{lines}");
    let others = others.iter().filter(|found| found.ends_with(" no-encryption")).count();
    assert_eq!((others, code), (3 - expected.len(), i32::from(expected.len() < 3)), "{lines}");
}

fn tree() -> Tree {
    let tree = Tree::new();
    tree.add("a/x.conmgr", manager("SMTP A", PLAIN));
    tree.add("a/b/y.conmgr", manager("SMTP B", &PLAIN.replace("smtp.", "Mail.Internal.")));
    tree.add("z.sql", format!("SELECT '{PLAIN}';"));
    tree
}

#[test]
fn every_kind_of_condition_selects_findings() {
    accepts("rule = 'no-encryption'", &["z.sql", "a/x.conmgr", "a/b/y.conmgr"]);
    accepts("rule = ['invalid-boolean', 'not-canonical']", &[]);
    accepts("path = 'a/**'", &["a/x.conmgr", "a/b/y.conmgr"]);
    accepts("path = 'A/*'", &["a/x.conmgr"]);
    accepts("path = ['z.sql', 'a/b/*.conmgr']", &["z.sql", "a/b/y.conmgr"]);
    accepts("manager = 'smtp ?'", &["a/x.conmgr", "a/b/y.conmgr"]);
    accepts("server = '*.internal.contoso.com'", &["a/b/y.conmgr"]);
    accepts("server = 'smtp.contoso.com'", &["z.sql", "a/x.conmgr"]);
    accepts("server = 'smtp.contoso.com'\nmanager = 'SMTP*'\nrule = 'no-encryption'", &["a/x.conmgr"]);
    accepts("server = 'smtp.contoso.com'\nuntil = 2027-01-01", &["z.sql", "a/x.conmgr"]);
    accepts("server = 'smtp.contoso.com'\nuntil = 2026-12-31", &[]);
}

#[test]
fn entry_of_an_archive_is_selected() {
    let tree = Tree::new();
    tree.add("a.ispac", archive());
    let all = tree.records(&["."]).0;
    let entry = all.iter().filter(|record| record["type"] == "manager").find_map(|record| record["entry"].as_str());
    let entry = entry.unwrap();
    tree.add("smtp-connstr.toml", exception(&format!("path = 'a.ispac!/{entry}'")));
    let (report, _) = tree.records(&[".", TODAY]);
    for record in &report {
        for finding in record["diagnostics"].as_array().unwrap() {
            let is_accepted = record["entry"] == entry && finding["rule"] != "unreadable-file";
            assert_eq!(finding["suppressed"] == "exception", is_accepted, "{record}");
        }
    }
    tree.add("smtp-connstr.toml", exception("path = 'a.ispac'"));
    assert!(!findings(&tree.records(&[".", TODAY]).0)[0].is_empty());
}

#[test]
fn human_output_hides_and_counts_accepted_findings() {
    let tree = tree();
    tree.add("smtp-connstr.toml", exception("path = 'a/**'"));
    let output = tree.scan([".", TODAY]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("a/x.conmgr:") && text.contains("z.sql:1:"), "{text}");
    assert!(text.contains("\n4 findings accepted by exceptions\n"), "{text}");
    assert!(text.contains("\nsettings from smtp-connstr.toml\n"), "{text}");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn ended_exception_is_named_at_its_findings() {
    let tree = tree();
    tree.add("smtp-connstr.toml", exception("path = 'z.sql'\nuntil = 2027-03-31"));
    let scan = |today, format| tree.scan([".", today, format, "--deny=warning"]);
    let human = |today| String::from_utf8(scan(today, "--format=human").stdout).unwrap();
    assert!(!human("--today=2027-03-31").contains("z.sql:1:"), "the last day");
    let text = human("--today=2027-04-01");
    assert!(
        text.contains("z.sql:1:") && text.contains("the exception at smtp-connstr.toml:1 ended on 2027-03-31"),
        "{text}"
    );
    assert!(
        text.contains("\n1 exception in smtp-connstr.toml has ended and no longer accepts 2 findings: line 1\n"),
        "{text}"
    );
    assert!(!text.contains("accepted"), "{text}");
    // The output for programs has a note on standard error.
    let output = scan("--today=2027-04-01", "--format=json");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "note: 1 exception in smtp-connstr.toml has ended and no longer accepts 2 findings: line 1\n"
    );
    assert_eq!(summary(&output)["exceptions"][0]["ended"], true);
    for format in ["--format=html", "--format=markdown"] {
        let text = String::from_utf8(scan("--today=2027-04-01", format).stdout).unwrap();
        assert!(text.contains("ended on 2027-03-31, so the findings are no longer accepted"), "{text}");
    }
    for format in ["--format=github", "--format=azure", "--format=junit"] {
        let text = String::from_utf8(scan("--today=2027-04-01", format).stdout).unwrap();
        let named =
            text.replace("%3B", ";").matches("; the exception at smtp-connstr.toml:1 ended on 2027-03-31").count();
        // Azure Pipelines has no notes.
        assert_eq!(named, if format == "--format=azure" { 1 } else { 2 }, "{text}");
    }
}

#[test]
fn without_a_given_day_the_system_clock_decides() {
    let tree = tree();
    for (until, accepted) in [("2020-01-01", 0), ("9999-12-31", 2)] {
        tree.add("smtp-connstr.toml", exception(&format!("path = 'z.sql'\nuntil = {until}")));
        assert_eq!(findings(&tree.records(&["."]).0)[0].len(), accepted, "{until}");
    }
}

#[test]
fn programs_see_accepted_findings_and_their_reason() {
    let tree = tree();
    tree.add("smtp-connstr.toml", exception("path = 'z.sql'\nuntil = 2027-03-31") + &exception("manager = 'x'"));
    let scan = |format: &str| tree.scan([".", TODAY, "--format", format]);

    let output = scan("json");
    assert_eq!(summary(&output)["settings"], "smtp-connstr.toml");
    assert_eq!(
        summary(&output)["exceptions"],
        json!([
            {
                "line": 1, "reason": "relay on the same rack", "owner": "dba@contoso.com", "until": "2027-03-31",
                "ended": false, "findings": 2, "unused": false,
            },
            {
                "line": 6, "reason": "relay on the same rack", "owner": "dba@contoso.com", "until": null,
                "ended": false, "findings": 0, "unused": true,
            },
        ])
    );

    let log: Value = serde_json::from_slice(&scan("sarif").stdout).unwrap();
    let accepted = json!([{ "kind": "external", "status": "accepted", "justification": "relay on the same rack" }]);
    let results = log["runs"][0]["results"].as_array().unwrap();
    for result in results {
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        let expected = if uri == "z.sql" { &accepted } else { &json!([]) };
        assert_eq!(&result["suppressions"], expected, "{result}");
    }
    assert!(results.iter().any(|result| result["suppressions"] == accepted));

    let csv = String::from_utf8(scan("csv").stdout).unwrap();
    let rows: Vec<&str> = csv.lines().collect();
    assert!(rows[0].ends_with(",rules,suppressed,accepted"), "{csv}");
    let row = rows.iter().find(|row| row.contains("z.sql")).unwrap();
    let rules = "anonymous-authentication no-encryption";
    assert!(row.ends_with(&format!(",0,0,0,,{rules},{rules}")), "{row}");

    for format in ["github", "azure"] {
        let output = scan(format);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains("z.sql:") && text.contains("\n2 findings accepted by exceptions\n"), "{text}");
        assert!(text.contains("\n1 exception in smtp-connstr.toml matches no finding"), "{text}");
        assert!(text.contains("\nsettings from smtp-connstr.toml\n"), "{text}");
        // The log of a job has both streams.
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
    let junit = String::from_utf8(scan("junit").stdout).unwrap();
    assert!(junit.contains("<system-out>2 findings in the baseline or accepted by exceptions\n"), "{junit}");

    for format in ["html", "markdown"] {
        let text = String::from_utf8(scan(format).stdout).unwrap();
        for part in ["Accepted risks", "relay on the same rack", "dba@contoso.com", "2027-03-31", "smtp-connstr.toml:1"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("smtp-connstr.toml:6"), "{text}");
    }
    let html = String::from_utf8(scan("html").stdout).unwrap();
    assert!(html.contains("id=\"exception-0\"") && html.contains("href=\"#exception-0\""), "{html}");
}

#[test]
fn exceptions_are_listed_on_standard_error() {
    let tree = tree();
    tree.add("smtp-connstr.toml", exception("path = 'z.sql'\nuntil = 2027-01-13") + &exception("manager = 'x'"));
    let list = "smtp-connstr.toml:1: accepts 2 findings until 2027-01-13, in 12 days; owner: dba@contoso.com; \
                reason: relay on the same rack\n\
                smtp-connstr.toml:6: accepts 0 findings, can be removed; owner: dba@contoso.com; \
                reason: relay on the same rack\n";
    let output = tree.scan([".", TODAY, "--show-exceptions"]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), list);
    assert_eq!(output.stdout, tree.scan([".", TODAY]).stdout, "standard output is the same");
    let quiet = tree.scan([".", TODAY, "--show-exceptions", "-q"]);
    assert_eq!((quiet.stdout, String::from_utf8(quiet.stderr).unwrap()), (vec![], list.to_owned()));
    let none = tree.scan([".", "--no-config", "--show-exceptions", "-q"]);
    assert_eq!(String::from_utf8_lossy(&none.stderr), "no exceptions: no `smtp-connstr.toml` was read\n");
    tree.add("smtp-connstr.toml", "deny = 'error'");
    let none = tree.scan([".", "--show-exceptions", "-q"]);
    assert_eq!(String::from_utf8_lossy(&none.stderr), "no exceptions in smtp-connstr.toml\n");
}

#[test]
fn exceptions_that_match_nothing_are_reported() {
    const REMARK: &str = "1 exception in smtp-connstr.toml matches no finding: line 1; remove it";
    let tree = tree();
    tree.add("smtp-connstr.toml", exception("path = 'a/x.conmgr'\nrule = 'invalid-boolean'"));
    let remark = |arguments: &[&str]| {
        let arguments = || arguments.iter().copied();
        let human = String::from_utf8(tree.scan(arguments()).stdout).unwrap().contains(REMARK);
        let note = tree.scan(arguments().chain(["--format=json"])).stderr == format!("note: {REMARK}\n").as_bytes();
        let sarif = String::from_utf8(tree.scan(arguments().chain(["--format=sarif"])).stdout).unwrap();
        assert_eq!((human, human), (note, sarif.contains(REMARK)));
        assert!(tree.scan(arguments().chain(["--format=json", "-q"])).stderr.is_empty());
        human
    };
    assert!(remark(&["."]));
    assert!(remark(&["a/x.conmgr"]));
    assert!(!remark(&[".", "--exclude=a"]), "the file was not read");
    assert!(!remark(&["a/b"]), "the file was not read");
    tree.add("a/x.conmgr", "<a b='SMTP'><EncryptedData/></a>");
    assert!(remark(&["."]), "nothing else can be found in an encrypted file");
    tree.add("a/x.conmgr", "<a b='SMTP'>");
    assert!(!remark(&["."]), "the file cannot be read");
}

/// Settings in a folder that is not trusted can hide everything, so each report says that there are settings.
#[test]
fn reports_say_what_settings_hide() {
    let tree = tree();
    tree.add("z/x.conmgr", manager("Z", PLAIN));
    tree.add("smtp-connstr.toml", format!("allow = 'error'\nexclude = 'z'\n{}", exception("path = 'z.sql'")));
    let csv = tree.scan([".", TODAY, "--format=csv"]);
    assert_eq!(String::from_utf8_lossy(&csv.stderr), "note: settings from smtp-connstr.toml\n");
    for format in ["human", "json", "sarif", "html", "markdown", "github", "azure", "junit"] {
        let output = tree.scan([".", TODAY, "--format", format]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0));
        let parts = match format {
            "json" => ["\"settings\":\"smtp-connstr.toml\"", "\"excluded\":1", "\"suppressed\":\"exception\""],
            "html" => ["settings from smtp-connstr.toml", "1 excluded file or folder skipped: z", "accepted"],
            "markdown" => {
                ["settings from smtp-connstr.toml", "1 excluded file or folder skipped: z", "2 findings accepted"]
            }
            _ => [
                "settings from smtp-connstr.toml",
                "1 excluded file or folder skipped: z",
                "2 findings accepted by exceptions",
            ],
        };
        for part in parts {
            assert!(text.contains(part), "{part} {text}");
        }
    }
}

/// A false all-clear would be worse than a finding.
#[test]
fn unreadable_file_is_never_accepted() {
    let tree = Tree::new();
    tree.add("broken.dtsx", "<a b='SMTP'>");
    tree.add("encrypted.dtsx", "<a><EncryptedData/></a>");
    tree.add("smtp-connstr.toml", exception("path = '**'"));
    let (report, code) = tree.records(&[".", "--deny=warning"]);
    assert_eq!(findings(&report), [vec!["encrypted.dtsx encrypted-package"], vec!["broken.dtsx unreadable-file"]]);
    assert_eq!(code, 2);
    // The HTML report still lists the encrypted package as not read.
    let html = String::from_utf8(tree.scan([".", "--format=html"]).stdout).unwrap();
    let (_, unread) = html.split_once("id=\"unread\"").unwrap();
    assert!(unread.contains("encrypted.dtsx") && unread.contains("accepted: "), "{unread}");
}

#[test]
fn accepted_findings_are_not_written_to_a_baseline() {
    let tree = tree();
    tree.add("smtp-connstr.toml", exception("path = 'z.sql'"));
    tree.scan([".", TODAY, "--write-baseline=base.json"]);
    let written = std::fs::read_to_string(tree.root.join("base.json")).unwrap();
    assert!(written.contains("a/x.conmgr") && !written.contains("z.sql"), "{written}");
    // An exception takes precedence over the baseline, which then lists findings that no longer occur.
    tree.scan([".", "--no-config", "--write-baseline=base.json"]);
    let (report, _) = tree.records(&[".", TODAY, "--baseline=base.json"]);
    let [accepted, others] = findings(&report);
    assert_eq!((accepted.len(), others.len()), (2, 4));
    let is_known = |finding: &Value| finding["suppressed"] == "baseline";
    let known = report.iter().flat_map(|record| record["diagnostics"].as_array().unwrap()).filter(|f| is_known(f));
    assert_eq!(known.count(), 4);
}

/// A string has more findings than are kept, and the others are only counted.
#[test]
fn counted_findings_are_accepted_too() {
    let tree = Tree::new();
    tree.add("a.sql", format!("SELECT '{WRONG}{}';", "EnableSsl=x;".repeat(1500)));
    let (report, code) = tree.records(&["."]);
    assert!(report[0]["diagnostics_omitted"].as_u64().unwrap() > 0 && code == 1, "{}", report.len());
    tree.add("smtp-connstr.toml", exception("path = 'a.sql'"));
    let output = tree.scan([".", "--format=json"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(summary(&output)["exceptions"][0]["findings"].as_u64().unwrap() > 1000);
}

#[test]
fn texts_of_the_settings_are_escaped() {
    let tree = tree();
    let reason = "reason = \"\\u001b[2J\\n##vso[task.complete] <b>`|@octocat\"\nowner = '::error::\u{202e}=1'\n";
    tree.add("smtp-connstr.toml", format!("[[exception]]\npath = 'z.sql'\n{reason}"));
    for format in ["human", "json", "sarif", "csv", "html", "markdown", "github", "azure", "junit"] {
        let output = tree.scan([".", "--show-exceptions", "--format", format]);
        for stream in [&output.stdout, &output.stderr] {
            let text = std::str::from_utf8(stream).unwrap();
            for raw in ["\u{1b}", "\u{202e}", "##vso[task.complete", "\n::error::", "<b>"] {
                let is_json = matches!(format, "json" | "sarif") && raw == "<b>";
                let is_code = format == "markdown" && raw == "<b>";
                let is_list = stream == &output.stderr && raw == "<b>";
                assert!(is_json || is_code || is_list || !text.contains(raw), "{format} {raw:?} {text}");
            }
        }
        assert!(!output.stderr.is_empty());
    }
    let markdown = String::from_utf8(tree.scan([".", "--format=markdown"]).stdout).unwrap();
    assert!(markdown.contains("``\\u{1b}[2J\\n##vso\\[task.complete] <b>`\\|@octocat``"), "{markdown}");
}
