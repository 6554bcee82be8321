//! A rule, as the command line shows it.

use smtp_connection_string::Severity;

use crate::rules::page_url::PageUrl;

/// A rule of the library or of the scan.
#[derive(Clone, Copy)]
pub(crate) struct KnownRule {
    pub(crate) id: &'static str,
    pub(crate) severity: Severity,
    /// What the rule reports, in one sentence.
    pub(crate) summary: &'static str,
    /// Why a finding matters.
    pub(crate) why: &'static str,
    /// The summary, the reason, the remedy and the evidence, as paragraphs separated by empty lines.
    pub(crate) explanation: &'static str,
    pub(crate) example: Example,
}

impl KnownRule {
    /// Returns the URL of the documentation of the rule.
    pub(crate) fn url(&self) -> PageUrl {
        PageUrl::of(self.id)
    }
}

/// An example of what a rule reports.
#[derive(Clone, Copy)]
pub(crate) enum Example {
    /// A connection string that triggers the rule.
    ConnectionString(&'static str),
    /// A part of a file. Alone, it does not trigger the rule, which also depends on the rest of the project.
    File(&'static str),
    /// The rule is about the replies of a server.
    None,
}
