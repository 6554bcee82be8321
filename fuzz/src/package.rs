//! The property of the target `package`: reading a file never panics, and every record has a position in the file and a
//! `Debug` output without its text.
//!
//! The tests of the command line replay it.

use smtp_connstr::ssis::{Limits, Record, What, may_hold_a_manager, read};

/// The name of an archive.
const ARCHIVE: &str = "a.ispac";

/// One name for each way to read a file; the first byte selects one.
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

/// Small limits, which inputs of a fuzzer can reach.
const LIMITS: Limits = Limits { entries: 64, entry_bytes: 1 << 18, archive_bytes: 1 << 20, nodes: 10_000 };

/// Reads one file: the first byte selects its name, and the others are its content.
///
/// # Panics
///
/// Panics if the property is violated.
pub fn check(data: &[u8]) {
    let Some((choice, bytes)) = data.split_first() else { return };
    let Some(name) = NAMES.get(usize::from(*choice) % NAMES.len()) else { return };
    let given = read(name, bytes, true, &LIMITS);
    let met = read(name, bytes, false, &LIMITS);
    given.iter().chain(&met).for_each(|record| is_in_place(record, bytes));
    // An archive is always opened, because a truncated one must be reported.
    if *name != ARCHIVE && !may_hold_a_manager(bytes) {
        assert!(met.is_empty(), "dismissed, but not empty: {met:?}");
    }
    for (explicitly, records) in [(true, &given), (false, &met)] {
        let again = read(name, bytes, explicitly, &LIMITS);
        assert_eq!(format!("{records:?}"), format!("{again:?}"), "reading the same file again");
    }
}

fn is_in_place(record: &Record, bytes: &[u8]) {
    // A line or a column has at least one byte; an entry of an archive can be larger than the archive.
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
    // An offset outside the text must not panic.
    let _ = found.text.place(usize::MAX);
    if text.len() > 8 {
        assert!(!format!("{found:?}").contains(text), "`Debug` shows the text");
    }
}
