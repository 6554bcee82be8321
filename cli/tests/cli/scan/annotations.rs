//! The formats `github` and `azure`: which findings are listed, in which order, and with which paths.

use std::fs;

use proptest::prelude::Strategy;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::commands::{Command, commands};
use super::tree::{PLAIN, Tree, WRONG, archive, manager, package, zipped};
use crate::run::command;

const FORMATS: [&str; 2] = ["github", "azure"];

/// Returns the commands and the lines after them.
#[track_caller]
fn scan(tree: &Tree, format: &str, arguments: &[&str]) -> (Vec<Command>, Vec<String>) {
    commands(format, &tree.scan([arguments, &["--format", format]].concat()).stdout)
}

#[test]
fn most_severe_findings_come_first() {
    let tree = Tree::with_fixtures();
    for format in FORMATS {
        let (commands, rest) = scan(&tree, format, &["."]);
        let ranks: Vec<usize> = commands.iter().map(|command| command.rank().unwrap()).collect();
        assert!(ranks.is_sorted() && ranks.contains(&0) && ranks.contains(&1), "{ranks:?}");
        assert_eq!(ranks.contains(&2), format == "github");
        let notes = rest.first().is_some_and(|line| line.ends_with(" notes not listed"));
        assert_eq!((notes, rest.len()), (format == "azure", if notes { 2 } else { 1 }), "{rest:?}");
        // The last line is the first one of the human-readable format.
        let human = String::from_utf8(tree.scan(["."]).stdout).unwrap();
        assert_eq!(rest.last().map(String::as_str), human.lines().next());
    }
}

#[test]
fn every_finding_is_listed() {
    let tree = Tree::with_fixtures();
    let (records, _) = tree.records(&["."]);
    let found = records.iter().flat_map(|record| record["diagnostics"].as_array().unwrap());
    let all = found.clone().count();
    let notes = found.filter(|found| found["severity"] == "note").count();
    assert_eq!(scan(&tree, "github", &["."]).0.len(), all);
    let (commands, rest) = scan(&tree, "azure", &["."]);
    assert_eq!((commands.len(), rest[0].as_str()), (all - notes, format!("{notes} notes not listed").as_str()));
}

/// The first findings of each severity are listed, and the others are counted.
#[test]
fn at_most_1000_findings_of_each_severity_are_listed() {
    let tree = Tree::new();
    tree.add("a.sql", format!("SELECT '{PLAIN}';\n").repeat(1100));
    tree.add("b.sql", format!("SELECT '{WRONG}';\n").repeat(1200));
    tree.add("c.conmgr", manager("Mail", &"x;".repeat(3000)));
    for format in FORMATS {
        let (commands, rest) = scan(&tree, format, &["."]);
        let count = |rank: usize| commands.iter().filter(|command| command.rank() == Some(rank)).count();
        let (records, _) = tree.records(&["."]);
        let total = |severity: &str| {
            let found = records.iter().flat_map(|record| record["diagnostics"].as_array().unwrap());
            found.filter(|found| found["severity"] == severity).count()
        };
        assert_eq!((count(0), count(1)), (1000, 1000));
        // JSON has 1000 of the 3000 errors of the last string.
        let mut more = total("error") + 2000 - 1000 + total("warning") - 1000;
        if format == "github" {
            assert_eq!(count(2), 1000);
            more += total("note") - 1000;
        }
        let expected = format!("{more} more findings not listed: at most 1000 of each severity are");
        assert_eq!(rest[0], expected);
    }
}

#[test]
fn suppressed_findings_are_not_listed() {
    let tree = Tree::with_files(&["a.conmgr"]);
    tree.scan([".", "--write-baseline=base.json"]);
    for format in FORMATS {
        assert!(!scan(&tree, format, &["."]).0.is_empty());
        let (commands, rest) = scan(&tree, format, &[".", "--baseline=base.json"]);
        assert_eq!(commands.len(), 0);
        assert_eq!(rest, ["2 findings in the baseline", "no package sends mail"]);
    }
}

/// Nothing else in these formats says that the scan is not complete.
#[test]
fn incomplete_scan_is_an_error_without_a_file() {
    for format in FORMATS {
        for (arguments, message, last) in [
            (&["gone.dtsx"][..], "1 missing path", "no files were read"),
            (&["."], "no files were read: found no .dtsx, ", "no files were read"),
        ] {
            let (commands, rest) = scan(&Tree::new(), format, arguments);
            assert_eq!((commands.len(), commands[0].rank(), commands[0].file()), (1, Some(0), ""), "{commands:?}");
            assert!(commands[0].data.starts_with(message), "{commands:?}");
            assert_eq!(rest, [last]);
        }
        let (commands, rest) = scan(&Tree::new(), format, &[".", "--allow-empty"]);
        assert_eq!((commands.len(), rest.len()), (0, 1));
    }
}

/// The lines of an entry do not exist in the archive.
#[test]
fn entry_of_an_archive_is_in_the_message() {
    let tree = Tree::new();
    tree.add("a/Sample.ispac", archive());
    for format in FORMATS {
        let (commands, _) = scan(&tree, format, &["."]);
        assert!(commands.len() > 1);
        for command in &commands {
            assert!(command.file().ends_with("a/Sample.ispac"), "{command:?}");
            assert!(command.data.contains(", in the entry ") && command.data.contains(" of the archive, at line "));
            let line = if format == "github" { "line" } else { "linenumber" };
            assert_eq!((command.property(line), command.property("col")), ("1", ""));
        }
    }
}

