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

/// Returns a connection manager file in the form that SSIS writes.
pub(crate) fn manager(name: &str, string: &str) -> String {
    let [name, string] = [name, string].map(|text| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;")
            .replace('\n', "&#10;")
            .replace('\t', "&#9;")
            .replace('\r', "&#13;")
    });
    format!(
        "<?xml version=\"1.0\"?>\n<DTS:ConnectionManager xmlns:DTS=\"www.microsoft.com/SqlServer/Dts\"\n  \
         DTS:ObjectName=\"{name}\"\n  DTS:CreationName=\"SMTP\">\n  <DTS:ObjectData>\n    <SmtpConnectionManager\n      \
         ConnectionString=\"{string}\" />\n  </DTS:ObjectData>\n</DTS:ConnectionManager>"
    )
}

/// Returns an archive of a project with a malformed entry. Its parameters override one of its strings.
pub(crate) fn archive() -> Vec<u8> {
    let names = ["project/Load%20all.dtsx", "project/Mail.conmgr", "malformed.dtsx", "@Project.manifest"];
    let entry = |name: &'static str| (name.rsplit('/').next().unwrap(), fs::read(fixtures().join(name)).unwrap());
    ispac::archive(&names.map(entry))
}
