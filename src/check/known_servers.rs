//! Servers that are known by name: providers that require a login, placeholders, and reserved names.
//!
//! The tables are closed. A name that is not certain is not listed, because users ignore a rule after a false warning.

/// Providers' submission servers that accept neither anonymous mail nor Windows authentication, in lower case.
///
/// Each group gives the date of the check and the provider's page that describes the login. A page need not name every
/// server of its group. "No page" means that no page of the provider was read and that the login is common knowledge.
///
/// Not listed:
/// - `*.mail.protection.outlook.com`, `smtp-relay.gmail.com` and `aspmx.l.google.com` accept mail without a login, by
///   IP address or for their own recipients.
/// - `mail.smtp2go.com` can identify a sender by IP address (2026-11-24, developers.smtp2go.com/docs/smtp-relay).
/// - `smtp.outlook.com` and `smtp.hotmail.com` were not found on any page of Microsoft.
const PROVIDERS: &[&str] = &[
    // Google, 2026-11-24: developers.google.com/workspace/gmail/imap/imap-smtp. The second name is an old alias.
    "smtp.gmail.com",
    "smtp.googlemail.com",
    // Microsoft 365, 2026-11-24: learn.microsoft.com, "How to set up a multifunction device or application to send
    // email using Microsoft 365 or Office 365" and "Office 365 URLs and IP address ranges".
    "smtp.office365.com",
    "outlook.office365.com",
    // Microsoft 365 for older clients and in China, 2026-11-24: learn.microsoft.com, "Opt in to the Exchange Online
    // endpoint for legacy TLS clients using SMTP AUTH". The page does not name `smtp.partner.outlook.cn`, which is the
    // same service with current TLS versions.
    "smtp-legacy.office365.com",
    "smtp-legacy.partner.outlook.cn",
    "smtp.partner.outlook.cn",
    // Microsoft 365 for the US government, 2026-11-24: no page; the same service in another data center.
    "smtp.office365.us",
    // Outlook.com, 2026-11-24: support.microsoft.com, "POP, IMAP, and SMTP settings for Outlook.com".
    "smtp-mail.outlook.com",
    // Hotmail, 2026-11-24: no page; the earlier name of the Outlook.com server.
    "smtp.live.com",
    // Azure Communication Services, 2026-11-24:
    // learn.microsoft.com/en-us/azure/communication-services/quickstarts/email/send-email-smtp/smtp-authentication
    "smtp.azurecomm.net",
    // AOL, 2026-11-24: senders.yahooinc.com/developer/documentation
    "smtp.aol.com",
    // Apple, 2026-11-24: no page; support.apple.com has "iCloud Mail server settings for other email client apps".
    "smtp.mail.me.com",
    // Zoho, 2026-11-24: www.zoho.com/mail/help/zoho-smtp.html. The other names are for other regions and paid plans.
    "smtp.zoho.com",
    "smtp.zoho.eu",
    "smtp.zoho.in",
    "smtppro.zoho.com",
    "smtppro.zoho.eu",
    "smtppro.zoho.in",
    // Fastmail, 2026-11-24: www.fastmail.com/help/technical/servernamesandports.html
    "smtp.fastmail.com",
    // GMX, 2026-11-24: no page.
    "mail.gmx.com",
    "mail.gmx.net",
    // Yandex, 2026-11-24: yandex.ru/support/mail-business/web/security/oauth.html
    "smtp.yandex.com",
    "smtp.yandex.ru",
    // SendGrid, 2026-11-24: www.twilio.com/docs/sendgrid/for-developers/sending-email/integrating-with-the-smtp-api
    "smtp.sendgrid.net",
    // Mailgun, 2026-11-24: documentation.mailgun.com/docs/mailgun/user-manual/smtp-protocol/smtp-relay
    "smtp.mailgun.org",
    "smtp.eu.mailgun.org",
    // Postmark, 2026-11-24: postmarkapp.com/support/article/811-what-are-the-smtp-details-api-tokens-i-should-be-using
    "smtp.postmarkapp.com",
    "smtp-broadcasts.postmarkapp.com",
    // Mailchimp Transactional, 2026-11-24: mailchimp.com/developer/transactional/docs/smtp-integration
    "smtp.mandrillapp.com",
    // Mailjet, 2026-11-24: documentation.mailjet.com/hc/en-us/articles/360043225693-What-is-an-API-key
    "in-v3.mailjet.com",
    // Brevo, earlier Sendinblue, 2026-11-24:
    // help.brevo.com/hc/en-us/articles/7959631848850-Create-and-manage-your-SMTP-keys
    // help.sendinblue.com/hc/en-us/articles/115000188150-Troubleshooting-issues-with-the-SMTP
    "smtp-relay.brevo.com",
    "smtp-relay.sendinblue.com",
    // SparkPost, 2026-11-24: developers.sparkpost.com/api/smtp
    "smtp.sparkpostmail.com",
    "smtp.eu.sparkpostmail.com",
    // Resend, 2026-11-24: resend.com/docs/send-with-smtp
    "smtp.resend.com",
];

