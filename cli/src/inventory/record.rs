//! The records of a scan: connection managers, tasks without one, strings outside of them, and files.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::path::Path;

use smtp_connection_string::{Diagnostic, Fix, Properties, Report, Severity, SmtpConnection};

use crate::finding::{Finding, Suppression, Tally};
use crate::inventory::stated::Stated;
use crate::names;
use crate::ssis::{Kind, LineColumn, LocatedText, Origin, Property};

/// A record with its findings. All formats show this and nothing else.
pub(crate) struct Record<'a> {
    pub(crate) file: FileName<'a>,
    /// The kind of the file, or of the entry.
    pub(crate) kind: Kind,
    /// The place in the file or entry: the first character of a string, or the element.
    pub(crate) place: LineColumn,
    /// The name of the connection manager or parameter, redacted if it could be a connection string, but not escaped.
    pub(crate) name: Option<String>,
    /// The strings of the record. The first is the stored one if it is known, and the others are those of generators,
    /// expressions and copies.
    pub(crate) strings: Vec<CheckedString<'a>>,
    pub(crate) findings: Vec<LocatedFinding<'a>>,
    /// The findings of strings with more than [`crate::finding::MAX_KEPT`].
    pub(crate) omitted: Vec<Tally>,
    pub(crate) hidden: HiddenFindings<'a>,
    pub(crate) subject: Subject<'a>,
}

/// The findings that are not selected. They are not reported, but they are facts about the record.
#[derive(Default)]
pub(crate) struct HiddenFindings<'a> {
    pub(crate) findings: Vec<LocatedFinding<'a>>,
    pub(crate) omitted: Vec<Tally>,
}

impl HiddenFindings<'_> {
    pub(crate) fn is_any(&self) -> bool {
        !(self.findings.is_empty() && self.omitted.is_empty())
    }
}

/// A file, or an entry of an archive. Both names are untrusted and not escaped.
#[derive(Clone, Copy)]
pub(crate) struct FileName<'a> {
    pub(crate) path: &'a Path,
    /// The path in reports.
    pub(crate) name: &'a str,
    pub(crate) entry: Option<&'a str>,
}

/// A place in a file.
#[derive(Clone, Copy)]
pub(crate) struct FilePlace<'a> {
    pub(crate) file: FileName<'a>,
    pub(crate) place: LineColumn,
}

/// The subject of a record.
pub(crate) enum Subject<'a> {
    Manager(Manager<'a>),
    /// A Send Mail task whose connection manager does not exist or is not known.
    Task(Task<'a>),
    /// A connection string outside of connection managers.
    String(StringRecord<'a>),
    /// A file as a whole.
    File,
}

/// An SMTP connection manager.
pub(crate) struct Manager<'a> {
    /// The GUID in upper case with braces.
    pub(crate) id: Option<String>,
    pub(crate) scope: Scope,
    pub(crate) uses: Vec<Use<'a>>,
    pub(crate) copies: Vec<Copy<'a>>,
    pub(crate) value: Value<'a>,
}

/// Where a connection manager is defined.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Package,
    Project,
}

/// A Send Mail task that uses a connection manager.
#[derive(Clone)]
pub(crate) struct Use<'a> {
    pub(crate) place: FilePlace<'a>,
    /// The path of the task, redacted but not escaped.
    pub(crate) path: String,
    pub(crate) state: State,
    /// Whether the task is stored as disabled. A conditional task may be.
    pub(crate) is_disabled: bool,
}

/// The state of a task.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Enabled,
    Disabled,
    /// An expression decides at run time.
    Conditional,
}

/// A copy of the value of a connection manager, in parameters or a configuration.
pub(crate) struct Copy<'a> {
    pub(crate) place: FilePlace<'a>,
    pub(crate) package: Option<&'a str>,
    /// Whether the copy states the same as the connection manager, as far as both state it.
    pub(crate) agrees: bool,
}

/// What is known about the value at run time.
pub(crate) struct Value<'a> {
    pub(crate) expressions: Vec<Expression<'a>>,
    pub(crate) effective: Stated,
    /// Why the effective value is not certain. Empty if it is.
    pub(crate) because: Vec<Reason>,
}

