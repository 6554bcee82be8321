//! Connection strings outside of connection managers.

use crate::inventory::check::{place_finding, reworded};
use crate::inventory::join::Join;
use crate::inventory::project::Unit;
use crate::inventory::record::{CheckedString, HiddenFindings, Reason, Record, StringRecord, Subject, Value};
use crate::inventory::stated::Stated;
use crate::names;
use crate::rules::files::FileRule;
use crate::ssis::{FoundString, Kind, LocatedText, Origin, is_connection_string, split_parameter_name};

/// The context of a string.
#[derive(Clone, Copy)]
struct Context<'a> {
    name: Option<&'a str>,
    package: Option<&'a str>,
}

/// Returns the records of the strings of a unit.
pub(super) fn records<'a>(join: &'a Join<'_>, index: usize, unit: &Unit<'a>) -> Vec<Record<'a>> {
    let mut records = Vec::new();
    for stray in join.copies.without_manager(index) {
        let context = Context { name: Some(&stray.set.manager), package: stray.set.package.as_deref() };
        let Some((text, origin)) = &stray.string else { continue };
        let mut record = record(unit, context, text, *origin);
        if is_orphan(join, unit) {
            record.findings.push(place_finding(FileRule::OrphanParameters, record.place));
        }
        records.push(record);
    }
    for value in unit.facts.values.iter().filter(|value| !join.used_values.contains(value)) {
        let context = Context { name: Some(&value.name), package: value.package.as_deref() };
        let text = value.value.as_ref().filter(|text| is_connection_string(text.as_str()));
        records.extend(text.map(|text| record(unit, context, text, Origin::Stored)));
    }
    for setting in unit.facts.settings.iter().filter(|setting| !join.used_values.is_set_by(setting)) {
        let name = setting.name.as_deref();
        let context =
            Context { name: name.and_then(split_parameter_name).map(|(manager, _)| manager).or(name), package: None };
        if is_connection_string(setting.value.as_str()) {
            records.push(record(unit, context, &setting.value, Origin::Stored));
        }
    }
    for FoundString { text, origin, manager, package, .. } in &unit.facts.strings {
        let context = Context { name: manager.as_deref(), package: package.as_deref() };
        records.push(record(unit, context, text, *origin));
    }
    records
}

/// Returns whether the parameters of a unit without a connection manager are orphans: it was not only overlooked.
fn is_orphan(join: &Join<'_>, unit: &Unit<'_>) -> bool {
    let is_parameters = matches!(unit.facts.kind, Kind::Project | Kind::Parameters);
    is_parameters && join.project.is_whole && !join.project.units.iter().any(Unit::is_incomplete)
}

fn record<'a>(unit: &Unit<'a>, context: Context<'a>, text: &'a LocatedText, origin: Origin) -> Record<'a> {
    let file = unit.name();
    let string = CheckedString::new(text, origin);
    let effective = Stated::by_string(&string.report, origin).with_valid_server();
    let (mut findings, mut omitted) = (Vec::new(), Vec::new());
    string.add_findings(0, file, false, &mut findings, &mut omitted);
    let mut because = Vec::new();
    if origin == Origin::Incomplete {
        because.push(Reason::UnresolvedExpression);
        findings.push(reworded(
            string.file_finding(0, file, FileRule::RuntimeExpression),
            "the string is concatenated with other values, so a part of it is not known",
        ));
    }
    let mut record = Record {
        file,
        kind: unit.facts.kind,
        place: text.place(0),
        name: context.name.map(names::redacted),
        strings: vec![string],
        findings,
        omitted,
        hidden: HiddenFindings::default(),
        subject: Subject::String(StringRecord {
            package: context.package,
            value: Value { expressions: Vec::new(), effective, because },
        }),
    };
    record.sort_findings();
    record
}
