//! Each property on random bytes. The cases are the same in every run.
//!
//! `PROPERTY_CASES=1000000 cargo test --release --test random secrets` runs more cases of one property.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "a violated property panics")]

use std::collections::BTreeSet;
use std::env;

use properties::generate::{NEARLY_VALID, WITH_SECRET, text};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestRunner};
use smtp_connection_string::{ConnectionString, Diagnostic, Rule, check};

/// No file of past failures: an input that failed once is stored in `fuzz/regressions`.
fn runner(cases: u32) -> TestRunner {
    let cases = env::var("PROPERTY_CASES").map_or(cases, |cases| cases.parse().unwrap());
    TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(2),
        max_shrink_iters: 100_000,
        ..ProptestConfig::default()
    })
}

/// Bytes that generate a nearly valid string or one with a secret, bytes that are text, and other bytes.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let generated = prop_oneof![2 => Just(NEARLY_VALID), 1 => Just(WITH_SECRET)];
    let generated = (generated, vec(any::<u8>(), 0..160)).prop_map(|(first, bytes)| [&[first], &*bytes].concat());
    prop_oneof![6 => generated, 1 => any::<String>().prop_map(String::into_bytes), 3 => vec(any::<u8>(), 0..160)]
}

fn holds(property: fn(&[u8]), cases: u32) {
    let property = |data: Vec<u8>| {
        property(&data);
        Ok(())
    };
    runner(cases).run(&bytes(), property).unwrap();
}

#[test]
fn edit() {
    holds(properties::edit, 2_000);
}

#[test]
fn oracle() {
    holds(properties::agreement, 10_000);
}

#[test]
fn parse() {
    holds(properties::parse, 2_000);
}

#[test]
fn round_trip() {
    holds(properties::round_trip, 2_000);
}

#[test]
fn secrets() {
    holds(properties::secrets, 3_000);
}

#[test]
fn server_name() {
    holds(properties::server_name, 3_000);
}

/// A property over strings that violate no rule would test nothing.
#[test]
fn generated_strings_reach_every_rule() {
    let mut runner = runner(1);
    let mut found = BTreeSet::new();
    let (mut valid, mut well_formed) = (0, 0);
    for _ in 0..5_000 {
        let text = text(&bytes().new_tree(&mut runner).unwrap().current());
        let report = check(&text);
        found.extend(report.diagnostics().iter().map(Diagnostic::rule));
        valid += usize::from(report.is_valid());
        well_formed += usize::from(ConnectionString::parse(&text).is_ok_and(|string| !string.is_empty()));
    }
    let missing: Vec<_> = Rule::ALL.iter().filter(|rule| !found.contains(rule)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(valid > 50 && well_formed > 500, "{valid} valid, {well_formed} well-formed");
}
