//! The option `--exclude`.

use serde_json::Value;

use super::tree::{PLAIN, Tree, summary};
use crate::run::{assert_shown, command, run};

#[test]
fn excluded_files_and_folders_are_not_read_and_counted() {
    let tree = Tree::with_files(&["a.conmgr", "b.conmgr", "old/c.conmgr", "sub/old/d.conmgr", "sub/e.conmgr"]);
    tree.add("old.txt", "");
    assert_eq!(tree.files(&[".", "--exclude", "old"]), ["a.conmgr", "b.conmgr", "sub/e.conmgr"]);
    assert_eq!(
        tree.files(&[".", "--exclude", "./old", "--exclude=a.*"]),
        ["b.conmgr", "sub/e.conmgr", "sub/old/d.conmgr"]
    );
    assert_eq!(tree.files(&[".", "--exclude=b.conmgr,sub/*.conmgr,old/"]), ["a.conmgr"]);

    let output = tree.scan([".", "--exclude=b.*,old*", "--show-files", "--format=json"]);
    assert_eq!(
        String::from_utf8(output.stderr.clone()).unwrap(),
        "read, 1 connection string: a.conmgr\n\
         skipped, excluded: b.conmgr\n\
         skipped, excluded: old/\n\
         skipped, not an SSIS file: old.txt\n\
         read, 1 connection string: sub/e.conmgr\n\
         skipped, excluded: sub/old/\n"
    );
    let files = &summary(&output)["files"];
    assert_eq!([&files["read"], &files["skipped"]["excluded"], &files["skipped"]["not_ssis"]], [2, 3, 1]);
    assert_eq!(files["skipped_examples"], serde_json::json!(["b.conmgr", "old", "sub/old"]));

    let line = "2 excluded files or folders skipped: old, sub/old";
    let text = |format| {
        let output = tree.scan([".", "--exclude=old", "--format", format]);
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(text("human").lines().any(|shown| shown == line), "{}", text("human"));
    assert!(text("markdown").contains(line) && text("html").contains(line));
    let log: Value = serde_json::from_str(&text("sarif")).unwrap();
    let notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert!(notes.iter().any(|note| note["message"]["text"] == line), "{notes:?}");
}

/// pre-commit passes file names, and expects that excluded files are not checked.
#[test]
fn arguments_are_excluded_too() {
    let tree = Tree::with_files(&["a.conmgr", "old/b.conmgr", "old/sub/c.conmgr"]);
    assert_eq!(tree.files(&["a.conmgr", "old/b.conmgr", "old/sub/c.conmgr", "--exclude=old"]), ["a.conmgr"]);
    assert_eq!(tree.files(&["*.conmgr", "old/*.conmgr", "--exclude=old/b.*"]), ["a.conmgr"]);
    assert_eq!(tree.files(&["old", "--exclude=sub/"]), ["old/b.conmgr"]);
    // The working directory is in a folder with this name.
    let output = tree.scan_in("old", [".", "--exclude=old,../a.conmgr", "--format=json"]);
    assert_eq!(summary(&output)["files"]["read"], 2);
}

#[test]
fn nothing_is_left_to_read() {
    let tree = Tree::with_files(&["a.conmgr", "old/b.conmgr"]);
    for (paths, count) in [(&["."][..], "2 excluded files or folders"), (&["a.conmgr"], "1 excluded file or folder")] {
        let output = tree.scan([paths, &["--exclude=*.conmgr", "--format=json"]].concat());
        assert_eq!(output.status.code(), Some(2));
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.ends_with(&format!(" file, skipped {count}; use --allow-empty to accept this\n")), "{error}");
    }
    assert_eq!(tree.scan([".", "--exclude=*", "--allow-empty"]).status.code(), Some(0));
}

#[test]
fn fix_does_not_change_excluded_files() {
    let tree = Tree::with_files(&["a.conmgr", "b.conmgr"]);
    let fix = |options: &[&str]| {
        let mut command = command();
        command.args(["fix", ".", "--set=EnableSsl=True", "--write", "--exclude=b.conmgr"]).args(options);
        command.current_dir(&tree.root).output().unwrap()
    };
    let output = String::from_utf8(fix(&[]).stdout).unwrap();
    assert!(output.contains("1 excluded file or folder skipped: b.conmgr\n"), "{output}");
    let read = |name| std::fs::read_to_string(tree.root.join(name)).unwrap();
    assert!(!read("a.conmgr").contains(PLAIN) && read("b.conmgr").contains(PLAIN));
    assert_eq!(fix(&["--exclude=a*"]).status.code(), Some(2));
}

#[test]
fn invalid_patterns_are_usage_errors() {
    let expected = "── standard error ──\n\
        error: invalid exclude pattern; `*`, `?`, `[…]` and `**/` are wildcards, `{…}` is not one, and `[[]` is a `[`\n\
        ── exit code 2 ──\n";
    for pattern in ["[a", "{a,b}", ""] {
        for subcommand in ["scan", "fix"] {
            assert_shown(&run([subcommand, ".", &format!("--exclude={pattern}")]), expected);
        }
    }
}
