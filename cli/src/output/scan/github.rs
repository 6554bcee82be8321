//! The findings as workflow commands of GitHub Actions, which become annotations: `::error file=…,line=…::…`.
//!
//! GitHub shows 10 errors, 10 warnings and 10 notices per step, and 50 annotations per job
//! (<https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations>), so the most severe findings come
//! first. The other commands only color the log.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use smtp_connection_string::Severity;

use crate::inventory::record::Record;
use crate::names::{self, escaped};
use crate::output::scan::annotations::{Annotation, Annotations, failures};
use crate::output::scan::format::{Format, Summary};
use crate::output::stream::Output;
use crate::plain_path::{normalized, without_dots};
use crate::ssis::LineColumn;

pub(crate) struct Github {
    annotations: Annotations,
    workspace: Workspace,
}

impl Github {
    pub(crate) fn new() -> Self {
        Self { annotations: Annotations::new(Severity::Note), workspace: Workspace::of_process() }
    }
}

impl Format for Github {
    fn write(&mut self, _: &mut Output, records: &[Record<'_>]) -> io::Result<()> {
        self.annotations.add(records);
        Ok(())
    }

    fn finish(&mut self, out: &mut Output, summary: &Summary<'_>) -> io::Result<()> {
        for failure in failures(*summary) {
            writeln!(out, "::error title={}::{}", env!("CARGO_PKG_NAME"), data(&failure))?;
        }
        for annotation in self.annotations.iter() {
            writeln!(out, "{}", command(annotation, &self.workspace.path(&annotation.path)))?;
        }
        self.annotations.write_end(out, *summary)
    }
}

/// Returns the command for a finding in a file with this path.
fn command(annotation: &Annotation, path: &str) -> String {
    let Annotation { severity, rule, place, message, .. } = annotation;
    let name = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let place = match place {
        Some(LineColumn { line, column }) => format!("line={line},col={column}"),
        // GitHub shows the annotation of a binary file at its first line.
        None => "line=1".to_owned(),
    };
    let (path, message) = (property(path), data(message));
    format!("::{name} file={path},{place},title={} ({rule})::{message}", env!("CARGO_PKG_NAME"))
}

/// Escapes a value of a property, as `escapeProperty` in `packages/core/src/command.ts` of actions/toolkit does.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Escapes a message, as `escapeData` in the same file does. The runner decodes `%25` last, so `%250A` is not a line break.
fn data(text: &str) -> String {
    escaped(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The workspace of the job. GitHub reads a relative path from its root, and the runner makes an absolute one relative to
/// it.
struct Workspace {
    directory: PathBuf,
    /// The working directory, relative to the workspace; `None` if it is outside of it.
    in_workspace: Option<PathBuf>,
}

impl Workspace {
    /// Returns the workspace of this process. Without `GITHUB_WORKSPACE`, the working directory is the workspace.
    fn of_process() -> Self {
        let directory = env::current_dir().unwrap_or_default();
        let in_workspace = match env::var_os("GITHUB_WORKSPACE").filter(|workspace| !workspace.is_empty()) {
            None => Some(PathBuf::new()),
            // Both may contain links.
            Some(workspace) => match (fs::canonicalize(workspace), fs::canonicalize(&directory)) {
                (Ok(workspace), Ok(directory)) => directory.strip_prefix(workspace).ok().map(Path::to_owned),
                _ => None,
            },
        };
        Self { directory, in_workspace }
    }

    /// Returns the path in the workspace, or an absolute one if the file is outside of it.
    fn path(&self, path: &Path) -> String {
        let folder = self.in_workspace.as_ref().filter(|_| path.is_relative());
        let inside = folder.and_then(|folder| without_dots(&folder.join(path)));
        names::path(&inside.unwrap_or_else(|| normalized(&self.directory.join(path))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_and_data_are_escaped() {
        for (text, in_property, in_data) in [
            ("a b.dtsx", "a b.dtsx", "a b.dtsx"),
            ("100%,a:b", "100%25%2Ca%3Ab", "100%25,a:b"),
            ("%0A::set-output", "%250A%3A%3Aset-output", "%250A::set-output"),
            ("::error::x", "\\%3A%3Aerror%3A%3Ax", "\\::error::x"),
            // Line breaks are escaped as text first.
            ("a\r\n::error::x", "a\\r\\n%3A%3Aerror%3A%3Ax", "a\\r\\n::error::x"),
            ("##[error]\u{202e}", "##\\[error]\\u{202e}", "##\\[error]\\u{202e}"),
        ] {
            assert_eq!((property(text).as_str(), data(text).as_str()), (in_property, in_data));
        }
    }

    #[test]
    fn archive_has_no_column() {
        let annotation = |place| Annotation {
            severity: Severity::Note,
            rule: "r",
            path: PathBuf::new(),
            place,
            message: "m".to_owned(),
        };
        let place = Some(LineColumn { line: 2, column: 3 });
        assert_eq!(command(&annotation(place), "a,b"), "::notice file=a%2Cb,line=2,col=3,title=smtp-connstr (r)::m");
        assert_eq!(command(&annotation(None), "a"), "::notice file=a,line=1,title=smtp-connstr (r)::m");
    }

    #[cfg(unix)]
    #[test]
    fn paths_are_relative_to_the_workspace() {
        let path = |in_workspace: Option<&str>, path: &str| {
            let workspace = Workspace { directory: "/w/r/sub".into(), in_workspace: in_workspace.map(PathBuf::from) };
            workspace.path(Path::new(path))
        };
        for (in_workspace, file, expected) in [
            (Some(""), "./a.dtsx", "a.dtsx"),
            (Some("sub"), "a.dtsx", "sub/a.dtsx"),
            (Some("sub"), "../b/a.dtsx", "b/a.dtsx"),
            // Outside of the workspace, a relative path would be another file of the workspace.
            (Some("sub"), "../../a.dtsx", "/w/a.dtsx"),
            (None, "a.dtsx", "/w/r/sub/a.dtsx"),
            // The runner makes it relative.
            (Some("sub"), "/w/r/a.dtsx", "/w/r/a.dtsx"),
        ] {
            assert_eq!(path(in_workspace, file), expected, "{in_workspace:?} {file}");
        }
    }
}
