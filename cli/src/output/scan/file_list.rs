//! The list of all files and of what happened to them (`--show-files`), one line each.
//!
//! It is written to standard error during the scan, and not as a format that replaces the findings. An auditor wants
//! both from the same run, because the files may change between two runs, and the formats on standard output remain
//! valid.

use crate::config::settings::Settings;
use crate::counts::Count;
use crate::inventory::project::Content;
use crate::names;
use crate::scan::reading::Event;
use crate::ssis::{self, Facts, ProblemKind};

/// Returns the line of the settings that are used.
pub(crate) fn settings_line(settings: &Settings) -> String {
    format!("settings: {}", names::escaped(&settings.name))
}

/// Returns the line of a file: what happened to it, why, and its path. The path is last, because it may contain any
/// character.
pub(crate) fn line(event: &Event<'_>) -> Option<String> {
    let (what, name, separator) = match event {
        Event::File(file) => (described(&file.content), file.name.clone(), ""),
        Event::Skipped { path, is_folder, reason } => {
            (format!("skipped, {}", reason.as_str()), names::path(path), if *is_folder { "/" } else { "" })
        }
        Event::BadArgument(_) | Event::Folder { .. } => return None,
    };
    Some(format!("{what}: {}{separator}", names::escaped(&name)))
}

fn described(content: &Content) -> String {
    if let Content::Read(ssis::Reading::Dismissed(_)) = content {
        return "dismissed, no mention of SMTP".to_owned();
    }
    let problems = content.facts().iter().flat_map(|facts| &facts.problems);
    let mut reasons = problems.filter_map(|problem| match problem.what {
        ProblemKind::Encrypted => Some("encrypted"),
        ProblemKind::Unreadable(reason) => Some(reason),
        ProblemKind::Damaged(_) => None,
    });
    if let Some(reason) = reasons.next() {
        return format!("unreadable, {reason}");
    }
    let strings = content.facts().iter().map(Facts::strings);
    format!("read, {}", Count(strings.sum(), "connection string"))
}
