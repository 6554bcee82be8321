//! The exceptions during a scan: which findings each accepted, and which have ended or match nothing.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::args::FileArguments;
use crate::base_folder::BaseFolder;
use crate::config::exception::{Exception, Subject};
use crate::config::settings::Settings;
use crate::counts::Count;
use crate::date::Date;
use crate::finding::Acceptance;
use crate::names::escaped;
use crate::rules::files::FileRule;
use crate::ssis::{Kind, kind_of};

/// The number of days before its end in which an exception ends soon.
const SOON: i64 = 30;
/// The maximum number of exceptions that are named in a message.
const MAX_NAMED: usize = 5;

/// The exceptions of a scan.
pub(crate) struct Exceptions {
    /// The path of the file in reports. It is not escaped.
    pub(crate) name: String,
    base: BaseFolder,
    /// Whether the scan reads all files to which the exceptions can apply.
    is_everything_scanned: bool,
    all: Vec<Tracked>,
}

/// An exception, and what was found of it.
pub(crate) struct Tracked {
    pub(crate) exception: Exception,
    /// The number of findings that it accepts, or would accept if it had not ended.
    pub(crate) findings: usize,
    pub(crate) state: State,
    /// Whether it matches a finding, also one that another exception accepts.
    is_matched: bool,
    /// Whether a file that the exception names was read.
    is_file_read: bool,
    /// Whether a file to which it may apply could not be read.
    is_file_unread: bool,
}

/// Whether an exception applies today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Applies,
    /// It applies for this number of days after today.
    EndsSoon(i64),
    Ended,
}

impl State {
    fn new(until: Option<Date>, today: Date) -> Self {
        match until.map(|until| today.days_until(until)) {
            Some(..0) => Self::Ended,
            Some(days @ 0..=SOON) => Self::EndsSoon(days),
            _ => Self::Applies,
        }
    }
}

impl Exceptions {
    /// Prepares the exceptions for a scan that reads these paths completely.
    pub(crate) fn new(
        name: String,
        base: BaseFolder,
        exceptions: Vec<Exception>,
        today: Date,
        paths: &[PathBuf],
    ) -> Self {
        let is_scanned = |path: &PathBuf| std::fs::canonicalize(path).is_ok_and(|path| base.folder.starts_with(path));
        let is_everything_scanned = paths.iter().any(is_scanned);
        let tracked = |exception: Exception| Tracked {
            state: State::new(exception.until, today),
            exception,
            findings: 0,
            is_matched: false,
            is_file_read: false,
            is_file_unread: false,
        };
        Self { name, base, is_everything_scanned, all: exceptions.into_iter().map(tracked).collect() }
    }

    /// Adds a file or an entry that was scanned, or a folder that cannot be read. `is_complete` is whether all of it was read.
    pub(crate) fn add_file(&mut self, path: &Path, entry: Option<&str>, is_complete: bool) {
        // A canonical path needs system calls.
        if self.all.is_empty() {
            return;
        }
        // Nothing is known about the files in a folder or an archive that cannot be read, so it is unread for every exception.
        let is_archive = || path.to_str().and_then(kind_of) == Some(Kind::Project);
        let is_container = !is_complete && entry.is_none() && (path.is_dir() || is_archive());
        let path = self.base.relative(path);
        let all = self.all.iter_mut();
        for tracked in all.filter(|tracked| is_container || tracked.exception.is_in(path, entry)) {
            tracked.is_file_read |= is_complete;
            tracked.is_file_unread |= !is_complete;
        }
    }

    /// Returns the exceptions that are about a connection manager or another part of a file, for [`Self::accept`].
    pub(crate) fn about(
        &mut self,
        path: &Path,
        entry: Option<&str>,
        manager: Option<&str>,
        server: Option<&str>,
    ) -> Vec<usize> {
        if self.all.is_empty() {
            return Vec::new();
        }
        let subject = Subject { path: self.base.relative(path), entry, manager, server };
        let all = self.all.iter().enumerate();
        all.filter(|(_, tracked)| tracked.exception.matches(&subject)).map(|(index, _)| index).collect()
    }

