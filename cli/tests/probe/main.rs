//! Tests of the subcommand `probe` against a scripted server on the loopback interface.
// A failed `unwrap` in a test shows its location.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
// snapbox writes snapshots in this form.
#![allow(clippy::needless_raw_string_hashes)]

#[path = "../cli/run.rs"]
mod run;

mod certificates;
mod conversation;
mod formats;
#[allow(missing_docs, unreachable_pub, reason = "the fuzz targets use these functions")]
mod fuzz_replay;
mod scan;
mod server;
mod sockets;
mod tls;
mod usage;
mod verdicts;

use std::process::Output;

use serde_json::Value;

use crate::certificates::{AUTHORITY, HOST};
use crate::server::Server;

/// Returns a string with the usual server.
fn string(properties: &str) -> String {
    format!("SmtpServer={HOST};{properties}")
}

/// Probes a server with these strings and options.
fn probe(server: &Server, arguments: &[&str]) -> Output {
    let address = server.address();
    let authority = AUTHORITY.1.to_str().unwrap();
    run::run(["probe", "--connect", &address, "--ca-file", authority].iter().chain(arguments))
}

/// Probes a server with one string, and returns the JSON record.
fn record(server: &Server, properties: &str, options: &[&str]) -> Value {
    let string = string(properties);
    let arguments: Vec<&str> = [string.as_str(), "--format=json"].iter().chain(options).copied().collect();
    let output = probe(server, &arguments);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let record: Value = serde_json::from_slice(&output.stdout).unwrap();
    let is_fine = record["verdict"] == "works";
    assert_eq!(output.status.code(), Some(i32::from(!is_fine)), "{record}");
    record
}

/// Returns the verdict and the rules of the findings of a record.
fn summary(record: &Value) -> (&str, Vec<&str>) {
    let findings = record["findings"].as_array().unwrap();
    let rules = findings.iter().map(|finding| finding["rule"].as_str().unwrap().strip_prefix("probe-").unwrap());
    (record["verdict"].as_str().unwrap(), rules.collect())
}

/// Checks the verdict and the findings of a string at a server.
#[track_caller]
fn check(server: &Server, properties: &str, options: &[&str], verdict: &str, rules: &[&str]) {
    let record = record(server, properties, options);
    assert_eq!(summary(&record), (verdict, rules.to_vec()), "{properties}: {record}");
}
