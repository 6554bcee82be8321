//! Secrets never show (design: `grammar.md`, "Secrets"): canaries planted everywhere, looked for in every output.
//!
//! A canary is made of characters that no fixed text of the library holds, so that whatever shows of it is a leak. The
//! one exception is by nature: `Report::source` is the string itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a failed test may panic, and there is no reader of its documentation"
)]

mod generate;
#[path = "secrets/outputs.rs"]
mod outputs;

use generate::config;
use outputs::{difference, leak, outputs, shows};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use smtp_connection_string::{ConnectionString, Masked};

/// Secrets of three scripts; in each, every run of three letters is found nowhere else.
const CANARIES: &[&str] = &["ЖЩЪЮЯЫЭЪ", "龘靐齉爩鱻麤", "QxJzVqKXjWvZQj"];

/// `¤` stands for the secret.
#[track_caller]
fn hidden(template: &str) {
    for canary in CANARIES {
        let text = template.replace('¤', canary);
        assert_ne!(text, template, "a template without a secret tests nothing");
        assert_eq!(leak(&text, canary), None);
    }
}

/// The same, and nothing that is said depends on how long the secret is, which runs to the end.
#[track_caller]
fn hidden_with_its_length(template: &str) {
    hidden(template);
    for canary in CANARIES {
        let said = |secret: &str| outputs(&template.replace('¤', secret));
        let longer = said(&canary.repeat(5));
        let letters: Vec<char> = canary.chars().collect();
        for length in [1, 2, letters.len()] {
            let secret: String = letters[..length].iter().collect();
            assert_eq!(difference(&said(&secret), &longer), None, "{template} with {secret}");
        }
    }
}

/// A canary that some message holds would be found where nothing leaks, and one with a word in it would be no canary.
#[test]
fn no_fixed_text_holds_a_canary() {
    let sources = [
        include_str!("../src/check/lints.rs"),
        include_str!("../src/smtp/builder.rs"),
        include_str!("../src/diagnostic/mod.rs"),
        include_str!("../src/diagnostic/parse_error.rs"),
        include_str!("../src/check/fix.rs"),
        include_str!("../src/redact.rs"),
        include_str!("../src/diagnostic/message.rs"),
        include_str!("../src/smtp/property.rs"),
        include_str!("../src/check/render.rs"),
        include_str!("../src/check/report.rs"),
        include_str!("../src/diagnostic/rule.rs"),
        include_str!("../src/smtp/server_name.rs"),
        include_str!("../src/smtp/validate.rs"),
    ];
    for canary in CANARIES {
        assert!(sources.iter().all(|source| !shows(source, canary)), "{canary}");
        // The instrument works: what shows is found.
        assert!(shows(canary, canary) && leak(&format!("SmtpServer={canary}_-"), canary).is_some(), "{canary}");
    }
}

#[test]
fn in_the_value_of_a_credential_keyword() {
    for keyword in KEYWORDS {
        for spelled in [(*keyword).to_owned(), keyword.to_uppercase(), keyword.to_lowercase(), format!(" {keyword} ")] {
            hidden_with_its_length(&format!("{spelled}=¤"));
            hidden_with_its_length(&format!("SmtpServer=mail;{spelled}=¤"));
            hidden(&format!("SmtpServer=mail;{spelled}=¤;EnableSsl=True;"));
            hidden(&format!("{spelled}=¤;SmtpServer=mail;EnableSsl=maybe"));
        }
    }
}

/// Credential keywords of the listed names, with spaces and marks, within longer names, and misspelled.
const KEYWORDS: &[&str] = &[
    "User",
    "UserName",
    "User Name",
    "User_ID",
    "UID",
    "Login",
    "Login-Name",
    "Account",
    "Password",
    "Passwd",
    "Pass",
    "Pwd",
    "Credential",
    "Credentials",
    "Secret",
    "Token",
    "Api.Key",
    "SmtpPassword",
    "SmtpServer_Pwd",
    "ClientSecret",
    "AccessTokenOfTheWholeCompanyAndItsCustomers",
    "X-API-KEY",
    "Pasword",
    "Passwrd",
    "Pa ssword",
    "Usrname",
    "Acount",
    "Credentals",
];

/// Those of them that hold no listed word as it is.
const MISSPELLED: &[&str] = &["Pasword", "Usrname", "Acount", "Credentals"];

/// Whoever logs what is masked logs what may be shown, and no length besides.
#[test]
fn in_the_debug_of_what_is_masked() {
    for canary in CANARIES {
        let debug = |secret: &str| format!("{:?}", Masked::new(&format!("SmtpServer=mail;Password={secret}")));
        assert!(!shows(&debug(canary), canary));
        assert_eq!(debug(canary), debug(&canary.repeat(2)));
    }
}

#[test]
fn in_the_debug_of_pairs() {
    let debug = |secret: &str| {
        let text = format!("SmtpServer=mail;Password={secret}");
        format!("{:?}", ConnectionString::parse(&text).unwrap().pairs())
    };
    assert_eq!(debug("x"), debug("xx"));
}

