//! The fixes of a finding as replacements in its file.
//!
//! A program that applies a fix knows nothing about SSIS, so a fix is only offered if one replacement in one file is right.

use smtp_connection_string::Applicability;

use crate::inventory::record::{LocatedFinding, Record, Subject};
use crate::output::scan::sarif::model::{self, ArtifactChange, ArtifactLocation, FixProperties, Region, Text};
use crate::rules::files::FileRule;
use crate::ssis::{Replacement, replacement};

/// A fix. Its text is a part of the library's fix, which contains no text that is redacted.
pub(super) struct Fix {
    replacement: Replacement,
    applicability: Applicability,
}

/// Returns whether a file can be changed at all. The columns in a file whose encoding is damaged are not certain, and a
/// malformed one was not read as a whole.
pub(super) fn is_exact(records: &[&Record<'_>]) -> bool {
    let findings = records.iter().flat_map(|record| &record.findings);
    !findings.into_iter().any(|located| located.finding.rule == FileRule::UnreadableFile.id())
}

/// Returns whether the string of a record can be changed by one replacement. The entries of an archive are compressed, and the
/// copies of a connection manager must not disagree; the subcommand `fix` changes all of them.
pub(super) fn is_alone(record: &Record<'_>) -> bool {
    let has_copies = matches!(&record.subject, Subject::Manager(manager) if !manager.copies.is_empty());
    record.file.entry.is_none() && !has_copies
}

/// Returns the fixes of a finding.
pub(super) fn fixes(record: &Record<'_>, located: &LocatedFinding<'_>) -> Vec<Fix> {
    let Some(string) = record.string_of(located) else { return Vec::new() };
    let fix = |fix: smtp_connection_string::Fix| {
        let replacement = replacement(string.text, fix.span(), fix.replacement())?;
        Some(Fix { replacement, applicability: fix.applicability() })
    };
    record.fixes(located).into_iter().filter_map(fix).collect()
}

impl Fix {
    pub(super) fn fix(&self, location: ArtifactLocation, help: &str) -> model::Fix {
        let Replacement { start, end, new } = &self.replacement;
        let is_certain = self.applicability == Applicability::MachineApplicable;
        let text = if is_certain { help.to_owned() } else { format!("{help} (check that this is what you want)") };
        let replacement = model::Replacement {
            deleted_region: Region {
                start_line: start.line,
                start_column: Some(start.column),
                end_line: Some(end.line),
                end_column: Some(end.column),
            },
            inserted_content: Text { text: new.clone() },
        };
        model::Fix {
            description: Text { text },
            artifact_changes: [ArtifactChange { artifact_location: location, replacements: [replacement] }],
            properties: FixProperties { applicability: self.applicability.as_str() },
        }
    }
}
