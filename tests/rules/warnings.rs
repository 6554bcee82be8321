//! Cases of the warnings and notes.

use smtp_connection_string::Rule;
use snapbox::str;

use crate::{Case, texts};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            rule: Rule::NoEncryption,
            source: "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;",
            found: "anonymous-authentication 16..46, no-encryption 47..62",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;",
            rendered: str![[r#"
warning[no-encryption]: mail is sent in cleartext because `EnableSsl` is `False`
  |
  | SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;
  |                                                ^^^^^^^^^^^^^^^
  = help: write `EnableSsl=True` if the server offers STARTTLS on port 25
"#]],
        },
        Case {
            rule: Rule::NoEncryption,
            source: "SmtpServer=mail;UseWindowsAuthentication=False;",
            found: "not-canonical 0..47, anonymous-authentication 16..46, no-encryption 47..47, \
                    implicit-default 47..47",
            near_miss: "SmtpServer=localhost;UseWindowsAuthentication=False;",
            rendered: str![[r#"
warning[no-encryption]: mail is sent in cleartext because `EnableSsl` is missing
  |
  | SmtpServer=mail;UseWindowsAuthentication=False;
  |                                                ^
  = help: add `EnableSsl=True` if the server offers STARTTLS on port 25
"#]],
        },
        Case {
            rule: Rule::WindowsAuthenticationUnencrypted,
            source: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=False;",
            found: "windows-authentication-unencrypted 16..45, windows-authentication-fallback 16..45, \
                    no-encryption 46..61",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;",
            rendered: str![[r#"
warning[windows-authentication-unencrypted]: Windows authentication is used over an unencrypted connection
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=False;
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: write `EnableSsl=True` if the server offers STARTTLS on port 25
"#]],
        },
        // With TLS and Windows authentication the server is still reported only once.
        Case {
            rule: Rule::AddressAsServer,
            source: "SmtpServer=192.0.2.25;UseWindowsAuthentication=True;EnableSsl=True;",
            found: "address-as-server 11..21, windows-authentication-fallback 22..51",
            near_miss: "SmtpServer=192.0.2.25;UseWindowsAuthentication=False;EnableSsl=False;",
            rendered: str![[r#"
warning[address-as-server]: the server is an IP address, so TLS fails unless the certificate contains it
  |
  | SmtpServer=192.0.2.25;UseWindowsAuthentication=True;EnableSsl=True;
  |            ^^^^^^^^^^
  = help: write the host name that the server's certificate contains
"#]],
        },
        Case {
            rule: Rule::AddressAsServer,
            source: "SmtpServer=[2001:db8::25];UseWindowsAuthentication=True;EnableSsl=False;",
            found: "address-as-server 11..25, windows-authentication-unencrypted 26..55, \
                    windows-authentication-fallback 26..55, no-encryption 56..71",
            near_miss: "SmtpServer=db8.example;UseWindowsAuthentication=True;EnableSsl=False;",
            rendered: str![[r#"
warning[address-as-server]: the server is an IP address, so Kerberos authentication fails
  |
  | SmtpServer=[2001:db8::25];UseWindowsAuthentication=True;EnableSsl=False;
  |            ^^^^^^^^^^^^^^
  = help: write the server's host name
"#]],
        },
        // Case and a trailing dot are ignored. The near miss accepts mail without a login.
        Case {
            rule: Rule::ProviderNeedsLogin,
            source: "SmtpServer=SMTP.Gmail.com.;UseWindowsAuthentication=False;EnableSsl=True;",
            found: "provider-needs-login 11..26, anonymous-authentication 27..57",
            near_miss: "SmtpServer=smtp-relay.gmail.com;UseWindowsAuthentication=False;EnableSsl=True;",
            rendered: str![[r#"
warning[provider-needs-login]: the mail provider requires a login that SSIS does not support
  |
  | SmtpServer=SMTP.Gmail.com.;UseWindowsAuthentication=False;EnableSsl=True;
  |            ^^^^^^^^^^^^^^^
  = help: send through a relay that logs in to the provider, or use another mail component
"#]],
        },
        Case {
            rule: Rule::TimeoutZero,
            source: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=0;",
            found: "windows-authentication-fallback 16..45, timeout-zero 69..70",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=1;",
            rendered: str![[r#"
warning[timeout-zero]: a timeout of 0 expires immediately
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=0;
  |                                                                      ^
  = help: write the number of milliseconds to wait, or remove the pair to use the default
"#]],
        },
        Case {
            rule: Rule::TimeoutInSeconds,
            source: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=999;",
            found: "windows-authentication-fallback 16..45, timeout-in-seconds 69..72",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=1000;",
            rendered: str![[r#"
warning[timeout-in-seconds]: a timeout below 1000 ms was probably meant in seconds
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=999;
  |                                                                      ^^^
  = help: write milliseconds, for example `20000` for 20 seconds
"#]],
        },
        Case {
            rule: Rule::PlaceholderServer,
            source: "SmtpServer=MY_SMTP_SERVER;UseWindowsAuthentication=True;EnableSsl=True;",
            found: "placeholder-server 11..25, windows-authentication-fallback 26..55",
            near_miss: "SmtpServer=MY_SMTP_SERVER_1;UseWindowsAuthentication=True;EnableSsl=True;",
            rendered: str![[r#"
warning[placeholder-server]: the server name looks like a placeholder
  |
  | SmtpServer=MY_SMTP_SERVER;UseWindowsAuthentication=True;EnableSsl=True;
  |            ^^^^^^^^^^^^^^
  = help: write the name of the real mail server
"#]],
        },
        Case {
            rule: Rule::PlaceholderServer,
            source: "SmtpServer=smtp.example.com;UseWindowsAuthentication=True;EnableSsl=True;",
            found: "placeholder-server 11..27, windows-authentication-fallback 28..57",
            near_miss: "SmtpServer=smtp.myexample.com;UseWindowsAuthentication=True;EnableSsl=True;",
            rendered: str![[r#"
warning[placeholder-server]: the server name is reserved for examples and tests
  |
  | SmtpServer=smtp.example.com;UseWindowsAuthentication=True;EnableSsl=True;
  |            ^^^^^^^^^^^^^^^^
  = help: write the name of the real mail server
"#]],
        },
        Case {
            rule: Rule::AnonymousAuthentication,
            source: "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;",
            found: "anonymous-authentication 16..46",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;",
            rendered: str![[r#"
note[anonymous-authentication]: mail is sent anonymously because `UseWindowsAuthentication` is `False`
  |
  | SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: make sure the server relays only for known machines, or write `UseWindowsAuthentication=True`
"#]],
        },
        Case {
            rule: Rule::AnonymousAuthentication,
            source: "SmtpServer=mail;EnableSsl=True;",
            found: "not-canonical 0..31, anonymous-authentication 31..31, implicit-default 31..31",
            near_miss: "SmtpServer=mail;EnableSsl=True;UseWindowsAuthentication=True;",
            rendered: str![[r#"
note[anonymous-authentication]: mail is sent anonymously because `UseWindowsAuthentication` is missing
  |
  | SmtpServer=mail;EnableSsl=True;
  |                                ^
  = help: make sure the server relays only for known machines, or add `UseWindowsAuthentication=True`
"#]],
        },
        Case {
            rule: Rule::WindowsAuthenticationFallback,
            source: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;",
            found: "windows-authentication-fallback 16..45",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;",
            rendered: str![[r#"
note[windows-authentication-fallback]: mail may be sent unauthenticated, without an error
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: configure the server to reject unauthenticated mail
"#]],
        },
        Case {
            rule: Rule::LoopbackServer,
            source: "SmtpServer=localhost;UseWindowsAuthentication=False;EnableSsl=False;",
            found: "loopback-server 11..20, anonymous-authentication 21..51",
            near_miss: "SmtpServer=localhost.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;",
            rendered: str![[r#"
note[loopback-server]: the server is on the same machine
  |
  | SmtpServer=localhost;UseWindowsAuthentication=False;EnableSsl=False;
  |            ^^^^^^^^^
  = help: check where that server sends the mail next, and whether it uses encryption
"#]],
        },
        // One finding per missing keyword.
        Case {
            rule: Rule::ImplicitDefault,
            source: "SmtpServer=mail;",
            found: "not-canonical 0..16, no-encryption 16..16, anonymous-authentication 16..16, \
                    implicit-default 16..16, implicit-default 16..16",
            near_miss: "EnableSsl=True;SmtpServer=mail;UseWindowsAuthentication=True;",
            rendered: str![[r#"
note[implicit-default]: `UseWindowsAuthentication` is missing and defaults to `False` (anonymous)
  |
  | SmtpServer=mail;
  |                 ^
  = help: add `UseWindowsAuthentication=False` or `UseWindowsAuthentication=True`

note[implicit-default]: `EnableSsl` is missing and defaults to `False` (cleartext)
  |
  | SmtpServer=mail;
  |                 ^
  = help: add `EnableSsl=False` or `EnableSsl=True`
"#]],
        },
        // Only the last `;` is missing.
        Case {
            rule: Rule::NotCanonical,
            source: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True",
            found: "not-canonical 0..60, windows-authentication-fallback 16..45",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;",
            rendered: str![[r#"
note[not-canonical]: the connection string is not in the canonical form that SSIS writes
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: run `smtp-connstr fmt` to print the canonical form
"#]],
        },
    ]
}

/// Checks which servers a rule reports in an otherwise valid string.
#[track_caller]
fn assert_servers(rule: Rule, reported: &[&str], not_reported: &[&str]) {
    let is_reported = |server: &&&str| {
        let source = format!("SmtpServer={server};UseWindowsAuthentication=True;EnableSsl=True;");
        texts(&source).any(|(found, ..)| found == rule)
    };
    for (servers, expected) in [(reported, true), (not_reported, false)] {
        let other: Vec<_> = servers.iter().filter(|server| is_reported(server) != expected).collect();
        assert!(other.is_empty(), "{rule} should be {expected} for {other:?}");
    }
}

#[test]
fn providers_that_need_a_login() {
    assert_servers(
        Rule::ProviderNeedsLogin,
        &["smtp.gmail.com", "smtp.office365.com", "SMTP.OFFICE365.COM.", "email-smtp.eu-west-1.amazonaws.com"],
        &["smtp-relay.gmail.com", "contoso-com.mail.protection.outlook.com", "email-smtp.amazonaws.com", "gmail.com"],
    );
    assert_servers(
        Rule::ProviderNeedsLogin,
        &["mail.yahoo.com", "smtp.mail.yahoo.com", "plus.smtp.mail.yahoo.com"],
        &["yahoo.com", "mymail.yahoo.com", "mail.yahoo.com.contoso.com"],
    );
}

#[test]
fn placeholders() {
    assert_servers(
        Rule::PlaceholderServer,
        &["smtphost", "MY_SMTP_SERVER", "my-smtp-server", "changeme", "XXXX", "__SMTP__", "your_server"],
        &["smtp-server", "mailserver", "mail", "localhost", "xx", "youri"],
    );
    assert_servers(
        Rule::PlaceholderServer,
        &["smtp.yourdomain.com", "mail.your-company.com", "company.com", "XXXX.contoso.com", "your_mail.contoso.com"],
        &["mail.contoso.xxx", "your.org", "your-online.de", "enter-tech.contoso.com", "mail.contoso.com"],
    );
    assert_servers(
        Rule::PlaceholderServer,
        &["example.com", "smtp.example.org.", "mail.EXAMPLE.net", "smtp.example", "mail.test", "mail.invalid"],
        &["example", "test", "myexample.com", "mail.test.com"],
    );
}

#[test]
fn timeouts_below_one_second() {
    let rules = |timeout: &str| {
        let source = format!("SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout={timeout};");
        let rules: Vec<_> = texts(&source).map(|(rule, ..)| rule).collect();
        [Rule::TimeoutZero, Rule::TimeoutInSeconds].map(|rule| rules.contains(&rule))
    };
    for timeout in ["0", "00", "'0'"] {
        assert_eq!(rules(timeout), [true, false], "{timeout}");
    }
    for timeout in ["1", "20", "999", "0999"] {
        assert_eq!(rules(timeout), [false, true], "{timeout}");
    }
    for timeout in ["1000", "2147483647"] {
        assert_eq!(rules(timeout), [false, false], "{timeout}");
    }
}

#[test]
fn every_deviation_from_the_canonical_form_is_reported() {
    let is_canonical = |source: &str| texts(source).all(|(rule, ..)| rule != Rule::NotCanonical);
    for source in [
        "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;",
        "SmtpServer=MAIL.;UseWindowsAuthentication=False;EnableSsl=False;Timeout=0;",
        "SmtpServer=[::1];UseWindowsAuthentication=False;EnableSsl=True;Timeout=2147483647;",
    ] {
        assert!(is_canonical(source), "{source:?}");
    }
    for source in [
        "SMTPServer=mail;UseWindowsAuthentication=True;EnableSsl=True;",
        "SmtpServer=mail;UseWindowsAuthentication=true;EnableSsl=True;",
        "SmtpServer=mail;EnableSsl=True;UseWindowsAuthentication=True;",
        "SmtpServer=\"mail\";UseWindowsAuthentication=True;EnableSsl=True;",
        "SmtpServer=mail; UseWindowsAuthentication=True;EnableSsl=True;",
        "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True",
        "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;;",
        "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;\n",
        "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=01000;",
        "SmtpServer=mail;EnableSsl=True;",
        "SmtpServer=mail;UseWindowsAuthentication=True;",
    ] {
        assert!(!is_canonical(source), "{source:?}");
    }
}
