//! What can be wrong with a string, in words: one table.
//!
//! A rule may have several problems that say more exactly what was found. The texts are static, so that no message and
//! no help can ever carry a piece of the input, a secret least of all.

use crate::diagnostic::rule::Rule;

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident: $rule:ident, $message:literal, $help:literal;)+) => {
        /// A problem; the variants are named for what was found.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Problem {
            $($(#[$doc])* $name,)+
        }

        impl Problem {
            /// For the tests: each problem must have a case.
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name),+];

            pub(crate) const fn rule(self) -> Rule {
                match self {
                    $(Self::$name => Rule::$rule,)+
                }
            }

            pub(crate) const fn message(self) -> &'static str {
                match self {
                    $(Self::$name => $message,)+
                }
            }

            pub(crate) const fn help(self) -> &'static str {
                match self {
                    $(Self::$name => $help,)+
                }
            }
        }
    };
}

problems! {
    EmptyConnectionString: EmptyConnectionString,
        "expected `SmtpServer=…`, found an empty connection string",
        "write at least the server: `SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;`";
    BareServerName: BareServerName,
        "expected `SmtpServer=…`, found a server name alone",
        "write the keyword: `SmtpServer=` and the name";
    MissingEquals: MissingEquals,
        "expected `keyword=value`, found text without `=`",
        "write the missing `=`; if this is the rest of a value that holds a `;`, put that value in double quotes";
    EmptyKeyword: EmptyKeyword,
        "expected a keyword, found `=`",
        "write the keyword before the `=`, or take this pair out";
    UnterminatedQuote: UnterminatedQuote,
        "expected a closing quote, found the end of the string",
        "close the quote; a quote within the value is written twice";
    TextAfterQuote: TextAfterQuote,
        "expected `;` or the end after the closing quote, found other text",
        "write the missing `;`, or put the whole value in quotes; a quote within the value is written twice";
    StrayQuote: StrayQuote,
        "expected no quote at the end of an unquoted value, found one",
        "write the opening quote, or take this one out";
    ControlCharacter: ControlCharacter,
        "expected printable text, found a control character",
        "take the character out; a line break may stand between pairs, not in a keyword";
    MissingServer: MissingServer,
        "expected the keyword `SmtpServer`, found none",
        "add `SmtpServer=` with the name of the mail server";
    CredentialKeyword: BasicAuthentication,
        "basic authentication is not supported, found a keyword for a user name, password or other credential",
        "take the credential out: there is only anonymous access and `UseWindowsAuthentication=True`";
    BasicKeyword: BasicAuthentication,
        "basic authentication is not supported, found a keyword that asks for it",
        "take the keyword out: there is only anonymous access and `UseWindowsAuthentication=True`";
    BasicScheme: BasicAuthentication,
        "basic authentication is not supported, found a keyword that asks for such a scheme",
        "take the keyword out: there is only anonymous access and `UseWindowsAuthentication=True`";
    BasicAsWindows: BasicAuthentication,
        "basic authentication is not supported, expected `True` or `False` for `UseWindowsAuthentication`",
        "write `True` for Windows authentication or `False` for anonymous access";
    UserInformation: BasicAuthentication,
        "basic authentication is not supported, found a user name or password with the server",
        "write the host alone: there is only anonymous access and `UseWindowsAuthentication=True`";
    PortKeyword: PortNotSupported,
        "expected no port, found a keyword for one",
        "take the pair out: the SMTP connection manager always uses port 25";
    PortInServer: PortNotSupported,
        "expected a server without a port, found one with a port",
        "write the host alone: the SMTP connection manager always uses port 25";
    UnknownKeyword: UnknownKeyword,
        "expected a keyword of the SMTP connection manager, found an unknown one",
        "the keywords are `SmtpServer`, `UseWindowsAuthentication`, `EnableSsl` and `Timeout`";
    UnknownKeywordForServer: UnknownKeyword,
        "expected a keyword of the SMTP connection manager, found an unknown one",
        "did you mean `SmtpServer`?";
    UnknownKeywordForWindowsAuthentication: UnknownKeyword,
        "expected a keyword of the SMTP connection manager, found an unknown one",
        "did you mean `UseWindowsAuthentication`?";
    UnknownKeywordForSsl: UnknownKeyword,
        "expected a keyword of the SMTP connection manager, found an unknown one",
        "did you mean `EnableSsl`?";
    UnknownKeywordForTimeout: UnknownKeyword,
        "expected a keyword of the SMTP connection manager, found an unknown one",
        "did you mean `Timeout`? it is in milliseconds";
    DuplicateKeyword: DuplicateKeyword,
        "expected each keyword once, found it again",
        "keep one of them: readers disagree on which one wins";
    EmptyServer: EmptyValue,
        "expected a server name, found an empty value",
        "write the name of the mail server: without it the send mail task fails with 0xC00291C4";
    EmptyBoolean: EmptyValue,
        "expected `True` or `False`, found an empty value",
        "write `True` or `False`, or take the pair out for the default, `False`";
    EmptyTimeout: EmptyValue,
        "expected a number of milliseconds, found an empty value",
        "write milliseconds, such as `Timeout=100000`, or take the pair out for the default";
    Url: UrlNotSupported,
        "expected a host name or IP address, found a URL",
        "write the host alone; encryption is asked for with `EnableSsl=True`";
    ServerTemplate: InvalidServerName,
        "expected a host name or IP address, found a template that was not filled in",
        "put the name of the real mail server in the place of the template";
    ServerWhiteSpace: InvalidServerName,
        "expected a host name or IP address, found white space in it",
        "write one name, without spaces; pairs are separated by `;`";
    ServerNotAscii: InvalidServerName,
        "expected a host name in ASCII, found another character",
        "give an internationalised name in its `xn--` form";
    ServerCharacter: InvalidServerName,
        "expected letters, digits, `-`, `_` and dots in a host name, found another character",
        "write a host name such as `smtp.contoso.com`, or an IP address";
    ServerZone: InvalidServerName,
        "expected an IP address without a zone, found one with `%`",
        "leave the zone out, or write a host name";
    ServerBrackets: InvalidServerName,
        "expected an IPv6 address between the brackets, found something else",
        "write brackets around an IPv6 address only, such as `[2001:db8::25]`";
    ServerNumeric: InvalidServerName,
        "expected an IPv4 address, since the last label is all digits, found none",
        "write four numbers from 0 to 255 without leading zeros, such as `192.0.2.25`, or a host name";
    ServerLabelEmpty: InvalidServerName,
        "expected a label of 1 to 63 characters between the dots of a host name, found an empty one",
        "take the superfluous dot out; a single dot at the end is allowed";
    ServerLabelLong: InvalidServerName,
        "expected labels of at most 63 characters in a host name, found a longer one",
        "see that the name is complete and the dots are in place";
    ServerLabelHyphen: InvalidServerName,
        "expected no `-` at either end of a label of a host name, found one",
        "take the `-` out, or write the missing part of the name";
    ServerLong: InvalidServerName,
        "expected a host name of at most 253 characters, found a longer one",
        "write the name of one mail server";
    BooleanMeansTrue: InvalidBoolean,
        "expected `True` or `False`, found another word for true",
        "write `True`";
    BooleanMeansFalse: InvalidBoolean,
        "expected `True` or `False`, found another word for false",
        "write `False`";
    BooleanUnknown: InvalidBoolean,
        "expected `True` or `False`, found something else",
        "write `True` or `False`";
    TimeoutNotDigits: InvalidTimeout,
        "expected a number of milliseconds in digits, found something else",
        "write digits alone, without a sign, point or unit, such as `Timeout=100000`";
    TimeoutTooLarge: InvalidTimeout,
        "expected a number of milliseconds up to 2147483647, found a larger one",
        "write a smaller number, or take the pair out for the default";
    ClearText: NoEncryption,
        "mail travels in clear text: `EnableSsl` is `False`",
        "write `EnableSsl=True` if the server offers STARTTLS on port 25";
    ClearTextByDefault: NoEncryption,
        "mail travels in clear text: `EnableSsl` is missing, and `False` by default",
        "write `EnableSsl=True` if the server offers STARTTLS on port 25";
    Anonymous: AnonymousAuthentication,
        "authentication is anonymous: the server must relay for anyone who reaches it",
        "see that the server relays for this machine only, or write `UseWindowsAuthentication=True`";
    AnonymousByDefault: AnonymousAuthentication,
        "authentication is anonymous by default: the server must relay for anyone who reaches it",
        "see that the server relays for this machine only, or write `UseWindowsAuthentication=True`";
    WindowsUnencrypted: WindowsAuthenticationUnencrypted,
        "Windows authentication goes over an unencrypted connection, where it can be relayed or attacked",
        "write `EnableSsl=True` if the server offers STARTTLS on port 25";
    WindowsFallback: WindowsAuthenticationFallback,
        "mail may be sent unauthenticated where the server offers no mechanism that the client can use",
        "have the server refuse unauthenticated mail";
    AddressWithTls: AddressAsServer,
        "the server is an IP address, for which a TLS certificate seldom is valid",
        "write the server's host name";
    AddressWithWindows: AddressAsServer,
        "the server is an IP address, for which Kerberos has no name",
        "write the server's host name";
    Provider: ProviderNeedsLogin,
        "this public mail provider needs a login, which the SMTP connection manager cannot give",
        "send through a relay of your own that logs on to the provider";
    TimeoutZero: TimeoutZero,
        "a time-out of 0 makes every send fail at once",
        "write the milliseconds to wait, or take the pair out for the default";
    TimeoutInSeconds: TimeoutInSeconds,
        "a time-out below 1000 looks like seconds, and is taken as milliseconds",
        "write milliseconds: three zeros more for seconds";
    Placeholder: PlaceholderServer,
        "the server looks like a placeholder that was not filled in",
        "write the name of the real mail server";
    ReservedName: PlaceholderServer,
        "the server has a name that is reserved for examples and tests",
        "write the name of the real mail server";
    ImplicitAnonymous: ImplicitDefault,
        "`UseWindowsAuthentication` is missing, so it is `False`: anonymous",
        "write `UseWindowsAuthentication=False` or `True`, as SSIS does";
    ImplicitClearText: ImplicitDefault,
        "`EnableSsl` is missing, so it is `False`: clear text",
        "write `EnableSsl=False` or `True`, as SSIS does";
    NotCanonical: NotCanonical,
        "the string is valid, and not spelled as SSIS writes it",
        "`smtp-connstr fmt` prints the canonical spelling";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_problem() {
        for &rule in Rule::ALL {
            assert!(Problem::ALL.iter().any(|problem| problem.rule() == rule), "{rule}");
        }
    }

    #[test]
    fn texts_are_one_line_without_a_full_stop() {
        for &problem in Problem::ALL {
            for text in [problem.message(), problem.help()] {
                assert!(!text.contains(['\n', '\r']) && !text.ends_with('.'), "{problem:?}");
                let first = text.chars().next().unwrap();
                assert!(!first.is_uppercase() || text.starts_with("Windows"), "{problem:?}: {text}");
            }
        }
    }
}
