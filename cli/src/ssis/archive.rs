//! The entries of a project archive (`.ispac`), which is a zip file.
//!
//! Nothing is written to disk, so the names of entries are harmless. Nothing in the archive is trusted: entries are
//! inflated one at a time, up to a limit, and then compared with their size and checksum.

use std::collections::{BTreeSet, HashSet};
use std::io::Read;

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipFileHeaderRecord, ZipSliceArchive};

use crate::ssis::limits::Limits;

const DAMAGED: &str = "the archive is damaged, truncated, or not a zip archive";
const TOO_MANY: &str = "the archive has too many entries";
const TOO_LARGE: &str = "the uncompressed archive is larger than the limit";
const SAME_NAME: &str = "two entries of the archive have the same name";
const LONG_NAME: &str = "the name of an archive entry is longer than 4096 bytes";

/// The maximum length of a name. Windows allows 255 characters, each of which is encoded in at most nine bytes.
const MAX_NAME: usize = 4096;

/// The number of bytes that an archive of any size may inflate to, and the additional bytes for each of its bytes. XML
/// can be compressed to a thousandth, but the entries of real archives inflate to at most 21 times their size.
const MIN_ARCHIVE_BYTES: u64 = 16 << 20;
const MAX_RATIO: u64 = 100;

/// An entry of an archive.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The percent-decoded name. Untrusted text.
    pub(super) name: String,
    /// The content, or the reason why it cannot be read.
    pub(super) content: Result<Vec<u8>, &'static str>,
}

/// Passes the entries with the wanted names to the visitor, one at a time and in the order of the directory. Returns what
/// is wrong with the archive as a whole.
pub(super) fn visit(
    bytes: &[u8],
    limits: &Limits,
    is_wanted: impl Fn(&str) -> bool,
    mut visitor: impl FnMut(Entry),
) -> Vec<&'static str> {
    let Ok(archive) = ZipArchive::from_slice(bytes) else { return vec![DAMAGED] };
    let (headers, mut problems) = list(&archive, limits, is_wanted);
    let mut budget = limits.archive_bytes.min(MIN_ARCHIVE_BYTES.saturating_add(MAX_RATIO * bytes.len() as u64));
    for header in headers {
        let limit = limits.entry_bytes.min(budget);
        let (inflated, result) = content(&archive, &header, limit);
        // An entry that cannot be read takes as much time as one that can.
        budget = budget.saturating_sub(inflated.len() as u64);
        if result == Err(Failure::TooLarge) && limit < limits.entry_bytes {
            problems.push(TOO_LARGE);
            break;
        }
        visitor(Entry { name: header.name, content: result.map(|()| inflated).map_err(Failure::reason) });
    }
    problems
}

/// What the directory says about an entry.
struct Header {
    name: String,
    place: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    is_encrypted: bool,
}

/// Reads the directory: the wanted entries, and what is wrong with it.
fn list(
    archive: &ZipSliceArchive<&[u8]>,
    limits: &Limits,
    is_wanted: impl Fn(&str) -> bool,
) -> (Vec<Header>, Vec<&'static str>) {
    if archive.entries_hint() > limits.entries as u64 {
        return (Vec::new(), vec![TOO_MANY]);
    }
    let mut headers = Vec::new();
    let mut problems = BTreeSet::new();
    let mut names = HashSet::new();
    let mut count = 0;
    for record in archive.entries() {
        let Ok(record) = record else { break };
        count += 1;
        if count > limits.entries {
            return (headers, vec![TOO_MANY]);
        }
        let path = record.file_path().as_bytes();
        if path.len() > MAX_NAME {
            problems.insert(LONG_NAME);
            continue;
        }
        let name = percent_decoded(path);
        if is_wanted(&name) {
            if !names.insert(name.to_ascii_lowercase()) {
                problems.insert(SAME_NAME);
            }
            headers.push(header(name, &record));
        }
    }
    // The directory is damaged, or it has entries that nothing lists.
    if archive.entries_hint() != count as u64 {
        problems.insert(DAMAGED);
    }
    (headers, problems.into_iter().collect())
}

fn header(name: String, record: &ZipFileHeaderRecord<'_>) -> Header {
    let (method, flags) = (record.compression_method(), record.flags());
    let is_encrypted = flags.is_encrypted() || flags.has_strong_encryption() || method == CompressionMethod::AES;
    Header { name, place: record.wayfinder(), method, is_encrypted }
}

