//! Host names that are one edit away from a much more common one in the same scan. One of them is probably misspelled.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::inventory::check::place_finding;
use crate::inventory::record::{FileName, HiddenFindings, Record, Subject};
use crate::rules::files::FileRule;
use crate::ssis::{Kind, LineColumn};

/// The minimum ratio between the numbers of connection managers with the common name and with the rare one.
const RATIO: usize = 10;
/// The minimum number of letters of a label. In a shorter one, a letter is often a deliberate difference.
const LETTERS: usize = 4;

/// The maximum number of common names. It bounds the number of comparisons, and no real scan has as many.
const MAX_COMMON: usize = 1_000;

/// The servers of a scan.
#[derive(Default)]
pub(crate) struct Servers {
    /// By host name in lower case, without the trailing dot.
    by_name: BTreeMap<String, Server>,
}

#[derive(Default)]
struct Server {
    managers: usize,
    /// The place of the first connection manager.
    first: Option<OwnedPlace>,
}

/// A place that outlives its project.
struct OwnedPlace {
    path: PathBuf,
    file: String,
    entry: Option<String>,
    kind: Kind,
    place: LineColumn,
    name: Option<String>,
}

impl Servers {
    /// Counts the connection manager of a record.
    pub(crate) fn add(&mut self, server: &str, record: &Record<'_>) {
        let server = self.by_name.entry(normalized(server)).or_default();
        server.managers += 1;
        server.first.get_or_insert_with(|| OwnedPlace {
            path: record.file.path.to_owned(),
            file: record.file.name.to_owned(),
            entry: record.file.entry.map(str::to_owned),
            kind: record.kind,
            place: record.place,
            name: record.name.clone(),
        });
    }

    /// Returns a record for each rare name, at its first connection manager.
    pub(crate) fn records(&self) -> Vec<Record<'_>> {
        let mut common: Vec<_> = self.by_name.iter().filter(|(_, server)| server.managers >= RATIO).collect();
        common.sort_by_key(|(_, server)| Reverse(server.managers));
        common.truncate(MAX_COMMON);
        let is_lookalike = |(name, server): &(&String, &Server)| {
            common.iter().any(|(other, common)| {
                common.managers >= server.managers.saturating_mul(RATIO) && are_alike(name, other)
            })
        };
        let rare = self.by_name.iter().filter(is_lookalike);
        rare.filter_map(|(_, server)| server.first.as_ref()).map(OwnedPlace::record).collect()
    }
}

impl OwnedPlace {
    fn record(&self) -> Record<'_> {
        Record {
            file: FileName { path: &self.path, name: &self.file, entry: self.entry.as_deref() },
            kind: self.kind,
            place: self.place,
            name: self.name.clone(),
            strings: Vec::new(),
            findings: vec![place_finding(FileRule::LookalikeServer, self.place)],
            omitted: Vec::new(),
            hidden: HiddenFindings::default(),
            subject: Subject::File,
        }
    }
}

/// Returns a host name in the form in which it is compared.
pub(crate) fn normalized(server: &str) -> String {
    server.strip_suffix('.').unwrap_or(server).to_ascii_lowercase()
}

/// Returns whether two different names are one edit apart, in a label with enough letters, and not only in digits.
fn are_alike(a: &str, b: &str) -> bool {
    if a.len().abs_diff(b.len()) > 1 || a.split('.').count() != b.split('.').count() {
        return false;
    }
    let mut different = a.split('.').zip(b.split('.')).filter(|(a, b)| a != b);
    let (Some((a, b)), None) = (different.next(), different.next()) else { return false };
    let letters = |label: &str| label.bytes().filter(u8::is_ascii_alphabetic).count();
    let without_digits = |label: &str| label.bytes().filter(|byte| !byte.is_ascii_digit()).collect::<Vec<_>>();
    letters(a).min(letters(b)) >= LETTERS && without_digits(a) != without_digits(b) && strsim::osa_distance(a, b) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_one_edit_apart_are_alike() {
        for (a, b) in [
            ("clienarrayus.contoso.com", "clientarrayus.contoso.com"),
            ("mail.contosso.com", "mail.contoso.com"),
            ("mial.contoso.com", "mail.contoso.com"),
            ("relay", "relax"),
        ] {
            assert!(are_alike(a, b) && are_alike(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("mail.contoso.com", "mail.contoso.com"),
            ("mail1.contoso.com", "mail2.contoso.com"),
            ("mail.contoso.com", "mail2.contoso.com"),
            ("sm1.contoso.com", "sn1.contoso.com"),
            ("mail.contoso.com", "post.contoso.com"),
            ("mail.contoso.com", "mails.contosso.com"),
            ("mail.contoso.com", "mailcontoso.com"),
            ("abcdef", "abcdxy"),
        ] {
            assert!(!are_alike(a, b), "{a} {b}");
        }
    }
}
