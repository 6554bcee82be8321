//! Cases of the rules for keywords: missing, unsupported, unknown and duplicate ones, and those without a value.

use smtp_connection_string::Rule;
use snapbox::str;

use crate::Case;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            rule: Rule::MissingServer,
            source: "EnableSsl=True;",
            found: "missing-server 15..15",
            near_miss: "EnableSsl=True;SmtpServer=;",
            rendered: str![[r#"
error[missing-server]: missing keyword `SmtpServer`
  |
  | EnableSsl=True;
  |                ^
  = help: add `SmtpServer=` and the name of the mail server
"#]],
        },
        // Both keywords are reported.
        Case {
            rule: Rule::BasicAuthentication,
            source: "SmtpServer=mail;User ID=joe;Password=x",
            found: "basic-authentication 16..23, basic-authentication 28..36",
            near_miss: "SmtpServer=mail;Subject=joe;Message=x",
            rendered: str![[r#"
error[basic-authentication]: unsupported credential keyword
  |
  | SmtpServer=mail;User ID=***;Password=***
  |                 ^^^^^^^
  = help: remove the pair: only anonymous and Windows authentication are supported, not Basic authentication

error[basic-authentication]: unsupported credential keyword
  |
  | SmtpServer=mail;User ID=***;Password=***
  |                             ^^^^^^^^
  = help: remove the pair: only anonymous and Windows authentication are supported, not Basic authentication
"#]],
        },
        // The value does not matter.
        Case {
            rule: Rule::BasicAuthentication,
            source: "SmtpServer=mail;UseBasicAuthentication=False",
            found: "basic-authentication 16..38",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=False",
            rendered: str![[r#"
error[basic-authentication]: unsupported keyword for Basic authentication
  |
  | SmtpServer=mail;UseBasicAuthentication=False
  |                 ^^^^^^^^^^^^^^^^^^^^^^
  = help: remove the pair: only anonymous and Windows authentication are supported, not Basic authentication
"#]],
        },
        Case {
            rule: Rule::BasicAuthentication,
            source: "SmtpServer=mail;Authentication=Basic",
            found: "basic-authentication 16..30",
            near_miss: "SmtpServer=mail;Authentication=Windows",
            rendered: str![[r#"
error[basic-authentication]: unsupported authentication scheme
  |
  | SmtpServer=mail;Authentication=Basic
  |                 ^^^^^^^^^^^^^^
  = help: remove the pair: only anonymous and Windows authentication are supported, not Basic authentication
"#]],
        },
        Case {
            rule: Rule::BasicAuthentication,
            source: "SmtpServer=mail;UseWindowsAuthentication=Basic",
            found: "basic-authentication 41..46",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=Basis",
            rendered: str![[r#"
error[basic-authentication]: unsupported authentication scheme
  |
  | SmtpServer=mail;UseWindowsAuthentication=Basic
  |                                          ^^^^^
  = help: write `True` for Windows authentication or `False` for anonymous access
"#]],
        },
        Case {
            rule: Rule::BasicAuthentication,
            source: "SmtpServer=joe:x@mail;EnableSsl=True",
            found: "basic-authentication 11..21",
            near_miss: "SmtpServer=joe:25;EnableSsl=True",
            rendered: str![[r#"
error[basic-authentication]: user name or password in server name
  |
  | SmtpServer=***;EnableSsl=True
  |            ^^^
  = help: write only the host name: the SMTP connection manager does not support user names and passwords
"#]],
        },
        // A lone server is classified like a value of `SmtpServer`.
        Case {
            rule: Rule::BasicAuthentication,
            source: "smtp://joe:x@mail",
            found: "basic-authentication 0..17",
            near_miss: "smtp://mail",
            rendered: str![[r#"
error[basic-authentication]: user name or password in server name
  |
  | ***
  | ^^^
  = help: write only the host name: the SMTP connection manager does not support user names and passwords
"#]],
        },
        // The query of the URL contains a `=`, so the rest of the URL is a keyword.
        Case {
            rule: Rule::BasicAuthentication,
            source: "smtp://joe:x@mail:587?tls=true",
            found: "basic-authentication 0..25",
            near_miss: "smtp://mail:587?tls=true",
            rendered: str![[r#"
error[basic-authentication]: user name or password in server name
  |
  | ***=***
  | ^^^
  = help: write only the host name: the SMTP connection manager does not support user names and passwords
"#]],
        },
        Case {
            rule: Rule::PortNotSupported,
            source: "SmtpServer=mail;Port=587",
            found: "port-not-supported 16..20",
            near_miss: "SmtpServer=mail;Support=587",
            rendered: str![[r#"
error[port-not-supported]: unsupported port keyword
  |
  | SmtpServer=mail;Port=587
  |                 ^^^^
  = help: remove the pair: the SMTP connection manager always connects to port 25
"#]],
        },
        Case {
            rule: Rule::PortNotSupported,
            source: "SmtpServer=mail;Port=465",
            found: "port-not-supported 16..20",
            near_miss: "SmtpServer=mail;Ports=465",
            rendered: str![[r#"
error[port-not-supported]: unsupported port keyword
  |
  | SmtpServer=mail;Port=465
  |                 ^^^^
  = help: remove the pair: `EnableSsl=True` means STARTTLS on port 25, not implicit TLS on port 465
"#]],
        },
        Case {
            rule: Rule::PortNotSupported,
            source: "SmtpServer=mail:587",
            found: "port-not-supported 11..19",
            near_miss: "SmtpServer=2001:db8::587",
            rendered: str![[r#"
error[port-not-supported]: port in server name
  |
  | SmtpServer=mail:587
  |            ^^^^^^^^
  = help: remove the port: the SMTP connection manager always connects to port 25
"#]],
        },
        Case {
            rule: Rule::PortNotSupported,
            source: "SmtpServer=mail:465",
            found: "port-not-supported 11..19",
            near_miss: "SmtpServer=mail,465",
            rendered: str![[r#"
error[port-not-supported]: port in server name
  |
  | SmtpServer=mail:465
  |            ^^^^^^^^
  = help: remove the port: `EnableSsl=True` means STARTTLS on port 25, not implicit TLS on port 465
"#]],
        },
        Case {
            rule: Rule::PortNotSupported,
            source: "mail:587",
            found: "port-not-supported 0..8",
            near_miss: "mail.587.example",
            rendered: str![[r#"
error[port-not-supported]: port in server name
  |
  | mail:587
  | ^^^^^^^^
  = help: remove the port: the SMTP connection manager always connects to port 25
"#]],
        },
        Case {
            rule: Rule::UnknownKeyword,
            source: "SmtpServer=mail;Subject=Hello",
            found: "unknown-keyword 16..23",
            near_miss: "SmtpServer=mail; enablessl =True",
            rendered: str![[r#"
error[unknown-keyword]: unknown keyword
  |
  | SmtpServer=mail;Subject=***
  |                 ^^^^^^^
  = help: use `SmtpServer`, `UseWindowsAuthentication`, `EnableSsl` or `Timeout`, or remove the pair
"#]],
        },
        Case {
            rule: Rule::UnknownKeyword,
            source: "Host=mail",
            found: "unknown-keyword 0..4",
            near_miss: "SmtpServer=mail",
            rendered: str![[r#"
error[unknown-keyword]: unknown keyword
  |
  | Host=mail
  | ^^^^
  = help: did you mean `SmtpServer`?
"#]],
        },
        Case {
            rule: Rule::UnknownKeyword,
            source: "SmtpServer=mail;Auth=NTLM",
            found: "unknown-keyword 16..20",
            near_miss: "SmtpServer=mail;Auth=Login",
            rendered: str![[r#"
error[unknown-keyword]: unknown keyword
  |
  | SmtpServer=mail;Auth=NTLM
  |                 ^^^^
  = help: did you mean `UseWindowsAuthentication`?
"#]],
        },
        // A misspelling.
        Case {
            rule: Rule::UnknownKeyword,
            source: "SmtpServer=mail;EnabelSsl=True",
            found: "unknown-keyword 16..25",
            near_miss: "SmtpServer=mail;EnableSSL=True",
            rendered: str![[r#"
error[unknown-keyword]: unknown keyword
  |
  | SmtpServer=mail;EnabelSsl=True
  |                 ^^^^^^^^^
  = help: did you mean `EnableSsl`?
"#]],
        },
        Case {
            rule: Rule::UnknownKeyword,
            source: "SmtpServer=mail;Connect Timeout=30",
            found: "unknown-keyword 16..31",
            near_miss: "SmtpServer=mail;Timeout=30",
            rendered: str![[r#"
error[unknown-keyword]: unknown keyword
  |
  | SmtpServer=mail;Connect Timeout=30
  |                 ^^^^^^^^^^^^^^^
  = help: did you mean `Timeout`, in milliseconds?
"#]],
        },
        // Keywords ignore case, but only in ASCII: `ſ` is not an `s`.
        Case {
            rule: Rule::DuplicateKeyword,
            source: "SmtpServer=a;EnableSsl=True;SMTPSERVER=b",
            found: "duplicate-keyword 28..38 related 0..10",
            near_miss: "SmtpServer=a;EnableSsl=True;ſmtpServer=b",
            rendered: str![[r#"
error[duplicate-keyword]: duplicate keyword
  |
  | SmtpServer=a;EnableSsl=True;SMTPSERVER=b
  |                             ^^^^^^^^^^
  = note: first occurrence of the keyword at byte 0
  = help: keep one of the two pairs, because readers disagree on which one wins
"#]],
        },
        Case {
            rule: Rule::EmptyValue,
            source: "SmtpServer=;EnableSsl=True;",
            found: "empty-value 11..11",
            near_miss: "EnableSsl=True;",
            rendered: str![[r#"
error[empty-value]: empty server name
  |
  | SmtpServer=;EnableSsl=True;
  |            ^
  = help: write the name of the mail server: without it, the Send Mail task fails with 0xC00291C4
"#]],
        },
        Case {
            rule: Rule::EmptyValue,
            source: "SmtpServer=mail;EnableSsl='';",
            found: "empty-value 26..28",
            near_miss: "SmtpServer=mail;EnableSsl=' ';",
            rendered: str![[r#"
error[empty-value]: empty boolean
  |
  | SmtpServer=mail;EnableSsl=***;
  |                           ^^^
  = help: write `True` or `False`, or remove the pair to use the default, which is `False`
"#]],
        },
        Case {
            rule: Rule::EmptyValue,
            source: "SmtpServer=mail;Timeout=",
            found: "empty-value 24..24",
            near_miss: "SmtpServer=mail;Timeout=0",
            rendered: str![[r#"
error[empty-value]: empty timeout
  |
  | SmtpServer=mail;Timeout=
  |                         ^
  = help: write milliseconds, as in `Timeout=100000`, or remove the pair to use the default
"#]],
        },
    ]
}
