//! The fuzz targets without a fuzzer: their laws on every seed, corpus file and regression, with the stable toolchain.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "a failed law panics, and nobody reads its docs")]

#[path = "../fuzz/src/laws/mod.rs"]
mod laws;

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// The files of a folder; none if the folder is not there, since one without files cannot be committed.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// All targets, here and elsewhere.
fn targets() -> impl Iterator<Item = &'static str> {
    laws::LAWS.iter().map(|(target, _)| *target).chain(laws::ELSEWHERE.iter().copied())
}

#[test]
fn every_file_obeys_the_law_of_its_target() {
    let mut broken = Vec::new();
    for (target, law) in laws::LAWS {
        let replayed = ["seeds", "corpus", "regressions"].map(|kind| {
            let files = files(&fuzz().join(kind).join(target));
            for path in &files {
                let data = fs::read(path).unwrap();
                // All files that break it are named, and not only the first.
                if catch_unwind(|| law(&data)).is_err() {
                    broken.push(path.clone());
                }
            }
            files.len()
        });
        let [seeds, corpus, regressions] = replayed;
        println!("{target}: {seeds} seeds, {corpus} of the corpus, {regressions} regressions");
        assert!(seeds > 0 && corpus > 0, "{target} has nothing to replay");
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// A target that is forgotten in one of the four places would run in some of them only.
#[test]
fn targets_are_the_same_everywhere() {
    let laws: BTreeSet<String> = targets().map(str::to_owned).collect();
    let stem = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let sources: BTreeSet<String> = files(&fuzz().join("fuzz_targets")).into_iter().map(stem).collect();
    assert_eq!(sources, laws);
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    let names = manifest.lines().filter_map(|line| line.trim().strip_prefix("{ name = \"")?.split_once('"'));
    assert_eq!(names.map(|(name, _)| name.to_owned()).collect::<BTreeSet<_>>(), laws);
    for kind in ["seeds", "corpus", "regressions"] {
        // A folder of no target is replayed by nobody.
        let folders = fs::read_dir(fuzz().join(kind)).into_iter().flatten().map(|entry| entry.unwrap().path());
        for folder in folders.filter(|path| path.is_dir()) {
            assert!(laws.contains(&stem(folder.clone())), "{folder:?} belongs to no target");
        }
    }
}

/// What somebody chose to keep has its reason in the list beside it, and each reason its file.
#[test]
fn every_seed_and_regression_has_its_reason() {
    for kind in ["seeds", "regressions"] {
        let folder = fuzz().join(kind);
        let readme = fs::read_to_string(folder.join("README.md")).unwrap();
        let listed: BTreeSet<String> = readme
            .lines()
            .filter_map(|line| line.strip_prefix("- `")?.split_once("`: "))
            .inspect(|(name, reason)| assert!(!reason.is_empty(), "{name} has no reason"))
            .map(|(name, _)| name.to_owned())
            .collect();
        let there: BTreeSet<String> = targets()
            .flat_map(|target| files(&folder.join(target)))
            .map(|path| path.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/"))
            .collect();
        assert_eq!(there, listed);
    }
}

/// The texts of the second kind are made from tables, which this holds to their purpose: most can be read in part, and
/// some in full.
#[test]
fn generated_texts_are_nearly_valid() {
    let (mut read, mut refused) = (0, 0);
    let mut state = 1_u64;
    for _ in 0..2000 {
        let mut data = vec![0xFF];
        data.extend(
            std::iter::repeat_with(|| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                state.to_be_bytes()[0]
            })
            .take(40),
        );
        match laws::reading::read(&laws::text::of(&data)) {
            Ok(_) => read += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(read > 200 && refused > 200, "{read} read, {refused} refused");
}
