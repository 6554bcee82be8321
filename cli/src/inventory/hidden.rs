//! What the options hide, so that no report looks complete that is not.

use crate::counts::{Count, Unselected};

/// What the options hide.
#[derive(Default)]
pub(crate) struct Hidden {
    /// The findings that `--select` and `--min-severity` hide.
    pub(crate) findings: Unselected,
    /// What `--server` hides, if it is given.
    pub(crate) servers: Option<HiddenServers>,
}

/// The records that `--server` hides.
#[derive(Default)]
pub(crate) struct HiddenServers {
    /// The number of connection managers, and of strings outside of them, with another server.
    pub(crate) other: usize,
    /// The number of connection managers, strings and tasks whose server is not known.
    pub(crate) unknown: usize,
    /// The number of findings about these records and about files.
    pub(crate) findings: usize,
}

impl Hidden {
    fn is_any(&self) -> bool {
        let servers = self.servers.as_ref().map_or(0, |servers| servers.other + servers.unknown + servers.findings);
        self.findings.count + servers > 0
    }

    /// Returns one line per filter.
    pub(crate) fn lines(&self) -> Vec<String> {
        let findings = self.findings.by.is_some().then(|| self.findings.to_string());
        findings.into_iter().chain(self.server_line()).collect()
    }

    /// Returns the lines, if anything was hidden.
    pub(crate) fn notes(&self) -> Vec<String> {
        if self.is_any() { self.lines() } else { Vec::new() }
    }

    /// Returns the line about `--server`.
    pub(crate) fn server_line(&self) -> Option<String> {
        let HiddenServers { other, unknown, findings } = self.servers.as_ref()?;
        let (other, findings) = (Count(*other, "connection string"), Count(*findings, "finding"));
        Some(format!(
            "filtered by --server: {other} of other servers, {unknown} whose server is not known, and {findings} hidden"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_has_a_line() {
        let mut hidden = Hidden::default();
        assert!(hidden.lines().is_empty() && !hidden.is_any());
        hidden.findings.by = Some("--select");
        hidden.servers = Some(HiddenServers::default());
        assert!(!hidden.is_any());
        hidden.servers = Some(HiddenServers { other: 1, unknown: 2, findings: 3 });
        assert!(hidden.is_any());
        assert_eq!(
            hidden.lines(),
            [
                "0 findings hidden by --select",
                "filtered by --server: 1 connection string of other servers, 2 whose server is not known, and 3 findings hidden",
            ]
        );
    }
}
