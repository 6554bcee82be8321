//! The commands in the documentation: each one is valid.
//!
//! Most of them name files that do not exist here, so they are only parsed. The README shows outputs; see `readme`.

use std::fs;
use std::path::Path;

use crate::readme::words;
use crate::run::run;

/// Returns the commands in the code blocks of a page, without redirections.
fn commands(page: &str) -> Vec<Vec<String>> {
    let mut is_code = false;
    let mut commands = Vec::new();
    for line in page.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if is_code {
            let parts = line.strip_prefix("$ ").unwrap_or(line).split('|').map(str::trim);
            commands.extend(parts.filter(|part| part.starts_with("smtp-connstr ")).map(command));
        }
    }
    commands
}

fn command(text: &str) -> Vec<String> {
    words(text).into_iter().skip(1).take_while(|word| !matches!(word.as_str(), ">" | "<" | ">>" | "#")).collect()
}

/// Whether the command line accepts the arguments. `--help` is printed only if everything before it is valid.
fn is_valid(arguments: &[String]) -> bool {
    let output = run(arguments.iter().map(String::as_str).chain(["--help"]));
    output.status.code() == Some(0) && output.stderr.is_empty()
}

#[test]
fn commands_are_valid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let page = fs::read_to_string(entry.path()).unwrap();
        for arguments in commands(&page) {
            assert!(is_valid(&arguments), "{}: smtp-connstr {}", entry.path().display(), arguments.join(" "));
            count += 1;
        }
    }
    assert!(count >= 8, "{count}");
}

#[test]
fn invalid_commands_are_detected() {
    let page = "smtp-connstr no code\n```sh\n$ smtp-connstr scan . --format json > a b\nsmtp-connstr scan . --format xml\n\
                echo | smtp-connstr dif a b\n```\n";
    let commands = commands(page);
    assert_eq!(commands.iter().map(|words| is_valid(words)).collect::<Vec<_>>(), [true, false, false]);
}
