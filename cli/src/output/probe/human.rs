//! The human-readable outcomes: the verdict and what to do about it, then the other findings and what was seen.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use smtp_connection_string::{Severity, check};

use crate::counts::Count;
use crate::finding::Finding;
use crate::names;
use crate::output::blocks::Blocks;
use crate::output::decoration::Decoration;
use crate::output::probe::report::{Outcome, Report, SCOPE};
use crate::output::probe::transcript;
use crate::output::stream::Output;
use crate::probe::certificate::timestamp;
use crate::probe::findings::ProbeFinding;
use crate::probe::observation::Observation;
use crate::probe::plan::{FileName, ManagerName, Origin, Plan, Subject, Values};
use crate::probe::verdict::{Decision, Verdict};
use crate::rules::probe::ProbeRule;

/// The maximum number of names in a list.
const MAX_NAMES: usize = 20;

// The switches are independent of each other.
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct Human {
    decoration: Decoration,
    transcript: bool,
    /// Whether there are several subjects. Each string then has its place.
    many: bool,
    is_first: bool,
    is_any_probed: bool,
    /// The rows of the table at the end of a scan.
    rows: Vec<[String; 6]>,
}

impl Human {
    pub(crate) fn new(decoration: Decoration, transcript: bool, many: bool) -> Self {
        Self { decoration, transcript, many, is_first: true, is_any_probed: false, rows: Vec::new() }
    }

    fn style(&self, verdict: Verdict) -> Style {
        match verdict {
            _ if !self.decoration.colors => Style::new(),
            Verdict::Works => AnsiColor::Green.on_default().bold(),
            Verdict::Fails => AnsiColor::BrightRed.on_default().bold(),
            Verdict::SendsUnauthenticated | Verdict::Unknown => AnsiColor::Yellow.on_default().bold(),
        }
    }
}

impl Report for Human {
    fn list(&mut self, out: &mut Output, plan: &Plan, _: bool) -> io::Result<()> {
        let managers = Count(
            plan.servers.iter().enumerate().map(|(index, _)| plan.managers(index).count()).sum(),
            "connection manager",
        );
        writeln!(out, "{} in {managers}:", Count(plan.servers.len(), "server"))?;
        for (index, server) in plan.servers.iter().enumerate() {
            let managers = Count(plan.managers(index).count(), "connection manager");
            writeln!(out, "  {} ({managers})", server.name)?;
        }
        if plan.without_server > 0 {
            let managers = Count(plan.without_server, "connection manager");
            writeln!(out, "not probed: {managers} without a valid server in the files")?;
        }
        self.is_first = false;
        Ok(())
    }

