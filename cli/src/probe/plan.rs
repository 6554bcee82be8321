//! The servers to contact, and the connection strings to judge.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use smtp_connection_string::{Authentication, Host, ServerName, SmtpConnection};

use crate::inputs::InputLocation;
use crate::inventory::record::{Record, Subject as RecordSubject};
use crate::inventory::stated::Stated;
use crate::probe::verdict::Settings;

/// The servers to contact, and the connection strings to judge.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) servers: Vec<Server>,
    pub(crate) subjects: Vec<Subject>,
    /// The number of connection managers whose server is not in the files.
    pub(crate) without_server: usize,
    indexes: HashMap<String, usize>,
    /// The index of the subject for each value of connection managers.
    values: BTreeMap<(usize, Values), usize>,
}

/// A server to contact.
pub(crate) struct Server {
    /// The name as it is written first.
    pub(crate) name: ServerName<'static>,
    /// The longest timeout of the strings with this server.
    pub(crate) timeout: Duration,
}

/// A connection string, or the value of connection managers.
pub(crate) enum Subject {
    /// An invalid string, which is not probed.
    Invalid {
        index: usize,
        place: InputLocation,
        text: String,
    },
    Valid {
        server: usize,
        values: Values,
        origin: Origin,
    },
}

/// Where a value is from.
pub(crate) enum Origin {
    Input { index: usize, place: InputLocation },
    Managers(Vec<ManagerName>),
}

/// A connection manager with the packages that send mail through it. All names are untrusted and not escaped.
pub(crate) struct ManagerName {
    pub(crate) file: FileName,
    /// Redacted if it could be a connection string.
    pub(crate) name: Option<String>,
    /// Whether nothing can change the value at run time.
    pub(crate) is_certain: bool,
    pub(crate) packages: BTreeSet<FileName>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FileName {
    pub(crate) path: String,
    pub(crate) entry: Option<String>,
}

/// The properties besides the server, as far as they are known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Values {
    pub(crate) windows: Option<bool>,
    pub(crate) enable_ssl: Option<bool>,
    pub(crate) timeout_ms: Option<u32>,
}

impl Values {
    fn of(stated: &Stated) -> Self {
        let windows = stated.authentication.map(|authentication| authentication == Authentication::Windows);
        Self { windows, enable_ssl: stated.enable_ssl, timeout_ms: stated.timeout_ms }
    }
}

impl Plan {
    /// Adds a connection string of the arguments or of standard input.
    pub(crate) fn add_string(&mut self, index: usize, place: InputLocation, text: &str) {
        let subject = match SmtpConnection::parse(text) {
            Err(_) => Subject::Invalid { index, place, text: text.to_owned() },
            Ok(connection) => {
                let settings = Settings::of(&connection);
                let server = self.server(connection.server(), settings.timeout());
                let values = Values {
                    windows: Some(settings.windows),
                    enable_ssl: Some(settings.enable_ssl),
                    timeout_ms: settings.timeout_ms,
                };
                Subject::Valid { server, values, origin: Origin::Input { index, place } }
            }
        };
        self.subjects.push(subject);
    }

    /// Adds the connection managers of a scan. Those with the same effective value are judged together.
    pub(crate) fn add_records(&mut self, records: &[Record<'_>]) {
        for record in records {
            let RecordSubject::Manager(manager) = &record.subject else { continue };
            let effective = &manager.value.effective;
            let Some(Ok(server)) = effective.server.as_deref().map(ServerName::parse) else {
                self.without_server += 1;
                continue;
            };
            let values = Values::of(effective);
            let timeout = Settings { windows: false, enable_ssl: false, timeout_ms: values.timeout_ms }.timeout();
            let server = self.server(&server, timeout);
            let owned = |file: crate::inventory::record::FileName<'_>| FileName {
                path: file.name.to_owned(),
                entry: file.entry.map(str::to_owned),
            };
            let uses = manager.uses.iter().filter(|task| !task.is_disabled);
            let name = ManagerName {
                file: owned(record.file),
                name: record.name.clone(),
                is_certain: manager.value.because.is_empty(),
                packages: uses.map(|task| owned(task.place.file)).collect(),
            };
            let index = *self.values.entry((server, values)).or_insert_with(|| {
                self.subjects.push(Subject::Valid { server, values, origin: Origin::Managers(Vec::new()) });
                self.subjects.len() - 1
            });
            if let Some(Subject::Valid { origin: Origin::Managers(managers), .. }) = self.subjects.get_mut(index) {
                managers.push(name);
            }
        }
    }

    /// Returns the connection managers of a server.
    pub(crate) fn managers(&self, server: usize) -> impl Iterator<Item = &ManagerName> {
        let managers = self.subjects.iter().filter_map(move |subject| match subject {
            Subject::Valid { server: found, origin: Origin::Managers(managers), .. } if *found == server => {
                Some(managers)
            }
            _ => None,
        });
        managers.flatten()
    }

    /// Sorts the subjects of a scan by server, in the order of the servers.
    pub(crate) fn sort_by_server(&mut self) {
        self.subjects.sort_by_key(|subject| match subject {
            Subject::Valid { server, values, .. } => (*server, Some(*values)),
            Subject::Invalid { .. } => (usize::MAX, None),
        });
        self.values.clear();
    }

    /// Returns the index of a server, which is added if it is new. Names are compared like in [`ServerName::is_same_host`].
    fn server(&mut self, name: &ServerName<'_>, timeout: Duration) -> usize {
        let key = match name.host() {
            Host::Name(host) => host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        let index = *self.indexes.entry(key).or_insert(self.servers.len());
        match self.servers.get_mut(index) {
            Some(server) => server.timeout = server.timeout.max(timeout),
            None => self.servers.push(Server { name: name.clone().into_owned(), timeout }),
        }
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_server_is_contacted_once_with_the_longest_timeout() {
        let mut plan = Plan::default();
        for (index, text) in [
            "SmtpServer=mail;Timeout=5000",
            "SmtpServer=MAIL.;Timeout=7000;EnableSsl=True",
            "SmtpServer=[::1]",
            "SmtpServer=0:0::1;Timeout=0",
            "SmtpServer=mail;Timeout=6000",
            "SmtpServer=mail:25",
        ]
        .into_iter()
        .enumerate()
        {
            plan.add_string(index, InputLocation::Argument(index + 1), text);
        }
        let servers: Vec<_> =
            plan.servers.iter().map(|server| (server.name.as_str(), server.timeout.as_secs())).collect();
        assert_eq!(servers, [("mail", 7), ("[::1]", 100)]);
        let subjects = plan.subjects.iter().map(|subject| match subject {
            Subject::Valid { server, .. } => Some(*server),
            Subject::Invalid { .. } => None,
        });
        assert_eq!(subjects.collect::<Vec<_>>(), [Some(0), Some(0), Some(1), Some(1), Some(0), None]);
    }
}
