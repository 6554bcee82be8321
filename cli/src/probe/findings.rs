//! The findings of the probe rules about one connection string.

use std::cmp::Reverse;

use smtp_connection_string::{Diagnostic, Severity};

use crate::probe::certificate::{Doubt, Judgment, Problem};
use crate::probe::conversation::Failure;
use crate::probe::hello::Offer;
use crate::probe::observation::{HandshakeFailure, Observation};
use crate::probe::plan::Values;
use crate::probe::verdict::{Certificate, Decision, End, Pace, Settings, Situation, Verdict};
use crate::rules::Wording;
use crate::rules::probe::{ProbeRule, wording};

/// A certificate that expires in fewer days is reported.
const MIN_DAYS_LEFT: i64 = 30;

/// A finding of a probe rule. All texts are static.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProbeFinding {
    pub(crate) rule: &'static str,
    pub(crate) severity: Severity,
    pub(crate) message: &'static str,
    pub(crate) help: &'static str,
}

impl From<&Diagnostic> for ProbeFinding {
    fn from(diagnostic: &Diagnostic) -> Self {
        Self {
            rule: diagnostic.rule().as_str(),
            severity: diagnostic.severity(),
            message: diagnostic.message(),
            help: diagnostic.help(),
        }
    }
}

impl ProbeFinding {
    fn new(rule: ProbeRule) -> Self {
        let Wording { rule, message, help } = wording(rule);
        Self { rule: rule.id, severity: rule.severity, message, help }
    }

    fn with_severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    fn with_message(self, message: &'static str) -> Self {
        Self { message, ..self }
    }

    fn with_help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }
}

/// Decides about a value at a server. If a property is unknown, the verdict is that of all its values, or `unknown`.
pub(crate) fn judge(observation: &Observation, values: Values) -> (Decision, Vec<ProbeFinding>) {
    let of = |value: Option<bool>| value.map_or(vec![false, true], |value| vec![value]);
    let settings = of(values.windows).into_iter().flat_map(|windows| {
        of(values.enable_ssl).into_iter().map(move |enable_ssl| Settings {
            windows,
            enable_ssl,
            timeout_ms: values.timeout_ms,
        })
    });
    let mut judged = settings.map(|settings| {
        let situation = Situation::new(observation, settings);
        (situation.decide(), findings(observation, settings, &situation))
    });
    let unknown = Decision {
        verdict: Verdict::Unknown,
        reason: Some("the files do not state all properties: an expression or a parameter sets them at run time"),
    };
    let Some((decision, findings)) = judged.next() else { return (unknown, Vec::new()) };
    if judged.all(|(other, _)| other == decision) { (decision, findings) } else { (unknown, findings) }
}

/// Returns the findings, most severe first.
fn findings(observation: &Observation, settings: Settings, situation: &Situation) -> Vec<ProbeFinding> {
    let mut findings = Vec::new();
    if let Err(reason) = observation.address {
        findings.push(ProbeFinding::new(ProbeRule::Unreachable).with_message(reason.message()));
        return findings;
    }
    findings.extend(cleartext(observation));
    if situation.cleartext == End::Done {
        // What is wrong with TLS does not matter to a string without it.
        let relevant = |severity| if settings.enable_ssl { severity } else { Severity::Note };
        for finding in tls(observation, situation) {
            let severity = relevant(finding.severity);
            findings.push(finding.with_severity(severity));
        }
        if !settings.enable_ssl && situation.can_be_encrypted() {
            findings.push(ProbeFinding::new(ProbeRule::TlsAvailable));
        }
        findings.extend(mechanism(settings, situation));
    }
    if observation.bytes_after_starttls {
        findings.push(ProbeFinding::new(ProbeRule::BytesAfterStarttls));
    }
    findings.extend(slow(settings, situation));
    findings.sort_by_key(|finding| Reverse(finding.severity));
    findings
}

/// Returns the finding about a conversation that ends before the answer to EHLO.
fn cleartext(observation: &Observation) -> Option<ProbeFinding> {
    let Some(Err(failure)) = observation.facts.cleartext else { return None };
    match failure {
        Failure::Refused => Some(ProbeFinding::new(ProbeRule::Refused)),
        Failure::Closed => Some(ProbeFinding::new(ProbeRule::Refused).with_message("the server closes the connection")),
        Failure::Protocol | Failure::Tls => Some(ProbeFinding::new(ProbeRule::Protocol)),
        Failure::TooLong => {
            Some(ProbeFinding::new(ProbeRule::Protocol).with_message("a reply is longer than 64 KiB or 1,000 lines"))
        }
        Failure::TimedOut => None,
    }
}

