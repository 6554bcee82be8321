//! The outcomes as JSON Lines: one object per connection string, or per value of connection managers.
//!
//! All keys are always present, in the order of the fields. Text from servers, certificates and files is escaped.

use std::io;
use std::time::Duration;

use serde::Serialize;

use crate::names;
use crate::output::json;
use crate::output::probe::report::{Outcome, Report, SCOPE};
use crate::output::probe::transcript;
use crate::output::stream::{self, Output};
use crate::probe::certificate::{Judgment, timestamp};
use crate::probe::conversation::Failure;
use crate::probe::findings::{ProbeFinding, doubt_finding, problem_finding};
use crate::probe::hello::Hello;
use crate::probe::observation::{Observation, Times};
use crate::probe::plan::{FileName, ManagerName, Origin, Plan, Subject, Values};
use crate::rules::PageUrl;

/// The maximum number of texts in a list that a server or a certificate determines.
const MAX_TEXTS: usize = 100;

pub(crate) struct Json {
    transcript: bool,
}

impl Json {
    pub(crate) fn new(transcript: bool) -> Self {
        Self { transcript }
    }
}

impl Report for Json {
    fn list(&mut self, out: &mut Output, plan: &Plan, is_all: bool) -> io::Result<()> {
        for (index, server) in plan.servers.iter().enumerate() {
            let (server, managers) = (server.name.as_str(), plan.managers(index).count());
            let record = ServerRecord { server, managers };
            if is_all {
                json::write(out, &record)?;
            } else {
                // Standard output has only the records with verdicts.
                stream::print_line(&format!("{server}: {managers} connection managers"));
            }
        }
        Ok(())
    }

    fn write(&mut self, out: &mut Output, outcome: &Outcome<'_>) -> io::Result<()> {
        json::write(out, &Record::new(outcome, self.transcript))
    }
}

/// A server of `--list`.
#[derive(Serialize)]
struct ServerRecord<'a> {
    server: &'a str,
    managers: usize,
}

#[derive(Serialize)]
struct Record<'a> {
    input_index: Option<usize>,
    server: Option<&'a str>,
    properties: Option<PropertiesRecord>,
    managers: Vec<ManagerRecord>,
    address: Option<String>,
    verdict: Option<&'static str>,
    reason: Option<&'static str>,
    scope: &'static str,
    findings: Vec<FindingRecord>,
    banner: Option<String>,
    ehlo: Vec<String>,
    starttls: Option<StarttlsRecord<'a>>,
    certificate: Option<CertificateRecord>,
    auth: AuthRecord,
    ms: MsRecord,
    transcript: Option<Vec<String>>,
}

#[derive(Serialize)]
struct PropertiesRecord {
    authentication: Option<&'static str>,
    enable_ssl: Option<bool>,
    timeout_ms: Option<u32>,
}

#[derive(Serialize)]
struct ManagerRecord {
    #[serde(flatten)]
    file: FileRecord,
    name: Option<String>,
    certain: bool,
    packages: Vec<FileRecord>,
}

#[derive(Serialize)]
struct FileRecord {
    file: String,
    entry: Option<String>,
}

#[derive(Serialize)]
struct FindingRecord {
    rule: &'static str,
    severity: &'static str,
    message: &'static str,
    help: &'static str,
    url: PageUrl,
}

#[derive(Serialize)]
struct StarttlsRecord<'a> {
    offered: bool,
    used: bool,
    version: Option<&'a str>,
    cipher: Option<&'a str>,
}

#[derive(Serialize)]
struct CertificateRecord {
    subject: Option<String>,
    issuer: Option<String>,
    names: Vec<String>,
    not_after: Option<String>,
    days_left: Option<i64>,
    verified: bool,
    reason: Option<&'static str>,
}

#[derive(Serialize)]
struct AuthRecord {
    before_tls: Vec<String>,
    after_tls: Vec<String>,
    client_would_use: Option<&'static str>,
}

/// Whole milliseconds; `null` for a step that did not happen.
#[derive(Serialize, Default)]
struct MsRecord {
    connect: Option<u64>,
    banner: Option<u64>,
    ehlo: Option<u64>,
    tls: Option<u64>,
    total: Option<u64>,
}

