//! The records of a project.

use crate::finding::Tally;
use crate::inventory::check::{place_finding, reworded};
use crate::inventory::effective::effective;
use crate::inventory::expressions::{Resolved, ResolvedValue, sets_server};
use crate::inventory::join::Join;
use crate::inventory::managers::{ManagerId, shown_guid};
use crate::inventory::overrides::Overrides;
use crate::inventory::project::Unit;
use crate::inventory::record::{
    CheckedString, FileName, HiddenFindings, LocatedFinding, Manager, Reason, Record, RelatedPlace, Scope, State,
    Subject, Value,
};
use crate::inventory::{files, strings, tasks};
use crate::names;
use crate::rules::files::FileRule;
use crate::ssis::{self, Kind};

impl<'a> Join<'a> {
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
            records.extend(files::records(self.project, unit));
            if let Some(added) = records.get_mut(start..) {
                added.sort_by_key(|record| record.place);
            }
        }
        records
    }

    fn manager(&self, unit: &Unit<'a>, id: ManagerId, found: &'a ssis::Manager) -> Record<'_> {
        let file = unit.name();
        let expressions = self.expressions.get(&id).map_or(&[][..], Vec::as_slice);
        let copies = self.copies.of(id);
        let is_server_set = expressions.iter().any(|expression| sets_server(expression.property));
        let mut strings = Vec::new();
        let mut findings = Vec::new();
        let mut omitted = Vec::new();
        if found.encrypted {
            findings.push(reworded(
                place_finding(FileRule::EncryptedPackage, found.place),
                "the connection manager is encrypted, so its values are unknown",
            ));
        } else {
            for found in std::iter::once(&found.string).chain(&found.others) {
                let string = CheckedString::new(&found.text, found.origin);
                if found.wrong_element {
                    findings.push(string.file_finding(strings.len(), file, FileRule::WrongElement));
                }
                string.add_findings(strings.len(), file, is_server_set, &mut findings, &mut omitted);
                strings.push(string);
            }
        }
        let stored = strings.first();
        let (effective, mut because) = effective(stored, &copies, expressions);
        let overrides = Overrides::new(stored, &copies, expressions);
        let base = |rule| match stored {
            Some(string) => string.file_finding(0, file, rule),
            None => place_finding(rule, found.place),
        };
        if !expressions.is_empty() {
            findings.push(LocatedFinding {
                notes: vec![expression_note(expressions)],
                related: expression_places(file, expressions),
                ..base(FileRule::RuntimeExpression)
            });
        }
        findings.extend(overrides.finding(expressions, || base(FileRule::OverriddenValue)));
        findings.extend(overrides.contradiction(|| place_finding(FileRule::CopiesDisagree, found.place)));
        let place = stored.map_or(found.place, |string| string.text.place(0));
        for expression in expressions {
            add_expression(file, expression, &mut strings, &mut findings, &mut omitted);
        }
        overrides.add_findings(file, place, expressions, &mut strings, &mut findings, &mut omitted);
        if overrides.disagree() {
            because.push(Reason::CopiesDisagree);
        }
        if found.string.wrong_element {
            because.push(Reason::WrongElement);
        }
        because.extend(self.configurations.reason(id.unit, found.name.as_deref()));
        if self.uses.uncertain.contains(&id) {
            because.push(Reason::UnresolvedExpression);
        }
        because.sort_unstable();
        because.dedup();
        findings.extend(self.use_finding(unit, id, found));
        let mut record = Record {
            file,
            kind: unit.facts.kind,
            place,
            name: found.name.as_deref().map(names::redacted),
            strings,
            findings,
            omitted,
            hidden: HiddenFindings::default(),
            subject: Subject::Manager(Manager {
                id: found.id.as_deref().and_then(shown_guid),
                scope: if unit.facts.kind == Kind::Package { Scope::Package } else { Scope::Project },
                uses: self.uses.by_manager.get(&id).cloned().unwrap_or_default(),
                copies: overrides.copies(),
                value: Value { expressions: expressions.iter().map(Resolved::record).collect(), effective, because },
            }),
        };
        record.sort_findings();
        record
    }

    /// Returns the finding about a connection manager that no task uses, or only disabled ones.
    fn use_finding(&self, unit: &Unit<'_>, id: ManagerId, found: &ssis::Manager) -> Option<LocatedFinding<'a>> {
        match self.uses.by_manager.get(&id).map(Vec::as_slice) {
            None | Some([]) => self
                .is_certainly_unused(unit, id.unit, found)
                .then(|| place_finding(FileRule::UnusedManager, found.place)),
            Some(uses) => uses
                .iter()
                .all(|task| task.state == State::Disabled)
                .then(|| place_finding(FileRule::UsedOnlyByDisabledTasks, found.place)),
        }
    }

    /// Returns whether nothing can use a connection manager: all packages that could were read, and no script names it.
    fn is_certainly_unused(&self, unit: &Unit<'_>, index: usize, found: &ssis::Manager) -> bool {
        let is_read = if unit.facts.kind == Kind::Package {
            !unit.is_incomplete()
        } else {
            // The packages that use a connection manager of a folder without packages are not in this scan.
            self.project.is_whole && self.project.packages > 0 && !self.project.units.iter().any(Unit::is_incomplete)
        };
        let package = (unit.facts.kind == Kind::Package).then_some(index);
        let mut names = found.name.iter().chain(&found.id);
        is_read && !names.any(|name| self.scripts.may_use(package, name))
    }
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
    let string = CheckedString::set_elsewhere(text, *origin);
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
