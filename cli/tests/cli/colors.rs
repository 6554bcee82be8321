//! `--color` and the environment.

use std::process::Output;

use snapbox::str;

use crate::run::{GOOD, command};

const ESCAPE: u8 = 0x1b;

#[track_caller]
fn colored(arguments: &[&str], environment: &[(&str, &str)], expected: bool) {
    let output = command().args(arguments).envs(environment.iter().copied()).output().unwrap();
    let Output { stdout, stderr, .. } = output;
    assert_eq!(stdout.contains(&ESCAPE) || stderr.contains(&ESCAPE), expected, "{arguments:?} {environment:?}");
}

#[test]
fn colors_are_used_on_terminals_and_on_request() {
    for arguments in [["check", "Port=25"], ["fmt", "Port=25"]] {
        let with = |option| [arguments[0], option, arguments[1]];
        colored(&arguments, &[], false); // a pipe
        colored(&with("--color=always"), &[], true);
        colored(&with("--color=always"), &[("NO_COLOR", "1")], true); // an option takes precedence over the environment
        colored(&with("--color=never"), &[("CLICOLOR_FORCE", "1")], false);
        colored(&with("--color=auto"), &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false);
        colored(&arguments, &[("CLICOLOR_FORCE", "1")], true);
    }
    colored(&["fmt", "--check", "--color=always", "SmtpServer=mail"], &[], true);
    colored(&["check", "--color=always", "--format=json", "Port=25"], &[], false); // JSON has no colors
}

#[test]
fn each_severity_has_a_color() {
    let first_line = |string| {
        let output = command().args(["check", "--color=always", "--notes", string]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().lines().next().unwrap().to_owned()
    };
    assert!(first_line("Port=25").starts_with("\u{1b}[1m\u{1b}[91merror"));
    assert!(
        first_line("SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=False;")
            .starts_with("\u{1b}[1m\u{1b}[33mwarning")
    );
    assert!(first_line(GOOD).starts_with("\u{1b}[1m\u{1b}[92mnote"));
}

#[test]
fn every_part_of_a_block_has_its_style() {
    let strings = ["EnableSsl=True;SmtpServer=a;EnableSsl=True", GOOD];
    let output = command().args(["check", "--color=always"]).args(strings).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap().replace('\u{1b}', "ESC");
    snapbox::assert_data_eq!(
        text,
        str![[r#"
ESC[1mESC[91merror[duplicate-keyword]ESC[0mESC[1m: duplicate keywordESC[0m
 ESC[1mESC[94m-->ESC[0m argument 1
  ESC[1mESC[94m|ESC[0m
ESC[1mESC[94m1ESC[0m ESC[1mESC[94m|ESC[0m EnableSsl=True;SmtpServer=a;EnableSsl=True
  ESC[1mESC[94m|ESC[0m ESC[1mESC[92m---------ESC[0m                   ESC[1mESC[91m^^^^^^^^^ESC[0m
  ESC[1mESC[94m|ESC[0m ESC[1mESC[92m|ESC[0m
  ESC[1mESC[94m|ESC[0m ESC[1mESC[92mfirst occurrence of the keywordESC[0m
  ESC[1mESC[94m|ESC[0m
  ESC[1mESC[94m= ESC[0mESC[1mhelpESC[0m: keep one of the two pairs, because readers disagree on which one wins

argument 2: valid

2 strings: 1 valid, 1 invalid; 1 error (1 note hidden; show it with --notes)

"#]]
    );
}

/// The beginning of an operating system command, such as a link.
const COMMAND: &str = "\u{1b}]";

/// Runs the binary in a terminal emulator that shows links, but with pipes as its streams.
#[track_caller]
fn text_with_links(arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let output =
        command().args(arguments).env("VTE_VERSION", "7600").envs(environment.iter().copied()).output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

#[test]
fn links_are_written_with_colors_only_and_not_into_pipes() {
    let forced = [("FORCE_HYPERLINK", "1")];
    for (arguments, environment, expected) in [
        (&["check", "Port=25"][..], &[][..], false),
        (&["check", "--color=always", "Port=25"], &[], false), // colors are forced, but it is a pipe
        (&["check", "--color=always", "Port=25"], &[("FORCE_HYPERLINK", "0")], false),
        (&["check", "--color=always", "Port=25"], &forced, true),
        (&["fmt", "--color=always", "Port=25"], &forced, true),
        (&["check", "Port=25"], &forced, false),
        (&["check", "Port=25"], &[("FORCE_HYPERLINK", "1"), ("CLICOLOR_FORCE", "1")], true),
        (&["check", "Port=25"], &[("FORCE_HYPERLINK", "1"), ("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        (&["check", "--color=never", "Port=25"], &forced, false),
        (&["check", "--color=always", "--format=json", "Port=25"], &forced, false),
        (&["explain", "--color=always", "timeout-zero"], &forced, false),
    ] {
        let text = text_with_links(arguments, environment);
        assert_eq!(text.contains(COMMAND), expected, "{arguments:?} {environment:?}");
    }
}

#[test]
fn link_leads_to_the_rule() {
    let text = text_with_links(&["check", "--color=always", "Port=25"], &[("FORCE_HYPERLINK", "1")]);
    snapbox::assert_data_eq!(
        text.lines().next().unwrap().replace('\u{1b}', "ESC"),
        str![[
            r#"ESC[1mESC[91merror[ESC]8;;https://github.com/smtp-connection-string/smtp-connection-string/blob/main/docs/rules.md#port-not-supportedESC/port-not-supportedESC]8;;ESC/]ESC[0mESC[1m: unsupported port keywordESC[0m"#
        ]]
    );
}

/// A link contains the address of a rule and nothing else, whatever the string contains.
#[test]
fn links_contain_no_text_of_the_string() {
    let hostile =
        "SmtpServer=\u{1b}]8;;https://evil.example\u{1b}\\x\u{1b}]8;;\u{1b}\\;https://evil.example;#=\u{9d}8;;x\u{9c}";
    let text = text_with_links(&["check", "--notes", "--color=always", hostile], &[("FORCE_HYPERLINK", "1")]);
    let page = "https://github.com/smtp-connection-string/smtp-connection-string/blob/main/docs/rules.md#";
    let targets: Vec<&str> = text
        .split(COMMAND)
        .skip(1)
        .map(|rest| rest.split_once("\u{1b}\\").unwrap().0.strip_prefix("8;;").unwrap())
        .collect();
    assert!(targets.len() >= 4, "{text}");
    for pair in targets.chunks(2) {
        let id = pair[0].strip_prefix(page).unwrap();
        assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{id}");
        assert_eq!(pair[1], "", "the link ends");
    }
    assert!(!text.contains(['\u{9d}', '\u{9c}']));
}

/// The only escape sequences are those that set colors. Those of the string are escaped.
#[test]
fn escape_sequences_of_the_string_are_escaped() {
    let string = "SmtpServer=\u{1b}]0;x\u{7}\u{9b}2J\u{1b}[31m";
    for option in ["--color=always", "--color=never"] {
        for subcommand in ["check", "fmt"] {
            let output = command().args([subcommand, option, string]).output().unwrap();
            let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert!(!text.contains(['\u{7}', '\u{9b}']) && !text.contains("\u{1b}]") && !text.contains("\u{1b}[31m"));
        }
    }
}
