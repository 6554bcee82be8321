//! What changes, and what does not.

use snapbox::str;

use super::samples::{
    BOTH, NEW, OLD, check_refused, copies, expression, fix, lines, package, parameters, project, project_with, read,
    variable,
};
use crate::run::assert_shown;
use crate::scan::tree::{Tree, manager};

#[test]
fn all_places_of_a_connection_manager_change_together() {
    let tree = Tree::new();
    tree.add("Mail.conmgr", manager("Mail", OLD));
    tree.add("P.dtproj", project_with(&copies(OLD, "old.contoso.com", "false")));
    let output = fix(&tree, BOTH);
    assert_shown(
        &output,
        str![[r#"
--- Mail.conmgr
+++ Mail.conmgr
@@ -7 +7 @@ connection manager "Mail"
-SmtpServer=old.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;
+SmtpServer=new.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;

--- P.dtproj
+++ P.dtproj
@@ -2 +2 @@ connection manager "Mail"
-SmtpServer=old.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;
+SmtpServer=new.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;
@@ -3 +3 @@ connection manager "Mail"
-EnableSsl=false
+EnableSsl=true
@@ -4 +4 @@ connection manager "Mail"
-SmtpServer=old.contoso.com
+SmtpServer=new.contoso.com

would change 1 connection manager in 2 files (4 places); use --write to change the files
── exit code 0 ──

"#]],
    );
    assert_eq!(read(&tree, "Mail.conmgr"), manager("Mail", OLD), "nothing is written without --write");
    assert_eq!(fix(&tree, BOTH.into_iter().chain(["--check", "-q"])).status.code(), Some(1));

    let written = fix(&tree, BOTH.into_iter().chain(["--write"]));
    assert_eq!(lines(&written, "changed"), ["changed 1 connection manager in 2 files (4 places)"]);
    assert_eq!(read(&tree, "Mail.conmgr"), manager("Mail", NEW));
    assert_eq!(read(&tree, "P.dtproj"), project_with(&copies(NEW, "new.contoso.com", "true")));
    let (records, _) = tree.records(&["."]);
    assert_eq!(records[0]["effective"]["server"], "new.contoso.com");
    assert_eq!(records[0]["effective"]["enable_ssl"], true);
    assert_eq!(records[0]["copies"][0]["agrees"], true);

    let again = fix(&tree, BOTH.into_iter().chain(["--check"]));
    assert_eq!((lines(&again, "nothing"), again.status.code()), (vec!["nothing to change".to_owned()], Some(0)));
}

#[test]
fn differences_that_were_not_asked_for_remain() {
    let tree = Tree::new();
    tree.add("Mail.conmgr", manager("Mail", OLD));
    let other = OLD.replace("old", "other");
    tree.add("P.dtproj", project_with(&copies(&other, "other.contoso.com", "false")));
    let output = fix(&tree, ["--set", "EnableSsl=True", "--write"]);
    assert_eq!(
        lines(&output, "note"),
        [
            "note: Mail.conmgr:2:1, connection manager \"Mail\": its places had different values; only what was asked for \
          was made equal"
        ]
    );
    let other = other.replace("EnableSsl=False", "EnableSsl=True");
    assert_eq!(read(&tree, "P.dtproj"), project_with(&copies(&other, "other.contoso.com", "true")));
    assert!(
        read(&tree, "Mail.conmgr").contains("SmtpServer=old.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;")
    );
}

#[test]
fn values_of_expressions_change_where_they_are() {
    let tree = Tree::new();
    let of_project = expression("SmtpServer", "@[$Project::Relay]");
    let of_variable = expression("ConnectionString", "@[User::Mail]");
    let literal = expression("SmtpServer", "&quot;old.contoso.com&quot;");
    let managers = |string| {
        package(
            &[("A", string, &of_project), ("B", string, &of_variable), ("C", string, &literal)],
            &variable("Mail", OLD),
        )
    };
    tree.add("P.dtsx", managers(OLD));
    tree.add("Project.params", parameters(&[("Other", "old.contoso.com"), ("Relay", "\n  old.contoso.com\n")]));
    let output = fix(&tree, BOTH.into_iter().chain(["--write"]));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let expected = managers(NEW).replace(OLD, NEW).replace("old.contoso.com", "new.contoso.com");
    assert_eq!(read(&tree, "P.dtsx"), expected);
    let expected = parameters(&[("Other", "old.contoso.com"), ("Relay", "\n  new.contoso.com\n")]);
    assert_eq!(read(&tree, "Project.params"), expected);
}

#[test]
fn configurations_change_with_the_packages_that_load_them() {
    const LOADED: &str = "<DTS:Property DTS:Name=\"EnableConfig\">-1</DTS:Property><DTS:Configurations><DTS:Configuration \
        DTS:ConfigurationType=\"1\" DTS:ConfigurationString=\"C:\\Mail.dtsConfig\"/></DTS:Configurations>";
    let configuration = |server: &str, ssl: &str| {
        format!(
            "<DTSConfiguration><Configuration Path=\"\\Package.Connections[A].Properties[SmtpServer]\"><ConfiguredValue>\
             {server}</ConfiguredValue></Configuration><Configuration Path=\"\\Package.Connections[A].Properties[EnableSsl]\">\
             <ConfiguredValue>{ssl}</ConfiguredValue></Configuration></DTSConfiguration>"
        )
    };
    let tree = Tree::new();
    for name in ["P.dtsx", "Q.dtsx"] {
        tree.add(name, package(&[("A", OLD, "")], LOADED));
    }
    tree.add("Mail.dtsConfig", configuration("old.contoso.com", "0"));
    // The other package would have a value that nobody asked for.
    check_refused(
        &tree,
        &[&BOTH[..], &["--where", "package=P.dtsx"]].concat(),
        &[
            "not changed: P.dtsx:3:1, connection manager \"A\": Mail.dtsConfig: another connection manager has the same \
           value, and is not changed",
        ],
    );
    let output = fix(&tree, BOTH.into_iter().chain(["--write"]));
    assert_eq!(lines(&output, "changed"), ["changed 2 connection managers in 3 files (4 places)"]);
    assert_eq!(read(&tree, "Mail.dtsConfig"), configuration("new.contoso.com", "1"));
    assert_eq!(read(&tree, "Q.dtsx"), package(&[("A", NEW, "")], LOADED));
}

#[test]
fn conditions_select_connection_managers() {
    let tree = Tree::new();
    tree.add("a/Mail 1.dtsx", package(&[("A", OLD, ""), ("B", NEW, "")], ""));
    tree.add("b/Mail 2.dtsx", package(&[("A", OLD, "")], ""));
    tree.add("b/C.conmgr", manager("C", OLD));
    tree.add("b/d.sql", format!("SELECT '{OLD}'"));
    let changed = |conditions: &[&str]| {
        let conditions = conditions.iter().flat_map(|condition| ["--where", condition]);
        let output = fix(&tree, ["--set", "Timeout=5000"].into_iter().chain(conditions));
        assert_eq!(output.status.code(), Some(0));
        lines(&output, "@@").len()
    };
    assert_eq!(changed(&[]), 5);
    assert_eq!(changed(&["server=OLD.contoso.com"]), 4);
    assert_eq!(changed(&["server=old.contoso.com", "server=new.contoso.com"]), 5);
    assert_eq!(changed(&["manager=a"]), 2);
    assert_eq!(changed(&["manager=A", "server=new.contoso.com"]), 0);
    assert_eq!(changed(&["package=mail*"]), 3);
    assert_eq!(changed(&["package=b/*.dtsx"]), 1);
    assert_eq!(changed(&["package=*1.dtsx", "manager=B"]), 1);
}

#[test]
fn machine_applicable_fixes_are_applied_to_every_place() {
    let tree = Tree::new();
    let wrong = "smtpserver=mail;EnableSsl=yes";
    let fixed = "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;";
    tree.add("Mail.conmgr", manager("Mail", wrong));
    tree.add("P.dtproj", project(&[("CM.Mail.ConnectionString", wrong), ("CM.Mail.SmtpServer", "mail")]));
    tree.add("s.sql", format!("-- '{wrong}'\nSELECT N'{wrong}', N'SmtpServer=mail;Port=25'"));
    let output = fix(&tree, ["--write"]);
    assert_eq!(lines(&output, "changed"), ["changed 1 connection manager and 1 other string in 3 files (3 places)"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(read(&tree, "Mail.conmgr"), manager("Mail", fixed));
    assert_eq!(
        read(&tree, "P.dtproj"),
        project(&[("CM.Mail.ConnectionString", fixed), ("CM.Mail.SmtpServer", "mail")])
    );
    assert_eq!(read(&tree, "s.sql"), format!("-- '{wrong}'\nSELECT N'{fixed}', N'SmtpServer=mail;Port=25'"));
}

#[test]
fn strings_and_properties_in_scripts_change_where_they_are() {
    let script = |server: &str, boolean: &str, string: &str| {
        format!(
            r#"EXEC sp_add_jobstep @command=N'/CONNECTION "SMTP";"\"{string}\"" /Par "\"CM.M.SmtpServer\"";{server}'
EXEC catalog.set_object_parameter_value 20, 'f', 'p', 'CM.M.SmtpServer', N'{server}', 'x', 'V'
EXEC catalog.set_object_parameter_value @parameter_name=N'CM.M.EnableSsl', @parameter_value={boolean}
EXEC (N'SELECT ''{string}''')
SET @s = 'SmtpServer=' + @server + ';EnableSsl=False;'
"#
        )
    };
    let tree = Tree::new();
    tree.add("s.sql", script("old.contoso.com", "0", OLD));
    let output = fix(&tree, BOTH.into_iter().chain(["--write"]));
    assert_eq!(lines(&output, "not changed"), ["not changed: s.sql:5:38: the file contains only a part of the string"]);
    assert_eq!(read(&tree, "s.sql"), script("new.contoso.com", "1", NEW));
}
