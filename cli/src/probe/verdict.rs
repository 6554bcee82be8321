//! The table of rules that turns what was observed at a server, and what a connection string asks for, into a verdict.

use std::time::Duration;

use smtp_connection_string::{Authentication, SmtpConnection};

use crate::probe::conversation::Failure;
use crate::probe::hello::{Hello, Offer};
use crate::probe::observation::{HandshakeFailure, Observation};

/// The timeout of the client if the string has none.
pub(crate) const DEFAULT_TIMEOUT: Duration = Duration::from_secs(100);

/// What the client would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    Works,
    Fails,
    SendsUnauthenticated,
    Unknown,
}

impl Verdict {
    pub(crate) const ALL: [Self; 4] = [Self::Works, Self::Fails, Self::SendsUnauthenticated, Self::Unknown];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Fails => "fails",
            Self::SendsUnauthenticated => "sends-unauthenticated",
            Self::Unknown => "unknown",
        }
    }
}

/// What a connection string asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Settings {
    pub(crate) windows: bool,
    pub(crate) enable_ssl: bool,
    pub(crate) timeout_ms: Option<u32>,
}

impl Settings {
    pub(crate) fn of(connection: &SmtpConnection<'_>) -> Self {
        Self {
            windows: connection.authentication() == Authentication::Windows,
            enable_ssl: connection.enable_ssl(),
            timeout_ms: connection.timeout_ms(),
        }
    }

    /// Returns how long the client waits. With a timeout of 0 it gives up at an unpredictable time, so the default is used.
    pub(crate) fn timeout(self) -> Duration {
        match self.timeout_ms {
            None | Some(0) => DEFAULT_TIMEOUT,
            Some(milliseconds) => Duration::from_millis(milliseconds.into()),
        }
    }
}

/// The end of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Done,
    /// The client would throw.
    Fails,
    /// The client may be able to continue, but this program is not.
    CannotTell,
    /// The client's timeout is over.
    TooSlow,
    /// The time of the probe is over, but not that of the client.
    CutShort,
}

/// What is known about the certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Certificate {
    NotSeen,
    Accepted,
    Refused,
    CannotTell,
}

/// How long the client would need until MAIL FROM, compared with its timeout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// The timeout is 0.
    Race,
    Fast,
    /// More than half of the timeout.
    Slow,
    /// More than the timeout.
    TooSlow,
}

/// The inputs of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Situation {
    pub(crate) windows: bool,
    pub(crate) enable_ssl: bool,
    /// Everything up to the answer to EHLO.
    pub(crate) cleartext: End,
    /// STARTTLS and the handshake; `None` if STARTTLS is not offered.
    pub(crate) starttls: Option<End>,
    pub(crate) certificate: Certificate,
    /// The answer to EHLO over TLS.
    pub(crate) secured: End,
    pub(crate) before_tls: Offer,
    pub(crate) after_tls: Offer,
    pub(crate) pace: Pace,
}

/// A row of the table. The first row whose condition is true decides.
struct Row {
    when: fn(&Situation) -> bool,
    verdict: Verdict,
    /// Why the verdict is `unknown`.
    reason: Option<&'static str>,
}

const fn works(when: fn(&Situation) -> bool) -> Row {
    Row { when, verdict: Verdict::Works, reason: None }
}

const fn fails(when: fn(&Situation) -> bool) -> Row {
    Row { when, verdict: Verdict::Fails, reason: None }
}

const fn sends_unauthenticated(when: fn(&Situation) -> bool) -> Row {
    Row { when, verdict: Verdict::SendsUnauthenticated, reason: None }
}

const fn unknown(when: fn(&Situation) -> bool, reason: &'static str) -> Row {
    Row { when, verdict: Verdict::Unknown, reason: Some(reason) }
}

/// The table. With `EnableSsl=False` nothing after STARTTLS counts, with one exception: a login that is offered after TLS.
const TABLE: &[Row] = &[
    fails(|s| matches!(s.cleartext, End::Fails | End::TooSlow)),
    unknown(|s| s.cleartext == End::CutShort, "the time of the probe ended before the client's timeout"),
    unknown(|s| s.cleartext == End::CannotTell, "a reply is longer than this program reads"),
    fails(|s| s.enable_ssl && s.starttls.is_none()),
    fails(|s| s.enable_ssl && s.certificate == Certificate::Refused),
    fails(|s| s.enable_ssl && matches!(s.starttls, Some(End::Fails | End::TooSlow))),
    unknown(
        |s| s.enable_ssl && s.starttls == Some(End::CutShort),
        "the time of the probe ended before the client's timeout",
    ),
    unknown(
        |s| s.enable_ssl && s.starttls == Some(End::CannotTell),
        "the TLS handshake failed, but the client supports TLS versions and ciphers that this program does not",
    ),
    fails(|s| s.enable_ssl && matches!(s.secured, End::Fails | End::TooSlow)),
    unknown(|s| s.enable_ssl && s.secured == End::CutShort, "the time of the probe ended before the client's timeout"),
    unknown(|s| s.enable_ssl && s.secured == End::CannotTell, "a reply is longer than this program reads"),
    fails(|s| s.pace == Pace::TooSlow),
    // If the client gets as far as this, it does not authenticate, whatever else is unknown.
    sends_unauthenticated(|s| s.windows && matches!(s.offer(), Offer::Nothing | Offer::Login)),
    unknown(
        |s| s.enable_ssl && s.certificate == Certificate::CannotTell,
        "this program cannot tell whether the client accepts the certificate",
    ),
    unknown(
        |s| s.windows && s.offer() == Offer::Digest,
        "the server offers only WDIGEST, which works only with some accounts and versions of .NET",
    ),
    unknown(
        |s| !s.windows && (s.before_tls != Offer::Nothing || s.after_tls != Offer::Nothing),
        "the server offers a login, so it may refuse anonymous mail",
    ),
    unknown(|s| s.pace == Pace::Race, "with `Timeout=0`, the client gives up at an unpredictable time"),
    unknown(|s| s.pace == Pace::Slow, "more than half of the timeout is over before the mail is sent"),
    works(|_| true),
];

