//! The records of a project.

use std::collections::HashMap;

use crate::finding::Tally;
use crate::inventory::check::{place_finding, reworded};
use crate::inventory::copies::{Copies, CopyOf};
use crate::inventory::effective;
use crate::inventory::expressions::{Resolved, ResolvedValue, UsedValues, sets_server};
use crate::inventory::managers::{ManagerId, Managers, shown_guid};
use crate::inventory::project::{Project, Unit};
use crate::inventory::record::{
    CheckedString, Copy, FileName, FilePlace, LocatedFinding, Manager, Reason, Record, RelatedPlace, Scope, State,
    Subject, Value,
};
use crate::inventory::stated::{Stated, parts_of};
use crate::inventory::strings::StraySet;
use crate::inventory::uses::Uses;
use crate::inventory::{files, strings, tasks};
use crate::names;
use crate::rules::files::FileRule;
use crate::ssis::{self, Kind, Property};

/// The facts of a project, joined. The records borrow from it.
pub(crate) struct Join<'a> {
    pub(super) project: &'a Project<'a>,
    pub(super) managers: Managers,
    pub(super) uses: Uses<'a>,
    pub(super) copies: Copies<'a>,
    expressions: HashMap<ManagerId, Vec<Resolved<'a>>>,
    /// The parameters and variables that belong to a connection manager, because its expressions use them.
    pub(super) used_values: UsedValues,
    pub(super) stray_sets: Vec<StraySet<'a>>,
}

impl<'a> Join<'a> {
    pub(crate) fn new(project: &'a Project<'a>) -> Self {
        let managers = Managers::new(project);
        let uses = Uses::new(project, &managers);
        let copies = Copies::new(project, &managers);
        let mut expressions: HashMap<_, Vec<Resolved<'a>>> = HashMap::new();
        for (index, unit) in project.units.iter().enumerate() {
            for (manager, found) in unit.facts.managers.iter().enumerate() {
                let resolve = |expression| Resolved::new(project, unit, expression);
                let id = ManagerId { unit: index, manager };
                expressions.insert(id, found.expressions.iter().map(resolve).collect());
            }
        }
        let stray_sets = strings::stray_sets(&copies);
        let used_values = UsedValues::new(project, expressions.values().flatten());
        Self { project, managers, uses, copies, expressions, used_values, stray_sets }
    }

