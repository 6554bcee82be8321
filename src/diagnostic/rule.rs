//! The rules: what each is called, how grave it is, and what stands behind it. One table.

use core::fmt;

/// How grave a finding is.
///
/// The order is that of gravity, the gravest first: `Severity::Error < Severity::Warning`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The string is refused.
    Error,
    /// The string is valid, and will probably not do what is wanted, or not safely.
    Warning,
    /// The string is valid, and somebody who audits it wants to know this.
    Note,
}

impl Severity {
    /// All severities, the gravest first.
    pub const ALL: &'static [Self] = &[Self::Error, Self::Warning, Self::Note];

    /// The name in lower case: `error`, `warning` or `note`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Makes the enum, `ALL`, the ids, the severities and the explanations from one table, so that none can be forgotten.
macro_rules! rules {
    ($($name:ident = $id:literal, $severity:ident,
        what: $what:literal, why: $why:literal, remedy: $remedy:literal, evidence: $evidence:literal;)+) => {
        /// What a finding is about.
        ///
        /// Ids are stable: a rule keeps its id for good, and a new release may bring new rules.
        ///
        /// ```
        /// use smtp_connection_string::{Rule, Severity};
        ///
        /// let rule = Rule::from_id("no-encryption").unwrap();
        /// assert_eq!(rule, Rule::NoEncryption);
        /// assert_eq!(rule.severity(), Severity::Warning);
        /// assert!(rule.explanation().contains("STARTTLS"));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(
                #[doc = concat!("`", $id, "`: ", $what)]
                $name,
            )+
        }

        impl Rule {
            /// All rules, in the order in which findings at the same place are reported.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The rule's name for people and files: `no-encryption`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)+
                }
            }

            /// How grave a finding of this rule is.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$name => Severity::$severity,)+
                }
            }

            /// What the rule finds, in one sentence.
            #[must_use]
            pub const fn summary(self) -> &'static str {
                match self {
                    $(Self::$name => $what,)+
                }
            }

            /// What the rule finds, why that matters, what to do about it, and what the claim stands on: four
            /// paragraphs of plain text.
            #[must_use]
            pub const fn explanation(self) -> &'static str {
                match self {
                    $(Self::$name => concat!(
                        $what, "\n\nWhy: ", $why, "\n\nWhat to do: ", $remedy, "\n\nEvidence: ", $evidence,
                    ),)+
                }
            }
        }
    };
}

