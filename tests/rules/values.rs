//! Cases of the rules for values.

use smtp_connection_string::Rule;
use snapbox::str;

use crate::Case;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            rule: Rule::UrlNotSupported,
            source: "SmtpServer=smtp://smtp.contoso.com:587/;EnableSsl=True",
            found: "url-not-supported 11..39",
            near_miss: "SmtpServer=smtp//smtp.contoso.com;EnableSsl=True",
            rendered: str![[r#"
error[url-not-supported]: unsupported URL
  |
  | SmtpServer=smtp://smtp.contoso.com:587/;EnableSsl=True
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: write only the host name, and use `EnableSsl=True` for encryption
"#]],
        },
        Case {
            rule: Rule::UrlNotSupported,
            source: "SmtpServer=smtps://smtp.contoso.com",
            found: "url-not-supported 11..35",
            near_miss: "SmtpServer=smtps.contoso.com",
            rendered: str![[r#"
error[url-not-supported]: unsupported URL
  |
  | SmtpServer=smtps://smtp.contoso.com
  |            ^^^^^^^^^^^^^^^^^^^^^^^^
  = help: write only the host name: `EnableSsl=True` means STARTTLS on port 25, not implicit TLS
"#]],
        },
        // The query of the URL contains a `=`, so the rest of the URL is a keyword.
        Case {
            rule: Rule::UrlNotSupported,
            source: "smtp://smtp.contoso.com:587?tls=true",
            found: "url-not-supported 0..31",
            near_miss: "smtp:smtp.contoso.com:587?tls=true",
            rendered: str![[r#"
error[url-not-supported]: unsupported URL
  |
  | ***=***
  | ^^^
  = help: write `SmtpServer=` and the host name, without the rest of the URL
"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=<server name>",
            found: "invalid-server-name 11..24",
            near_miss: "SmtpServer=server_name",
            rendered: str![[r#"
error[invalid-server-name]: template in server name
  |
  | SmtpServer=<server name>
  |            ^^^^^^^^^^^^^
  = help: replace the template with the name of the mail server
"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=@[User::SmtpServer]",
            found: "invalid-server-name 11..30",
            near_miss: "SmtpServer=x@[User::SmtpServer]@",
            rendered: str![[r#"
error[invalid-server-name]: SSIS expression in server name
  |
  | SmtpServer=@[User::SmtpServer]
  |            ^^^^^^^^^^^^^^^^^^^
  = help: write the server name: an SSIS expression is evaluated only in a property expression
"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=smtp contoso.com",
            found: "invalid-server-name 11..27",
            near_miss: "SmtpServer= smtp.contoso.com ",
            rendered: str![[r#"
error[invalid-server-name]: whitespace in server name
  |
  | SmtpServer=***
  |            ^^^
  = help: write one name without whitespace, and separate pairs with `;`
"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=smtp.bücher.example",
            found: "invalid-server-name 11..31",
            near_miss: "SmtpServer=smtp.xn--bcher-kva.example",
            rendered: str![[r#"
error[invalid-server-name]: non-ASCII character in host name
  |
  | SmtpServer=smtp.bücher.example
  |            ^^^^^^^^^^^^^^^^^^^
  = help: write an internationalized name in its `xn--` form
"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=smtp.contoso.com,smtp.fabrikam.com",
            found: "invalid-server-name 11..45",
            near_miss: "SmtpServer=smtp_contoso.com",
            rendered: str![[r#"
error[invalid-server-name]: invalid character in host name
  |
  | SmtpServer=***
  |            ^^^
  = help: use only ASCII letters, digits, `-`, `_` and dots, as in `smtp.contoso.com`
"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=fe80::1%eth0",
            found: "invalid-server-name 11..23",
            near_miss: "SmtpServer=fe80::1",
            rendered: str![[r#"
error[invalid-server-name]: zone in IPv6 address
  |
  | SmtpServer=fe80::1%eth0
  |            ^^^^^^^^^^^^
  = help: remove the `%` and the zone after it, or write a host name
"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=[smtp.contoso.com]",
            found: "invalid-server-name 11..29",
            near_miss: "SmtpServer=[2001:db8::25]",
            rendered: str![[r#"
error[invalid-server-name]: invalid IPv6 address in brackets
  |
  | SmtpServer=***
  |            ^^^
  = help: use brackets only around an IPv6 address, as in `[2001:db8::25]`
"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=192.0.2.256",
            found: "invalid-server-name 11..22",
            near_miss: "SmtpServer=192.0.2.255",
            rendered: str![[r#"
error[invalid-server-name]: invalid IPv4 address
  |
  | SmtpServer=192.0.2.256
  |            ^^^^^^^^^^^
  = help: write four numbers from 0 to 255 without leading zeros, or a host name that does not end in a number
"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=smtp..contoso.com",
            found: "invalid-server-name 11..28",
            near_miss: "SmtpServer=smtp.contoso.com.",
            rendered: str![[r#"
error[invalid-server-name]: empty label in host name
  |
  | SmtpServer=smtp..contoso.com
  |            ^^^^^^^^^^^^^^^^^
  = help: remove the extra dot (one trailing dot is allowed)
"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=a234567890123456789012345678901234567890123456789012345678901234",
            found: "invalid-server-name 11..75",
            near_miss: "SmtpServer=a23456789012345678901234567890123456789012345678901234567890123",
            rendered: str![[r#"
error[invalid-server-name]: label longer than 63 characters in host name
  |
  | SmtpServer=a234567890123456789012345678901234567890123456789012345678901234
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: shorten the label, or add the missing dot
"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=smtp-.contoso.com",
            found: "invalid-server-name 11..28",
            near_miss: "SmtpServer=smtp-1.contoso.com",
            rendered: str![[r#"
error[invalid-server-name]: label that starts or ends with `-` in host name
  |
  | SmtpServer=smtp-.contoso.com
  |            ^^^^^^^^^^^^^^^^^
  = help: remove the `-`, or complete the label
"#]],
        },
        // 254 bytes; the near miss has 253 and a trailing dot, which does not count.
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.\
                     aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.\
                     aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.\
                     aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.a.b.cd",
            found: "invalid-server-name 11..265",
            near_miss: "SmtpServer=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.\
                     aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.\
                     aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.\
                     aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.a.b.c.",
            rendered: str![[r#"
error[invalid-server-name]: host name longer than 253 characters
  |
  | SmtpServer=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: write the name of one mail server
"#]],
        },
        Case {
            rule: Rule::InvalidBoolean,
            source: "SmtpServer=mail;EnableSsl=yes",
            found: "invalid-boolean 26..29",
            near_miss: "SmtpServer=mail;EnableSsl='true'",
            rendered: str![[r#"
error[invalid-boolean]: invalid boolean
  |
  | SmtpServer=mail;EnableSsl=yes
  |                           ^^^
  = help: write `True`
"#]],
        },
        Case {
            rule: Rule::InvalidBoolean,
            source: "SmtpServer=mail;UseWindowsAuthentication=0",
            found: "invalid-boolean 41..42",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=FALSE",
            rendered: str![[r#"
error[invalid-boolean]: invalid boolean
  |
  | SmtpServer=mail;UseWindowsAuthentication=0
  |                                          ^
  = help: write `False`
"#]],
        },
        // A word for Windows authentication in the connection strings of SQL Server.
        Case {
            rule: Rule::InvalidBoolean,
            source: "SmtpServer=mail;UseWindowsAuthentication=SSPI",
            found: "invalid-boolean 41..45",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=TRUE",
            rendered: str![[r#"
error[invalid-boolean]: invalid boolean
  |
  | SmtpServer=mail;UseWindowsAuthentication=SSPI
  |                                          ^^^^
  = help: write `True` or `False`
"#]],
        },
        Case {
            rule: Rule::InvalidTimeout,
            source: "SmtpServer=mail;Timeout=-1",
            found: "invalid-timeout 24..26",
            near_miss: "SmtpServer=mail;Timeout=01",
            rendered: str![[r#"
error[invalid-timeout]: invalid timeout
  |
  | SmtpServer=mail;Timeout=-1
  |                         ^^
  = help: write milliseconds in digits only, without a sign, decimal point or unit, as in `Timeout=100000`
"#]],
        },
        // One more than an `Int32` can contain.
        Case {
            rule: Rule::InvalidTimeout,
            source: "SmtpServer=mail;Timeout=2147483648",
            found: "invalid-timeout 24..34",
            near_miss: "SmtpServer=mail;Timeout=2147483647",
            rendered: str![[r#"
error[invalid-timeout]: timeout too large
  |
  | SmtpServer=mail;Timeout=2147483648
  |                         ^^^^^^^^^^
  = help: write at most 2147483647 milliseconds, or remove the pair to use the default
"#]],
        },
    ]
}
