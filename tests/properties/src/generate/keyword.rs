//! Keywords whose values are secret: every keyword except the properties, their synonyms, ports and schemes.

use arbitrary::{Result, Unstructured};

use super::cased;
use crate::oracle::keyword::kind;
use crate::oracle::meaning::property;
use crate::oracle::names::{Kind, LISTED};

/// Keywords that are not listed: in other languages, with credential words in them, and harmless ones.
#[rustfmt::skip] // One keyword a line would be 30 lines.
const UNLISTED: &[&str] = &[
    "Foo", "", "é", "SmtpServerPw", "Mot secret", "Geheim", "Zugangsdaten", "Kod", "암호", "Jelige", "Пин-код", "ClientSecret",
    "PasswordHash", "TokenCacheSize", "AccessTokenOfTheWholeCompanyAndItsCustomers", "Passwordhunter", "Hunter2",
    "my password is", "Pass\tword", "Pass\u{1}word", "\"Password\"", "'Pwd", "\u{feff}Kennwort", "Password==", "a==b",
    "joe@host", "smtp://mail?tls", "{password}", "9to5",
];

/// Returns a keyword.
pub(super) fn keyword(u: &mut Unstructured<'_>) -> Result<String> {
    let keyword = match u.int_in_range(0..=7)? {
        0..=2 => listed(u)?,
        3 => [u.choose(&["smtp", "mail.", "Email_", "mail.smtp.", "Smtp Mail "])?, listed(u)?.as_str()].concat(),
        4 => misspelled(u)?,
        5 => {
            [name(u)?.as_str(), u.choose(&["Password", "Pwd", "_pw", "Token", " secret", "Login", "ApiKey"])?].concat()
        }
        6 => name(u)?,
        _ => (*u.choose(UNLISTED)?).to_owned(),
    };
    let keyword = if u.arbitrary()? { cased(&keyword, u)? } else { keyword };
    // A value of these keywords is shown if it has the form of the property, so it is not a secret.
    let is_shown = matches!(
        kind(&keyword),
        Some(Kind::Server | Kind::Windows | Kind::Ssl | Kind::Timeout | Kind::Port | Kind::Scheme)
    );
    Ok(if is_shown || property(&keyword).is_some() { "Foo".to_owned() } else { keyword })
}

/// A listed credential or harmless keyword.
fn listed(u: &mut Unstructured<'_>) -> Result<String> {
    let wanted = if u.ratio(7, 8)? { Kind::Credential } else { Kind::Harmless };
    let names = LISTED.iter().filter(|(kind, _)| *kind == wanted).flat_map(|(_, names)| names.split_whitespace());
    u.choose_iter(names.collect::<Vec<_>>()).map(str::to_owned)
}

/// A listed keyword with one letter removed, replaced or added, or with a separator.
fn misspelled(u: &mut Unstructured<'_>) -> Result<String> {
    let mut letters: Vec<char> = listed(u)?.chars().collect();
    let at = u.choose_index(letters.len())?;
    match u.int_in_range(0..=2)? {
        0 => drop(letters.remove(at)),
        1 => letters[at] = *u.choose(&['e', 'a', 's', 'ß'])?,
        _ => letters.insert(at, *u.choose(&['e', 's', ' ', '_', '-', '.'])?),
    }
    Ok(letters.into_iter().collect())
}

/// A random name, without the letters of the secrets.
fn name(u: &mut Unstructured<'_>) -> Result<String> {
    let letters: Vec<char> = "abcdefghilmnoprstuwyåéłøß密码парольعدد0123 _-.".chars().collect();
    (0..u.int_in_range(1..=12)?).map(|_| u.choose(&letters).copied()).collect()
}