/// The verdict and, if it is `unknown`, the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) verdict: Verdict,
    pub(crate) reason: Option<&'static str>,
}

impl Situation {
    /// Compares what was observed with what a connection string asks for.
    pub(crate) fn new(observation: &Observation, settings: Settings) -> Self {
        let timeout = settings.timeout();
        let timed_out = if timeout <= observation.budget { End::TooSlow } else { End::CutShort };
        let end = |failure: Failure| match failure {
            Failure::Refused | Failure::Closed | Failure::Protocol | Failure::Tls => End::Fails,
            Failure::TooLong => End::CannotTell,
            Failure::TimedOut => timed_out,
        };
        let facts = &observation.facts;
        let answered = |answer: &Option<Result<Hello, Failure>>| match answer {
            Some(Ok(_)) => End::Done,
            Some(Err(failure)) => end(*failure),
            None => End::Fails,
        };
        let starttls = match (facts.starttls, &observation.handshake) {
            (None, _) => None,
            (Some(Err(failure)), _) => Some(end(failure)),
            (Some(Ok(())), Some(Ok(_))) => Some(End::Done),
            (Some(Ok(())), Some(Err(HandshakeFailure::TimedOut))) => Some(timed_out),
            (Some(Ok(())), Some(Err(HandshakeFailure::Incompatible))) => Some(End::CannotTell),
            (Some(Ok(())), Some(Err(HandshakeFailure::NotTls | HandshakeFailure::Ended)) | None) => Some(End::Fails),
        };
        let certificate = match &observation.certificate {
            None => Certificate::NotSeen,
            Some(judgment) if !judgment.problems.is_empty() => Certificate::Refused,
            Some(judgment) if judgment.doubt.is_some() => Certificate::CannotTell,
            Some(_) => Certificate::Accepted,
        };
        let offer = |answer: &Option<Result<Hello, Failure>>| match answer {
            Some(Ok(hello)) => hello.offer(),
            Some(Err(_)) | None => Offer::Nothing,
        };
        let elapsed = observation.times.until_mail(settings.enable_ssl);
        let pace = match () {
            () if settings.timeout_ms == Some(0) => Pace::Race,
            () if elapsed > timeout => Pace::TooSlow,
            () if elapsed > timeout / 2 => Pace::Slow,
            () => Pace::Fast,
        };
        Self {
            windows: settings.windows,
            enable_ssl: settings.enable_ssl,
            cleartext: answered(&facts.cleartext),
            starttls,
            certificate,
            secured: answered(&facts.secured),
            before_tls: offer(&facts.cleartext),
            after_tls: offer(&facts.secured),
            pace,
        }
    }

    /// Returns what the server offers at the time at which the client authenticates.
    pub(crate) fn offer(&self) -> Offer {
        if self.enable_ssl { self.after_tls } else { self.before_tls }
    }

    /// Returns whether `EnableSsl=True` works and offers no less than `EnableSsl=False`.
    pub(crate) fn can_be_encrypted(&self) -> bool {
        self.starttls == Some(End::Done)
            && self.certificate == Certificate::Accepted
            && self.secured == End::Done
            && (!self.windows || self.after_tls == Offer::Usable || self.before_tls == self.after_tls)
    }

