//! Servers that are known by name: public providers that want a login, and placeholders.
//!
//! Both tables are closed: what is not certain is not in them, since a warning that is wrong once is read no more.
//! Near by and deliberately left out: `*.mail.protection.outlook.com`, `aspmx.l.google.com` and `smtp-relay.gmail.com`,
//! which accept mail without a login, by address or for their own recipients.

/// Submission servers that accept neither anonymous mail nor Windows authentication, by their providers' own
/// documentation; in lower case.
const PROVIDERS: &[&str] = &[
    // Google
    "smtp.gmail.com",
    "smtp.googlemail.com",
    // Microsoft 365 and Outlook.com
    "smtp.office365.com",
    "outlook.office365.com",
    "smtp-mail.outlook.com",
    "smtp.outlook.com",
    "smtp.live.com",
    "smtp.hotmail.com",
    // Yahoo and AOL
    "smtp.mail.yahoo.com",
    "smtp.aol.com",
    // Apple
    "smtp.mail.me.com",
    // Zoho
    "smtp.zoho.com",
    "smtp.zoho.eu",
    "smtp.zoho.in",
    "smtppro.zoho.com",
    "smtppro.zoho.eu",
    "smtppro.zoho.in",
    // Fastmail, GMX, Yandex
    "smtp.fastmail.com",
    "mail.gmx.com",
    "mail.gmx.net",
    "smtp.yandex.com",
    "smtp.yandex.ru",
    // Sending services
    "smtp.sendgrid.net",
    "smtp.mailgun.org",
    "smtp.eu.mailgun.org",
    "smtp.postmarkapp.com",
    "smtp-broadcasts.postmarkapp.com",
    "smtp.mandrillapp.com",
    "in-v3.mailjet.com",
    "smtp-relay.brevo.com",
    "smtp-relay.sendinblue.com",
    "smtp.sparkpostmail.com",
];

/// Whether the server is a public provider's that needs a login. ASCII case and a dot at the end are ignored.
pub(crate) fn needs_login(server: &str) -> bool {
    let name = server.strip_suffix('.').unwrap_or(server);
    PROVIDERS.iter().any(|provider| name.eq_ignore_ascii_case(provider)) || is_amazon_ses(name)
}

/// `email-smtp.<region>.amazonaws.com`, where the region is one label. Its FIPS servers have their own first label.
fn is_amazon_ses(name: &str) -> bool {
    let region = strip_prefix(name, "email-smtp.")
        .or_else(|| strip_prefix(name, "email-smtp-fips."))
        .and_then(|rest| strip_suffix(rest, ".amazonaws.com"));
    region.is_some_and(|region| !region.is_empty() && !region.contains('.'))
}

/// Names that templates put where the server belongs, and that are valid host names; folded to lower case with `_` for
/// `-`.
const PLACEHOLDERS: &[&str] = &[
    "my_smtp_server",
    "mysmtpserver",
    "my_smtp_host",
    "my_mail_server",
    "mymailserver",
    "smtp_server",
    "smtp_server_name",
    "smtpservername",
    "smtp_server_here",
    "smtp_host_name",
    "server_name",
    "servername",
    "mail_server_name",
    "mailservername",
    "insert_server_here",
    "changeme",
    "change_me",
    "replaceme",
    "replace_me",
    "fixme",
    "todo",
    "tbd",
    "placeholder",
    "dummy",
    "none",
    "null",
    "na",
];

/// Beginnings of such names.
const PLACEHOLDER_BEGINNINGS: &[&str] =
    &["your_", "your.", "yoursmtp", "yourmail", "yourserver", "yourdomain", "enter_"];

/// Whether the server is a template's placeholder, such as `MY_SMTP_SERVER`, `your-server` or `XXXX`.
pub(crate) fn is_placeholder(server: &str) -> bool {
    let same = |text: &str, listed: &str| {
        text.len() == listed.len()
            && text.bytes().zip(listed.bytes()).all(|(byte, other)| match byte {
                b'-' => other == b'_',
                _ => byte.to_ascii_lowercase() == other,
            })
    };
    let begins = |listed: &&str| server.get(..listed.len()).is_some_and(|beginning| same(beginning, listed));
    let crossed_out = |label: &[u8]| label.len() >= 3 && label.iter().all(|byte| matches!(byte, b'x' | b'X'));
    let begins_crossed_out = server.get(..4).is_some_and(|beginning| crossed_out(beginning.as_bytes()));
    let between_underscores = server.len() > 4 && server.starts_with("__") && server.ends_with("__");
    PLACEHOLDERS.iter().any(|listed| same(server, listed))
        || PLACEHOLDER_BEGINNINGS.iter().any(begins)
        || begins_crossed_out
        || server.as_bytes().split(|&byte| byte == b'.').any(crossed_out)
        || between_underscores
}

/// Domains and top-level domains that are reserved for examples and tests (RFC 2606, RFC 6761).
const RESERVED: &[&str] = &["example.com", "example.net", "example.org", "example", "invalid", "test"];

/// Whether the name, or a domain that it stands in, is reserved for examples and tests.
pub(crate) fn is_reserved(server: &str) -> bool {
    let name = server.strip_suffix('.').unwrap_or(server);
    RESERVED.iter().any(|reserved| match strip_suffix(name, reserved) {
        // A bare label `test` or `example` is a name of one's own network, not a top-level domain.
        Some("") => reserved.contains('.'),
        Some(rest) => rest.ends_with('.'),
        None => false,
    })
}

fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(tail)
}

fn strip_suffix<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    tail.eq_ignore_ascii_case(suffix).then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers() {
        for server in ["smtp.gmail.com", "SMTP.Office365.com.", "email-smtp.eu-west-1.amazonaws.com"] {
            assert!(needs_login(server), "{server}");
        }
        for server in [
            "gmail.com",
            "smtp.gmail.com.contoso.com",
            "contoso-com.mail.protection.outlook.com",
            "smtp-relay.gmail.com",
            "email-smtp.amazonaws.com",
            "email-smtp.a.b.amazonaws.com",
            "email-smtp..amazonaws.com",
            "mail",
        ] {
            assert!(!needs_login(server), "{server}");
        }
        assert!(PROVIDERS.iter().all(|name| !name.bytes().any(|byte| byte.is_ascii_uppercase())));
    }

    #[test]
    fn placeholders() {
        for server in [
            "MY_SMTP_SERVER",
            "my-smtp-server",
            "XXXX",
            "xxxxxxxx.contoso.com",
            "smtp.xxx.com",
            "your_server",
            "YOUR-SERVER",
            "yourdomain.com",
            "__SMTP__",
            "changeme",
            "your.mail.server",
        ] {
            assert!(is_placeholder(server), "{server}");
        }
        for server in
            ["smtp", "mail", "xx", "smtphost", "localhost", "my-server", "youri", "relay_01", "____", "maxxx.com"]
        {
            assert!(!is_placeholder(server), "{server}");
        }
    }

    #[test]
    fn reserved_names() {
        for server in ["example.com", "smtp.Example.ORG", "mail.example.net.", "mail.test", "a.b.invalid", "x.example"]
        {
            assert!(is_reserved(server), "{server}");
        }
        for server in ["test", "example", "myexample.com", "example.de", "mail.test.com", "localhost", "mail.local"] {
            assert!(!is_reserved(server), "{server}");
        }
    }
}
