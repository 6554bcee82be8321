//! What is only read, besides the help: version, explanations, completions, the manual page.

use snapbox::str;

use crate::run::{assert_shown, run};

#[test]
fn version() {
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
empty-connection-string             error    The connection string holds nothing, or nothing but `;` and white space.
bare-server-name                    error    The whole connection string is a server name, without `SmtpServer=`.
missing-equals                      error    A segment between two `;` has no `=`, so it is no pair of a keyword and a value.
empty-keyword                       error    A `=` has no keyword before it.
unterminated-quote                  error    A value begins with a quote that is never closed.
text-after-quote                    error    Text stands between the closing quote of a value and the next `;`.
stray-quote                         error    A value that does not begin with a quote ends with one.
control-character                   error    A control character stands where none may: in a keyword, in an unquoted value (but for white space), or NUL anywhere.
missing-server                      error    There is no `SmtpServer` keyword.
basic-authentication                error    The string asks for Basic authentication: a user name, a password, or a scheme of that kind.
port-not-supported                  error    The string names a port.
unknown-keyword                     error    The keyword is none of the four that the SMTP connection manager has.
duplicate-keyword                   error    A keyword stands in the string twice.
empty-value                         error    A keyword of the SMTP connection manager has an empty value.
url-not-supported                   error    The server is written as a URL.
invalid-server-name                 error    The server is neither a host name nor an IPv4 or IPv6 address.
invalid-boolean                     error    The value of `UseWindowsAuthentication` or `EnableSsl` is neither `True` nor `False`.
invalid-timeout                     error    The value of `Timeout` is no whole number from 0 to 2147483647.
no-encryption                       warning  `EnableSsl` is `False`, given or by default: mail travels in clear text.
anonymous-authentication            note     The package logs on to the server as nobody, given or by default.
windows-authentication-unencrypted  warning  Windows authentication is used over an unencrypted connection.
windows-authentication-fallback     note     Windows authentication fails open: where the server offers no mechanism that the client can use, the mail is sent unauthenticated, without an error.
address-as-server                   warning  The server is an IP address, together with TLS or Windows authentication.
provider-needs-login                warning  The server is a public mail provider's, which accepts neither anonymous mail nor Windows authentication.
timeout-zero                        warning  `Timeout` is 0.
timeout-in-seconds                  warning  `Timeout` is between 1 and 999, which looks like seconds; it is taken as milliseconds.
placeholder-server                  warning  The server looks like a placeholder that nobody has filled in.
implicit-default                    note     `UseWindowsAuthentication` or `EnableSsl` is missing, so its default `False` applies.
not-canonical                       note     The string is valid, and not spelled as SSIS writes it.
wrong-element                       warning  The connection string stands on an element where SSIS does not read it.
runtime-expression                  note     A property expression sets the connection string, or a part of it, at run time.
overridden-value                    warning  A design-time string disagrees with the parameter that overrides it.
third-party-manager                 note     A connection manager for SMTP that is not the one of SSIS.
encrypted-package                   warning  The file is encrypted as a whole.
unreadable-file                     error    A file, an entry of an archive or a folder cannot be read.
── exit code 0 ──

"#]],
    );
}

#[test]
fn explain_a_rule() {
    assert_shown(
        &run(["explain", "no-encryption"]),
        str![[r#"
no-encryption (warning)

`EnableSsl` is `False`, given or by default: mail travels in clear text.

Why: Everyone on the way can read and change the mail. 43 of 45 real strings are
like this, mostly because it is the default.

What to do: Write `EnableSsl=True` if the server offers STARTTLS on port 25. If
it does not, sending then fails: there is no way back to clear text, so try it
first.

Evidence: EnableSsl means STARTTLS, never implicit TLS, and a server without it
makes the send fail: run against System.Net.Mail.SmtpClient. The counts are from
1,754 public files.
── exit code 0 ──

"#]],
    );
}

#[test]
fn every_rule_is_explained() {
    for rule in smtp_connection_string::Rule::ALL {
        let output = run(["explain", rule.id()]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && text.starts_with(&format!("{rule} ({})\n\n", rule.severity())), "{text}");
    }
}

#[test]
fn completions_know_the_rules() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(["completions", shell]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{shell}");
        assert!(text.contains("smtp-connstr") && text.contains("deny"), "{shell}");
        // PowerShell and elvish complete no values.
        assert!(matches!(shell, "powershell" | "elvish") || text.contains("no-encryption"), "{shell}");
    }
}

#[test]
fn the_manual_page_holds_every_subcommand_and_option() {
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
        ".SH \"SUBCOMMAND EXPLAIN\"",
        ".SH \"SUBCOMMAND COMPLETIONS\"",
        ".SH \"SUBCOMMAND MAN\"",
        ".SH \"EXIT STATUS\"",
        ".SH EXAMPLES",
        ".SH VERSION",
    ];
    assert_eq!(sections, expected);
    for option in ["format", "deny", "allow", "fix", "quiet", "check", "baseline", "follow", "color"] {
        assert!(page.contains(&format!(r"\fB\-\-{option}\fR")), "{option}");
    }
    assert_eq!(page.matches("\n.nf\n").count(), page.matches("\n.fi\n").count());
}
