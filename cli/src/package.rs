//! Finds SMTP connection strings in SSIS files, with the place of each in its file.
//!
//! Bytes go in, [`Record`]s come out: nothing here opens a file, prints, or judges a string. Connection managers are
//! known by their type, never by their name. The rooms, in the order in which data passes through them:
//!
//! - `search`: the byte search that dismisses most files before anything is parsed;
//! - `text`: bytes to text, and `place`: offsets in that text to lines and columns;
//! - `archive`: the entries of an `.ispac`;
//! - `guard`: the bounds on XML that the parser lacks;
//! - `xml`: one walk through an XML document, which hands each element that matters to `manager`, `parameter` or
//!   `configuration`; `escape` undoes XML's and SQL's escapes without losing a place;
//! - `sql`: the literals of a script;
//! - `property`: what the five properties are, and what makes a text an SMTP connection string.

use std::borrow::Cow;
use std::fmt;

mod archive;
mod configuration;
mod escape;
mod guard;
mod manager;
mod parameter;
mod place;
mod property;
mod search;
mod sql;
mod text;
mod xml;

pub use place::{LocatedText, Place};
pub use property::Property;
pub use search::may_hold_a_manager;

use parameter::Override;
use place::Source;

/// One thing found in a file: a connection string, or something to know about the file or one of its managers.
#[derive(Debug, Clone)]
pub struct Record {
    /// The entry of the archive that holds it, percent-decoded; `None` outside archives. Untrusted text.
    pub entry: Option<String>,
    /// The kind of the file, or of the entry.
    pub kind: Kind,
    /// The connection manager's name, where the place tells one. Untrusted text.
    pub connection_manager: Option<String>,
    /// The properties that an expression sets at run time, in the order of the file, each once.
    pub expressions: Vec<Property>,
    /// Where it stands in the file or entry: the first character of a string, or the element of a manager.
    pub place: Place,
    /// What was found.
    pub what: What,
}

/// What a record is about.
#[derive(Debug, Clone)]
pub enum What {
    /// A connection string.
    ConnectionString(Found),
    /// A connection manager for SMTP that is not the one of SSIS, so its string has another grammar.
    ThirdPartyManager {
        /// The text of `CreationName`. Untrusted.
        creation_name: String,
    },
    /// A file that is encrypted as a whole, so that nothing can be said about what it holds.
    EncryptedPackage,
    /// A file or entry that cannot be read.
    UnreadableFile {
        /// Why, in one line that holds no text of the file.
        reason: &'static str,
    },
}

/// A connection string, and what its surroundings say about it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The decoded text and the place of each of its bytes.
    pub text: LocatedText,
    /// How the text came to be.
    pub origin: Origin,
    /// It stands where SSIS does not read it (rule `wrong-element`).
    pub wrong_element: bool,
    /// The parameter that overrides it with another value (rule `overridden-value`).
    pub overridden: Option<Overrider>,
}

/// How the text of a connection string came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It stands in the file as a whole. An SMTP manager without any string counts as one that stores the empty string.
    Stored,
    /// It was put together, in canonical order, from properties that stand apart.
    Assembled {
        /// The place gives the server and both booleans. Otherwise what is missing comes from somewhere else, and a
        /// finding about an absent keyword (`missing-server`, `implicit-default`, a default's consequence) says nothing.
        complete: bool,
    },
}

/// The parameter that overrides a design-time string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overrider {
    /// The entry that holds the parameter. Untrusted text.
    pub entry: Option<String>,
    /// Where its value stands in that entry.
    pub place: Place,
}

/// The kind of a file, as the reports name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A package: `.dtsx`.
    Package,
    /// A connection manager of a project: `.conmgr`.
    ConnectionManagerFile,
    /// A project: `.dtproj`, `@Project.manifest`, and an `.ispac` as a whole.
    Project,
    /// The parameters of a project: `Project.params`.
    Parameters,
    /// A package configuration: `.dtsConfig`.
    Configuration,
    /// A SQL script: `.sql`.
    Sql,
}

