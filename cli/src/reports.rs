//! The reports about one file in memory, for tests and fuzz targets.

use std::io::{self, Write};
use std::path::PathBuf;

use crate::inventory::Join;
use crate::inventory::project::{Content, File, Project};
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
    let file = File {
        path: PathBuf::from(name),
        name: name.to_owned(),
        content: Content::Read(read(name, bytes, given, limits)),
        fingerprint: None,
    };
    let mut files = FileTotals::new(false);
    files.add(&file);
    let is_whole = file.is_archive() || file.content.is_complete();
    let folder = [file];
    let projects = Project::all(&folder, is_whole);

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
    let mut totals = Totals::default();
    reports.iter_mut().try_for_each(|report| report.format.begin(&mut report.out))?;
    for project in &projects {
        let join = Join::new(project);
        let records = join.records();
        totals.add_project(project, &records);
        totals.add_findings(&records);
        if !records.is_empty() {
            reports.iter_mut().try_for_each(|report| report.format.write(&mut report.out, &records))?;
        }
    }
    let servers = std::mem::take(&mut totals.lookalikes);
    let records = servers.records();
    totals.add_findings(&records);
    if !records.is_empty() {
        reports.iter_mut().try_for_each(|report| report.format.write(&mut report.out, &records))?;
    }
    let summary =
        Summary { totals: &totals, files: &files, stale: &Stale::default(), settings: None, exceptions: None };
    reports.into_iter().map(|report| report.finish(&summary)).collect()
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

    /// Ends the report, and returns its name and content.
    fn finish(mut self, summary: &Summary<'_>) -> io::Result<(&'static str, Vec<u8>)> {
        self.format.finish(&mut self.out, summary)?;
        self.out.flush()?;
        Ok((self.name, self.memory.take()))
    }
}
