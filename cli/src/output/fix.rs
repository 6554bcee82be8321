//! The output of `fix`: a unified diff for each file, what was refused, and a summary.
//!
//! A line of the diff is a changed value, redacted, and not the line of the file. A line of a file can contain other
//! values, for example passwords of other connection managers, and it can be a megabyte long.

use std::fmt::{self, Display};
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use smtp_connection_string::Redacted;

use crate::counts::Count;
use crate::fix::plan::{ChangedFile, ChangedValue, Plan, Reason, Refused, Subject};
use crate::inventory::record::FileName;
use crate::names::{escaped, name, shown_entry};
use crate::output::excerpt::Excerpt;
use crate::scan::totals::FileTotals;
use crate::ssis::Property;

const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const EMPHASIS: Style = Style::new().bold();

/// What was changed and refused in all projects.
#[derive(Default)]
pub(crate) struct Totals {
    managers: usize,
    strings: usize,
    files: usize,
    places: usize,
    refused: usize,
}

/// Writes the changes of one project after the other.
pub(crate) struct FixReport {
    removed: Style,
    added: Style,
    emphasis: Style,
}

impl FixReport {
    pub(crate) fn new(is_styled: bool) -> Self {
        let style = |style| if is_styled { style } else { Style::new() };
        Self { removed: style(REMOVED), added: style(ADDED), emphasis: style(EMPHASIS) }
    }

    /// Writes the changes of a project.
    pub(crate) fn write(&self, out: &mut impl Write, plan: &Plan<'_>) -> io::Result<()> {
        for file in &plan.files {
            self.write_file(out, file)?;
        }
        for subject in &plan.disagreeing {
            let place = Labeled(subject);
            writeln!(out, "note: {place}: its places had different values; only what was asked for was made equal")?;
        }
        for Refused { subject, reason } in &plan.refused {
            let (style, place) = (self.removed, Labeled(subject));
            writeln!(out, "{style}not changed{style:#}: {place}: {}", Because(reason))?;
        }
        if plan.is_partial
            && let (Some(file), true) = (plan.files.first(), plan.managers > 0)
        {
            let path = InFile(&file.file);
            writeln!(out, "note: {path}: not every file of its folder was read, so copies of the value may remain")?;
        }
        let is_any = (plan.is_partial && plan.managers > 0) || !plan.disagreeing.is_empty() || !plan.refused.is_empty();
        if is_any { writeln!(out) } else { Ok(()) }
    }

    fn write_file(&self, out: &mut impl Write, file: &ChangedFile<'_>) -> io::Result<()> {
        let style = self.emphasis;
        let path = escaped(file.file.name);
        writeln!(out, "{style}--- {path}{style:#}")?;
        writeln!(out, "{style}+++ {path}{style:#}")?;
        for value in &file.changes {
            self.write_value(out, value)?;
        }
        writeln!(out)
    }

    fn write_value(&self, out: &mut impl Write, value: &ChangedValue<'_>) -> io::Result<()> {
        let line = value.subject.place.line;
        writeln!(out, "@@ -{line} +{line} @@{}", Heading(&value.subject))?;
        let (removed, added) = (self.removed, self.added);
        writeln!(out, "{removed}-{}{removed:#}", shown(value.property, value.old, &value.new))?;
        writeln!(out, "{added}+{}{added:#}", shown(value.property, &value.new, value.old))
    }
}

/// Writes the summary.
pub(crate) fn write_summary(
    out: &mut impl Write,
    totals: &Totals,
    files: &FileTotals,
    is_written: bool,
) -> io::Result<()> {
    for line in files.skipped.lines() {
        writeln!(out, "{line}")?;
    }
    let Totals { managers, strings, files, places, refused } = *totals;
    if files == 0 {
        write!(out, "nothing to change")?;
    } else {
        let mut subjects = Vec::new();
        if managers > 0 {
            subjects.push(Count(managers, "connection manager").to_string());
        }
        if strings > 0 {
            subjects.push(Count(strings, if managers > 0 { "other string" } else { "string" }).to_string());
        }
        let verb = if is_written { "changed" } else { "would change" };
        let (files, places) = (Count(files, "file"), Count(places, "place"));
        write!(out, "{verb} {} in {files} ({places})", subjects.join(" and "))?;
    }
    if refused > 0 {
        write!(out, "; {refused} not changed")?;
    }
    if files > 0 && !is_written {
        write!(out, "; use --write to change {}", if files == 1 { "the file" } else { "the files" })?;
    }
    writeln!(out)
}

impl Totals {
    pub(crate) fn add(&mut self, plan: &Plan<'_>) {
        self.managers += plan.managers;
        self.strings += plan.strings;
        self.files += plan.files.len();
        self.places += plan.files.iter().map(|file| file.changes.len()).sum::<usize>();
        self.refused += plan.refused.len();
    }
}

/// Returns a value redacted, escaped, and shortened to the part that differs from another one.
fn shown(property: Property, value: &str, other: &str) -> String {
    let (text, other) = match property {
        Property::ConnectionString => (value.to_owned(), other.to_owned()),
        // A value alone would be redacted as one of an unknown property.
        Property::Part(part) => (format!("{}={value}", part.as_str()), format!("{}={other}", part.as_str())),
    };
    let equal = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| -> usize {
        a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let start = equal(&mut text.chars(), &mut other.chars());
    let end = text.len() - equal(&mut text.chars().rev(), &mut other.chars().rev());
    let redacted = Redacted::new(&text);
    Excerpt::new(&redacted, std::iter::once(start..end.max(start))).text().to_owned()
}

/// ` connection manager "Mail"`, or nothing.
struct Heading<'a>(&'a Subject<'a>);

impl Display for Heading<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Subject { name: Some(named), is_manager: true, .. } => write!(f, " connection manager \"{}\"", name(named)),
            Subject { name: Some(named), .. } => write!(f, " \"{}\"", name(named)),
            Subject { name: None, .. } => Ok(()),
        }
    }
}

/// `a/b.dtsx:41:9, connection manager "Mail"`.
struct Labeled<'a>(&'a Subject<'a>);

impl Display for Labeled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Subject { file, place, name, .. } = self.0;
        write!(f, "{}:{}:{}", InFile(file), place.line, place.column)?;
        if name.is_some() { write!(f, ",{}", Heading(self.0)) } else { Ok(()) }
    }
}

/// `a/b.ispac!/c.dtsx`.
struct InFile<'a>(&'a FileName<'a>);

impl Display for InFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escaped(self.0.name))?;
        self.0.entry.map_or(Ok(()), |entry| write!(f, "!/{}", shown_entry(entry)))
    }
}

struct Because<'a>(&'a Reason<'a>);

impl Display for Because<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Reason::Own(reason) => f.write_str(reason),
            Reason::File(file, reason) => write!(f, "{}: {reason}", InFile(file)),
        }
    }
}
