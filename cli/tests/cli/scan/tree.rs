//! Folders of files to scan. Each test has a temporary folder.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use crate::run::command;

#[path = "../../ssis/ispac.rs"]
mod ispac;

/// A valid string with a warning and a note.
pub(crate) const PLAIN: &str = "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;";
/// An invalid string.
pub(crate) const WRONG: &str = "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=yes;";

/// The keys of every diagnostic in JSON.
pub(crate) const DIAGNOSTIC_KEYS: [&str; 12] =
    ["rule", "severity", "start", "end", "message", "help", "url", "related", "fixes", "line", "column", "suppressed"];

pub(crate) struct Tree {
    pub(crate) root: PathBuf,
}

impl Tree {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("smtp-connstr-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let root = std::env::temp_dir().join(name);
        fs::create_dir(&root).unwrap();
        Self { root }
    }

    /// Creates connection manager files with these names, each with a valid string.
    pub(crate) fn with_files(names: &[&str]) -> Self {
        let tree = Self::new();
        for name in names {
            tree.add(name, manager("Mail", PLAIN));
        }
        tree
    }

    /// Creates a tree of the fixtures and of an archive that contains some of them.
    pub(crate) fn with_fixtures() -> Self {
        let tree = Self::new();
        let fixtures = fixtures();
        for folder in ["", "project"] {
            for entry in fs::read_dir(fixtures.join(folder)).unwrap().map(Result::unwrap) {
                if entry.file_type().unwrap().is_file() {
                    let name = Path::new(folder).join(entry.file_name());
                    tree.add(name.to_str().unwrap(), fs::read(entry.path()).unwrap());
                }
            }
        }
        tree.add("Sample.ispac", archive());
        tree
    }

