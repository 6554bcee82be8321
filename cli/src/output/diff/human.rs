//! The human-readable differences between two inventories: the answer, one block per difference, and the numbers.

use std::fmt::{self, Display};
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::comparison::change::{Change, ChangeKind, ChangedProperty, PropertyChange, PropertyValue, Subject};
use crate::comparison::differences::Differences;
use crate::comparison::saved::{Connection, Location};
use crate::counts::Count;
use crate::names::{escaped, name, shown_entry};
use crate::output::stream::Output;

pub(crate) fn write(out: &mut Output, differences: &Differences<'_>) -> io::Result<()> {
    let is_styled = out.is_styled();
    writeln!(out, "{}", Answer(differences))?;
    if differences.folders.is_any() {
        let [old, new] = [differences.folders.old, differences.folders.new].map(|folder| match folder {
            "" => "the current folder".to_owned(),
            folder => escaped(folder),
        });
        writeln!(out, "no file is in both inventories, so paths are compared relative to {old} and {new}")?;
    }
    for change in &differences.changes {
        writeln!(out)?;
        write_change(out, change, is_styled)?;
    }
    for unread in &differences.unread {
        let place = Place(unread.location);
        writeln!(out, "\nnot compared: {place}, which could not be read for the {} inventory", unread.side.as_str())?;
    }
    writeln!(out)?;
    write_numbers(out, differences)
}

/// What changed, in one line: `1 connection manager added, 2 changed (1 no longer uses TLS)`.
struct Answer<'a>(&'a Differences<'a>);

impl Display for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(differences) = self;
        if !differences.is_any() {
            return f.write_str("no differences");
        }
        let mut separator = "";
        for (subject, noun) in [(Subject::Manager, "connection manager"), (Subject::String, "connection string")] {
            let mut noun = Some(noun);
            for kind in [ChangeKind::Added, ChangeKind::Removed, ChangeKind::Changed] {
                let count = differences.count(|change| change.subject == subject && change.kind == kind);
                let kind_name = kind.as_str();
                match (count, noun) {
                    (0, _) => continue,
                    (_, Some(noun)) => write!(f, "{separator}{} {kind_name}", Count(count, noun))?,
                    (_, None) => write!(f, ", {count} {kind_name}")?,
                }
                noun = None;
                separator = "; ";
            }
            write_details(f, differences, subject)?;
        }
        for (count, one, many) in [
            (
                differences.count(|change| change.sets(ChangedProperty::SendsMail, true)),
                "1 package began to send mail",
                "packages began to send mail",
            ),
            (
                differences.count(|change| change.sets(ChangedProperty::SendsMail, false)),
                "1 package stopped sending mail",
                "packages stopped sending mail",
            ),
            (
                differences.count(Change::is_other_manager),
                "1 package sends mail through other connection managers",
                "packages send mail through other connection managers",
            ),
            (differences.unread.len(), "1 file could not be compared", "files could not be compared"),
        ] {
            match count {
                0 => continue,
                1 => write!(f, "{separator}{one}")?,
                _ => write!(f, "{separator}{count} {many}")?,
            }
            separator = "; ";
        }
        if separator.is_empty() { f.write_str("only the numbers of packages changed") } else { Ok(()) }
    }
}

/// Writes what matters most about the changed connections of a kind, in parentheses.
fn write_details(f: &mut fmt::Formatter<'_>, differences: &Differences<'_>, subject: Subject) -> fmt::Result {
    let count = |predicate: &dyn Fn(&Change<'_>) -> bool| {
        differences.count(|change| change.subject == subject && change.kind == ChangeKind::Changed && predicate(change))
    };
    let windows = |value: &PropertyValue<'_>| matches!(value, PropertyValue::Text("windows"));
    let authentication = |change: &Change<'_>, is_old: bool| {
        let change = change.property(ChangedProperty::Authentication);
        change.is_some_and(|change| windows(if is_old { &change.old } else { &change.new }))
    };
    let tls = |change: &Change<'_>, is_old: bool| {
        let change = change.property(ChangedProperty::EnableSsl);
        change.is_some_and(|change| matches!(if is_old { &change.old } else { &change.new }, PropertyValue::Flag(true)))
    };
    let mut separator = " (";
    for (count, one, many) in [
        (count(&|change| tls(change, true)), "no longer uses TLS", "no longer use TLS"),
        (
            count(&|change| authentication(change, true)),
            "no longer uses Windows authentication",
            "no longer use Windows authentication",
        ),
        (count(&|change| tls(change, false)), "now uses TLS", "now use TLS"),
        (
            count(&|change| authentication(change, false)),
            "now uses Windows authentication",
            "now use Windows authentication",
        ),
        (
            count(&|change| change.property(ChangedProperty::Server).is_some()),
            "has a different server",
            "have a different server",
        ),
    ] {
        if count > 0 {
            write!(f, "{separator}{count} {}", if count == 1 { one } else { many })?;
            separator = ", ";
        }
    }
    if separator == ", " { f.write_str(")") } else { Ok(()) }
}

