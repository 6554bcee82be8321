//! The property of the target `package`: reading a file never panics, and every record has a position in the file and a
//! `Debug` output without its text. No report shows a secret, or contains anything that controls a terminal.
//!
//! The tests of the command line replay it.

use crate::leaks;
use smtp_connstr::ssis::{Facts, Limits, LineColumn, LocatedText, Reading, read};

/// One name for each way to read a file; the first byte selects one.
const NAMES: &[&str] = &[
    "a.dtsx",
    "a.conmgr",
    "a.ispac",
    "a.dtproj",
    "Project.params",
    "@Project.manifest",
    "a.dtsConfig",
    "a.sql",
    "a.txt",
    "a",
];

/// Small limits, which inputs of a fuzzer can reach.
pub const LIMITS: Limits = Limits {
    entries: 64,
    entry_bytes: 1 << 18,
    archive_bytes: 1 << 20,
    nodes: 10_000,
    managers: 1_000,
    strings: 1_000,
};

/// Reads one file: the first byte selects its name, and the others are its content. If the first byte is not one of the
/// smallest, it also selects a file with a secret, in which the others are a part of a string.
///
/// # Panics
///
/// Panics if the property is violated.
pub fn check(data: &[u8]) {
    let Some((choice, bytes)) = data.split_first() else { return };
    let Some(name) = NAMES.get(usize::from(*choice) % NAMES.len()) else { return };
    for given in [true, false] {
        let reading = read(name, bytes, given, &LIMITS);
        let again = read(name, bytes, given, &LIMITS);
        assert_eq!(format!("{reading:?}"), format!("{again:?}"), "reading the same file again");
        match reading {
            Reading::NotSsis | Reading::Dismissed(_) => {}
            Reading::File(facts) => are_in_place(&facts, bytes),
            Reading::Archive(entries) => entries.iter().for_each(|facts| are_in_place(facts, bytes)),
        }
    }
    if !matches!(read(name, bytes, true, &LIMITS), Reading::NotSsis | Reading::Dismissed(_)) {
        leaks::reports_of(name, bytes, &LIMITS);
    }
    if let Some(template) = (usize::from(*choice) / NAMES.len()).checked_sub(1) {
        leaks::check_secret(template, bytes, &LIMITS);
    }
}

/// Checks the places of all facts, and that `Debug` shows no text of a connection string.
fn are_in_place(facts: &Facts, bytes: &[u8]) {
    // A line or a column has at least one byte; an entry of an archive can be larger than the archive.
    let most = bytes.len().max(usize::try_from(LIMITS.entry_bytes).unwrap_or(usize::MAX)) + 1;
    let is_in_file = |place: LineColumn| {
        place.line >= 1 && place.column >= 1 && (place.line as usize) <= most && (place.column as usize) <= most
    };
    let managers = facts.managers.iter().map(|manager| manager.place);
    let tasks = facts.tasks.iter().map(|task| task.place);
    let sets = facts.sets.iter().map(|set| set.place);
    let problems = facts.problems.iter().map(|problem| problem.place);
    let places = managers.chain(tasks).chain(sets).chain(problems).chain(facts.mentions.first.iter().copied());
    places.for_each(|place| assert!(is_in_file(place), "{place:?}"));
    for located in texts(facts) {
        let text = located.as_str();
        for offset in (0..=text.len()).filter(|&offset| text.is_char_boundary(offset)) {
            assert!(is_in_file(located.place(offset)), "{offset} in {located:?}");
        }
        // An offset outside the text must not panic.
        let _ = located.place(usize::MAX);
        if text.len() > 8 {
            assert!(!format!("{located:?}").contains(text), "`Debug` shows the text");
        }
    }
}

/// Returns the texts of all connection strings and values.
fn texts(facts: &Facts) -> Vec<&LocatedText> {
    let mut texts: Vec<&LocatedText> = Vec::new();
    for manager in &facts.managers {
        texts.extend(std::iter::once(&manager.string).chain(&manager.others).map(|found| &found.text));
        texts.extend(manager.expressions.iter().map(|expression| &expression.text));
    }
    for set in &facts.sets {
        texts.extend(&set.values.connection_string);
        texts.extend(set.values.parts().map(|(_, text)| text));
    }
    texts.extend(facts.values.iter().filter_map(|value| value.value.as_ref()));
    texts.extend(facts.strings.iter().map(|found| &found.text));
    texts
}
