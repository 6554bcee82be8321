//! Findings about a file as a whole: what could not be read, connection managers of other vendors, and code.

use smtp_connection_string::Severity;

use crate::inventory::check::{place_finding, reworded};
use crate::inventory::project::Unit;
use crate::inventory::record::{LocatedFinding, Record, Subject};
use crate::names;
use crate::rules::files::FileRule;
use crate::ssis::{Kind, ProblemKind};

/// Returns the records of a unit.
pub(super) fn records<'a>(unit: &Unit<'a>) -> Vec<Record<'a>> {
    let mut records = Vec::new();
    let facts = unit.facts;
    for manager in &facts.third_party {
        let mut finding = place_finding(FileRule::ThirdPartyManager, manager.place);
        finding.notes.push(match &manager.creation_name {
            Some(name) => format!("the type of the connection manager is \"{}\"", names::name(name)),
            None => "its parameters are those of another vendor".to_owned(),
        });
        records.push(Record { name: manager.name.as_deref().map(names::redacted), ..record(unit, finding) });
    }
    for problem in &facts.problems {
        records.push(record(
            unit,
            match problem.what {
                ProblemKind::Encrypted => place_finding(FileRule::EncryptedPackage, problem.place),
                ProblemKind::Unreadable(reason) => {
                    reworded(place_finding(FileRule::UnreadableFile, problem.place), reason)
                }
                // What could be read was read, so the run does not fail.
                ProblemKind::Damaged(reason) => {
                    let mut finding = reworded(place_finding(FileRule::UnreadableFile, problem.place), reason);
                    finding.finding.severity = Severity::Note;
                    finding
                }
            },
        ));
    }
    if facts.kind == Kind::Package {
        let mail = facts.scripts.mail.map(|place| place_finding(FileRule::MailByScript, place));
        records.extend(mail.map(|finding| record(unit, finding)));
    }
    for place in &facts.scripts.credentials {
        records.push(record(unit, place_finding(FileRule::CredentialInScript, *place)));
    }
    for place in &facts.mentions {
        records.push(record(unit, place_finding(FileRule::UnreadMention, *place)));
    }
    records
}

fn record<'a>(unit: &Unit<'a>, finding: LocatedFinding<'a>) -> Record<'a> {
    Record {
        file: unit.name(),
        kind: unit.facts.kind,
        place: finding.start,
        name: None,
        strings: Vec::new(),
        findings: vec![finding],
        is_encrypted: false,
        omitted: Vec::new(),
        subject: Subject::File,
    }
}
