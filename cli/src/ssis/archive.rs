//! Project archives (`.ispac`): zip files of packages, connection managers, parameters and the manifest.
//!
//! Nothing is written to disk, so the names of entries are harmless. The sizes in the archive are not trusted: entries
//! are uncompressed one at a time, up to a limit.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::ssis::limits::Limits;

/// An entry of an archive.
pub(super) struct Entry {
    /// The name, percent-decoded.
    pub(super) name: String,
    /// The content, or the reason why it cannot be read.
    pub(super) content: Result<Vec<u8>, &'static str>,
}

/// Passes the entries whose names are wanted to the visitor, in their order. Returns the problems of the archive as a
/// whole.
pub(super) fn visit(
    bytes: &[u8],
    limits: &Limits,
    is_wanted: impl Fn(&str) -> bool,
    mut visitor: impl FnMut(Entry),
) -> Vec<&'static str> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return vec!["the archive is damaged, truncated, or not a zip archive"];
    };
    if archive.len() > limits.entries {
        return vec!["the archive has too many entries"];
    }
    let mut problems = Vec::new();
    if archive.has_duplicate_names() {
        // The reader returns only the last entry of each name, so the others remain unread.
        problems.push("two entries of the archive have the same name");
    }
    let mut budget = limits.archive_bytes;
    for index in 0..archive.len() {
        let Some(name) = archive.name_for_index(index) else { continue };
        let name = name.map_or_else(|_| format!("#{index}"), |name| percent_decoded(&name));
        if !is_wanted(&name) {
            continue;
        }
        let limit = limits.entry_bytes.min(budget);
        let content = match inflate(&mut archive, index, limit) {
            Ok(content) => {
                budget = budget.saturating_sub(content.len() as u64);
                Ok(content)
            }
            Err(Failure::TooLarge) if limit < limits.entry_bytes => {
                problems.push("the uncompressed archive is larger than the limit");
                break;
            }
            Err(failure) => Err(failure.reason()),
        };
        visitor(Entry { name, content });
    }
    problems
}

/// The reason why an entry cannot be read.
enum Failure {
    TooLarge,
    Encrypted,
    Method,
    Damaged,
}

impl Failure {
    fn reason(&self) -> &'static str {
        match self {
            Self::TooLarge => "the uncompressed entry is larger than the limit",
            Self::Encrypted => "the entry is encrypted",
            Self::Method => "the compression method of the entry is not supported",
            Self::Damaged => "the entry is damaged or truncated",
        }
    }
}

impl From<ZipError> for Failure {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => Self::Encrypted,
            ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => Self::Method,
            _ => Self::Damaged,
        }
    }
}

fn inflate(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize, limit: u64) -> Result<Vec<u8>, Failure> {
    let entry = archive.by_index(index)?;
    let mut content = Vec::new();
    entry.take(limit.saturating_add(1)).read_to_end(&mut content).map_err(|_| Failure::Damaged)?;
    if content.len() as u64 > limit { Err(Failure::TooLarge) } else { Ok(content) }
}

/// Decodes `%20` and similar sequences. A name that would not be UTF-8 is returned unchanged.
fn percent_decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let [byte, tail @ ..] = rest {
        let digit = |at: usize| tail.get(at).and_then(|&digit| char::from(digit).to_digit(16));
        let escaped = match (byte, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => u8::try_from(high * 16 + low).ok(),
            _ => None,
        };
        bytes.push(escaped.unwrap_or(*byte));
        rest = if escaped.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(percent_decoded(name), decoded, "{name}");
        }
    }
}
