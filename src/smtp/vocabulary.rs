//! The listed keywords and what they mean: the four properties, the names that other systems use for them, ports,
//! authentication schemes, credentials, and common harmless keywords.
//!
//! The list serves two purposes: errors suggest the property that was meant, and redaction shows only listed keywords
//! where others could be part of a secret. So a name is added only if nobody would use it as a password.

use core::cmp::Ordering;

use super::fold::{Folded, Name};
use super::property::Property;

/// What a listed keyword means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A property: its keyword, a synonym, or a misspelling.
    Property(Property),
    Port,
    /// The authentication scheme, such as `Authentication` or `AuthType`.
    Scheme,
    /// A request for Basic authentication, whatever the value is.
    Basic,
    Credential,
    /// Something else that is common in connection strings and not secret.
    Harmless,
}

const SERVER: Meaning = Meaning::Property(Property::SmtpServer);
const WINDOWS: Meaning = Meaning::Property(Property::UseWindowsAuthentication);
const SSL: Meaning = Meaning::Property(Property::EnableSsl);
const TIMEOUT: Meaning = Meaning::Property(Property::Timeout);

/// The names by their meaning, folded. Names with the prefixes `smtp`, `mail` and `email` need no entry.
#[rustfmt::skip] // One name a line would be 250 lines.
const GROUPS: &[(Meaning, &[&str])] = &[
    (SERVER, &[
        "smtpserver", "server", "servername", "serveraddress", "serverhost", "serverip", "serverurl", "host",
        "hostname", "hostaddress", "datasource", "address", "addr", "networkaddress", "ipaddress", "smtp", "relay",
        "relayhost", "relayserver", "smarthost", "outgoingserver", "outgoingmailserver", "outboundserver", "servidor",
        "serveur",
    ]),
    (WINDOWS, &[
        "usewindowsauthentication", "usewindowsauth", "windowsauthentication", "windowsauth", "integratedsecurity",
        "useintegratedsecurity", "integratedauthentication", "useintegratedauthentication", "integratedauth",
        "useintegratedauth", "trustedconnection", "usetrustedconnection", "usedefaultcredentials",
        "defaultcredentials", "usedefaultnetworkcredentials", "usentlm", "ntlm", "ntlmauth", "ntlmauthentication",
        "usekerberos", "kerberos", "kerberosauth", "kerberosauthentication", "sspi", "usesspi", "negotiate",
    ]),
    (SSL, &[
        "enablessl", "ssl", "usessl", "sslenabled", "sslenable", "requiressl", "sslrequired", "sslmode", "tls",
        "usetls", "enabletls", "requiretls", "tlsenabled", "tlsenable", "tlsrequired", "tlsmode", "starttls",
        "usestarttls", "enablestarttls", "starttlsenable", "starttlsenabled", "starttlsrequired", "requirestarttls",
        "ssltls", "usessltls", "enablessltls", "encrypt", "encrypted", "encryption", "useencryption",
        "enableencryption", "encryptionmode", "secure", "usesecure", "issecure", "secureconnection",
        "usesecureconnection", "enablesecureconnection",
    ]),
    (TIMEOUT, &[
        "timeout", "servicetimeout", "connecttimeout", "connectiontimeout", "commandtimeout", "sendtimeout",
        "readtimeout", "writetimeout", "receivetimeout", "sockettimeout", "sessiontimeout", "networktimeout",
        "operationtimeout", "requesttimeout", "responsetimeout", "timeoutms", "timeoutmsec", "timeoutmilliseconds",
        "timeoutinms", "timeoutinmilliseconds", "timeoutsec", "timeoutsecs", "timeoutseconds", "timeoutinseconds",
    ]),
    (Meaning::Port, &[
        "port", "portnumber", "portno", "portnr", "serverport", "hostport", "remoteport", "sslport", "tlsport",
        "tcpport", "smtpserverport",
    ]),
    (Meaning::Scheme, &[
        "auth", "authentication", "authtype", "authmode", "authmethod", "authmechanism", "authmechanisms", "authscheme", "authprotocol",
        "authenticationtype", "authenticationmode", "authenticationmethod", "authenticationmechanism",
        "authenticationscheme", "authenticationprotocol", "useauth", "enableauth", "requireauth", "requiresauth",
        "authrequired", "authenable", "authenabled", "useauthentication", "enableauthentication",
        "requireauthentication", "requiresauthentication", "authenticationrequired", "sasl", "saslmechanism",
        "loginmethod",
    ]),
    (Meaning::Basic, &[
        "basicauth", "basicauthentication", "usebasicauth", "usebasicauthentication", "xoauth2",
    ]),
    (Meaning::Credential, &[
        "user", "username", "userid", "uid", "usr", "login", "logon", "loginname", "account", "accountname",
        "authuser", "authpass", "password", "passwd", "pass", "pwd", "pw", "passphrase", "passcode", "credential",
        "credentials", "secret", "token", "key", "accesskey", "apikey", "authorization",
        // Other languages, with and without diacritics. Folding ignores the case of ASCII letters only.
        "passwort", "kennwort", "benutzer", "benutzername", "contraseña", "contraseÑa", "contrasena", "clave",
        "usuario", "nombredeusuario", "senha", "nomedeusuario", "usuário", "motdepasse", "utilisateur",
        "nomdutilisateur", "wachtwoord", "gebruiker", "gebruikersnaam", "hasło", "hasŁo", "haslo", "użytkownik", "uzytkownik",
        "heslo", "uživatel", "uzivatel", "lösenord", "lÖsenord", "losenord", "användare", "anvandare", "adgangskode", "passord",
        "bruger", "bruker", "salasana", "käyttäjä", "kayttaja", "jelszó", "jelszÓ", "jelszo", "utente", "nomeutente", "parola",
        "şifre", "Şifre", "sifre", "kullanıcı", "kullanici", "пароль", "Пароль", "логин", "Логин", "пользователь",
        "Пользователь", "密码", "用户名", "パスワード", "ユーザー名", "비밀번호",
    ]),
    (Meaning::Harmless, &[
        "from", "to", "cc", "bcc", "sender", "replyto", "recipient", "recipients", "fromaddress", "toaddress",
        "fromname", "displayname", "subject", "body", "message", "priority", "attachments", "name", "description",
        "domain", "localdomain", "clientdomain", "targetname", "database", "initialcatalog", "catalog", "provider",
        "driver", "dsn", "applicationname", "workstationid", "persistsecurityinfo", "multipleactiveresultsets",
        "trustservercertificate", "packetsize", "pooling", "connectbyproxy", "proxy", "bypassproxy", "proxyserver",
        "encoding", "charset", "format", "protocol", "version", "type", "debug", "retry", "retries", "retrycount",
        "deliverymethod", "deliveryformat", "pickupdirectorylocation", "ishtml", "count", "enabled",
    ]),
];

