//! The readable cases agree with the full set.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::vectors::{self, Vector, Write};

/// Returns the content of each theme file in a folder of the suite.
pub(crate) fn themes(folder: &str) -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance").join(folder);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let theme =
        |path: &Path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap());
    files.map(|path| theme(&path)).map(|(name, text)| (name, text.parse().unwrap())).collect()
}

/// Returns all readable cases, after checking that their names are unique and begin with the theme.
fn cases() -> Vec<Value> {
    let mut ids = BTreeSet::new();
    let mut all = Vec::new();
    for (name, theme) in themes("cases") {
        assert_eq!(theme["theme"], *name);
        for case in theme["cases"].as_array().unwrap() {
            let id = case["id"].as_str().unwrap();
            assert!(id.starts_with(&format!("{name}/")), "{id}");
            assert!(ids.insert(id.to_owned()), "{id} is not unique");
            all.push(case.clone());
        }
    }
    all
}

#[test]
fn readable_cases_agree_with_the_full_set() {
    let reads: HashMap<&str, &Vector> =
        vectors::vectors().iter().map(|vector| (vector.input.as_str(), vector)).collect();
    let writes = vectors::writes();
    let writes: HashMap<(&str, &str), &Write> =
        writes.iter().map(|write| ((write.keyword.as_str(), write.value.as_str()), write)).collect();
    let cases = cases();
    for case in &cases {
        if case.get("input").is_some() {
            let vector = vectors::vector(case.clone());
            assert_eq!(Some(&&vector), reads.get(vector.input.as_str()), "{case}");
            let map = case.get("map").map(|map| serde_json::from_value(map.clone()).unwrap());
            assert_eq!(map, vector.reading(), "{case}");
        } else {
            let write = vectors::write(case.clone());
            assert_eq!(Some(&&write), writes.get(&(write.keyword.as_str(), write.value.as_str())), "{case}");
        }
    }
    assert!(cases.len() >= 400, "{}", cases.len());
}
