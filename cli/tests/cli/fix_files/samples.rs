//! Generated files, and runs on them.

use std::fs;
use std::process::Output;

use crate::run::command;
use crate::scan::tree::Tree;

pub(super) const OLD: &str = "SmtpServer=old.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;";
pub(super) const NEW: &str = "SmtpServer=new.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;";
pub(super) const BOTH: [&str; 4] = ["--server", "old.contoso.com=new.contoso.com", "--set", "EnableSsl=True"];

pub(super) fn fix<'a>(tree: &Tree, arguments: impl IntoIterator<Item = &'a str>) -> Output {
    command().args(["fix", "."]).args(arguments).current_dir(&tree.root).output().unwrap()
}

pub(super) fn read(tree: &Tree, name: &str) -> String {
    fs::read_to_string(tree.root.join(name)).unwrap()
}

/// Returns the lines that begin with a word.
pub(super) fn lines(output: &Output, word: &str) -> Vec<String> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().filter(|line| line.starts_with(word)).map(str::to_owned).collect()
}

#[track_caller]
pub(super) fn check_refused(tree: &Tree, arguments: &[&str], expected: &[&str]) {
    let output = fix(tree, arguments.iter().copied());
    assert_eq!(lines(&output, "not changed"), expected);
    assert_eq!(output.status.code(), Some(1));
}

/// Returns a package with these connection managers and other content.
pub(super) fn package(managers: &[(&str, &str, &str)], rest: &str) -> String {
    let managers: Vec<String> = managers
        .iter()
        .map(|(name, string, expressions)| {
            format!(
                "<DTS:ConnectionManager DTS:CreationName=\"SMTP\" DTS:ObjectName=\"{name}\">{expressions}<DTS:ObjectData>\
                 <SmtpConnectionManager ConnectionString=\"{string}\"/></DTS:ObjectData></DTS:ConnectionManager>\r\n"
            )
        })
        .collect();
    format!(
        "<DTS:Executable xmlns:DTS=\"www.microsoft.com/SqlServer/Dts\" DTS:ObjectName=\"P\">\r\n\
         <DTS:ConnectionManagers>\r\n{}</DTS:ConnectionManagers>\r\n{rest}</DTS:Executable>",
        managers.concat()
    )
}

pub(super) fn expression(property: &str, expression: &str) -> String {
    format!("<DTS:PropertyExpression DTS:Name=\"{property}\">{expression}</DTS:PropertyExpression>")
}

pub(super) fn variable(name: &str, value: &str) -> String {
    format!(
        "<DTS:Variables><DTS:Variable DTS:Namespace=\"User\" DTS:ObjectName=\"{name}\">\
         <DTS:VariableValue DTS:DataType=\"8\">{value}</DTS:VariableValue></DTS:Variable></DTS:Variables>"
    )
}

/// Returns `Project.params`, or the parameters of connection managers in a `.dtproj`.
pub(super) fn parameters(list: &[(&str, &str)]) -> String {
    let list: Vec<String> = list
        .iter()
        .map(|(name, value)| {
            format!(
                "<SSIS:Parameter SSIS:Name=\"{name}\"><SSIS:Properties><SSIS:Property SSIS:Name=\"Sensitive\">0\
                 </SSIS:Property><SSIS:Property SSIS:Name=\"Value\">{value}</SSIS:Property></SSIS:Properties></SSIS:Parameter>\n"
            )
        })
        .collect();
    format!("<SSIS:Parameters xmlns:SSIS=\"www.microsoft.com/SqlServer/SSIS\">\n{}</SSIS:Parameters>", list.concat())
}

pub(super) fn project(list: &[(&str, &str)]) -> String {
    format!("<Project><Manifest>{}</Manifest></Project>", parameters(list))
}

pub(super) fn copies(string: &str, server: &str, ssl: &str) -> Vec<(&'static str, String)> {
    vec![
        ("CM.Mail.ConnectionString", string.to_owned()),
        ("CM.Mail.EnableSsl", ssl.to_owned()),
        ("CM.Mail.SmtpServer", server.to_owned()),
        ("CM.Mail.UseWindowsAuthentication", "true".to_owned()),
    ]
}

pub(super) fn project_with(copies: &[(&'static str, String)]) -> String {
    project(&copies.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
}
