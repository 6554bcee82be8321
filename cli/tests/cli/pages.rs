//! The version, the explanations, the completions and the manual page.

use snapbox::str;

use crate::run::{assert_shown, run};

#[test]
fn version_is_printed() {
    assert_shown(
        &run(["--version"]),
        str![[r#"
smtp-connstr 0.1.0 (smtp-connection-string 0.1.0)
── exit code 0 ──

"#]],
    );
}

#[test]
fn explain_lists_all_rules() {
    assert_shown(
        &run(["explain"]),
        str![[r#"
empty-connection-string             error    The connection string is empty or contains only `;` and whitespace.
bare-server-name                    error    The connection string is a server name without `SmtpServer=`.
missing-equals                      error    A segment of the connection string has no `=` and is therefore not a `keyword=value` pair.
empty-keyword                       error    A pair has no keyword before the `=`.
unterminated-quote                  error    A value begins with a quote that is never closed.
text-after-quote                    error    A value continues after its closing quote.
stray-quote                         error    An unquoted value ends with a quote.
control-character                   error    A control character appears where it is not allowed.
missing-server                      error    The connection string does not contain the keyword `SmtpServer`.
basic-authentication                error    The connection string requests Basic authentication with a user name, a password, a token or an authentication scheme.
port-not-supported                  error    The connection string specifies a port.
unknown-keyword                     error    A keyword is not a property of the SMTP connection manager.
duplicate-keyword                   error    A keyword appears more than once.
empty-value                         error    A property of the SMTP connection manager has an empty value.
url-not-supported                   error    The server is written as a URL.
invalid-server-name                 error    The server is not a valid host name, IPv4 address or IPv6 address.
invalid-boolean                     error    The value of `UseWindowsAuthentication` or `EnableSsl` is neither `True` nor `False`.
invalid-timeout                     error    The value of `Timeout` is not an integer from 0 to 2147483647.
no-encryption                       warning  `EnableSsl` is `False` (explicitly or by default), so mail is sent in cleartext.
windows-authentication-unencrypted  warning  Windows authentication is used over an unencrypted connection.
address-as-server                   warning  The server is an IP address and is used with TLS or Windows authentication.
provider-needs-login                warning  The server belongs to a public mail provider that accepts neither anonymous mail nor Windows authentication.
timeout-zero                        warning  `Timeout` is 0.
timeout-in-seconds                  warning  `Timeout` is from 1 to 999, which was probably meant in seconds but is read as milliseconds.
placeholder-server                  warning  The server looks like a placeholder that was never replaced.
anonymous-authentication            note     The package connects to the server anonymously, explicitly or by default.
windows-authentication-fallback     note     Windows authentication fails open: if the server does not offer a mechanism that the client can use, mail is sent unauthenticated, without an error.
loopback-server                     note     The server is on the same machine as the package.
implicit-default                    note     `UseWindowsAuthentication` or `EnableSsl` is missing and has its default, `False`.
not-canonical                       note     The connection string is valid, but it is not in the canonical form that SSIS writes.
wrong-element                       warning  The connection string is on an element that SSIS ignores.
runtime-expression                  note     An expression sets the connection string, or a part of it, at run time.
overridden-value                    warning  A parameter or configuration overrides the connection string with a different value.
third-party-manager                 note     An SMTP connection manager is from another vendor.
encrypted-package                   warning  A whole file, or the value of a connection manager, is encrypted.
unreadable-file                     error    A file, a folder or an archive entry cannot be read.
missing-manager                     error    A Send Mail task has no reference to an SMTP connection manager, or one to an SMTP connection manager that does not exist.
disabled-task-without-manager       note     A Send Mail task without an SMTP connection manager is disabled, or an expression decides whether it is.
unused-manager                      note     No Send Mail task of the project uses the SMTP connection manager.
used-only-by-disabled-tasks         note     All Send Mail tasks that use the SMTP connection manager are disabled.
copies-disagree                     warning  Copies of the value of a connection manager disagree with each other.
orphan-parameters                   note     Parameters refer to a connection manager that does not exist in the project.
lookalike-server                    note     The server differs by one letter from one that is much more common in the same scan.
mail-by-script                      note     A package sends mail with code instead of a Send Mail task.
credential-in-script                warning  Code contains a literal password.
unread-mention                      note     `SmtpServer=` occurs in a place that is not read as a connection string.
probe-unreachable                   error    The server cannot be reached from this machine.
probe-refused                       error    The server answers with an error, or closes the connection, before the client can send mail.
probe-protocol                      error    The server does not answer as an SMTP server does.
probe-no-starttls                   error    The server does not offer STARTTLS.
probe-starttls-failed               error    The server offers STARTTLS, but TLS cannot be started or the server does not continue after it.
probe-certificate-untrusted         error    The certificate of the server is not trusted on this machine.
probe-certificate-name              error    The certificate of the server is for other names.
probe-certificate-expired           error    The certificate of the server has expired, is not yet valid, or expires soon.
probe-no-usable-mechanism           error    The string asks for Windows authentication, but the server offers no mechanism that the client can use.
probe-tls-available                 note     `EnableSsl` is `False`, but the server offers STARTTLS with a certificate that is valid for its name.
probe-slow                          warning  The server needs most of the timeout, or more, before mail can be sent.
probe-bytes-after-starttls          warning  The server sends more bytes after its answer to STARTTLS, before TLS starts.
probe-authentication-not-tried      note     The server offers a mechanism that Windows authentication can use, but the probe does not authenticate.
── exit code 0 ──

"#]],
    );
}

#[test]
fn explain_prints_paragraphs_and_example() {
    assert_shown(
        &run(["explain", "no-encryption"]),
        str![[r#"
no-encryption (warning)

`EnableSsl` is `False` (explicitly or by default), so mail is sent in cleartext.

Why: Anyone on the network path can read and change the mail. Of 391 SMTP
connection managers in 420 public repositories, only 10 use TLS.

What to do: Write `EnableSsl=True` if the server offers STARTTLS on port 25.
Test it first: if the server does not offer STARTTLS, the send fails instead of
falling back to cleartext.

Evidence: In tests with `System.Net.Mail.SmtpClient`, `EnableSsl` meant STARTTLS
and never implicit TLS, and a send failed if the server did not offer STARTTLS.

Example:

warning[no-encryption]: mail is sent in cleartext because `EnableSsl` is `False`
  |
1 | SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;
  |                                                            ^^^^^^^^^^^^^^^
  |
  = help: write `EnableSsl=True` if the server offers STARTTLS on port 25

https://github.com/smtp-connection-string/smtp-connection-string/blob/main/docs/rules.md#no-encryption
── exit code 0 ──

"#]],
    );
}

#[test]
fn explain_prints_an_example_of_a_file() {
    assert_shown(
        &run(["explain", "used-only-by-disabled-tasks"]),
        str![[r#"
used-only-by-disabled-tasks (note)

All Send Mail tasks that use the SMTP connection manager are disabled.

Why: No task sends mail through it now, but one does as soon as someone enables
it.

What to do: Remove the tasks and the connection manager if they are no longer
needed. Otherwise treat the connection manager like one that is used.

Evidence: A task is disabled if it, or a container or event handler around it,
is stored as disabled. A task with an expression on `Disable` does not count as
disabled.

Example:

<DTS:Executable DTS:CreationName="STOCK:SEQUENCE" DTS:Disabled="True">
  <DTS:Executables>
    <DTS:Executable DTS:CreationName="Microsoft.SendMailTask">…</DTS:Executable>
  </DTS:Executables>
</DTS:Executable>

https://github.com/smtp-connection-string/smtp-connection-string/blob/main/docs/rules.md#used-only-by-disabled-tasks
── exit code 0 ──

"#]],
    );
}

#[test]
fn every_rule_is_explained() {
    let table = String::from_utf8(run(["explain"]).stdout).unwrap();
    let rules: Vec<_> = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).collect();
    assert!(rules.len() > smtp_connection_string::Rule::ALL.len());
    for rule in rules {
        let output = run(["explain", rule[0]]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && text.starts_with(&format!("{} ({})\n\n", rule[0], rule[1])), "{text}");
        // The rules of `probe` are about replies of servers.
        assert_eq!(text.contains("\nExample:\n\n"), !rule[0].starts_with("probe-"), "{text}");
    }
}

#[test]
fn completions_contain_the_rules() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(["completions", shell]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{shell}");
        assert!(text.contains("smtp-connstr") && text.contains("deny"), "{shell}");
        // The completions for PowerShell and elvish do not include values.
        assert!(matches!(shell, "powershell" | "elvish") || text.contains("no-encryption"), "{shell}");
    }
}

/// Runs the completion function of the script in bash, as the Tab key does.
#[cfg(unix)]
#[test]
fn bash_completes_subcommands_options_and_values() {
    use std::io::Write;
    use std::process::Command;

    const COMPLETE: &str = r#"
        eval "$("$0" completions bash)"
        COMP_WORDS=(smtp-connstr "$@")
        COMP_CWORD=$#
        function=$(complete -p smtp-connstr | sed 's/.* -F \([^ ]*\) .*/\1/')
        "$function" smtp-connstr "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        echo "${COMPREPLY[@]}""#;
    let completed = |words: &[&str]| {
        let mut bash = Command::new("bash");
        let output = bash.args(["--norc", "-c", COMPLETE, env!("CARGO_BIN_EXE_smtp-connstr")]).args(words).output();
        let output = output.ok()?;
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        Some(String::from_utf8(output.stdout).unwrap().trim_end().to_owned())
    };
    for (words, expected) in [
        (&["c"][..], "check completions"),
        (&["check", "--f"], "--format --fix"),
        (&["check", "--format", ""], "human json"),
        (&["check", "--notes", "--deny", "timeout-"], "timeout-zero timeout-in-seconds"),
        (&["check", "--select", "no-enc"], "no-encryption"),
        (&["scan", "--deny", "note,timeout-"], "note,timeout-zero note,timeout-in-seconds"),
        (&["scan", "--select", "a,no-enc"], "a,no-encryption"),
        (&["scan", "--min-severity", ""], "note warning error"),
        (&["scan", "--ex"], "--exit-zero --exclude"),
        (&["fmt", "--c"], "--check --color"),
        (&["scan", "--format", ""], "human json sarif csv html markdown github azure junit"),
        (&["scan", "a.dtsx", "--color", "a"], "auto always"),
        (&["completions", "z"], "zsh"),
        (&["help", "s"], "scan"),
    ] {
        let Some(found) = completed(words) else {
            // A macro would write to the captured output, which is not shown if the test passes.
            writeln!(std::io::stderr(), "skipped: bash is not installed").unwrap();
            return;
        };
        assert_eq!(found, expected, "{words:?}");
    }
}

#[test]
fn manual_page_contains_every_subcommand_and_option() {
    let output = run(["man"]);
    let page = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    let sections: Vec<_> = page.lines().filter(|line| line.starts_with(".SH ")).collect();
    let expected = [
        ".SH NAME",
        ".SH SYNOPSIS",
        ".SH DESCRIPTION",
        ".SH OPTIONS",
        ".SH \"SUBCOMMAND CHECK\"",
        ".SH \"SUBCOMMAND FMT\"",
        ".SH \"SUBCOMMAND SCAN\"",
        ".SH \"SUBCOMMAND FIX\"",
        ".SH \"SUBCOMMAND PROBE\"",
        ".SH \"SUBCOMMAND DIFF\"",
        ".SH \"SUBCOMMAND EXPLAIN\"",
        ".SH \"SUBCOMMAND COMPLETIONS\"",
        ".SH \"SUBCOMMAND MAN\"",
        ".SH \"EXIT STATUS\"",
        ".SH EXAMPLES",
        ".SH VERSION",
    ];
    assert_eq!(sections, expected);
    for option in ["format", "deny", "allow", "fix", "quiet", "check", "notes", "baseline", "follow", "color"] {
        assert!(page.contains(&format!(r"\fB\-\-{option}\fR")), "{option}");
    }
    assert_eq!(page.matches("\n.nf\n").count(), page.matches("\n.fi\n").count());
}
