//! No line of `check` and `fmt` is a command for Azure Pipelines (`##vso[…]` and `##[…]` anywhere in a line) or GitHub Actions
//! (`::` at the beginning of a line).

use snapbox::str;

use crate::run::{assert_shown, run, run_with};

const COMMANDS: [&str; 7] =
    ["##vso[task.complete]", "##[error]x", "::error::x", "::stop-commands::x", "::1", "##[::1]", "##vso[::1]"];

/// Strings with a command in every place. `@` is the command.
const FRAMES: [&str; 22] = [
    "@",
    " @",
    "\t@",
    "\u{b}@",
    "\u{1b}[1m@",
    ";@",
    "@;SmtpServer=mail",
    "@=x;SmtpServer=mail",
    "\"@=x;SmtpServer=mail",
    "@\"SmtpServer=mail",
    "SmtpServer=@",
    "SmtpServer= @ ;EnableSsl=True",
    "SmtpServer=\"@\";EnableSsl=True",
    "SmtpServer='@;EnableSsl=True",
    "SmtpServer=#\"@\"",
    "SmtpServer={@}",
    "SmtpServer=mail;EnableSsl=@",
    "SmtpServer=mail;Timeout=\"@\"",
    "SmtpServer=mail;Foo=@",
    "SmtpServer=mail;@",
    "SmtpServer=mail;Password=\u{b}@",
    "smtpserver=mail;;@;",
];

fn is_command(line: &str) -> bool {
    line.contains("##vso[") || line.contains("##[") || line.trim_start().starts_with("::")
}

#[test]
fn no_line_is_a_command() {
    let strings = || FRAMES.iter().flat_map(|frame| COMMANDS.map(|command| frame.replace('@', command)));
    let runs: [&[&str]; 5] =
        [&["check", "--notes"], &["check", "--format=json"], &["check", "--fix"], &["fmt"], &["fmt", "--check"]];
    for arguments in runs {
        let lines = strings().collect::<Vec<_>>().join("\n");
        let of_lines = run_with(arguments.iter().copied().chain(["-"]), lines.as_bytes());
        let of_arguments =
            run(arguments.iter().map(|&option| option.to_owned()).chain(["--".to_owned()]).chain(strings()));
        for output in [of_lines, of_arguments] {
            let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert!(!text.is_empty(), "{arguments:?}");
            assert_eq!(text.lines().find(|line| is_command(line)), None, "{arguments:?}");
        }
    }
}

#[test]
fn string_that_begins_like_a_command_is_not_fixed() {
    assert_shown(
        &run(["check", "--fix", "  ::1"]),
        str![[r#"
── standard error ──
error: argument 1 is not printed because GitHub Actions runs lines that begin with `::` as commands; fix it by hand
error[bare-server-name]: server name without a keyword
  |
1 |   ::1
  | ^^^^^
  |
  = help: write `SmtpServer=` before it

1 error
── exit code 1 ──

"#]],
    );
}
