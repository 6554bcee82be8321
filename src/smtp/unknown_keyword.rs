//! What is wrong with a keyword that does not name a property.

use super::fold::Folded;
use super::property::Property;
use super::rejected_server;
use super::vocabulary::{self, Meaning};
use crate::diagnostic::Message;

/// Classifies a keyword that does not name a property; the value tells schemes apart.
#[cold]
pub(crate) fn classify(keyword: &str, value: &str) -> Message {
    let folded = Folded::new(keyword);
    // Letters and digits alone are not a URL.
    let may_be_url = folded.is_none_or(|folded| folded.as_bytes().len() < keyword.len());
    if may_be_url && rejected_server::after_scheme(keyword).is_some() {
        return if keyword.contains('@') { Message::UserInServer } else { Message::UrlAsKeyword };
    }
    match folded.as_ref().and_then(meaning) {
        Some(Meaning::Credential) => Message::CredentialKeyword,
        Some(Meaning::Basic) => Message::BasicKeyword,
        Some(Meaning::Scheme) if is_basic_scheme(value) => Message::BasicScheme,
        Some(Meaning::Scheme) if is_no_scheme(value) => Message::UnknownKeyword,
        Some(Meaning::Port) if value.trim() == "465" => Message::ImplicitTlsPortKeyword,
        Some(Meaning::Port) => Message::PortKeyword,
        Some(Meaning::Property(Property::SmtpServer)) => Message::LikeSmtpServer,
        Some(Meaning::Scheme | Meaning::Property(Property::UseWindowsAuthentication)) => {
            Message::LikeUseWindowsAuthentication
        }
        Some(Meaning::Property(Property::EnableSsl)) => Message::LikeEnableSsl,
        Some(Meaning::Property(Property::Timeout)) => Message::LikeTimeout,
        Some(Meaning::Harmless) | None => Message::UnknownKeyword,
    }
}

/// The property that an unknown keyword was probably meant to be.
pub(crate) fn suggestion(kind: Message) -> Option<Property> {
    match kind {
        Message::LikeSmtpServer => Some(Property::SmtpServer),
        Message::LikeUseWindowsAuthentication => Some(Property::UseWindowsAuthentication),
        Message::LikeEnableSsl => Some(Property::EnableSsl),
        Message::LikeTimeout => Some(Property::Timeout),
        _ => None,
    }
}

/// What a keyword means: by the vocabulary, or by its end or content.
fn meaning(keyword: &Folded) -> Option<Meaning> {
    vocabulary::meaning_of(keyword).or_else(|| {
        if vocabulary::is_like_credential(keyword) {
            Some(Meaning::Credential)
        } else {
            vocabulary::is_like_scheme(keyword).then_some(Meaning::Scheme)
        }
    })
}

/// Whether the value of a scheme keyword or of `UseWindowsAuthentication` asks for a login with a user name.
#[cold]
pub(crate) fn is_basic_scheme(value: &str) -> bool {
    const SCHEMES: &[&str] = &["basic", "login", "plain", "xoauth2", "oauth2", "cram-md5", "digest", "digest-md5"];
    let value = value.trim();
    let is_any = |value: &str| SCHEMES.iter().any(|scheme| value.eq_ignore_ascii_case(scheme));
    // `Basic` may be followed by the credential, as in an HTTP header.
    is_any(value) || value.split_once(' ').is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
}

fn is_no_scheme(value: &str) -> bool {
    ["none", "anonymous"].iter().any(|word| value.trim().eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(expected: Message, pairs: &[&str]) {
        for pair in pairs {
            let (keyword, value) = pair.split_once('=').unwrap_or((pair, ""));
            assert_eq!(classify(keyword, value), expected, "{pair}");
        }
    }

    #[test]
    fn credentials() {
        is(Message::CredentialKeyword, &["User ID", "SmtpPassword", "X-Api-Key", "Pasword", "ClientSecret", "Pwd2"]);
        is(Message::CredentialKeyword, &["Kennwort", "mot_de_passe", "SendAsUser", "PasswordAuthentication"]);
        is(Message::UnknownKeyword, &["BypassProxy", "Compass", "TokenCacheSize", "Secretary", "Count", "Socket"]);
        is(Message::UnknownKeyword, &["PasswordForTheMailServerOfTheWholeCompany"]);
    }

    #[test]
    fn schemes() {
        is(Message::BasicKeyword, &["UseBasicAuthentication=False", "BasicAuth", "XOAUTH2=x"]);
        is(Message::BasicScheme, &["Authentication=Basic", "auth= LOGIN ", "ProxyAuth=plain", "AuthType=cram-md5"]);
        is(Message::BasicScheme, &["Authentication=Basic am9lOng="]);
        is(Message::LikeUseWindowsAuthentication, &["Auth=NTLM", "Authentication=", "UseAuth=True", "Auth=basics"]);
        is(Message::UnknownKeyword, &["Authentication=None", "AuthMode=anonymous"]);
        is(Message::LikeUseWindowsAuthentication, &["Integrated Security=basic", "WindowsAuth=True"]);
    }

    #[test]
    fn ports_and_urls() {
        is(Message::PortKeyword, &["Port=25", "PortNumber", "SmtpServerPort=587", "EMAIL_PORT"]);
        is(Message::ImplicitTlsPortKeyword, &["Port=465", "SslPort= 465"]);
        is(Message::UnknownKeyword, &["Support", "Export=1"]);
        is(Message::UrlAsKeyword, &["smtp://mail:587?tls"]);
        is(Message::UserInServer, &["smtp://joe:x@mail?tls"]);
    }

    #[test]
    fn suggestions() {
        is(Message::LikeSmtpServer, &["Host", "SmtpServr", "Smtp Server"]);
        is(Message::LikeEnableSsl, &["EnabelSsl", "Secure", "SmtpSecure"]);
        is(Message::LikeTimeout, &["ServiceTimeout", "Timeot"]);
        is(Message::UnknownKeyword, &["", "x", "Subject", "Timeline", "é"]);
    }
}
