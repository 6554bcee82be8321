//! The facts that one file, or one entry of an archive, contains about mail.
//!
//! Nothing here is judged, and no fact depends on another file.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::ssis::expression::{self, Meaning, Namespace};
use crate::ssis::file_kind::Kind;
use crate::ssis::place::{LineColumn, LocatedText};
use crate::ssis::property::{Origin, Property, PropertyValues, is_connection_string};

/// The maximum number of places that are kept of each kind that may occur at every word of a file.
const MAX_PLACES: usize = 1_000;

/// The facts of one file, or of one entry of an archive.
#[derive(Debug)]
pub struct Facts {
    /// The archive entry, percent-decoded; `None` outside archives. Untrusted text.
    pub entry: Option<String>,
    /// The kind of the file or entry.
    pub kind: Kind,
    /// The SMTP connection managers.
    pub managers: Vec<Manager>,
    /// The SMTP connection managers of other vendors.
    pub third_party: Vec<ThirdPartyManager>,
    /// The Send Mail tasks.
    pub tasks: Vec<Task>,
    /// Values for the properties of connection managers that are defined elsewhere.
    pub sets: Vec<PropertySet>,
    /// Parameters and variables that an expression may use, or that contain a connection string.
    pub values: Vec<NamedValue>,
    /// Values that a configuration of a `.dtproj` gives to parameters.
    pub settings: Vec<Setting>,
    /// Connection strings outside of connection managers, parameters and variables.
    pub strings: Vec<FoundString>,
    /// The configurations that a package loads when it runs.
    pub configurations: Vec<LoadedConfiguration>,
    /// What the scripts and SQL statements of the file do.
    pub scripts: Scripts,
    /// The places of `SmtpServer=` in texts that belong to none of the facts above.
    pub mentions: Places,
    /// Whether the file has a digital signature.
    pub is_signed: bool,
    /// Why the facts are incomplete.
    pub problems: Vec<Problem>,
}

impl Facts {
    /// Creates the facts of a file in which nothing was found.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            entry: None,
            kind,
            managers: Vec::new(),
            third_party: Vec::new(),
            tasks: Vec::new(),
            sets: Vec::new(),
            values: Vec::new(),
            settings: Vec::new(),
            strings: Vec::new(),
            configurations: Vec::new(),
            scripts: Scripts::default(),
            mentions: Places::default(),
            is_signed: false,
            problems: Vec::new(),
        }
    }

    /// Creates the facts of a file that cannot be read.
    #[must_use]
    pub fn unreadable(kind: Kind, place: LineColumn, reason: &'static str) -> Self {
        Self { problems: vec![Problem { place, what: ProblemKind::Unreadable(reason) }], ..Self::new(kind) }
    }
}

impl Facts {
    /// Returns the number of connection strings, including those of connection managers and copies.
    #[must_use]
    pub fn strings(&self) -> usize {
        let values = self.values.iter().filter_map(|value| value.value.as_ref());
        let is_string = |text: &&LocatedText| is_connection_string(text.as_str());
        let sets = self.sets.iter().filter(|set| set.is_smtp).count();
        self.managers.len() + sets + self.strings.len() + values.filter(is_string).count()
    }

    /// Keeps the mentions that are not part of another fact.
    pub(super) fn set_mentions(&mut self, mut mentions: Vec<LineColumn>) {
        if !mentions.is_empty() {
            let mut read: Vec<(LineColumn, LineColumn)> =
                self.texts().map(|text| (text.place(0), text.place(usize::MAX))).collect();
            read.extend(self.third_party.iter().flat_map(|manager| manager.ranges.iter().copied()));
            read.sort_unstable();
            // Texts do not overlap, so only the last one that begins before a mention can contain it.
            mentions.retain(|mention| {
                let after = read.partition_point(|(start, _)| start <= mention);
                after.checked_sub(1).and_then(|index| read.get(index)).is_none_or(|(_, end)| end <= mention)
            });
        }
        for mention in mentions {
            self.mentions.push(mention);
        }
    }

    /// Returns the texts that are checked as connection strings or as parts of one. A file with the same structure has the
    /// same number of texts, in the same order.
    pub fn texts(&self) -> impl Iterator<Item = &LocatedText> {
        let managers = self.managers.iter().flat_map(|manager| {
            let strings = std::iter::once(&manager.string).chain(&manager.others).map(|found| &found.text);
            strings.chain(manager.expressions.iter().map(|expression| &expression.text))
        });
        let sets = self
            .sets
            .iter()
            .filter(|set| set.is_smtp)
            .flat_map(|set| set.values.connection_string.iter().chain(set.values.parts().map(|(_, text)| text)));
        let values = self.values.iter().filter_map(|value| value.value.as_ref());
        let values = values.chain(self.settings.iter().map(|setting| &setting.value));
        let values = values.filter(|value| is_connection_string(value.as_str()));
        managers.chain(sets).chain(values).chain(self.strings.iter().map(|found| &found.text))
    }
}

impl Places {
    pub(super) fn push(&mut self, place: LineColumn) {
        if self.first.len() < MAX_PLACES {
            self.first.push(place);
        } else {
            self.omitted += 1;
        }
    }
}

impl NamedValue {
    /// Returns the namespace and name in the form in which they are compared.
    #[must_use]
    pub fn key(&self) -> String {
        expression::key(&self.namespace, &self.name)
    }
}

/// An SMTP connection manager.
#[derive(Debug)]
pub struct Manager {
    /// Untrusted text.
    pub name: Option<String>,
    /// The GUID, as the file spells it. Untrusted text.
    pub id: Option<String>,
    /// The place of the element.
    pub place: LineColumn,
    /// The stored string. A connection manager without a string has an empty one.
    pub string: FoundString,
    /// Strings that generators put on further elements.
    pub others: Vec<FoundString>,
    /// The property expressions, in the order of the file.
    pub expressions: Vec<Expression>,
    /// Whether the stored string is encrypted, so that its text is not known.
    pub encrypted: bool,
}