impl Kind {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Package => "package",
            Self::ConnectionManagerFile => "connection-manager-file",
            Self::Project => "project",
            Self::Parameters => "parameters",
            Self::Configuration => "configuration",
            Self::Sql => "sql",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The rules that only a scan has; their severities and messages belong to the reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScanRule {
    /// The string stands on an element where SSIS does not read it.
    WrongElement,
    /// A property expression sets the string, or a part of it, at run time.
    RuntimeExpression,
    /// A design-time string disagrees with the parameter that overrides it.
    OverriddenValue,
    /// A connection manager for SMTP that is not the one of SSIS.
    ThirdPartyManager,
    /// A file that is encrypted as a whole.
    EncryptedPackage,
    /// A file that cannot be read.
    UnreadableFile,
}

impl ScanRule {
    /// All of them, in the order in which they are documented.
    pub const ALL: [Self; 6] = [
        Self::WrongElement,
        Self::RuntimeExpression,
        Self::OverriddenValue,
        Self::ThirdPartyManager,
        Self::EncryptedPackage,
        Self::UnreadableFile,
    ];

    /// The public, stable name.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::WrongElement => "wrong-element",
            Self::RuntimeExpression => "runtime-expression",
            Self::OverriddenValue => "overridden-value",
            Self::ThirdPartyManager => "third-party-manager",
            Self::EncryptedPackage => "encrypted-package",
            Self::UnreadableFile => "unreadable-file",
        }
    }
}

impl Record {
    /// The scan's own rules that this record breaks, in the order of [`ScanRule::ALL`].
    #[must_use]
    pub fn rules(&self) -> Vec<ScanRule> {
        match &self.what {
            What::ThirdPartyManager { .. } => vec![ScanRule::ThirdPartyManager],
            What::EncryptedPackage => vec![ScanRule::EncryptedPackage],
            What::UnreadableFile { .. } => vec![ScanRule::UnreadableFile],
            What::ConnectionString(found) => [
                (found.wrong_element, ScanRule::WrongElement),
                (!self.expressions.is_empty(), ScanRule::RuntimeExpression),
                (found.overridden.is_some(), ScanRule::OverriddenValue),
            ]
            .into_iter()
            .filter_map(|(holds, rule)| holds.then_some(rule))
            .collect(),
        }
    }

    /// A record about a file as a whole.
    fn of_file(kind: Kind, place: Place, what: What) -> Self {
        Self { entry: None, kind, connection_manager: None, expressions: Vec::new(), place, what }
    }
}

/// What a file may cost before it is given up as unreadable.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most entries that an archive may list.
    pub entries: usize,
    /// The most bytes that one entry may inflate to.
    pub entry_bytes: u64,
    /// The most bytes that the entries of one archive may inflate to, all together.
    pub archive_bytes: u64,
    /// The most nodes (elements, texts, comments) of an XML document.
    pub nodes: u32,
}

impl Default for Limits {
    /// Far above what real projects need (the largest package known has 20 MB and 300,000 nodes), and far below what
    /// would hurt a machine.
    fn default() -> Self {
        Self { entries: 10_000, entry_bytes: 128 << 20, archive_bytes: 1 << 30, nodes: 4_000_000 }
    }
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Archive,
    Xml,
    Sql,
}

/// Whether a file of this name belongs to SSIS, so that a walk through folders should hand it to [`read`].
#[must_use]
pub fn is_candidate(name: &str) -> bool {
    form_and_kind(name).is_some()
}

/// The kind that the name of a file tells, for one whose bytes cannot be had.
#[must_use]
pub fn kind_of(name: &str) -> Option<Kind> {
    form_and_kind(name).map(|(_, kind)| kind)
}

/// Reads one file and returns what it holds, in order of position; an archive in the order of its entries.
///
/// `name` is the path as text and tells the kind by its extension. A file that was named explicitly (`given`) is read
/// whatever it is called, by what it contains, and is never dismissed unparsed, so that a broken one is reported. Of
/// the others, those that [`may_hold_a_manager`] dismisses yield nothing, well-formed or not.
#[must_use]
pub fn read(name: &str, bytes: &[u8], given: bool, limits: &Limits) -> Vec<Record> {
    let named = form_and_kind(name);
    let (form, kind) = match (named, given) {
        (None, false) => return Vec::new(),
        (Some(named), false) => named,
        (named, true) => by_content(named, bytes),
    };
    if form == Form::Archive {
        return archive::read(bytes, limits);
    }
    contents(form, kind, bytes, given, limits).records
}

