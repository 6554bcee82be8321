//! Text files that the user names: baselines and settings.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Why a text file cannot be read. Displays as one line without text of the file.
#[derive(Debug)]
pub(crate) enum TextError {
    Io(io::Error),
    NotAFile,
    /// The file is larger than this number of MiB.
    TooLarge(u64),
    Encoding,
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "{error}"),
            Self::NotAFile => f.write_str("not a regular file"),
            Self::TooLarge(limit) => write!(f, "larger than {limit} MiB"),
            Self::Encoding => f.write_str("neither UTF-8 nor UTF-16 with a byte order mark"),
        }
    }
}

/// Reads a text file of at most this number of MiB.
pub(crate) fn read(path: &Path, max_mib: u64) -> Result<String, TextError> {
    let max = max_mib << 20;
    // This is checked before the file is opened, because opening a pipe may wait forever.
    let metadata = fs::metadata(path).map_err(TextError::Io)?;
    if !metadata.is_file() {
        return Err(TextError::NotAFile);
    }
    let mut bytes = Vec::new();
    // The file may grow, so the size is not trusted.
    if metadata.len() <= max {
        File::open(path).and_then(|file| file.take(max + 1).read_to_end(&mut bytes)).map_err(TextError::Io)?;
    }
    if metadata.len().max(bytes.len() as u64) > max {
        return Err(TextError::TooLarge(max_mib));
    }
    decoded(bytes).ok_or(TextError::Encoding)
}

/// Decodes UTF-8, with or without a byte order mark, and UTF-16 with one. `PowerShell` writes all of these.
fn decoded(bytes: Vec<u8>) -> Option<String> {
    let utf_16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks(2).map(|pair| match pair {
            [first, second] => unit([*first, *second]),
            // Half a unit is invalid, and so is an unpaired surrogate.
            _ => 0xd800,
        });
        char::decode_utf16(units).collect::<Result<String, _>>().ok()
    };
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => str::from_utf8(rest).map(str::to_owned).ok(),
        _ => String::from_utf8(bytes).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_of_powershell_are_decoded() {
        let utf_16 = |text: &str, unit: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(unit).collect() };
        let text = "{\"ä𝄞\"}";
        let mark = format!("\u{feff}{text}");
        for bytes in [
            text.as_bytes().to_vec(),
            mark.as_bytes().to_vec(),
            utf_16(&mark, u16::to_le_bytes),
            utf_16(&mark, u16::to_be_bytes),
        ] {
            assert_eq!(decoded(bytes).unwrap(), text);
        }
        assert_eq!(decoded(Vec::new()).unwrap(), "");
        for bytes in [&b"\xff\xfea"[..], b"\xff\xfe\x00\xd8", b"\xef\xbb\xbf\xff", b"\xff"] {
            assert!(decoded(bytes.to_vec()).is_none(), "{bytes:?}");
        }
    }
}
