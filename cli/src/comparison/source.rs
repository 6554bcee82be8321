//! The text of an inventory, from a file or from standard input.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::error::Error;
use crate::ssis;

/// The argument that means standard input.
pub(crate) const STANDARD_INPUT: &str = "-";
/// The maximum size of an inventory in bytes. A connection manager needs about 2 KB.
const LIMIT: u64 = 256 << 20;

/// Which of the two inventories. Messages name it instead of the path, which could be a secret in the wrong place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Old,
    New,
}

impl Side {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }

    /// Returns an error about this inventory.
    pub(super) fn error(self, what: impl fmt::Display) -> Error {
        Error::Inventory(format!("cannot read the {} inventory: {what}", self.as_str()))
    }
}

/// Reads an inventory and decodes it. Windows PowerShell writes UTF-16, and other programs write a byte order mark.
pub(crate) fn read(path: &Path, side: Side) -> Result<String, Error> {
    let bytes = if path.as_os_str() == STANDARD_INPUT {
        bounded(io::stdin().lock(), LIMIT)
    } else {
        // Reading from a device or a pipe may never end, and opening a pipe may block.
        match fs::metadata(path) {
            Ok(metadata) if !metadata.is_file() => return Err(side.error("it is not a regular file")),
            Ok(metadata) if metadata.len() > LIMIT => return Err(side.error(TooLarge)),
            Ok(_) => File::open(path).and_then(|file| bounded(file, LIMIT)),
            Err(error) => Err(error),
        }
    };
    let bytes = bytes.map_err(|error| side.error(reason(&error)))?.ok_or_else(|| side.error(TooLarge))?;
    ssis::decode(&bytes).map(std::borrow::Cow::into_owned).map_err(|reason| side.error(reason))
}

/// Reads to the end; `None` if there are more bytes than the limit.
fn bounded(reader: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    // One byte more than the limit shows that the input is too large.
    let length = reader.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((length as u64 <= limit).then_some(bytes))
}

/// Returns why a file cannot be read. The common reasons do not depend on the operating system.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it is larger than {} MiB", LIMIT >> 20)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_above_the_limit_is_rejected() {
        assert_eq!(bounded(&b"abc"[..], 3).unwrap().as_deref(), Some(&b"abc"[..]));
        assert_eq!(bounded(&b"abcd"[..], 3).unwrap(), None);
        assert_eq!(bounded(io::repeat(b'x'), 1000).unwrap(), None, "endless input");
    }
}