/// A connection string, and where it is from.
#[derive(Debug, Clone)]
pub struct FoundString {
    /// The decoded text and the place of each of its bytes.
    pub text: LocatedText,
    /// The origin of the text.
    pub origin: Origin,
    /// Whether the string is on an element that SSIS ignores.
    pub wrong_element: bool,
    /// The connection manager, parameter or variable that the context names. Untrusted text.
    pub manager: Option<String>,
    /// The package that the context names. Untrusted text.
    pub package: Option<String>,
}

impl FoundString {
    /// Creates a string that the file contains as a whole, without a context.
    #[must_use]
    pub fn stored(text: LocatedText) -> Self {
        Self { text, origin: Origin::Stored, wrong_element: false, manager: None, package: None }
    }
}

/// A property expression, which sets a property at run time.
#[derive(Debug)]
pub struct Expression {
    /// The property that it sets.
    pub property: Property,
    /// The expression. It may contain a secret.
    pub text: LocatedText,
    /// The literal or the reference that the expression consists of.
    pub meaning: Meaning,
}

/// An SMTP connection manager that is not the one of SSIS. Its connection string has a different grammar.
#[derive(Debug)]
pub struct ThirdPartyManager {
    /// Untrusted text.
    pub name: Option<String>,
    /// The text of `CreationName`; `None` if only its parameters are known. Untrusted text.
    pub creation_name: Option<String>,
    /// The place of the element.
    pub place: LineColumn,
    /// The start and end of each text that belongs to it. They have another grammar, so they are not read.
    pub ranges: Vec<(LineColumn, LineColumn)>,
}

/// A Send Mail task.
#[derive(Debug)]
pub struct Task {
    /// The names of the containers and of the task, as in `refId`: `Package\Loop\Send Mail`. Untrusted text.
    pub path: String,
    /// The place of the element.
    pub place: LineColumn,
    /// The stored reference to the connection manager, trimmed; `None` if there is none. Untrusted text.
    pub reference: Option<String>,
    /// Whether the task, or a container or event handler around it, is stored as disabled.
    pub disabled: bool,
    /// Whether an expression sets that at run time.
    pub conditional: bool,
    /// Whether an expression sets the reference at run time.
    pub expression_on_reference: bool,
}

/// Values for the properties of one connection manager that is defined elsewhere.
#[derive(Debug)]
pub struct PropertySet {
    /// The file name of the package of the connection manager; `None` if it is not stated or the connection manager is
    /// one of the project. Untrusted text. A file with many sets contains it once.
    pub package: Option<Arc<str>>,
    /// The name of the connection manager. Untrusted text.
    pub manager: String,
    /// The properties.
    pub values: PropertyValues,
    /// The properties whose values cannot be read, because their parameters are sensitive.
    pub hidden: Vec<Property>,
    /// The place of the first property.
    pub place: LineColumn,
    /// Whether the properties show that the connection manager is an SMTP connection manager. Otherwise, the set matters
    /// only if one with this name exists.
    pub is_smtp: bool,
}

/// A parameter or a variable.
#[derive(Debug)]
pub struct NamedValue {
    /// The namespace.
    pub namespace: Namespace,
    /// The file name of the package, if a manifest lists the parameters of a package. Untrusted text.
    pub package: Option<Arc<str>>,
    /// Untrusted text.
    pub name: String,
    /// The GUID, as the file spells it.
    pub id: Option<String>,
    /// The value; `None` if it is sensitive or the result of an expression.
    pub value: Option<LocatedText>,
    /// The place of the value, or of the element if there is no value.
    pub place: LineColumn,
}

/// A value that a configuration of a `.dtproj` gives to a parameter.
#[derive(Debug)]
pub struct Setting {
    /// The GUID of the parameter, as the file spells it.
    pub id: String,
    /// The name of the parameter. Untrusted text.
    pub name: Option<String>,
    /// The value.
    pub value: LocatedText,
}

/// A configuration that a package loads when it runs.
#[derive(Debug)]
pub struct LoadedConfiguration {
    /// The path of the `.dtsConfig` file; `None` for the other types, whose values are in no file. Untrusted text.
    pub file: Option<String>,
    /// The name of the configuration and the parts of its string, for example the filter of a SQL Server configuration.
    /// Untrusted text.
    pub names: Vec<String>,
}

/// What the scripts and SQL statements of a file do.
#[derive(Debug, Default)]
pub struct Scripts {
    /// The first place of code that sends mail without a Send Mail task.
    pub mail: Option<LineColumn>,
    /// The places of literal passwords.
    pub credentials: Places,
    /// The names of the connection managers that scripts use, in lower case. Untrusted text.
    pub connections: BTreeSet<String>,
}

/// Places of one kind in a file. Only the first ones are kept.
#[derive(Debug, Default)]
pub struct Places {
    /// The first places.
    pub first: Vec<LineColumn>,
    /// The number of the others.
    pub omitted: usize,
}

/// A reason why the facts of a file are incomplete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// The place in the file.
    pub place: LineColumn,
    /// The reason.
    pub what: ProblemKind,
}

/// The reasons why the facts of a file are incomplete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// The file is encrypted as a whole.
    Encrypted,
    /// The file, or its rest, cannot be read. The reason is one line that contains no text of the file.
    Unreadable(&'static str),
    /// A part of the file is damaged, and the rest was read.
    Damaged(&'static str),
}
