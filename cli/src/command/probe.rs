//! The subcommand `probe`: what the SSIS mail client would do with the server of each connection string.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use anstream::ColorChoice;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::args::{FileArguments, Format, ProbeArguments};
use crate::command::check::report_unreadable;
use crate::config::settings::Settings;
use crate::counts::Count;
use crate::error::Error;
use crate::exit_status::ExitStatus;
use crate::inputs::{self, Input};
use crate::inventory::Join;
use crate::inventory::project::Project;
use crate::inventory::record::{Record, Subject as RecordSubject};
use crate::output::probe::report::{Outcome, Report};
use crate::output::probe::{human::Human, json::Json};
use crate::output::stream::{self, Output};
use crate::probe::certificate::TrustStore;
use crate::probe::connection::Probe;
use crate::probe::observation::Observation;
use crate::probe::plan::{Plan, Server, Subject};
use crate::scan::excludes::Excludes;
use crate::scan::reading::{self, Event};
use crate::scan::servers::{ServerFilter, ServerMatch};
use crate::scan::totals::FileTotals;

pub(crate) fn run(arguments: &ProbeArguments, color: ColorChoice, status: &mut ExitStatus) -> Result<(), Error> {
    if let Some(contradiction) = arguments.contradiction() {
        return Err(Error::Usage(contradiction));
    }
    if arguments.policy.exit_zero {
        status.accept_denied();
    }
    let mut out = Output::standard_output(color);
    // A wrong file is reported before anything is read.
    let trust = arguments.ca_file.as_deref().map(authorities).transpose()?.unwrap_or_default();
    let plan =
        if arguments.scan.is_empty() { Some(strings(arguments, &mut out, status)?) } else { scan(arguments, status)? };
    let Some(plan) = plan else { return Ok(()) };
    let mut report: Box<dyn Report> = match arguments.format {
        Format::Human => Box::new(Human::new(out.decoration(), arguments.transcript, plan.subjects.len() > 1)),
        Format::Json => Box::new(Json::new(arguments.transcript)),
    };
    if !arguments.scan.is_empty() && !arguments.quiet {
        report.list(&mut out, &plan, arguments.list).map_err(Error::Write)?;
        out.end_record()?;
    }
    if arguments.list {
        return out.finish();
    }
    let probe = probe(arguments, trust);
    observe(&probe, &plan, arguments, |subject, observation| {
        let outcome = Outcome::new(&plan, subject, observation);
        if is_denied(arguments, &outcome) {
            status.deny();
        }
        if arguments.quiet {
            return Ok(());
        }
        report.write(&mut out, &outcome).map_err(Error::Write)?;
        out.end_record()
    })?;
    if !arguments.quiet {
        report.finish(&mut out, &plan).map_err(Error::Write)?;
    }
    out.finish()
}

/// Reads the connection strings of the arguments and of standard input.
fn strings(arguments: &ProbeArguments, out: &mut Output, status: &mut ExitStatus) -> Result<Plan, Error> {
    let mut plan = Plan::default();
    inputs::visit(&arguments.strings, |Input { index, place, text }| {
        match text {
            Ok(text) => plan.add_string(index, place, text),
            Err(unreadable) => report_unreadable(place, unreadable, arguments.quiet, out, status)?,
        }
        Ok(())
    })?;
    Ok(plan)
}

