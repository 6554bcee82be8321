//! The options `--format`, `--output` and `--csv-delimiter`: what is written, and where.

use std::fs;

use super::tree::{PLAIN, Tree, WRONG, manager};

fn read(tree: &Tree, name: &str) -> Vec<u8> {
    fs::read(tree.root.join(name)).unwrap()
}

/// Returns the names in the root of the tree, sorted.
fn names(tree: &Tree) -> Vec<String> {
    let entries = fs::read_dir(&tree.root).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn each_format_is_written_to_its_file() {
    let tree = Tree::with_files(&["a.conmgr"]);
    let alone = |format: &str| tree.scan(["a.conmgr", "--format", format]).stdout;
    let [human, json, sarif] = ["human", "json", "sarif"].map(alone);
    let output = tree.scan(["a.conmgr", "--format=sarif", "--output=a.sarif", "--format=json"]);
    assert_eq!((output.stdout, output.status.code()), (json.clone(), Some(0)));
    assert_eq!(read(&tree, "a.sarif"), sarif);
    // If all formats have files, standard output is empty. A file before all formats is human-readable.
    let output = tree.scan(["--output", "a.txt", "a.conmgr", "--format", "json", "--output", "a.json"]);
    assert_eq!((output.stdout, output.stderr, output.status.code()), (vec![], vec![], Some(0)));
    assert_eq!((read(&tree, "a.txt"), read(&tree, "a.json")), (human.clone(), json));
    // A file has no colors.
    tree.scan(["a.conmgr", "--output=a.txt", "--color=always"]);
    assert_eq!(read(&tree, "a.txt"), human);
    assert_eq!(tree.scan(["a.conmgr", "--output=-"]).stdout, human);
}

/// The temporary files exist during the scan.
#[test]
fn temporary_files_are_neither_counted_nor_listed() {
    let tree = Tree::with_files(&["a.conmgr"]);
    let arguments = [".", "--hidden", "--show-files", "--format=json"];
    let before = tree.scan(arguments);
    let after = tree.scan([&arguments[..], &["--format=csv", "--output=a.csv", "--write-baseline=base.json"]].concat());
    assert_eq!((after.stdout, after.stderr), (before.stdout, before.stderr));
}

#[test]
fn quiet_scan_writes_files() {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("Mail", WRONG));
    let output = tree.scan([".", "-q", "--format=csv", "--output=a.csv", "--format=json"]);
    assert_eq!((output.stdout, output.stderr, output.status.code()), (vec![], vec![], Some(1)));
    assert!(read(&tree, "a.csv").starts_with("\u{feff}type,file,".as_bytes()));
}

#[test]
fn contradicting_outputs_are_usage_errors() {
    let tree = Tree::with_files(&["a.conmgr", "b/a.conmgr"]);
    for (arguments, message) in [
        (
            &["--format=json", "--format=csv"][..],
            "only one format can be written to standard output; add `--output <FILE>` after each of the others",
        ),
        (
            &["--format=json", "--output=x", "--format=csv", "--output=b/../x"],
            "two outputs have the same file; use a file for each",
        ),
        (
            &["--format=json", "--output=x", "--write-baseline=./x"],
            "two outputs have the same file; use a file for each",
        ),
    ] {
        let output = tree.scan([&["."], arguments].concat());
        assert_eq!((output.stdout.len(), output.status.code()), (0, Some(2)), "{arguments:?}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), format!("error: {message}\n"));
    }
    assert_eq!(names(&tree), ["a.conmgr", "b"]);
}

/// A wrong path is reported before the scan, without the path, which could be a connection string.
#[test]
fn file_that_cannot_be_written_is_an_error() {
    let tree = Tree::with_files(&["a.conmgr", "b/a.conmgr"]);
    tree.add("old.csv", "old");
    for path in ["gone/Password=x", "b"] {
        let output = tree.scan([".", "--format=csv", "--output=old.csv", "--format=sarif", "--output", path]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.stdout.len(), output.status.code()), (0, Some(2)), "{errors}");
        assert!(errors.starts_with("error: cannot write the output file of --format sarif: "), "{errors}");
        assert!(!errors.contains("Password"), "{errors}");
    }
    assert_eq!((read(&tree, "old.csv"), names(&tree).len()), (b"old".to_vec(), 3));
}

#[cfg(target_os = "linux")]
#[test]
fn old_file_remains_if_the_disk_is_full() {
    let tree = Tree::with_fixtures();
    tree.add("old.txt", "old");
    let before = names(&tree);
    for format in ["human", "json", "sarif", "csv", "github", "azure", "junit"] {
        let output = tree.scan_with_full_disk(&[".", "--format", format, "--output", "old.txt"]);
        assert_eq!(output.status.code(), Some(2));
        let expected = format!("error: cannot write the output file of --format {format}: ");
        assert!(output.stderr.starts_with(expected.as_bytes()), "{output:?}");
        assert_eq!((read(&tree, "old.txt"), names(&tree)), (b"old".to_vec(), before.clone()));
    }
}

