//! Finds SMTP connection strings in SSIS files, with the place of each in its file.
//!
//! The input is bytes and the output is [`Record`]s. Nothing here opens files, prints, or validates a connection
//! string. Connection managers are recognized by their type, never by their name. The modules, in the order in which
//! data passes through them:
//!
//! - `search`: the byte search that skips most files before anything is parsed;
//! - `text`: decodes bytes to text, and `place`: maps offsets in that text to lines and columns;
//! - `archive`: the entries of an `.ispac`;
//! - `guard`: the limits on XML that the parser lacks;
//! - `xml`: the walk through an XML document, which passes elements to `manager`, `parameter` or `configuration`;
//!   `escape` decodes the escapes of XML and SQL without losing a place;
//! - `sql`: the literals of a script;
//! - `property`: the five properties, and the test whether a string is an SMTP connection string.

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

pub use place::{LineColumn, LocatedText};
pub use property::Property;
pub use search::may_hold_a_manager;

use parameter::Override;
use place::Source;

/// A connection string found in a file, or a fact about the file or one of its connection managers.
#[derive(Debug, Clone)]
pub struct Record {
    /// The archive entry, percent-decoded; `None` outside archives. Untrusted text.
    pub entry: Option<String>,
    /// The kind of the file, or of the entry.
    pub kind: Kind,
    /// The name of the connection manager, if it is known. Untrusted text.
    pub connection_manager: Option<String>,
    /// The properties that an expression sets at run time, in the order of the file, without duplicates.
    pub expressions: Vec<Property>,
    /// The place in the file or entry: the first character of a string, or the element of a connection manager.
    pub place: LineColumn,
    /// The subject of the record.
    pub what: What,
}

/// The subject of a record.
#[derive(Debug, Clone)]
pub enum What {
    /// A connection string.
    ConnectionString(Found),
    /// An SMTP connection manager that is not the one of SSIS. Its connection string has a different grammar.
    ThirdPartyManager {
        /// The text of `CreationName`. Untrusted.
        creation_name: String,
    },
    /// A file that is encrypted as a whole, so its content is unknown.
    EncryptedPackage,
    /// A file or entry that cannot be read.
    UnreadableFile {
        /// The reason, in one line that contains no text of the file.
        reason: &'static str,
    },
}

/// A connection string and its context.
#[derive(Debug, Clone)]
pub struct Found {
    /// The decoded text and the place of each of its bytes.
    pub text: LocatedText,
    /// The origin of the text.
    pub origin: Origin,
    /// Whether the string is on an element that SSIS ignores (rule `wrong-element`).
    pub wrong_element: bool,
    /// The parameter that overrides the string with a different value (rule `overridden-value`).
    pub overridden: Option<Overrider>,
}

/// The origin of the text of a connection string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The file contains the whole string. An SMTP connection manager without a string counts as one with an empty
    /// string.
    Stored,
    /// The string was assembled, in canonical order, from properties that are stored separately.
    Assembled {
        /// Whether the server and both booleans are stored here. Otherwise, the missing properties are set elsewhere,
        /// and findings about absent keywords (`missing-server`, `implicit-default`, consequences of a default) do not
        /// apply.
        complete: bool,
    },
}

/// The parameter that overrides a design-time string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overrider {
    /// The entry that contains the parameter. Untrusted text.
    pub entry: Option<String>,
    /// The place of its value in that entry.
    pub place: LineColumn,
}

/// The kind of a file.
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
    /// Returns the name that is used in reports.
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

/// The rules that only files have. Their severities and texts belong to the reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScanRule {
    /// The string is on an element that SSIS ignores.
    WrongElement,
    /// A property expression sets the string, or a part of it, at run time.
    RuntimeExpression,
    /// A parameter overrides the string with a different value.
    OverriddenValue,
    /// An SMTP connection manager is not the one of SSIS.
    ThirdPartyManager,
    /// The whole file is encrypted.
    EncryptedPackage,
    /// A file cannot be read.
    UnreadableFile,
}

impl ScanRule {
    /// All rules, in the order in which they are documented.
    pub const ALL: [Self; 6] = [
        Self::WrongElement,
        Self::RuntimeExpression,
        Self::OverriddenValue,
        Self::ThirdPartyManager,
        Self::EncryptedPackage,
        Self::UnreadableFile,
    ];

