//! The reports about files in memory, for the web page, tests and fuzz targets. Nothing here opens a file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::inventory::Join;
use crate::inventory::project::{Content, File, Project};
use crate::inventory::record::Record;
use crate::inventory::totals::Totals;
use crate::output::decoration::Decoration;
use crate::output::report::html::Html;
use crate::output::report::invocation::Invocation;
use crate::output::report::markdown::Markdown;
use crate::output::scan::azure::Azure;
use crate::output::scan::csv::Csv;
use crate::output::scan::format::{Format, Summary};
use crate::output::scan::github::Github;
use crate::output::scan::human::Human;
use crate::output::scan::json::Json;
use crate::output::scan::junit::Junit;
use crate::output::scan::sarif::{Root, Sarif};
use crate::output::stream::{Memory, Output};
use crate::policy::{Policy, PolicyOptions};
use crate::rules::PageUrl;
use crate::scan::listing::skip_reason;
use crate::scan::skipped::SkipReason;
use crate::scan::stale::Stale;
use crate::scan::totals::FileTotals;
use crate::ssis::{Limits, read};

/// Reads a file as the only one of its project, and returns the output of `scan` in every format, with notes.
///
/// `given` is whether the file is an argument, as in [`read`].
///
/// # Errors
///
/// Returns the error of a temporary file, in which a format stores a large output.
pub fn all(name: &str, bytes: &[u8], given: bool, limits: &Limits) -> io::Result<Vec<(&'static str, Vec<u8>)>> {
    let mut scan = MemoryScan::new(*limits);
    scan.insert(name, Content::Read(read(name, bytes, given, limits)), true);
    let options = PolicyOptions::default();
    let mut reports = [
        Report::new("human", Human::new(Decoration::PLAIN, Policy::new(&options, true))),
        Report::new("json", Json),
        Report::new("sarif", Sarif::new(Root::default(), None, false)),
        Report::new("csv", Csv { delimiter: ',', mark: false }),
        Report::new("html", Html::new(Invocation::of_process())),
        Report::new("markdown", Markdown::new(Invocation::of_process())),
        Report::new("github", Github::new()),
        Report::new("azure", Azure::new()),
        Report::new("junit", Junit::new(Policy::new(&options, true))),
    ];
    scan.write(&mut reports)?;
    Ok(reports.map(|report| (report.name, report.memory.take())).into())
}

/// Returns the URL of the documentation of a rule.
#[must_use]
pub fn rule_url(rule: &'static str) -> String {
    PageUrl::of(rule).to_string()
}

/// A scan of files in memory. A path is that of the file in a folder, with `/`.
pub struct MemoryScan {
    limits: Limits,
    /// The folders by the parts of their paths. This is the order of a walk: a folder is before its subfolders.
    folders: BTreeMap<Vec<String>, Folder>,
    totals: FileTotals,
    /// The folders that were counted as skipped.
    skipped: BTreeSet<String>,
}

/// The files of a folder that were read.
struct Folder {
    files: Vec<File>,
    /// Whether every SSIS file of the folder was visited.
    is_whole: bool,
}

