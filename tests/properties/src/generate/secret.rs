//! Strings with a secret, which no output may show.

use arbitrary::{Result, Unstructured};

use super::{keyword::keyword, space};

/// The characters of secrets. No text of the library and no other generated text has two of these letters, or four of
/// these digits, next to each other.
const ALPHABETS: &[&str] = &["QJZXKVqjzxkv", "QJZXKV5689", "QÄJÖZÜXËKÏ", "ЖЩЪЮЭЫФЦ", "龘靐齉爩鱻麤", DIGITS];
const DIGITS: &str = "5689";

/// The number of consecutive characters that no output may show.
const PIECE: usize = 4;

/// A string with a secret.
#[derive(Debug)]
pub(crate) struct Planted {
    pub(crate) text: String,
    /// The value with the secret, alone.
    pub(crate) value: String,
    pub(crate) pieces: Vec<String>,
}

/// A secret with damage in it.
struct Secret {
    text: String,
    /// The runs of characters that are secret. Between them are listed words, which are shown anywhere.
    runs: Vec<String>,
}

impl Secret {
    fn new() -> Self {
        Self { text: String::new(), runs: vec![String::new()] }
    }

    fn hide(&mut self, part: &str) {
        self.text.push_str(part);
        self.runs.last_mut().unwrap().push_str(part);
    }

    fn show(&mut self, part: &str) {
        self.text.push_str(part);
        self.runs.push(String::new());
    }

    fn pieces(&self) -> Vec<String> {
        let is_letter = |c: &char| !c.is_ascii_digit() && ALPHABETS.iter().any(|alphabet| alphabet.contains(*c));
        let letters = |piece: &[char]| piece.iter().filter(|c| is_letter(c)).count();
        let runs = self.runs.iter().map(|run| run.chars().collect::<Vec<_>>());
        let pieces = runs.flat_map(|run| run.windows(PIECE).map(<[char]>::to_vec).collect::<Vec<_>>());
        let is_checked = |piece: &Vec<char>| letters(piece) > 1 || piece.iter().all(|&c| DIGITS.contains(c));
        pieces.filter(is_checked).map(String::from_iter).collect()
    }
}

/// Returns a string with a secret, and sometimes cuts its end off.
pub(crate) fn planted(u: &mut Unstructured<'_>) -> Result<Planted> {
    let is_user_information = u.ratio(1, 8)?;
    let (pair, value, secret) = if is_user_information { user_information(u)? } else { pair(u)? };
    let mut text = String::new();
    for part in around(u)? {
        text.push_str(&part);
        // A wrong separator makes the pair a part of the value before it. Without a keyword the secret would be that value.
        let is_value = part.rsplit(';').next().is_some_and(|segment| segment.contains('='));
        let is_value = is_value && !pair.trim_start().starts_with('=');
        text.push_str(if is_value { u.choose(&[";", ";", ";", ";", ",", " ", "|", "&"])? } else { ";" });
    }
    text.push_str(&pair);
    for part in around(u)? {
        text.push(';');
        text.push_str(&part);
    }
    // Without its `@` a user name has the form of a host name, so only other secrets are cut.
    if !is_user_information && u.arbitrary()? {
        for _ in 0..u.int_in_range(0..=30)? {
            text.pop();
        }
    }
    Ok(Planted { text, value, pieces: secret.pieces() })
}

/// A pair of a keyword and a secret, with damage after the `=`.
fn pair(u: &mut Unstructured<'_>) -> Result<(String, String, Secret)> {
    let keyword = keyword(u)?;
    let quote = *u.choose(&["", "", "\"", "'"])?;
    let mut secret = Secret::new();
    secret.hide(quote);
    let letters: Vec<char> = u.choose(ALPHABETS)?.chars().collect();
    for _ in 0..u.int_in_range(0..=3)? {
        part(&mut secret, &letters, u)?;
    }
    letters_of(&letters, 4, 12, &mut secret, u)?;
    for _ in 0..u.int_in_range(0..=3)? {
        part(&mut secret, &letters, u)?;
    }
    secret.hide(if u.ratio(3, 4)? { quote } else { "" });
    let value = secret.text.clone();
    let pair = [space(u)?, &keyword, space(u)?, "=", space(u)?, &value, space(u)?].concat();
    Ok((pair, value, secret))
}

fn letters_of(letters: &[char], min: usize, max: usize, secret: &mut Secret, u: &mut Unstructured<'_>) -> Result<()> {
    for _ in 0..u.int_in_range(min..=max)? {
        secret.hide(u.choose(letters)?.encode_utf8(&mut [0; 4]));
    }
    Ok(())
}