    pub(crate) fn add(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Runs `scan` in the root of the tree.
    pub(crate) fn scan<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Output {
        self.scan_in("", arguments)
    }

    pub(crate) fn scan_in<A: AsRef<OsStr>>(&self, folder: &str, arguments: impl IntoIterator<Item = A>) -> Output {
        command().arg("scan").args(arguments).current_dir(self.root.join(folder)).output().unwrap()
    }

    /// Runs `scan` with a limit of 1 KiB on the size of files that it writes, which has the effect of a full disk.
    #[cfg(target_os = "linux")]
    pub(crate) fn scan_with_full_disk(&self, arguments: &[&str]) -> Output {
        // Without the trap, the limit would end the process by a signal.
        let script = "trap '' XFSZ; ulimit -f 2; exec \"$0\" scan \"$@\"";
        let mut command = std::process::Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_smtp-connstr")]).args(arguments);
        command.current_dir(&self.root).output().unwrap()
    }

    /// Returns the records of a scan without the summary, and the exit code.
    pub(crate) fn records(&self, arguments: &[&str]) -> (Vec<Value>, i32) {
        let output = self.scan(arguments.iter().copied().chain(["--format=json"]));
        (records(&output), output.status.code().unwrap())
    }

    /// Returns the files of the records, in the order of the records.
    pub(crate) fn files(&self, arguments: &[&str]) -> Vec<String> {
        self.records(arguments).0.iter().map(|record| record["file"].as_str().unwrap().to_owned()).collect()
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        // If this fails, the operating system cleans up its temporary files.
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// Returns the records in JSON without the summary.
pub(crate) fn records(output: &Output) -> Vec<Value> {
    let mut records = json_lines(output);
    assert_eq!(records.pop().unwrap()["type"], "summary");
    records
}

/// Returns the summary in JSON.
pub(crate) fn summary(output: &Output) -> Value {
    json_lines(output).pop().unwrap()
}

fn json_lines(output: &Output) -> Vec<Value> {
    std::str::from_utf8(&output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Returns the findings of the records as `file:line:column rule`, without those about connection managers that no task
/// uses: most test files contain no task.
pub(crate) fn findings(records: &[Value]) -> Vec<String> {
    let lines = |record: &Value| -> Vec<String> {
        let file = record["file"].as_str().unwrap().to_owned();
        let found = record["diagnostics"].as_array().unwrap().iter();
        found
            .filter(|found| found["rule"] != "unused-manager")
            .map(|found| format!("{file}:{}:{} {}", found["line"], found["column"], found["rule"].as_str().unwrap()))
            .collect()
    };
    records.iter().flat_map(lines).collect()
}

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Returns a text as the value of an XML attribute or element.
pub(crate) fn xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
        .replace('\n', "&#10;")
        .replace('\t', "&#9;")
        .replace('\r', "&#13;")
}

/// Returns a connection manager file in the form that SSIS writes.
pub(crate) fn manager(name: &str, string: &str) -> String {
    let [name, string] = [name, string].map(xml);
    format!(
        "<?xml version=\"1.0\"?>\n<DTS:ConnectionManager xmlns:DTS=\"www.microsoft.com/SqlServer/Dts\"\n  \
         DTS:ObjectName=\"{name}\"\n  DTS:CreationName=\"SMTP\">\n  <DTS:ObjectData>\n    <SmtpConnectionManager\n      \
         ConnectionString=\"{string}\" />\n  </DTS:ObjectData>\n</DTS:ConnectionManager>"
    )
}

/// Returns a package with a connection manager, property expressions (property and expression), a variable, a parameter and two
/// Send Mail tasks, of which one has no connection manager. All objects have the same name.
pub(crate) fn package(name: &str, string: &str, expressions: &[(&str, &str)]) -> String {
    const MANAGER: &str = "{11111111-0000-0000-0000-000000000001}";
    const MISSING: &str = "{22222222-0000-0000-0000-000000000002}";
    let [name, string] = [name, string].map(xml);
    let expression = |(property, expression): &(&str, &str)| {
        format!("<DTS:PropertyExpression DTS:Name=\"{property}\">{}</DTS:PropertyExpression>", xml(expression))
    };
    let expressions = expressions.iter().map(expression).collect::<Vec<_>>().concat();
    let task = |reference: &str| {
        format!(
            "<DTS:Executable DTS:CreationName=\"Microsoft.SendMailTask\" DTS:ObjectName=\"{name}\"><DTS:ObjectData>\
             <SendMailTask:SendMailTaskData xmlns:SendMailTask=\"www.microsoft.com/sqlserver/dts/tasks/sendmailtask\" \
             SendMailTask:SMTPServer=\"{reference}\" /></DTS:ObjectData></DTS:Executable>"
        )
    };
    let [used, missing] = [MANAGER, MISSING].map(task);
    format!(
        "<DTS:Executable xmlns:DTS=\"www.microsoft.com/SqlServer/Dts\" DTS:CreationName=\"Microsoft.Package\" \
         DTS:ExecutableType=\"Microsoft.Package\" DTS:ObjectName=\"{name}\">\n\
         <DTS:Property DTS:Name=\"PackageFormatVersion\">8</DTS:Property>\n\
         <DTS:ConnectionManagers><DTS:ConnectionManager DTS:ObjectName=\"{name}\" DTS:DTSID=\"{MANAGER}\" \
         DTS:CreationName=\"SMTP\">{expressions}<DTS:ObjectData><SmtpConnectionManager ConnectionString=\"{string}\" />\
         </DTS:ObjectData></DTS:ConnectionManager></DTS:ConnectionManagers>\n\
         <DTS:PackageParameters><DTS:PackageParameter DTS:ObjectName=\"{name}\" DTS:DataType=\"8\"><DTS:Property \
         DTS:Name=\"ParameterValue\" DTS:DataType=\"8\">{string}</DTS:Property></DTS:PackageParameter></DTS:PackageParameters>\n\
         <DTS:Variables><DTS:Variable DTS:Namespace=\"User\" DTS:ObjectName=\"{name}\"><DTS:VariableValue \
         DTS:DataType=\"8\">{string}</DTS:VariableValue></DTS:Variable></DTS:Variables>\n\
         <DTS:Executables>{used}{missing}</DTS:Executables>\n</DTS:Executable>"
    )
}

/// Returns the parameters of a project.
pub(crate) fn parameters(parameters: &[(&str, &str, bool)]) -> String {
    let parameter = |(name, value, sensitive): &(&str, &str, bool)| {
        format!(
            "<SSIS:Parameter SSIS:Name=\"{}\"><SSIS:Properties><SSIS:Property SSIS:Name=\"Sensitive\">{}</SSIS:Property>\
             <SSIS:Property SSIS:Name=\"Value\">{}</SSIS:Property></SSIS:Properties></SSIS:Parameter>\n",
            xml(name),
            u8::from(*sensitive),
            xml(value)
        )
    };
    let parameters = parameters.iter().map(parameter).collect::<Vec<_>>().concat();
    format!("<SSIS:Parameters xmlns:SSIS=\"www.microsoft.com/SqlServer/SSIS\">\n{parameters}</SSIS:Parameters>")
}

/// Returns an archive with these entries.
pub(crate) fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
    let entries: Vec<(&str, Vec<u8>)> =
        entries.iter().map(|(name, content)| (*name, content.as_bytes().to_vec())).collect();
    ispac::archive(&entries)
}

/// Returns an archive of a project with a malformed entry. Its parameters override one of its strings.
pub(crate) fn archive() -> Vec<u8> {
    let names = ["project/Load%20all.dtsx", "project/Mail.conmgr", "malformed.dtsx", "@Project.manifest"];
    let entry = |name: &'static str| (name.rsplit('/').next().unwrap(), fs::read(fixtures().join(name)).unwrap());
    ispac::archive(&names.map(entry))
}

/// Returns an archive of the entries, each a name and its content.
pub(crate) fn zipped_files(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    ispac::archive(entries)
}
