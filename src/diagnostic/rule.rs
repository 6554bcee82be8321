//! The rules and their messages, in one table.
//!
//! A rule has at least one message. A message says more precisely what is wrong and what to write instead. All texts
//! are static, so a message or a help cannot contain a part of the input.

use core::fmt;
use core::str::FromStr;

use super::severity::Severity;
use super::unknown_name::UnknownName;

/// Generates [`Rule`] and [`Message`] from the table below. An incomplete entry does not compile.
macro_rules! rules {
    ($(
        $rule:ident = $id:literal, $severity:ident {
            summary: $summary:literal,
            why: $why:literal,
            remedy: $remedy:literal,
            evidence: $evidence:literal,
            example: $example:literal,
            messages {
                $($(#[$doc:meta])* $message:ident: $text:literal, $help:literal;)+
            }
        }
    )+) => {
        /// A rule for connection strings, with its severity and its explanation.
        ///
        /// The documentation of each variant begins with the id of the rule. Ids are stable: a rule never changes its
        /// id. A new release may add rules.
        ///
        /// # Examples
        ///
        /// ```
        /// use smtp_connection_string::{Rule, Severity};
        ///
        /// let rule: Rule = "no-encryption".parse()?;
        /// assert_eq!(rule, Rule::NoEncryption);
        /// assert_eq!(rule.severity(), Severity::Warning);
        /// assert_eq!(
        ///     rule.summary(),
        ///     "`EnableSsl` is `False` (explicitly or by default), so mail is sent in cleartext."
        /// );
        /// # Ok::<(), smtp_connection_string::UnknownName>(())
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(
                #[doc = concat!(
                    "`", $id, "`: ", $summary,
                    "\n\n**Severity:** [", stringify!($severity), "](Severity::", stringify!($severity), ")",
                    "\n\n**Why:** ", $why,
                    "\n\n**Remedy:** ", $remedy,
                    "\n\n**Evidence:** ", $evidence,
                    // Written as in the table, so a control character remains an escape sequence.
                    "\n\n**Example:** `", stringify!($example), "`",
                )]
                $rule,
            )+
        }

        impl Rule {
            /// All rules: first the errors, then the warnings, then the notes.
            ///
            /// Findings with the same start and the same severity are reported in this order.
            pub const ALL: &'static [Self] = &[$(Self::$rule),+];

            /// Returns the id of the rule in kebab case, for example `no-encryption`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$rule => $id,)+
                }
            }

            /// Returns the severity of the rule.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$rule => Severity::$severity,)+
                }
            }

            /// Returns what the rule reports, in one sentence.
            #[must_use]
            pub const fn summary(self) -> &'static str {
                match self {
                    $(Self::$rule => $summary,)+
                }
            }

            /// Returns why a finding matters.
            #[must_use]
            pub const fn why(self) -> &'static str {
                match self {
                    $(Self::$rule => $why,)+
                }
            }

            /// Returns what to do about a finding.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self {
                    $(Self::$rule => $remedy,)+
                }
            }

            /// Returns the evidence for the rule: documentation, tests and counts from public repositories.
            #[must_use]
            pub const fn evidence(self) -> &'static str {
                match self {
                    $(Self::$rule => $evidence,)+
                }
            }

            /// Returns a connection string that triggers the rule.
            #[must_use]
            pub const fn example(self) -> &'static str {
                match self {
                    $(Self::$rule => $example,)+
                }
            }

            /// Returns the summary, the reason, the remedy and the evidence.
            ///
            /// The text consists of four paragraphs, separated by empty lines. The last three begin with `Why: `,
            /// `What to do: ` and `Evidence: `.
            #[must_use]
            pub const fn explanation(self) -> &'static str {
                match self {
                    $(Self::$rule => concat!(
                        $summary, "\n\nWhy: ", $why, "\n\nWhat to do: ", $remedy, "\n\nEvidence: ", $evidence,
                    ),)+
                }
            }
        }

        impl FromStr for Rule {
            type Err = UnknownName;

            /// Parses the id of a rule.
            ///
            /// # Errors
            ///
            /// Returns an error if the input is not exactly the id of a rule.
            fn from_str(id: &str) -> Result<Self, UnknownName> {
                match id {
                    $($id => Ok(Self::$rule),)+
                    _ => Err(UnknownName::rule()),
                }
            }
        }

        /// The message of a finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Message {
            $($($(#[$doc])* $message,)+)+
        }

        impl Message {
            /// All messages, in the order of the rules.
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$($(Self::$message),+),+];

            /// Returns the rule that the message belongs to.
            pub(crate) const fn rule(self) -> Rule {
                match self {
                    $($(Self::$message => Rule::$rule,)+)+
                }
            }

            /// Returns what is wrong, in one line that can be followed by "at byte 26".
            pub(crate) const fn text(self) -> &'static str {
                match self {
                    $($(Self::$message => $text,)+)+
                }
            }

            /// Returns what to write instead, in one line.
            pub(crate) const fn help(self) -> &'static str {
                match self {
                    $($(Self::$message => $help,)+)+
                }
            }
        }
    };
}