    /// Returns the decision of the first row that applies.
    pub(crate) fn decide(&self) -> Decision {
        let row = TABLE.iter().find(|row| (row.when)(self));
        // The last row always applies.
        row.map_or(Decision { verdict: Verdict::Unknown, reason: None }, |row| Decision {
            verdict: row.verdict,
            reason: row.reason,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDS: [End; 5] = [End::Done, End::Fails, End::CannotTell, End::TooSlow, End::CutShort];
    const OFFERS: [Offer; 4] = [Offer::Nothing, Offer::Login, Offer::Digest, Offer::Usable];
    const CERTIFICATES: [Certificate; 4] =
        [Certificate::NotSeen, Certificate::Accepted, Certificate::Refused, Certificate::CannotTell];
    const PACES: [Pace; 4] = [Pace::Race, Pace::Fast, Pace::Slow, Pace::TooSlow];

    /// Calls the visitor for every input of the table.
    fn every(mut visitor: impl FnMut(Situation)) {
        for bits in 0..4 {
            let (windows, enable_ssl) = (bits & 1 != 0, bits & 2 != 0);
            for cleartext in ENDS {
                for starttls in ENDS.map(Some).into_iter().chain([None]) {
                    for certificate in CERTIFICATES {
                        for secured in ENDS {
                            for before_tls in OFFERS {
                                for after_tls in OFFERS {
                                    for pace in PACES {
                                        visitor(Situation {
                                            windows,
                                            enable_ssl,
                                            cleartext,
                                            starttls,
                                            certificate,
                                            secured,
                                            before_tls,
                                            after_tls,
                                            pace,
                                        });
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Follows the client step by step, without the table. The result of the first step that does not succeed decides,
    /// except that a refused certificate decides before other TLS failures.
    fn expected(s: &Situation) -> Verdict {
        let step = |end| match end {
            End::Done => None,
            End::Fails | End::TooSlow => Some(Verdict::Fails),
            End::CannotTell | End::CutShort => Some(Verdict::Unknown),
        };
        if let Some(verdict) = step(s.cleartext) {
            return verdict;
        }
        let mut doubtful = false;
        if s.enable_ssl {
            let Some(starttls) = s.starttls else { return Verdict::Fails };
            match s.certificate {
                Certificate::Refused => return Verdict::Fails,
                Certificate::CannotTell => doubtful = true,
                Certificate::NotSeen | Certificate::Accepted => {}
            }
            if let Some(verdict) = step(starttls).or(step(s.secured)) {
                return verdict;
            }
        }
        let offer = if s.enable_ssl { s.after_tls } else { s.before_tls };
        let doubtful = doubtful || matches!(s.pace, Pace::Race | Pace::Slow);
        match (s.pace, s.windows, offer) {
            (Pace::TooSlow, ..) => Verdict::Fails,
            (_, true, Offer::Nothing | Offer::Login) => Verdict::SendsUnauthenticated,
            (_, true, Offer::Digest) => Verdict::Unknown,
            (_, false, _) if [s.before_tls, s.after_tls] != [Offer::Nothing; 2] => Verdict::Unknown,
            _ if doubtful => Verdict::Unknown,
            _ => Verdict::Works,
        }
    }

    #[test]
    fn every_situation_has_the_expected_verdict() {
        let mut count = 0;
        let mut verdicts = [0; 4];
        every(|situation| {
            let decision = situation.decide();
            assert_eq!(decision.verdict, expected(&situation), "{situation:?}");
            assert_eq!(decision.reason.is_some(), decision.verdict == Verdict::Unknown, "{situation:?}");
            verdicts[decision.verdict as usize] += 1;
            count += 1;
        });
        assert_eq!(count, 4 * 5 * 6 * 4 * 5 * 4 * 4 * 4);
        assert!(verdicts.iter().all(|&number| number > 0), "{verdicts:?}");
    }

    #[test]
    fn every_row_of_the_table_decides_something() {
        let mut unused: Vec<usize> = (0..TABLE.len()).collect();
        every(|situation| {
            let deciding = TABLE.iter().position(|row| (row.when)(&situation)).unwrap();
            unused.retain(|row| *row != deciding);
        });
        assert!(unused.is_empty(), "{unused:?}");
    }

    #[test]
    fn tls_matters_to_a_string_without_it_only_by_a_login() {
        every(|situation| {
            if situation.enable_ssl {
                return;
            }
            let without = Situation {
                starttls: None,
                certificate: Certificate::NotSeen,
                secured: End::Fails,
                after_tls: Offer::Nothing,
                ..situation
            };
            let has_login = !situation.windows && situation.after_tls != Offer::Nothing;
            assert!(has_login || situation.decide() == without.decide(), "{situation:?}");
        });
    }

    #[test]
    fn encryption_is_advised_only_if_it_loses_nothing() {
        every(|situation| {
            if !situation.can_be_encrypted() || situation.pace != Pace::Fast || situation.cleartext != End::Done {
                return;
            }
            let now = Situation { enable_ssl: false, ..situation }.decide().verdict;
            let encrypted = Situation { enable_ssl: true, ..situation }.decide().verdict;
            assert!(encrypted == now || encrypted == Verdict::Works, "{situation:?}");
        });
    }

    #[test]
    fn timeout_of_zero_waits_for_the_default() {
        let timeout = |timeout_ms| Settings { windows: false, enable_ssl: false, timeout_ms }.timeout().as_millis();
        assert_eq!([None, Some(0), Some(1), Some(u32::MAX)].map(timeout), [100_000, 100_000, 1, u128::from(u32::MAX)]);
    }
}