    /// Returns the records in the order of the files and of the places in them.
    pub(crate) fn records(&self) -> Vec<Record<'_>> {
        let mut records = Vec::new();
        for (index, unit) in self.project.units.iter().enumerate() {
            let start = records.len();
            for (manager, found) in unit.facts.managers.iter().enumerate() {
                records.push(self.manager(unit, ManagerId { unit: index, manager }, found));
            }
            records.extend(tasks::records(self, index, unit));
            records.extend(strings::records(self, index, unit));
            records.extend(files::records(unit));
            if let Some(added) = records.get_mut(start..) {
                added.sort_by_key(|record| record.place);
            }
        }
        records
    }

    fn manager(&self, unit: &Unit<'a>, id: ManagerId, found: &'a ssis::Manager) -> Record<'_> {
        let file = unit.name();
        let expressions = self.expressions.get(&id).map_or(&[][..], Vec::as_slice);
        let copies = self.copies.by_manager.get(&id).map_or(&[][..], Vec::as_slice);
        let is_server_set = expressions.iter().any(|expression| sets_server(expression.property));
        let mut strings = Vec::new();
        let mut findings = Vec::new();
        let mut omitted = Vec::new();
        if !found.encrypted {
            for found in std::iter::once(&found.string).chain(&found.others) {
                let string = CheckedString::new(&found.text, found.origin);
                if found.wrong_element {
                    findings.push(string.file_finding(strings.len(), file, FileRule::WrongElement));
                }
                string.add_findings(strings.len(), file, is_server_set, &mut findings, &mut omitted);
                strings.push(string);
            }
        }
        if !expressions.is_empty() {
            let base = match strings.first() {
                Some(string) => string.file_finding(0, file, FileRule::RuntimeExpression),
                None => place_finding(FileRule::RuntimeExpression, found.place),
            };
            findings.push(LocatedFinding {
                notes: vec![expression_note(expressions)],
                related: expression_places(file, expressions),
                ..base
            });
        }
        for expression in expressions {
            add_expression(file, expression, &mut strings, &mut findings, &mut omitted);
        }
        let string = strings.first().filter(|_| !found.encrypted);
        let (effective, mut because) = effective::effective(string, copies, expressions);
        let stored = string.map_or_else(Stated::default, |string| Stated::by_text(string.as_str()));
        let shown_copies = copies.iter().map(|copy| shown_copy(copy, &stored, expressions)).collect::<Vec<_>>();
        let base = || match string {
            Some(string) => string.file_finding(0, file, FileRule::OverriddenValue),
            None => place_finding(FileRule::OverriddenValue, found.place),
        };
        findings.extend(overridden(&shown_copies, expressions, base));
        findings.extend(contradictions(found, copies));
        if found.encrypted {
            findings.push(reworded(
                place_finding(FileRule::EncryptedPackage, found.place),
                "the connection manager is encrypted, so its values are unknown",
            ));
        }
        because.extend(effective::configuration(self.project, unit, found.name.as_deref()));
        if self.uses.uncertain.contains(&id) {
            because.push(Reason::UnresolvedExpression);
        }
        because.sort_unstable();
        because.dedup();
        findings.extend(self.use_finding(unit, id, found));
        let mut record = Record {
            file,
            kind: unit.facts.kind,
            place: strings.first().filter(|_| !found.encrypted).map_or(found.place, |string| string.text.place(0)),
            name: found.name.as_deref().map(names::redacted),
            strings,
            is_encrypted: found.encrypted,
            findings,
            omitted,
            subject: Subject::Manager(Manager {
                id: found.id.as_deref().and_then(shown_guid),
                scope: if unit.facts.kind == Kind::Package { Scope::Package } else { Scope::Project },
                uses: self.uses.by_manager.get(&id).cloned().unwrap_or_default(),
                copies: shown_copies,
                value: Value { expressions: expressions.iter().map(Resolved::record).collect(), effective, because },
            }),
        };
        record.sort_findings();
        record
    }

    /// Returns the finding about a connection manager that no task uses, or only disabled ones.
    fn use_finding(&self, unit: &Unit<'_>, id: ManagerId, found: &ssis::Manager) -> Option<LocatedFinding<'a>> {
        match self.uses.by_manager.get(&id).map(Vec::as_slice) {
            None | Some([]) => {
                self.is_certainly_unused(unit, found).then(|| place_finding(FileRule::UnusedManager, found.place))
            }
            Some(uses) => uses
                .iter()
                .all(|task| task.state == State::Disabled)
                .then(|| place_finding(FileRule::UsedOnlyByDisabledTasks, found.place)),
        }
    }

    /// Returns whether nothing can use a connection manager: all packages that could were read, and no script names it.
    fn is_certainly_unused(&self, unit: &Unit<'_>, found: &ssis::Manager) -> bool {
        let is_package = unit.facts.kind == Kind::Package;
        let can_use = |other: &&Unit<'_>| if is_package { std::ptr::eq(other.facts, unit.facts) } else { true };
        let names_it =
            |other: &Unit<'_>| found.name.as_ref().is_some_and(|name| other.facts.scripts.connections.contains(name));
        (is_package || self.project.is_whole)
            && self.project.units.iter().filter(can_use).all(|other| !other.is_incomplete() && !names_it(other))
    }
}