/// Domains in which every server requires a login, in lower case and with sources as in [`PROVIDERS`].
const PROVIDER_DOMAINS: &[&str] = &[
    // Yahoo, 2026-11-24: senders.yahooinc.com/developer/documentation. The mail exchangers are in `yahoodns.net`.
    "mail.yahoo.com",
];

/// Returns whether the server belongs to a public provider that accepts neither anonymous mail nor Windows
/// authentication. ASCII case and one trailing dot are ignored.
pub(super) fn needs_login(name: &str) -> bool {
    let name = without_trailing_dot(name);
    PROVIDERS.iter().any(|provider| name.eq_ignore_ascii_case(provider))
        || PROVIDER_DOMAINS.iter().any(|domain| is_in_domain(name, domain))
        || is_amazon_ses(name)
}

/// Returns whether the name is `email-smtp.<region>.amazonaws.com` or its FIPS variant. A region is one label.
///
/// Amazon SES, 2026-11-24: docs.aws.amazon.com/ses/latest/dg/send-email-smtp.md. Servers that receive mail are not
/// included: their names begin with `inbound-smtp`, and they need no login.
fn is_amazon_ses(name: &str) -> bool {
    let region = strip_prefix(name, "email-smtp.")
        .or_else(|| strip_prefix(name, "email-smtp-fips."))
        .and_then(|rest| strip_suffix(rest, ".amazonaws.com"));
    region.is_some_and(|region| !region.is_empty() && !region.contains('.'))
}

/// Names that are placeholders as a whole, sorted, in lower case, with `_` for `-`.
///
/// Names that a small company might give its server are not listed: `smtp-server`, `mailserver`, `my-server`, `dummy`.
const PLACEHOLDER_NAMES: &[&str] = &[
    "change_me",
    "changeme",
    "enter_server_name",
    "enter_smtp_server",
    "fixme",
    "insert_server_here",
    "insert_smtp_server",
    "mail_server_name",
    "mailservername",
    "my.mail.server",
    "my.smtp.server",
    "my_mail_server",
    "my_smtp_host",
    "my_smtp_server",
    "mymailserver",
    "mysmtphost",
    "mysmtpserver",
    "none",
    "null",
    "placeholder",
    "replace_me",
    "replaceme",
    "server_name",
    "servername",
    "smtp_host_name",
    "smtp_server_here",
    "smtp_server_name",
    // The sample of Microsoft's page about the SMTP connection manager. `smtp-host` is separate and is not listed.
    "smtphost",
    "smtphostname",
    "smtpservername",
    "tbd",
    "todo",
    "your.mail.server",
    "your.smtp.server",
    "yourhost",
];

