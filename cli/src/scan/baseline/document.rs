//! The file of a baseline: JSON, one finding per line.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::escaped_json;
use crate::new_file::NewFile;

/// The version of the file format.
const VERSION: u32 = 1;
/// The maximum size of the file, in bytes. This is enough for hundreds of thousands of findings.
const MAX_SIZE: u64 = 64 << 20;

/// A finding, and how often it occurs.
#[derive(Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) file: String,
    pub(super) entry: Option<String>,
    pub(super) connection_manager: Option<String>,
    pub(super) rule: String,
    pub(super) count: usize,
}

#[derive(Deserialize)]
struct Document {
    version: u32,
    findings: Vec<Row>,
}

/// Reads a baseline.
pub(super) fn read(file: &Path) -> Result<Vec<Row>, Error> {
    let text = decoded(bytes(file)?)?;
    // The messages of serde contain text of the file, which may be any file, so only the location is shown.
    let document: Document = serde_json::from_str(&text).map_err(|error| {
        Error::Baseline(format!(
            "invalid baseline at line {}, column {}; create a baseline with --write-baseline",
            error.line(),
            error.column()
        ))
    })?;
    if document.version != VERSION {
        return Err(invalid("unsupported baseline version; create a new baseline with --write-baseline"));
    }
    Ok(document.findings)
}

/// Writes a baseline.
pub(super) fn write(rows: impl Iterator<Item = Row>, file: &NewFile) -> Result<(), Error> {
    let write = || -> io::Result<u64> {
        let mut out = BufWriter::new(file.writer()?);
        write!(out, "{{\"version\":{VERSION},\"findings\":[")?;
        let mut separator = "";
        for row in rows {
            // One line per finding, so that changes can be reviewed and merged.
            write!(out, "{separator}\n  ")?;
            escaped_json::write(&mut out, &row)?;
            separator = ",";
        }
        out.write_all(b"\n]}\n")?;
        out.flush()?;
        Ok(out.get_ref().metadata()?.len())
    };
    match write() {
        Ok(size) if size > MAX_SIZE => Err(invalid("too many findings for a baseline; write one per folder")),
        Ok(_) => Ok(()),
        Err(error) => Err(Error::Baseline(format!("cannot write the baseline: {error}"))),
    }
}

fn bytes(file: &Path) -> Result<Vec<u8>, Error> {
    let cannot_read = |error| Error::Baseline(format!("cannot read the baseline: {error}"));
    // This is checked before the file is opened, because opening a pipe may wait forever.
    let metadata = fs::metadata(file).map_err(cannot_read)?;
    if !metadata.is_file() {
        return Err(invalid("cannot read the baseline: not a regular file"));
    }
    let mut bytes = Vec::new();
    // The file may grow, so the size is not trusted.
    if metadata.len() <= MAX_SIZE {
        File::open(file).and_then(|file| file.take(MAX_SIZE + 1).read_to_end(&mut bytes)).map_err(cannot_read)?;
    }
    if metadata.len().max(bytes.len() as u64) > MAX_SIZE {
        return Err(invalid("cannot read the baseline: larger than 64 MiB"));
    }
    Ok(bytes)
}

/// Decodes UTF-8, with or without a byte order mark, and UTF-16 with one. `PowerShell` writes all of these.
fn decoded(bytes: Vec<u8>) -> Result<String, Error> {
    let utf_16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks(2).map(|pair| match pair {
            [first, second] => unit([*first, *second]),
            // Half a unit is invalid, and so is an unpaired surrogate.
            _ => 0xd800,
        });
        char::decode_utf16(units).collect::<Result<String, _>>().ok()
    };
    let text = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => str::from_utf8(rest).map(str::to_owned).ok(),
        _ => String::from_utf8(bytes).ok(),
    };
    text.ok_or_else(|| invalid("the baseline is neither UTF-8 nor UTF-16; create a baseline with --write-baseline"))
}

fn invalid(message: &'static str) -> Error {
    Error::Baseline(message.to_owned())
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
            assert!(decoded(bytes.to_vec()).is_err(), "{bytes:?}");
        }
    }
}