#[test]
fn with_the_marks_of_the_syntax_in_it() {
    // An unquoted `;` is the classic: the rest of the password looks like a keyword, or like text without `=`.
    hidden_with_its_length("SmtpServer=mail;Password=x;¤");
    hidden_with_its_length("SmtpServer=mail;Password=x;¤=1;¤");
    hidden_with_its_length("SmtpServer=mail;Password=x;SmtpServer=¤");
    hidden_with_its_length("SmtpServer=mail;Password=x;EnableSsl=¤");
    hidden_with_its_length("SmtpServer=mail;Password=x;Timeout=¤@x");
    hidden("Password=¤;¤=¤;;=¤");
    // Quotes: right, doubled, open, and with text after them.
    hidden("SmtpServer=mail;Password=\"¤\"");
    hidden("SmtpServer=mail;Password='¤;¤'");
    hidden("SmtpServer=mail;Password=\"¤\"\"¤\";EnableSsl=True");
    hidden_with_its_length("SmtpServer=mail;Password=\"¤");
    hidden_with_its_length("SmtpServer=mail;Password='¤''¤");
    hidden("SmtpServer=mail;Password=\"¤\"¤");
    hidden("SmtpServer=mail;Password=\"¤\";¤\"");
    hidden("SmtpServer=mail;Password=¤\"");
    hidden("SmtpServer=mail;Password=¤'¤=¤==¤");
    // Controls that stop the reading within it.
    hidden("SmtpServer=mail;Password=¤\u{1}¤");
    hidden("SmtpServer=mail;Password=\"¤\0¤\"");
    hidden("SmtpServer=mail;Pass\tword=¤");
    hidden("SmtpServer=mail;Pass\u{1}word=¤");
}

#[test]
fn with_the_server() {
    hidden_with_its_length("SmtpServer=joe:¤");
    hidden_with_its_length("SmtpServer=¤@¤");
    hidden("SmtpServer=joe:¤@mail;EnableSsl=True");
    hidden("SmtpServer=¤@mail");
    hidden("SmtpServer=smtp://joe:¤@mail:25/");
    hidden("SmtpServer=smtp://joe:x;¤@mail");
    hidden("SmtpServer=joe:x;¤;¤@mail");
    hidden("SmtpServer=\"joe:¤@mail\"");
    hidden("SmtpServer=\"joe:¤@mail");
    hidden("SmtpServer='joe:¤\"@mail'x");
    hidden("SmtpServer=mail;Host=joe:¤@mail");
    hidden("Host=joe:x;¤@mail");
    hidden("EnableSsl=joe:¤;¤");
    hidden("SmtpServer=mail;SmtpServer=joe:¤");
    // The whole string is the server.
    hidden_with_its_length("joe:¤");
    hidden("joe:¤@mail");
    hidden("¤@mail");
    hidden("smtp://joe:¤@mail/?a=b");
    hidden("smtp://joe:¤@mail");
    hidden("'joe:¤@mail'");
}

#[test]
fn in_what_cannot_be_read() {
    hidden_with_its_length("SmtpServer=mail;my password is ¤");
    hidden("¤ is my;password");
    hidden("SmtpServer=mail;Foo;Password=¤");
    hidden("SmtpServer=\"mail;Password=¤");
    hidden("SmtpServer=mail\";Password=¤");
    hidden("SmtpServer='mail'x Password=¤");
    hidden("=1;Password=¤");
    hidden("\u{1};Password ¤");
    hidden("Foo=\"¤\";my password");
    hidden("Password;¤");
    hidden("Password ¤;SmtpServer=mail");
    // `==` ends no keyword.
    hidden("Password==¤");
    hidden("¤;x@y");
}

/// A doubled `=` is one within the keyword: what follows it is the beginning of a secret that somebody wrote.
#[test]
fn where_the_equals_is_doubled() {
    hidden("SmtpServer=mail;Password==¤=x");
    hidden("Password==¤==;EnableSsl=True");
}

/// User information without an `@` is known for its `:`, also where the value was never closed.
#[test]
fn with_the_server_in_what_cannot_be_read() {
    hidden("SmtpServer=\"joe:¤");
    hidden("SmtpServer='joe:¤''");
    hidden("SmtpServer='joe:¤'x;EnableSsl=True");
    hidden("SmtpServer=joe:¤\"");
    hidden("SmtpServer=joe:¤\u{1}");
    hidden("SmtpServer=mail;joe:¤");
}

/// The missing `;` is as common as the superfluous one: what follows is a value of a known keyword, and holds a secret.
#[test]
fn where_the_separator_before_the_keyword_is_missing_or_another() {
    for template in [
        "SmtpServer=mail Password=¤",
        "SmtpServer=mail,Password=¤;EnableSsl=True",
        "SmtpServer=mail&UserName=joe&Password=¤",
        "SmtpServer=mail;EnableSsl=True Password=¤",
        "SmtpServer=mail;Timeout=2000|Pwd=¤",
        "SmtpServer=\"mail;Password=¤\"",
        "SmtpServer=mail;EnableSsl=True;UseWindowsAuthentication=False password: ¤",
    ] {
        hidden(template);
    }
}

