//! The subcommand `scan`: the SMTP connection managers in SSIS files and their findings.

use std::fmt::Display;

use anstream::ColorChoice;
use smtp_connection_string::Severity;

use crate::args::ScanArguments;
use crate::config::exceptions::Exceptions;
use crate::config::settings::Settings;
use crate::counts::Unselected;
use crate::date::Date;
use crate::destinations::ScanFormat;
use crate::error::Error;
use crate::exit_status::ExitStatus;
use crate::inventory::Join;
use crate::inventory::hidden::{Hidden, HiddenServers};
use crate::inventory::project::{File, Project};
use crate::inventory::record::{Record, Subject};
use crate::inventory::totals::Totals;
use crate::output::progress::Progress;
use crate::output::scan::file_list;
use crate::output::scan::format::Summary;
use crate::output::scan::reports::Reports;
use crate::output::stream;
use crate::policy::Policy;
use crate::rules::files::FileRule;
use crate::scan::baseline::{Baseline, Key, NewBaseline};
use crate::scan::excludes::Excludes;
use crate::scan::reading::{self, Event};
use crate::scan::servers::{ServerFilter, ServerMatch};
use crate::scan::skipped::Skipped;
use crate::scan::totals::FileTotals;
use crate::ssis::{Facts, ProblemKind};

pub(crate) fn run(arguments: &ScanArguments, color: ColorChoice, status: &mut ExitStatus) -> Result<(), Error> {
    if let Some(contradiction) = arguments.contradiction() {
        return Err(Error::Usage(contradiction));
    }
    let files = &arguments.files;
    let settings = Settings::load(&arguments.config, &files.paths)?;
    if let Some(settings) = settings.as_ref().filter(|_| files.show_files) {
        stream::print_line(&file_list::settings_line(settings));
    }
    let excludes = settings.iter().flat_map(Settings::excludes);
    let excludes = Excludes::new(files.excludes().chain(excludes)).map_err(Error::Usage)?;
    let mut scan = Scan::new(arguments, settings, color, status)?;
    scan.reports.begin()?;
    let skipped = reading::visit(&arguments.files, &excludes, |event| scan.add(&event))?;
    scan.finish(skipped)
}

/// A scan in progress.
struct Scan<'a> {
    policy: Policy<'a>,
    servers: Option<ServerFilter>,
    quiet: bool,
    show_files: bool,
    settings: Option<String>,
    exceptions: Option<Exceptions>,
    show_exceptions: bool,
    baseline: Option<Baseline>,
    new_baseline: Option<NewBaseline>,
    reports: Reports<'a>,
    progress: Progress,
    totals: Totals,
    files: FileTotals,
    status: &'a mut ExitStatus,
}

impl<'a> Scan<'a> {
    fn new(
        arguments: &'a ScanArguments,
        settings: Option<Settings>,
        color: ColorChoice,
        status: &'a mut ExitStatus,
    ) -> Result<Self, Error> {
        let servers = ServerFilter::new(&arguments.servers).map_err(Error::Usage)?;
        // All files are opened before anything is read, so that a wrong path is reported immediately and not after an
        // hour.
        let baseline = arguments.baseline.as_deref().map(Baseline::read).transpose()?;
        let new_baseline = arguments.write_baseline.as_deref().map(NewBaseline::new).transpose()?;
        if arguments.policy.exit_zero {
            status.accept_denied();
        }
        let reports = Reports::new(arguments, settings.as_ref(), color, new_baseline.as_ref().map(NewBaseline::file))?;
        let selectors = settings.as_ref().map(|settings| &settings.file.selectors);
        let policy = Policy::new(&arguments.policy, arguments.notes).with_settings(selectors);
        let hidden = Hidden {
            findings: Unselected { count: 0, by: policy.hidden_by() },
            servers: servers.as_ref().map(|_| HiddenServers::default()),
        };
        let used = settings.as_ref().filter(|settings| !settings.file.is_empty());
        let today = arguments.exceptions.today.unwrap_or_else(Date::today);
        Ok(Self {
            policy,
            servers,
            quiet: arguments.quiet,
            show_files: arguments.files.show_files,
            reports,
            settings: used.map(|settings| settings.name.clone()),
            exceptions: settings.map(|settings| settings.exceptions(today, &arguments.files)),
            show_exceptions: arguments.exceptions.show_exceptions,
            baseline,
            new_baseline,
            progress: Progress::new(arguments.quiet),
            totals: Totals { hidden, ..Totals::default() },
            files: FileTotals::new(arguments.files.allow_empty),
            status,
        })
    }

    fn add(&mut self, event: &Event<'_>) -> Result<(), Error> {
        if self.show_files
            && let Some(line) = file_list::line(event)
        {
            self.progress.clear();
            stream::print_line(&line);
        }
        match event {
            Event::File(file) => {
                let facts = file.content.facts();
                self.progress.step(facts.iter().map(Facts::strings).sum());
                if let Some(baseline) = &mut self.baseline {
                    baseline.add_file(&file.path, facts.iter().all(|facts| facts.problems.is_empty()));
                }
                if let Some(exceptions) = &mut self.exceptions {
                    for facts in facts {
                        // What is encrypted has no other findings in the next scan either.
                        let is_read = facts.problems.iter().all(|problem| problem.what == ProblemKind::Encrypted);
                        exceptions.add_file(&file.path, facts.entry.as_deref(), is_read);
                    }
                }
                self.files.add(file);
                Ok(())
            }
            Event::Folder { files, whole } => self.join(files, *whole),
            Event::BadArgument(bad) => {
                self.files.missing += 1;
                self.report(bad)
            }
            Event::Skipped { .. } => Ok(()),
        }
    }