rules! {
    EmptyConnectionString = "empty-connection-string", Error,
        what: "The connection string holds nothing, or nothing but `;` and white space.",
        why: "A connection manager without a server cannot send anything; an empty string usually means that a variable \
              or an environment reference was not filled in.",
        remedy: "Write at least the server: `SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;`.",
        evidence: "SmtpServer is required: the Send Mail task fails without it with 0xC00291C4 (vendor documentation).";
    BareServerName = "bare-server-name", Error,
        what: "The whole connection string is a server name, without `SmtpServer=`.",
        why: "One sample of the vendor assigns a bare host name to the connection string. What the component makes of it \
              is not documented, and no package in public files is stored that way.",
        remedy: "Write the keyword: `SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;`. The fix \
                 that is offered chooses anonymous and clear text, since that is the default; see that this is meant.",
        evidence: "The sample is vendor documentation; its effect at run time is unknown.";
    MissingEquals = "missing-equals", Error,
        what: "A segment between two `;` has no `=`, so it is no pair of a keyword and a value.",
        why: "Often a value that holds a `;` was not quoted, and the rest of it looks like a keyword. .NET reads `a;b=1` as \
              the one keyword `a;b`, which hides the mistake; here it is refused.",
        remedy: "Write `keyword=value`, or put the value that holds the `;` in double quotes.",
        evidence: "Syntax of System.Data.Common.DbConnectionStringBuilder, run against the real one; the `;` in a keyword \
                   is the deliberate deviation D1 of grammar.md.";
    EmptyKeyword = "empty-keyword", Error,
        what: "A `=` has no keyword before it.",
        why: "A value without a name means nothing, and .NET refuses it.",
        remedy: "Write the keyword before the `=`, or take the segment out. A keyword that itself begins with `=` has it \
                 doubled: `==`.",
        evidence: "Run against System.Data.Common.DbConnectionStringBuilder.";
    UnterminatedQuote = "unterminated-quote", Error,
        what: "A value begins with a quote that is never closed.",
        why: "Everything behind the quote would belong to the value, the other pairs included.",
        remedy: "Close the quote. Within a value in double quotes, write a double quote twice; or use single quotes around it.",
        evidence: "Run against System.Data.Common.DbConnectionStringBuilder.";
    TextAfterQuote = "text-after-quote", Error,
        what: "Text stands between the closing quote of a value and the next `;`.",
        why: "The value has ended with its quote; .NET refuses what follows.",
        remedy: "Put the whole value in the quotes, double a quote that belongs to the value, or write the missing `;`.",
        evidence: "Run against System.Data.Common.DbConnectionStringBuilder.";
    StrayQuote = "stray-quote", Error,
        what: "A value that does not begin with a quote ends with one.",
        why: "The opening quote was probably forgotten, and .NET refuses the value.",
        remedy: "Write the opening quote, or take the last one out; a value that really ends in a quote must be quoted.",
        evidence: "Run against System.Data.Common.DbConnectionStringBuilder.";
    ControlCharacter = "control-character", Error,
        what: "A control character stands where none may: in a keyword, in an unquoted value (but for white space), or \
               NUL anywhere.",
        why: "Such characters come from broken files or copied text, cannot be seen, and .NET refuses them.",
        remedy: "Take the character out. A line break within the string belongs between pairs, not in a keyword.",
        evidence: "Run against System.Data.Common.DbConnectionStringBuilder; NUL everywhere is the deliberate deviation D2 \
                   of grammar.md, a control character before an empty value D3.";
    MissingServer = "missing-server", Error,
        what: "There is no `SmtpServer` keyword.",
        why: "The server is the one property without a default; the Send Mail task fails without it.",
        remedy: "Add `SmtpServer=` with the name of the mail server.",
        evidence: "Send Mail task error 0xC00291C4, SMTP server not specified (vendor documentation).";
    BasicAuthentication = "basic-authentication", Error,
        what: "The string asks for Basic authentication: a user name, a password, or a scheme of that kind.",
        why: "The SMTP connection manager knows anonymous access and Windows authentication and nothing else. A user name \
              or password in its string is not used, but is stored in clear text for everyone who reads the package.",
        remedy: "Take the user name and the password out, and change that password if the string was shared. Use \
                 `UseWindowsAuthentication=True`, or a relay that accepts the server anonymously, or a Script Task or another \
                 mail component where a login is a must.",
        evidence: "Vendor documentation: the SMTP connection manager supports only anonymous authentication and Windows \
                   Authentication, and does not support basic authentication.";
    PortNotSupported = "port-not-supported", Error,
        what: "The string names a port.",
        why: "The SMTP connection manager has no property for a port and always uses 25.",
        remedy: "Take the port out, and have the server, or a relay, listen on port 25 for this machine.",
        evidence: "There is no port among the documented properties (vendor documentation); System.Net.Mail.SmtpClient's \
                   default is 25.";
    UnknownKeyword = "unknown-keyword", Error,
        what: "The keyword is none of the four that the SMTP connection manager has.",
        why: "How the component treats a keyword that it does not know is not documented. If it ignores it, the setting \
              that was meant is silently the default: for `EnableTls=True` that is clear text.",
        remedy: "Use `SmtpServer`, `UseWindowsAuthentication`, `EnableSsl` or `Timeout`, and take anything else out.",
        evidence: "The documented properties (vendor documentation); all 45 SMTP strings of 1,754 public files use only these.";
    DuplicateKeyword = "duplicate-keyword", Error,
        what: "A keyword stands in the string twice.",
        why: "Readers disagree on which one wins: .NET takes the last, code that splits the string itself the first. A \
              reviewer may see another value than the one that is used.",
        remedy: "Keep one of them.",
        evidence: "The last one wins: run against System.Data.Common.DbConnectionStringBuilder. The first one wins: the \
                   vendor's own sample takes the server with Split('=', ';')[1].";
    EmptyValue = "empty-value", Error,
        what: "A keyword of the SMTP connection manager has an empty value.",
        why: "An empty server can be stored and makes the Send Mail task fail. An empty boolean or time-out means nothing, \
              and .NET reads an unquoted empty value as if the keyword were not there.",
        remedy: "Write the value, or take the pair out where the default is meant.",
        evidence: "An empty server stands in published projects (public files); the task then fails with 0xC00291C4 (vendor \
                   documentation).";
    UrlNotSupported = "url-not-supported", Error,
        what: "The server is written as a URL.",
        why: "The property takes a host name or an IP address; a scheme, a port or a path has no place in it.",
        remedy: "Write the host alone: `smtp.contoso.com` for `smtp://smtp.contoso.com`. Encryption is asked for with \
                 `EnableSsl=True`.",
        evidence: "The property is the name of the SMTP server (vendor documentation).";
    InvalidServerName = "invalid-server-name", Error,
        what: "The server is neither a host name nor an IPv4 or IPv6 address.",
        why: "Such a name cannot be resolved, so every mail fails, and only when the package runs.",
        remedy: "Write a host name of ASCII letters, digits, `-`, `_` and dots, or an IP address. A name with other letters is \
                 written in its `xn--` form. A template such as `<server name>` must be filled in.",
        evidence: "RFC 1123 section 2.1 and RFC 2181 section 11; underscores and names of one label are common in real \
                   packages (public files).";
    InvalidBoolean = "invalid-boolean", Error,
        what: "The value of `UseWindowsAuthentication` or `EnableSsl` is neither `True` nor `False`.",
        why: "SSIS writes `True` and `False`. Other words (`yes`, `1`, `SSPI`) belong to other connection strings; if the \
              component does not read them, the setting is not what was meant.",
        remedy: "Write `True` or `False`.",
        evidence: "All 45 SMTP strings of 1,754 public files use these two words; what else the component reads is unknown.";
    InvalidTimeout = "invalid-timeout", Error,
        what: "The value of `Timeout` is no whole number from 0 to 2147483647.",
        why: "The property is a 32-bit integer, and a negative time-out is refused by the mail client.",
        remedy: "Write milliseconds in digits alone, such as `Timeout=100000`, or take the pair out for the default.",
        evidence: "The property's type is a nullable Int32 (vendor documentation); System.Net.Mail.SmtpClient.Timeout throws \
                   for a negative value (run).";
    NoEncryption = "no-encryption", Warning,
        what: "`EnableSsl` is `False`, given or by default: mail travels in clear text.",
        why: "Everyone on the way can read and change the mail. 43 of 45 real strings are like this, mostly because it is \
              the default.",
        remedy: "Write `EnableSsl=True` if the server offers STARTTLS on port 25. If it does not, sending then fails: there is \
                 no way back to clear text, so try it first.",
        evidence: "EnableSsl means STARTTLS, never implicit TLS, and a server without it makes the send fail: run against \
                   System.Net.Mail.SmtpClient. The counts are from 1,754 public files.";
    AnonymousAuthentication = "anonymous-authentication", Note,
        what: "The package logs on to the server as nobody, given or by default.",
        why: "The server must then relay for anyone who reaches it, or tell friend from foe by address. An auditor wants to \
              know which packages rely on that.",
        remedy: "See that the server relays for this machine only, or use `UseWindowsAuthentication=True` with a server that \
                 offers it.",
        evidence: "Vendor documentation: without Windows Authentication, authentication is anonymous.";
    WindowsAuthenticationUnencrypted = "windows-authentication-unencrypted", Warning,
        what: "Windows authentication is used over an unencrypted connection.",
        why: "The NTLM exchange can be relayed or attacked off line by whoever listens on the network.",
        remedy: "Write `EnableSsl=True`, after seeing that the server offers STARTTLS.",
        evidence: "NTLM relaying is documented by the vendor (extended protection for authentication); the mail client \
                   authenticates with GSSAPI or NTLM (run against System.Net.Mail.SmtpClient).";
    WindowsAuthenticationFallback = "windows-authentication-fallback", Note,
        what: "Windows authentication fails open: where the server offers no mechanism that the client can use, the mail is \
               sent unauthenticated, without an error.",
        why: "`UseWindowsAuthentication=True` is a wish, not a guarantee. A server that accepts the mail may have taken it \
              from nobody.",
        remedy: "Have the server require authentication, so that an unauthenticated mail is refused.",
        evidence: "Run against System.Net.Mail.SmtpClient of .NET Core 3.1; the source of .NET Framework, on which SSIS runs, \
                   has the same loop. How SSIS itself calls it is unknown.";
    AddressAsServer = "address-as-server", Warning,
        what: "The server is an IP address, together with TLS or Windows authentication.",
        why: "A certificate is made for a name, so TLS to an address fails as a rule. Kerberos asks for `SMTPSVC/<host>`, which \
              no directory holds for an address, so Windows authentication falls back to NTLM.",
        remedy: "Write the server's own host name.",
        evidence: "The Kerberos name SMTPSVC/<host> is documented by the vendor and was seen in a run of \
                   System.Net.Mail.SmtpClient.";
    ProviderNeedsLogin = "provider-needs-login", Warning,
        what: "The server is a public mail provider's, which accepts neither anonymous mail nor Windows authentication.",
        why: "Such a provider wants a user name and a password or a token, and the SMTP connection manager can give none. \
              This string can never send a mail.",
        remedy: "Send through a relay of your own that logs on to the provider, or use another mail component.",
        evidence: "The providers' own documentation of their submission servers; a closed table of host names.";
    TimeoutZero = "timeout-zero", Warning,
        what: "`Timeout` is 0.",
        why: "Zero is no \"wait for ever\": the mail client gives up at once, and every send fails.",
        remedy: "Write the milliseconds to wait, or take the pair out for the default.",
        evidence: "Run against System.Net.Mail.SmtpClient, whose Timeout the property is taken to be (inferred).";
    TimeoutInSeconds = "timeout-in-seconds", Warning,
        what: "`Timeout` is between 1 and 999, which looks like seconds; it is taken as milliseconds.",
        why: "`Timeout=20` would give the server 20 milliseconds, and most sends would fail.",
        remedy: "Write milliseconds: `Timeout=20000` for 20 seconds.",
        evidence: "The unit is undocumented, and milliseconds if it feeds System.Net.Mail.SmtpClient.Timeout (inferred); real \
                   strings hold 2000, and 20 (public files).";
    PlaceholderServer = "placeholder-server", Warning,
        what: "The server looks like a placeholder that nobody has filled in.",
        why: "Templates and samples ship with names such as `MY_SMTP_SERVER` or `smtp.example.com`, and go to production \
              with them.",
        remedy: "Write the name of the real mail server.",
        evidence: "Templates in public files; the names that RFC 2606 and RFC 6761 reserve.";
    ImplicitDefault = "implicit-default", Note,
        what: "`UseWindowsAuthentication` or `EnableSsl` is missing, so its default `False` applies.",
        why: "SSIS writes both always; a string without one was written by hand or by another tool, and a reviewer does not \
              see that the default is anonymous and clear text.",
        remedy: "Write the pair out: `UseWindowsAuthentication=False`, `EnableSsl=False`, or `True` where that is meant.",
        evidence: "45 of 45 SMTP elements of 1,754 public files that SSIS wrote carry both.";
    NotCanonical = "not-canonical", Note,
        what: "The string is valid, and not spelled as SSIS writes it.",
        why: "The order, the casing, the quotes and the last `;` are free in the syntax, but Script Tasks take strings apart \
              by place, as the vendor's own sample does.",
        remedy: "Write `SmtpServer=…;UseWindowsAuthentication=…;EnableSsl=…;` in this order, or have `smtp-connstr fmt` do it.",
        evidence: "45 of 45 SMTP elements of 1,754 public files; the vendor's sample takes the server with \
                   Split('=', ';')[1].";
}

