//! The fuzz target `package` without a fuzzer: its law on every fixture under every name, and on what fuzzing found.

// A failed law panics, and nobody reads its documentation.
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used)]

#[path = "../../fuzz/src/package.rs"]
mod package;

use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    let (folders, mut files): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| self::files(folder)));
    files
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn fixtures_obey_the_law_under_every_name() {
    let fixtures = files(&folder("tests/fixtures"));
    assert!(fixtures.len() > 20, "{}", fixtures.len());
    for path in fixtures {
        let bytes = fs::read(path).unwrap();
        for choice in 0..10 {
            package::law(&[&[choice], bytes.as_slice()].concat());
        }
    }
}

#[test]
fn what_fuzzing_found_obeys_the_law() {
    let found: Vec<PathBuf> = ["seeds", "corpus", "regressions"]
        .iter()
        .flat_map(|kind| files(&folder("../fuzz").join(kind).join("package")))
        .collect();
    // The package of the command line comes without the fuzzing folder; the repository has it.
    assert!(!found.is_empty() || !folder("../fuzz").exists());
    for path in found {
        package::law(&fs::read(path).unwrap());
    }
}