    fn write(&mut self, out: &mut Output, outcome: &Outcome<'_>) -> io::Result<()> {
        if !std::mem::take(&mut self.is_first) {
            writeln!(out)?;
        }
        let (decision, observation) = match (outcome.subject, outcome.decision, outcome.observation) {
            (Subject::Invalid { place, text, .. }, ..) => {
                let label = format!("{place}: invalid, so it is not probed");
                writeln!(out, "{}\n", if self.many { label.as_str() } else { "invalid, so it is not probed" })?;
                let report = check(text);
                let errors = report.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
                // A block ends with an empty line.
                self.is_first = true;
                return Blocks::new(self.decoration).write_findings(out, None, text, errors.map(Finding::from));
            }
            (_, Some(decision), Some(observation)) => (decision, observation),
            _ => return Ok(()),
        };
        let Subject::Valid { values, origin, .. } = outcome.subject else { return Ok(()) };
        self.is_any_probed = true;
        let server = outcome.server.map(|server| server.name.as_str()).unwrap_or_default();
        let headline = Headline::new(decision, outcome, observation, self.decoration);
        let style = self.style(decision.verdict);
        match origin {
            Origin::Input { place, .. } if self.many => write!(out, "{place}: {server}: ")?,
            Origin::Input { .. } => write!(out, "{server}: ")?,
            Origin::Managers(_) => write!(out, "{server}, {}: ", described(*values))?,
        }
        writeln!(out, "{style}{}{style:#}{}", headline.verdict, headline.rest)?;
        for finding in outcome.findings.iter().filter(|finding| Some(*finding) != headline.finding) {
            let rule = self.decoration.rule(finding.rule);
            writeln!(out, "  {}[{rule}]: {}", finding.severity, finding.message)?;
            writeln!(out, "    help: {}", finding.help)?;
        }
        for fact in facts(observation) {
            writeln!(out, "  {fact}")?;
        }
        if let Origin::Managers(managers) = origin {
            self.write_managers(out, server, *values, decision, managers)?;
        }
        if self.transcript {
            for line in transcript::lines(&observation.transcript) {
                writeln!(out, "{line}")?;
            }
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Output, _: &Plan) -> io::Result<()> {
        if !self.rows.is_empty() {
            let header =
                ["server", "authentication", "encryption", "verdict", "managers", "packages"].map(str::to_owned);
            writeln!(out)?;
            for row in table(header, std::mem::take(&mut self.rows)) {
                writeln!(out, "{row}")?;
            }
        }
        if self.is_any_probed {
            let verdicts = if self.many { "The verdicts hold" } else { "The verdict holds" };
            let separator = if self.is_first { "" } else { "\n" };
            writeln!(out, "{separator}{verdicts} for {SCOPE}.")?;
        }
        Ok(())
    }
}

impl Human {
    /// Writes the connection managers and the packages that a verdict affects.
    fn write_managers(
        &mut self,
        out: &mut Output,
        server: &str,
        values: Values,
        decision: Decision,
        managers: &[ManagerName],
    ) -> io::Result<()> {
        let uncertain = managers.iter().filter(|manager| !manager.is_certain).count();
        let uncertain =
            if uncertain > 0 { format!(" ({uncertain} may have other values at run time)") } else { String::new() };
        writeln!(out, "  {}{uncertain}:", Count(managers.len(), "connection manager"))?;
        let shown = |manager: &ManagerName| {
            let file = shown_file(&manager.file);
            manager.name.as_ref().map_or(file.clone(), |name| format!("{file}: {}", names::name(name)))
        };
        write_names(out, managers.iter().map(shown))?;
        let mut packages: Vec<&FileName> = managers.iter().flat_map(|manager| &manager.packages).collect();
        packages.sort_unstable();
        packages.dedup();
        writeln!(
            out,
            "  {}{}",
            Count(packages.len(), "package"),
            if packages.is_empty() { " with an enabled task" } else { ":" }
        )?;
        write_names(out, packages.iter().map(|file| shown_file(file)))?;
        let [authentication, encryption] = words(values);
        self.rows.push([
            server.to_owned(),
            authentication.to_owned(),
            encryption.to_owned(),
            decision.verdict.as_str().to_owned(),
            managers.len().to_string(),
            packages.len().to_string(),
        ]);
        Ok(())
    }
}

fn write_names(out: &mut Output, names: impl ExactSizeIterator<Item = String>) -> io::Result<()> {
    let omitted = names.len().saturating_sub(MAX_NAMES);
    for name in names.take(MAX_NAMES) {
        writeln!(out, "    {name}")?;
    }
    if omitted > 0 { writeln!(out, "    and {omitted} more") } else { Ok(()) }
}

fn shown_file(file: &FileName) -> String {
    let path = names::escaped(&file.path);
    file.entry.as_ref().map_or(path.clone(), |entry| format!("{path}!/{}", names::shown_entry(entry)))
}

/// Returns the authentication and the encryption in words.
fn words(values: Values) -> [&'static str; 2] {
    let authentication = match values.windows {
        Some(true) => "Windows",
        Some(false) => "anonymous",
        None => "unknown",
    };
    let encryption = match values.enable_ssl {
        Some(true) => "STARTTLS",
        Some(false) => "none",
        None => "unknown",
    };
    [authentication, encryption]
}

fn described(values: Values) -> String {
    let property = |value: Option<bool>| match value {
        Some(true) => "True",
        Some(false) => "False",
        None => "?",
    };
    let timeout = values.timeout_ms.map(|timeout| format!(", Timeout={timeout}")).unwrap_or_default();
    let [windows, enable_ssl] = [values.windows, values.enable_ssl].map(property);
    format!("UseWindowsAuthentication={windows}, EnableSsl={enable_ssl}{timeout}")
}

/// The line that leads: the verdict, why, and what to do.
struct Headline<'a> {
    verdict: &'static str,
    rest: String,
    /// The finding that the line contains.
    finding: Option<&'a ProbeFinding>,
}