/// GitHub reads relative paths from the root of the workspace, and Azure Pipelines needs absolute paths.
#[cfg(unix)]
#[test]
fn paths_are_those_of_the_workspace() {
    let tree = Tree::with_files(&["sub/b/a.conmgr"]);
    let root = fs::canonicalize(&tree.root).unwrap();
    let absolute = root.join("sub/b/a.conmgr").to_str().unwrap().to_owned();
    let file = |format: &str, workspace: Option<&str>, path: &str| {
        let mut command = command();
        command.args(["scan", path, "--format", format]).current_dir(root.join("sub"));
        command.envs(workspace.map(|workspace| ("GITHUB_WORKSPACE", root.join(workspace))));
        commands(format, &command.output().unwrap().stdout).0[0].file().to_owned()
    };
    for (workspace, path, expected) in [
        (None, "b", "b/a.conmgr"),
        (None, "./b/../b/a.conmgr", "b/a.conmgr"),
        (Some(""), ".", "sub/b/a.conmgr"),
        (Some("sub"), ".", "b/a.conmgr"),
        (Some("sub/b"), "b", &absolute),
        (Some("gone"), "b", &absolute),
        (Some(""), &absolute, &absolute),
    ] {
        assert_eq!(file("github", workspace, path), expected, "{workspace:?} {path}");
        assert_eq!(file("azure", workspace, path), absolute);
    }
}

/// Creates a file, an archive and connection managers with this name.
fn hostile(tree: &Tree, number: usize, name: &str) {
    let folder = format!("{number}");
    let file = if cfg!(unix) { name.replace(['/', '\0'], "_") } else { "a".to_owned() };
    let entry = format!("{name}.conmgr");
    tree.add(&format!("{folder}/{file}.conmgr"), manager(name, WRONG));
    tree.add(&format!("{folder}/{file}.dtsx"), package(name, PLAIN, &[]));
    tree.add(&format!("{folder}/{file}.ispac"), zipped(&[(&entry, &manager(name, WRONG))]));
}

/// Checks that all findings are annotations of the files, so that no name ends a property or a command, or begins another.
#[track_caller]
fn assert_annotations(tree: &Tree) {
    let (records, _) = tree.records(&["."]);
    let files: Vec<&str> = records.iter().map(|record| record["file"].as_str().unwrap()).collect();
    let found = |severity: &str| {
        let found = records.iter().flat_map(|record| record["diagnostics"].as_array().unwrap());
        found.filter(|found| found["severity"] == severity).count().min(1000)
    };
    for format in FORMATS {
        let (commands, _) = scan(tree, format, &["."]);
        let count = |rank: usize| commands.iter().filter(|command| command.rank() == Some(rank)).count();
        let notes = if format == "github" { found("note") } else { 0 };
        assert_eq!([count(0), count(1), count(2)], [found("error"), found("warning"), notes], "{format}");
        for command in commands {
            let is_plain = |file: &&str| command.file().ends_with(*file);
            // Other characters are escaped as text.
            assert!(files.iter().any(is_plain) || command.file().contains('\\'), "{command:?}");
        }
    }
}

#[test]
fn hostile_names_stay_in_their_place() {
    let tree = Tree::new();
    for (number, name) in [
        "%0A::set-output name=x::y",
        "%0D%0A##vso[task.complete result=Failed;]x",
        "%250A%3A%2C%AZP25%3B%5D",
        "a;b=c]d",
        "a,line=7::b",
        "::error::x",
        "  ::warning ::x",
        "a\n::error::x\r\n##vso[task.setvariable variable=x]y",
        "\u{202e}a\u{2066}\u{200b}\u{85}b",
        "##[error]x",
    ]
    .iter()
    .enumerate()
    {
        hostile(&tree, number, name);
    }
    assert_annotations(&tree);
    // The names that need no escape as text are decoded to themselves.
    if cfg!(unix) {
        for format in FORMATS {
            let (commands, _) = scan(&tree, format, &["."]);
            for name in ["%0A::set-output name=x::y", "%250A%3A%2C%AZP25%3B%5D", "a;b=c]d", "a,line=7::b"] {
                let own = |command: &&Command| command.file().ends_with(&format!("{name}.conmgr"));
                let own: Vec<&Command> = commands.iter().filter(own).collect();
                assert!(!own.is_empty(), "{format} {name}");
                // A name with a `=` could be a connection string, so it is redacted.
                let shown = |command: &Command| command.data.contains(&format!("\"{name}\"")) || name.contains('=');
                assert!(own.iter().all(|command| shown(command)), "{own:?}");
            }
        }
    }
}

#[test]
fn random_names_stay_in_their_place() {
    let mut runner = TestRunner::deterministic();
    let part = "%0A|%0D|%25|%3A|%3B|%5D|%AZP25|::|##vso\\[|##\\[|error|[;,:=%\\]\\[ #a]|\n|\r|\u{202e}|\u{2028}|é|\\PC";
    let name = proptest::string::string_regex(&format!("a?({part}){{1,8}}b")).unwrap();
    let tree = Tree::new();
    for number in 0..80 {
        hostile(&tree, number, &name.new_tree(&mut runner).unwrap().current());
    }
    assert_annotations(&tree);
}