impl<'a> Record<'a> {
    fn new(outcome: &'a Outcome<'_>, transcript: bool) -> Self {
        let observation = outcome.observation;
        let facts = observation.map(|observation| &observation.facts);
        let cleartext = facts.and_then(|facts| answer(facts.cleartext.as_ref()));
        let secured = facts.and_then(|facts| answer(facts.secured.as_ref()));
        let (input_index, values, managers) = match outcome.subject {
            Subject::Invalid { index, .. } => (Some(*index), None, &[][..]),
            Subject::Valid { values, origin: Origin::Input { index, .. }, .. } => {
                (Some(*index), Some(*values), &[][..])
            }
            Subject::Valid { values, origin: Origin::Managers(managers), .. } => (None, Some(*values), &managers[..]),
        };
        let over_tls = values.is_some_and(|values| values.enable_ssl == Some(true));
        let is_windows = values.is_some_and(|values| values.windows == Some(true));
        let counted = if over_tls { secured } else { cleartext };
        Self {
            input_index,
            server: outcome.server.map(|server| server.name.as_str()),
            properties: values.map(PropertiesRecord::new),
            managers: managers.iter().map(ManagerRecord::new).collect(),
            address: observation.and_then(|observation| observation.address.ok()).map(|address| address.to_string()),
            verdict: outcome.decision.map(|decision| decision.verdict.as_str()),
            reason: outcome.decision.and_then(|decision| decision.reason),
            scope: SCOPE,
            findings: outcome.findings.iter().map(FindingRecord::new).collect(),
            banner: facts.and_then(|facts| facts.banner.as_deref()).map(names::from_server),
            ehlo: cleartext.map(|hello| texts(&hello.lines)).unwrap_or_default(),
            starttls: observation.and_then(|observation| Some(StarttlsRecord::new(observation, cleartext?))),
            certificate: observation
                .and_then(|observation| observation.certificate.as_ref())
                .map(CertificateRecord::new),
            auth: AuthRecord {
                before_tls: cleartext.map(|hello| texts(&hello.mechanisms)).unwrap_or_default(),
                after_tls: secured.map(|hello| texts(&hello.mechanisms)).unwrap_or_default(),
                client_would_use: counted.filter(|_| is_windows).and_then(Hello::client_would_use),
            },
            ms: observation.map(|observation| MsRecord::new(&observation.times)).unwrap_or_default(),
            transcript: observation
                .filter(|_| transcript)
                .map(|observation| transcript::lines(&observation.transcript).collect()),
        }
    }
}

fn answer(answer: Option<&Result<Hello, Failure>>) -> Option<&Hello> {
    answer?.as_ref().ok()
}

fn texts(texts: &[String]) -> Vec<String> {
    texts.iter().take(MAX_TEXTS).map(|text| names::from_server(text)).collect()
}

impl PropertiesRecord {
    fn new(values: Values) -> Self {
        let authentication = values.windows.map(|windows| if windows { "windows" } else { "anonymous" });
        Self { authentication, enable_ssl: values.enable_ssl, timeout_ms: values.timeout_ms }
    }
}

impl ManagerRecord {
    fn new(manager: &ManagerName) -> Self {
        Self {
            file: FileRecord::new(&manager.file),
            name: manager.name.clone(),
            certain: manager.is_certain,
            packages: manager.packages.iter().map(FileRecord::new).collect(),
        }
    }
}

impl FileRecord {
    fn new(file: &FileName) -> Self {
        Self { file: file.path.clone(), entry: file.entry.as_deref().map(names::entry) }
    }
}

impl FindingRecord {
    fn new(finding: &ProbeFinding) -> Self {
        let ProbeFinding { rule, severity, message, help } = finding;
        Self { rule, severity: severity.as_str(), message, help, url: PageUrl::of(rule) }
    }
}

impl<'a> StarttlsRecord<'a> {
    fn new(observation: &'a Observation, hello: &Hello) -> Self {
        let tls = observation.handshake.as_ref().and_then(|handshake| handshake.as_ref().ok());
        Self {
            offered: hello.starttls,
            used: tls.is_some(),
            version: tls.map(|tls| tls.version),
            cipher: tls.map(|tls| tls.cipher.as_str()),
        }
    }
}

impl CertificateRecord {
    fn new(judgment: &Judgment) -> Self {
        let certificate = judgment.certificate.as_ref();
        let names = certificate.map(|certificate| {
            let addresses = certificate.addresses.iter().map(ToString::to_string);
            certificate.dns_names.iter().cloned().chain(addresses).collect::<Vec<_>>()
        });
        let problem = judgment.problems.first().map(|problem| problem_finding(*problem));
        let doubt = judgment.doubt.map(doubt_finding);
        Self {
            subject: certificate.map(|certificate| names::from_server(&certificate.subject)),
            issuer: certificate.map(|certificate| names::from_server(&certificate.issuer)),
            names: texts(&names.unwrap_or_default()),
            not_after: certificate.map(|certificate| timestamp(certificate.not_after)),
            days_left: certificate.map(|_| judgment.days_left),
            verified: problem.is_none() && doubt.is_none(),
            reason: problem.or(doubt).map(|finding| finding.message),
        }
    }
}

impl MsRecord {
    fn new(times: &Times) -> Self {
        let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        Self {
            connect: times.connect.map(ms),
            banner: times.banner.map(ms),
            ehlo: times.ehlo.map(ms),
            tls: times.tls.map(ms),
            total: Some(ms(times.total)),
        }
    }
}
