//! The headline of a report, and how many connection managers have which settings.

use std::fmt::{self, Display};

use smtp_connection_string::{Authentication, Severity};

use crate::inventory::hidden::HiddenServers;
use crate::inventory::totals::{MailTotals, ServerTotals, Totals};
use crate::names::name;
use crate::output::report::rows::{ManagerRow, Rows, ValueRow};
use crate::output::scan::format::Summary;

/// The answer to the question which packages send mail, in one line.
pub(crate) struct Answer<'a>(pub(crate) Summary<'a>);

impl Display for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary { totals, files, .. } = self.0;
        if files.read == 0 {
            // "no package sends mail" would be a false all-clear.
            return f.write_str("no files were read");
        }
        let MailTotals { packages, in_cleartext, anonymous_in_cleartext, encryption_unknown, .. } = totals.mail;
        match packages {
            0 => f.write_str("no package sends mail")?,
            1 => f.write_str("1 package sends mail")?,
            _ => write!(f, "{packages} packages send mail")?,
        }
        if totals.hidden.servers.is_some() {
            f.write_str(" through the selected servers")?;
        }
        if packages > 0 {
            write!(f, "; {in_cleartext} in cleartext")?;
        }
        if anonymous_in_cleartext > 0 {
            write!(f, " ({anonymous_in_cleartext} anonymous)")?;
        }
        if encryption_unknown > 0 {
            write!(f, "; the encryption of {encryption_unknown} is not known")?;
        }
        if let Some(HiddenServers { unknown, .. }) = totals.hidden.servers
            && unknown > 0
        {
            let nouns = if unknown == 1 { "connection string or task is" } else { "connection strings or tasks is" };
            write!(f, "; the server of {unknown} {nouns} not known")?;
        }
        if !files.is_complete() {
            f.write_str("; not everything could be read")?;
        }
        Ok(())
    }
}

/// The numbers of a kind, split by how mail is protected. The most severe class is the first one.
pub(super) struct Protection {
    pub(super) counts: [usize; 4],
}

impl Protection {
    /// The labels of the classes.
    pub(super) const LABELS: [&'static str; 4] =
        ["cleartext, anonymous", "cleartext, not anonymous", "encryption not known", "TLS"];

    /// Counts the packages that send mail.
    pub(super) fn of_packages(totals: &Totals) -> Self {
        let MailTotals { packages, in_cleartext, anonymous_in_cleartext, encryption_unknown, .. } = totals.mail;
        let others = packages.saturating_sub(in_cleartext + encryption_unknown);
        let not_anonymous = in_cleartext.saturating_sub(anonymous_in_cleartext);
        Self { counts: [anonymous_in_cleartext, not_anonymous, encryption_unknown, others] }
    }

    /// Counts the connection managers.
    pub(super) fn of_managers(rows: &Rows) -> Self {
        let mut counts = [0; 4];
        for (_, _, ManagerRow { value, .. }) in rows.managers() {
            let [anonymous, others, unknown, tls] = &mut counts;
            *match (value.enable_ssl, value.authentication) {
                (Some(false), Some(Authentication::Anonymous)) => anonymous,
                (Some(false), _) => others,
                (None, _) => unknown,
                (Some(true), _) => tls,
            } += 1;
        }
        Self { counts }
    }

    pub(super) fn total(&self) -> usize {
        self.counts.iter().sum()
    }
}

/// How many connection managers have each value of a setting: `yes` if all have it, `2 yes, 1 no` otherwise.
#[derive(Default)]
pub(crate) struct Share {
    counts: [usize; 3],
    labels: [&'static str; 3],
}

impl Share {
    const TLS: [&'static str; 3] = ["yes", "no", "not known"];
    const AUTHENTICATION: [&'static str; 3] = ["Windows", "anonymous", "not known"];

    /// Counts the settings of values: TLS and authentication.
    pub(super) fn of_values<'a>(values: impl Iterator<Item = &'a ValueRow>) -> [Self; 2] {
        let mut shares = [Self::TLS, Self::AUTHENTICATION].map(|labels| Self { counts: [0; 3], labels });
        for value in values {
            for (share, label) in shares.iter_mut().zip([value.tls(), value.authentication()]) {
                for (count, other) in share.counts.iter_mut().zip(share.labels) {
                    *count += usize::from(label == other);
                }
            }
        }
        // A package whose connection managers are not known.
        for share in shares.iter_mut().filter(|share| share.counts == [0; 3]) {
            share.counts = [0, 0, 1];
        }
        shares
    }

    /// Returns the settings of the connection managers of a server: TLS and authentication.
    pub(crate) fn of_server(server: &ServerTotals) -> [Self; 2] {
        let ServerTotals { managers, tls, cleartext, windows, anonymous, .. } = server;
        let share = |first: usize, second: usize, labels| Self {
            counts: [first, second, managers.saturating_sub(first + second)],
            labels,
        };
        [share(*tls, *cleartext, Self::TLS), share(*windows, *anonymous, Self::AUTHENTICATION)]
    }

    /// Returns whether any has the second value, which is the less protected one.
    pub(super) fn is_any_second(&self) -> bool {
        let [_, second, _] = self.counts;
        second > 0
    }
}

impl Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = || self.counts.iter().zip(self.labels).filter(|(count, _)| **count > 0);
        if let (Some((_, label)), 1) = (counts().next(), counts().count()) {
            return f.write_str(label);
        }
        let mut separator = "";
        for (count, label) in counts() {
            write!(f, "{separator}{count} {label}")?;
            separator = ", ";
        }
        Ok(())
    }
}

/// Returns the name of a server.
pub(crate) fn server_name(server: &ServerTotals) -> String {
    server.server.as_deref().map_or_else(|| "(not known)".to_owned(), name)
}

/// Returns the number of findings of a severity.
pub(super) fn findings(totals: &Totals, severity: Severity) -> usize {
    totals.findings.iter().filter(|((_, other), _)| *other == severity).map(|(_, count)| count).sum()
}