impl MemoryScan {
    /// Creates a scan without files.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, folders: BTreeMap::new(), totals: FileTotals::new(false), skipped: BTreeSet::new() }
    }

    /// Returns whether a scan skips a file or folder because of its name, and counts it. The first part of the path is the
    /// folder that was given. It is never skipped.
    pub fn skips(&mut self, path: &str, is_folder: bool) -> bool {
        let parts: Vec<&str> = path.split('/').collect();
        for (index, name) in parts.iter().enumerate().skip(1) {
            let is_last = index + 1 == parts.len();
            let Some(reason) = skip_reason(name, !is_last || is_folder) else { continue };
            let skipped = parts.get(..=index).unwrap_or_default().join("/");
            if is_last && !is_folder && reason != SkipReason::NotSsis {
                // The folder may contain what the other files lack.
                self.folder(path).is_whole = false;
            }
            if reason == SkipReason::NotSsis || self.skipped.insert(skipped.clone()) {
                self.totals.skipped.add(Path::new(&skipped), reason);
            }
            return true;
        }
        false
    }

    /// Reads a file. Its bytes are not kept.
    ///
    /// `given` is whether the file was chosen itself, and not with its folder, as in [`read`].
    pub fn add(&mut self, path: &str, bytes: &[u8], given: bool) {
        let content = Content::Read(read(path, bytes, given, &self.limits));
        self.insert(path, content, !given);
    }

    /// Adds a file that cannot be read, or a folder that cannot be listed.
    pub fn add_unreadable(&mut self, path: &str, reason: &'static str) {
        self.insert(path, Content::unreadable(path, reason), false);
    }

    /// Returns the report in JSON Lines.
    ///
    /// # Errors
    ///
    /// Returns an error of the format. Writing to memory does not fail.
    pub fn json(&self) -> io::Result<Vec<u8>> {
        self.report(Json)
    }

    /// Returns the report in CSV, for a file.
    ///
    /// # Errors
    ///
    /// As [`MemoryScan::json`].
    pub fn csv(&self) -> io::Result<Vec<u8>> {
        self.report(Csv { delimiter: ',', mark: true })
    }

    /// Returns the report in HTML.
    ///
    /// # Errors
    ///
    /// As [`MemoryScan::json`].
    pub fn html(&self) -> io::Result<Vec<u8>> {
        self.report(Html::new(Invocation::of_process()))
    }

    fn folder(&mut self, path: &str) -> &mut Folder {
        let (folder, _) = path.rsplit_once('/').unwrap_or(("", path));
        let parts = folder.split('/').map(str::to_owned).collect();
        self.folders.entry(parts).or_insert(Folder { files: Vec::new(), is_whole: true })
    }

    fn insert(&mut self, path: &str, content: Content, is_whole: bool) {
        let file = File { path: PathBuf::from(path), name: path.to_owned(), content, fingerprint: None };
        self.totals.add(&file);
        let folder = self.folder(path);
        folder.is_whole &= is_whole;
        // Files of the same name, which were chosen from different folders, remain in their order.
        let index = folder.files.partition_point(|other| other.name <= file.name);
        folder.files.insert(index, file);
    }

    fn report(&self, format: impl Format) -> io::Result<Vec<u8>> {
        let mut reports = [Report::new("", format)];
        self.write(&mut reports)?;
        let [report] = reports;
        Ok(report.memory.take())
    }

    fn write(&self, reports: &mut [Report<'_>]) -> io::Result<()> {
        let mut totals = Totals::default();
        reports.iter_mut().try_for_each(|report| report.format.begin(&mut report.out))?;
        for Folder { files, is_whole } in self.folders.values() {
            // An archive is a separate project.
            let is_complete = |file: &File| file.is_archive() || file.content.is_complete();
            for project in &Project::all(files, *is_whole && files.iter().all(is_complete)) {
                let join = Join::new(project);
                let records = join.records();
                totals.add_project(project, &records);
                write_records(reports, &mut totals, &records)?;
            }
        }
        let servers = std::mem::take(&mut totals.lookalikes);
        write_records(reports, &mut totals, &servers.records())?;
        let summary = Summary {
            totals: &totals,
            files: &self.totals,
            stale: &Stale::default(),
            settings: None,
            exceptions: None,
        };
        reports.iter_mut().try_for_each(|report| {
            report.format.finish(&mut report.out, &summary)?;
            report.out.flush()
        })
    }
}

fn write_records(reports: &mut [Report<'_>], totals: &mut Totals, records: &[Record<'_>]) -> io::Result<()> {
    totals.add_findings(records);
    if records.is_empty() {
        return Ok(());
    }
    reports.iter_mut().try_for_each(|report| report.format.write(&mut report.out, records))
}

/// A report in memory.
struct Report<'a> {
    name: &'static str,
    format: Box<dyn Format + 'a>,
    out: Output,
    memory: Memory,
}

