//! The console examples of the README: each command prints what follows it there.
//!
//! `UPDATE_README=1 cargo test -p smtp-connstr --test cli readme` writes the outputs.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");

/// The words of a command; single quotes keep spaces and `;` together.
pub(crate) fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in command.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// What a command prints on its standard output, in the folder of the fixtures.
fn output(command: &str) -> String {
    let words = words(command);
    assert_eq!(words[0], "smtp-connstr", "{command}");
    let output = Command::new(env!("CARGO_BIN_EXE_smtp-connstr"))
        .args(&words[1..])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures"))
        .output()
        .unwrap();
    assert_ne!(output.status.code(), Some(2), "{command}");
    String::from_utf8(output.stdout).unwrap()
}

/// The README with the current output of each command.
fn with_outputs(readme: &str) -> String {
    let (mut new, mut in_console) = (String::new(), false);
    for line in readme.lines() {
        if line == "```console" || (in_console && line == "```") {
            in_console = !in_console;
        } else if in_console && !line.starts_with("$ ") {
            continue;
        }
        new.push_str(line);
        new.push('\n');
        if let Some(command) = line.strip_prefix("$ ").filter(|_| in_console) {
            new.push_str(&output(command));
        }
    }
    new
}

#[test]
fn console_examples_show_the_current_output() {
    let readme = fs::read_to_string(README).unwrap();
    let new = with_outputs(&readme);
    assert!(new.matches("\n$ smtp-connstr ").count() >= 4);
    if env::var_os("UPDATE_README").is_some() {
        fs::write(README, &new).unwrap();
    } else {
        assert_eq!(readme, new);
    }
}