    /// Joins the files of a folder and writes their records.
    fn join(&mut self, files: &[File], is_whole: bool) -> Result<(), Error> {
        for project in Project::all(files, is_whole) {
            let join = Join::new(&project);
            let records = self.filtered(join.records());
            self.totals.add_project(&project, &records);
            self.write(&records)?;
        }
        Ok(())
    }

    /// Compares the findings with the baselines, and then removes what is not selected: a finding that is hidden is not
    /// stale.
    fn filtered<'r>(&mut self, mut records: Vec<Record<'r>>) -> Vec<Record<'r>> {
        for record in &mut records {
            self.accept(record);
            self.compare_with_baselines(record);
        }
        records.retain_mut(|record| self.selects_server(record) && self.selects_findings(record));
        records
    }

    /// Filters the records about servers that are alike. Only the servers that are reported were compared.
    fn filtered_lookalikes<'r>(&mut self, mut records: Vec<Record<'r>>) -> Vec<Record<'r>> {
        for record in &mut records {
            self.accept(record);
            self.compare_with_baselines(record);
        }
        records.retain_mut(|record| self.selects_findings(record));
        records
    }

    /// Returns whether the server of a record is selected, and counts what is hidden.
    fn selects_server(&mut self, record: &Record<'_>) -> bool {
        let (Some(filter), Some(hidden)) = (&self.servers, &mut self.totals.hidden.servers) else { return true };
        let found = filter.compare(record);
        if found == ServerMatch::Selected {
            return true;
        }
        hidden.other += usize::from(found == ServerMatch::Other);
        hidden.unknown += usize::from(found == ServerMatch::Unknown);
        hidden.findings += record.counted();
        false
    }

    /// Hides the findings that are not selected, and returns whether the record is reported nevertheless.
    fn selects_findings(&mut self, record: &mut Record<'_>) -> bool {
        self.totals.hidden.findings.count += record.hide(|tally| self.policy.selects(tally.rule, tally.severity));
        // A record about a file consists of its findings.
        !(matches!(record.subject, Subject::File) && record.tallies().next().is_none())
    }

    fn write(&mut self, records: &[Record<'_>]) -> Result<(), Error> {
        for record in records {
            self.update_status(record);
        }
        self.totals.add_findings(records);
        if records.is_empty() {
            return Ok(());
        }
        self.progress.clear();
        self.reports.write(records)
    }

    /// Suppresses the findings that exceptions accept. They take precedence over the baseline, because they have a reason.
    fn accept(&mut self, record: &mut Record<'_>) {
        let Some(exceptions) = &mut self.exceptions else { return };
        let about = exceptions.about(record.file.path, record.file.entry, record.name.as_deref(), record.server());
        if !about.is_empty() {
            record.accept(|rule, count| exceptions.accept(&about, rule, count));
        }
    }

    fn compare_with_baselines(&mut self, record: &mut Record<'_>) {
        let path = record.file.path;
        let (entry, name) = (record.file.entry_name(), record.name.clone());
        let key = |rule: &str| Key { entry: entry.clone(), connection_manager: name.clone(), rule: rule.to_owned() };
        if let Some(new_baseline) = &mut self.new_baseline {
            let tallies = record.tallies().filter(|tally| tally.suppression.is_none());
            tallies.for_each(|tally| new_baseline.add(path, key(tally.rule), tally.count));
        }
        if let Some(baseline) = &mut self.baseline {
            record.suppress(|rule, count| baseline.take(path, &key(rule), count));
        }
    }

    fn update_status(&mut self, record: &Record<'_>) {
        for tally in record.tallies().filter(|tally| tally.suppression.is_none()) {
            if tally.rule == FileRule::UnreadableFile.id() && tally.severity == Severity::Error {
                self.status.fail();
            } else if self.new_baseline.is_none() && self.policy.denies(tally.rule, tally.severity) {
                self.status.deny();
            }
        }
    }

    /// Prints an error. The scan continues.
    fn report(&mut self, error: impl Display) -> Result<(), Error> {
        self.status.fail();
        if self.quiet {
            return Ok(());
        }
        self.progress.clear();
        self.reports.flush_standard_output()?;
        stream::print_error(format_args!("{error}"));
        Ok(())
    }

    fn finish(mut self, skipped: Skipped) -> Result<(), Error> {
        let servers = std::mem::take(&mut self.totals.lookalikes);
        let records = self.filtered_lookalikes(servers.records());
        self.write(&records)?;
        self.progress.clear();
        self.files.skipped = skipped;
        let stale = self.baseline.as_ref().map(Baseline::stale).unwrap_or_default();
        let exceptions = self.exceptions.as_ref();
        let settings = self.settings.as_deref();
        let summary = Summary { totals: &self.totals, files: &self.files, stale: &stale, settings, exceptions };
        self.reports.finish(&summary)?;
        let has_remarks = [ScanFormat::Human, ScanFormat::Github, ScanFormat::Azure];
        if !self.quiet && !has_remarks.into_iter().any(|format| self.reports.prints(format)) {
            // CSV is the only format that does not say it.
            let settings = summary.settings_line().filter(|_| self.reports.prints(ScanFormat::Csv));
            for line in summary.remarks().into_iter().chain(settings).chain(self.totals.hidden.notes()) {
                stream::print_note(format_args!("{line}"));
            }
        }
        if self.show_exceptions {
            let none = || vec!["no exceptions: no `smtp-connstr.toml` was read".to_owned()];
            for line in exceptions.map_or_else(none, Exceptions::list) {
                stream::print_line(&line);
            }
        }
        if let Some(error) = self.files.nothing_read() {
            self.report(error)?;
        }
        self.new_baseline.map_or(Ok(()), NewBaseline::write)
    }
}
