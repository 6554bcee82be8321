//! The rules of the meaning: keywords, and what has no place in a string of this kind.

use smtp_connection_string::Rule;
use snapbox::str;

use crate::Case;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        // Missed at the end, where it could be written.
        Case {
            rule: Rule::MissingServer,
            source: "UseWindowsAuthentication=True;EnableSsl=True;",
            found: "missing-server 45..45",
            near_miss: "UseWindowsAuthentication=True;EnableSsl=True;SmtpServer=;",
            rendered: str![[r#"
error[missing-server]: expected the keyword `SmtpServer`, found none
  |
  | UseWindowsAuthentication=True;EnableSsl=True;
  |                                              ^
  = help: add `SmtpServer=` with the name of the mail server

"#]],
        },
        // Both keywords of a login; from the first one's value on all is secret, so the second is not reported.
        Case {
            rule: Rule::BasicAuthentication,
            source: "SmtpServer=mail;User ID=joe;Password=x",
            found: "basic-authentication 16..23",
            near_miss: "SmtpServer=mail;Subject=joe;Message=x",
            rendered: str![[r#"
error[basic-authentication]: basic authentication is not supported, found a keyword for a user name, password or other credential
  |
  | SmtpServer=mail;User ID=***
  |                 ^^^^^^^
  = help: take the credential out: there is only anonymous access and `UseWindowsAuthentication=True`

"#]],
        },
        // A request for Windows authentication in another system's words is none for a login.
        Case {
            rule: Rule::BasicAuthentication,
            source: "SmtpServer=mail;UseDefaultCredential=True",
            found: "basic-authentication 16..36",
            near_miss: "SmtpServer=mail;UseDefaultCredentials=True",
            rendered: str![[r#"
error[basic-authentication]: basic authentication is not supported, found a keyword for a user name, password or other credential
  |
  | SmtpServer=mail;UseDefaultCredential=***
  |                 ^^^^^^^^^^^^^^^^^^^^
  = help: take the credential out: there is only anonymous access and `UseWindowsAuthentication=True`

"#]],
        },
        Case {
            rule: Rule::BasicAuthentication,
            source: "SmtpServer=mail;UseBasicAuthentication=False",
            found: "basic-authentication 16..38",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=False",
            rendered: str![[r#"
error[basic-authentication]: basic authentication is not supported, found a keyword that asks for it
  |
  | SmtpServer=mail;UseBasicAuthentication=***
  |                 ^^^^^^^^^^^^^^^^^^^^^^
  = help: take the keyword out: there is only anonymous access and `UseWindowsAuthentication=True`

"#]],
        },
        Case {
            rule: Rule::BasicAuthentication,
            source: "SmtpServer=mail;Authentication=Basic",
            found: "basic-authentication 16..30",
            near_miss: "SmtpServer=mail;Authentication=Windows",
            rendered: str![[r#"
error[basic-authentication]: basic authentication is not supported, found a keyword that asks for such a scheme
  |
  | SmtpServer=mail;Authentication=***
  |                 ^^^^^^^^^^^^^^
  = help: take the keyword out: there is only anonymous access and `UseWindowsAuthentication=True`

"#]],
        },
        Case {
            rule: Rule::BasicAuthentication,
            source: "SmtpServer=mail;UseWindowsAuthentication=Basic",
            found: "basic-authentication 16..40",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=Basis",
            rendered: str![[r#"
error[basic-authentication]: basic authentication is not supported, expected `True` or `False` for `UseWindowsAuthentication`
  |
  | SmtpServer=mail;UseWindowsAuthentication=Basic
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^
  = help: write `True` for Windows authentication or `False` for anonymous access

"#]],
        },
        // The empty span at the start of the value: a longer one would tell the length.
        Case {
            rule: Rule::BasicAuthentication,
            source: "SmtpServer=joe:pw@mail;EnableSsl=True",
            found: "basic-authentication 11..11",
            near_miss: "SmtpServer=joe:25",
            rendered: str![[r#"
error[basic-authentication]: basic authentication is not supported, found a user name or password with the server
  |
  | SmtpServer=***
  |            ^
  = help: write the host alone: there is only anonymous access and `UseWindowsAuthentication=True`

"#]],
        },
        // A string that is a server with user information is no bare server name.
        Case {
            rule: Rule::BasicAuthentication,
            source: "smtp://joe:pw@mail",
            found: "basic-authentication 0..0",
            near_miss: "smtp://mail",
            rendered: str![[r#"
error[basic-authentication]: basic authentication is not supported, found a user name or password with the server
  |
  | ***
  | ^
  = help: write the host alone: there is only anonymous access and `UseWindowsAuthentication=True`

"#]],
        },
        Case {
            rule: Rule::PortNotSupported,
            source: "SmtpServer=mail;Port=587",
            found: "port-not-supported 16..20",
            near_miss: "SmtpServer=mail;Support=587",
            rendered: str![[r#"
error[port-not-supported]: expected no port, found a keyword for one
  |
  | SmtpServer=mail;Port=***
  |                 ^^^^
  = help: take the pair out: the SMTP connection manager always uses port 25

"#]],
        },
        Case {
            rule: Rule::PortNotSupported,
            source: "SmtpServer=mail:587",
            found: "port-not-supported 11..19",
            near_miss: "SmtpServer=2001:db8::587",
            rendered: str![[r#"
error[port-not-supported]: expected a server without a port, found one with a port
  |
  | SmtpServer=mail:587
  |            ^^^^^^^^
  = help: write the host alone: the SMTP connection manager always uses port 25

"#]],
        },
        // Alone as well.
        Case {
            rule: Rule::PortNotSupported,
            source: "mail:587",
            found: "port-not-supported 0..8",
            near_miss: "mail.587.example",
            rendered: str![[r#"
error[port-not-supported]: expected a server without a port, found one with a port
  |
  | mail:587
  | ^^^^^^^^
  = help: write the host alone: the SMTP connection manager always uses port 25

"#]],
        },
        // A word that nobody knows; its value is masked.
        Case {
            rule: Rule::UnknownKeyword,
            source: "SmtpServer=mail;Subject=Hello",
            found: "unknown-keyword 16..23",
            near_miss: "SmtpServer=mail; enablessl =True",
            rendered: str![[r#"
error[unknown-keyword]: expected a keyword of the SMTP connection manager, found an unknown one
  |
  | SmtpServer=mail;Subject=***
  |                 ^^^^^^^
  = help: the keywords are `SmtpServer`, `UseWindowsAuthentication`, `EnableSsl` and `Timeout`

"#]],
        },
        // The four suggestions, by meaning and by letters.
        Case {
            rule: Rule::UnknownKeyword,
            source: "Host=mail",
            found: "unknown-keyword 0..4",
            near_miss: "SmtpServer=mail",
            rendered: str![[r#"
error[unknown-keyword]: expected a keyword of the SMTP connection manager, found an unknown one
  |
  | Host=***
  | ^^^^
  = help: did you mean `SmtpServer`?

"#]],
        },
        Case {
            rule: Rule::UnknownKeyword,
            source: "SmtpServer=mail;Integrated Security=SSPI;EnabelSsl=True;Connect Timeout=30",
            found: "unknown-keyword 16..35, unknown-keyword 41..50, unknown-keyword 56..71",
            near_miss: "SmtpServer=mail;Timeout=30",
            rendered: str![[r#"
error[unknown-keyword]: expected a keyword of the SMTP connection manager, found an unknown one
  |
  | SmtpServer=mail;Integrated Security=***;EnabelSsl=***;Connect Timeout=***
  |                 ^^^^^^^^^^^^^^^^^^^
  = help: did you mean `UseWindowsAuthentication`?

error[unknown-keyword]: expected a keyword of the SMTP connection manager, found an unknown one
  |
  | SmtpServer=mail;Integrated Security=***;EnabelSsl=***;Connect Timeout=***
  |                                         ^^^^^^^^^
  = help: did you mean `EnableSsl`?

error[unknown-keyword]: expected a keyword of the SMTP connection manager, found an unknown one
  |
  | SmtpServer=mail;Integrated Security=***;EnabelSsl=***;Connect Timeout=***
  |                                                       ^^^^^^^^^^^^^^^
  = help: did you mean `Timeout`? it is in milliseconds

"#]],
        },
        // Keywords ignore case, in ASCII; the first one is shown as a note.
        Case {
            rule: Rule::DuplicateKeyword,
            source: "SmtpServer=a;EnableSsl=True;SMTPSERVER=b",
            found: "duplicate-keyword 28..38 related 0..10",
            near_miss: "SmtpServer=a;EnableSsl=True;\u{17f}mtpServer=b",
            rendered: str![[r#"
error[duplicate-keyword]: expected each keyword once, found it again
  |
  | SmtpServer=a;EnableSsl=True;SMTPSERVER=b
  |                             ^^^^^^^^^^
  = note: first written here, at byte 0
  = help: keep one of them: readers disagree on which one wins

"#]],
        },
        // An empty server can be stored; quotes make it no fuller.
        Case {
            rule: Rule::EmptyValue,
            source: "SmtpServer=;UseWindowsAuthentication=False;EnableSsl=False;",
            found: "empty-value 11..11",
            near_miss: "UseWindowsAuthentication=False;EnableSsl=False;",
            rendered: str![[r#"
error[empty-value]: expected a server name, found an empty value
  |
  | SmtpServer=;UseWindowsAuthentication=False;EnableSsl=False;
  |            ^
  = help: write the name of the mail server: without it the send mail task fails with 0xC00291C4

"#]],
        },
        Case {
            rule: Rule::EmptyValue,
            source: "SmtpServer=mail;EnableSsl='';Timeout=",
            found: "empty-value 26..28, empty-value 37..37",
            near_miss: "SmtpServer=mail;EnableSsl=' ';Timeout=x",
            rendered: str![[r#"
error[empty-value]: expected `True` or `False`, found an empty value
  |
  | SmtpServer=mail;EnableSsl='';Timeout=
  |                           ^^
  = help: write `True` or `False`, or take the pair out for the default, `False`

error[empty-value]: expected a number of milliseconds, found an empty value
  |
  | SmtpServer=mail;EnableSsl='';Timeout=
  |                                      ^
  = help: write milliseconds, such as `Timeout=100000`, or take the pair out for the default

"#]],
        },
        Case {
            rule: Rule::UrlNotSupported,
            source: "SmtpServer=smtp://smtp.contoso.com:587/;EnableSsl=True",
            found: "url-not-supported 11..39",
            near_miss: "SmtpServer=smtp//smtp.contoso.com;EnableSsl=True",
            rendered: str![[r#"
error[url-not-supported]: expected a host name or IP address, found a URL
  |
  | SmtpServer=smtp://smtp.contoso.com:587/;EnableSsl=True
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: write the host alone; encryption is asked for with `EnableSsl=True`

"#]],
        },
    ]
}
