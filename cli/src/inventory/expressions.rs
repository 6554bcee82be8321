//! The values of property expressions.

use std::collections::{HashMap, HashSet};

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
    pub(super) fn new(values: &Values<'a>, unit: usize, expression: &'a ssis::Expression) -> Self {
        let value = match &expression.meaning {
            Meaning::Literal(text) => ResolvedValue::Literal(text),
            Meaning::Reference { namespace, name } => {
                values.named(unit, namespace, name).unwrap_or(ResolvedValue::Unknown)
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

/// The parameters and variables of a project, and the configurations that set parameters.
pub(super) struct Values<'a> {
    /// By the unit, or `None` for the parameters of the project, and by namespace and name. Names in lower case are also
    /// in the index, because a name with another case is only used if there is none with the same.
    by_name: HashMap<(Option<usize>, String), (FilePlace<'a>, &'a NamedValue)>,
    /// By the GUID of the parameter: the first value that a configuration gives it, and the first different one.
    settings: HashMap<String, (PlacedSetting<'a>, Option<PlacedSetting<'a>>)>,
}

/// A value that a configuration of the project gives to a parameter.
#[derive(Clone, Copy)]
struct PlacedSetting<'a> {
    place: FilePlace<'a>,
    value: &'a str,
}

impl<'a> Values<'a> {
    pub(super) fn new(project: &Project<'a>) -> Self {
        let mut values = Self { by_name: HashMap::new(), settings: HashMap::new() };
        let units = || project.units.iter().enumerate();
        let all = || units().flat_map(|(index, unit)| unit.facts.values.iter().map(move |value| (index, unit, value)));
        for key in [exact_key, ssis::expression_key] {
            for (index, unit, value) in all().filter(|(.., value)| value.package.is_none()) {
                let scope = scope(index, &value.namespace);
                let found = (FilePlace { file: unit.name(), place: value.place }, value);
                values.by_name.entry((scope, key(&value.namespace, &value.name))).or_insert(found);
            }
        }
        for (unit, setting) in units().flat_map(|(_, unit)| unit.facts.settings.iter().map(move |set| (unit, set))) {
            values.add_setting(unit, setting);
        }
        values
    }

    fn add_setting(&mut self, unit: &Unit<'a>, setting: &'a Setting) {
        let Some(id) = guid(&setting.id) else { return };
        let place = FilePlace { file: unit.name(), place: setting.value.place(0) };
        let setting = PlacedSetting { place, value: setting.value.as_str().trim() };
        let (first, other) = self.settings.entry(id).or_insert((setting, None));
        if first.value != setting.value {
            other.get_or_insert(setting);
        }
    }

    /// Finds the value of a parameter or variable: of the same file, or of the project.
    fn named(&self, unit: usize, namespace: &Namespace, name: &str) -> Option<ResolvedValue<'a>> {
        let scope = scope(unit, namespace);
        let find = |key| self.by_name.get(&(scope, key)).copied();
        let (source, named) =
            find(exact_key(namespace, name)).or_else(|| find(ssis::expression_key(namespace, name)))?;
        let value = named.value.as_ref()?;
        Some(ResolvedValue::Named { value, source, named, overrider: self.overrider(named, value) })
    }

    /// Finds a configuration of the project that gives a parameter another value.
    fn overrider(&self, named: &NamedValue, value: &LocatedText) -> Option<FilePlace<'a>> {
        let (first, other) = self.settings.get(&guid(named.id.as_deref()?)?)?;
        let settings = std::iter::once(first).chain(other);
        let mut different = settings.filter(|setting| setting.value != value.as_str().trim());
        different.next().map(|setting| setting.place)
    }
}

/// Returns whether a configuration sets a parameter.
pub(super) fn is_setting_of(setting: &Setting, named: &NamedValue) -> bool {
    let id = named.id.as_deref().and_then(guid);
    id.is_some() && guid(&setting.id) == id
}

/// Returns where a name is unique: in its file, or in the project.
fn scope(unit: usize, namespace: &Namespace) -> Option<usize> {
    (*namespace != Namespace::Project).then_some(unit)
}

fn exact_key(namespace: &Namespace, name: &str) -> String {
    format!("{namespace}::{name}")
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