/// A pipe or a device is not replaced by a file.
#[cfg(unix)]
#[test]
fn pipes_and_devices_are_written_directly() {
    let tree = Tree::with_files(&["a.conmgr"]);
    let run = |script: &str| {
        let mut command = std::process::Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_smtp-connstr")]).current_dir(&tree.root);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        output.stdout
    };
    let csv = tree.scan([".", "--format=csv"]).stdout;
    let script = "mkfifo pipe; cat pipe & \"$0\" scan . --format csv --output pipe && wait && test -p pipe";
    assert_eq!(run(script), csv);
    assert_eq!(run("\"$0\" scan . --format csv --output /dev/null && test -c /dev/null"), b"");
    // Standard output is a file here, to which something was written before.
    let script = "{ echo before; \"$0\" scan . --format csv --output /dev/stdout; echo after; } > a.txt; cat a.txt";
    assert_eq!(run(script), [b"before\n", &csv[..], b"after\n"].concat());
}

/// A spreadsheet needs the mark to read a file as UTF-8, and a program that reads from a pipe does not expect it.
#[test]
fn csv_file_begins_with_a_byte_order_mark() {
    let tree = Tree::with_files(&["ä.conmgr"]);
    let csv = tree.scan([".", "--format=csv"]).stdout;
    assert!(csv.starts_with(b"type,file,"));
    tree.scan([".", "--format=csv", "--output=a.csv"]);
    assert_eq!(read(&tree, "a.csv"), ["\u{feff}".as_bytes(), &csv].concat());
    tree.scan([".", "--format=json", "--output=a.json"]);
    assert!(read(&tree, "a.json").starts_with(b"{"));
}

#[test]
fn csv_delimiter_can_be_chosen() {
    let tree = Tree::new();
    tree.add("a,b.conmgr", manager("Mail", PLAIN));
    let csv = |delimiter: &str| {
        let output = tree.scan([".", "--format=csv", "--csv-delimiter", delimiter]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(csv(","), csv("comma"));
    assert!(csv(",").contains("\nmanager,\"a,b.conmgr\",,7,"), "{}", csv(","));
    let semicolon = csv("semicolon");
    assert!(semicolon.starts_with("type;file;entry;") && semicolon.contains("\nmanager;a,b.conmgr;;"), "{semicolon}");
    assert!(semicolon.contains(&format!(";\"{PLAIN}\";")), "{semicolon}");
    assert_eq!(csv(";"), semicolon);
    let tab = csv("tab");
    assert!(tab.starts_with("type\tfile\tentry\t") && tab.contains(&format!("\t{PLAIN}\t")), "{tab}");
    assert_eq!((csv("\t"), csv("\\t")), (tab.clone(), tab));
    let output = tree.scan([".", "--csv-delimiter=|"]);
    assert_eq!(
        output.stderr,
        b"error: invalid value for `--csv-delimiter <CHAR>`; use `comma`, `semicolon` or `tab`\n"
    );
}

/// `| head`: the reader closes the pipe, but the scan continues.
#[cfg(unix)]
#[test]
fn closed_pipe_does_not_stop_the_scan() {
    let tree = Tree::new();
    for number in 0..40 {
        tree.add(&format!("{number:02}.sql"), format!("SELECT '{PLAIN}';\n").repeat(20));
    }
    // Only the last file has an error.
    tree.add("zzz.sql", format!("SELECT '{WRONG}';"));
    let full = tree.scan([".", "--write-baseline=full.json", "--format=csv", "--output=full.csv"]);
    assert_eq!(full.status.code(), Some(0));
    for format in ["human", "json", "sarif", "csv", "github", "azure", "junit"] {
        let scan = format!("\"$0\" scan . --format {format}");
        let script = format!(
            "{{ {scan} --write-baseline base.json --format csv --output a.csv; {scan}; echo $? >&2; }} | head -c 10"
        );
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_smtp-connstr")]).current_dir(&tree.root);
        let output = command.output().unwrap();
        assert_eq!(
            (output.stdout.len(), String::from_utf8(output.stderr).unwrap()),
            (10, "1\n".to_owned()),
            "{format}"
        );
        assert_eq!(read(&tree, "base.json"), read(&tree, "full.json"), "{format}");
        assert_eq!(read(&tree, "a.csv"), read(&tree, "full.csv"), "{format}");
    }
}
