//! The file of a baseline: JSON, one finding per line.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::escaped_json;
use crate::new_file::NewFile;
use crate::text_file::{self, TextError};

/// The version of the file format.
const VERSION: u32 = 1;
/// The maximum size of the file, in MiB. This is enough for hundreds of thousands of findings.
const MAX_MIB: u64 = 64;

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
    let text = text_file::read(file, MAX_MIB).map_err(|error| match error {
        TextError::Encoding => {
            invalid("the baseline is neither UTF-8 nor UTF-16; create a baseline with --write-baseline")
        }
        _ => Error::Baseline(format!("cannot read the baseline: {error}")),
    })?;
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
        Ok(size) if size > MAX_MIB << 20 => Err(invalid("too many findings for a baseline; write one per folder")),
        Ok(_) => Ok(()),
        Err(error) => Err(Error::Baseline(format!("cannot write the baseline: {error}"))),
    }
}

fn invalid(message: &'static str) -> Error {
    Error::Baseline(message.to_owned())
}