impl<'a> Report<'a> {
    fn new(name: &'static str, format: impl Format + 'a) -> Self {
        let (out, memory) = Output::memory();
        Self { name, format: Box::new(format), out, memory }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const TASK: &str = "<DTS:Executable xmlns:DTS='www.microsoft.com/SqlServer/Dts' DTS:CreationName='Microsoft.Package'>\
        <DTS:Executable DTS:CreationName='Microsoft.SendMailTask' DTS:ObjectName='Mail'><DTS:ObjectData>\
        <S:SendMailTaskData xmlns:S='www.microsoft.com/sqlserver/dts/tasks/sendmailtask' \
        S:SMTPServer='{6C7D2B5A-0000-4000-8000-00000000000A}'/></DTS:ObjectData></DTS:Executable></DTS:Executable>";
    const MANAGER: &str = "<DTS:ConnectionManager xmlns:DTS='www.microsoft.com/SqlServer/Dts' DTS:CreationName='SMTP' \
        DTS:DTSID='{6C7D2B5A-0000-4000-8000-00000000000A}' DTS:ObjectName='Relay'><DTS:ObjectData>\
        <SmtpConnectionManager ConnectionString='SmtpServer=mail;EnableSsl=True;'/></DTS:ObjectData></DTS:ConnectionManager>";

    fn scan() -> MemoryScan {
        MemoryScan::new(Limits::default())
    }

    fn records(scan: &MemoryScan) -> Vec<Value> {
        let json = String::from_utf8(scan.json().unwrap()).unwrap();
        json.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Returns the type and the file of each record, and the rules of its findings.
    fn summary(scan: &MemoryScan) -> Vec<String> {
        let rules = |record: &Value| {
            let found = record["diagnostics"].as_array().unwrap();
            found.iter().map(|found| found["rule"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
        };
        let text = |record: &Value, key| record[key].as_str().unwrap().to_owned();
        let line = |record: &Value| format!("{} {}: {}", text(record, "type"), text(record, "file"), rules(record));
        records(scan).iter().filter(|record| record["type"] != "summary").map(line).collect()
    }

    #[test]
    fn folder_is_a_project() {
        let mut scan = scan();
        scan.add("etl/z/Mail.dtsx", TASK.as_bytes(), false);
        scan.add("etl/Mail.dtsx", TASK.as_bytes(), false);
        scan.add("etl/A.conmgr", MANAGER.as_bytes(), false);
        let manager = "manager etl/A.conmgr: not-canonical anonymous-authentication implicit-default";
        assert_eq!(summary(&scan), [manager, "task etl/z/Mail.dtsx: missing-manager"]);
        let used_by = &records(&scan)[0]["used_by"];
        assert_eq!(used_by[0]["file"], "etl/Mail.dtsx");
    }

    #[test]
    fn incomplete_project_may_contain_the_missing_manager() {
        let mut scan = scan();
        // It was chosen without its folder.
        scan.add("Mail.dtsx", TASK.as_bytes(), true);
        // Another file of the folder is hidden, or cannot be read.
        scan.add("a/Mail.dtsx", TASK.as_bytes(), false);
        assert!(scan.skips("a/.Relay.conmgr", false));
        scan.add("b/Mail.dtsx", TASK.as_bytes(), false);
        scan.add_unreadable("b/Relay.conmgr", "the file is larger than 1 GiB");
        // Otherwise, each task would have the finding `missing-manager`.
        let tasks = ["task Mail.dtsx: ", "task a/Mail.dtsx: ", "task b/Mail.dtsx: "];
        assert_eq!(summary(&scan), [&tasks[..], &["file b/Relay.conmgr: unreadable-file"]].concat());
    }

    #[test]
    fn names_are_skipped_as_in_a_walk() {
        let mut scan = scan();
        let skipped = [
            ("etl", true, false),
            (".etl/Mail.dtsx", false, false),
            ("etl/Mail.dtsx", false, false),
            ("etl/readme.txt", false, true),
            ("etl/.git", true, true),
            ("etl/.git/Mail.dtsx", false, true),
            ("etl/.vs/Mail.dtsx", false, true),
            ("etl/OBJ/x/Mail.dtsx", false, true),
            ("etl/obj.dtsx", false, false),
        ];
        for (path, is_folder, expected) in skipped {
            assert_eq!(scan.skips(path, is_folder), expected, "{path}");
        }
        let files = records(&scan)[0]["files"].clone();
        assert_eq!(
            files["skipped"],
            serde_json::json!({ "hidden": 2, "build_output": 1, "links": 0, "excluded": 0, "not_ssis": 1 })
        );
        assert_eq!(files["skipped_examples"], serde_json::json!(["etl/.git", "etl/.vs", "etl/OBJ"]));
    }

    #[test]
    fn every_format_has_the_records() {
        let mut scan = scan();
        scan.add("etl/Relay.conmgr", MANAGER.as_bytes(), false);
        for report in [scan.json(), scan.csv(), scan.html()] {
            let report = String::from_utf8(report.unwrap()).unwrap();
            assert!(report.contains("Relay.conmgr"), "{report}");
        }
        // Excel needs the mark.
        assert!(scan.csv().unwrap().starts_with("\u{feff}".as_bytes()));
    }
}