fn write_change(out: &mut impl Write, change: &Change<'_>, is_styled: bool) -> io::Result<()> {
    let style = match change.kind {
        _ if !is_styled => Style::new(),
        ChangeKind::Added => AnsiColor::Green.on_default().bold(),
        ChangeKind::Removed => AnsiColor::Red.on_default().bold(),
        ChangeKind::Changed => AnsiColor::Yellow.on_default().bold(),
    };
    write!(out, "{style}{}{style:#}: {}", change.kind.as_str(), Place(change.location))?;
    if let Some((line, column)) = change.position {
        write!(out, ":{line}:{column}")?;
    }
    match (change.subject, change.name.or(change.id)) {
        (Subject::Manager, Some(manager)) => write!(out, ", connection manager \"{}\"", name(manager))?,
        (Subject::Manager, None) => write!(out, ", connection manager")?,
        (Subject::String, Some(string)) => write!(out, ", connection string \"{}\"", name(string))?,
        (Subject::String, None) => write!(out, ", connection string")?,
        (Subject::Package, _) => write!(out, ", package")?,
    }
    writeln!(out)?;
    change.properties.iter().try_for_each(|property| write_property(out, change, property))
}

fn write_property(out: &mut impl Write, change: &Change<'_>, property: &PropertyChange<'_>) -> io::Result<()> {
    let label = match property.property {
        ChangedProperty::Name => "name",
        ChangedProperty::Server => "server",
        ChangedProperty::EnableSsl => "TLS",
        ChangedProperty::Authentication => "authentication",
        ChangedProperty::Timeout => "timeout",
        ChangedProperty::Certain => "certain",
        ChangedProperty::SendsMail => "sends mail",
        ChangedProperty::Managers => "through",
    };
    let [old, new] = [&property.old, &property.new].map(|value| shown(value, property.property, change.location));
    match change.kind {
        ChangeKind::Added => writeln!(out, "  {label}: {new}"),
        ChangeKind::Removed => writeln!(out, "  {label}: {old}"),
        ChangeKind::Changed => writeln!(out, "  {label}: {old} → {new}"),
    }
}

fn shown(value: &PropertyValue<'_>, property: ChangedProperty, location: &Location) -> String {
    match value {
        PropertyValue::Unknown if property == ChangedProperty::Timeout => "not set".to_owned(),
        PropertyValue::Unknown => "not known".to_owned(),
        PropertyValue::Flag(true) => "yes".to_owned(),
        PropertyValue::Flag(false) => "no".to_owned(),
        PropertyValue::Number(milliseconds) => format!("{milliseconds} ms"),
        PropertyValue::Text("windows") => "Windows".to_owned(),
        PropertyValue::Text(text) => name(text),
        PropertyValue::Managers(managers) if managers.is_empty() => "nothing".to_owned(),
        PropertyValue::Managers(managers) => {
            let managers: Vec<String> = managers.iter().map(|manager| shown_manager(manager, location)).collect();
            managers.join(", ")
        }
    }
}

/// Returns the name of a connection manager, and its file if it is not in the package.
fn shown_manager(manager: &Connection, package: &Location) -> String {
    let shown = manager.name.as_deref().or(manager.id.as_deref()).map_or_else(|| "?".to_owned(), name);
    if manager.location == *package {
        format!("\"{shown}\"")
    } else {
        format!("\"{shown}\" of {}", Place(&manager.location))
    }
}

fn write_numbers(out: &mut impl Write, differences: &Differences<'_>) -> io::Result<()> {
    let Differences { old, new, .. } = differences;
    for (label, old, new) in [
        ("packages", old.packages, new.packages),
        ("packages that send mail", old.packages_that_mail, new.packages_that_mail),
        ("  in cleartext", old.in_cleartext, new.in_cleartext),
        ("  anonymously", old.anonymous, new.anonymous),
        ("  encryption not known", old.encryption_unknown, new.encryption_unknown),
    ] {
        if old == new {
            writeln!(out, "{label}: {new}")?;
        } else {
            writeln!(out, "{label}: {old} → {new}")?;
        }
    }
    Ok(())
}

/// A file, or an entry of an archive: `a/b.ispac!/c.dtsx`.
struct Place<'a>(&'a Location);

impl Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Location { file, entry } = self.0;
        write!(f, "{}", escaped(file))?;
        entry.as_ref().map_or(Ok(()), |entry| write!(f, "!/{}", shown_entry(entry)))
    }
}