/// The reason why an entry cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    TooLarge,
    Encrypted,
    Method,
    Damaged,
}

impl Failure {
    fn reason(self) -> &'static str {
        match self {
            Self::TooLarge => "the uncompressed entry is larger than the limit",
            Self::Encrypted => "the entry is encrypted",
            Self::Method => "the compression method of the entry is not supported",
            Self::Damaged => "the entry is damaged or truncated",
        }
    }
}

/// Returns the content of an entry up to one byte after the limit, and whether it is complete and correct.
fn content(archive: &ZipSliceArchive<&[u8]>, header: &Header, limit: u64) -> (Vec<u8>, Result<(), Failure>) {
    let mut inflated = Vec::new();
    if header.is_encrypted {
        return (inflated, Err(Failure::Encrypted));
    }
    let Ok(entry) = archive.get_entry(header.place) else { return (inflated, Err(Failure::Damaged)) };
    let data = entry.data();
    let limit = limit.saturating_add(1);
    // The size and the checksum are compared at the end of the data, which a reader that stops before does not reach.
    let read = match header.method {
        CompressionMethod::STORE => entry.verifying_reader(data).take(limit).read_to_end(&mut inflated),
        CompressionMethod::DEFLATE => {
            entry.verifying_reader(DeflateDecoder::new(data)).take(limit).read_to_end(&mut inflated)
        }
        _ => return (inflated, Err(Failure::Method)),
    };
    let result = match read {
        Err(_) => Err(Failure::Damaged),
        Ok(_) if inflated.len() as u64 == limit => Err(Failure::TooLarge),
        Ok(_) => Ok(()),
    };
    (inflated, result)
}

