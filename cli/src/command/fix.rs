//! The subcommand `fix`: changes connection strings in SSIS files.

use std::fmt::Display;

use anstream::ColorChoice;

use crate::args::{FixArguments, is_standard_input};
use crate::config::settings::Settings;
use crate::error::Error;
use crate::exit_status::ExitStatus;
use crate::fix::plan::{Mode, Plan};
use crate::fix::request::Request;
use crate::inventory::project::{File, Project};
use crate::names;
use crate::output::fix::{FixReport, Totals, write_summary};
use crate::output::progress::Progress;
use crate::output::scan::file_list;
use crate::output::stream::{self, Output};
use crate::scan::excludes::Excludes;
use crate::scan::reading::{self, Event};
use crate::scan::skipped::Skipped;
use crate::scan::totals::FileTotals;
use crate::ssis::{Facts, ProblemKind};

pub(crate) fn run(arguments: &FixArguments, color: ColorChoice, status: &mut ExitStatus) -> Result<(), Error> {
    let files = &arguments.files;
    if files.paths.iter().any(|path| is_standard_input(path)) || files.stdin_filename.is_some() {
        return Err(Error::Usage("`fix` changes files, not standard input; write the path of a file"));
    }
    if arguments.backup && !arguments.write {
        return Err(Error::Usage("`--backup` requires `--write`"));
    }
    let request = Request::new(arguments).map_err(Error::Usage)?;
    let settings = Settings::load(&arguments.config, &files.paths)?;
    if let Some(settings) = settings.as_ref().filter(|_| files.show_files) {
        stream::print_line(&file_list::settings_line(settings));
    }
    let excludes = settings.iter().flat_map(Settings::excludes);
    let excludes = Excludes::new(files.excludes().chain(excludes)).map_err(Error::Usage)?;
    let out = Output::standard_output(color);
    let mut run = Run {
        arguments,
        request,
        mode: Mode { write: arguments.write, backup: arguments.backup },
        report: FixReport::new(out.is_styled()),
        out,
        progress: Progress::new(arguments.quiet),
        totals: Totals::default(),
        files: FileTotals::new(files.allow_empty),
        status,
    };
    let skipped = reading::visit(files, &excludes, |event| run.add(&event))?;
    run.finish(skipped)
}

/// A run in progress.
struct Run<'a> {
    arguments: &'a FixArguments,
    request: Request,
    mode: Mode,
    report: FixReport,
    out: Output,
    progress: Progress,
    totals: Totals,
    files: FileTotals,
    status: &'a mut ExitStatus,
}

impl Run<'_> {
    fn add(&mut self, event: &Event<'_>) -> Result<(), Error> {
        if self.arguments.files.show_files
            && let Some(line) = file_list::line(event)
        {
            self.progress.clear();
            stream::print_line(&line);
        }
        match event {
            Event::File(file) => {
                self.progress.step(file.content.facts().iter().map(Facts::strings).sum());
                self.files.add(file);
                unreadable(file).map_or(Ok(()), |error| self.report(error))
            }
            Event::Folder { files, whole } => self.change(files, *whole),
            Event::BadArgument(bad) => {
                self.files.missing += 1;
                self.report(bad)
            }
            Event::Skipped { .. } => Ok(()),
        }
    }

    /// Changes the files of a folder.
    fn change(&mut self, files: &[File], is_whole: bool) -> Result<(), Error> {
        for project in &Project::all(files, is_whole) {
            let mut plan = Plan::new(project, files, &self.request, self.mode);
            plan.commit(self.mode);
            self.totals.add(&plan);
            if !plan.refused.is_empty() || (self.arguments.check && !plan.files.is_empty()) {
                self.status.deny();
            }
            if self.arguments.quiet {
                continue;
            }
            self.progress.clear();
            self.report.write(&mut self.out, &plan).map_err(Error::Write)?;
            self.out.end_record()?;
        }
        Ok(())
    }

    /// Prints an error. The run continues.
    fn report(&mut self, error: impl Display) -> Result<(), Error> {
        self.status.fail();
        if self.arguments.quiet {
            return Ok(());
        }
        self.progress.clear();
        // Flushing keeps the order if both streams are the same file.
        self.out.finish()?;
        stream::print_error(format_args!("{error}"));
        Ok(())
    }

    fn finish(mut self, skipped: Skipped) -> Result<(), Error> {
        self.progress.clear();
        self.files.skipped = skipped;
        if !self.arguments.quiet {
            write_summary(&mut self.out, &self.totals, &self.files, self.mode.write).map_err(Error::Write)?;
        }
        self.out.finish()?;
        if let Some(error) = self.files.nothing_read() {
            self.report(error)?;
        }
        Ok(())
    }
}

/// Returns the error about a file that cannot be read.
fn unreadable(file: &File) -> Option<String> {
    let problems = file.content.facts().iter().flat_map(|facts| &facts.problems);
    let reason = problems.into_iter().find_map(|problem| match problem.what {
        ProblemKind::Unreadable(reason) => Some(reason),
        ProblemKind::Encrypted | ProblemKind::Damaged(_) => None,
    })?;
    Some(format!("cannot read {}: {reason}", names::escaped(&file.name)))
}
