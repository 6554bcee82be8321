//! The selection of the files.

use serde_json::Value;

use super::tree::{PLAIN, Tree, manager, summary};

/// A package that is tracked can match a pattern of `.gitignore`, so these files have no effect.
#[test]
fn hidden_files_and_build_output_are_skipped_and_ignore_files_have_no_effect() {
    let tree = Tree::with_files(&[
        "a.conmgr",
        "old/b.conmgr",
        ".hidden.conmgr",
        ".vs/c.conmgr",
        "bin/Development/d.conmgr",
        "Obj/e.conmgr",
        "sub/binary/f.conmgr",
        "sub/bin/g.conmgr",
    ]);
    for name in [".gitignore", ".ignore", "sub/.ignore"] {
        tree.add(name, "*\n");
    }
    tree.add("notes.txt", "");
    assert_eq!(tree.files(&["."]), ["a.conmgr", "old/b.conmgr", "sub/binary/f.conmgr"]);
    assert_eq!(
        tree.files(&[".", "--hidden"]),
        [".hidden.conmgr", "a.conmgr", ".vs/c.conmgr", "old/b.conmgr", "sub/binary/f.conmgr"]
    );
    assert_eq!(
        tree.files(&[".", "--build-output"]),
        [
            "a.conmgr",
            "Obj/e.conmgr",
            "bin/Development/d.conmgr",
            "old/b.conmgr",
            "sub/bin/g.conmgr",
            "sub/binary/f.conmgr"
        ]
    );
    assert_eq!(tree.files(&[".", "--hidden", "--build-output"]).len(), 8);
    // Files and folders that are given as arguments are never skipped.
    assert_eq!(tree.files(&["bin", ".vs"]), ["bin/Development/d.conmgr", ".vs/c.conmgr"]);
    assert_eq!(tree.files(&["old/b.conmgr", ".hidden.conmgr"]), ["old/b.conmgr", ".hidden.conmgr"]);

    let files = &summary(&tree.scan([".", "--format=json"]))["files"];
    assert_eq!(
        files.to_string(),
        r#"{"read":3,"skipped":{"build_output":3,"excluded":0,"hidden":2,"links":0,"not_ssis":4},"skipped_examples":[".hidden.conmgr",".vs","Obj","bin","sub/bin"]}"#
    );
    let human = String::from_utf8(tree.scan(["."]).stdout).unwrap();
    let lines = "2 hidden files or folders skipped: .hidden.conmgr, .vs (use --hidden)\n\
                 3 folders named bin or obj skipped: Obj, bin, sub/bin (use --build-output)\n";
    assert!(human.contains(&format!("3 SMTP connection managers, 0 packages, 3 files read\n{lines}")), "{human}");
    let sarif: Value = serde_json::from_slice(&tree.scan([".", "--format=sarif"]).stdout).unwrap();
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    let notifications = invocation["toolExecutionNotifications"].as_array().unwrap();
    assert!(notifications.iter().all(|notification| notification["level"] == "note"));
    let texts: Vec<_> = notifications.iter().map(|found| found["message"]["text"].as_str().unwrap()).collect();
    assert_eq!(texts.join("\n") + "\n", lines);
    // An argument is not skipped, even if a walk also reaches it.
    let files = summary(&tree.scan([".", "bin", "Obj", ".hidden.conmgr", "notes.txt", "--format=json"]));
    let skipped = &files["files"]["skipped"];
    assert_eq!([&skipped["hidden"], &skipped["build_output"], &skipped["not_ssis"]], [1, 1, 3]);
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

/// A malformed file fails a run only if it mentions mail, even if it is given by name.
#[test]
fn malformed_file_without_a_trace_of_mail_is_dismissed() {
    let tree = Tree::new();
    tree.add("broken.dtsx", "<a>");
    tree.add("mail.dtsx", "<a b='SMTP'>");
    for arguments in [&["broken.dtsx"][..], &["broken.dtsx", "--deny=note"]] {
        assert_eq!(tree.records(arguments), (vec![], 0), "a dismissed file counts as read");
    }
    for arguments in [&["mail.dtsx"][..], &[".", "mail.dtsx"], &["mail.dtsx", "broken.dtsx"], &["."]] {
        let (records, code) = tree.records(arguments);
        assert_eq!((records.len(), code), (1, 2), "{arguments:?}");
    }
}

#[cfg(unix)]
mod links {
    use std::fs;
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

    /// Links that cannot lead to an SSIS file are not SSIS files, like all other files.
    #[test]
    fn skipped_links_are_counted_if_they_could_matter() {
        let tree = Tree::with_files(&["a.conmgr", "sub/b.conmgr"]);
        tree.add("notes.txt", "");
        for (target, name) in
            [("sub", "folder"), ("a.conmgr", "c.conmgr"), ("gone", "d.dtsx"), ("notes.txt", "e"), ("gone", "f.txt")]
        {
            symlink(target, tree.root.join(name)).unwrap();
        }
        let files = summary(&tree.scan([".", "--format=json"]))["files"].clone();
        assert_eq!(
            (&files["skipped"]["links"], &files["skipped"]["not_ssis"], &files["skipped_examples"]),
            (&3.into(), &3.into(), &["c.conmgr", "d.dtsx", "folder"][..].into())
        );
        let (records, code) = tree.records(&[".", "--follow", "--deny=error"]);
        assert_eq!(code, 2);
        let unreadable: Vec<_> =
            super::super::tree::findings(&records).into_iter().filter(|found| found.contains("unreadable")).collect();
        assert_eq!(unreadable, ["d.dtsx:1:1 unreadable-file", "f.txt:1:1 unreadable-file"]);
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
        assert_eq!(files, ["a/self", "a/b/c.conmgr"]);
    }

    #[test]
    fn unreadable_files_and_folders_are_findings() {
        use std::os::unix::fs::PermissionsExt;
        use std::os::unix::process::CommandExt;

        let tree = Tree::with_files(&["a.conmgr", "b/c.conmgr", "d.conmgr", "e=f/g.conmgr"]);
        let allow = |name: &str, mode| {
            fs::set_permissions(tree.root.join(name), fs::Permissions::from_mode(mode)).unwrap();
        };
        for name in ["b", "d.conmgr", "e=f"] {
            allow(name, 0);
        }
        // The root user can read everything, so the binary runs as another user.
        let is_root = fs::read_dir(tree.root.join("b")).is_ok();
        let scan = |arguments: &[&str]| {
            let mut command = crate::run::command();
            command.arg("scan").args(arguments).arg("--format=json").current_dir(&tree.root);
            if is_root {
                command.uid(65534).gid(65534);
            }
            command.output()
        };
        let outputs =
            [&["."][..], &["b", "d.conmgr", "b/c.conmgr", "e=f"], &["b/*.conmgr", "*/c.conmgr", "b/**/*.conmgr"]]
                .map(scan);
        for name in ["b", "e=f"] {
            allow(name, 0o755);
        }
        if is_root && outputs[0].is_err() {
            eprintln!("skipped: the tests run as root, and another user cannot run the binary");
            return;
        }
        let outputs = outputs.map(|output| {
            let output = output.unwrap();
            assert_eq!(output.status.code(), Some(2));
            let records = super::super::tree::records(&output);
            let shown = |record: &Value| {
                format!(
                    "{}: {}",
                    record["file"].as_str().unwrap(),
                    record["diagnostics"][0]["message"].as_str().unwrap()
                )
            };
            (records.iter().map(shown).collect::<Vec<_>>(), String::from_utf8(output.stderr).unwrap())
        });
        let denied = |names: &[&str]| names.iter().map(|name| format!("{name}: permission denied")).collect::<Vec<_>>();
        let ([walked, given, matched], nothing) = (outputs, String::new());
        assert_eq!((&walked.0[1..], walked.1), (&denied(&["d.conmgr", "b", "e=f"])[..], nothing.clone()));
        assert_eq!(given.0, denied(&["b", "d.conmgr", "b/c.conmgr"]));
        assert!(given.1.starts_with("error: path 4 is not a readable file or folder"), "{}", given.1);
        assert_eq!(matched.0, denied(&["b", "b", "b"]), "once by each pattern");
        assert_eq!(matched.1.lines().collect::<Vec<_>>(), [given.1.trim().replace("path 4", "path 2")]);
    }

    /// Reading from a pipe or a device would never end.
    #[test]
    fn pipes_and_devices_are_not_opened() {
        let tree = Tree::with_files(&["b.conmgr"]);
        let pipe = tree.root.join("a.dtsx");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        symlink("/dev/zero", tree.root.join("zero.sql")).unwrap();
        let unreadable = |arguments: &[&str]| {
            let (records, code) = tree.records(arguments);
            assert_eq!(code, 2);
            let of_record = |record: &Value| record["diagnostics"][0]["message"].as_str().unwrap().to_owned();
            records.iter().map(of_record).filter(|message| message == "not a regular file").count()
        };
        assert_eq!(unreadable(&["."]), 1);
        assert_eq!(unreadable(&[".", "--follow"]), 2);
        assert_eq!(unreadable(&["a.dtsx", "zero.sql"]), 2);
        assert_eq!(unreadable(&["*.*"]), 2);
    }

    /// The size is checked before anything is read. The file is sparse, so it takes no space.
    #[test]
    fn file_above_the_size_limit_is_not_read() {
        let tree = Tree::with_files(&["a.conmgr"]);
        fs::File::create(tree.root.join("b.sql")).unwrap().set_len((1 << 30) + 1).unwrap();
        let (records, code) = tree.records(&["."]);
        assert_eq!(code, 2);
        assert_eq!(records[1]["diagnostics"][0]["message"], "the file is larger than 1 GiB");
    }

    /// Linux limits a path to 4,095 bytes, but not the depth of folders.
    #[cfg(target_os = "linux")]
    #[test]
    fn path_that_is_too_long_is_a_finding() {
        let tree = Tree::with_files(&["a.conmgr"]);
        let name = "x".repeat(200);
        let script = format!("for i in $(seq 25); do mkdir {name} && cd -P {name}; done; echo > b.dtsx");
        let mut shell = std::process::Command::new("sh");
        assert!(shell.args(["-c", &script]).current_dir(&tree.root).status().unwrap().success());
        let (records, code) = tree.records(&["."]);
        assert_eq!((records.len(), code), (2, 2));
        assert_eq!(records[1]["diagnostics"][0]["message"], "the path is too long or invalid");
    }
}
