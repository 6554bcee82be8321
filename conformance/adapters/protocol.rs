//! What the programs for `conformance/run` that are written in Rust have in common.

#![allow(unreachable_pub, reason = "each adapter includes this module")]
#![allow(clippy::expect_used, reason = "the runner reports a program that ends with a panic")]

use std::io::{self, BufWriter, Read as _, Write as _};
use std::process::ExitCode;

use serde_json::{Value, json};

/// Answers the connection string on standard input, or with `--batch` each line. `answer` returns `None` for a refusal.
pub fn answer_strings(answer: impl Fn(&str) -> Option<Value>) -> ExitCode {
    let text = |given: &Value| answer(given.as_str().expect("each line is a string"));
    if is_batch() { batch(text) } else { single(answer(&standard_input())) }
}

/// Answers the pair on standard input, or with `--batch` each line.
pub fn answer_pairs(answer: impl Fn(&str, &str) -> Option<Value>) -> ExitCode {
    let pair = |given: &Value| {
        let member = |name| given.get(name).and_then(Value::as_str).expect("a pair has a keyword and a value");
        answer(member("keyword"), member("value"))
    };
    if is_batch() { batch(pair) } else { single(pair(&standard_input().parse().expect("the pair is JSON"))) }
}

fn is_batch() -> bool {
    std::env::args().any(|argument| argument == "--batch")
}

fn standard_input() -> String {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).expect("standard input is UTF-8");
    text
}

fn single(answer: Option<Value>) -> ExitCode {
    answer.map_or(ExitCode::FAILURE, |answer| {
        println!("{answer}");
        ExitCode::SUCCESS
    })
}

fn batch(answer: impl Fn(&Value) -> Option<Value>) -> ExitCode {
    let mut output = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lines() {
        let given = line.expect("standard input is UTF-8").parse().expect("each line is JSON");
        let answer = answer(&given).unwrap_or_else(|| json!({ "error": true }));
        writeln!(output, "{answer}").expect("the runner reads each line");
    }
    ExitCode::SUCCESS
}