/// Domains in which every name is a placeholder, sorted and in lower case.
///
/// `domain.com`, `mydomain.com` and `xxx.com` are not listed, because companies use them. `contoso.com` and
/// `fabrikam.com` are not listed, because the examples of this project use them.
const PLACEHOLDER_DOMAINS: &[&str] = &[
    "company.com",
    "mycompany.com",
    "your-company.com",
    "your-domain.com",
    "yourcompany.com",
    "yourcompany.local",
    // Microsoft's example for the mail exchanger of a tenant.
    "yourdomain-com.mail.protection.outlook.com",
    "yourdomain.com",
    "yourdomain.local",
];

/// Beginnings of placeholder labels, sorted and in lower case. They count in every label except the last.
///
/// `your-` is not enough because `your-online.de` and `your-server.de` are real domains. `your_` is enough because a
/// domain with `_` cannot be registered.
const PLACEHOLDER_LABELS: &[&str] = &["your-smtp-", "your_"];

/// Beginnings of placeholders that consist of one label, sorted and in lower case.
///
/// In a longer name they are not certain: `yourhosting.nl` and `your-server.de` are real domains. `your` is not enough
/// because of names such as `youri`.
const PLACEHOLDER_HOSTS: &[&str] = &[
    "your-",
    "your_",
    "yourcompany",
    "yourdomain",
    "yourexchange",
    "yourhostname",
    "yourmail",
    "yourserver",
    "yoursmtp",
];

/// Returns whether the name is a placeholder of a template, such as `MY_SMTP_SERVER` or `smtp.yourcompany.com`. ASCII
/// case and one trailing dot are ignored. Reserved names are not included; see [`is_reserved`].
pub(super) fn is_placeholder(name: &str) -> bool {
    let name = without_trailing_dot(name);
    // Bytes, because splitting a `str` took about 160 instructions more on `smtp.contoso.com`.
    let mut labels = name.as_bytes().split(|&byte| byte == b'.');
    let last = labels.next_back().unwrap_or_default();
    let in_labels = if last.len() == name.len() {
        is_crossed_out(last, 3) || is_token(last) || begins_with_any(last, PLACEHOLDER_HOSTS)
    } else {
        // The last label does not count because `xxx` is a real top-level domain. Three `x` do not count because
        // `xxx.com` is a company.
        labels.any(|label| is_crossed_out(label, 4) || begins_with_any(label, PLACEHOLDER_LABELS))
    };
    in_labels
        || PLACEHOLDER_NAMES.iter().any(|listed| is_same_placeholder(name, listed))
        || PLACEHOLDER_DOMAINS.iter().any(|domain| is_in_domain(name, domain))
}

/// Returns whether the label consists of the letter `x` only and has at least the given length.
fn is_crossed_out(label: &[u8], shortest: usize) -> bool {
    label.len() >= shortest && label.iter().all(|byte| byte.eq_ignore_ascii_case(&b'x'))
}

/// Returns whether the label is a token that a deployment replaces, such as `__SMTP__`.
fn is_token(label: &[u8]) -> bool {
    label.len() > 4 && label.starts_with(b"__") && label.ends_with(b"__")
}

fn begins_with_any(label: &[u8], beginnings: &[&str]) -> bool {
    let begins = |text: &&str| label.get(..text.len()).is_some_and(|head| head.eq_ignore_ascii_case(text.as_bytes()));
    beginnings.iter().any(begins)
}

/// Compares a name with an entry of [`PLACEHOLDER_NAMES`], which contains `_` for `-`.
fn is_same_placeholder(name: &str, listed: &str) -> bool {
    name.len() == listed.len()
        && name.bytes().zip(listed.bytes()).all(|(byte, other)| match byte {
            b'-' => other == b'_',
            _ => byte.to_ascii_lowercase() == other,
        })
}

/// Domains that are reserved for documentation and tests (RFC 2606, RFC 6761), in lower case.
///
/// `localhost` is reserved too, but it is a real server: the computer itself.
const RESERVED: &[&str] = &["example.com", "example.net", "example.org", "example", "invalid", "test"];

