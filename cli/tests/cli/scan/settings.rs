//! Which `smtp-connstr.toml` is used, and how it is read.

use std::fs;
use std::process::Output;

use serde_json::json;

use super::tree::{PLAIN, Tree, manager, records, summary};
use crate::run::command;

fn error(output: &Output) -> String {
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn tree() -> Tree {
    Tree::with_files(&["a/x.conmgr", "a/b/y.conmgr"])
}

/// Returns the settings that a scan uses.
fn used(tree: &Tree, folder: &str, arguments: &[&str]) -> String {
    let output = tree.scan_in(folder, arguments.iter().copied().chain(["--format=json"]));
    summary(&output)["settings"].as_str().unwrap_or("none").to_owned()
}

#[test]
fn settings_are_found_in_the_common_folder_or_its_parents() {
    let tree = tree();
    tree.add(".git/HEAD", "");
    assert_eq!(used(&tree, "", &["."]), "none");
    tree.add("smtp-connstr.toml", "deny = 'error'");
    assert_eq!(used(&tree, "", &["."]), "smtp-connstr.toml");
    assert_eq!(used(&tree, "", &["a/b/y.conmgr"]), "smtp-connstr.toml");
    assert_eq!(used(&tree, "a/b", &["."]), "../../smtp-connstr.toml");
    tree.add("a/smtp-connstr.toml", "deny = 'error'");
    assert_eq!(used(&tree, "", &["a/b", "a/*.conmgr"]), "a/smtp-connstr.toml");
    assert_eq!(used(&tree, "", &["a/b", "."]), "smtp-connstr.toml");
    assert_eq!(used(&tree, "", &["a", "--no-config"]), "none");
    assert_eq!(used(&tree, "", &["a", "--config", "./smtp-connstr.toml"]), "smtp-connstr.toml");
    // A file that changes nothing is not mentioned.
    tree.add("a/smtp-connstr.toml", "# nothing\n");
    assert_eq!(used(&tree, "", &["a"]), "none");
}

#[test]
fn used_settings_are_shown() {
    let tree = tree();
    tree.add("smtp-connstr.toml", "allow = 'note'");
    let shown = |arguments: &[&str]| {
        let output = tree.scan(["a/x.conmgr"].iter().chain(arguments));
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    assert!(shown(&[]).0.contains("\nsettings from smtp-connstr.toml\n"));
    assert!(!shown(&["--no-config"]).0.contains("settings"));
    assert_eq!(shown(&["--show-files"]).1, "settings: smtp-connstr.toml\nread, 1 connection string: a/x.conmgr\n");
}

#[test]
fn settings_are_found_for_standard_input() {
    let tree = tree();
    tree.add("smtp-connstr.toml", "deny = 'no-encryption'");
    let mut command = command();
    let file = fs::File::open(tree.root.join("a/x.conmgr")).unwrap();
    let output = command.args(["scan", "-", "-q"]).current_dir(&tree.root).stdin(file).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn mistake_is_reported_with_its_place() {
    let tree = tree();
    tree.add("smtp-connstr.toml", "deny = ['note']\nexlude = ['hunter2']\n");
    assert_eq!(error(&tree.scan(["."])), "error: smtp-connstr.toml:2:1: unknown key; did you mean `exclude`?\n");
    tree.add("\u{202e}.toml", "hunter2");
    assert_eq!(
        error(&tree.scan([".", "--config", "\u{202e}.toml"])),
        "error: \\u{202e}.toml:1:8: key with no value, expected `=`\n"
    );
    assert_eq!(tree.scan([".", "--no-config"]).status.code(), Some(0));
}

#[test]
fn file_that_cannot_be_read_is_an_error() {
    let tree = tree();
    let cannot_read = |reason: &str| format!("error: cannot read the settings in x.toml: {reason}\n");
    let read = || error(&tree.scan([".", "--config=x.toml"]));
    assert!(read().starts_with("error: cannot read the settings in x.toml: "));
    fs::create_dir(tree.root.join("x.toml")).unwrap();
    assert_eq!(read(), cannot_read("not a regular file"));
    fs::remove_dir(tree.root.join("x.toml")).unwrap();
    tree.add("x.toml", "#".repeat((1 << 20) + 1));
    assert_eq!(read(), cannot_read("larger than 1 MiB"));
    tree.add("x.toml", "#".repeat(1 << 20));
    assert_eq!(tree.scan([".", "--config=x.toml"]).status.code(), Some(0));
    tree.add("x.toml", b"# \xff");
    assert_eq!(read(), cannot_read("neither UTF-8 nor UTF-16 with a byte order mark"));
    assert_eq!(
        error(&tree.scan([".", "--config=x.toml", "--no-config"])),
        "error: `--config` and `--no-config` cannot be used together\n"
    );
}

#[cfg(unix)]
#[test]
fn pipe_does_not_block() {
    let tree = tree();
    let made = std::process::Command::new("mkfifo").arg(tree.root.join("smtp-connstr.toml")).status().unwrap();
    assert!(made.success());
    assert_eq!(error(&tree.scan(["."])), "error: cannot read the settings in smtp-connstr.toml: not a regular file\n");
}

#[test]
fn encodings_of_powershell_are_read() {
    let tree = tree();
    let text = "deny = 'no-encryption' # ä\r\n";
    let utf_16 =
        |unit: fn(u16) -> [u8; 2]| format!("\u{feff}{text}").encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    for bytes in [text.into(), format!("\u{feff}{text}").into(), utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes)] {
        let bytes: Vec<u8> = bytes;
        tree.add("smtp-connstr.toml", bytes);
        assert_eq!(tree.scan([".", "-q"]).status.code(), Some(1));
    }
}

/// Checks the exit code of a scan with an error, warnings and notes.
#[track_caller]
fn exits(settings: &str, arguments: &[&str], code: i32) {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("Mail", PLAIN));
    tree.add("smtp-connstr.toml", settings);
    let output = tree.scan([".", "-q"].iter().chain(arguments));
    assert_eq!(output.status.code(), Some(code), "{settings} {arguments:?}");
}

#[test]
fn options_take_precedence() {
    exits("", &[], 0);
    exits("deny = 'warning'", &[], 1);
    exits("deny = 'warning'", &["--no-config"], 0);
    exits("deny = 'no-encryption'", &[], 1);
    exits("deny = 'warning'\nallow = 'warning'", &[], 0);
    exits("deny = 'warning'\nallow = ['no-encryption', 'anonymous-authentication']", &["--allow=note"], 0);
    // The same kind of name on the command line.
    exits("deny = 'warning'", &["--allow=warning"], 0);
    exits("allow = 'warning'", &["--deny=warning"], 1);
    exits("allow = 'no-encryption'", &["--deny=no-encryption"], 1);
    exits("deny = 'no-encryption'", &["--allow=no-encryption"], 0);
    // A rule takes precedence over a severity, wherever it is.
    exits("allow = ['no-encryption', 'anonymous-authentication']", &["--deny=warning"], 0);
    exits("deny = 'no-encryption'", &["--allow=warning"], 1);
}

#[test]
fn excluded_files_are_relative_to_the_settings() {
    let tree = Tree::with_files(&["a/x.conmgr", "a/old/y.conmgr", "a/b/old/z.conmgr", "a/b/w.conmgr"]);
    tree.add("a/smtp-connstr.toml", "exclude = ['old/**', 'w.*']");
    let files = |folder: &str, arguments: &[&str]| {
        let output = tree.scan_in(folder, arguments.iter().copied().chain(["--format=json"]));
        records(&output).iter().map(|record| record["file"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(files("", &["a"]), ["a/x.conmgr", "a/b/old/z.conmgr"]);
    assert_eq!(files("a/b", &[".."]), ["../x.conmgr", "../b/old/z.conmgr"]);
    assert_eq!(files("a", &[".", "--exclude=x.conmgr"]), ["b/old/z.conmgr"], "the option adds to the settings");
    assert_eq!(files("", &["a", "--no-config"]).len(), 4);
    assert_eq!(files("", &["a", "--config", "a/smtp-connstr.toml"]).len(), 2);
    assert_eq!(files("a", &[".", "--config", "smtp-connstr.toml"]).len(), 2);
    let output = tree.scan(["a"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("excluded") && text.contains("settings from a/smtp-connstr.toml"), "{text}");
}

/// The exit code of `fix` does not depend on what is denied or accepted, but it does not change excluded files.
#[test]
fn fix_skips_excluded_files() {
    let tree = Tree::with_files(&["a.conmgr", "old/b.conmgr"]);
    tree.add("smtp-connstr.toml", "exclude = 'old'\ndeny = 'note'");
    let fix = |arguments: &[&str]| {
        let set = ["fix", ".", "--set", "EnableSsl=True"];
        command().args(set).args(arguments).current_dir(&tree.root).output().unwrap()
    };
    let changed = |arguments: &[&str]| String::from_utf8(fix(arguments).stdout).unwrap();
    assert!(changed(&[]).contains("a.conmgr") && !changed(&[]).contains("b.conmgr"), "{}", changed(&[]));
    assert!(changed(&["--no-config"]).contains("b.conmgr"));
    let list = String::from_utf8(fix(&["--show-files"]).stderr).unwrap();
    assert!(list.starts_with("settings: smtp-connstr.toml\n"), "{list}");
    assert_eq!(fix(&["--config=missing.toml"]).status.code(), Some(2));
}

#[cfg(feature = "probe")]
#[test]
fn probe_skips_excluded_files() {
    let tree = Tree::with_files(&["a.conmgr"]);
    tree.add("old/b.conmgr", manager("Mail", &PLAIN.replace("smtp.", "old.")));
    tree.add("smtp-connstr.toml", "exclude = 'old'");
    let list = |arguments: &[&str]| {
        let output = command().args(["probe", "--list"]).args(arguments).current_dir(&tree.root).output().unwrap();
        String::from_utf8(output.stdout).unwrap() + std::str::from_utf8(&output.stderr).unwrap()
    };
    let servers = list(&["--scan=."]);
    assert!(servers.contains("smtp.contoso.com") && !servers.contains("old.contoso.com"), "{servers}");
    assert!(list(&["--scan=.", "--no-config"]).contains("old.contoso.com"));
    let strings = |option: &str| {
        let output = command().args(["probe", "SmtpServer=mail", option]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(strings("--no-config"), (Some(2), "error: `--no-config` requires `--scan`\n".to_owned()));
    assert_eq!(strings("--config=x"), (Some(2), "error: `--config` requires `--scan`\n".to_owned()));
}

/// Options hide accepted findings too, but do not make an exception unused.
#[test]
fn hidden_findings_do_not_make_an_exception_unused() {
    let tree = tree();
    tree.add("smtp-connstr.toml", "[[exception]]\nrule = 'no-encryption'\nreason = 'r'\nowner = 'o'\n");
    for option in ["--min-severity=error", "--select=invalid-boolean", "--server=other.contoso.com"] {
        let output = tree.scan([".", option, "--format=json", "--deny=warning"]);
        let exceptions = &summary(&output)["exceptions"];
        assert_eq!((&exceptions[0]["findings"], &exceptions[0]["unused"]), (&json!(2), &json!(false)), "{option}");
        assert_eq!(output.status.code(), Some(0));
    }
}
