//! A rule, as the command line shows it.

use smtp_connection_string::Severity;

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
    /// A connection string that triggers the rule. The rules of the scan have none, because they are about files.
    pub(crate) example: Option<&'static str>,
}
