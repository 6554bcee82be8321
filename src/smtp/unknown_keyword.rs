//! What each keyword is: a property, a request for Basic authentication, a port, or unknown, perhaps with a suggestion.
//!
//! Only keywords that name no property come here, so the lists are plain lists. Names are compared in their folded form
//! ([`crate::smtp::fold`]); what is in doubt counts as a credential.

use crate::diagnostic::message::Problem;
use crate::smtp::fold::{Folded, Name, fold};
use crate::smtp::property::Property;
use crate::smtp::words::Words;

/// What a keyword is that names no property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Foreign {
    /// Its value, and all that follows, is secret.
    Credential,
    /// It asks for Basic authentication whatever its value is.
    Basic,
    /// It asks for a scheme; with the value `basic`, `login` or `plain` that is Basic authentication.
    Scheme,
    Port,
    Unknown,
}

/// Names of credentials, folded; each alone is a keyword for one.
const CREDENTIALS: &[&str] = &[
    "user",
    "username",
    "userid",
    "uid",
    "login",
    "loginname",
    "account",
    "password",
    "passwd",
    "pass",
    "pwd",
    "credential",
    "credentials",
    "secret",
    "token",
    "apikey",
];

/// Words that make a keyword one for a credential wherever they stand in it, folded.
const CREDENTIAL_PARTS: &[&str] = &["pass", "pwd", "secret", "token", "apikey", "credential"];

static PARTS_OF_KEYWORDS: Words = Words::new(CREDENTIAL_PARTS);

/// The names of credentials again, to be found in running text: those in which no other one stands. With the `@` at the end
/// of user information, for which a text would else be read twice.
static PARTS_OF_TEXT: Words =
    Words::new(&["user", "uid", "login", "account", "pass", "pwd", "credential", "secret", "token", "apikey", "@"]);

/// A request for Windows authentication, though the word is in it (System.Net.Mail.SmtpClient.UseDefaultCredentials).
const DEFAULT_CREDENTIALS: &str = "usedefaultcredentials";

const BASIC: &[&str] = &["usebasicauthentication", "basicauth", "basicauthentication"];

const PORTS: &[&str] = &[
    "port",
    "portnumber",
    "smtpport",
    "serverport",
    "smtpserverport",
    "hostport",
    "mailport",
    "remoteport",
    "sslport",
    "tlsport",
];

/// Schemes of Basic authentication.
const BASIC_SCHEMES: &[&str] = &["basic", "login", "plain"];

/// Those of six letters or more, which count also where they are misspelled.
static LONG_CREDENTIALS: &[Name] = &[
    Name::new("username"),
    Name::new("userid"),
    Name::new("loginname"),
    Name::new("account"),
    Name::new("password"),
    Name::new("passwd"),
    Name::new("credential"),
    Name::new("credentials"),
    Name::new("secret"),
    Name::new("apikey"),
];

/// Names that other systems use for the four properties, folded.
const SYNONYMS: &[(Property, &[&str])] = &[
    (
        Property::SmtpServer,
        &[
            "server",
            "servername",
            "host",
            "hostname",
            "smtphost",
            "smtpservername",
            "smtphostname",
            "mailserver",
            "mailhost",
            "datasource",
            "address",
            "addr",
            "networkaddress",
            "smtp",
            "relay",
            "relayhost",
            "smarthost",
        ],
    ),
    (
        Property::UseWindowsAuthentication,
        &[
            "integratedsecurity",
            "trustedconnection",
            DEFAULT_CREDENTIALS,
            "windowsauthentication",
            "windowsauth",
            "usewindowsauth",
            "useintegratedsecurity",
            "integratedauthentication",
            "useintegratedauthentication",
            "authentication",
            "usentlm",
            "ntlm",
            "usekerberos",
            "kerberos",
        ],
    ),
    (
        Property::EnableSsl,
        &[
            "ssl",
            "usessl",
            "sslenabled",
            "requiressl",
            "sslmode",
            "tls",
            "usetls",
            "enabletls",
            "requiretls",
            "tlsenabled",
            "starttls",
            "usestarttls",
            "enablestarttls",
            "encrypt",
            "encryption",
            "useencryption",
            "enableencryption",
            "secureconnection",
        ],
    ),
    (
        Property::Timeout,
        &[
            "servicetimeout",
            "connecttimeout",
            "connectiontimeout",
            "commandtimeout",
            "smtptimeout",
            "sendtimeout",
            "timeoutms",
            "timeoutmilliseconds",
            "timeoutseconds",
        ],
    ),
];

