//! Replays the inputs of the fuzz target `probe_reply` without a fuzzer.

use std::fs;
use std::path::Path;

#[path = "../../../fuzz/src/corpus.rs"]
mod corpus;
#[path = "../../../fuzz/src/probe_reply.rs"]
mod probe_reply;

#[test]
fn every_input_satisfies_the_property() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    let named =
        ["seeds", "regressions"].iter().filter_map(|kind| fs::read_dir(fuzz.join(kind).join("probe_reply")).ok());
    let mut inputs: Vec<Vec<u8>> = named.flatten().map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect();
    assert!(!inputs.is_empty());
    inputs.extend(corpus::inputs(&fuzz.join("corpus/probe_reply.tar.gz")).into_iter().map(|(_, data)| data));
    for data in inputs {
        for size in [0, 1, 2, 7, 255] {
            probe_reply::check(&data);
            probe_reply::check(&[&[size], data.as_slice()].concat());
        }
    }
}

/// Random answers that are nearly those of a server, for longer conversations than random bytes have.
#[test]
fn generated_answers_satisfy_the_property() {
    use proptest::prelude::*;
    const PARTS: [&str; 18] = [
        "220 ", "220-", "250 ", "250-", "500 ", "502 ", "554 ", "STARTTLS", "AUTH", "=", "NTLM", "GSSAPI", "\r\n",
        "\r", "\n", "x", "\u{e9}", "\0",
    ];
    let answers = prop::collection::vec(prop::sample::select(&PARTS), 0..40);
    proptest!(|(answers in answers, size in any::<u8>())| {
        probe_reply::check(&[&[size], answers.concat().as_bytes()].concat());
    });
}
