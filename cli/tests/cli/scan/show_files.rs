//! The answer to "was this file looked at?": the options `--show-files` and `--allow-empty`.

use super::tree::{PLAIN, Tree, WRONG, manager, summary};

#[test]
fn every_file_is_listed_with_what_happened_to_it() {
    let tree = Tree::with_files(&["b/mail.conmgr", "b/.vs/x.conmgr", "bin/y.conmgr", ".z.conmgr"]);
    tree.add("a.dtsx", "<a/>");
    tree.add("b/broken.dtsx", "<SMTP>");
    tree.add("b/encrypted.dtsx", "<a><EncryptedData/></a>");
    tree.add("b/two\u{202e}.sql", format!("SELECT '{PLAIN}', '{WRONG}';"));
    tree.add("c/read me.txt", "");
    let output = tree.scan([".", "--show-files", "--format=json"]);
    let list = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(
        list,
        "skipped, hidden: .z.conmgr\n\
         dismissed, no mention of SMTP: a.dtsx\n\
         skipped, build output: bin/\n\
         skipped, hidden: b/.vs/\n\
         unreadable, malformed XML: unexpected end of file: b/broken.dtsx\n\
         unreadable, encrypted: b/encrypted.dtsx\n\
         read, 1 connection string: b/mail.conmgr\n\
         read, 2 connection strings: b/two\\u{202e}.sql\n\
         skipped, not an SSIS file: c/read me.txt\n"
    );
    // Standard output is the same with and without the list.
    assert_eq!(output.stdout, tree.scan([".", "--format=json"]).stdout);
    assert_eq!(summary(&output)["files"]["skipped"]["not_ssis"], 1);
    let quiet = tree.scan([".", "--show-files", "-q"]);
    assert_eq!((quiet.stdout, String::from_utf8(quiet.stderr).unwrap()), (vec![], list));
}

#[test]
fn file_found_again_is_listed() {
    let tree = Tree::with_files(&["a.conmgr", "sub/b.conmgr"]);
    let output = tree.scan(["a.conmgr", ".", "sub", "a.conmgr", "--show-files", "--format=csv"]);
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "read, 1 connection string: a.conmgr\n\
         skipped, already read: a.conmgr\n\
         read, 1 connection string: sub/b.conmgr\n\
         skipped, already read: sub/\n\
         skipped, already read: a.conmgr\n"
    );
}

#[test]
fn scan_that_reads_nothing_fails_unless_it_may_be_empty() {
    let tree = Tree::with_files(&[".git/a.conmgr", "bin/b.conmgr"]);
    tree.add("c.txt", "");
    let error = "error: no files were read: found no .dtsx, .dtsxp, .conmgr, .ispac, .dtproj, .params, .manifest, .dtsConfig or .sql \
                 file, skipped 1 hidden file or folder, 1 folder named bin or obj, 1 other file; use --allow-empty to accept \
                 this\n";
    for format in ["human", "json", "csv"] {
        let output = tree.scan([".", "--format", format]);
        assert_eq!(output.status.code(), Some(2), "{format}");
        assert!(!output.stdout.is_empty());
        assert_eq!(String::from_utf8(output.stderr).unwrap(), error);
    }
    let sarif = |arguments: &[&str]| -> serde_json::Value {
        let output = tree.scan(arguments.iter().chain(&["--format=sarif"]));
        let log: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        log["runs"][0]["invocations"][0].clone()
    };
    let failed = sarif(&["."]);
    assert_eq!(failed["executionSuccessful"], false);
    assert_eq!(failed["toolExecutionNotifications"][0]["level"], "error");
    assert_eq!(sarif(&[".", "--allow-empty"])["executionSuccessful"], true);
    let missing = sarif(&["gone"]);
    assert_eq!(missing["executionSuccessful"], false);
    assert_eq!(missing["toolExecutionNotifications"][0]["message"]["text"], "1 missing path");
    let quiet = tree.scan([".", "-q"]);
    assert_eq!((quiet.status.code(), quiet.stderr), (Some(2), vec![]));
    assert_eq!(tree.scan([".", "--allow-empty"]).status.code(), Some(0));
    // Other errors are not accepted, and the reason is not reported twice.
    let output = tree.scan([".", "gone", "--allow-empty"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(tree.scan(["gone"]).stderr, output.stderr);
    let headline = |arguments: &[&str]| {
        let text = String::from_utf8(tree.scan(arguments).stdout).unwrap();
        text.lines().next().unwrap().to_owned()
    };
    // "no package sends mail" would be a false all-clear.
    assert_eq!(headline(&["."]), "no files were read");
    // A file without a mention of SMTP counts as read.
    tree.add("d.dtsx", "<a/>");
    assert_eq!(tree.scan(["."]).status.code(), Some(0));
    assert_eq!(headline(&["."]), "no package sends mail");
    assert_eq!(headline(&[".", "gone"]), "no package sends mail; not everything could be read");
    tree.add("e.conmgr", manager("Mail", WRONG));
    assert_eq!(tree.scan([".", "--allow-empty"]).status.code(), Some(1));
}
