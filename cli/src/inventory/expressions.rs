//! The values of property expressions.

use std::collections::HashSet;

use smtp_connection_string::{Property as Part, Redacted};

use crate::inventory::managers::guid;
use crate::inventory::project::{Project, Unit};
use crate::inventory::record::{Expression, FilePlace};
use crate::ssis::{
    self, LineColumn, LocatedText, Meaning, NamedValue, Namespace, Origin, Property, PropertyValues, Setting,
};

/// An expression and its value, as far as it is known.
pub(super) struct Resolved<'a> {
    pub(super) property: Property,
    /// The place of the expression.
    pub(super) place: LineColumn,
    pub(super) value: ResolvedValue<'a>,
    /// The value as a connection string, or as a part of one, to be checked.
    pub(super) string: Option<(LocatedText, Origin)>,
}

/// The value of an expression.
pub(super) enum ResolvedValue<'a> {
    /// The expression is a literal.
    Literal(&'a LocatedText),
    /// The expression refers to a parameter or variable whose value is known.
    Named {
        value: &'a LocatedText,
        source: FilePlace<'a>,
        /// The parameter or variable, to recognize that it belongs to a connection manager.
        named: &'a NamedValue,
        /// A configuration of the project that gives it another value.
        overrider: Option<FilePlace<'a>>,
    },
    Unknown,
}

impl<'a> Resolved<'a> {
    pub(super) fn new(project: &Project<'a>, unit: &Unit<'a>, expression: &'a ssis::Expression) -> Self {
        let value = match &expression.meaning {
            Meaning::Literal(text) => ResolvedValue::Literal(text),
            Meaning::Reference { namespace, name } => {
                named(project, unit, namespace, name).unwrap_or(ResolvedValue::Unknown)
            }
            Meaning::Other => ResolvedValue::Unknown,
        };
        let mut resolved = Self { property: expression.property, place: expression.text.place(0), value, string: None };
        resolved.string = resolved.text().and_then(|text| string(resolved.property, text));
        resolved
    }

    /// Returns the value; `None` if it is not known.
    pub(super) fn text(&self) -> Option<&'a LocatedText> {
        match self.value {
            ResolvedValue::Literal(text) => Some(text),
            ResolvedValue::Named { value, .. } => Some(value),
            ResolvedValue::Unknown => None,
        }
    }

    /// Returns the expression as it is reported. The value is left out if a part of it would be redacted.
    pub(super) fn record(&self) -> Expression<'a> {
        let source = match &self.value {
            ResolvedValue::Named { source, .. } => Some(*source),
            ResolvedValue::Literal(_) | ResolvedValue::Unknown => None,
        };
        let value = self.text().map(|text| text.as_str().trim()).filter(|value| is_shown(self.property, value));
        Expression { property: self.property, place: self.place, value: value.map(str::to_owned), source }
    }
}

/// Returns the value of an expression as a connection string, or as a part of one.
fn string(property: Property, value: &LocatedText) -> Option<(LocatedText, Origin)> {
    if property == Property::ConnectionString {
        return Some((value.clone(), Origin::Stored));
    }
    let mut values = PropertyValues::default();
    values.set(property, value.clone());
    values.assemble()
}

/// Returns whether a value can be shown: it contains nothing that would be redacted or escaped.
fn is_shown(property: Property, value: &str) -> bool {
    let text = match property {
        Property::ConnectionString => value.to_owned(),
        Property::Part(part) => format!("{}={value}", part.as_str()),
    };
    Redacted::new(&text).as_str() == text
}

/// Finds the value of a parameter or variable: of the same file, or of the project.
fn named<'a>(project: &Project<'a>, unit: &Unit<'a>, namespace: &Namespace, name: &str) -> Option<ResolvedValue<'a>> {
    let is_project = *namespace == Namespace::Project;
    let units = project.units.iter().filter(|other| is_project || std::ptr::eq(other.facts, unit.facts));
    // A name with another case is only used if there is none with the same.
    let candidates = || units.clone().flat_map(|unit| unit.facts.values.iter().map(move |value| (unit, value)));
    let is_candidate = |value: &NamedValue| value.is_named(namespace, name) && value.package.is_none();
    let (owner, named) = candidates()
        .find(|(_, value)| is_candidate(value) && value.name == name)
        .or_else(|| candidates().find(|(_, value)| is_candidate(value)))?;
    let value = named.value.as_ref()?;
    let source = FilePlace { file: owner.name(), place: named.place };
    Some(ResolvedValue::Named { value, source, named, overrider: overrider(project, named, value) })
}

/// Finds a configuration of the project that gives a parameter another value.
fn overrider<'a>(project: &Project<'a>, named: &NamedValue, value: &LocatedText) -> Option<FilePlace<'a>> {
    project.units.iter().find_map(|unit| {
        let differs = |setting: &&Setting| {
            is_setting_of(setting, named) && setting.value.as_str().trim() != value.as_str().trim()
        };
        let setting = unit.facts.settings.iter().find(differs)?;
        Some(FilePlace { file: unit.name(), place: setting.value.place(0) })
    })
}

/// Returns whether a configuration sets a parameter.
fn is_setting_of(setting: &Setting, named: &NamedValue) -> bool {
    match (guid(&setting.id), named.id.as_deref().and_then(guid)) {
        (Some(setting), Some(named)) => setting == named,
        _ => false,
    }
}

/// The parameters and variables that expressions use.
#[derive(Default)]
pub(super) struct UsedValues {
    /// By identity: two values can be equal.
    values: HashSet<*const NamedValue>,
    /// The parameters of packages: the file name of the package and the name of the parameter, in lower case.
    of_packages: HashSet<(String, String)>,
    /// The GUIDs of the parameters.
    ids: HashSet<String>,
}

impl UsedValues {
    pub(super) fn new<'e, 'a: 'e>(project: &Project<'_>, expressions: impl Iterator<Item = &'e Resolved<'a>>) -> Self {
        let mut used = Self::default();
        for expression in expressions {
            if let ResolvedValue::Named { named, .. } = expression.value {
                used.values.insert(std::ptr::from_ref(named));
                used.ids.extend(named.id.as_deref().and_then(guid));
            }
        }
        for unit in &project.units {
            let is_parameter = |value: &&NamedValue| value.namespace == Namespace::Package && used.is_itself(value);
            let names = unit.facts.values.iter().filter(is_parameter).map(|value| value.name.to_lowercase());
            let package = unit.file_name().to_lowercase();
            let names: Vec<_> = names.map(|name| (package.clone(), name)).collect();
            used.of_packages.extend(names);
        }
        used
    }

    /// Returns whether a value is used, or is the copy of a used one in a manifest.
    pub(super) fn contains(&self, value: &NamedValue) -> bool {
        match &value.package {
            None => self.is_itself(value),
            Some(package) => self.of_packages.contains(&(package.to_lowercase(), value.name.to_lowercase())),
        }
    }

    /// Returns whether a configuration sets a used value.
    pub(super) fn is_set_by(&self, setting: &Setting) -> bool {
        guid(&setting.id).is_some_and(|id| self.ids.contains(&id))
    }

    fn is_itself(&self, value: &NamedValue) -> bool {
        self.values.contains(&std::ptr::from_ref(value))
    }
}

/// Returns whether a property is the server, or contains it.
pub(super) fn sets_server(property: Property) -> bool {
    matches!(property, Property::ConnectionString | Property::Part(Part::SmtpServer))
}
