//! What is not changed, and the errors.

use std::fs;

use snapbox::str;

use super::samples::{
    BOTH, NEW, OLD, check_refused, copies, expression, fix, lines, package, parameters, project_with, read, variable,
};
use crate::run::{assert_shown, command, run};
use crate::scan::tree::{Tree, archive, fixtures, manager};

#[test]
fn files_that_were_not_read_may_contain_further_places() {
    let tree = Tree::new();
    tree.add("P.dtsx", package(&[("A", OLD, &expression("SmtpServer", "@[$Project::Relay]"))], ""));
    tree.add("Project.params", parameters(&[("Relay", "old.contoso.com")]));
    let only = |change: &[&str]| {
        let arguments = ["fix", "P.dtsx", "Project.params"].iter().chain(change);
        command().args(arguments).current_dir(&tree.root).output().unwrap()
    };
    assert_eq!(
        lines(&only(&["--set", "EnableSsl=True"]), "note"),
        ["note: P.dtsx: not every file of its folder was read, so copies of the value may remain"]
    );
    assert_eq!(only(&BOTH).status.code(), Some(1), "another package may use the parameter");
}

#[test]
fn value_that_something_else_uses_is_refused() {
    let used = "an expression uses a parameter or variable, and something else may use it too";
    let tree = Tree::new();
    tree.add("P.dtsx", package(&[("A", OLD, &expression("SmtpServer", "@[$Project::Relay]"))], ""));
    tree.add("Project.params", parameters(&[("Relay", "old.contoso.com")]));
    // This package contains nothing about mail.
    tree.add("Q.dtsx", "<Executable><PropertyExpression>LEN(@[$Project::Relay])</PropertyExpression></Executable>");
    check_refused(
        &tree,
        &BOTH,
        &[&format!("not changed: P.dtsx:3:1, connection manager \"A\": Project.params: {used}")],
    );
    let tree = Tree::new();
    let task = "<Task ReadOnlyVariables=\"User::Mail\"/>";
    let rest = variable("Mail", "old.contoso.com") + task;
    tree.add("P.dtsx", package(&[("A", OLD, &expression("SmtpServer", "@[User::Mail]"))], &rest));
    check_refused(&tree, &BOTH, &[&format!("not changed: P.dtsx:3:1, connection manager \"A\": {used}")]);
}

#[test]
fn unknown_value_of_an_expression_is_refused_if_it_is_asked_for() {
    let tree = Tree::new();
    tree.add("P.dtsx", package(&[("A", OLD, &expression("SmtpServer", "@[User::A] + \".contoso.com\""))], ""));
    let reason = "an expression sets the value at run time, and the value is not in these files";
    let expected = format!("not changed: P.dtsx:3:1, connection manager \"A\": {reason}");
    check_refused(&tree, &BOTH, &[&expected]);
    let output = fix(&tree, ["--set", "EnableSsl=True"]);
    assert_eq!((lines(&output, "not changed"), output.status.code()), (Vec::new(), Some(0)));
}

#[test]
fn what_cannot_be_changed_is_refused_and_the_rest_is_done() {
    let tree = Tree::new();
    tree.add("Good.conmgr", manager("Good", OLD));
    tree.add("Sample.ispac", archive());
    tree.add("Encrypted.dtsx", fs::read(fixtures().join("encrypted-child.dtsx")).unwrap());
    let signature = "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>";
    tree.add("Signed.dtsx", package(&[("A", OLD, "")], signature));
    tree.add("Wrong.conmgr", manager("W", "SmtpServer=smtp.contoso.com;Password=hunter2;EnableSsl=False"));
    let place = "<!-- x -->";
    tree.add(
        "Split.dtsConfig",
        format!(
            "<DTSConfiguration><Configuration Path=\"\\Package.Connections[S].Properties[ConnectionString]\">\
             <ConfiguredValue>SmtpServer=s;EnableSsl=Fa{place}lse</ConfiguredValue></Configuration></DTSConfiguration>"
        ),
    );
    let output = fix(&tree, ["--set", "EnableSsl=True", "--write"]);
    assert_shown(
        &output,
        str![[r#"
--- Good.conmgr
+++ Good.conmgr
@@ -7 +7 @@ connection manager "Good"
-SmtpServer=old.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;
+SmtpServer=old.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;

not changed: Encrypted.dtsx:1:1: the file is encrypted, so it is not known whether it has to be changed
not changed: Signed.dtsx:3:1, connection manager "A": the file has a digital signature, which a change would break
not changed: Split.dtsConfig:1:111, "S": the value is not in one piece: it contains a comment, or the file has only parts of it
not changed: Wrong.conmgr:2:1, connection manager "W": the connection string is invalid; `smtp-connstr scan` says why

not changed: Sample.ispac!/Load all.dtsx:10:5, connection manager "My.Relay": the file is an archive; change the project, and build it again

changed 1 connection manager in 1 file (1 place); 5 not changed
── standard error ──
error: cannot read Sample.ispac: malformed XML: unexpected end of file
── exit code 2 ──

"#]],
    );
    assert!(read(&tree, "Good.conmgr").contains("EnableSsl=True"));
}

#[test]
fn file_that_cannot_be_changed_prevents_changes_of_its_connection_managers_elsewhere() {
    let tree = Tree::new();
    tree.add("Mail.conmgr", manager("Mail", OLD));
    tree.add("Other.conmgr", manager("Other", OLD));
    tree.add("P.dtproj", project_with(&copies(OLD, "old.contoso.com", "false")));
    let path = tree.root.join("P.dtproj");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    check_refused(
        &tree,
        &[&BOTH[..], &["--write"]].concat(),
        &["not changed: Mail.conmgr:2:1, connection manager \"Mail\": P.dtproj: the file is read-only"],
    );
    assert_eq!(read(&tree, "Mail.conmgr"), manager("Mail", OLD));
    assert_eq!(read(&tree, "Other.conmgr"), manager("Other", NEW));
}

#[test]
fn diff_shows_no_secret() {
    let tree = Tree::new();
    let secret = "SmtpServer=a;EnableSsl=yes;";
    let hidden = "<Password>hunter2</Password>";
    let one_line =
        package(&[("A", secret, ""), ("SmtpServer=x;Password=hunter2", secret, "")], "").replace("\r\n", hidden);
    tree.add("P.dtsx", one_line);
    let output = fix(&tree, []);
    let text = String::from_utf8([output.stdout.clone(), output.stderr].concat()).unwrap();
    assert_eq!(lines(&fix(&tree, []), "@@").len(), 2);
    assert!(text.contains("Password=***") && !text.contains("hunter2"), "{text}");
}

#[test]
fn usage_errors_repeat_no_argument() {
    let tree = Tree::with_files(&["Mail.conmgr"]);
    for arguments in [
        &["--set", "Password=hunter2"][..],
        &["--set", "EnableSsl=hunter2"],
        &["--server", "hunter2"],
        &["--server", "a=hunter2:25"],
        &["--where", "hunter2"],
        &["--backup"],
        &["--check", "--write"],
        &["-"],
    ] {
        let output = fix(&tree, arguments.iter().copied());
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.starts_with("error: ") && text.lines().count() == 1 && !text.contains("hunter2"), "{text}");
        assert_eq!((output.stdout.len(), output.status.code()), (0, Some(2)));
    }
    assert_eq!(run(["fix", "--set", "EnableSsl=True"]).status.code(), Some(2), "no path");
}

#[test]
fn nothing_read_is_an_error() {
    let tree = Tree::new();
    let output = fix(&tree, []);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("no files were read"));
}