impl Rule {
    /// The rule of this id, in its exact spelling; `None` if there is none.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.id() == id)
    }
}

/// The id, as in [`Rule::id`].
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[test]
    fn ids_are_kebab_case_and_lead_back_to_their_rule() {
        for &rule in Rule::ALL {
            assert!(rule.id().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{rule}");
            assert_eq!(Rule::from_id(rule.id()), Some(rule));
            assert_eq!(rule.to_string(), rule.id());
        }
        assert_eq!(Rule::from_id("No-Encryption"), None);
    }

    #[test]
    fn the_order_of_the_table_is_the_order_of_the_rules() {
        assert!(Rule::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(Severity::ALL.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn every_explanation_has_its_four_paragraphs() {
        for &rule in Rule::ALL {
            let paragraphs: std::vec::Vec<_> = rule.explanation().split("\n\n").collect();
            assert_eq!(paragraphs.len(), 4, "{rule}");
            assert_eq!(paragraphs[0], rule.summary());
            assert!(paragraphs[1].starts_with("Why: "), "{rule}");
            assert!(paragraphs[2].starts_with("What to do: "), "{rule}");
            assert!(paragraphs[3].starts_with("Evidence: "), "{rule}");
            assert!(paragraphs.iter().all(|text| text.ends_with('.')), "{rule}");
        }
    }
}