/// What one file or entry holds.
#[derive(Default)]
struct Contents {
    records: Vec<Record>,
    /// The parameters that override the strings of other entries.
    overrides: Vec<Override>,
}

/// Reads one file or entry that is not an archive.
fn contents(form: Form, kind: Kind, bytes: &[u8], given: bool, limits: &Limits) -> Contents {
    if !given && !may_hold_a_manager(bytes) {
        return Contents::default();
    }
    let decoded = match text::decode(bytes) {
        Ok(decoded) => decoded,
        Err(reason) => return unreadable(kind, Place::START, reason),
    };
    // UTF-16 comes past the first search unseen.
    let is_new = matches!(decoded, Cow::Owned(_));
    if is_new && !given && !may_hold_a_manager(decoded.as_bytes()) {
        return Contents::default();
    }
    let source = Source::new(&decoded);
    let mut contents = match form {
        Form::Sql => Contents { records: sql::read(&source), overrides: Vec::new() },
        Form::Xml | Form::Archive => xml::read(&source, kind, limits),
    };
    // Assembled strings stand where their first value does, which is not where they were completed.
    contents.records.sort_by_key(|record| record.place);
    contents
}

/// A file that cannot be read, as the one thing to say about it.
fn unreadable(kind: Kind, place: Place, reason: &'static str) -> Contents {
    let record = Record::of_file(kind, place, What::UnreadableFile { reason });
    Contents { records: vec![record], overrides: Vec::new() }
}

/// What the extension says. ASCII case does not matter, as on Windows.
fn form_and_kind(name: &str) -> Option<(Form, Kind)> {
    const EXTENSIONS: [(&str, Form, Kind); 8] = [
        ("dtsx", Form::Xml, Kind::Package),
        ("conmgr", Form::Xml, Kind::ConnectionManagerFile),
        ("ispac", Form::Archive, Kind::Project),
        ("dtproj", Form::Xml, Kind::Project),
        ("manifest", Form::Xml, Kind::Project),
        ("params", Form::Xml, Kind::Parameters),
        ("dtsconfig", Form::Xml, Kind::Configuration),
        ("sql", Form::Sql, Kind::Sql),
    ];
    let (_, extension) = name.rsplit_once('.')?;
    EXTENSIONS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(extension)).map(|&(_, form, kind)| (form, kind))
}

/// What the content says, where it is clear; otherwise what the name says; otherwise SQL, the only form without a mark.
fn by_content(named: Option<(Form, Kind)>, bytes: &[u8]) -> (Form, Kind) {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return (Form::Archive, Kind::Project);
    }
    match named {
        // An archive that does not begin like one is handed on, to be reported as no archive.
        Some(named) => named,
        None if text::begins_with_markup(bytes) => (Form::Xml, Kind::Package),
        None => (Form::Sql, Kind::Sql),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_name() {
        for (name, kind) in [
            ("a/b.dtsx", Some(Kind::Package)),
            (r"a\B.DTSX", Some(Kind::Package)),
            ("SMTP.conmgr", Some(Kind::ConnectionManagerFile)),
            ("@Project.manifest", Some(Kind::Project)),
            ("Project.params", Some(Kind::Parameters)),
            ("a.dtsConfig", Some(Kind::Configuration)),
            ("a.sql", Some(Kind::Sql)),
            ("a.ispac", Some(Kind::Project)),
            ("a.xml", None),
            ("dtsx", None),
            ("a.dtsx/readme", None),
        ] {
            assert_eq!(form_and_kind(name).map(|(_, kind)| kind), kind, "{name}");
        }
    }

    #[test]
    fn only_a_given_file_of_an_unknown_name_is_read() {
        let sql = b"SELECT 'SmtpServer=smtp.contoso.com;';";
        assert!(read("notes.txt", sql, false, &Limits::default()).is_empty());
        assert_eq!(read("notes.txt", sql, true, &Limits::default()).len(), 1);
    }
}