/// Returns whether the name is in a domain that is reserved for documentation and tests. ASCII case and one trailing
/// dot are ignored.
pub(super) fn is_reserved(name: &str) -> bool {
    let name = without_trailing_dot(name);
    // A single label is not a top-level domain: a computer in the local network may be called `test`.
    RESERVED.iter().any(|domain| is_in_domain(name, domain)) && name.contains('.')
}

fn without_trailing_dot(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

/// Returns whether the name is the domain or a name in it. The dot is compared first because it rejects most names.
fn is_in_domain(name: &str, domain: &str) -> bool {
    let Some((head, tail)) = name.len().checked_sub(domain.len()).and_then(|start| name.split_at_checked(start)) else {
        return false;
    };
    (head.is_empty() || head.ends_with('.')) && tail.eq_ignore_ascii_case(domain)
}

/// [`str::strip_prefix`], but ignores ASCII case.
fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(tail)
}

/// [`str::strip_suffix`], but ignores ASCII case.
fn strip_suffix<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    tail.eq_ignore_ascii_case(suffix).then_some(head)
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    /// Checks each name as written, in upper case, and with a trailing dot.
    #[track_caller]
    fn check(test: fn(&str) -> bool, expected: bool, names: &[&str]) {
        for name in names {
            assert_eq!(test(name), expected, "{name}");
            assert_eq!(test(&name.to_ascii_uppercase()), expected, "{name} in upper case");
            assert_eq!(test(&format!("{name}.")), expected, "{name} with a trailing dot");
        }
    }

    #[test]
    fn providers_need_login() {
        let yes = |names| check(needs_login, true, names);
        yes(PROVIDERS);
        yes(PROVIDER_DOMAINS);
        yes(&["smtp.mail.yahoo.com", "android.smtp.mail.yahoo.com", "SMTP.Office365.com"]);
        yes(&["email-smtp.eu-west-1.amazonaws.com", "email-smtp-fips.us-east-1.amazonaws.com"]);
    }

    #[test]
    fn servers_that_accept_mail_without_login_are_not_providers() {
        let no = |names| check(needs_login, false, names);
        no(&[
            "contoso-com.mail.protection.outlook.com",
            "mail.protection.outlook.com",
            "inbound-smtp.us-east-1.amazonaws.com",
        ]);
        no(&["smtp-relay.gmail.com", "aspmx.l.google.com", "mail.smtp2go.com", "mta5.am0.yahoodns.net"]);
    }

    #[test]
    fn names_similar_to_providers_are_not_providers() {
        let no = |names| check(needs_login, false, names);
        no(&[
            "gmail.com",
            "smtp.gmail.com.contoso.com",
            "mysmtp.gmail.com",
            "relay.smtp.gmail.com",
            "smtp.gmail.com..",
        ]);
        no(&["smtp.outlook.com", "smtp.hotmail.com", "smtp.office365.com.local", "mail", "smtp", "", "."]);
        no(&["yahoo.com", "smtp.yahoo.com", "hotmail.yahoo.com", "smtp.mail.yahoo.com.contoso.com"]);
        no(&["email-smtp.amazonaws.com", "email-smtp.a.b.amazonaws.com", "email-smtp..amazonaws.com"]);
    }

    #[test]
    fn listed_names_are_placeholders() {
        let yes = |names| check(is_placeholder, true, names);
        yes(PLACEHOLDER_NAMES);
        yes(&["MY_SMTP_SERVER", "my-smtp-server", "my-smtp_server", "change-me", "smtphost"]);
    }

    #[test]
    fn possible_server_names_are_not_placeholders() {
        let no = |names| check(is_placeholder, false, names);
        no(&["smtp-server", "smtp_server", "smtpserver", "mailserver", "my-server", "relay_01", "smtp-host"]);
        no(&["smtp", "mail", "localhost", "exchange", "dummy", "na", "my_smtp_server_1", "10.0.0.1", "", "."]);
        no(&["enter-tech.contoso.com", "enter-tech", "todo.contoso.com", "changeme.contoso.com"]);
    }

    #[test]
    fn names_in_listed_domains_are_placeholders() {
        let yes = |names| check(is_placeholder, true, names);
        yes(PLACEHOLDER_DOMAINS);
        yes(&["smtp.yourcompany.com", "mail.yourdomain.com", "a.b.your-company.com", "mail.company.com"]);
        let no = |names| check(is_placeholder, false, names);
        no(&["mail.acmecompany.com", "mail.company.de", "company.com.contoso.com", "mail.company.local"]);
        no(&["mail.domain.com", "mail.mydomain.com", "mail.contoso.com", "smtp.fabrikam.com", "contoso.com"]);
        no(&["contoso-com.mail.protection.outlook.com"]);
    }

    #[test]
    fn labels_of_x_are_placeholders_except_the_last() {
        let yes = |names| check(is_placeholder, true, names);
        yes(&["xxx", "XXXX", "xxxxxxxx.contoso.com", "smtp.xxxx.com", "mail.XxXx.local"]);
        let no = |names| check(is_placeholder, false, names);
        no(&["mail.contoso.xxx", "mail.xxxx", "smtp.xxx.com", "mail.xxxlutz.at"]);
        no(&["xx", "maxxx.com", "xxxx1.contoso.com", "mail-xxxx.contoso.com"]);
    }

    #[test]
    fn labels_that_begin_with_your_are_placeholders() {
        let yes = |names| check(is_placeholder, true, names);
        yes(&["your_server", "YOUR-SERVER", "your-smtp-server", "yoursmtpserver", "yourserver", "yourmailserver"]);
        yes(&["smtp.your_company.com", "your_server.contoso.com", "your-smtp-host.contoso.com", "yourdomain"]);
        let no = |names| check(is_placeholder, false, names);
        no(&["your.org", "mail.your.org", "your-online.de", "mail.your-online.de", "mail.your_", "mail.your-smtp-x"]);
        no(&[
            "mail.your-server.de",
            "mail.yourhosting.nl",
            "mail.yourmailserver.nl",
            "youri",
            "your",
            "youri.contoso.com",
        ]);
    }

    #[test]
    fn tokens_between_underscores_are_placeholders() {
        check(is_placeholder, true, &["__SMTP__", "__x__", "__smtp_server__"]);
        check(is_placeholder, false, &["____", "__smtp", "smtp__", "_smtp_", "__a__.contoso.com"]);
    }

    #[test]
    fn names_in_reserved_domains_are_reserved() {
        let yes = |names| check(is_reserved, true, names);
        yes(&["example.com", "smtp.Example.org", "mail.example.net", "mail.test", "a.b.invalid", "x.example"]);
        let no = |names| check(is_reserved, false, names);
        no(&["test", "example", "invalid", "localhost", "mail.localhost", "mail.local", "", "."]);
        no(&["myexample.com", "example.de", "mail.test.com", "mail.latest", "mail.contoso.com"]);
    }

    #[test]
    fn tables_are_lowercase_sorted_and_disjoint() {
        let providers = [PROVIDERS, PROVIDER_DOMAINS];
        let placeholders = [PLACEHOLDER_NAMES, PLACEHOLDER_DOMAINS, PLACEHOLDER_LABELS, PLACEHOLDER_HOSTS];
        for name in providers.into_iter().chain(placeholders).chain([RESERVED]).flatten() {
            assert_eq!(*name, name.to_ascii_lowercase());
        }
        assert!(placeholders.iter().all(|table| table.is_sorted()));
        assert!(PLACEHOLDER_NAMES.iter().all(|name| !name.contains('-')));
        assert!(providers.into_iter().flatten().all(|name| !is_placeholder(name) && !is_reserved(name)));
        assert!(placeholders.into_iter().flatten().all(|name| !needs_login(name) && !is_reserved(name)));
    }
}
