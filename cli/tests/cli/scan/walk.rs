//! Which files are read.

use std::fs;

use super::tree::{PLAIN, Tree, manager};

#[test]
fn ignored_hidden_and_built_files_are_left_out_and_can_be_had() {
    let tree = Tree::of(&[
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
    // Asked for by name, nothing is left out.
    assert_eq!(tree.files(&["bin", ".vs"]), ["bin/Development/d.conmgr", ".vs/c.conmgr"]);
    assert_eq!(tree.files(&["old/b.conmgr", ".hidden.conmgr"]), ["old/b.conmgr", ".hidden.conmgr"]);
}

#[test]
fn folders_above_say_what_is_ignored() {
    let tree = Tree::of(&["sub/a.conmgr", "sub/b.conmgr"]);
    tree.add(".gitignore", "b.conmgr\n");
    let output = tree.scan_in("sub", [".", "--format=json"]);
    assert_eq!(super::tree::records(&output).len(), 1);
}

#[test]
fn other_files_are_read_only_when_they_are_given() {
    let tree = Tree::new();
    tree.add("notes.txt", "SELECT 'SmtpServer=smtp.contoso.com';");
    tree.add("old.xml", manager("Mail", PLAIN));
    assert!(tree.files(&["."]).is_empty());
    assert_eq!(tree.files(&["notes.txt", "old.xml"]), ["notes.txt", "old.xml"]);
}

#[test]
fn a_file_that_is_found_twice_is_read_once() {
    let tree = Tree::of(&["a.conmgr", "sub/b.conmgr"]);
    assert_eq!(tree.files(&["a.conmgr", "a.conmgr", "./a.conmgr", "sub/../a.conmgr"]), ["a.conmgr"]);
    assert_eq!(tree.files(&[".", "sub", "sub/b.conmgr"]), ["a.conmgr", "sub/b.conmgr"]);
    assert_eq!(tree.files(&["sub", "."]), ["sub/b.conmgr", "a.conmgr"]);
}

/// A file that holds nothing to look for is dismissed in a walk, broken or not; one that was given is not.
#[test]
fn a_given_file_is_read_as_one_also_where_a_walk_meets_it_first() {
    let tree = Tree::new();
    tree.add("broken.dtsx", "<a>");
    assert_eq!(tree.records(&["."]), (vec![], 0));
    for arguments in [&["broken.dtsx"][..], &[".", "broken.dtsx"], &["broken.dtsx", "."]] {
        let (records, code) = tree.records(arguments);
        assert_eq!((records.len(), code), (1, 2), "{arguments:?}");
    }
}

#[test]
fn a_path_that_leads_nowhere_is_told_and_the_rest_is_read() {
    let tree = Tree::of(&["a.conmgr"]);
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
    fn links_are_followed_only_when_that_is_asked() {
        let outside = Tree::of(&["b.conmgr"]);
        let tree = Tree::of(&["a.conmgr"]);
        symlink(&outside.root, tree.root.join("link")).unwrap();
        symlink(outside.root.join("b.conmgr"), tree.root.join("c.conmgr")).unwrap();
        assert_eq!(tree.files(&["."]), ["a.conmgr"]);
        // Both lead to one file.
        assert_eq!(tree.files(&[".", "--follow"]), ["a.conmgr", "c.conmgr"]);
        // A link that is given is what it leads to.
        assert_eq!(tree.files(&["link", "c.conmgr"]), ["link/b.conmgr"]);
    }

    #[test]
    fn a_loop_of_links_ends() {
        let tree = Tree::of(&["a/b/c.conmgr"]);
        symlink(tree.root.join("a"), tree.root.join("a/b/again")).unwrap();
        symlink("self", tree.root.join("a/self")).unwrap();
        assert_eq!(tree.files(&["."]), ["a/b/c.conmgr"]);
        let (records, _) = tree.records(&[".", "--follow"]);
        let files: Vec<_> = records.iter().map(|record| record["file"].as_str().unwrap()).collect();
        // A link to itself leads nowhere, which is told.
        assert_eq!(files, ["a/b/c.conmgr", "a/self"]);
    }

    #[test]
    fn what_may_not_be_read_is_a_finding() {
        use std::os::unix::fs::PermissionsExt;

        let tree = Tree::of(&["a.conmgr", "b/c.conmgr", "d.conmgr"]);
        let allow =
            |name: &str, mode| fs::set_permissions(tree.root.join(name), fs::Permissions::from_mode(mode)).unwrap();
        allow("b", 0);
        allow("d.conmgr", 0);
        // Who may do everything cannot test this.
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

    /// To read from it would wait for ever.
    #[test]
    fn a_pipe_is_no_file() {
        let tree = Tree::new();
        let path = tree.root.join("a.dtsx");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert_eq!(tree.records(&["."]), (vec![], 0));
        let (records, code) = tree.records(&["a.dtsx"]);
        assert_eq!((records.len(), code), (1, 2));
    }
}