/// A property expression.
pub(crate) struct Expression<'a> {
    pub(crate) property: Property,
    pub(crate) place: LineColumn,
    /// The value, if it is known and can be shown.
    pub(crate) value: Option<String>,
    /// The parameter or variable with the value.
    pub(crate) source: Option<FilePlace<'a>>,
}

/// A reason why an effective value is not certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// The parameter or variable can be changed at run time.
    ExpressionDefault,
    UnresolvedExpression,
    /// The package loads configurations whose values are in no file.
    Configuration,
    /// One of these configurations is named after the connection manager.
    ConfigurationOfThisManager,
    CopiesDisagree,
    /// The stored string, or a value that is used instead of it, is encrypted.
    Encrypted,
    /// SSIS ignores the element with the stored string.
    WrongElement,
}

/// A Send Mail task whose connection manager does not exist or is not known.
pub(crate) struct Task<'a> {
    /// The path of the task, redacted but not escaped.
    pub(crate) path: String,
    pub(crate) state: State,
    /// Whether the task is stored as disabled. A conditional task may be.
    pub(crate) is_disabled: bool,
    /// The reference, redacted but not escaped.
    pub(crate) reference: Option<String>,
    pub(crate) why: Why,
    /// Other files of the project with a connection manager that has the referenced GUID.
    pub(crate) elsewhere: Vec<FileName<'a>>,
}

/// Why a task has no connection manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    UnknownGuid,
    Unset,
    NotAGuid,
    /// It may have one: an expression sets the reference, or not all files that may contain it were read.
    NotKnown,
}

/// A connection string outside of connection managers.
pub(crate) struct StringRecord<'a> {
    pub(crate) package: Option<&'a str>,
    pub(crate) value: Value<'a>,
}

/// A string that was checked.
pub(crate) struct CheckedString<'a> {
    pub(crate) text: &'a LocatedText,
    pub(crate) origin: Origin,
    /// Whether the record is about this string. Otherwise, an expression or a copy sets it.
    pub(crate) is_stored: bool,
    pub(crate) report: Report<'a>,
}

/// A finding with its place.
pub(crate) struct LocatedFinding<'a> {
    pub(crate) finding: Finding,
    pub(crate) start: LineColumn,
    /// The place after the last character. It may precede `start` in an assembled string, whose parts may be stored in a
    /// different order.
    pub(crate) end: LineColumn,
    /// The index of the string that the finding is about.
    pub(crate) string: Option<usize>,
    /// `None` if the finding counts.
    pub(crate) suppression: Option<Suppression>,
    /// Related places, each with a message.
    pub(crate) related: Vec<RelatedPlace<'a>>,
    /// What the reader needs to know besides the message, safe to display.
    pub(crate) notes: Vec<String>,
    /// The diagnostic of the library; `None` for the rules that only files have.
    pub(crate) diagnostic: Option<Diagnostic>,
}

/// A place that is related to a finding.
pub(crate) struct RelatedPlace<'a> {
    pub(crate) file: FileName<'a>,
    pub(crate) start: LineColumn,
    /// The place after the last character, if it is known.
    pub(crate) end: Option<LineColumn>,
    pub(crate) message: &'static str,
}

impl<'a> FileName<'a> {
    /// Returns the name of the file or entry, without folders.
    pub(crate) fn own_name(&self) -> &'a str {
        let name = self.entry.unwrap_or(self.name);
        name.rsplit(['/', '\\']).next().unwrap_or(name)
    }
}

