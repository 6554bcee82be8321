//! Replays the inputs of the fuzz targets `package` and `rewrite` without a fuzzer, and reads and changes every fixture
//! under every file name.

#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, clippy::panic, reason = "a violated property panics")]

#[path = "../../fuzz/src/corpus.rs"]
mod corpus;
#[path = "../../fuzz/src/leaks.rs"]
mod leaks;
#[path = "../../fuzz/src/package.rs"]
mod package;
#[path = "../../fuzz/src/rewrite.rs"]
mod rewrite;

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
    let mut fixtures = files(&folder("tests/fixtures"));
    // There are hundreds of them, and they are small variations of the others.
    fixtures.retain(|path| !path.starts_with(folder("tests/fixtures/rules")));
    assert!(fixtures.len() > 20, "{}", fixtures.len());
    for path in fixtures {
        let bytes = fs::read(path).unwrap();
        for choice in 0..10 {
            package::check(&[&[choice], bytes.as_slice()].concat());
        }
        for (choice, change) in (0..7).flat_map(|choice| (0..8).map(move |change| (choice, change))) {
            rewrite::check(&[&[choice, change], bytes.as_slice()].concat());
        }
    }
}

#[test]
fn every_input_satisfies_the_property() {
    let fuzz = folder("../fuzz");
    for (target, property) in [("package", package::check as fn(&[u8])), ("rewrite", rewrite::check)] {
        let named = ["seeds", "regressions"].iter().flat_map(|kind| files(&fuzz.join(kind).join(target)));
        let mut inputs: Vec<Vec<u8>> = named.map(|path| fs::read(path).unwrap()).collect();
        let stored = corpus::inputs(&fuzz.join("corpus").join(format!("{target}.tar.gz")));
        inputs.extend(stored.into_iter().map(|(_, data)| data));
        assert!(!inputs.is_empty(), "{target}");
        for data in &inputs {
            property(data);
        }
    }
}

#[test]
fn no_report_about_a_file_with_a_secret_shows_it() {
    let texts = [
        "",
        "a",
        "EnableSsl=yes",
        "Foo",
        "Foo=\"",
        "'",
        "\"",
        "=",
        "==",
        "Host=",
        "joe:x@mail",
        "SmtpServer=",
        "\u{202e}\u{9b}\u{200b}",
        "\n::error::x\n##vso[x]",
        "]",
        "\\",
        "$(",
        "{",
        "@[User::",
        "Connections[\"",
        "--",
        "/*",
        "]]>",
    ];
    for (template, text) in (0..leaks::TEMPLATES.len()).flat_map(|template| texts.map(|text| (template, text))) {
        leaks::check_secret(template, text.as_bytes(), &package::LIMITS);
    }
}

#[test]
fn every_secret_is_in_a_string_that_is_reported() {
    for (index, template) in leaks::TEMPLATES.iter().enumerate() {
        let (name, content) = template("");
        let reports = leaks::reports_of(name, content.as_bytes(), &package::LIMITS);
        assert_eq!(reports.len(), 9);
        let is_shown =
            reports.iter().any(|(_, report)| report.contains("=***") || report.contains("cannot be resolved"));
        assert!(is_shown, "{index}: {reports:?}");
    }
}
