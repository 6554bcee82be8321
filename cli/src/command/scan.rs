//! The subcommand `scan`: the SMTP connection managers in SSIS files and their findings.

use std::path::Path;

use anstream::ColorChoice;

use crate::args::{ScanArguments, ScanFormat};
use crate::error::Error;
use crate::exit_status::ExitStatus;
use crate::inventory::Join;
use crate::inventory::project::{File, Project};
use crate::inventory::record::Record;
use crate::inventory::totals::Totals;
use crate::names;
use crate::output::progress::Progress;
use crate::output::scan::{Format, csv, human, json, sarif};
use crate::output::stream::{self, Output};
use crate::policy::Policy;
use crate::rules::files::FileRule;
use crate::scan::baseline::{Baseline, NewBaseline};
use crate::scan::reading::{self, Reading};
use crate::ssis;

pub(crate) fn run(arguments: &ScanArguments, color: ColorChoice, status: &mut ExitStatus) -> Result<(), Error> {
    let mut scan = Scan::new(arguments, color, status)?;
    scan.begin()?;
    reading::visit(arguments, |reading| match reading {
        Reading::File { file, given } => scan.add_file(file, given),
        Reading::Missing { argument, path } => scan.report_missing(argument, &path),
    })?;
    scan.finish()
}

/// A scan in progress.
struct Scan<'a> {
    arguments: &'a ScanArguments,
    policy: Policy<'a>,
    baseline: Option<Baseline>,
    new_baseline: Option<NewBaseline<'a>>,
    out: Output,
    /// `None` if nothing is printed.
    format: Option<Box<dyn Format + 'a>>,
    progress: Progress,
    /// The files of the current folder.
    folder: Vec<File>,
    is_whole: bool,
    totals: Totals,
    status: &'a mut ExitStatus,
}

impl<'a> Scan<'a> {
    fn new(arguments: &'a ScanArguments, color: ColorChoice, status: &'a mut ExitStatus) -> Result<Self, Error> {
        let out = Output::standard_output(color);
        let policy = || Policy::new(&arguments.policy, arguments.notes);
        let format: Box<dyn Format + 'a> = match arguments.format {
            ScanFormat::Human => Box::new(human::Human::new(out.is_styled(), policy())),
            ScanFormat::Json => Box::new(json::Json),
            ScanFormat::Sarif => Box::new(sarif::Sarif::default()),
            ScanFormat::Csv => Box::new(csv::Csv),
        };
        Ok(Self {
            arguments,
            policy: policy(),
            // Both are opened before anything is read, so that a wrong path is reported immediately and not after an
            // hour.
            baseline: arguments.baseline.as_deref().map(Baseline::read).transpose()?,
            new_baseline: arguments.write_baseline.as_deref().map(NewBaseline::new).transpose()?,
            out,
            format: (!arguments.quiet).then_some(format),
            progress: Progress::new(arguments.quiet),
            folder: Vec::new(),
            is_whole: true,
            totals: Totals::default(),
            status,
        })
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.format.as_mut().map_or(Ok(()), |format| format.begin(&mut self.out)).map_err(Error::Write)
    }

    fn add_file(&mut self, file: File, given: bool) -> Result<(), Error> {
        let is_same_folder = self.folder.last().is_none_or(|last| last.path.parent() == file.path.parent());
        if !is_same_folder {
            self.finish_folder()?;
        }
        let managers = match &file.reading {
            ssis::Reading::File(facts) => facts.managers.len(),
            ssis::Reading::Archive(entries) => entries.iter().map(|facts| facts.managers.len()).sum(),
            ssis::Reading::Dismissed(_) | ssis::Reading::NotSsis => 0,
        };
        self.progress.step(managers);
        self.is_whole &= !given;
        self.folder.push(file);
        Ok(())
    }

    /// Joins the files of a folder and writes their records.
    fn finish_folder(&mut self) -> Result<(), Error> {
        let files = std::mem::take(&mut self.folder);
        let is_whole = std::mem::replace(&mut self.is_whole, true);
        for project in Project::all(&files, is_whole) {
            let join = Join::new(&project);
            let records = join.records();
            self.totals.add_project(&project, &records);
            self.write(records)?;
        }
        Ok(())
    }

    fn write(&mut self, mut records: Vec<Record<'_>>) -> Result<(), Error> {
        for record in &mut records {
            if let Some(new_baseline) = &mut self.new_baseline {
                new_baseline.add(record);
            }
            if let Some(baseline) = &mut self.baseline {
                record.remove_known(|record, finding| baseline.take(record, finding));
            }
        }
        self.update_status(&records);
        self.totals.add_findings(&records);
        let Some(format) = self.format.as_mut().filter(|_| !records.is_empty()) else { return Ok(()) };
        self.progress.clear();
        format.write(&mut self.out, &records).map_err(Error::Write)?;
        self.out.end_record()
    }

    fn update_status(&mut self, records: &[Record<'_>]) {
        for located in records.iter().flat_map(|record| &record.findings) {
            let finding = &located.finding;
            let is_denied = self.policy.denies(finding.rule, finding.severity);
            if finding.rule == FileRule::UnreadableFile.id()
                && finding.severity == smtp_connection_string::Severity::Error
            {
                self.status.fail();
            } else if self.new_baseline.is_none() && is_denied {
                self.status.deny();
            }
        }
    }

    /// Reports an argument that cannot be read. The scan continues.
    fn report_missing(&mut self, argument: usize, path: &Path) -> Result<(), Error> {
        self.status.fail();
        self.totals.missing += 1;
        if self.arguments.quiet {
            return Ok(());
        }
        self.progress.clear();
        // Flushing keeps the order if both streams are the same file.
        self.out.finish()?;
        let path = names::path(path);
        if path.contains('=') {
            // It could be a connection string that contains a secret.
            stream::print_error(format_args!(
                "path {argument} is not a readable file or folder; to check a connection string, run `smtp-connstr check -` and \
                 pass it on standard input"
            ));
        } else {
            stream::print_error(format_args!("no such file or folder: {}", names::escaped(&path)));
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), Error> {
        self.finish_folder()?;
        let servers = std::mem::take(&mut self.totals.lookalikes);
        self.write(servers.records())?;
        self.progress.clear();
        if let Some(format) = &mut self.format {
            format.finish(&mut self.out, &self.totals).map_err(Error::Write)?;
        }
        self.out.finish()?;
        self.new_baseline.map_or(Ok(()), NewBaseline::write)
    }
}
