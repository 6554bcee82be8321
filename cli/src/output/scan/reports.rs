//! The reports of a scan: each has a format, and is written to standard output or to a file.

use std::io;

use anstream::ColorChoice;

use crate::args::ScanArguments;
use crate::config::settings::Settings;
use crate::destinations::{Destination, ScanFormat};
use crate::error::Error;
use crate::inventory::record::Record;
use crate::new_file::NewFile;
use crate::output::report::html::Html;
use crate::output::report::invocation::Invocation;
use crate::output::report::markdown::Markdown;
use crate::output::scan::format::{Format, Summary};
use crate::output::scan::{azure, csv, github, human, json, junit, sarif};
use crate::output::stream::Output;
use crate::policy::Policy;

/// The reports of a scan, in the order of the arguments.
pub(crate) struct Reports<'a>(Vec<Report<'a>>);

struct Report<'a> {
    name: &'static str,
    format: Box<dyn Format + 'a>,
    out: Output,
    is_standard_output: bool,
    /// `None` if the output is not a file, or is complete.
    file: Option<NewFile>,
}

impl<'a> Reports<'a> {
    /// Opens all files, so that a wrong path is reported before the scan. `other` is another file that is written.
    pub(crate) fn new(
        arguments: &'a ScanArguments,
        settings: Option<&Settings>,
        color: ColorChoice,
        other: Option<&NewFile>,
    ) -> Result<Self, Error> {
        let destinations = &arguments.destinations;
        if destinations.iter().filter(|destination| destination.file.is_none()).count() > 1 {
            return Err(Error::Usage(
                "only one format can be written to standard output; add `--output <FILE>` after each of the others",
            ));
        }
        let mut reports: Vec<Report<'a>> = Vec::new();
        for destination in destinations.iter() {
            if destination.file.is_none() && arguments.quiet {
                continue;
            }
            let report = Report::new(destination, arguments, settings, color)?;
            let mut files = reports.iter().filter_map(|report| report.file.as_ref()).chain(other);
            if report.file.as_ref().is_some_and(|file| files.any(|other| other.is_same(file))) {
                return Err(Error::Usage("two outputs have the same file; use a file for each"));
            }
            reports.push(report);
        }
        Ok(Self(reports))
    }

    pub(crate) fn begin(&mut self) -> Result<(), Error> {
        self.0.iter_mut().try_for_each(|report| report.call(|format, out| format.begin(out)))
    }

    /// Writes the records of one project. There is at least one.
    pub(crate) fn write(&mut self, records: &[Record<'_>]) -> Result<(), Error> {
        self.0.iter_mut().try_for_each(|report| {
            report.call(|format, out| format.write(out, records))?;
            report.out.end_record()
        })
    }

    /// Flushes standard output, before a message on standard error, so that the order is kept if both are the same file.
    pub(crate) fn flush_standard_output(&mut self) -> Result<(), Error> {
        self.0.iter_mut().filter(|report| report.is_standard_output).try_for_each(|report| report.out.finish())
    }

    /// Returns whether a format is on standard output.
    pub(crate) fn prints(&self, format: ScanFormat) -> bool {
        self.0.iter().any(|report| report.is_standard_output && report.name == name(format))
    }

    /// Ends all reports. Files are replaced only if all reports are complete.
    pub(crate) fn finish(&mut self, summary: &Summary<'_>) -> Result<(), Error> {
        for report in &mut self.0 {
            report.call(|format, out| format.finish(out, summary))?;
            report.call(|_, out| io::Write::flush(out))?;
        }
        for Report { name, file, .. } in &mut self.0 {
            file.take().map_or(Ok(()), NewFile::commit).map_err(|error| Error::Output { format: name, error })?;
        }
        Ok(())
    }
}

impl<'a> Report<'a> {
    fn new(
        destination: &Destination,
        arguments: &'a ScanArguments,
        settings: Option<&Settings>,
        color: ColorChoice,
    ) -> Result<Self, Error> {
        let name = name(destination.format);
        let failed = |error| Error::Output { format: name, error };
        let file = destination.file.as_deref().map(NewFile::create).transpose().map_err(failed)?;
        let out = match &file {
            Some(file) => Output::file(file.writer().map_err(failed)?),
            None => Output::standard_output(color),
        };
        let policy = || {
            let selectors = settings.map(|settings| &settings.file.selectors);
            Policy::new(&arguments.policy, arguments.notes).with_settings(selectors)
        };
        let format: Box<dyn Format + 'a> = match destination.format {
            ScanFormat::Human => Box::new(human::Human::new(out.decoration(), policy())),
            ScanFormat::Json => Box::new(json::Json),
            ScanFormat::Sarif => {
                let root = sarif::Root::of(&arguments.files.paths);
                let accepts = settings.is_some_and(|settings| !settings.file.exceptions.is_empty());
                let suppressions = arguments.baseline.is_some() || accepts;
                Box::new(sarif::Sarif::new(root, arguments.sarif_category.clone(), suppressions))
            }
            ScanFormat::Html => Box::new(Html::new(Invocation::of_process())),
            ScanFormat::Markdown => Box::new(Markdown::new(Invocation::of_process())),
            ScanFormat::Github => Box::new(github::Github::new()),
            ScanFormat::Azure => Box::new(azure::Azure::new()),
            ScanFormat::Junit => Box::new(junit::Junit::new(policy())),
            ScanFormat::Csv => Box::new(csv::Csv {
                delimiter: arguments.csv_delimiter.into(),
                // A program that reads from a pipe would see the mark as a part of the first cell.
                mark: file.as_ref().is_some_and(NewFile::is_regular),
            }),
        };
        Ok(Self { name, format, out, is_standard_output: file.is_none(), file })
    }

    /// Calls the format, and says which report cannot be written.
    fn call(&mut self, call: impl FnOnce(&mut dyn Format, &mut Output) -> io::Result<()>) -> Result<(), Error> {
        call(self.format.as_mut(), &mut self.out).map_err(|error| {
            if self.is_standard_output { Error::Write(error) } else { Error::Output { format: self.name, error } }
        })
    }
}

fn name(format: ScanFormat) -> &'static str {
    match format {
        ScanFormat::Human => "human",
        ScanFormat::Json => "json",
        ScanFormat::Sarif => "sarif",
        ScanFormat::Csv => "csv",
        ScanFormat::Html => "html",
        ScanFormat::Markdown => "markdown",
        ScanFormat::Github => "github",
        ScanFormat::Azure => "azure",
        ScanFormat::Junit => "junit",
    }
}
