//! The warnings and notes about valid strings.

use smtp_connection_string::Rule;
use snapbox::str;

use crate::Case;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        // Clear text and nobody, both given: 27 of 45 real strings.
        Case {
            rule: Rule::NoEncryption,
            source: "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;",
            found: "anonymous-authentication 16..46, no-encryption 47..62",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;",
            rendered: str![[r#"
note[anonymous-authentication]: authentication is anonymous: the server must relay for anyone who reaches it
  |
  | SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: see that the server relays for this machine only, or write `UseWindowsAuthentication=True`

warning[no-encryption]: mail travels in clear text: `EnableSsl` is `False`
  |
  | SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;
  |                                                ^^^^^^^^^^^^^^^
  = help: write `EnableSsl=True` if the server offers STARTTLS on port 25

"#]],
        },
        Case {
            rule: Rule::AnonymousAuthentication,
            source: "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;",
            found: "anonymous-authentication 16..46",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;",
            rendered: str![[r#"
note[anonymous-authentication]: authentication is anonymous: the server must relay for anyone who reaches it
  |
  | SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: see that the server relays for this machine only, or write `UseWindowsAuthentication=True`

"#]],
        },
        // Beside `no-encryption`, not in its place.
        Case {
            rule: Rule::WindowsAuthenticationUnencrypted,
            source: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=False;",
            found: "windows-authentication-unencrypted 16..45, windows-authentication-fallback 16..45, no-encryption 46..61",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=False;",
            rendered: str![[r#"
warning[windows-authentication-unencrypted]: Windows authentication goes over an unencrypted connection, where it can be relayed or attacked
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=False;
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: write `EnableSsl=True` if the server offers STARTTLS on port 25

note[windows-authentication-fallback]: mail may be sent unauthenticated where the server offers no mechanism that the client can use
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=False;
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: have the server refuse unauthenticated mail

warning[no-encryption]: mail travels in clear text: `EnableSsl` is `False`
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=False;
  |                                               ^^^^^^^^^^^^^^^
  = help: write `EnableSsl=True` if the server offers STARTTLS on port 25

"#]],
        },
        // The best that the format can say still has its note.
        Case {
            rule: Rule::WindowsAuthenticationFallback,
            source: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;",
            found: "windows-authentication-fallback 16..45",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;",
            rendered: str![[r#"
note[windows-authentication-fallback]: mail may be sent unauthenticated where the server offers no mechanism that the client can use
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: have the server refuse unauthenticated mail

"#]],
        },
        // TLS wants a name; without TLS and Windows authentication an address is as good.
        Case {
            rule: Rule::AddressAsServer,
            source: "SmtpServer=192.0.2.25;UseWindowsAuthentication=True;EnableSsl=True;",
            found: "address-as-server 11..21, windows-authentication-fallback 22..51",
            near_miss: "SmtpServer=192.0.2.25;UseWindowsAuthentication=False;EnableSsl=False;",
            rendered: str![[r#"
warning[address-as-server]: the server is an IP address, for which a TLS certificate seldom is valid
  |
  | SmtpServer=192.0.2.25;UseWindowsAuthentication=True;EnableSsl=True;
  |            ^^^^^^^^^^
  = help: write the server's host name

note[windows-authentication-fallback]: mail may be sent unauthenticated where the server offers no mechanism that the client can use
  |
  | SmtpServer=192.0.2.25;UseWindowsAuthentication=True;EnableSsl=True;
  |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: have the server refuse unauthenticated mail

"#]],
        },
        // Kerberos wants one too.
        Case {
            rule: Rule::AddressAsServer,
            source: "SmtpServer=[2001:db8::25];UseWindowsAuthentication=True;EnableSsl=False;",
            found: "address-as-server 11..25, windows-authentication-unencrypted 26..55, windows-authentication-fallback 26..55, no-encryption 56..71",
            near_miss: "SmtpServer=db8.example;UseWindowsAuthentication=True;EnableSsl=False;",
            rendered: str![[r#"
warning[address-as-server]: the server is an IP address, for which Kerberos has no name
  |
  | SmtpServer=[2001:db8::25];UseWindowsAuthentication=True;EnableSsl=False;
  |            ^^^^^^^^^^^^^^
  = help: write the server's host name

warning[windows-authentication-unencrypted]: Windows authentication goes over an unencrypted connection, where it can be relayed or attacked
  |
  | SmtpServer=[2001:db8::25];UseWindowsAuthentication=True;EnableSsl=False;
  |                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: write `EnableSsl=True` if the server offers STARTTLS on port 25

note[windows-authentication-fallback]: mail may be sent unauthenticated where the server offers no mechanism that the client can use
  |
  | SmtpServer=[2001:db8::25];UseWindowsAuthentication=True;EnableSsl=False;
  |                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: have the server refuse unauthenticated mail

warning[no-encryption]: mail travels in clear text: `EnableSsl` is `False`
  |
  | SmtpServer=[2001:db8::25];UseWindowsAuthentication=True;EnableSsl=False;
  |                                                         ^^^^^^^^^^^^^^^
  = help: write `EnableSsl=True` if the server offers STARTTLS on port 25

"#]],
        },
        // Case and the last dot do not make it another server; a relay that takes mail by address is one.
        Case {
            rule: Rule::ProviderNeedsLogin,
            source: "SmtpServer=SMTP.Gmail.com.;UseWindowsAuthentication=False;EnableSsl=True;",
            found: "provider-needs-login 11..26, anonymous-authentication 27..57",
            near_miss: "SmtpServer=smtp-relay.gmail.com;UseWindowsAuthentication=False;EnableSsl=True;",
            rendered: str![[r#"
warning[provider-needs-login]: this public mail provider needs a login, which the SMTP connection manager cannot give
  |
  | SmtpServer=SMTP.Gmail.com.;UseWindowsAuthentication=False;EnableSsl=True;
  |            ^^^^^^^^^^^^^^^
  = help: send through a relay of your own that logs on to the provider

note[anonymous-authentication]: authentication is anonymous: the server must relay for anyone who reaches it
  |
  | SmtpServer=SMTP.Gmail.com.;UseWindowsAuthentication=False;EnableSsl=True;
  |                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: see that the server relays for this machine only, or write `UseWindowsAuthentication=True`

"#]],
        },
        Case {
            rule: Rule::ProviderNeedsLogin,
            source: "SmtpServer=email-smtp.eu-west-1.amazonaws.com;UseWindowsAuthentication=False;EnableSsl=True;",
            found: "provider-needs-login 11..45, anonymous-authentication 46..76",
            near_miss: "SmtpServer=email-smtp.amazonaws.com;UseWindowsAuthentication=False;EnableSsl=True;",
            rendered: str![[r#"
warning[provider-needs-login]: this public mail provider needs a login, which the SMTP connection manager cannot give
  |
  | SmtpServer=email-smtp.eu-west-1.amazonaws.com;UseWindowsAuthentication=False;EnableSsl=True;
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: send through a relay of your own that logs on to the provider

note[anonymous-authentication]: authentication is anonymous: the server must relay for anyone who reaches it
  |
  | SmtpServer=email-smtp.eu-west-1.amazonaws.com;UseWindowsAuthentication=False;EnableSsl=True;
  |                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: see that the server relays for this machine only, or write `UseWindowsAuthentication=True`

"#]],
        },
        // However many zeros.
        Case {
            rule: Rule::TimeoutZero,
            source: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=00;",
            found: "not-canonical 0..72, windows-authentication-fallback 16..45, timeout-zero 69..71",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=01;",
            rendered: str![[r#"
note[not-canonical]: the string is valid, and not spelled as SSIS writes it
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=00;
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: `smtp-connstr fmt` prints the canonical spelling

note[windows-authentication-fallback]: mail may be sent unauthenticated where the server offers no mechanism that the client can use
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=00;
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: have the server refuse unauthenticated mail

warning[timeout-zero]: a time-out of 0 makes every send fail at once
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=00;
  |                                                                      ^^
  = help: write the milliseconds to wait, or take the pair out for the default

"#]],
        },
        // A real one says 20.
        Case {
            rule: Rule::TimeoutInSeconds,
            source: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=999;",
            found: "windows-authentication-fallback 16..45, timeout-in-seconds 69..72",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=1000;",
            rendered: str![[r#"
note[windows-authentication-fallback]: mail may be sent unauthenticated where the server offers no mechanism that the client can use
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=999;
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: have the server refuse unauthenticated mail

warning[timeout-in-seconds]: a time-out below 1000 looks like seconds, and is taken as milliseconds
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;Timeout=999;
  |                                                                      ^^^
  = help: write milliseconds: three zeros more for seconds

"#]],
        },
        Case {
            rule: Rule::PlaceholderServer,
            source: "SmtpServer=MY_SMTP_SERVER;UseWindowsAuthentication=True;EnableSsl=True;",
            found: "placeholder-server 11..25, windows-authentication-fallback 26..55",
            near_miss: "SmtpServer=MY_SMTP_SERVER_1;UseWindowsAuthentication=True;EnableSsl=True;",
            rendered: str![[r#"
warning[placeholder-server]: the server looks like a placeholder that was not filled in
  |
  | SmtpServer=MY_SMTP_SERVER;UseWindowsAuthentication=True;EnableSsl=True;
  |            ^^^^^^^^^^^^^^
  = help: write the name of the real mail server

note[windows-authentication-fallback]: mail may be sent unauthenticated where the server offers no mechanism that the client can use
  |
  | SmtpServer=MY_SMTP_SERVER;UseWindowsAuthentication=True;EnableSsl=True;
  |                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: have the server refuse unauthenticated mail

"#]],
        },
        // A reserved domain is one with everything in it; a lone label may be a host of one's own.
        Case {
            rule: Rule::PlaceholderServer,
            source: "SmtpServer=smtp.example.com;UseWindowsAuthentication=True;EnableSsl=True;",
            found: "placeholder-server 11..27, windows-authentication-fallback 28..57",
            near_miss: "SmtpServer=smtp.myexample.com;UseWindowsAuthentication=True;EnableSsl=True;",
            rendered: str![[r#"
warning[placeholder-server]: the server has a name that is reserved for examples and tests
  |
  | SmtpServer=smtp.example.com;UseWindowsAuthentication=True;EnableSsl=True;
  |            ^^^^^^^^^^^^^^^^
  = help: write the name of the real mail server

note[windows-authentication-fallback]: mail may be sent unauthenticated where the server offers no mechanism that the client can use
  |
  | SmtpServer=smtp.example.com;UseWindowsAuthentication=True;EnableSsl=True;
  |                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: have the server refuse unauthenticated mail

"#]],
        },
        // Both defaults are named; the spelling is noted too, since SSIS writes both.
        Case {
            rule: Rule::ImplicitDefault,
            source: "SmtpServer=mail;",
            found: "not-canonical 0..16, no-encryption 16..16, anonymous-authentication 16..16, implicit-default 16..16, implicit-default 16..16",
            near_miss: "EnableSsl=True;SmtpServer=mail;UseWindowsAuthentication=True;",
            rendered: str![[r#"
note[not-canonical]: the string is valid, and not spelled as SSIS writes it
  |
  | SmtpServer=mail;
  | ^^^^^^^^^^^^^^^^
  = help: `smtp-connstr fmt` prints the canonical spelling

warning[no-encryption]: mail travels in clear text: `EnableSsl` is missing, and `False` by default
  |
  | SmtpServer=mail;
  |                 ^
  = help: write `EnableSsl=True` if the server offers STARTTLS on port 25

note[anonymous-authentication]: authentication is anonymous by default: the server must relay for anyone who reaches it
  |
  | SmtpServer=mail;
  |                 ^
  = help: see that the server relays for this machine only, or write `UseWindowsAuthentication=True`

note[implicit-default]: `UseWindowsAuthentication` is missing, so it is `False`: anonymous
  |
  | SmtpServer=mail;
  |                 ^
  = help: write `UseWindowsAuthentication=False` or `True`, as SSIS does

note[implicit-default]: `EnableSsl` is missing, so it is `False`: clear text
  |
  | SmtpServer=mail;
  |                 ^
  = help: write `EnableSsl=False` or `True`, as SSIS does

"#]],
        },
        // The last `;` alone is enough, since a Script Task may rely on it.
        Case {
            rule: Rule::NotCanonical,
            source: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True",
            found: "not-canonical 0..60, windows-authentication-fallback 16..45",
            near_miss: "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True;",
            rendered: str![[r#"
note[not-canonical]: the string is valid, and not spelled as SSIS writes it
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: `smtp-connstr fmt` prints the canonical spelling

note[windows-authentication-fallback]: mail may be sent unauthenticated where the server offers no mechanism that the client can use
  |
  | SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=True
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: have the server refuse unauthenticated mail

"#]],
        },
    ]
}