/// A keyword that names no property, folded once for all that is asked of it.
pub(crate) struct ForeignKeyword<'a> {
    raw: &'a str,
    /// `None` if it is longer than every listed name.
    name: Option<Folded>,
}

impl<'a> ForeignKeyword<'a> {
    pub(crate) fn new(raw: &'a str) -> Self {
        Self { raw, name: fold(raw) }
    }

    /// What the keyword is.
    pub(crate) fn kind(&self) -> Foreign {
        let Some(name) = &self.name else {
            // It is none of the names, and can only hold a word.
            return if PARTS_OF_KEYWORDS.stand_in(self.raw) { Foreign::Credential } else { Foreign::Unknown };
        };
        if name.is(DEFAULT_CREDENTIALS) {
            Foreign::Unknown
        } else if is_credential(self.raw, name) {
            Foreign::Credential
        } else if name.is_any(BASIC) {
            Foreign::Basic
        } else if name.is_any(PORTS) {
            Foreign::Port
        } else if name.as_bytes().starts_with(b"auth") {
            Foreign::Scheme
        } else {
            Foreign::Unknown
        }
    }

    /// The property that the keyword was probably meant to be: by what other systems call it, or by its letters.
    pub(crate) fn suggestion(&self) -> Option<Property> {
        let name = self.name.as_ref()?;
        let meant = SYNONYMS.iter().find(|(_, names)| name.is_any(names));
        let near = || FOLDED_NAMES.iter().find(|(_, folded)| name.is_near(folded));
        meant.map(|&(property, _)| property).or_else(|| near().map(|&(property, _)| property))
    }
}

fn is_credential(keyword: &str, name: &Folded) -> bool {
    name.is_any(CREDENTIALS)
        || PARTS_OF_KEYWORDS.stand_in(keyword)
        || LONG_CREDENTIALS.iter().any(|credential| name.is_near(credential))
}

/// Whether a value of a [`Foreign::Scheme`] keyword, or of `UseWindowsAuthentication`, names Basic authentication.
pub(crate) fn is_basic_scheme(value: &str) -> bool {
    BASIC_SCHEMES.iter().any(|scheme| value.trim().eq_ignore_ascii_case(scheme))
}

/// Whether the word for a credential, or an `@`, stands anywhere in the text, as in `my password is`.
pub(crate) fn mentions_credential(text: &str) -> bool {
    PARTS_OF_TEXT.stand_in(text)
}

/// The names of the properties in their folded form.
static FOLDED_NAMES: &[(Property, Name)] = &[
    (Property::SmtpServer, Name::new("smtpserver")),
    (Property::UseWindowsAuthentication, Name::new("usewindowsauthentication")),
    (Property::EnableSsl, Name::new("enablessl")),
    (Property::Timeout, Name::new("timeout")),
];

