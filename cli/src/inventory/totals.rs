//! The totals of a scan: packages, servers and findings.

use std::collections::{BTreeMap, HashMap, HashSet};

use smtp_connection_string::{Authentication, Severity};

use crate::finding::Suppression;
use crate::inventory::hidden::Hidden;
use crate::inventory::lookalike::{Servers, normalized};
use crate::inventory::project::Project;
use crate::inventory::record::{FileName, Manager, Record, Subject, Why};
use crate::inventory::stated::Stated;
use crate::rules::files::FileRule;

/// The totals of a scan.
#[derive(Default)]
pub(crate) struct Totals {
    /// The number of packages, including those that contain nothing about mail.
    pub(crate) packages: usize,
    /// The packages that send mail.
    pub(crate) mail: MailTotals,
    pub(crate) managers: usize,
    /// The number of connection strings outside of connection managers.
    pub(crate) strings: usize,
    /// The number of Send Mail tasks whose connection manager does not exist.
    pub(crate) tasks_without_manager: usize,
    /// The number of Send Mail tasks whose connection manager is not known.
    pub(crate) tasks_with_unknown_manager: usize,
    /// By server in lower case; the connection managers whose server is not known have the key "".
    pub(crate) servers: BTreeMap<String, ServerTotals>,
    /// The number of findings by rule and severity. A rule can have two severities.
    pub(crate) findings: BTreeMap<(&'static str, Severity), usize>,
    /// The number of findings that the baseline lists.
    pub(crate) known: usize,
    /// The number of findings that exceptions accept.
    pub(crate) accepted: usize,
    /// What options hide. It is not in the other totals.
    pub(crate) hidden: Hidden,
    /// For the comparison of servers after the last project.
    pub(crate) lookalikes: Servers,
}

/// The packages that send mail: at least one task is not stored as disabled and has a connection manager, which may not
/// be known.
#[derive(Default)]
pub(crate) struct MailTotals {
    pub(crate) packages: usize,
    /// Through at least one connection manager whose `EnableSsl` is `False`.
    pub(crate) in_cleartext: usize,
    /// Through at least one connection manager whose authentication is anonymous.
    pub(crate) anonymous: usize,
    /// In cleartext and anonymously, through the same connection manager.
    pub(crate) anonymous_in_cleartext: usize,
    /// Not certainly in cleartext, but through a connection manager whose `EnableSsl` is not known.
    pub(crate) encryption_unknown: usize,
}

/// The totals of one server.
#[derive(Default)]
pub(crate) struct ServerTotals {
    /// The server as it is written first; `None` if it is not known.
    pub(crate) server: Option<String>,
    pub(crate) managers: usize,
    /// The number of packages that send mail through it.
    pub(crate) packages: usize,
    /// The number of their tasks that are not stored as disabled.
    pub(crate) tasks: usize,
    /// The number of connection managers with TLS.
    pub(crate) tls: usize,
    /// The number of connection managers without TLS. For the others it is not known.
    pub(crate) cleartext: usize,
    /// The number of connection managers with Windows authentication.
    pub(crate) windows: usize,
    /// The number of connection managers with anonymous authentication. For the others it is not known.
    pub(crate) anonymous: usize,
}

/// The number of connection managers through which a package sends mail, by their effective values.
#[derive(Default)]
struct Mail {
    cleartext: usize,
    anonymous: usize,
    anonymous_in_cleartext: usize,
    unknown: usize,
}

type PackageKey<'a> = (&'a str, Option<&'a str>);

impl Totals {
    /// Adds the records of a project.
    pub(crate) fn add_project(&mut self, project: &Project<'_>, records: &[Record<'_>]) {
        self.packages += project.packages;
        let mut mail: HashMap<PackageKey<'_>, Mail> = HashMap::new();
        let mut by_server: HashMap<String, HashSet<PackageKey<'_>>> = HashMap::new();
        for record in records {
            match &record.subject {
                Subject::Manager(manager) => {
                    self.add_manager(record, manager);
                    let server = server_key(&manager.value.effective);
                    for task in manager.uses.iter().filter(|task| !task.is_disabled) {
                        let package = key(task.place.file);
                        mail.entry(package).or_default().add(&manager.value.effective);
                        by_server.entry(server.clone()).or_default().insert(package);
                    }
                }
                Subject::Task(task) if task.why == Why::NotKnown => {
                    self.tasks_with_unknown_manager += 1;
                    if !task.is_disabled {
                        let package = key(record.file);
                        let unknown = Stated::default();
                        mail.entry(package).or_default().add(&unknown);
                        let server = server_key(&unknown);
                        self.servers.entry(server.clone()).or_default().tasks += 1;
                        by_server.entry(server).or_default().insert(package);
                    }
                }
                Subject::Task(_) => self.tasks_without_manager += 1,
                Subject::String(_) => self.strings += 1,
                Subject::File => {}
            }
        }
        for (server, packages) in by_server {
            self.servers.entry(server).or_default().packages += packages.len();
        }
        for package in mail.into_values() {
            self.mail.packages += 1;
            self.mail.in_cleartext += package.cleartext.min(1);
            self.mail.anonymous += package.anonymous.min(1);
            self.mail.anonymous_in_cleartext += package.anonymous_in_cleartext.min(1);
            self.mail.encryption_unknown += usize::from(package.unknown > 0 && package.cleartext == 0);
        }
    }

    /// Returns whether a finding says that something could not be read.
    pub(crate) fn is_any_unreadable(&self) -> bool {
        self.findings.contains_key(&(FileRule::UnreadableFile.id(), Severity::Error))
    }

    /// Counts the findings of records. Those that the baseline lists or exceptions accept are counted separately.
    pub(crate) fn add_findings(&mut self, records: &[Record<'_>]) {
        for tally in records.iter().flat_map(Record::tallies) {
            match tally.suppression {
                Some(Suppression::Baseline) => self.known += tally.count,
                Some(Suppression::Exception(_)) => self.accepted += tally.count,
                None => *self.findings.entry((tally.rule, tally.severity)).or_default() += tally.count,
            }
        }
    }

    fn add_manager(&mut self, record: &Record<'_>, manager: &Manager<'_>) {
        let effective = &manager.value.effective;
        self.managers += 1;
        if let Some(server) = &effective.server {
            self.lookalikes.add(server, record);
        }
        let totals = self.servers.entry(server_key(effective)).or_default();
        if totals.server.is_none() {
            totals.server.clone_from(&effective.server);
        }
        totals.managers += 1;
        totals.tasks += manager.uses.iter().filter(|task| !task.is_disabled).count();
        totals.tls += usize::from(effective.enable_ssl == Some(true));
        totals.cleartext += usize::from(effective.enable_ssl == Some(false));
        totals.windows += usize::from(effective.authentication == Some(Authentication::Windows));
        totals.anonymous += usize::from(effective.authentication == Some(Authentication::Anonymous));
    }
}

impl Mail {
    fn add(&mut self, effective: &Stated) {
        let is_cleartext = effective.enable_ssl == Some(false);
        let is_anonymous = effective.authentication == Some(Authentication::Anonymous);
        self.cleartext += usize::from(is_cleartext);
        self.anonymous += usize::from(is_anonymous);
        self.anonymous_in_cleartext += usize::from(is_cleartext && is_anonymous);
        self.unknown += usize::from(effective.enable_ssl.is_none());
    }
}

fn key(file: FileName<'_>) -> PackageKey<'_> {
    (file.name, file.entry)
}

fn server_key(effective: &Stated) -> String {
    effective.server.as_deref().map(normalized).unwrap_or_default()
}
