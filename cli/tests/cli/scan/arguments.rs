//! The paths on the command line: patterns, standard input, and paths that lead to nothing.

use super::tree::{PLAIN, Tree, archive, manager, records};
use crate::run::run_with;

const NOT_A_PATH: &str = "is not a readable file or folder; to check a connection string, run `smtp-connstr check -` and \
                          pass it on standard input";

/// Returns standard error and the exit code.
fn errors(tree: &Tree, arguments: &[&str]) -> (String, i32) {
    let output = tree.scan(arguments);
    (String::from_utf8(output.stderr).unwrap(), output.status.code().unwrap())
}

#[test]
fn path_that_leads_to_nothing_is_reported_and_the_scan_continues() {
    let tree = Tree::with_files(&["a.conmgr"]);
    let output =
        tree.scan(["gone", "a.conmgr", "Password=x", "\u{1b}[2J", "", "a.conmgr/x", "*.sql", "x[", "--format=json"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(records(&output).len(), 1);
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!(
            "error: no such file or folder: gone\n\
             error: path 3 {NOT_A_PATH}\n\
             error: no such file or folder: \\u{{1b}}[2J\n\
             error: path 5 is empty; write a file or a folder, for example `.`\n\
             error: no such file or folder: a.conmgr/x\n\
             error: no files match pattern 7\n\
             error: no such file or folder: x[\n"
        )
    );
}

#[test]
fn connection_string_as_path_is_not_repeated() {
    let tree = Tree::with_files(&["a=b.conmgr"]);
    let long = format!("SmtpServer=mail;Password=hunter2;{}", "x".repeat(5000));
    for path in [
        "SmtpServer=mail;Password=hunter2",
        "SmtpServer=*;Password=hunter2?",
        "SmtpServer=mail/..;x=y",
        "joe:hunter2@mail",
        &long,
    ] {
        assert_eq!(errors(&tree, &[path]), (format!("error: path 1 {NOT_A_PATH}\n"), 2), "{path}");
    }
    // A file with such a name is read.
    assert_eq!(tree.files(&["a=b.conmgr"]), ["a=b.conmgr"]);
    assert_eq!(tree.files(&["a=*.conmgr"]), ["a=b.conmgr"]);
}

#[cfg(unix)]
#[test]
fn unreadable_argument_with_an_equals_sign_is_not_repeated() {
    use std::os::unix::fs::symlink;

    let tree = Tree::with_files(&["a.conmgr"]);
    let pipe = tree.root.join("b=c.dtsx");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    symlink("gone", tree.root.join("d=e")).unwrap();
    std::fs::File::create(tree.root.join("f=g.sql")).unwrap().set_len((1 << 30) + 1).unwrap();
    let output = tree.scan(["b=c.dtsx", "d=e", "f=g.sql", "--format=json"]);
    assert!(records(&output).is_empty());
    let expected = [1, 2, 3].map(|number| format!("error: path {number} {NOT_A_PATH}\n")).concat();
    assert_eq!((String::from_utf8(output.stderr).unwrap(), output.status.code()), (expected, Some(2)));
    // Without one, the reason is a finding.
    symlink("gone", tree.root.join("link")).unwrap();
    let (records, code) = tree.records(&["link"]);
    assert_eq!((&records[0]["diagnostics"][0]["message"], code), (&"broken symbolic link".into(), 2));
}

/// A Windows shell does not expand patterns. A Unix shell does, so the tests pass them without a shell.
#[test]
fn patterns_are_expanded() {
    let tree = Tree::with_files(&["src/a.conmgr", "src/b/c.conmgr", "src/bin/d.conmgr", "[e].conmgr", "e.conmgr"]);
    tree.add("src/notes.txt", manager("Mail", PLAIN));
    assert_eq!(tree.files(&["src/*.conmgr"]), ["src/a.conmgr"]);
    assert_eq!(tree.files(&["src/**/*.conmgr"]), ["src/a.conmgr", "src/b/c.conmgr", "src/bin/d.conmgr"]);
    assert_eq!(tree.files(&["src/*.txt"]), ["src/notes.txt"], "a match is read whatever its name");
    assert_eq!(tree.files(&["src/?"]), ["src/b/c.conmgr"], "a folder that matches is searched");
    assert_eq!(tree.files(&["*/a.conmgr", "src/a.*", "src"]), ["src/a.conmgr", "src/b/c.conmgr"]);
    assert_eq!(tree.files(&["[e].conmgr"]), ["[e].conmgr"], "a file of that name exists");
    assert_eq!(tree.files(&["[!s].conmgr"]), ["e.conmgr"]);
    if cfg!(windows) {
        assert_eq!(tree.files(&[r"src\**\C.CONMGR"]), ["src/b/c.conmgr"]);
    }
}

#[test]
fn standard_input_is_read_as_one_file() {
    let sql = format!("SELECT '{PLAIN}';");
    let scan = |arguments: &[&str], input: &[u8]| {
        let output = run_with(["scan", "--format=json"].iter().chain(arguments), input);
        let shown = |record: &serde_json::Value| {
            format!("{} {} {}", record["file"].as_str().unwrap(), record["kind"].as_str().unwrap(), record["line"])
        };
        (records(&output).iter().map(shown).collect::<Vec<_>>(), output.status.code().unwrap())
    };
    // The kind is recognized by the content.
    assert_eq!(
        scan(&["-"], manager("Mail", PLAIN).as_bytes()),
        (vec!["<stdin> connection-manager-file 7".to_owned()], 0)
    );
    assert_eq!(scan(&["-"], sql.as_bytes()), (vec!["<stdin> sql 1".to_owned()], 0));
    assert_eq!(scan(&["-"], &archive()).0.len(), 6);
    assert_eq!(
        scan(&["-", "--stdin-filename=a/b.conmgr"], manager("Mail", PLAIN).as_bytes()),
        (vec!["a/b.conmgr connection-manager-file 7".to_owned()], 0)
    );
    let tree = Tree::with_files(&["a.conmgr"]);
    let path = tree.root.join("a.conmgr");
    let (found, code) = scan(&[path.to_str().unwrap(), "-"], sql.as_bytes());
    assert_eq!((found.len(), code), (2, 0));
    assert_eq!(scan(&["-"], b""), (vec![], 0), "an empty file was read");
}

#[test]
fn standard_input_is_read_once() {
    let code_and_error = |arguments: &[&str]| {
        let output = run_with(["scan"].iter().chain(arguments), b"");
        assert!(output.stdout.is_empty());
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(
        code_and_error(&["-", "-"]),
        (2, "error: `-` was given more than once, but standard input can be read only once\n".to_owned())
    );
    assert_eq!(
        code_and_error(&[".", "--stdin-filename=a.dtsx"]),
        (2, "error: `--stdin-filename` requires `-` as a path\n".to_owned())
    );
    let tree = Tree::with_files(&["-"]);
    assert_eq!(tree.files(&["./-"]), ["-"]);
}
