//! The selection of the files.

use std::fs;

use super::tree::{PLAIN, Tree, manager};

#[test]
fn ignored_hidden_and_build_output_files_are_skipped_by_default() {
    let tree = Tree::with_files(&[
        "a.conmgr",
        "old/b.conmgr",
        ".hidden.conmgr",
        ".vs/c.conmgr",
        "bin/Development/d.conmgr",
        "Obj/e.conmgr",
        "sub/binary/f.conmgr",
        "sub/bin/g.conmgr",
        "drafts/h.conmgr",
    ]);
    tree.add(".gitignore", "/old/\n");
    tree.add("sub/.ignore", "nothing");
    tree.add(".ignore", "drafts\n");
    assert_eq!(tree.files(&["."]), ["a.conmgr", "sub/binary/f.conmgr"]);
    assert_eq!(
        tree.files(&[".", "--no-ignore"]),
        ["a.conmgr", "drafts/h.conmgr", "old/b.conmgr", "sub/binary/f.conmgr"]
    );
    assert_eq!(tree.files(&[".", "--hidden"]), [".hidden.conmgr", ".vs/c.conmgr", "a.conmgr", "sub/binary/f.conmgr"]);
    assert_eq!(
        tree.files(&[".", "--build-output"]),
        ["Obj/e.conmgr", "a.conmgr", "bin/Development/d.conmgr", "sub/bin/g.conmgr", "sub/binary/f.conmgr"]
    );
    assert_eq!(tree.files(&[".", "--hidden", "--build-output", "--no-ignore"]).len(), 9);
    // Files and folders that are given as arguments are never skipped.
    assert_eq!(tree.files(&["bin", ".vs"]), ["bin/Development/d.conmgr", ".vs/c.conmgr"]);
    assert_eq!(tree.files(&["old/b.conmgr", ".hidden.conmgr"]), ["old/b.conmgr", ".hidden.conmgr"]);
}

#[test]
fn ignore_files_of_parent_folders_apply() {
    let tree = Tree::with_files(&["sub/a.conmgr", "sub/b.conmgr"]);
    tree.add(".gitignore", "b.conmgr\n");
    let output = tree.scan_in("sub", [".", "--format=json"]);
    assert_eq!(super::tree::records(&output).len(), 1);
}

#[test]
fn files_with_other_extensions_are_read_only_if_given() {
    let tree = Tree::new();
    tree.add("notes.txt", "SELECT 'SmtpServer=smtp.contoso.com';");
    tree.add("old.xml", manager("Mail", PLAIN));
    assert!(tree.files(&["."]).is_empty());
    assert_eq!(tree.files(&["notes.txt", "old.xml"]), ["notes.txt", "old.xml"]);
}

#[test]
fn file_found_twice_is_read_once() {
    let tree = Tree::with_files(&["a.conmgr", "sub/b.conmgr"]);
    assert_eq!(tree.files(&["a.conmgr", "a.conmgr", "./a.conmgr", "sub/../a.conmgr"]), ["a.conmgr"]);
    assert_eq!(tree.files(&[".", "sub", "sub/b.conmgr"]), ["a.conmgr", "sub/b.conmgr"]);
    assert_eq!(tree.files(&["sub", "."]), ["sub/b.conmgr", "a.conmgr"]);
}

/// A walk skips a file with nothing to report, even if the file is malformed. A given file is never skipped.
#[test]
fn given_file_is_never_skipped_even_if_a_walk_finds_it_first() {
    let tree = Tree::new();
    tree.add("broken.dtsx", "<a>");
    assert_eq!(tree.records(&["."]), (vec![], 0));
    for arguments in [&["broken.dtsx"][..], &[".", "broken.dtsx"], &["broken.dtsx", "."]] {
        let (records, code) = tree.records(arguments);
        assert_eq!((records.len(), code), (1, 2), "{arguments:?}");
    }
}

#[test]
fn missing_path_is_reported_and_the_scan_continues() {
    let tree = Tree::with_files(&["a.conmgr"]);
    let output = tree.scan(["gone", "a.conmgr", "Password=x", "\u{1b}[2J", "--format=json"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(super::tree::records(&output).len(), 1);
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: no such file or folder: gone\n\
         error: path 3 is not a readable file or folder; to check a connection string, run `smtp-connstr check -` and \
         pass it on standard input\n\
         error: no such file or folder: \\u{1b}[2J\n"
    );
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_are_followed_only_on_request() {
        let outside = Tree::with_files(&["b.conmgr"]);
        let tree = Tree::with_files(&["a.conmgr"]);
        symlink(&outside.root, tree.root.join("link")).unwrap();
        symlink(outside.root.join("b.conmgr"), tree.root.join("c.conmgr")).unwrap();
        assert_eq!(tree.files(&["."]), ["a.conmgr"]);
        // Both links lead to the same file.
        assert_eq!(tree.files(&[".", "--follow"]), ["a.conmgr", "c.conmgr"]);
        // A link that is given as an argument is followed.
        assert_eq!(tree.files(&["link", "c.conmgr"]), ["link/b.conmgr"]);
    }

    #[test]
    fn loop_of_links_is_walked_once() {
        let tree = Tree::with_files(&["a/b/c.conmgr"]);
        symlink(tree.root.join("a"), tree.root.join("a/b/again")).unwrap();
        symlink("self", tree.root.join("a/self")).unwrap();
        assert_eq!(tree.files(&["."]), ["a/b/c.conmgr"]);
        let (records, _) = tree.records(&[".", "--follow"]);
        let files: Vec<_> = records.iter().map(|record| record["file"].as_str().unwrap()).collect();
        // A link to itself has no target, which is reported.
        assert_eq!(files, ["a/b/c.conmgr", "a/self"]);
    }

    #[test]
    fn unreadable_files_and_folders_are_findings() {
        use std::os::unix::fs::PermissionsExt;

        let tree = Tree::with_files(&["a.conmgr", "b/c.conmgr", "d.conmgr"]);
        let allow =
            |name: &str, mode| fs::set_permissions(tree.root.join(name), fs::Permissions::from_mode(mode)).unwrap();
        allow("b", 0);
        allow("d.conmgr", 0);
        // The root user can read everything, so the test is not possible.
        let is_root = fs::read_dir(tree.root.join("b")).is_ok();
        let (records, code) = tree.records(&["."]);
        allow("b", 0o755);
        if is_root {
            return;
        }
        assert_eq!(code, 2);
        assert_eq!(
            super::super::tree::findings(&records)
                .into_iter()
                .filter(|found| found.contains("unreadable"))
                .collect::<Vec<_>>(),
            ["b:1:1 unreadable-file", "d.conmgr:1:1 unreadable-file"]
        );
    }

    /// Reading from a pipe would never end.
    #[test]
    fn pipe_is_not_read() {
        let tree = Tree::new();
        let path = tree.root.join("a.dtsx");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert_eq!(tree.records(&["."]), (vec![], 0));
        let (records, code) = tree.records(&["a.dtsx"]);
        assert_eq!((records.len(), code), (1, 2));
    }
}