/// The value of a keyword that nobody knows is masked, though it need be no secret.
#[test]
fn in_the_value_of_an_unknown_keyword() {
    for template in
        ["Kennwort=¤", "SmtpServer=mail;Foo=¤;EnableSsl=True", "Foo='¤", "Foo=\"¤\"x", "Foo=¤\"", "Foo=¤\u{1}"]
    {
        hidden(template);
    }
}

/// Cut off at each character, from the end: whatever a broken log line or a narrow column leaves.
#[test]
fn cut_off_anywhere() {
    for template in [
        "SmtpServer=mail;Password=¤;EnableSsl=True;",
        "SmtpServer=mail;Password=\"¤\"\"¤;¤\";EnableSsl=True;",
        "SmtpServer=joe:¤@mail;EnableSsl=maybe;",
        "smtp://joe:¤@mail:25/path",
        "Pasword='¤';SmtpServer=mail;Foo",
    ] {
        for canary in CANARIES {
            let text = template.replace('¤', canary);
            for (end, _) in text.char_indices() {
                assert_eq!(leak(&text[..end], canary), None);
            }
        }
    }
}

/// Text around a secret: other pairs, and damage of every kind.
const AROUND: &[&str] = &[
    "",
    "",
    "SmtpServer=mail",
    "EnableSsl=yes",
    "Timeout=x",
    "UseWindowsAuthentication=basic",
    "Foo=1",
    "Foo",
    "=1",
    "a=\"b",
    "a='b'c",
    "a=b\"",
    "\u{1}=1",
    "a\tb=1",
    "Port=25",
    "SmtpServer=joe@mail",
    "SmtpServer=smtp://mail",
    "UserName=",
    ";;",
];

proptest! {
    #![proptest_config(config(1500))]

    /// The table's shapes multiplied: keyword, casing, quoting, what is within, what is around.
    #[test]
    fn whatever_is_around(
        before in proptest::collection::vec(select(AROUND), 0..3),
        keyword in select(KEYWORDS).prop_map(str::to_owned),
        upper in any::<bool>(),
        quote in select(vec!["", "", "\"", "'"]),
        within in proptest::collection::vec(select(vec!["¤", "¤", ";", "=", " ", "\"\"", "''", "\"", "'", "\u{1}", ":", "%"]), 1..6),
        closed in any::<bool>(),
        after in proptest::collection::vec(select(AROUND), 0..3),
        canary in select(CANARIES),
    ) {
        let closing = if closed { quote } else { "" };
        let secret = within.concat().replace('¤', canary);
        // An open quote before the keyword takes it into a value, and in a text that cannot be read a misspelled word for
        // a credential is not looked for.
        prop_assume!(!before.contains(&"a=\"b") || !MISSPELLED.contains(&keyword.as_str()));
        let keyword = if upper { keyword.to_uppercase() } else { keyword };
        let pair = format!("{keyword}={quote}{secret}{closing}");
        let text = before.iter().chain([&pair.as_str()]).chain(&after).copied().collect::<Vec<_>>().join(";");
        prop_assert_eq!(leak(&text, canary), None);
    }

    /// The same with the end cut off, and with user information in the place of a credential keyword.
    #[test]
    fn with_user_information_and_cut_off(
        before in proptest::collection::vec(select(AROUND), 0..3),
        keyword in select(vec!["SmtpServer", "smtpserver", "Host", "EnableSsl", "Timeout", "Foo"]),
        value in select(vec!["joe:¤@mail", "joe:¤;¤@mail", "smtp://joe:¤@mail:25", "joe:¤"]),
        after in proptest::collection::vec(select(AROUND), 0..3),
        canary in select(CANARIES),
        cut in any::<Index>(),
    ) {
        let pair = format!("{keyword}={}", value.replace('¤', canary));
        let text = before.iter().chain([&pair.as_str()]).chain(&after).copied().collect::<Vec<_>>().join(";");
        let ends: Vec<usize> = text.char_indices().map(|(end, _)| end).chain([text.len()]).collect();
        prop_assert_eq!(leak(&text[..ends[cut.index(ends.len())]], canary), None);
        prop_assert_eq!(leak(&text, canary), None);
    }

    /// How long a secret is does not tell, whatever stands before it.
    #[test]
    fn the_length_does_not_tell(
        before in proptest::collection::vec(select(AROUND), 0..3),
        opening in select(vec!["Password=", "pwd =\"", "User ID='", "SmtpServer=joe:", "Host=joe:", "Foo=1;Token=x;", "a;Login="]),
        canary in select(CANARIES),
        length in 1_usize..6,
    ) {
        let letters: Vec<char> = canary.chars().collect();
        let secret: String = letters[..length].iter().collect();
        let before = before.join(";");
        let said = |secret: &str| outputs(&format!("{before};{opening}{secret}"));
        prop_assert_eq!(difference(&said(&secret), &said(&canary.repeat(4))), None);
    }
}
