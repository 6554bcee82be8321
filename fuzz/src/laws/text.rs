//! Texts for the laws: what the bytes say as they stand, or a nearly valid string that they choose the parts of.
//!
//! Seeds and dictionary work on the first kind; the second gets past the first segment far more often than noise does.

use arbitrary::{Result, Unstructured};

/// A first byte that is never one of UTF-8, so that no text is lost to the generator.
const GENERATED: u8 = 0xFF;

/// Longer texts reach nothing that shorter ones do not, and cost executions.
const LONGEST: usize = 600;

/// The text that the bytes stand for.
pub fn of(data: &[u8]) -> String {
    match data.split_first() {
        Some((&GENERATED, rest)) => {
            let mut text = String::new();
            let mut u = Unstructured::new(rest);
            // Bytes that run out in the middle of a pair leave the text that was made so far.
            while !u.is_empty() && text.len() < LONGEST && nearly_valid(&mut u, &mut text).is_ok() {}
            text
        }
        _ => String::from_utf8_lossy(data).into_owned(),
    }
}

/// White space of every kind that the syntax knows, and none.
pub const SPACES: &[&str] = &["", "", "", " ", "\t", "\r\n", "\u{85}", "\u{a0}", "\u{2003}", " \u{3000} "];

const KEYWORDS: &[&str] = &[
    "SmtpServer",
    "UseWindowsAuthentication",
    "EnableSsl",
    "Timeout",
    "smtpserver",
    "ENABLESSL",
    "Host",
    "Server",
    "UseTls",
    "Integrated Security",
    "Connect Timeout",
    "Port",
    "SmtpServerPort",
    "Authentication",
    "UseBasicAuthentication",
    "UseDefaultCredentials",
    "Password",
    "User ID",
    "pwd",
    "Pasword",
    "Foo",
    "a",
    "A",
    "é",
    "\u{212a}",
    "a==b",
    "==",
    "a b",
    "a\tb",
    "a\u{1}",
    "joe@host",
    "",
];

const VALUES: &[&str] = &[
    "mail",
    "smtp.contoso.com",
    "smtp.contoso.com.",
    "my_relay-01",
    "192.0.2.25",
    "192.0.2.256",
    "2001:db8::25",
    "[2001:db8::25]",
    "fe80::1%eth0",
    "[mail]",
    "smtp.office365.com",
    "mail.example.com",
    "<server name>",
    "bücher.example",
    "mail:587",
    "smtp://mail:25/x",
    "joe@mail",
    "joe:pw@mail",
    "True",
    "False",
    "true",
    "yes",
    "0",
    "SSPI",
    "basic",
    "1",
    "999",
    "30000",
    "2147483647",
    "2147483648",
    "-1",
    "",
    "a b",
    "a=b",
    "=",
    "it's",
    "say \"x\"",
    "a..b",
    "é",
    "my password is",
];

const QUOTES: &[&str] = &["", "", "", "\"", "'"];

const SEPARATORS: &[&str] = &[";", ";", ";", ";;", " ; ; ", ";\r\n", "", " "];

/// Characters that change what a text means wherever they are put.
const DAMAGE: &[&str] = &[
    ";", "=", "\"", "'", " ", "\t", "\n", "\0", "\u{1}", "\u{7f}", "\u{85}", "\u{a0}", "\u{feff}", "\u{202e}", "@", ":",
];

/// Adds a pair, or damage.
fn nearly_valid(u: &mut Unstructured<'_>, text: &mut String) -> Result<()> {
    match u.int_in_range(0..=9)? {
        0 => text.push_str(u.choose(DAMAGE)?),
        1 => text.push(u.arbitrary()?),
        2 => {
            text.pop();
        }
        _ => pair(u, text)?,
    }
    Ok(())
}

fn pair(u: &mut Unstructured<'_>, text: &mut String) -> Result<()> {
    let keyword = *u.choose(KEYWORDS)?;
    let value = *u.choose(VALUES)?;
    let opening = *u.choose(QUOTES)?;
    // Mostly the quote that was opened; a wrong one is a fault of its own.
    let closing = if u.ratio(1, 16)? { u.choose(QUOTES)? } else { opening };
    let doubled = opening.is_empty() || u.ratio(1, 8)?;
    let value = if doubled { value.to_owned() } else { value.replace(opening, &opening.repeat(2)) };
    let equals = if u.ratio(1, 16)? { *u.choose(&["", "==", "= ="])? } else { "=" };
    for part in [u.choose(SPACES)?, keyword, u.choose(SPACES)?, equals, u.choose(SPACES)?, opening, &value, closing] {
        text.push_str(part);
    }
    text.push_str(u.choose(SPACES)?);
    text.push_str(u.choose(SEPARATORS)?);
    Ok(())
}
