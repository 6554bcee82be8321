//! The subcommand `scan`: the SMTP connection strings in SSIS files and their findings.

use std::path::Path;

use crate::ssis::{Record, ScanRule, What};
use anstream::ColorChoice;

use crate::args::{ScanArguments, ScanFormat};
use crate::error::Error;
use crate::exit_status::ExitStatus;
use crate::names;
use crate::output::progress::Progress;
use crate::output::scan::{Format, csv, human, json, sarif};
use crate::output::stream::{self, Output};
use crate::policy::Policy;
use crate::scan::baseline::{Baseline, NewBaseline};
use crate::scan::checked::CheckedRecord;
use crate::scan::reading::{self, Reading};
use crate::scan::totals::Totals;

pub(crate) fn run(arguments: &ScanArguments, color: ColorChoice, status: &mut ExitStatus) -> Result<(), Error> {
    let mut scan = Scan::new(arguments, color, status)?;
    scan.begin()?;
    reading::visit(arguments, |reading| match reading {
        Reading::File { path, records } => scan.add_file(&path, &records),
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
            totals: Totals::default(),
            status,
        })
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.format.as_mut().map_or(Ok(()), |format| format.begin(&mut self.out)).map_err(Error::Write)
    }

    fn add_file(&mut self, path: &Path, records: &[Record]) -> Result<(), Error> {
        self.progress.step(records.iter().filter(|record| matches!(record.what, What::ConnectionString(_))).count());
        let file = names::path(path);
        let mut records: Vec<CheckedRecord<'_>> =
            records.iter().map(|record| CheckedRecord::new(&file, path, record)).collect();
        for checked in &mut records {
            if let Some(new_baseline) = &mut self.new_baseline {
                new_baseline.add(checked);
            }
            if let Some(baseline) = &mut self.baseline {
                checked.remove_known(|checked, finding| baseline.take(checked, finding));
            }
        }
        self.update_status(&records);
        self.totals.add_file(&records);
        let Some(format) = self.format.as_mut().filter(|_| !records.is_empty()) else { return Ok(()) };
        self.progress.clear();
        format.write(&mut self.out, &records).map_err(Error::Write)?;
        self.out.end_record()
    }

    fn update_status(&mut self, records: &[CheckedRecord<'_>]) {
        for located in records.iter().flat_map(|checked| &checked.findings) {
            let finding = &located.finding;
            if finding.rule == ScanRule::UnreadableFile.id() {
                self.status.fail();
            } else if self.new_baseline.is_none() && self.policy.denies(finding.rule, finding.severity) {
                self.status.deny();
            }
        }
    }

    /// Reports an argument that cannot be read. The scan continues.
    fn report_missing(&mut self, argument: usize, path: &Path) -> Result<(), Error> {
        self.status.fail();
        self.totals.add_missing();
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
        self.progress.clear();
        if let Some(format) = &mut self.format {
            format.finish(&mut self.out, &self.totals).map_err(Error::Write)?;
        }
        self.out.finish()?;
        self.new_baseline.map_or(Ok(()), NewBaseline::write)
    }
}
