//! The options that limit the report: `--select`, `--min-severity` and `--server`.

use std::fs;

use serde_json::{Value, json};

use super::tree::{PLAIN, Tree, WRONG, findings, manager, package, summary};
use crate::run::assert_shown;

/// A tree with two servers, and with a connection manager whose server is not known.
fn servers() -> Tree {
    let tree = Tree::new();
    tree.add("a.dtsx", package("A", PLAIN, &[]));
    tree.add("b.dtsx", package("B", &PLAIN.replace("smtp.contoso.com", "Relay.Fabrikam.com."), &[]));
    tree.add("c.conmgr", manager("C", "EnableSsl=True"));
    tree
}

fn text(tree: &Tree, arguments: &[&str]) -> String {
    String::from_utf8(tree.scan(arguments).stdout).unwrap()
}

fn last_line(text: &str) -> &str {
    text.lines().last().unwrap()
}

#[test]
fn only_selected_findings_are_reported_in_every_format() {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("Mail", WRONG));
    tree.add("b.conmgr", manager("Mail", PLAIN));
    let (all, code) = tree.records(&["."]);
    assert_eq!(
        (findings(&all), code),
        (
            vec![
                "a.conmgr:7:53 anonymous-authentication".to_owned(),
                "a.conmgr:7:94 invalid-boolean".to_owned(),
                "b.conmgr:7:53 anonymous-authentication".to_owned(),
                "b.conmgr:7:84 no-encryption".to_owned(),
            ],
            1
        )
    );
    for (options, rules, hidden, code) in [
        (&["--select=no-encryption"][..], &["no-encryption"][..], 3, 0),
        (&["--select=no-encryption", "--deny=warning"], &["no-encryption"], 3, 1),
        (&["--select=no-encryption", "--deny=note,invalid-boolean", "--allow=no-encryption"], &["no-encryption"], 3, 0),
        (&["--min-severity=error"], &["invalid-boolean"], 3, 1),
        (&["--min-severity=warning", "--notes", "--deny=note"], &["invalid-boolean", "no-encryption"], 2, 1),
        (&["--select=no-encryption,anonymous-authentication", "--min-severity=warning"], &["no-encryption"], 3, 0),
        (&["--select=timeout-zero", "--deny=note"], &[], 4, 0),
    ] {
        let arguments = |format| [&["."], options, &["--format", format]].concat();
        let output = tree.scan(arguments("json"));
        assert_eq!(output.status.code(), Some(code), "{options:?}");
        let records = super::tree::records(&output);
        let found: Vec<&str> = records
            .iter()
            .flat_map(|record| record["diagnostics"].as_array().unwrap())
            .map(|found| found["rule"].as_str().unwrap())
            .collect();
        assert_eq!(found, rules, "{options:?}");
        // The connection managers and what is known about them remain.
        assert_eq!(records.iter().map(|record| &record["valid"]).collect::<Vec<_>>(), [false, true]);
        assert_eq!(summary(&output)["hidden"]["findings"], hidden, "{options:?}");

        let by = match (options[0].contains("select"), options.iter().any(|option| option.contains("min"))) {
            (true, true) => "--select and --min-severity",
            (true, false) => "--select",
            (false, _) => "--min-severity",
        };
        let line = format!("{hidden} findings hidden by {by}");
        let human = text(&tree, &arguments("human"));
        assert!(last_line(&human).ends_with(&format!("({line})")), "{human}");
        let log: Value = serde_json::from_str(&text(&tree, &arguments("sarif"))).unwrap();
        assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), rules.len());
        let notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
        assert!(notes.iter().any(|note| note["message"]["text"] == line.as_str()), "{notes:?}");
        for format in ["markdown", "html", "github", "azure"] {
            assert!(text(&tree, &arguments(format)).contains(&line), "{format}");
        }
        let csv = tree.scan(arguments("csv"));
        assert_eq!(
            String::from_utf8(csv.stdout).unwrap().matches("no-encryption").count(),
            usize::from(rules.contains(&"no-encryption"))
        );
        assert_eq!(String::from_utf8(csv.stderr).unwrap(), format!("note: {line}\n"));
    }
}

#[test]
fn connection_manager_with_hidden_findings_is_not_called_valid() {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("Mail", PLAIN));
    let human = text(&tree, &["a.conmgr", "--select=timeout-zero"]);
    assert!(!human.contains("valid") && last_line(&human) == "no findings (2 findings hidden by --select)", "{human}");
    // A selected note is shown without --notes.
    let human = text(&tree, &["a.conmgr", "--select=anonymous-authentication"]);
    assert_eq!(last_line(&human), "1 note (1 finding hidden by --select)", "{human}");
}

#[test]
fn unreadable_files_are_always_reported() {
    let tree = servers();
    tree.add("broken.dtsx", "<a b='SMTP'>");
    for options in [&["--select=timeout-zero"][..], &["--server=none", "--select=timeout-zero"], &["--exit-zero"]] {
        let (records, code) = tree.records(&[&["."], options].concat());
        assert_eq!(code, 2, "{options:?}");
        assert!(findings(&records).iter().any(|found| found == "broken.dtsx:1:13 unreadable-file"), "{records:?}");
    }
}

