//! Replays the inputs of the fuzz target `package` without a fuzzer, and reads every fixture under every file name.

#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, clippy::panic, reason = "a violated property panics")]

#[path = "../../fuzz/src/corpus.rs"]
mod corpus;
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
fn every_fixture_satisfies_the_property_under_every_name() {
    let fixtures = files(&folder("tests/fixtures"));
    assert!(fixtures.len() > 20, "{}", fixtures.len());
    for path in fixtures {
        let bytes = fs::read(path).unwrap();
        for choice in 0..10 {
            package::check(&[&[choice], bytes.as_slice()].concat());
        }
    }
}

#[test]
fn every_input_satisfies_the_property() {
    let fuzz = folder("../fuzz");
    let named = ["seeds", "regressions"].iter().flat_map(|kind| files(&fuzz.join(kind).join("package")));
    let mut inputs: Vec<Vec<u8>> = named.map(|path| fs::read(path).unwrap()).collect();
    inputs.extend(corpus::inputs(&fuzz.join("corpus/package.tar.gz")).into_iter().map(|(_, data)| data));
    for data in inputs {
        package::check(&data);
    }
}
