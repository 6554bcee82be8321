//! The rules of the meaning: values that a property cannot have.

use smtp_connection_string::Rule;
use snapbox::str;

use crate::Case;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        // One case for each way to be no server name.
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=<server name>",
            found: "invalid-server-name 11..24",
            near_miss: "SmtpServer=server_name",
            rendered: str![[r#"
error[invalid-server-name]: expected a host name or IP address, found a template that was not filled in
  |
  | SmtpServer=<server name>
  |            ^^^^^^^^^^^^^
  = help: put the name of the real mail server in the place of the template

"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=smtp contoso.com",
            found: "invalid-server-name 11..27",
            near_miss: "SmtpServer= smtp.contoso.com ",
            rendered: str![[r#"
error[invalid-server-name]: expected a host name or IP address, found white space in it
  |
  | SmtpServer=smtp contoso.com
  |            ^^^^^^^^^^^^^^^^
  = help: write one name, without spaces; pairs are separated by `;`

"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=smtp.bücher.example",
            found: "invalid-server-name 11..31",
            near_miss: "SmtpServer=smtp.xn--bcher-kva.example",
            rendered: str![[r#"
error[invalid-server-name]: expected a host name in ASCII, found another character
  |
  | SmtpServer=smtp.bücher.example
  |            ^^^^^^^^^^^^^^^^^^^
  = help: give an internationalised name in its `xn--` form

"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=smtp.contoso.com,smtp.fabrikam.com",
            found: "invalid-server-name 11..45",
            near_miss: "SmtpServer=smtp_contoso.com",
            rendered: str![[r#"
error[invalid-server-name]: expected letters, digits, `-`, `_` and dots in a host name, found another character
  |
  | SmtpServer=smtp.contoso.com,smtp.fabrikam.com
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: write a host name such as `smtp.contoso.com`, or an IP address

"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=fe80::1%eth0",
            found: "invalid-server-name 11..23",
            near_miss: "SmtpServer=fe80::1",
            rendered: str![[r#"
error[invalid-server-name]: expected an IP address without a zone, found one with `%`
  |
  | SmtpServer=fe80::1%eth0
  |            ^^^^^^^^^^^^
  = help: leave the zone out, or write a host name

"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=[smtp.contoso.com]",
            found: "invalid-server-name 11..29",
            near_miss: "SmtpServer=[2001:db8::25]",
            rendered: str![[r#"
error[invalid-server-name]: expected an IPv6 address between the brackets, found something else
  |
  | SmtpServer=[smtp.contoso.com]
  |            ^^^^^^^^^^^^^^^^^^
  = help: write brackets around an IPv6 address only, such as `[2001:db8::25]`

"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=192.0.2.256",
            found: "invalid-server-name 11..22",
            near_miss: "SmtpServer=192.0.2.255",
            rendered: str![[r#"
error[invalid-server-name]: expected an IPv4 address, since the last label is all digits, found none
  |
  | SmtpServer=192.0.2.256
  |            ^^^^^^^^^^^
  = help: write four numbers from 0 to 255 without leading zeros, such as `192.0.2.25`, or a host name

"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=smtp..contoso.com",
            found: "invalid-server-name 11..28",
            near_miss: "SmtpServer=smtp.contoso.com.",
            rendered: str![[r#"
error[invalid-server-name]: expected a label of 1 to 63 characters between the dots of a host name, found an empty one
  |
  | SmtpServer=smtp..contoso.com
  |            ^^^^^^^^^^^^^^^^^
  = help: take the superfluous dot out; a single dot at the end is allowed

"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=a234567890123456789012345678901234567890123456789012345678901234",
            found: "invalid-server-name 11..75",
            near_miss: "SmtpServer=a23456789012345678901234567890123456789012345678901234567890123",
            rendered: str![[r#"
error[invalid-server-name]: expected labels of at most 63 characters in a host name, found a longer one
  |
  | SmtpServer=a234567890123456789012345678901234567890123456789012345678901234
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: see that the name is complete and the dots are in place

"#]],
        },
        Case {
            rule: Rule::InvalidServerName,
            source: "SmtpServer=smtp-.contoso.com",
            found: "invalid-server-name 11..28",
            near_miss: "SmtpServer=smtp-1.contoso.com",
            rendered: str![[r#"
error[invalid-server-name]: expected no `-` at either end of a label of a host name, found one
  |
  | SmtpServer=smtp-.contoso.com
  |            ^^^^^^^^^^^^^^^^^
  = help: take the `-` out, or write the missing part of the name

"#]],
        },
        // SQL Server's word for it is not SSIS's.
        Case {
            rule: Rule::InvalidBoolean,
            source: "SmtpServer=mail;UseWindowsAuthentication=SSPI",
            found: "invalid-boolean 41..45",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=TRUE",
            rendered: str![[r#"
error[invalid-boolean]: expected `True` or `False`, found something else
  |
  | SmtpServer=mail;UseWindowsAuthentication=SSPI
  |                                          ^^^^
  = help: write `True` or `False`

"#]],
        },
        // What is clear enough to be put right without a look.
        Case {
            rule: Rule::InvalidBoolean,
            source: "SmtpServer=mail;UseWindowsAuthentication=0;EnableSsl=yes",
            found: "invalid-boolean 41..42, invalid-boolean 53..56",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=false;EnableSsl='true'",
            rendered: str![[r#"
error[invalid-boolean]: expected `True` or `False`, found another word for false
  |
  | SmtpServer=mail;UseWindowsAuthentication=0;EnableSsl=yes
  |                                          ^
  = help: write `False`

error[invalid-boolean]: expected `True` or `False`, found another word for true
  |
  | SmtpServer=mail;UseWindowsAuthentication=0;EnableSsl=yes
  |                                                      ^^^
  = help: write `True`

"#]],
        },
        Case {
            rule: Rule::InvalidTimeout,
            source: "SmtpServer=mail;Timeout=-1",
            found: "invalid-timeout 24..26",
            near_miss: "SmtpServer=mail;Timeout=01",
            rendered: str![[r#"
error[invalid-timeout]: expected a number of milliseconds in digits, found something else
  |
  | SmtpServer=mail;Timeout=-1
  |                         ^^
  = help: write digits alone, without a sign, point or unit, such as `Timeout=100000`

"#]],
        },
        // One more than an `Int32` holds.
        Case {
            rule: Rule::InvalidTimeout,
            source: "SmtpServer=mail;Timeout=2147483648",
            found: "invalid-timeout 24..34",
            near_miss: "SmtpServer=mail;Timeout=2147483647",
            rendered: str![[r#"
error[invalid-timeout]: expected a number of milliseconds up to 2147483647, found a larger one
  |
  | SmtpServer=mail;Timeout=2147483648
  |                         ^^^^^^^^^^
  = help: write a smaller number, or take the pair out for the default

"#]],
        },
    ]
}