/// Letters of the secret, damage, or a listed keyword.
///
/// A listed keyword in a secret is shown, and so is a value after it that has the form of the property: `;Port=12345` in
/// a password shows five digits. So these keywords have a fixed value here, or one that never has that form. The server
/// of `;SmtpServer=` is always fixed, because every name has its form.
fn part(secret: &mut Secret, letters: &[char], u: &mut Unstructured<'_>) -> Result<()> {
    #[rustfmt::skip] // One a line would be 35 lines.
    const DAMAGE: &[&str] = &[
        ";", ";", "; ", "=", "==", " = ", " ", "\"", "'", "\"\"", "''", "\"\";", "';\"", "“", "\t", "\n", "\0", "\u{1}",
        "\u{85}", "\u{a0}", "\u{202e}", "é", ":", "@", ",", "&", "|", "%", "/", "://", "{", "}", "<", ">", "$(", "***",
    ];
    const LISTED: &[&str] = &[
        ";SmtpServer=mail;",
        ";EnableSsl=True;",
        ";UseWindowsAuthentication=False;",
        ";Timeout=20;",
        ";Port=25;",
        ";Host=;",
        ";UserName=;",
        ";EnableSsl;",
    ];
    const KEYWORDS: &[&str] =
        &[";EnableSsl=", ";Timeout=", ";Port=", ";Host=", ";Authentication=", ";Password=", ";Subject="];
    match u.int_in_range(0..=9)? {
        0..=3 => letters_of(letters, 1, 6, secret, u)?,
        4..=7 => secret.hide(u.choose(DAMAGE)?),
        8 => secret.show(u.choose(LISTED)?),
        _ => {
            secret.show(u.choose(KEYWORDS)?);
            // Digits alone are a port.
            secret.hide("Q");
            letters_of(letters, 4, 6, secret, u)?;
            secret.hide(";");
        }
    }
    Ok(())
}

/// A value with a user name and a password before the host, for a keyword of any kind or alone.
fn user_information(u: &mut Unstructured<'_>) -> Result<(String, String, Secret)> {
    const KEYWORDS: &[&str] = &["SmtpServer=", "smtpserver = ", "Host=", "EnableSsl=", "Timeout=", "Port=", "Foo=", ""];
    const VALUES: &[&str] = &[
        "joe:¤@mail",
        "¤@mail",
        "¤:¤@mail",
        "joe:¤;¤@mail",
        "smtp://joe:¤@mail:25",
        "smtp://¤@mail/x",
        "'joe:¤@mail'",
        "\"joe:¤\"\"@mail",
        "joe:¤@mail:25",
        "smtp://joe:¤@mail/?a=b",
    ];
    let letters: Vec<char> = u.choose(ALPHABETS)?.chars().collect();
    let mut secret = Secret::new();
    // `joe:5689;` is a server with a port.
    secret.hide("Q");
    letters_of(&letters, 3, 12, &mut secret, u)?;
    let value = u.choose(VALUES)?.replace('¤', &secret.text);
    Ok(([*u.choose(KEYWORDS)?, &value].concat(), value, secret))
}

/// Other segments: pairs, damage, and any text without the letters of secrets.
fn around(u: &mut Unstructured<'_>) -> Result<Vec<String>> {
    #[rustfmt::skip] // One a line would be 35 lines.
    const AROUND: &[&str] = &[
        "", "SmtpServer=mail", "SmtpServer=\"mail", "SmtpServer=mail\"", "SmtpServer='mail'x", "EnableSsl=yes",
        "EnableSsl=\"yes", "EnableSsl={", "Timeout=x", "Timeout='", "Timeout=20", "UseWindowsAuthentication=basic",
        "Authentication=Basic", "Foo=1", "Foo=", "Foo", "=1", "a=\"b", "a='b'c", "a=b\"", "\"", "'", "\u{1}=1",
        "a\tb=1", "Port=25", "Port=\"", "Host=mail", "Host='", "SmtpServer=joe@mail", "SmtpServer=smtp://mail",
        "SmtpServer=", "UserName=", "Password='x'", "my password is", "mail", "\u{85}",
    ];
    let mut parts = Vec::new();
    for _ in 0..u.int_in_range(0..=3)? {
        parts.push(match u.int_in_range(0..=7)? {
            0 => {
                let is_allowed = |c: &char| !ALPHABETS.iter().any(|letters| letters.contains(*c));
                u.arbitrary::<&str>()?.chars().filter(is_allowed).take(20).collect()
            }
            _ => (*u.choose(AROUND)?).to_owned(),
        });
    }
    Ok(parts)
}