/// Reads the connection managers in SSIS files. Returns `None` if no file was read, which is reported as an error.
fn scan(arguments: &ProbeArguments, status: &mut ExitStatus) -> Result<Option<Plan>, Error> {
    let files =
        FileArguments { paths: arguments.scan.clone(), exclude: arguments.exclude.clone(), ..FileArguments::default() };
    let settings = Settings::load(&arguments.config, &files.paths)?;
    let excludes = settings.iter().flat_map(Settings::excludes);
    let excludes = Excludes::new(files.excludes().chain(excludes)).map_err(Error::Usage)?;
    let servers = ServerFilter::new(&arguments.servers).map_err(Error::Usage)?;
    let mut others = 0;
    if let Some(contradiction) = files.contradiction() {
        return Err(Error::Usage(contradiction));
    }
    let mut plan = Plan::default();
    let mut totals = FileTotals::default();
    let mut errors = Vec::new();
    totals.skipped = reading::visit(&files, &excludes, |event| {
        match event {
            Event::File(file) => totals.add(file),
            Event::Folder { files, whole } => {
                for project in Project::all(files, whole) {
                    let join = Join::new(&project);
                    let mut records = join.records();
                    // Connection managers whose server is not known are counted by the plan.
                    let is_other = |record: &Record<'_>| {
                        servers.as_ref().is_some_and(|servers| servers.compare(record) == ServerMatch::Other)
                    };
                    let is_manager = |record: &Record<'_>| matches!(record.subject, RecordSubject::Manager(_));
                    others += records.extract_if(.., |record| is_other(record)).filter(is_manager).count();
                    plan.add_records(&records);
                }
            }
            Event::BadArgument(bad) => {
                totals.missing += 1;
                errors.push(bad.to_string());
            }
            Event::Skipped { .. } => {}
        }
        Ok(())
    })?;
    if !arguments.quiet {
        for line in totals.skipped.lines() {
            stream::print_note(format_args!("{line}"));
        }
        if others > 0 {
            let managers = Count(others, "connection manager");
            stream::print_note(format_args!("filtered by --server: {managers} of other servers not probed"));
        }
    }
    plan.sort_by_server();
    errors.extend(totals.nothing_read());
    if totals.unreadable > 0 {
        errors.push(format!(
            "{} files or folders cannot be read; run `smtp-connstr scan` for details",
            totals.unreadable
        ));
    }
    for error in &errors {
        status.fail();
        if !arguments.quiet {
            stream::print_error(format_args!("{error}"));
        }
    }
    Ok((totals.read > 0).then_some(plan))
}

fn probe(arguments: &ProbeArguments, authorities: Vec<CertificateDer<'static>>) -> Probe {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    // A machine without any certificates can still be probed: no certificate is trusted then.
    let mut certificates = rustls_native_certs::load_native_certs().certs;
    certificates.extend(authorities);
    let trust = TrustStore::new(certificates, provider.signature_verification_algorithms);
    Probe { connect: arguments.connect.clone(), trust, provider, name: machine_name() }
}

/// Reads the certificates in a PEM file.
fn authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let certificates = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    certificates
        .ok()
        .filter(|certificates| !certificates.is_empty())
        .ok_or(Error::Usage("`--ca-file` requires a PEM file with at least one certificate"))
}

/// Returns the name with which the client greets: that of this machine, without its domain and without other characters
/// than ASCII.
fn machine_name() -> String {
    let name = hostname::get().unwrap_or_default().to_string_lossy().into_owned();
    let name: String = name.split('.').next().unwrap_or_default().chars().filter(char::is_ascii_graphic).collect();
    if name.is_empty() { "LocalHost".to_owned() } else { name }
}

/// Contacts the servers with several threads, and passes the subjects to the visitor in their order, each as soon as its
/// server was observed.
fn observe(
    probe: &Probe,
    plan: &Plan,
    arguments: &ProbeArguments,
    mut visitor: impl FnMut(&Subject, Option<&Observation>) -> Result<(), Error>,
) -> Result<(), Error> {
    let next = AtomicUsize::new(0);
    let (send, receive) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..usize::from(arguments.jobs.get()).min(plan.servers.len()) {
            let (next, send) = (&next, send.clone());
            scope.spawn(move || {
                while let Some((index, server)) = nth(plan, next.fetch_add(1, Ordering::Relaxed)) {
                    let budget = arguments.timeout.unwrap_or(server.timeout);
                    if send.send((index, probe.observe(&server.name, budget))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut observations: Vec<Option<Observation>> = plan.servers.iter().map(|_| None).collect();
        for subject in &plan.subjects {
            let Subject::Valid { server, .. } = subject else {
                visitor(subject, None)?;
                continue;
            };
            while observations.get(*server).is_some_and(Option::is_none) {
                // A result is missing only if a thread panicked, which the scope reports.
                let Ok((index, observation)) = receive.recv() else { return Ok(()) };
                if let Some(slot) = observations.get_mut(index) {
                    *slot = Some(observation);
                }
            }
            visitor(subject, observations.get(*server).and_then(Option::as_ref))?;
        }
        Ok(())
    })
}

fn nth(plan: &Plan, index: usize) -> Option<(usize, &Server)> {
    plan.servers.get(index).map(|server| (index, server))
}

/// Returns whether an outcome makes the exit code 1. An invalid string always does.
fn is_denied(arguments: &ProbeArguments, outcome: &Outcome<'_>) -> bool {
    let Some(decision) = outcome.decision else { return true };
    arguments.policy.denies_verdict(decision.verdict)
        || outcome.findings.iter().any(|finding| arguments.policy.denies_finding(finding.rule, finding.severity))
}
