//! `secrets`: no output shows a secret, whatever stands around it and whatever is broken.

use arbitrary::{Result, Unstructured};

use super::{outputs, text};

/// Letters that no fixed text of the library holds, so that what shows of them is a leak; of the last, in ASCII, it is
/// runs that no text holds.
const ALPHABETS: &[&str] = &["ЖЩЪЮЯЫЭ", "龘靐齉爩鱻麤", "QJZVKqjzvk"];

/// In the place of the canary, until it is known.
const MARK: char = '¤';

/// A piece of this many characters is a leak.
const PIECE: usize = 4;

/// A text with a secret, cut off or not, and all that is said of it.
pub fn law(data: &[u8]) {
    let mut u = Unstructured::new(data);
    if let Ok((template, value, canary)) = planted(&mut u) {
        let fill = |template: &str| template.replace(MARK, &canary);
        let text = fill(&template);
        let said = outputs::of_string(&text);
        for (name, output) in said.iter().chain(&outputs::of_value(&fill(&value))) {
            assert!(!shows(output, &canary), "{text:?} leaks in {name}: {output}");
        }
    }
}

/// Whether the canary, or a piece of it that is long enough, stands in the output.
fn shows(output: &str, canary: &str) -> bool {
    if canary.is_ascii() {
        canary.as_bytes().windows(PIECE).any(|piece| output.as_bytes().windows(PIECE).any(|shown| shown == piece))
    } else {
        // Stricter than a piece: no text has any of these letters.
        output.contains(|c| canary.contains(c))
    }
}

/// A template of a text, that of the secret value alone, and the canary.
fn planted(u: &mut Unstructured<'_>) -> Result<(String, String, String)> {
    let letters: Vec<char> = u.choose(ALPHABETS)?.chars().collect();
    let mut canary = String::new();
    for _ in 0..u.int_in_range(PIECE..=12)? {
        canary.push(*u.choose(&letters)?);
    }
    let user_information = u.ratio(1, 4)?;
    let (pair, value) = if user_information { with_user_information(u)? } else { credential(u)? };
    let mut parts = around(u)?;
    parts.push(pair);
    parts.append(&mut around(u)?);
    let mut text = parts.join(";");
    // Whatever a broken log line leaves. Without its `@` a user name is a host name, though, and no secret.
    for _ in 0..u.int_in_range(0..=20)? {
        if !user_information {
            text.pop();
        }
    }
    Ok((text, value, canary))
}

/// Keywords of credentials: listed ones, with spaces and marks, and within longer names.
const CREDENTIALS: &[&str] = &[
    "Password",
    "User",
    "UserName",
    "User Name",
    "User_ID",
    "UID",
    "Login",
    "Login-Name",
    "Account",
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
    "Pa ssword",
];

/// A pair of a credential keyword, with damage in its value, which is then broken and no less secret.
fn credential(u: &mut Unstructured<'_>) -> Result<(String, String)> {
    const WITHIN: &[&str] = &[
        "¤",
        "¤",
        "¤",
        ";",
        "=",
        " ",
        "\"\"",
        "''",
        "\"",
        "'",
        "\u{1}",
        "\0",
        "\n",
        ":",
        "%",
        "@",
        "&",
        "//",
        "=True;",
        ";EnableSsl=",
        ";SmtpServer=",
        ";Timeout=",
        ";Foo=",
        "SmtpServer",
        "\u{a0}",
        "é",
    ];
    let keyword = *u.choose(CREDENTIALS)?;
    let keyword = match u.int_in_range(0..=3)? {
        0 => keyword.to_uppercase(),
        1 => keyword.to_lowercase(),
        _ => keyword.to_owned(),
    };
    let quote = *u.choose(&["", "", "\"", "'"])?;
    let mut value = String::from(quote);
    for _ in 0..u.int_in_range(1..=6)? {
        value.push_str(u.choose(WITHIN)?);
    }
    if u.arbitrary()? {
        value.push_str(quote);
    }
    let pair =
        [u.choose(text::SPACES)?, &*keyword, u.choose(text::SPACES)?, "=", u.choose(text::SPACES)?, &value].concat();
    Ok((pair, value))
}

/// A value with a user name and a password before the host, for a keyword of any kind or for none.
fn with_user_information(u: &mut Unstructured<'_>) -> Result<(String, String)> {
    const KEYWORDS: &[&str] = &["SmtpServer=", "smtpserver = ", "Host=", "EnableSsl=", "Timeout=", "Foo=", ""];
    const VALUES: &[&str] = &[
        "joe:¤@mail",
        "¤@mail",
        "¤:¤@mail",
        "joe:¤;¤@mail",
        "smtp://joe:¤@mail:25",
        "smtp://¤@mail/x",
        "'joe:¤@mail'",
        "\"joe:¤\"\"@mail",
        "joe:¤",
        "joe:¤@mail:25",
    ];
    let value = *u.choose(VALUES)?;
    Ok(([*u.choose(KEYWORDS)?, value].concat(), value.to_owned()))
}

/// Other pairs and damage, without letters of a canary.
fn around(u: &mut Unstructured<'_>) -> Result<Vec<String>> {
    const AROUND: &[&str] = &[
        "",
        "SmtpServer=mail",
        "SmtpServer=\"mail",
        "SmtpServer=mail\"",
        "SmtpServer='mail'x",
        "EnableSsl=yes",
        "EnableSsl=\"yes",
        "Timeout=x",
        "Timeout='",
        "UseWindowsAuthentication=basic",
        "Foo=1",
        "Foo",
        "=1",
        "a=\"b",
        "a='b'c",
        "a=b\"",
        "\"",
        "'",
        "\u{1}=1",
        "a\tb=1",
        "Port=25",
        "SmtpServer=joe@mail",
        "SmtpServer=smtp://mail",
        "UserName=",
        "my password is",
        "\u{85}",
    ];
    let mut parts = Vec::new();
    for _ in 0..u.int_in_range(0..=3)? {
        parts.push(match u.int_in_range(0..=4)? {
            0 => {
                let allowed = |c: &char| *c != MARK && !ALPHABETS.iter().any(|letters| letters.contains(*c));
                u.arbitrary::<&str>()?.chars().filter(allowed).take(20).collect()
            }
            _ => (*u.choose(AROUND)?).to_owned(),
        });
    }
    Ok(parts)
}