/// The number of listed names.
const COUNT: usize = {
    let (mut count, mut groups) = (0, GROUPS);
    while let [(_, names), rest @ ..] = groups {
        (count, groups) = (count + names.len(), rest);
    }
    count
};

/// All names, sorted for a binary search.
static NAMES: [(&str, Meaning); COUNT] = {
    let mut sorted = [("", Meaning::Harmless); COUNT];
    let (mut len, mut groups) = (0, GROUPS);
    while let [(meaning, names), rest @ ..] = groups {
        groups = rest;
        let mut names = *names;
        while let [name, others @ ..] = names {
            names = others;
            #[allow(clippy::indexing_slicing, reason = "a constant: an index out of range does not compile")]
            {
                let mut at = len;
                while at > 0 && is_less(name.as_bytes(), sorted[at - 1].0.as_bytes()) {
                    sorted[at] = sorted[at - 1];
                    at -= 1;
                }
                sorted[at] = (*name, *meaning);
            }
            len += 1;
        }
    }
    sorted
};

/// The same order as [`order`], which cannot be const.
const fn is_less(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return a.len() < b.len();
    }
    let (mut a, mut b) = (a, b);
    while let ([first, after_a @ ..], [other, after_b @ ..]) = (a, b) {
        if *first != *other {
            return *first < *other;
        }
        (a, b) = (after_a, after_b);
    }
    false
}