impl<'a> Headline<'a> {
    fn new(decision: Decision, outcome: &'a Outcome<'_>, observation: &Observation, decoration: Decoration) -> Self {
        let find = |rule: ProbeRule| outcome.findings.iter().find(|finding| finding.rule == rule.id());
        let with = |verdict, finding: Option<&'a ProbeFinding>| {
            let text = |finding: &ProbeFinding| {
                format!(": {}; {} [{}]", finding.message, finding.help, decoration.rule(finding.rule))
            };
            Self { verdict, rest: finding.map(text).unwrap_or_default(), finding }
        };
        match decision.verdict {
            Verdict::Works => match (find(ProbeRule::TlsAvailable), outcome.server) {
                (Some(finding), Some(server)) => {
                    let until = observation.certificate.as_ref().and_then(|judgment| judgment.certificate.as_ref());
                    let until = until.map(|certificate| date(certificate.not_after)).unwrap_or_default();
                    let rest = format!(
                        ", and can be encrypted: STARTTLS with a certificate valid for {} until {until}; set `EnableSsl` \
                         to `True` in the connection manager [{}]",
                        server.name,
                        decoration.rule(finding.rule)
                    );
                    Self { verdict: "works", rest, finding: Some(finding) }
                }
                _ => Self { verdict: "works", rest: manner(outcome, observation), finding: None },
            },
            Verdict::Fails => {
                let is_cause = |finding: &&ProbeFinding| {
                    finding.severity == Severity::Error && finding.rule != ProbeRule::NoUsableMechanism.id()
                };
                with("fails", outcome.findings.iter().find(is_cause).or_else(|| find(ProbeRule::Slow)))
            }
            Verdict::SendsUnauthenticated => with("sends unauthenticated", find(ProbeRule::NoUsableMechanism)),
            Verdict::Unknown => {
                let reason = decision.reason.unwrap_or("it depends on something that cannot be seen");
                // The finding about time has its own advice.
                let advice = match find(ProbeRule::Slow) {
                    Some(_) => "",
                    None => "; send a test mail from the machine that runs the package",
                };
                Self { verdict: "unknown", rest: format!(": {reason}{advice}"), finding: None }
            }
        }
    }
}

/// Returns how mail is sent, if the properties are known.
fn manner(outcome: &Outcome<'_>, observation: &Observation) -> String {
    let Subject::Valid { values: Values { windows, enable_ssl: Some(enable_ssl), .. }, .. } = outcome.subject else {
        return String::new();
    };
    let facts = &observation.facts;
    let (over, answer) = if *enable_ssl { (" over TLS", &facts.secured) } else { (" in cleartext", &facts.cleartext) };
    let mechanism = match answer {
        Some(Ok(hello)) if *windows == Some(true) => hello.client_would_use(),
        _ => None,
    };
    let mechanism = mechanism.map(|name| format!(", with {name} to try")).unwrap_or_default();
    format!("{over}{mechanism}")
}

/// Returns what was seen, one fact per line.
fn facts(observation: &Observation) -> Vec<String> {
    let mut facts = Vec::new();
    if let Ok(address) = observation.address {
        let banner = observation.facts.banner.as_deref().map(|banner| format!(", {}", names::from_server(banner)));
        facts.push(format!("server: {address}{}", banner.unwrap_or_default()));
    }
    let mechanisms = |hello: &crate::probe::hello::Hello| {
        let names: Vec<String> = hello.mechanisms.iter().take(MAX_NAMES).map(|name| names::from_server(name)).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(" ") }
    };
    if let Some(Ok(hello)) = &observation.facts.cleartext {
        let after = match &observation.facts.secured {
            Some(Ok(hello)) => format!(", after TLS: {}", mechanisms(hello)),
            _ => String::new(),
        };
        facts.push(format!("login offered before TLS: {}{after}", mechanisms(hello)));
    }
    if let Some(Ok(tls)) = &observation.handshake {
        facts.push(format!("encryption: {}, {}", tls.version, tls.cipher));
    }
    if let Some(certificate) = observation.certificate.as_ref().and_then(|judgment| judgment.certificate.as_ref()) {
        let addresses = certificate.addresses.iter().map(ToString::to_string);
        let names: Vec<String> = certificate.dns_names.iter().cloned().chain(addresses).collect();
        let names = if names.is_empty() { &certificate.subject } else { &names.join(", ") };
        facts.push(format!(
            "certificate: for {}, issued by {}, valid until {}",
            names::from_server(names),
            names::from_server(&certificate.issuer),
            date(certificate.not_after)
        ));
    }
    facts
}

fn date(seconds: i64) -> String {
    timestamp(seconds).split('T').next().unwrap_or_default().to_owned()
}

/// Returns the lines of a table with aligned columns.
fn table(header: [String; 6], rows: Vec<[String; 6]>) -> Vec<String> {
    let rows: Vec<[String; 6]> = std::iter::once(header).chain(rows).collect();
    let mut widths = [0; 6];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; 6]| {
        let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}
