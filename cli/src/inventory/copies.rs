//! Copies of the values of connection managers, in parameters and in configurations that a package loads.

use std::collections::HashMap;

use crate::inventory::managers::{ManagerId, Managers};
use crate::inventory::project::{Project, Unit};
use crate::inventory::record::FilePlace;
use crate::inventory::stated::Stated;
use crate::ssis::{Kind, PropertySet};

/// The copies in a project.
#[derive(Default)]
pub(super) struct Copies<'a> {
    pub(super) by_manager: HashMap<ManagerId, Vec<CopyOf<'a>>>,
    /// The sets without a connection manager, each with its unit.
    pub(super) without: Vec<(usize, &'a PropertySet)>,
}

/// A copy of the value of a connection manager.
pub(super) struct CopyOf<'a> {
    pub(super) set: &'a PropertySet,
    pub(super) place: FilePlace<'a>,
    pub(super) stated: Stated,
    /// Whether its string and its single properties contradict each other.
    pub(super) contradicts_itself: bool,
}

impl<'a> Copies<'a> {
    pub(super) fn new(project: &Project<'a>, managers: &Managers) -> Self {
        let packages: HashMap<String, usize> = project
            .units
            .iter()
            .enumerate()
            .filter(|(_, unit)| unit.facts.kind == Kind::Package)
            .map(|(index, unit)| (unit.file_name().to_lowercase(), index))
            .collect();
        let mut copies = Self::default();
        for (index, unit) in project.units.iter().enumerate() {
            for set in &unit.facts.sets {
                let owners = match unit.facts.kind {
                    Kind::Configuration => configured(project, unit, set, managers),
                    // A script is run separately, so its values are not copies.
                    Kind::Sql => Vec::new(),
                    _ => owner(set, &packages, managers).into_iter().collect(),
                };
                if owners.is_empty() {
                    copies.without.push((index, set));
                }
                for owner in owners {
                    let (stated, contradicts_itself) = Stated::by_set(&set.values);
                    let place = FilePlace { file: unit.name(), place: set.place };
                    copies.by_manager.entry(owner).or_default().push(CopyOf { set, place, stated, contradicts_itself });
                }
            }
        }
        copies
    }
}

/// Finds the connection manager whose parameters a set contains.
fn owner(set: &PropertySet, packages: &HashMap<String, usize>, managers: &Managers) -> Option<ManagerId> {
    match &set.package {
        // The case of the name differs from that of the file in real projects.
        Some(package) => managers.named(Some(*packages.get(&package.to_lowercase())?), &set.manager),
        None => managers.named(None, &set.manager),
    }
}

/// Finds the connection managers of the packages that load a configuration file.
fn configured(project: &Project<'_>, file: &Unit<'_>, set: &PropertySet, managers: &Managers) -> Vec<ManagerId> {
    let loads = |unit: &Unit<'_>| {
        unit.facts.configurations.iter().filter_map(|loaded| loaded.file.as_deref()).any(|path| is_named(path, file))
    };
    let packages = project.units.iter().enumerate().filter(|(_, unit)| loads(unit));
    packages.filter_map(|(index, _)| managers.named(Some(index), &set.manager)).collect()
}

/// Returns whether a path ends with the name of a file, ignoring case. The folder differs between machines.
pub(super) fn is_named(path: &str, file: &Unit<'_>) -> bool {
    path.rsplit(['/', '\\']).next().is_some_and(|name| name.to_lowercase() == file.file_name().to_lowercase())
}