impl<'a> Record<'a> {
    /// Returns the stored string; `None` if the record has none, or if it is encrypted.
    pub(crate) fn string(&self) -> Option<&CheckedString<'a>> {
        self.strings.first().filter(|string| string.is_stored)
    }

    /// Returns the string that a finding is about.
    pub(crate) fn string_of(&self, located: &LocatedFinding<'_>) -> Option<&CheckedString<'a>> {
        self.strings.get(located.string?)
    }

    /// Returns what is known about the value at run time.
    pub(crate) fn value(&self) -> Option<&Value<'a>> {
        match &self.subject {
            Subject::Manager(manager) => Some(&manager.value),
            Subject::String(string) => Some(&string.value),
            Subject::Task(_) | Subject::File => None,
        }
    }

    /// Returns whether the stored string is valid; `None` if there is none, or only a part of one without errors.
    pub(crate) fn valid(&self) -> Option<bool> {
        let string = self.string()?;
        if !string.origin.is_partial() {
            return Some(string.report.is_valid());
        }
        let is_error = |located: &LocatedFinding<'_>| located.finding.severity == Severity::Error;
        let mut findings = self.findings.iter().chain(&self.hidden.findings);
        let is_wrong = findings.any(|located| located.string == Some(0) && is_error(located));
        is_wrong.then_some(false)
    }

    /// Returns the connection if the whole string is known and valid. A property that is missing in a part of a string is
    /// set elsewhere and does not have its default.
    pub(crate) fn connection(&self) -> Option<&SmtpConnection<'a>> {
        self.string().filter(|string| !string.origin.is_partial())?.report.connection()
    }

    /// Returns the valid properties of the string; `None` if the record has no string.
    pub(crate) fn properties(&self) -> Option<&Properties<'a>> {
        Some(self.string()?.report.properties())
    }

    /// Returns the fixes of a finding. They are edits of the stored string, so the findings of an assembled string, an
    /// expression or a copy have none.
    pub(crate) fn fixes(&self, located: &LocatedFinding<'_>) -> Vec<Fix> {
        match (&located.diagnostic, self.string_of(located)) {
            (Some(diagnostic), Some(string)) if string.is_stored && string.origin == Origin::Stored => {
                diagnostic.fixes(string.as_str())
            }
            _ => Vec::new(),
        }
    }

    /// Returns the server of the value at run time. If it is not known, this is the one that the string states.
    pub(crate) fn server(&self) -> Option<&str> {
        let effective = self.value()?.effective.server.as_deref();
        effective.or_else(|| Some(self.properties()?.server()?.as_str()))
    }

    /// Sorts the findings by string and place, then most severe first. The sort is stable, so it keeps the order of the
    /// library.
    pub(super) fn sort_findings(&mut self) {
        self.findings.sort_by_key(|located| {
            let finding = &located.finding;
            // Findings that are not about a string come first.
            (located.string, finding.span.start, Reverse(finding.severity))
        });
    }
}

impl<'a> CheckedString<'a> {
    /// Returns the text that was checked: an empty one if the string is too long. It may contain a secret.
    pub(crate) fn as_str(&self) -> &'a str {
        self.report.source()
    }
}

impl FileName<'_> {
    /// Returns the name of the entry for machine-readable formats.
    pub(crate) fn entry_name(&self) -> Option<String> {
        self.entry.map(names::entry)
    }
}

impl Manager<'_> {
    /// Returns the number of packages with a task that uses the connection manager.
    pub(crate) fn packages(&self) -> usize {
        let packages: HashSet<_> = self.uses.iter().map(|task| (task.place.file.name, task.place.file.entry)).collect();
        packages.len()
    }
}

impl State {
    /// Returns the name that is used in reports.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Disabled => "disabled",
            Self::Conditional => "conditional",
        }
    }
}

impl Scope {
    /// Returns the name that is used in reports.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Package => "package",
            Self::Project => "project",
        }
    }
}

impl Why {
    /// Returns the name that is used in reports.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::UnknownGuid => "unknown-guid",
            Self::Unset => "unset",
            Self::NotAGuid => "not-a-guid",
            Self::NotKnown => "not-known",
        }
    }
}

impl Reason {
    /// Returns the name that is used in reports.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::ExpressionDefault => "expression-default",
            Self::UnresolvedExpression => "unresolved-expression",
            Self::Configuration => "configuration",
            Self::ConfigurationOfThisManager => "configuration-of-this-manager",
            Self::CopiesDisagree => "copies-disagree",
            Self::Encrypted => "encrypted",
            Self::WrongElement => "wrong-element",
        }
    }

    /// Returns the reason as a clause that completes "not certain: …".
    pub(crate) fn clause(self) -> &'static str {
        match self {
            Self::ExpressionDefault => "a parameter or variable can be changed at run time",
            Self::UnresolvedExpression => "an expression cannot be resolved",
            Self::Configuration => "the package loads configurations that are in no file",
            Self::ConfigurationOfThisManager => {
                "the package loads a configuration with the name of this connection manager"
            }
            Self::CopiesDisagree => "copies of the value disagree",
            Self::Encrypted => "the value is encrypted",
            Self::WrongElement => "SSIS ignores the element with the string",
        }
    }
}