/// By length, then by bytes: comparing lengths decides most steps of a search.
fn order(a: &[u8], b: &[u8]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// The names whose misspellings count. Comparing with all names took 8,284 instructions for an unknown keyword.
static OFTEN_MISSPELLED: [(Name, Meaning); 8] = [
    (Name::new("usedefaultcredentials"), WINDOWS),
    (Name::new("username"), Meaning::Credential),
    (Name::new("userid"), Meaning::Credential),
    (Name::new("account"), Meaning::Credential),
    (Name::new("password"), Meaning::Credential),
    (Name::new("passwd"), Meaning::Credential),
    (Name::new("credentials"), Meaning::Credential),
    (Name::new("secret"), Meaning::Credential),
];

/// The same for the properties. `SmtpServerPw` is close to `SmtpServer`, but it is a credential keyword.
static MISSPELLED_PROPERTIES: [(Name, Meaning); 4] = [
    (Name::new("smtpserver"), SERVER),
    (Name::new("usewindowsauthentication"), WINDOWS),
    (Name::new("enablessl"), SSL),
    (Name::new("timeout"), TIMEOUT),
];

/// What a keyword means, if it is a listed name, one with a prefix, or a misspelling.
///
/// The whole name comes first, so `SmtpSecure` is a synonym of `EnableSsl` and not a misspelling of `Secret`.
pub(crate) fn meaning(keyword: &str) -> Option<Meaning> {
    meaning_of(&Folded::new(keyword)?)
}

/// The same for a folded keyword.
pub(crate) fn meaning_of(keyword: &Folded) -> Option<Meaning> {
    listed(keyword.as_bytes()).or_else(|| {
        let letters = keyword.letters();
        let near = |names: &[(Name, Meaning)]| {
            names.iter().find(|(name, _)| letters.is_near(name)).map(|&(_, meaning)| meaning)
        };
        near(&MISSPELLED_PROPERTIES).filter(|_| !is_like_credential(keyword)).or_else(|| near(&OFTEN_MISSPELLED))
    })
}

fn listed(name: &[u8]) -> Option<Meaning> {
    let mut name = name;
    loop {
        if let Ok(index) = NAMES.binary_search_by(|(listed, _)| order(listed.as_bytes(), name)) {
            return NAMES.get(index).map(|&(_, meaning)| meaning);
        }
        name = ["smtp", "mail", "email"].iter().find_map(|prefix| name.strip_prefix(prefix.as_bytes()))?;
    }
}

/// Ends of a keyword that make it one for a credential.
static CREDENTIAL_ENDS: [Name; 18] = [
    Name::new("password"),
    Name::new("passwd"),
    Name::new("passphrase"),
    Name::new("pwd"),
    Name::new("pw"),
    Name::new("secret"),
    Name::new("token"),
    Name::new("apikey"),
    Name::new("credential"),
    Name::new("credentials"),
    Name::new("user"),
    Name::new("username"),
    Name::new("userid"),
    Name::new("login"),
    Name::new("loginname"),
    Name::new("logon"),
    Name::new("account"),
    Name::new("accountname"),
];

/// Parts of a keyword that make it one for a credential.
static CREDENTIAL_PARTS: [Name; 5] =
    [Name::new("password"), Name::new("passwd"), Name::new("pwd"), Name::new("apikey"), Name::new("credential")];

/// Further words that passwords contain.
static SECRET_WORDS: [Name; 2] = [Name::new("secret"), Name::new("token")];

static AUTH: Name = Name::new("auth");
static AUTHENTICATION: Name = Name::new("authentication");

/// Whether a keyword names a credential without being listed.
pub(crate) fn is_like_credential(keyword: &Folded) -> bool {
    ends_like_credential(keyword) || contains_credential(keyword)
}

/// Whether a keyword ends like the name of a credential.
pub(crate) fn ends_like_credential(keyword: &Folded) -> bool {
    CREDENTIAL_ENDS.iter().any(|end| keyword.ends_with(end))
}

/// Whether a keyword contains the name of a credential.
fn contains_credential(keyword: &Folded) -> bool {
    CREDENTIAL_PARTS.iter().any(|part| keyword.contains(part))
}

/// Whether a keyword contains one of the words that passwords contain.
pub(crate) fn contains_secret_word(keyword: &Folded) -> bool {
    contains_credential(keyword) || SECRET_WORDS.iter().any(|word| keyword.contains(word))
}

/// Whether a keyword names an authentication scheme without being listed.
pub(crate) fn is_like_scheme(keyword: &Folded) -> bool {
    keyword.ends_with(&AUTH) || keyword.contains(&AUTHENTICATION)
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    #[track_caller]
    fn means(expected: Option<Meaning>, keywords: &[&str]) {
        for keyword in keywords {
            assert_eq!(meaning(keyword), expected, "{keyword}");
        }
    }

    #[test]
    fn names_are_folded_and_unique() {
        for (name, meaning) in &NAMES {
            assert_eq!(Folded::new(name).unwrap().as_bytes(), name.as_bytes(), "{name}");
            assert_eq!(super::meaning(name), Some(*meaning), "{name}");
        }
        let mut names: Vec<_> = NAMES.iter().map(|(name, _)| name).collect();
        assert!(names.is_sorted_by(|a, b| order(a.as_bytes(), b.as_bytes()).is_lt()));
        names.dedup();
        assert_eq!(names.len(), COUNT);
        for (name, meaning) in OFTEN_MISSPELLED.iter().chain(&MISSPELLED_PROPERTIES) {
            assert_eq!(listed(name.as_str().as_bytes()), Some(*meaning));
        }
    }

    #[test]
    fn synonyms() {
        means(Some(SERVER), &["Host", "Data Source", "ServerAddress", "EMAIL_HOST", "mail.smtp.host", "SmtpRelay"]);
        means(Some(WINDOWS), &["Integrated Security", "Trusted_Connection", "UseDefaultCredentials"]);
        means(Some(SSL), &["UseSsl", "Encrypt", "EMAIL_USE_TLS", "SmtpSecure", "UseSecureConnection", "Secure"]);
        means(Some(SSL), &["mail.smtp.starttls.enable"]);
        means(Some(TIMEOUT), &["Connect Timeout", "ReadTimeout", "EMAIL_TIMEOUT"]);
        means(Some(Meaning::Port), &["Port", "EMAIL_PORT", "PortNo", "SmtpServerPort", "mail.smtp.port"]);
        means(Some(Meaning::Scheme), &["Auth", "AuthType", "mail.smtp.auth"]);
        means(Some(Meaning::Basic), &["UseBasicAuthentication", "Basic Auth", "XOAUTH2"]);
        means(Some(Meaning::Harmless), &["Subject", "MailFrom", "BypassProxy", "Count"]);
    }

    #[test]
    fn credentials_in_several_languages() {
        means(Some(Meaning::Credential), &["User ID", "user_name", "SmtpUser", "PWD", "Kennwort", "Mot de passe"]);
        means(Some(Meaning::Credential), &["Contraseña", "CONTRASEÑA", "Hasło", "haslo", "Пароль", "密码"]);
    }

    #[test]
    fn misspellings() {
        means(Some(SERVER), &["SmtpServr", "Smpt-Server"]);
        means(Some(WINDOWS), &["UseWindowsAuthentification", "UseDefaultCredential"]);
        means(Some(SSL), &["EnabelSsl", "EnableSs"]);
        means(Some(TIMEOUT), &["Timeot"]);
        means(Some(Meaning::Credential), &["Pasword", "Usrname", "Acount", "Credentals", "Sekret"]);
        means(None, &["", "x", "Timeline", "é", "Secretary", "Compass", "Socket", "Use", "Uib", "TokenCacheSize"]);
        means(None, &["SmtpServerPw", "EnableSslPw", "UseWpwdowsAuthentication"]);
    }

    #[test]
    fn credentials_by_ending_and_content() {
        let folded = |keyword| Folded::new(keyword).unwrap();
        for keyword in ["ClientSecret", "proxyuser", "oauth-token", "SmtpAccountName"] {
            assert!(ends_like_credential(&folded(keyword)), "{keyword}");
        }
        assert!(contains_credential(&folded("PasswordHash")) && !contains_credential(&folded("TokenCacheSize")));
        assert!(contains_secret_word(&folded("TokenCacheSize")) && !contains_secret_word(&folded("Compass")));
        assert!(is_like_scheme(&folded("ProxyAuth")) && is_like_scheme(&folded("MyAuthenticationLevel")));
        assert!(!is_like_scheme(&folded("Author")));
    }
}
