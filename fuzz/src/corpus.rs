//! Reads the stored corpus of a fuzz target. Not a module of this crate: the two replay tests include it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use tar::Archive;

/// Returns the name and the bytes of each input in the archive of a target.
///
/// # Panics
///
/// Panics if the archive is missing or damaged.
pub(crate) fn inputs(archive: &Path) -> Vec<(String, Vec<u8>)> {
    let file = File::open(archive).unwrap_or_else(|error| panic!("{}: {error}", archive.display()));
    let mut archive = Archive::new(GzDecoder::new(file));
    let inputs = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().display().to_string();
        let mut data = Vec::new();
        entry.read_to_end(&mut data).unwrap();
        (name, data)
    });
    inputs.collect()
}