/// Returns the findings about STARTTLS, the handshake and the certificate, with the severities of `EnableSsl=True`.
fn tls(observation: &Observation, situation: &Situation) -> Vec<ProbeFinding> {
    let failed = |message| ProbeFinding::new(ProbeRule::StarttlsFailed).with_message(message);
    let facts = &observation.facts;
    let mut findings = Vec::new();
    findings.extend(match (facts.starttls, &observation.handshake) {
        (None, _) => Some(ProbeFinding::new(ProbeRule::NoStarttls)),
        (Some(Err(Failure::TimedOut)), _) | (_, Some(Err(HandshakeFailure::TimedOut))) => {
            Some(failed("TLS does not start in time"))
        }
        (Some(Err(_)), _) => Some(failed("the server offers STARTTLS but does not accept it")),
        (_, Some(Err(HandshakeFailure::NotTls))) => Some(failed("the server does not continue with TLS")),
        (_, Some(Err(HandshakeFailure::Ended))) => Some(failed("the server ends the TLS handshake")),
        (_, Some(Err(HandshakeFailure::Incompatible))) => {
            Some(failed("the TLS handshake ends before the server sends a certificate"))
        }
        (_, Some(Ok(_)) | None) => None,
    });
    findings.extend(match &facts.secured {
        Some(Err(Failure::Tls)) => {
            Some(failed("the server ends the TLS connection, perhaps because it demands a certificate"))
        }
        Some(Err(Failure::TimedOut)) => Some(failed("the server does not answer EHLO over TLS in time")),
        Some(Err(_)) => Some(failed("the server does not accept EHLO over TLS")),
        Some(Ok(_)) | None => None,
    });
    if let Some(judgment) = &observation.certificate {
        findings.extend(judgment.problems.iter().map(|problem| problem_finding(*problem)));
        findings.extend(judgment.doubt.map(doubt_finding));
        if expires_soon(judgment) && situation.certificate == Certificate::Accepted {
            findings.push(
                ProbeFinding::new(ProbeRule::CertificateExpired)
                    .with_message("the certificate expires in fewer than 30 days")
                    .with_severity(Severity::Warning),
            );
        }
    }
    findings
}

fn expires_soon(judgment: &Judgment) -> bool {
    judgment.days_left < MIN_DAYS_LEFT
}

pub(crate) fn problem_finding(problem: Problem) -> ProbeFinding {
    let expired = ProbeFinding::new(ProbeRule::CertificateExpired);
    let untrusted = ProbeFinding::new(ProbeRule::CertificateUntrusted);
    match problem {
        Problem::Expired => expired,
        Problem::NotYetValid => expired
            .with_message("the certificate is not yet valid")
            .with_help("compare the clocks of this machine and of the server"),
        Problem::ChainExpired => expired.with_message("a certificate of an issuing authority has expired"),
        Problem::Name => ProbeFinding::new(ProbeRule::CertificateName),
        Problem::Untrusted => untrusted,
        Problem::Purpose => untrusted
            .with_message("the certificate is not for servers")
            .with_help("give the server a certificate with the purpose serverAuth"),
    }
}

/// Returns the finding about a certificate that the client may accept.
pub(crate) fn doubt_finding(doubt: Doubt) -> ProbeFinding {
    let untrusted = ProbeFinding::new(ProbeRule::CertificateUntrusted)
        .with_help("send a test mail from the machine that runs the package, or renew the certificate");
    let finding = match doubt {
        Doubt::CommonNameOnly => ProbeFinding::new(ProbeRule::CertificateName)
            .with_message("the certificate has the name of the server only as its common name")
            .with_help(
                "renew the certificate with an alternative name; the client accepts it, but this program does not",
            ),
        Doubt::Algorithm => {
            untrusted.with_message("a key or signature of the certificate is too weak for this program")
        }
        Doubt::IncompleteChain => untrusted
            .with_message("the server does not send its whole certificate chain")
            .with_help("configure the server to send the intermediate certificates; the client may download them"),
        Doubt::Authority => untrusted.with_message("the server uses the certificate of an authority"),
        Doubt::Other => untrusted.with_message("this program cannot verify the certificate"),
    };
    finding.with_severity(Severity::Warning)
}

/// Returns the finding about Windows authentication, if the client gets as far as that.
fn mechanism(settings: Settings, situation: &Situation) -> Option<ProbeFinding> {
    let is_known = !settings.enable_ssl || situation.secured == End::Done;
    if !settings.windows || !is_known {
        return None;
    }
    Some(ProbeFinding::new(match situation.offer() {
        Offer::Nothing | Offer::Login => ProbeRule::NoUsableMechanism,
        Offer::Digest | Offer::Usable => ProbeRule::AuthenticationNotTried,
    }))
}

fn slow(settings: Settings, situation: &Situation) -> Option<ProbeFinding> {
    let mut ends = vec![Some(situation.cleartext)];
    if settings.enable_ssl && situation.cleartext == End::Done {
        ends.push(situation.starttls);
        if situation.starttls == Some(End::Done) {
            ends.push(Some(situation.secured));
        }
    }
    let finding = ProbeFinding::new(ProbeRule::Slow);
    if ends.contains(&Some(End::CutShort)) {
        Some(
            finding
                .with_message("the server does not answer in the time of the probe")
                .with_help("increase `--timeout`"),
        )
    } else if ends.contains(&Some(End::TooSlow)) || situation.pace == Pace::TooSlow {
        Some(finding.with_message("the server is slower than the timeout"))
    } else if situation.pace == Pace::Race {
        Some(finding.with_message("with `Timeout=0`, the client gives up at an unpredictable time"))
    } else if situation.pace == Pace::Slow && !ends.contains(&Some(End::Fails)) {
        Some(finding)
    } else {
        None
    }
}
