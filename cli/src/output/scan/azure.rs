//! The findings as logging commands of Azure Pipelines, which become issues of the step: `##vso[task.logissue …]…`.
//!
//! The agent keeps the first 10 errors and the first 10 warnings of a step (`_maxIssueCount` in its `ExecutionContext.cs`), so
//! errors come first. There is no type for notes, so they are only counted. The exit code decides about the result of the
//! step, so there is no `task.complete`.

use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use smtp_connection_string::Severity;

use crate::inventory::record::Record;
use crate::names::escaped;
use crate::output::scan::annotations::{Annotation, Annotations, failures};
use crate::output::scan::format::{Format, Summary};
use crate::output::stream::Output;
use crate::plain_path::normalized;
use crate::ssis::LineColumn;

pub(crate) struct Azure {
    annotations: Annotations,
    /// The working directory. The documentation of logging commands asks for absolute paths.
    directory: PathBuf,
}

impl Azure {
    pub(crate) fn new() -> Self {
        let directory = env::current_dir().unwrap_or_default();
        Self { annotations: Annotations::new(Severity::Warning), directory }
    }
}

impl Format for Azure {
    fn write(&mut self, _: &mut Output, records: &[Record<'_>]) -> io::Result<()> {
        self.annotations.add(records);
        Ok(())
    }

    fn finish(&mut self, out: &mut Output, summary: &Summary<'_>) -> io::Result<()> {
        for failure in failures(*summary) {
            writeln!(out, "##vso[task.logissue type=error;]{}", value(&failure))?;
        }
        for annotation in self.annotations.iter() {
            writeln!(out, "{}", command(annotation, &self.directory))?;
        }
        self.annotations.write_end(out, *summary)
    }
}

/// Returns the command for a finding.
fn command(annotation: &Annotation, directory: &Path) -> String {
    let Annotation { severity, rule, path, place, message } = annotation;
    let kind = if *severity == Severity::Error { "error" } else { "warning" };
    let path = value(&normalized(&directory.join(path)).to_string_lossy());
    // The agent writes `path(line,column)` to the log, so an archive gets numbers too.
    let LineColumn { line, column } = place.unwrap_or(LineColumn::START);
    let message = value(message);
    format!(
        "##vso[task.logissue type={kind};sourcepath={path};linenumber={line};columnnumber={column};code={rule};]{message}"
    )
}

/// Escapes a value or a message, as `CommandStringConvertor` of the agent does.
///
/// The agent decodes `%AZP25` unless the variable `DECODE_PERCENTS` is `false`. Agents from before that change, in which it
/// has to be `true`, show `%AZP25` instead of `%`. Neither decodes anything else that begins with it, so a name with `%0A`
/// stays in its line.
fn value(text: &str) -> String {
    let text = escaped(text).replace('%', "%AZP25");
    text.replace(';', "%3B").replace('\r', "%0D").replace('\n', "%0A").replace(']', "%5D")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped() {
        for (text, expected) in [
            ("a b.dtsx", "a b.dtsx"),
            ("a;b]c", "a%3Bb%5Dc"),
            ("100%", "100%AZP25"),
            ("%0A%3B%5D%AZP25", "%AZP250A%AZP253B%AZP255D%AZP25AZP25"),
            ("##vso[task.complete]x", "##vso\\[task.complete%5Dx"),
            ("a\r\n\u{202e}", "a\\r\\n\\u{202e}"),
        ] {
            assert_eq!(value(text), expected);
        }
    }

    #[cfg(unix)]
    #[test]
    fn paths_are_absolute() {
        let annotation = |path: &str, place| Annotation {
            severity: Severity::Warning,
            rule: "r",
            path: path.into(),
            place,
            message: "m;n".to_owned(),
        };
        let place = Some(LineColumn { line: 2, column: 3 });
        let shown = |annotation| command(&annotation, Path::new("/w/s"));
        assert_eq!(
            shown(annotation("../a;b.dtsx", place)),
            "##vso[task.logissue type=warning;sourcepath=/w/a%3Bb.dtsx;linenumber=2;columnnumber=3;code=r;]m%3Bn"
        );
        assert_eq!(
            shown(annotation("/x/a.ispac", None)),
            "##vso[task.logissue type=warning;sourcepath=/x/a.ispac;linenumber=1;columnnumber=1;code=r;]m%3Bn"
        );
    }
}