    /// Decides about findings, and counts them for the first exception that applies, or else for the first that has ended.
    ///
    /// A file that cannot be read is never accepted, because nothing is known about it.
    pub(crate) fn accept(&mut self, about: &[usize], rule: &str, count: usize) -> Acceptance {
        if rule == FileRule::UnreadableFile.id() {
            return Acceptance::Counts;
        }
        let applicable = |index: &&usize| self.all.get(**index).is_some_and(|tracked| tracked.exception.is_about(rule));
        let applicable: Vec<usize> = about.iter().filter(applicable).copied().collect();
        for index in &applicable {
            if let Some(tracked) = self.all.get_mut(*index) {
                tracked.is_matched = true;
            }
        }
        let applies = |index: &&usize| self.all.get(**index).is_some_and(|tracked| tracked.state != State::Ended);
        let Some(index) = applicable.iter().find(applies).or(applicable.first()).copied() else {
            return Acceptance::Counts;
        };
        let Some(tracked) = self.all.get_mut(index) else { return Acceptance::Counts };
        tracked.findings = tracked.findings.saturating_add(count);
        match (tracked.state, tracked.exception.until) {
            (State::Ended, Some(until)) => {
                let place = place(&self.name, tracked.exception.line);
                Acceptance::Ended(format!("the exception at {place} ended on {until}"))
            }
            _ => Acceptance::Accepted(index),
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Exception> {
        self.all.get(index).map(|tracked| &tracked.exception)
    }

    /// Returns the exceptions in the order of the file.
    pub(crate) fn all(&self) -> &[Tracked] {
        &self.all
    }

    /// Returns whether an exception matches nothing, although everything to which it can apply was read.
    pub(crate) fn is_unused(&self, tracked: &Tracked) -> bool {
        let is_read = self.is_everything_scanned || (tracked.is_file_read && tracked.exception.names_files());
        !tracked.is_matched && is_read && !tracked.is_file_unread
    }

    /// Returns the exceptions that have ended or are not used, one line per kind, safe to display.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let name = escaped(&self.name);
        let unused: Vec<&Tracked> = self.all.iter().filter(|tracked| self.is_unused(tracked)).collect();
        let ended = self.all.iter().filter(|tracked| tracked.state == State::Ended && tracked.findings > 0);
        let ended: Vec<&Tracked> = ended.collect();
        let lines = |some: &[&Tracked]| Lines(some.iter().map(|tracked| tracked.exception.line).collect()).to_string();
        let mut remarks = Vec::new();
        if !ended.is_empty() {
            let findings = ended.iter().map(|tracked| tracked.findings).sum();
            let (verb, accept) = if ended.len() == 1 { ("has", "accepts") } else { ("have", "accept") };
            let [count, findings] = [Count(ended.len(), "exception"), Count(findings, "finding")];
            remarks
                .push(format!("{count} in {name} {verb} ended and no longer {accept} {findings}: {}", lines(&ended)));
        }
        if !unused.is_empty() {
            let count = Count(unused.len(), "exception");
            let (verb, them) = if unused.len() == 1 { ("matches", "it") } else { ("match", "them") };
            remarks.push(format!("{count} in {name} {verb} no finding: {}; remove {them}", lines(&unused)));
        }
        remarks
    }

    /// Returns the list of exceptions (`--show-exceptions`), one line each, safe to display, or a line that says that there
    /// are none. The reason is last, because it may contain any character.
    pub(crate) fn list(&self) -> Vec<String> {
        if self.all.is_empty() {
            return vec![format!("no exceptions in {}", escaped(&self.name))];
        }
        let line = |tracked: &Tracked| {
            let Tracked { exception: Exception { line, reason, owner, until, .. }, findings, state, .. } = tracked;
            let findings = Count(*findings, "finding");
            let what = match (until, state) {
                (Some(until), State::Ended) if findings.0 == 0 => format!("ended on {until}"),
                (Some(until), State::Ended) => format!("ended on {until}, no longer accepts {findings}"),
                (Some(until), State::EndsSoon(0)) => format!("accepts {findings} until {until}, which is today"),
                (Some(until), State::EndsSoon(1)) => format!("accepts {findings} until {until}, which is tomorrow"),
                (Some(until), State::EndsSoon(days)) => format!("accepts {findings} until {until}, in {days} days"),
                (Some(until), State::Applies) => format!("accepts {findings} until {until}"),
                (None, _) => format!("accepts {findings}"),
            };
            let unused = if self.is_unused(tracked) { ", can be removed" } else { "" };
            let place = place(&self.name, *line);
            format!("{place}: {what}{unused}; owner: {}; reason: {}", escaped(owner), escaped(reason))
        };
        self.all.iter().map(line).collect()
    }
}

impl Settings {
    /// Returns the exceptions for a scan of these files.
    pub(crate) fn exceptions(self, today: Date, files: &FileArguments) -> Exceptions {
        // This scan may omit files that others read. What the settings exclude is never read.
        let paths = if files.exclude.is_empty() { files.paths.as_slice() } else { &[] };
        Exceptions::new(self.name, self.base, self.file.exceptions, today, paths)
    }
}

fn place(name: &str, line: usize) -> String {
    format!("{}:{line}", escaped(name))
}

/// Line numbers: `line 3`, `lines 3 and 8`, `lines 1, 2, 3, 4, 5 and 7 more`.
struct Lines(Vec<usize>);

impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown: Vec<String> = self.0.iter().take(MAX_NAMED).map(usize::to_string).collect();
        let more = self.0.len().saturating_sub(MAX_NAMED);
        if more > 0 {
            shown.push(format!("{more} more"));
        }
        f.write_str(if self.0.len() == 1 { "line " } else { "lines " })?;
        match shown.split_last() {
            Some((last, rest)) if !rest.is_empty() => write!(f, "{} and {last}", rest.join(", ")),
            _ => f.write_str(&shown.concat()),
        }
    }
}

#[cfg(test)]
mod tests;
