//! Keywords that are not a property: what they mean, and which rule applies to them.

use smtp_connection_string::Rule;

use super::names::{Kind, LISTED};

/// The longest keyword that has a meaning, in bytes.
const LONGEST: usize = 40;

/// Names whose misspellings count, with the number of edits.
const MISSPELLED: &[(&str, usize, Kind)] = &[
    ("username", 2, Kind::Credential),
    ("userid", 1, Kind::Credential),
    ("account", 1, Kind::Credential),
    ("password", 2, Kind::Credential),
    ("passwd", 1, Kind::Credential),
    ("credentials", 2, Kind::Credential),
    ("secret", 1, Kind::Credential),
    ("usedefaultcredentials", 2, Kind::Windows),
];

/// The same for the properties, which count only if the keyword is not a credential keyword.
const MISSPELLED_PROPERTIES: &[(&str, usize, Kind)] = &[
    ("smtpserver", 2, Kind::Server),
    ("usewindowsauthentication", 2, Kind::Windows),
    ("enablessl", 2, Kind::Ssl),
    ("timeout", 1, Kind::Timeout),
];

#[rustfmt::skip] // One a line would be 18 lines.
const CREDENTIAL_ENDS: &[&str] = &[
    "password", "passwd", "passphrase", "pwd", "pw", "secret", "token", "apikey", "credential", "credentials", "user",
    "username", "userid", "login", "loginname", "logon", "account", "accountname",
];

const CREDENTIAL_PARTS: &[&str] = &["password", "passwd", "pwd", "apikey", "credential"];

const BASIC_SCHEMES: &[&str] = &["basic", "login", "plain", "xoauth2", "oauth2", "cram-md5", "digest", "digest-md5"];

/// Returns what a keyword means that is not the name of a property.
#[must_use]
pub fn kind(keyword: &str) -> Option<Kind> {
    if keyword.len() > LONGEST {
        return None;
    }
    let name = folded(keyword);
    let near = |names: &[(&str, usize, Kind)]| {
        names.iter().find(|(listed, edits, _)| distance(&name, listed) <= *edits).map(|&(.., kind)| kind)
    };
    let credential = CREDENTIAL_ENDS.iter().any(|end| name.ends_with(end))
        || CREDENTIAL_PARTS.iter().any(|part| name.contains(part));
    let scheme = name.ends_with("auth") || name.contains("authentication");
    listed(&name)
        .or_else(|| near(MISSPELLED))
        .or_else(|| credential.then_some(Kind::Credential))
        .or_else(|| near(MISSPELLED_PROPERTIES))
        .or_else(|| scheme.then_some(Kind::Scheme))
}

/// Returns the rule for a keyword that is not a property, and whether it is about a server, so that none is missing.
#[must_use]
pub fn rule(keyword: &str, value: &str) -> (Rule, bool) {
    if super::server::is_url(keyword) {
        let rule = if keyword.contains('@') { Rule::BasicAuthentication } else { Rule::UrlNotSupported };
        return (rule, true);
    }
    let rule = match kind(keyword) {
        Some(Kind::Credential | Kind::Basic) => Rule::BasicAuthentication,
        Some(Kind::Scheme) if is_basic_scheme(value) => Rule::BasicAuthentication,
        Some(Kind::Port) => Rule::PortNotSupported,
        Some(Kind::Server) => return (Rule::UnknownKeyword, true),
        _ => Rule::UnknownKeyword,
    };
    (rule, false)
}

/// Returns whether a value of a scheme keyword or of `UseWindowsAuthentication` asks for Basic authentication.
#[must_use]
pub fn is_basic_scheme(value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    BASIC_SCHEMES.contains(&value.as_str()) || value.starts_with("basic ")
}

/// The keyword in ASCII lowercase, without ASCII characters other than letters and digits.
fn folded(keyword: &str) -> String {
    keyword.to_ascii_lowercase().chars().filter(|c| c.is_ascii_alphanumeric() || !c.is_ascii()).collect()
}

/// What a listed name means, if necessary without its prefixes.
fn listed(name: &str) -> Option<Kind> {
    let exact = LISTED.iter().find(|(_, names)| names.split_ascii_whitespace().any(|listed| listed == name));
    exact.map(|&(kind, _)| kind).or_else(|| {
        let without_prefix = ["smtp", "mail", "email"].into_iter().find_map(|prefix| name.strip_prefix(prefix));
        without_prefix.and_then(listed)
    })
}

/// The number of insertions, deletions and substitutions of letters between two names, by Wagner and Fischer.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, c) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, other) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(c != *other);
            diagonal = row[column + 1];
            row[column + 1] = substituted.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
