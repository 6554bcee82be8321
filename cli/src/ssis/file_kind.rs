//! The kinds of SSIS files.

use std::fmt;

use crate::ssis::text;

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A package or a package part: `.dtsx`, `.dtsxp`.
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

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Archive,
    Xml,
    Sql,
}

/// Returns the kind of a file by its name, or `None` if the name is not that of an SSIS file.
#[must_use]
pub fn kind_of(name: &str) -> Option<Kind> {
    form_and_kind(name).map(|(_, kind)| kind)
}

/// Returns format and kind by the extension, ignoring ASCII case as Windows does.
pub(super) fn form_and_kind(name: &str) -> Option<(Form, Kind)> {
    const EXTENSIONS: [(&str, Form, Kind); 9] = [
        ("dtsx", Form::Xml, Kind::Package),
        ("dtsxp", Form::Xml, Kind::Package),
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
pub(super) fn by_content(named: Option<(Form, Kind)>, bytes: &[u8]) -> (Form, Kind) {
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
            ("part.dtsxp", Some(Kind::Package)),
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
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }
}