    /// Returns the id of the rule. Ids are public and stable.
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
    /// Returns the rules of the scan that this record triggers, in the order of [`ScanRule::ALL`].
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

    /// Creates a record about a file as a whole.
    fn about_file(kind: Kind, place: LineColumn, what: What) -> Self {
        Self { entry: None, kind, connection_manager: None, expressions: Vec::new(), place, what }
    }
}

/// The limits above which a file is reported as unreadable.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The maximum number of entries in an archive.
    pub entries: usize,
    /// The maximum size of an uncompressed entry, in bytes.
    pub entry_bytes: u64,
    /// The maximum size of all uncompressed entries of an archive, in bytes.
    pub archive_bytes: u64,
    /// The maximum number of nodes (elements, texts, comments) in an XML document.
    pub nodes: u32,
}

impl Default for Limits {
    /// Returns limits far above the needs of real projects: the largest known package has 20 MB and 300,000 nodes.
    fn default() -> Self {
        Self { entries: 10_000, entry_bytes: 128 << 20, archive_bytes: 1 << 30, nodes: 4_000_000 }
    }
}

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Archive,
    Xml,
    Sql,
}

/// Returns whether the name is that of an SSIS file, so that a walk through folders should pass the file to [`read`].
#[must_use]
pub fn is_candidate(name: &str) -> bool {
    form_and_kind(name).is_some()
}

/// Returns the kind of a file by its name, for a file whose content is not available.
#[must_use]
pub fn kind_of(name: &str) -> Option<Kind> {
    form_and_kind(name).map(|(_, kind)| kind)
}

/// Reads one file and returns its records in order of position. The records of an archive are in the order of its
/// entries.
///
/// `name` is the path, whose extension decides the kind. A file that was named explicitly (`given`) is read whatever
/// its name, according to its content, and is never skipped, so that a malformed file is reported. All other files that
/// [`may_hold_a_manager`] excludes have no records, even if they are malformed.
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

/// The content of a file or entry.
#[derive(Default)]
struct Contents {
    records: Vec<Record>,
    /// The parameters that override strings of other entries.
    overrides: Vec<Override>,
}

/// Reads a file or entry that is not an archive.
fn contents(form: Form, kind: Kind, bytes: &[u8], given: bool, limits: &Limits) -> Contents {
    if !given && !may_hold_a_manager(bytes) {
        return Contents::default();
    }
    let decoded = match text::decode(bytes) {
        Ok(decoded) => decoded,
        Err(reason) => return unreadable(kind, LineColumn::START, reason),
    };
    // The first search does not exclude UTF-16, so the decoded text is searched again.
    let is_new = matches!(decoded, Cow::Owned(_));
    if is_new && !given && !may_hold_a_manager(decoded.as_bytes()) {
        return Contents::default();
    }
    let source = Source::new(&decoded);
    let mut contents = match form {
        Form::Sql => Contents { records: sql::read(&source), overrides: Vec::new() },
        Form::Xml | Form::Archive => xml::read(&source, kind, limits),
    };
    // An assembled string has the place of its first value, but was completed later.
    contents.records.sort_by_key(|record| record.place);
    contents
}

/// Returns the record of a file that cannot be read.
fn unreadable(kind: Kind, place: LineColumn, reason: &'static str) -> Contents {
    let record = Record::about_file(kind, place, What::UnreadableFile { reason });
    Contents { records: vec![record], overrides: Vec::new() }
}

/// Returns format and kind by the extension, ignoring ASCII case as Windows does.
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

/// Returns format and kind by the content if it is unambiguous, otherwise by the name. SQL is the fallback, because it
/// has no signature.
fn by_content(named: Option<(Form, Kind)>, bytes: &[u8]) -> (Form, Kind) {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return (Form::Archive, Kind::Project);
    }
    match named {
        // An archive without the signature is passed on and reported as unreadable.
        Some(named) => named,
        None if text::begins_with_markup(bytes) => (Form::Xml, Kind::Package),
        None => (Form::Sql, Kind::Sql),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extension_decides_the_kind() {
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
    fn file_with_unknown_extension_is_read_only_if_given() {
        let sql = b"SELECT 'SmtpServer=smtp.contoso.com;';";
        assert!(read("notes.txt", sql, false, &Limits::default()).is_empty());
        assert_eq!(read("notes.txt", sql, true, &Limits::default()).len(), 1);
    }
}
