//! Replays every seed, corpus input and regression of the fuzz targets, without a fuzzer and with the stable toolchain.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "a violated property panics")]

#[path = "../fuzz/src/corpus.rs"]
mod corpus;

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use properties::TARGETS;

/// The targets whose inputs the tests of the command line replay.
const ELSEWHERE: [&str; 3] = ["package", "probe_reply", "rewrite"];

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// Returns the files of a folder. A missing folder has none, because git does not store empty folders.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// Returns the names of all targets.
fn targets() -> impl Iterator<Item = &'static str> {
    TARGETS.iter().map(|(target, _)| *target).chain(ELSEWHERE)
}

/// Returns the name and the bytes of each input of one kind.
fn inputs(kind: &str, target: &str) -> Vec<(String, Vec<u8>)> {
    let path = fuzz().join(kind).join(target);
    if kind == "corpus" {
        return corpus::inputs(&path.with_extension("tar.gz"));
    }
    files(&path).into_iter().map(|file| (file.display().to_string(), fs::read(&file).unwrap())).collect()
}

#[test]
fn every_input_satisfies_the_property_of_its_target() {
    let mut failed = Vec::new();
    for (target, property) in TARGETS {
        let [seeds, corpus, regressions] = ["seeds", "corpus", "regressions"].map(|kind| {
            let inputs = inputs(kind, target);
            for (name, data) in &inputs {
                // The test reports all inputs that fail, not only the first.
                if catch_unwind(|| property(data)).is_err() {
                    failed.push(format!("{target}, {kind}: {name}"));
                }
            }
            inputs.len()
        });
        println!("{target}: {seeds} seeds, {corpus} corpus inputs, {regressions} regressions");
        assert!(seeds > 0 && corpus > 0, "{target} has no seeds or no corpus");
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// A target that is missing from one of these places would not run there.
#[test]
fn every_place_lists_the_same_targets() {
    let expected: BTreeSet<String> = targets().map(str::to_owned).collect();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let with_suffix = |folder: &str, suffix: &str| -> BTreeSet<String> {
        let files = files(&fuzz().join(folder));
        files.iter().map(|path| name(path).strip_suffix(suffix).unwrap().to_owned()).collect()
    };
    assert_eq!(with_suffix("fuzz_targets", ".rs"), expected);
    assert_eq!(with_suffix("corpus", ".tar.gz"), expected);
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    let names = manifest.lines().filter_map(|line| line.trim().strip_prefix("{ name = \"")?.split_once('"'));
    assert_eq!(names.map(|(name, _)| name.to_owned()).collect::<BTreeSet<_>>(), expected);
    for kind in ["seeds", "regressions"] {
        // Nothing replays a folder that does not belong to a target.
        let folders = fs::read_dir(fuzz().join(kind)).into_iter().flatten().map(|entry| entry.unwrap().path());
        for folder in folders.filter(|path| path.is_dir()) {
            assert!(expected.contains(&name(&folder)), "{} does not belong to a target", folder.display());
        }
    }
}

#[test]
fn readmes_give_a_reason_for_every_seed_and_regression() {
    for kind in ["seeds", "regressions"] {
        let folder = fuzz().join(kind);
        let readme = fs::read_to_string(folder.join("README.md")).unwrap();
        let listed: BTreeSet<String> = readme
            .lines()
            .filter_map(|line| line.strip_prefix("- `")?.split_once("`: "))
            .inspect(|(name, reason)| assert!(!reason.is_empty(), "{name} has no reason"))
            .map(|(name, _)| name.to_owned())
            .collect();
        let stored: BTreeSet<String> = targets()
            .flat_map(|target| files(&folder.join(target)))
            .map(|path| path.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/"))
            .collect();
        assert_eq!(stored, listed);
    }
}