/// How to say that the keyword is unknown.
pub(crate) fn unknown(suggestion: Option<Property>) -> Problem {
    match suggestion {
        None => Problem::UnknownKeyword,
        Some(Property::SmtpServer) => Problem::UnknownKeywordForServer,
        Some(Property::UseWindowsAuthentication) => Problem::UnknownKeywordForWindowsAuthentication,
        Some(Property::EnableSsl) => Problem::UnknownKeywordForSsl,
        Some(Property::Timeout) => Problem::UnknownKeywordForTimeout,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(keyword: &str) -> Foreign {
        ForeignKeyword::new(keyword).kind()
    }

    fn suggestion(keyword: &str) -> Option<Property> {
        ForeignKeyword::new(keyword).suggestion()
    }

    #[track_caller]
    fn is(keyword: &str, expected: Foreign) {
        assert_eq!(foreign(keyword), expected, "{keyword}");
    }

    #[test]
    fn credentials() {
        for &name in CREDENTIALS {
            is(name, Foreign::Credential);
            is(&name.to_ascii_uppercase(), Foreign::Credential);
        }
        is("User ID", Foreign::Credential);
        is("user_name", Foreign::Credential);
        is("SmtpPassword", Foreign::Credential);
        is("PasswordForTheMailServerOfTheWholeCompany", Foreign::Credential);
        is("X-Api-Key", Foreign::Credential);
        is("Pasword", Foreign::Credential); // one letter short
        is("Usrname", Foreign::Credential);
        is("Acount", Foreign::Credential);
        is("UserNote", Foreign::Credential); // two letters from UserName: over-masking is accepted
        is("Use", Foreign::Unknown); // names of less than six letters count in full only
        is("Uib", Foreign::Unknown);
        is("Usage", Foreign::Unknown);
        is("UseDefaultCredentials", Foreign::Unknown);
        is("UseDefaultCredential", Foreign::Credential);
    }

    #[test]
    fn basic_ports_and_schemes() {
        is("UseBasicAuthentication", Foreign::Basic);
        is("Basic Auth", Foreign::Basic);
        is("BasicAuthentication", Foreign::Basic);
        is("Port", Foreign::Port);
        is("SmtpServerPort", Foreign::Port);
        is("Support", Foreign::Unknown);
        is("Authentication", Foreign::Scheme);
        is("AuthType", Foreign::Scheme);
        is("SmtpAuth", Foreign::Unknown);
        assert!(is_basic_scheme("Basic") && is_basic_scheme(" LOGIN ") && is_basic_scheme("plain"));
        assert!(!is_basic_scheme("ntlm") && !is_basic_scheme(""));
    }

    #[test]
    fn suggestions_by_meaning_and_by_letters() {
        for (keyword, property) in [
            ("Host", Property::SmtpServer),
            ("Data Source", Property::SmtpServer),
            ("SmtpServr", Property::SmtpServer),
            ("Smtp Server", Property::SmtpServer),
            ("Integrated Security", Property::UseWindowsAuthentication),
            ("Trusted_Connection", Property::UseWindowsAuthentication),
            ("UseDefaultCredentials", Property::UseWindowsAuthentication),
            ("UseWindowsAuthentification", Property::UseWindowsAuthentication),
            ("UseSsl", Property::EnableSsl),
            ("EnableTls", Property::EnableSsl),
            ("Encrypt", Property::EnableSsl),
            ("EnabelSsl", Property::EnableSsl),
            ("ServiceTimeout", Property::Timeout),
            ("Connect Timeout", Property::Timeout),
            ("Timeot", Property::Timeout),
        ] {
            assert_eq!(suggestion(keyword), Some(property), "{keyword}");
        }
        for keyword in ["", "x", "Subject", "From", "Timeline", "é"] {
            assert_eq!(suggestion(keyword), None, "{keyword}");
        }
    }

    #[test]
    fn the_lists_are_folded_and_in_reach() {
        let synonyms = SYNONYMS.iter().flat_map(|(_, names)| names.iter());
        let all = CREDENTIALS.iter().chain(CREDENTIAL_PARTS).chain(BASIC).chain(PORTS).chain(synonyms);
        for &name in all {
            assert!(fold(name).unwrap().is(name), "{name}");
        }
        for (property, folded) in FOLDED_NAMES {
            assert!(fold(property.name()).unwrap().is(folded.text));
        }
        let long: std::vec::Vec<_> = CREDENTIALS.iter().copied().filter(|name| name.len() >= 6).collect();
        assert_eq!(LONG_CREDENTIALS.iter().map(|name| name.text).collect::<std::vec::Vec<_>>(), long);
        // A name that counts as a credential must not be suggested as something else.
        for name in SYNONYMS.iter().flat_map(|(_, names)| names.iter()) {
            assert_ne!(foreign(name), Foreign::Credential, "{name}");
        }
    }

    #[test]
    fn words_for_credentials_in_running_text() {
        assert!(mentions_credential("my Pass Word is"));
        assert!(mentions_credential("bypass"));
        assert!(mentions_credential("joe@mail"));
        assert!(!mentions_credential("smtp.contoso.com"));
        for &name in CREDENTIALS {
            assert!(mentions_credential(name), "{name}");
        }
    }
}