/// Decodes `%20` and similar sequences, unless the result would not be UTF-8.
fn percent_decoded(name: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let [byte, tail @ ..] = rest {
        let digit = |at: usize| tail.get(at).and_then(|&digit| char::from(digit).to_digit(16));
        let escaped = match (byte, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => u8::try_from(high * 16 + low).ok(),
            _ => None,
        };
        bytes.push(escaped.unwrap_or(*byte));
        rest = if escaped.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| String::from_utf8_lossy(name).into_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use rawzip::ZipArchiveWriter;

    use super::*;

    const LIMITS: Limits =
        Limits { entries: 10, entry_bytes: 1000, archive_bytes: 2500, nodes: 0, managers: 0, strings: 0 };

    fn archive_with(entries: &[(&str, CompressionMethod, &[u8])], is_encrypted: bool) -> Vec<u8> {
        let mut archive = ZipArchiveWriter::new(Vec::new());
        for &(name, method, content) in entries {
            let path = rawzip::path::EntryPath::verbatim(name.as_bytes());
            let file = archive.new_file(path).compression_method(method).encrypted(is_encrypted);
            let (mut entry, config) = file.start().unwrap();
            let descriptor = if method == CompressionMethod::DEFLATE {
                let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::best()));
                writer.write_all(content).unwrap();
                let (encoder, descriptor) = writer.finish().unwrap();
                encoder.finish().unwrap();
                descriptor
            } else {
                let mut writer = config.wrap(&mut entry);
                writer.write_all(content).unwrap();
                writer.finish().unwrap().1
            };
            entry.finish(descriptor).unwrap();
        }
        archive.finish().unwrap()
    }

    fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let entries: Vec<_> =
            entries.iter().map(|&(name, content)| (name, CompressionMethod::DEFLATE, content)).collect();
        archive_with(&entries, false)
    }

    /// Returns one word for each wanted entry and each problem.
    fn read(bytes: &[u8], limits: &Limits) -> Vec<String> {
        let mut read = Vec::new();
        let problems = visit(
            bytes,
            limits,
            |name| !name.contains(".txt"),
            |Entry { name, content }| {
                read.push(match content {
                    Ok(content) => format!("{name}={}", content.escape_ascii()),
                    Err(reason) => format!("{name}!{reason}"),
                });
            },
        );
        read.extend(problems.into_iter().map(str::to_owned));
        read
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: &[&str]) {
        assert_eq!(read(bytes, &LIMITS), expected);
    }

    #[test]
    fn wanted_entries_are_read_in_order() {
        let files: [(&str, &[u8]); 4] = [("b%20%C3%A9", b"1"), ("a", b""), ("c.txt", b"2"), ("d", b"3")];
        let bytes = archive(&files);
        check(&bytes, &["b é=1", "a=", "d=3"]);
        check(&archive(&[]), &[]);
        // Data before the archive, as in a self-extracting program, and a comment after it.
        check(&[b"MZ prefix".as_slice(), &bytes].concat(), &["b é=1", "a=", "d=3"]);
        let stored: Vec<_> = files.iter().map(|&(name, content)| (name, CompressionMethod::STORE, content)).collect();
        check(&archive_with(&stored, false), &["b é=1", "a=", "d=3"]);
    }

    #[test]
    fn entries_that_cannot_be_read_have_a_reason() {
        let unsupported = "the compression method of the entry is not supported";
        for method in [
            CompressionMethod::BZIP2,
            CompressionMethod::LZMA,
            CompressionMethod::DEFLATE64,
            CompressionMethod::ZSTD,
            CompressionMethod::new(12345),
        ] {
            let bytes = archive_with(&[("a", method, b"x"), ("b", CompressionMethod::DEFLATE, b"y")], false);
            check(&bytes, &[&format!("a!{unsupported}"), "b=y"]);
        }
        let encrypted = "the entry is encrypted";
        check(&archive_with(&[("a", CompressionMethod::DEFLATE, b"x")], true), &[&format!("a!{encrypted}")]);
        check(&archive_with(&[("a", CompressionMethod::AES, b"x")], false), &[&format!("a!{encrypted}")]);
    }

    /// Changes bytes that are a fixed distance after the signature of the first record of a kind.
    fn changed(bytes: &[u8], signature: &[u8], at: usize, value: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        let found = memchr::memmem::find(&bytes, signature).unwrap();
        bytes[found + at..found + at + value.len()].copy_from_slice(value);
        bytes
    }

    #[test]
    fn damaged_entries_are_not_returned() {
        let damaged = "a!the entry is damaged or truncated";
        let bytes = archive(&[("a", b"hello hello hello"), ("b", b"y")]);
        let directory = |at: usize, value: &[u8]| changed(&bytes, b"PK\x01\x02", at, value);
        check(&directory(16, &[1, 2, 3, 4]), &[damaged, "b=y"]);
        for size in [0, 16, 18, 2000, u32::MAX] {
            check(&directory(24, &size.to_le_bytes()), &[damaged, "b=y"]);
        }
        for size in [0, 5, 1_000_000, u32::MAX] {
            check(&directory(20, &size.to_le_bytes()), &[damaged, "b=y"]);
        }
        for place in [1, 40, 1_000_000, u32::MAX] {
            check(&directory(42, &place.to_le_bytes()), &[damaged, "b=y"]);
        }
        check(&changed(&bytes, b"PK\x03\x04", 0, b"XX"), &[damaged, "b=y"]);
        // The sizes before the entry are not used.
        check(&changed(&bytes, b"PK\x03\x04", 18, &[9; 8]), &["a=hello hello hello", "b=y"]);
    }

    #[test]
    fn damaged_archives_are_reported() {
        check(b"", &[DAMAGED]);
        check(b"PK\x03\x04", &[DAMAGED]);
        let bytes = archive(&[("a", b"x"), ("b", b"y")]);
        for end in 0..bytes.len() {
            check(&bytes[..end], &[DAMAGED]);
        }
        // Fewer or more entries than the directory claims.
        check(&changed(&bytes, b"PK\x05\x06", 8, &[1, 0, 1, 0]), &["a=x", "b=y", DAMAGED]);
        check(&changed(&bytes, b"PK\x05\x06", 8, &[3, 0, 3, 0]), &["a=x", "b=y", DAMAGED]);
        let second = memchr::memmem::rfind(&bytes, b"PK\x01\x02").unwrap();
        let mut cut = bytes.clone();
        cut[second] = 0;
        check(&cut, &["a=x", DAMAGED]);
    }

    #[test]
    fn names_are_compared_as_windows_does() {
        check(
            &archive(&[("a", b"1"), ("b", b"2"), ("%41", b"3"), ("B", b"4")]),
            &["a=1", "b=2", "A=3", "B=4", SAME_NAME],
        );
        check(&archive(&[("a.txt", b"1"), ("a.txt", b"2")]), &[]);
        let long = "n".repeat(MAX_NAME);
        check(&archive(&[(&long, b"1"), (&format!("{long}n"), b"2")]), &[&format!("{long}=1"), LONG_NAME]);
        let not_utf8 = changed(&archive(&[("aaa", b"1")]), b"PK\x01\x02", 47, b"\xFF");
        check(&not_utf8, &["a\u{FFFD}a=1"]);
    }

    #[test]
    fn inflated_bytes_are_limited() {
        let bytes = vec![b'x'; 1000];
        let full = format!("b={}", "x".repeat(1000));
        let larger = vec![b'x'; 1001];
        check(
            &archive(&[("a", &larger), ("b", &bytes)]),
            &["a!the uncompressed entry is larger than the limit", &full],
        );
        // An entry that cannot be read counts too.
        check(
            &archive(&[("b", &bytes), ("a", &larger), ("c", &bytes), ("d", b"")]),
            &[&full, "a!the uncompressed entry is larger than the limit", TOO_LARGE],
        );
        let names: Vec<String> = (0..11).map(|n| n.to_string()).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
        assert_eq!(read(&archive(&many[..10]), &LIMITS).len(), 10);
        check(&archive(&many), &[TOO_MANY]);
        // The directory claims fewer entries than it has.
        let claimed = changed(&archive(&many), b"PK\x05\x06", 8, &[1, 0, 1, 0]);
        let read = read(&claimed, &LIMITS);
        assert_eq!((read.len(), read.last().map(String::as_str)), (11, Some(TOO_MANY)));
    }

    #[test]
    fn small_archive_inflates_in_proportion_to_its_size() {
        let spaces = vec![b' '; 2 << 20];
        let names: Vec<String> = (0..10).map(|n| n.to_string()).collect();
        let bomb: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), spaces.as_slice())).collect();
        let bytes = archive(&bomb);
        let mut read = 0;
        assert_eq!(visit(&bytes, &Limits::default(), |_| true, |_| read += 1), [TOO_LARGE]);
        assert!(read >= 8, "{read} entries of an archive of {} bytes", bytes.len());
    }

    /// The sizes and places of zip64 are in additional records.
    #[test]
    fn zip64_is_read() {
        let mut bytes = b"PK\x03\x04\x2D\0\0\0\0\0\0\0\0\0\x83\x16\xDC\x8C\x01\0\0\0\x01\0\0\0\x01\0\0\0ax".to_vec();
        let directory = bytes.len() as u64;
        bytes.extend(
            b"PK\x01\x02\x2D\0\x2D\0\0\0\0\0\0\0\0\0\x83\x16\xDC\x8C\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01\0\x1C\0",
        );
        bytes.extend(b"\0\0\0\0\0\0\0\0\0\0\xFF\xFF\xFF\xFFa\x01\0\x18\0");
        bytes.extend([1_u64, 1, 0].iter().flat_map(|value| value.to_le_bytes()));
        let end = bytes.len() as u64;
        bytes.extend(b"PK\x06\x06\x2C\0\0\0\0\0\0\0\x2D\0\x2D\0\0\0\0\0\0\0\0\0");
        bytes.extend([1, 1, end - directory, directory].iter().flat_map(|value| value.to_le_bytes()));
        bytes.extend(b"PK\x06\x07\0\0\0\0");
        bytes.extend(end.to_le_bytes());
        bytes.extend(b"\x01\0\0\0PK\x05\x06\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0");
        check(&bytes, &["a=x"]);
    }

    #[test]
    fn names_are_percent_decoded() {
        for (name, decoded) in [
            ("001%20-%20Load.dtsx", "001 - Load.dtsx"),
            ("%C3%A9.dtsx", "é.dtsx"),
            ("100%.dtsx", "100%.dtsx"),
            ("%zz%2", "%zz%2"),
            ("%FF.dtsx", "%FF.dtsx"),
            ("%%2020", "% 20"),
        ] {
            assert_eq!(percent_decoded(name.as_bytes()), decoded, "{name}");
        }
    }
}