/// Returns a copy as it is reported. A property that an expression sets is not compared.
fn shown_copy<'a>(copy: &CopyOf<'a>, stored: &Stated, expressions: &[Resolved<'_>]) -> Copy<'a> {
    let differs = |part| !effective::is_set(expressions, part) && stored.differs_in(&copy.stated, part);
    let agrees = !parts_of(Property::ConnectionString).iter().any(|part| differs(*part));
    Copy { place: copy.place, package: copy.set.package.as_deref(), agrees }
}

/// Adds the string of a resolved expression and its findings. They are at the expression, because the value can be in
/// another file.
fn add_expression<'a>(
    file: FileName<'a>,
    expression: &'a Resolved<'_>,
    strings: &mut Vec<CheckedString<'a>>,
    findings: &mut Vec<LocatedFinding<'a>>,
    omitted: &mut Vec<Tally>,
) {
    let Some((text, origin)) = &expression.string else { return };
    let string = CheckedString::new(text, *origin);
    let index = strings.len();
    let mut found = Vec::new();
    string.add_findings(index, file, false, &mut found, omitted);
    if let ResolvedValue::Named { source, .. } = expression.value {
        for located in &mut found {
            (located.start, located.end) = (expression.place, expression.place);
            let (start, end) = (source.place, None);
            located.related =
                vec![RelatedPlace { file: source.file, start, end, message: "the value is defined here" }];
        }
    }
    // The value is set at run time, so it need not be in the canonical form.
    found.retain(|located| located.finding.rule != smtp_connection_string::Rule::NotCanonical.as_str());
    findings.extend(found);
    strings.push(string);
}

fn expression_note(expressions: &[Resolved<'_>]) -> String {
    let properties: Vec<String> =
        expressions.iter().map(|expression| format!("`{}`", expression.property.as_str())).collect();
    format!("expressions set {}", properties.join(", "))
}

fn expression_places<'a>(file: FileName<'a>, expressions: &[Resolved<'_>]) -> Vec<RelatedPlace<'a>> {
    let place = |expression: &Resolved<'_>| RelatedPlace {
        file,
        start: expression.place,
        end: None,
        message: "the expression is here",
    };
    expressions.iter().map(place).collect()
}

/// Returns the finding about copies and configurations with another value than the stored one.
fn overridden<'a>(
    copies: &[Copy<'a>],
    expressions: &[Resolved<'a>],
    base: impl Fn() -> LocatedFinding<'a>,
) -> Option<LocatedFinding<'a>> {
    let related = |place: FilePlace<'a>| RelatedPlace {
        file: place.file,
        start: place.place,
        end: None,
        message: "the other value is here",
    };
    let overriders = expressions.iter().filter_map(|expression| match expression.value {
        ResolvedValue::Named { overrider, .. } => overrider,
        ResolvedValue::Literal(_) | ResolvedValue::Unknown => None,
    });
    let copies = copies.iter().filter(|copy| !copy.agrees).map(|copy| copy.place);
    let related: Vec<_> = copies.chain(overriders).map(related).collect();
    (!related.is_empty()).then(|| LocatedFinding { related, ..base() })
}

/// Returns the finding about copies that disagree with each other, or with themselves.
fn contradictions<'a>(found: &ssis::Manager, copies: &[CopyOf<'a>]) -> Option<LocatedFinding<'a>> {
    let mut disagree = false;
    let mut stated = Stated::default();
    for copy in copies {
        disagree |= copy.contradicts_itself || stated.differs(&copy.stated);
        for part in parts_of(Property::ConnectionString).iter().filter(|part| copy.stated.states(**part)) {
            stated.take(*part, &copy.stated);
        }
    }
    let related = |copy: &CopyOf<'a>| RelatedPlace {
        file: copy.place.file,
        start: copy.place.place,
        end: None,
        message: "a copy is here",
    };
    disagree.then(|| LocatedFinding {
        related: copies.iter().map(related).collect(),
        ..place_finding(FileRule::CopiesDisagree, found.place)
    })
}