#[test]
fn only_selected_servers_are_reported() {
    let tree = servers();
    tree.add("broken.dtsx", "<a><EncryptedData/></a>");
    for (pattern, files, hidden) in [
        ("smtp.contoso.com", &["a.dtsx"][..], [3, 3]),
        ("RELAY.*", &["b.dtsx"], [3, 3]),
        ("relay.fabrikam.com.,smtp.*", &["a.dtsx", "b.dtsx"], [0, 3]),
        ("other", &[], [6, 3]),
    ] {
        let output = tree.scan([".", "--server", pattern, "--format=json"]);
        let mut found: Vec<String> =
            super::tree::records(&output).iter().map(|record| record["file"].as_str().unwrap().to_owned()).collect();
        found.dedup();
        // An encrypted file may contain any server.
        assert_eq!(found, [files, &["broken.dtsx"]].concat(), "{pattern}");
        let summary = summary(&output);
        let counts = [&summary["hidden"]["other_servers"], &summary["hidden"]["unknown_servers"]];
        assert_eq!(counts, hidden, "{pattern}");
        assert_eq!(summary["packages_that_mail"], files.len(), "{pattern}");
        assert_eq!(summary["servers"].as_array().unwrap().len(), files.len(), "{pattern}");
    }
    // Nothing is hidden without a filter.
    let whole = summary(&tree.scan([".", "--format=json"]));
    assert_eq!(whole["hidden"], json!({ "findings": 0, "other_servers": 0, "unknown_servers": 0 }));
}

#[test]
fn report_says_that_it_is_about_the_selected_servers() {
    let tree = servers();
    let human = text(&tree, &[".", "--server=relay*"]);
    assert_eq!(
        human.lines().next(),
        Some(
            "1 package sends mail through the selected servers; 1 in cleartext (1 anonymous); the server of 3 connection \
             strings or tasks is not known"
        )
    );
    let line = "filtered by --server: 3 connection strings of other servers, 3 whose server is not known, and 10 findings hidden";
    assert!(human.lines().any(|shown| shown == line), "{human}");
    for format in ["markdown", "html", "sarif", "github", "azure"] {
        assert!(text(&tree, &[".", "--server=relay*", "--format", format]).contains(line), "{format}");
    }
    let csv = tree.scan([".", "--server=relay*", "--format=csv"]);
    assert_eq!(String::from_utf8(csv.stderr).unwrap(), format!("note: {line}\n"));
    let none = text(&tree, &[".", "--server=none"]);
    assert!(none.starts_with("no package sends mail through the selected servers; the server of 3 "), "{none}");
}

#[test]
fn invalid_server_pattern_is_a_usage_error() {
    assert_shown(
        &servers().scan([".", "--server=[a"]),
        "── standard error ──\n\
         error: invalid pattern for `--server`; write a server name, or a part of one with `*`\n\
         ── exit code 2 ──\n",
    );
}

#[test]
fn hidden_findings_in_the_baseline_are_not_stale() {
    let tree = servers();
    tree.add("sub/d.conmgr", manager("D", PLAIN));
    assert_eq!(tree.scan([".", "--write-baseline=base.json"]).status.code(), Some(0));
    for options in [&["--select=timeout-zero"][..], &["--min-severity=error"], &["--server=none"], &["--exclude=sub"]] {
        let arguments = [&[".", "--baseline=base.json", "--deny=note"], options].concat();
        let human = text(&tree, &arguments);
        assert!(!human.contains("no longer"), "{human}");
        assert_eq!(tree.scan(&arguments).status.code(), Some(0), "{options:?}");
    }
    // Findings in the baseline are not counted as hidden.
    assert_eq!(
        summary(&tree.scan([".", "--baseline=base.json", "--server=none", "--format=json"]))["hidden"]["findings"],
        0
    );
}

#[test]
fn filtered_baseline_cannot_be_written() {
    let tree = servers();
    let written = tree.root.join("base.json");
    for option in ["--select=no-encryption", "--min-severity=error", "--server=*"] {
        assert_shown(
            &tree.scan([".", "--write-baseline=base.json", option]),
            "── standard error ──\n\
             error: `--write-baseline` cannot be combined with `--select`, `--min-severity` or `--server`: the baseline would \
             not list the findings that they hide\n\
             ── exit code 2 ──\n",
        );
        assert!(!written.exists());
    }
    tree.scan([".", "--write-baseline=base.json", "--exclude=[bc].*"]);
    let baseline = fs::read_to_string(written).unwrap();
    assert!(baseline.contains("a.dtsx") && !baseline.contains("b.dtsx"), "{baseline}");
}

#[test]
fn filtered_inventory_cannot_be_compared() {
    let tree = servers();
    for (name, options) in [("all.json", &[][..]), ("some.json", &["--server=relay*"])] {
        fs::write(tree.root.join(name), tree.scan([&[".", "--format=json"], options].concat()).stdout).unwrap();
    }
    let diff =
        |old: &str, new: &str| crate::run::command().args(["diff", old, new]).current_dir(&tree.root).output().unwrap();
    assert_eq!(diff("all.json", "all.json").status.code(), Some(0));
    assert_shown(
        &diff("all.json", "some.json"),
        "── standard error ──\n\
         error: cannot read the new inventory: `scan --server` hid a part of it; scan again without `--server`\n\
         ── exit code 2 ──\n",
    );
}
