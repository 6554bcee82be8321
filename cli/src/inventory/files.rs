//! Findings about a file as a whole: what could not be read, connection managers of other vendors, and code.

use smtp_connection_string::Severity;

use crate::inventory::check::{place_finding, reworded};
use crate::inventory::project::{Project, Unit};
use crate::inventory::record::{HiddenFindings, LocatedFinding, Record, Subject};
use crate::names;
use crate::rules::files::FileRule;
use crate::ssis::{Kind, Places, ProblemKind, ThirdPartyManager};

/// Returns the records of a unit.
pub(super) fn records<'a>(project: &Project<'_>, unit: &Unit<'a>) -> Vec<Record<'a>> {
    let mut records = Vec::new();
    let facts = unit.facts;
    for manager in &facts.third_party {
        let mut finding = place_finding(FileRule::ThirdPartyManager, manager.place);
        finding.notes.push(match &manager.creation_name {
            Some(name) => format!("the type of the connection manager is \"{}\"", names::name(name)),
            // The connection manager itself has a record.
            None if is_known(project, manager) => continue,
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
    records.extend(places(unit, FileRule::CredentialInScript, &facts.scripts.credentials));
    records.extend(places(unit, FileRule::UnreadMention, &facts.mentions));
    records
}

/// Returns whether a file of the project contains the connection manager to which parameters belong.
fn is_known(project: &Project<'_>, parameters: &ThirdPartyManager) -> bool {
    let name = parameters.name.as_deref().map(str::to_lowercase);
    let mut known = project.units.iter().flat_map(|unit| &unit.facts.third_party);
    known.any(|manager| manager.creation_name.is_some() && manager.name.as_deref().map(str::to_lowercase) == name)
}

/// Returns one record for each place. The last one says how many are not listed.
fn places<'a>(unit: &Unit<'a>, rule: FileRule, places: &Places) -> Vec<Record<'a>> {
    let mut records: Vec<_> = places.first.iter().map(|place| record(unit, place_finding(rule, *place))).collect();
    if let (Some(last), 1..) = (records.last_mut().and_then(|record| record.findings.last_mut()), places.omitted) {
        last.notes.push(format!("{} more places in this file are not listed", places.omitted));
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
        omitted: Vec::new(),
        hidden: HiddenFindings::default(),
        subject: Subject::File,
    }
}
