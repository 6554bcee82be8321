//! The law of the target `package`: whatever the bytes of a file are, reading it panics nowhere, and what is found has its
//! place in the file and hides its text.
//!
//! It stands apart from the other laws, since it is about the command line's reader and not about the library; the tests
//! of the command line replay it.

use smtp_connstr::package::{Limits, Record, What, may_hold_a_manager, read};

/// The name by which a file is opened as an archive.
const ARCHIVE: &str = "a.ispac";

/// One name for each way of reading, by which a file's first byte chooses.
const NAMES: &[&str] = &[
    "a.dtsx",
    "a.conmgr",
    ARCHIVE,
    "a.dtproj",
    "Project.params",
    "@Project.manifest",
    "a.dtsConfig",
    "a.sql",
    "a.txt",
    "a",
];

/// Small, so that a file that asks for much is refused soon.
const LIMITS: Limits = Limits { entries: 64, entry_bytes: 1 << 18, archive_bytes: 1 << 20, nodes: 10_000 };

/// Holds the reader to the law on one file: its first byte is the choice of the name, the others are the file.
///
/// # Panics
///
/// Where the law is broken.
pub fn law(data: &[u8]) {
    let Some((choice, bytes)) = data.split_first() else { return };
    let Some(name) = NAMES.get(usize::from(*choice) % NAMES.len()) else { return };
    let given = read(name, bytes, true, &LIMITS);
    let met = read(name, bytes, false, &LIMITS);
    given.iter().chain(&met).for_each(|record| is_in_place(record, bytes));
    // What is named as an archive is opened as one, whatever the search says: a truncated one must be reported.
    if *name != ARCHIVE && !may_hold_a_manager(bytes) {
        assert!(met.is_empty(), "dismissed, and yet found: {met:?}");
    }
    for (explicitly, records) in [(true, &given), (false, &met)] {
        let again = read(name, bytes, explicitly, &LIMITS);
        assert_eq!(format!("{records:?}"), format!("{again:?}"), "the same file reads the same");
    }
}

fn is_in_place(record: &Record, bytes: &[u8]) {
    // A line takes a byte at least, and so does a column; within an archive the entry is larger than what it takes.
    let most = bytes.len().max(usize::try_from(LIMITS.entry_bytes).unwrap_or(usize::MAX)) + 1;
    let in_file =
        |line: u32, column: u32| line >= 1 && column >= 1 && (line as usize) <= most && (column as usize) <= most;
    assert!(in_file(record.place.line, record.place.column), "{record:?}");
    let What::ConnectionString(found) = &record.what else { return };
    let text = found.text.as_str();
    for offset in (0..=text.len()).filter(|&offset| text.is_char_boundary(offset)) {
        let place = found.text.place(offset);
        assert!(in_file(place.line, place.column), "{record:?}");
    }
    // Any offset has a place, if perhaps none of a character.
    let _ = found.text.place(usize::MAX);
    if text.len() > 8 {
        assert!(!format!("{found:?}").contains(text), "the debug of what was found shows it");
    }
}
