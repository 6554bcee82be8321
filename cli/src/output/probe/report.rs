//! The interface of the output formats of `probe`.

use std::io;

use smtp_connection_string::{Severity, check};

use crate::output::stream::Output;
use crate::probe::findings::{ProbeFinding, judge};
use crate::probe::observation::Observation;
use crate::probe::plan::{Plan, Server, Subject};
use crate::probe::verdict::Decision;

/// To what a verdict is limited. Every output says so.
pub(crate) const SCOPE: &str = "this machine, its trust store and this moment";

/// An output format.
pub(crate) trait Report {
    /// Writes the servers of a scan, before they are contacted. `is_all` is whether nothing else is written.
    fn list(&mut self, out: &mut Output, plan: &Plan, is_all: bool) -> io::Result<()>;

    /// Writes the outcome of one subject.
    fn write(&mut self, out: &mut Output, outcome: &Outcome<'_>) -> io::Result<()>;

    /// Writes the end of the output.
    fn finish(&mut self, _: &mut Output, _: &Plan) -> io::Result<()> {
        Ok(())
    }
}

/// A subject with its verdict.
pub(crate) struct Outcome<'a> {
    pub(crate) subject: &'a Subject,
    pub(crate) server: Option<&'a Server>,
    pub(crate) observation: Option<&'a Observation>,
    /// `None` for an invalid string.
    pub(crate) decision: Option<Decision>,
    /// The findings of the probe rules, or the errors of an invalid string.
    pub(crate) findings: Vec<ProbeFinding>,
}

impl<'a> Outcome<'a> {
    pub(crate) fn new(plan: &'a Plan, subject: &'a Subject, observation: Option<&'a Observation>) -> Self {
        match (subject, observation) {
            (Subject::Valid { server, values, .. }, Some(observation)) => {
                let (decision, findings) = judge(observation, *values);
                let (server, decision) = (plan.servers.get(*server), Some(decision));
                Self { subject, server, observation: Some(observation), decision, findings }
            }
            (Subject::Valid { .. }, None) => {
                Self { subject, server: None, observation: None, decision: None, findings: Vec::new() }
            }
            (Subject::Invalid { text, .. }, _) => {
                let report = check(text);
                let errors = report.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
                let findings = errors.map(ProbeFinding::from).collect();
                Self { subject, server: None, observation: None, decision: None, findings }
            }
        }
    }
}
