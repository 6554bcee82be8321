//! Copies of the values of connection managers, in parameters and in configurations that a package loads.

use std::collections::{HashMap, HashSet};

use smtp_connection_string::Property as Part;

use crate::inventory::configurations::Configurations;
use crate::inventory::managers::{ManagerId, Managers};
use crate::inventory::project::{Project, Unit};
use crate::inventory::record::FilePlace;
use crate::inventory::stated::Stated;
use crate::ssis::{Kind, LocatedText, Origin, PropertySet};

/// The sets of properties in a project.
#[derive(Default)]
pub(super) struct Copies<'a> {
    /// In the order of the units.
    sets: Vec<SetOfUnit<'a>>,
    by_manager: HashMap<ManagerId, Vec<usize>>,
    /// The sets that belong to a connection manager.
    owned: HashSet<usize>,
}

/// A set of properties, with what it states.
pub(super) struct SetOfUnit<'a> {
    pub(super) unit: usize,
    pub(super) set: &'a PropertySet,
    pub(super) place: FilePlace<'a>,
    /// The string: the stored one, or the one that is assembled from the single properties; `None` if there is neither.
    pub(super) string: Option<(LocatedText, Origin)>,
    /// What the set states, without the contradictions.
    pub(super) stated: Stated,
    /// The properties for which the string and the single property have different values.
    pub(super) contradictions: Vec<Part>,
}

impl<'a> Copies<'a> {
    pub(super) fn new(project: &Project<'a>, managers: &Managers, configurations: &Configurations) -> Self {
        let packages = packages(project);
        let third_party = third_party(project);
        let mut copies = Self::default();
        for (index, unit) in project.units.iter().enumerate() {
            for set in &unit.facts.sets {
                let scope = match &set.package {
                    // The case of the name differs from that of the file in real projects.
                    Some(package) => packages.get(&package.to_lowercase()).copied().map(Some),
                    None => Some(None),
                };
                let owners = match (unit.facts.kind, scope) {
                    (Kind::Configuration, _) => configured(unit, set, managers, configurations),
                    // A script is run separately, so its values are not copies.
                    (Kind::Sql, _) | (_, None) => Vec::new(),
                    (_, Some(scope)) => managers.named(scope, &set.manager).into_iter().collect(),
                };
                // The parameters of a connection manager of another vendor look like those of an SMTP connection manager
                // if the project does not set all of them.
                let is_other = scope.is_some_and(|scope| third_party.contains(&(scope, set.manager.to_lowercase())));
                if owners.is_empty() && (is_other || !set.is_smtp) {
                    continue;
                }
                let number = copies.sets.len();
                if !owners.is_empty() {
                    copies.owned.insert(number);
                }
                for owner in owners {
                    copies.by_manager.entry(owner).or_default().push(number);
                }
                copies.sets.push(SetOfUnit::new(index, unit, set));
            }
        }
        copies
    }

    /// Returns the copies of the value of a connection manager.
    pub(super) fn of(&self, manager: ManagerId) -> Vec<&SetOfUnit<'a>> {
        let numbers = self.by_manager.get(&manager).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|number| self.sets.get(*number)).collect()
    }

    /// Returns the sets of a unit that do not belong to a connection manager.
    pub(super) fn without_manager(&self, unit: usize) -> impl Iterator<Item = &SetOfUnit<'a>> {
        let start = self.sets.partition_point(|set| set.unit < unit);
        let sets = self.sets.iter().enumerate().skip(start).take_while(move |(_, set)| set.unit == unit);
        sets.filter(|(number, _)| !self.owned.contains(number)).map(|(_, set)| set)
    }
}

impl<'a> SetOfUnit<'a> {
    fn new(index: usize, unit: &Unit<'a>, set: &'a PropertySet) -> Self {
        let (stated, contradictions) = Stated::by_set(&set.values);
        let whole = set.values.connection_string.as_ref().filter(|text| !text.as_str().trim().is_empty());
        let string = match whole {
            Some(text) => Some((text.clone(), Origin::Stored)),
            None => set.values.assemble(),
        };
        let place = FilePlace { file: unit.name(), place: set.place };
        Self { unit: index, set, place, string, stated, contradictions }
    }

    /// Returns whether the value of a property cannot be read.
    pub(super) fn hides(&self, part: Part) -> bool {
        self.set.hidden.iter().any(|property| property.parts().contains(&part))
    }
}

/// Returns the packages by their file names in lower case.
fn packages(project: &Project<'_>) -> HashMap<String, usize> {
    let packages = project.units.iter().enumerate().filter(|(_, unit)| unit.facts.kind == Kind::Package);
    packages.map(|(index, unit)| (unit.file_name().to_lowercase(), index)).collect()
}

/// Returns the connection managers of other vendors: the unit of a package, or `None` for the project, and the name in
/// lower case.
fn third_party(project: &Project<'_>) -> HashSet<(Option<usize>, String)> {
    let of_unit = |(index, unit): (usize, &Unit<'_>)| {
        let scope = (unit.facts.kind == Kind::Package).then_some(index);
        let known = unit.facts.third_party.iter().filter(|manager| manager.creation_name.is_some());
        let names = known.filter_map(|manager| manager.name.as_deref());
        names.map(|name| (scope, name.to_lowercase())).collect::<Vec<_>>()
    };
    project.units.iter().enumerate().flat_map(of_unit).collect()
}

/// Finds the connection managers of the packages that load a configuration file.
fn configured(
    file: &Unit<'_>,
    set: &PropertySet,
    managers: &Managers,
    configurations: &Configurations,
) -> Vec<ManagerId> {
    let packages = configurations.packages_that_load(file.file_name());
    packages.iter().filter_map(|package| managers.named(Some(*package), &set.manager)).collect()
}
