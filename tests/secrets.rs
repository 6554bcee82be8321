//! No output shows a secret, case by case. `tests/random.rs` does the same with random strings.

#![allow(missing_docs, reason = "a failed test panics")]

use properties::leak;
use smtp_connection_string::Redacted;

/// Secrets of three scripts.
const SECRETS: &[&str] = &["ЖЩЪЮЯЫЭЪ", "龘靐齉爩鱻麤", "QxJzVqKXjWvZQj"];

/// `¤` is the secret.
#[track_caller]
fn hidden(templates: &[&str]) {
    for template in templates {
        for secret in SECRETS {
            let letters: Vec<char> = secret.chars().collect();
            let pieces: Vec<String> = letters.windows(3).map(String::from_iter).collect();
            let text = template.replace('¤', secret);
            assert_ne!(text, *template);
            assert_eq!(leak(&text, secret, &pieces), None, "{text}");
        }
    }
}

#[test]
fn values_of_credential_keywords_are_hidden() {
    for keyword in ["Password", "User_ID", "uid", "Kennwort", "MOTDEPASSE", "Api.Key", "SmtpServerPw", "Pasword", "Foo"]
    {
        for template in ["{}=¤", "SmtpServer=mail;{}=¤", " {} = ¤ ;SmtpServer=mail;EnableSsl=maybe"] {
            hidden(&[&template.replace("{}", keyword)]);
        }
    }
}

#[test]
fn secrets_with_syntax_in_them_are_hidden() {
    hidden(&[
        "SmtpServer=mail;Password=x;¤",
        "SmtpServer=mail;Password=x;¤=1;¤",
        "SmtpServer=mail;Password=x;EnableSsl=¤",
        "SmtpServer=mail;Password=x;Host=¤",
        "SmtpServer=mail;Password=x;Timeout=¤@x",
        "Password=;¤=1",
        "Password=¤;¤=¤;;=¤",
        "SmtpServer=mail;Password=\"¤\"",
        "SmtpServer=mail;Password='¤;¤'",
        "SmtpServer=mail;Password=\"¤\"\"¤\";EnableSsl=True",
        "SmtpServer=mail;Password=\"¤",
        "SmtpServer=mail;Password='¤''¤",
        "SmtpServer=mail;Password=\"¤\"¤",
        "SmtpServer=mail;Password=\"¤\";¤\"",
        "SmtpServer=mail;Password=¤\"",
        "SmtpServer=mail;Password=¤'¤=¤==¤",
        "SmtpServer=mail;Password=¤\u{1}¤",
        "SmtpServer=mail;Password=\"¤\0¤\"",
        "SmtpServer=mail;Pass\tword=¤",
        "SmtpServer=mail;Password==¤",
        "SmtpServer=mail;Password==¤=x",
    ]);
}

#[test]
fn user_information_is_hidden() {
    hidden(&[
        "SmtpServer=¤@¤",
        "SmtpServer=joe:¤",
        "SmtpServer=joe:¤@mail;EnableSsl=True",
        "SmtpServer=smtp://joe:¤@mail:25/",
        "SmtpServer=\"joe:¤@mail",
        "SmtpServer='joe:¤\"@mail'x",
        "SmtpServer=mail;Host=joe:¤@mail",
        "EnableSsl=joe:¤;¤",
        "joe:¤",
        "¤@mail",
        "smtp://joe:¤@mail",
        "smtp://joe:¤@mail/?a=b",
    ]);
}

#[test]
fn secrets_in_malformed_strings_are_hidden() {
    hidden(&[
        "SmtpServer=mail;my password is ¤",
        "¤ is my;password",
        "Password;¤",
        "Password ¤;SmtpServer=mail",
        "SmtpServer=mail;Foo;Password=¤",
        "SmtpServer=\"mail;Password=¤",
        "SmtpServer='mail'x Password=¤",
        "=1;Password=¤",
        "\u{1};Password ¤",
        "SmtpServer=mail Password=¤",
        "SmtpServer=mail,Password=¤;EnableSsl=True",
        "SmtpServer=mail;Timeout=2000|Pwd=¤",
        "SmtpServer=mail;EnableSsl=True;UseWindowsAuthentication=False password: ¤",
    ]);
}

/// What is hidden does not depend on the secret, so the redacted string does not depend on its length.
#[test]
fn redacted_string_does_not_reveal_the_length() {
    for template in ["SmtpServer=mail;Password=¤", "pwd =\"¤", "SmtpServer=joe:¤@mail", "Foo=1;Token=x;¤"] {
        let shown = |secret: &str| Redacted::new(&template.replace('¤', secret)).to_string();
        for secret in SECRETS {
            assert_eq!(shown(secret), shown(&secret.repeat(5)), "{template}");
        }
    }
}
