//! How files are replaced.

use std::fs;

use super::samples::{BOTH, NEW, OLD, check_refused, fix, lines, read};
use crate::run::command;
use crate::scan::tree::{Tree, manager};

#[test]
fn backup_is_kept_once() {
    let tree = Tree::new();
    tree.add("Mail.conmgr", manager("Mail", OLD));
    let write = |property| fix(&tree, ["--set", property, "--write", "--backup"]);
    assert_eq!(write("EnableSsl=True").status.code(), Some(0));
    assert_eq!(read(&tree, "Mail.conmgr.bak"), manager("Mail", OLD));
    let changed = read(&tree, "Mail.conmgr");
    let output = write("Timeout=5000");
    assert_eq!(
        lines(&output, "not changed"),
        ["not changed: Mail.conmgr:2:1, connection manager \"Mail\": its backup, with `.bak` after its name, \
          exists; move it away"]
    );
    assert_eq!((read(&tree, "Mail.conmgr"), output.status.code()), (changed, Some(1)));
    assert_eq!(fs::read_dir(&tree.root).unwrap().count(), 2, "no temporary file remains");
}

#[cfg(unix)]
#[test]
fn target_of_a_link_is_changed_and_other_names_are_refused() {
    let tree = Tree::new();
    tree.add("real/Mail.conmgr", manager("Mail", OLD));
    fs::create_dir(tree.root.join("links")).unwrap();
    let link = tree.root.join("links/Link.conmgr");
    std::os::unix::fs::symlink("../real/Mail.conmgr", &link).unwrap();
    let arguments = ["fix", "links/Link.conmgr", "--set", "EnableSsl=True", "--write"];
    let output = command().args(arguments).current_dir(&tree.root).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(read(&tree, "real/Mail.conmgr").contains("EnableSsl=True"));
    fs::hard_link(tree.root.join("real/Mail.conmgr"), tree.root.join("real/Same.txt")).unwrap();
    check_refused(
        &tree,
        &["--set", "Timeout=5000"],
        &["not changed: real/Mail.conmgr:2:1, connection manager \"Mail\": the file has several names \
           (hard links), and only one of them would be changed"],
    );
}

/// The program is killed at different times, and all files have their old content or their new one.
#[test]
fn killed_run_loses_nothing() {
    let tree = Tree::new();
    let names: Vec<String> = (0..60).map(|number| format!("{number}.conmgr")).collect();
    for name in &names {
        tree.add(name, manager(name, OLD));
    }
    for milliseconds in [0, 5, 10, 20, 40] {
        let mut command = command();
        let mut child = command.args(["fix", ".", "-q", "--write"]).args(BOTH).current_dir(&tree.root).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
        for name in &names {
            let content = read(&tree, name);
            assert!(content == manager(name, OLD) || content == manager(name, NEW), "{name}");
        }
    }
    assert_eq!(fix(&tree, BOTH.into_iter().chain(["--write", "-q"])).status.code(), Some(0));
    assert!(names.iter().all(|name| read(&tree, name) == manager(name, NEW)));
}