rules! {
    EmptyConnectionString = "empty-connection-string", Error {
        summary: "The connection string is empty or contains only `;` and whitespace.",
        why: "A connection manager without a server cannot send mail. A possible cause is a variable or an environment \
              reference that was never set.",
        remedy: "Write at least the server, for example \
                 `SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;`.",
        evidence: "According to Microsoft's documentation, the Send Mail task fails with 0xC00291C4 if no SMTP server \
                   is specified.",
        example: ";",
        messages {
            EmptyConnectionString:
                "empty connection string",
                "write at least `SmtpServer=` and the name of the mail server";
        }
    }

    BareServerName = "bare-server-name", Error {
        summary: "The connection string is a server name without `SmtpServer=`.",
        why: "SSIS always writes the keyword. A sample in Microsoft's documentation assigns a bare host name to the \
              connection string, but the effect is not documented.",
        remedy: "Write the keyword, as in \
                 `SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;`. The suggested fix \
                 selects anonymous access and cleartext, because these are the defaults. Make sure that you want them.",
        evidence: "The sample assigns `smtphost`. Its effect at run time is unknown. Of 391 SMTP connection managers \
                   in 420 public repositories, 389 are in the canonical form, which includes the keyword.",
        example: "smtp.contoso.com",
        messages {
            BareServerName:
                "server name without a keyword",
                "write `SmtpServer=` before it";
        }
    }

    MissingEquals = "missing-equals", Error {
        summary: "A segment of the connection string has no `=` and is therefore not a `keyword=value` pair.",
        why: "If a value that contains a `;` is not quoted, the rest of the value looks like a keyword. .NET reads \
              `a;b=1` as one pair with the keyword `a;b`, which hides the mistake. This library rejects it.",
        remedy: "Write `keyword=value`. Put a value that contains a `;` in double quotes. If the segment is the server \
                 name, write `SmtpServer=` before it.",
        evidence: "Tested with `System.Data.Common.DbConnectionStringBuilder`. Rejecting a `;` in a keyword is \
                   deviation D1 in `grammar.md`.",
        example: "smtp.contoso.com;EnableSsl=True;",
        messages {
            MissingEquals:
                "missing `=`",
                "write `keyword=value`, or put a value that contains `;` in double quotes";
            /// The first segment is a server name, and other segments follow.
            MissingEqualsAfterServer:
                "server name without a keyword",
                "write `SmtpServer=` before the server name";
            /// The segment is the name of a property.
            MissingEqualsAfterKeyword:
                "missing `=` after the keyword",
                "write `=` and a value after the keyword, or remove the keyword";
        }
    }

    EmptyKeyword = "empty-keyword", Error {
        summary: "A pair has no keyword before the `=`.",
        why: "A value without a keyword has no meaning, and .NET rejects it.",
        remedy: "Write the keyword before the `=`, or remove the pair. If the keyword itself contains a `=`, write \
                 that `=` twice.",
        evidence: "Tested with `System.Data.Common.DbConnectionStringBuilder`.",
        example: "SmtpServer=smtp.contoso.com;=True;",
        messages {
            EmptyKeyword:
                "empty keyword",
                "write a keyword before the `=`, or remove the pair";
        }
    }

    UnterminatedQuote = "unterminated-quote", Error {
        summary: "A value begins with a quote that is never closed.",
        why: "Everything after the quote becomes part of the value, including the remaining pairs. .NET rejects the \
              string.",
        remedy: "Add the closing quote. If a value in double quotes contains a double quote, write that quote twice, \
                 or put the value in single quotes.",
        evidence: "Tested with `System.Data.Common.DbConnectionStringBuilder`.",
        example: "SmtpServer=\"smtp.contoso.com;EnableSsl=True;",
        messages {
            UnterminatedQuote:
                "unterminated quote",
                "add the closing quote, and double every quote of the same kind inside the value";
        }
    }

    TextAfterQuote = "text-after-quote", Error {
        summary: "A value continues after its closing quote.",
        why: "A quoted value ends at its closing quote. .NET rejects anything but whitespace between that quote and \
              the next `;`.",
        remedy: "Put the whole value in quotes, or write the missing `;`. If the quote is part of the value, double \
                 it.",
        evidence: "Tested with `System.Data.Common.DbConnectionStringBuilder`.",
        example: "SmtpServer=\"smtp\".contoso.com;EnableSsl=True;",
        messages {
            TextAfterQuote:
                "unexpected text after the closing quote",
                "write `;` after the quote, move the quote to the end of the value, or double it";
        }
    }

    StrayQuote = "stray-quote", Error {
        summary: "An unquoted value ends with a quote.",
        why: "The opening quote is probably missing, and .NET rejects the value.",
        remedy: "Write the opening quote, or remove the closing quote. If the quote is part of the value, put the \
                 value in quotes of the other kind.",
        evidence: "Tested with `System.Data.Common.DbConnectionStringBuilder`.",
        example: "SmtpServer=smtp.contoso.com\";EnableSsl=True;",
        messages {
            StrayQuote:
                "unexpected quote at the end of an unquoted value",
                "add the opening quote, or remove this quote";
        }
    }

    ControlCharacter = "control-character", Error {
        summary: "A control character appears where it is not allowed.",
        why: "A keyword cannot contain control characters. An unquoted value can contain only those that are \
              whitespace. NUL is not allowed anywhere. Control characters come from damaged files or copied text, and \
              most of them are invisible.",
        remedy: "Remove the character. A line break is allowed between pairs, but not inside a keyword.",
        evidence: "Tested with `System.Data.Common.DbConnectionStringBuilder`. This library is stricter than .NET in \
                   two cases, described in `grammar.md`: NUL at the end of the string (deviation D2), and a control \
                   character in a keyword with an empty value (deviation D3).",
        example: "SmtpServer=smtp.contoso.com\u{1};EnableSsl=True;",
        messages {
            ControlCharacter:
                "unexpected control character",
                "remove it: a line break is allowed between pairs, but not inside a keyword";
        }
    }

    MissingServer = "missing-server", Error {
        summary: "The connection string does not contain the keyword `SmtpServer`.",
        why: "`SmtpServer` is the only required property. The Send Mail task fails without it.",
        remedy: "Add `SmtpServer=` and the name of the mail server.",
        evidence: "According to Microsoft's documentation, the Send Mail task fails with 0xC00291C4 if no SMTP server \
                   is specified.",
        example: "UseWindowsAuthentication=False;EnableSsl=True;",
        messages {
            MissingServer:
                "missing keyword `SmtpServer`",
                "add `SmtpServer=` and the name of the mail server";
        }
    }

    BasicAuthentication = "basic-authentication", Error {
        summary: "The connection string requests Basic authentication with a user name, a password, a token or an \
                  authentication scheme.",
        why: "The SMTP connection manager supports only anonymous access and Windows authentication. It has no \
              property for a user name or a password. Anyone who can read the package can read the password in its \
              connection string.",
        remedy: "Remove the user name and the password, and rotate the password if the string was shared. Write \
                 `UseWindowsAuthentication=True`, or use a relay that accepts anonymous mail from this machine. If the \
                 server requires a login, use a Script Task or another mail component.",
        evidence: "According to Microsoft's documentation, the SMTP connection manager supports only anonymous \
                   authentication and Windows authentication, and does not support Basic authentication.",
        example: "SmtpServer=smtp.contoso.com;UserName=reports;Password=example;",
        messages {
            /// A keyword for a user name, a password, a token or another credential.
            CredentialKeyword:
                "unsupported credential keyword",
                "remove the pair: only anonymous and Windows authentication are supported, not Basic authentication";
            /// A keyword that requests Basic authentication whatever its value is, such as `BasicAuth`.
            BasicKeyword:
                "unsupported keyword for Basic authentication",
                "remove the pair: only anonymous and Windows authentication are supported, not Basic authentication";
            /// A keyword such as `Authentication` with a value such as `basic`, `login`, `plain` or `xoauth2`.
            BasicScheme:
                "unsupported authentication scheme",
                "remove the pair: only anonymous and Windows authentication are supported, not Basic authentication";
            /// `UseWindowsAuthentication` with the name of such a scheme.
            BasicForWindows:
                "unsupported authentication scheme",
                "write `True` for Windows authentication or `False` for anonymous access";
            /// An `@` in the value of `SmtpServer`, or in a URL that was read as a keyword.
            UserInServer:
                "user name or password in server name",
                "write only the host name: the SMTP connection manager does not support user names and passwords";
        }
    }

    PortNotSupported = "port-not-supported", Error {
        summary: "The connection string specifies a port.",
        why: "The SMTP connection manager has no port property and always connects to port 25. Port 465 cannot work, \
              because it requires implicit TLS, and `EnableSsl=True` means STARTTLS.",
        remedy: "Remove the port. Make sure that the server or a relay accepts mail from this machine on port 25.",
        evidence: "Microsoft's documentation of the connection manager does not list a port property. The default port \
                   of `System.Net.Mail.SmtpClient` is 25. In tests, that client used STARTTLS and never implicit TLS.",
        example: "SmtpServer=smtp.contoso.com:587;EnableSsl=True;",
        messages {
            PortKeyword:
                "unsupported port keyword",
                "remove the pair: the SMTP connection manager always connects to port 25";
            PortInServer:
                "port in server name",
                "remove the port: the SMTP connection manager always connects to port 25";
            /// `Port=465`.
            ImplicitTlsPortKeyword:
                "unsupported port keyword",
                "remove the pair: `EnableSsl=True` means STARTTLS on port 25, not implicit TLS on port 465";
            /// `SmtpServer=mail:465`.
            ImplicitTlsPortInServer:
                "port in server name",
                "remove the port: `EnableSsl=True` means STARTTLS on port 25, not implicit TLS on port 465";
        }
    }

    UnknownKeyword = "unknown-keyword", Error {
        summary: "A keyword is not a property of the SMTP connection manager.",
        why: "The documentation does not say how SSIS treats an unknown keyword. If SSIS ignores it, the intended \
              property silently keeps its default. For `EnableTls=True`, that means cleartext.",
        remedy: "Use only `SmtpServer`, `UseWindowsAuthentication`, `EnableSsl` and `Timeout`. Remove all other pairs.",
        evidence: "These four properties are the documented ones. Of 391 SMTP connection managers in 420 public \
                   repositories, 389 are in the canonical form, which has no other keywords.",
        example: "SmtpServer=smtp.contoso.com;UseSsl=True;",
        messages {
            UnknownKeyword:
                "unknown keyword",
                "use `SmtpServer`, `UseWindowsAuthentication`, `EnableSsl` or `Timeout`, or remove the pair";
            LikeSmtpServer:
                "unknown keyword",
                "did you mean `SmtpServer`?";
            LikeUseWindowsAuthentication:
                "unknown keyword",
                "did you mean `UseWindowsAuthentication`?";
            LikeEnableSsl:
                "unknown keyword",
                "did you mean `EnableSsl`?";
            LikeTimeout:
                "unknown keyword",
                "did you mean `Timeout`, in milliseconds?";
        }
    }

    DuplicateKeyword = "duplicate-keyword", Error {
        summary: "A keyword appears more than once.",
        why: "Readers disagree on which pair wins. .NET uses the last one. Code that splits the string by position \
              uses the first one. A reviewer may see a different value than the one that SSIS uses.",
        remedy: "Keep one of the pairs, and remove the others.",
        evidence: "In tests with `System.Data.Common.DbConnectionStringBuilder`, the last pair wins. A sample in \
                   Microsoft's documentation reads the server with `Split('=', ';')[1]`, so the first pair wins there.",
        example: "SmtpServer=smtp.contoso.com;EnableSsl=True;EnableSsl=False;",
        messages {
            DuplicateKeyword:
                "duplicate keyword",
                "keep one of the two pairs, because readers disagree on which one wins";
        }
    }

    EmptyValue = "empty-value", Error {
        summary: "A property of the SMTP connection manager has an empty value.",
        why: "SSIS can store an empty server, but the Send Mail task then fails. An empty boolean or timeout has no \
              meaning. .NET reads an unquoted empty value as if the pair were missing.",
        remedy: "Write the value. To use the default of `UseWindowsAuthentication`, `EnableSsl` or `Timeout`, remove \
                 the pair.",
        evidence: "Empty servers occur in built projects in public repositories. According to Microsoft's \
                   documentation, the Send Mail task then fails with 0xC00291C4. Empty values were tested with \
                   `System.Data.Common.DbConnectionStringBuilder`.",
        example: "SmtpServer=;UseWindowsAuthentication=False;EnableSsl=False;",
        messages {
            EmptyServer:
                "empty server name",
                "write the name of the mail server: without it, the Send Mail task fails with 0xC00291C4";
            EmptyBoolean:
                "empty boolean",
                "write `True` or `False`, or remove the pair to use the default, which is `False`";
            EmptyTimeout:
                "empty timeout",
                "write milliseconds, as in `Timeout=100000`, or remove the pair to use the default";
        }
    }

    UrlNotSupported = "url-not-supported", Error {
        summary: "The server is written as a URL.",
        why: "`SmtpServer` is a host name or an IP address. It does not include a scheme, a port or a path.",
        remedy: "Write only the host, for example `SmtpServer=smtp.contoso.com` instead of \
                 `SmtpServer=smtp://smtp.contoso.com`. For encryption, write `EnableSsl=True`. This means STARTTLS on \
                 port 25, so a server that offers only implicit TLS (`smtps://`) cannot be used.",
        evidence: "According to Microsoft's documentation, the property is the name of the SMTP server. In tests, \
                   `System.Net.Mail.SmtpClient` used STARTTLS and never implicit TLS.",
        example: "SmtpServer=smtp://smtp.contoso.com;EnableSsl=True;",
        messages {
            Url:
                "unsupported URL",
                "write only the host name, and use `EnableSsl=True` for encryption";
            /// `SmtpServer=smtps://mail`.
            ImplicitTlsUrl:
                "unsupported URL",
                "write only the host name: `EnableSsl=True` means STARTTLS on port 25, not implicit TLS";
            /// The string is a URL, and its query contains a `=`, so the beginning of the URL was read as a keyword.
            UrlAsKeyword:
                "unsupported URL",
                "write `SmtpServer=` and the host name, without the rest of the URL";
        }
    }

    InvalidServerName = "invalid-server-name", Error {
        summary: "The server is not a valid host name, IPv4 address or IPv6 address.",
        why: "Such a name cannot be resolved, so every send fails. The error appears only when the package runs.",
        remedy: "Write an IP address, or a host name of ASCII letters, digits, `-`, `_` and dots. Write an \
                 internationalized name in its `xn--` form. Replace a template such as `<server name>` with the real \
                 name. Move an SSIS expression such as `@[User::SmtpServer]` to a property expression, because it is \
                 not evaluated in the connection string.",
        evidence: "Host names follow RFC 1123, section 2.1, and RFC 2181, section 11. Underscores and names with a \
                   single label are accepted, because both are common in public packages.",
        example: "SmtpServer=smtp..contoso.com;EnableSsl=True;",
        messages {
            ServerTemplate:
                "template in server name",
                "replace the template with the name of the mail server";
            ServerExpression:
                "SSIS expression in server name",
                "write the server name: an SSIS expression is evaluated only in a property expression";
            ServerWhitespace:
                "whitespace in server name",
                "write one name without whitespace, and separate pairs with `;`";
            ServerNotAscii:
                "non-ASCII character in host name",
                "write an internationalized name in its `xn--` form";
            ServerCharacter:
                "invalid character in host name",
                "use only ASCII letters, digits, `-`, `_` and dots, as in `smtp.contoso.com`";
            ServerZone:
                "zone in IPv6 address",
                "remove the `%` and the zone after it, or write a host name";
            ServerBrackets:
                "invalid IPv6 address in brackets",
                "use brackets only around an IPv6 address, as in `[2001:db8::25]`";
            /// The last label is all digits, but the name is not a valid IPv4 address.
            ServerNumeric:
                "invalid IPv4 address",
                "write four numbers from 0 to 255 without leading zeros, or a host name that does not end in a number";
            ServerLabelEmpty:
                "empty label in host name",
                "remove the extra dot (one trailing dot is allowed)";
            ServerLabelLong:
                "label longer than 63 characters in host name",
                "shorten the label, or add the missing dot";
            ServerLabelHyphen:
                "label that starts or ends with `-` in host name",
                "remove the `-`, or complete the label";
            ServerLong:
                "host name longer than 253 characters",
                "write the name of one mail server";
        }
    }

    InvalidBoolean = "invalid-boolean", Error {
        summary: "The value of `UseWindowsAuthentication` or `EnableSsl` is neither `True` nor `False`.",
        why: "SSIS writes `True` and `False`. Words such as `yes`, `1` and `SSPI` are used in other connection \
              strings. If SSIS does not accept such a word, the property does not have the intended value.",
        remedy: "Write `True` or `False`.",
        evidence: "Of 391 SMTP connection managers in 420 public repositories, 389 are in the canonical form, which \
                   uses only these two words. Whether SSIS accepts other words is unknown.",
        example: "SmtpServer=smtp.contoso.com;EnableSsl=yes;",
        messages {
            /// A word for true, such as `yes` or `1`.
            BooleanMeansTrue:
                "invalid boolean",
                "write `True`";
            /// A word for false, such as `no` or `0`.
            BooleanMeansFalse:
                "invalid boolean",
                "write `False`";
            BooleanUnknown:
                "invalid boolean",
                "write `True` or `False`";
        }
    }

    InvalidTimeout = "invalid-timeout", Error {
        summary: "The value of `Timeout` is not an integer from 0 to 2147483647.",
        why: "The property is a 32-bit integer, and the mail client rejects a negative timeout.",
        remedy: "Write milliseconds in digits only, for example `Timeout=100000`, or remove the pair to use the \
                 default.",
        evidence: "According to Microsoft's documentation, the type of the property is a nullable Int32. In tests, \
                   `System.Net.Mail.SmtpClient.Timeout` threw an exception for a negative value.",
        example: "SmtpServer=smtp.contoso.com;EnableSsl=True;Timeout=30s;",
        messages {
            TimeoutNotDigits:
                "invalid timeout",
                "write milliseconds in digits only, without a sign, decimal point or unit, as in `Timeout=100000`";
            TimeoutTooLarge:
                "timeout too large",
                "write at most 2147483647 milliseconds, or remove the pair to use the default";
        }
    }

    NoEncryption = "no-encryption", Warning {
        summary: "`EnableSsl` is `False` (explicitly or by default), so mail is sent in cleartext.",
        why: "Anyone on the network path can read and change the mail. Of 391 SMTP connection managers in 420 public \
              repositories, only 10 use TLS.",
        remedy: "Write `EnableSsl=True` if the server offers STARTTLS on port 25. Test it first: if the server does \
                 not offer STARTTLS, the send fails instead of falling back to cleartext.",
        evidence: "In tests with `System.Net.Mail.SmtpClient`, `EnableSsl` meant STARTTLS and never implicit TLS, and \
                   a send failed if the server did not offer STARTTLS.",
        example: "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;",
        messages {
            /// `EnableSsl=False` is in the string.
            Cleartext:
                "mail is sent in cleartext because `EnableSsl` is `False`",
                "write `EnableSsl=True` if the server offers STARTTLS on port 25";
            CleartextByDefault:
                "mail is sent in cleartext because `EnableSsl` is missing",
                "add `EnableSsl=True` if the server offers STARTTLS on port 25";
        }
    }

    WindowsAuthenticationUnencrypted = "windows-authentication-unencrypted", Warning {
        summary: "Windows authentication is used over an unencrypted connection.",
        why: "An attacker on the network path can relay the NTLM exchange or attack it offline.",
        remedy: "Write `EnableSsl=True` if the server offers STARTTLS on port 25. Test it first: if the server does \
                 not offer STARTTLS, the send fails.",
        evidence: "Microsoft's documentation of extended protection for authentication describes NTLM relaying. In \
                   tests, `System.Net.Mail.SmtpClient` authenticated with GSSAPI or NTLM.",
        example: "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;",
        messages {
            WindowsUnencrypted:
                "Windows authentication is used over an unencrypted connection",
                "write `EnableSsl=True` if the server offers STARTTLS on port 25";
        }
    }

    AddressAsServer = "address-as-server", Warning {
        summary: "The server is an IP address and is used with TLS or Windows authentication.",
        why: "TLS to an IP address fails unless the server's certificate contains that address. For Windows \
              authentication, Kerberos requires the name `SMTPSVC/<host>`, which does not work with an IP address. The \
              client can then authenticate only with NTLM, if at all.",
        remedy: "Write the server's host name.",
        evidence: "The Kerberos name `SMTPSVC/<host>` is documented by Microsoft and was observed in tests with \
                   `System.Net.Mail.SmtpClient`. In these tests, a certificate with only a host name was not valid for \
                   an IP address.",
        example: "SmtpServer=192.0.2.25;UseWindowsAuthentication=False;EnableSsl=True;",
        messages {
            AddressWithTls:
                "the server is an IP address, so TLS fails unless the certificate contains it",
                "write the host name that the server's certificate contains";
            AddressWithWindows:
                "the server is an IP address, so Kerberos authentication fails",
                "write the server's host name";
        }
    }

    ProviderNeedsLogin = "provider-needs-login", Warning {
        summary: "The server belongs to a public mail provider that accepts neither anonymous mail nor Windows \
                  authentication.",
        why: "The provider requires a user name and a password or a token. The SMTP connection manager cannot supply \
              them, so every send fails.",
        remedy: "Send through a relay that logs in to the provider, or use another mail component.",
        evidence: "The library contains a fixed list of servers. Each entry records its source in the provider's \
                   documentation and the date on which it was checked.",
        example: "SmtpServer=smtp.gmail.com;UseWindowsAuthentication=False;EnableSsl=True;",
        messages {
            ProviderNeedsLogin:
                "the mail provider requires a login that SSIS does not support",
                "send through a relay that logs in to the provider, or use another mail component";
        }
    }

    TimeoutZero = "timeout-zero", Warning {
        summary: "`Timeout` is 0.",
        why: "`0` does not mean \"wait indefinitely\". The timeout expires immediately, so sends are likely to fail.",
        remedy: "Write the number of milliseconds to wait, or remove the pair to use the default.",
        evidence: "Tested with `System.Net.Mail.SmtpClient`. It is inferred, not documented, that the component passes \
                   the value to that client.",
        example: "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=True;Timeout=0;",
        messages {
            TimeoutZero:
                "a timeout of 0 expires immediately",
                "write the number of milliseconds to wait, or remove the pair to use the default";
        }
    }

    TimeoutInSeconds = "timeout-in-seconds", Warning {
        summary: "`Timeout` is from 1 to 999, which was probably meant in seconds but is read as milliseconds.",
        why: "With `Timeout=20`, the client has 20 ms to send a mail.",
        remedy: "Write milliseconds, for example `Timeout=20000` for 20 seconds.",
        evidence: "The unit is not documented. It is milliseconds if the component passes the value to \
                   `System.Net.Mail.SmtpClient.Timeout` (inferred). Of 391 SMTP connection managers in 420 public \
                   repositories, 8 have a timeout. Real values are 1000, 2000 and 10000, but also 20, 22 and 30.",
        example: "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=True;Timeout=20;",
        messages {
            TimeoutInSeconds:
                "a timeout below 1000 ms was probably meant in seconds",
                "write milliseconds, for example `20000` for 20 seconds";
        }
    }

    PlaceholderServer = "placeholder-server", Warning {
        summary: "The server looks like a placeholder that was never replaced.",
        why: "Templates and samples contain names such as `MY_SMTP_SERVER` and `smtp.example.com`. A package that is \
              deployed with such a name cannot send mail.",
        remedy: "Write the name of the real mail server.",
        evidence: "The list of placeholders is fixed and based on templates in public repositories. The names for \
                   examples and tests are reserved by RFC 2606 and RFC 6761.",
        example: "SmtpServer=MY_SMTP_SERVER;UseWindowsAuthentication=False;EnableSsl=True;",
        messages {
            PlaceholderServer:
                "the server name looks like a placeholder",
                "write the name of the real mail server";
            ReservedServer:
                "the server name is reserved for examples and tests",
                "write the name of the real mail server";
        }
    }

    AnonymousAuthentication = "anonymous-authentication", Note {
        summary: "The package connects to the server anonymously, explicitly or by default.",
        why: "The server must then relay for any client that can reach it, or restrict clients by IP address. Auditors \
              need to know which packages depend on that.",
        remedy: "Make sure that the server relays only for the machines that need it, or write \
                 `UseWindowsAuthentication=True` if the server supports it.",
        evidence: "According to Microsoft's documentation, authentication is anonymous unless Windows authentication \
                   is selected. Of 391 SMTP connection managers in 420 public repositories, 255 use Windows \
                   authentication.",
        example: "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=True;",
        messages {
            Anonymous:
                "mail is sent anonymously because `UseWindowsAuthentication` is `False`",
                "make sure the server relays only for known machines, or write `UseWindowsAuthentication=True`";
            AnonymousByDefault:
                "mail is sent anonymously because `UseWindowsAuthentication` is missing",
                "make sure the server relays only for known machines, or add `UseWindowsAuthentication=True`";
        }
    }

    WindowsAuthenticationFallback = "windows-authentication-fallback", Note {
        summary: "Windows authentication fails open: if the server does not offer a mechanism that the client can use, \
                  mail is sent unauthenticated, without an error.",
        why: "`UseWindowsAuthentication=True` is a request, not a guarantee. The server may accept the mail without \
              authenticating the client.",
        remedy: "Configure the server to reject unauthenticated mail.",
        evidence: "Tested with `System.Net.Mail.SmtpClient` of .NET Core 3.1. The client also sent unauthenticated \
                   after the server rejected GSSAPI with 535. SSIS runs on .NET Framework, whose source has the same \
                   loop and adds the mechanism WDIGEST. How SSIS calls the client is unknown.",
        example: "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;",
        messages {
            WindowsFallback:
                "mail may be sent unauthenticated, without an error",
                "configure the server to reject unauthenticated mail";
        }
    }

    LoopbackServer = "loopback-server", Note {
        summary: "The server is on the same machine as the package.",
        why: "That server decides where the mail is sent next, and whether that connection is encrypted and \
              authenticated. The connection string does not show this. Warnings about encryption are not given, \
              because the connection to that server does not leave the machine.",
        remedy: "Check the configuration of the mail server on that machine.",
        evidence: "`localhost` (RFC 6761), `127.0.0.0/8` (RFC 1122) and `::1` (RFC 4291) are reserved for the local \
                   machine.",
        example: "SmtpServer=localhost;UseWindowsAuthentication=False;EnableSsl=False;",
        messages {
            LoopbackServer:
                "the server is on the same machine",
                "check where that server sends the mail next, and whether it uses encryption";
        }
    }

    ImplicitDefault = "implicit-default", Note {
        summary: "`UseWindowsAuthentication` or `EnableSsl` is missing and has its default, `False`.",
        why: "SSIS always writes both. If one is missing, the string was written by hand or by another tool, and a \
              reviewer may not realize that the default is anonymous or cleartext.",
        remedy: "Add the missing pair, for example `EnableSsl=True` or `EnableSsl=False`.",
        evidence: "Of 391 SMTP connection managers in 420 public repositories, 389 are in the canonical form, which \
                   includes both. The other two were written by a generator.",
        example: "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;",
        messages {
            ImplicitAnonymous:
                "`UseWindowsAuthentication` is missing and defaults to `False` (anonymous)",
                "add `UseWindowsAuthentication=False` or `UseWindowsAuthentication=True`";
            ImplicitCleartext:
                "`EnableSsl` is missing and defaults to `False` (cleartext)",
                "add `EnableSsl=False` or `EnableSsl=True`";
        }
    }

    NotCanonical = "not-canonical", Note {
        summary: "The connection string is valid, but it is not in the canonical form that SSIS writes.",
        why: "The syntax allows any order, case and quoting, and the last `;` is optional. However, a Script Task that \
              splits the string by position reads the wrong value if the order or the quoting differs.",
        remedy: "Write `SmtpServer=…;UseWindowsAuthentication=…;EnableSsl=…;` in this order, followed by `Timeout=…;` \
                 if there is a timeout. `smtp-connstr fmt` prints this form.",
        evidence: "Of 391 SMTP connection managers in 420 public repositories (build output excluded), 389 are in the \
                   canonical form. The other two were written by a generator. A sample in Microsoft's documentation \
                   reads the server with `Split('=', ';')[1]`.",
        example: "smtpserver=smtp.contoso.com;EnableSsl=True;UseWindowsAuthentication=False",
        messages {
            NotCanonical:
                "the connection string is not in the canonical form that SSIS writes",
                "run `smtp-connstr fmt` to print the canonical form";
        }
    }
}

/// Writes the id, as in [`Rule::as_str`].
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests;
