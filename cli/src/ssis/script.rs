//! Code in packages and scripts: mail that is sent without a Send Mail task, literal passwords, and the connection
//! managers that code uses.
//!
//! Code is not parsed. Words are searched, and findings about them are notes.

use memchr::memmem;

/// The number of bytes after a word that are searched for what belongs to it. The limit bounds the time for a text with
/// many incomplete calls.
const WINDOW: usize = 2_000;

/// What a text contains.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Code sends mail.
    Mail,
    /// The call has a literal password.
    Credential,
    /// The connection manager that code uses.
    Connection(String),
    /// `SmtpServer=` in any ASCII case.
    Mention,
}

/// Returns what a text contains, with the offsets.
pub(super) fn find(text: &str) -> Vec<(usize, Found)> {
    let mut found = Vec::new();
    // Most attributes are shorter than the shortest word.
    if text.len() < "SmtpClient".len() {
        return found;
    }
    let lower = text.to_ascii_lowercase();
    let calls = words(text, text, "SmtpClient").chain(words(text, &lower, "sp_send_dbmail"));
    found.extend(calls.map(|(offset, _)| (offset, Found::Mail)));
    let credentials = words(text, text, "NetworkCredential").filter(|(_, tail)| has_password(tail));
    found.extend(credentials.map(|(offset, _)| (offset, Found::Credential)));
    for (offset, tail) in words(text, text, "Connections") {
        if let Some((name, _)) = tail.trim_start().strip_prefix(['(', '[']).and_then(literal) {
            found.push((offset, Found::Connection(name.to_owned())));
        }
    }
    found.extend(mentions(text, &lower).map(|offset| (offset, Found::Mention)));
    found
}

/// Returns the offsets of `SmtpServer=` in any ASCII case. `lower` is the text in lowercase.
pub(super) fn mentions<'a>(text: &'a str, lower: &'a str) -> impl Iterator<Item = usize> {
    words(text, lower, "smtpserver").filter(|(_, tail)| tail.starts_with('=')).map(|(offset, _)| offset)
}

/// Returns the offsets of a word in `searched`, which is the text or its lowercase form, each with the text after it.
fn words<'a>(text: &'a str, searched: &'a str, word: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    memmem::find_iter(searched.as_bytes(), word.as_bytes()).filter_map(move |offset| {
        let (before, tail) = (text.get(..offset)?, text.get(offset + word.len()..)?);
        (!before.ends_with(is_part) && !tail.starts_with(is_part)).then(|| (offset, window(tail)))
    })
}

/// Returns the beginning of a text, up to a character that begins in the first [`WINDOW`] bytes.
fn window(text: &str) -> &str {
    let end = (WINDOW..text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

/// Returns whether a call or an initializer of `NetworkCredential` has a literal password that is not empty.
fn has_password(tail: &str) -> bool {
    let is_password = |text: &str| literal(text).is_some_and(|(password, _)| !password.is_empty());
    let tail = tail.trim_start();
    if let Some(rest) = tail.strip_prefix('(').and_then(after_argument) {
        return is_password(rest);
    }
    // `new NetworkCredential { UserName = "a", Password = "b" }`, also after `()`, and in Visual Basic after `With`.
    let tail = tail.strip_prefix("()").unwrap_or(tail).trim_start();
    let tail = tail.strip_prefix("With").unwrap_or(tail).trim_start();
    let Some(initializer) = tail.strip_prefix('{').and_then(|rest| rest.split('}').next()) else { return false };
    let mut assignments = memmem::find_iter(initializer.as_bytes(), b"Password")
        .filter_map(|at| initializer.get(at + "Password".len()..)?.trim_start().strip_prefix('='));
    assignments.any(is_password)
}

/// Returns the text after the first argument of a call and its comma, or `None` if there is no second argument.
fn after_argument(mut text: &str) -> Option<&str> {
    let mut depth = 0_usize;
    loop {
        let at = text.find(['"', '(', '[', '{', ')', ']', '}', ','])?;
        let (_, rest) = text.split_at_checked(at)?;
        let c = rest.chars().next()?;
        text = rest.get(1..)?;
        match c {
            '"' => text = text.split_once('"')?.1,
            '(' | '[' | '{' => depth += 1,
            ',' if depth == 0 => return Some(text),
            ',' => {}
            _ => depth = depth.checked_sub(1)?,
        }
    }
}

/// Returns the content of the string literal at the beginning of a text, and the text after it.
fn literal(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let inside = text.strip_prefix('@').unwrap_or(text).strip_prefix('"')?;
    inside.split_once('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(usize, Found)]) {
        assert_eq!(find(text), expected, "{text}");
    }

    #[test]
    fn mail_by_code_is_found() {
        check("var c = new SmtpClient(host);", &[(12, Found::Mail)]);
        check("EXEC msdb.dbo.SP_SEND_DBMAIL @to", &[(14, Found::Mail)]);
        for other in ["MySmtpClient", "SmtpClientFactory", "smtpclient", "sp_send_dbmail2", "SendMailTask"] {
            check(other, &[]);
        }
    }

    #[test]
    fn literal_password_is_found() {
        for text in [
            "NetworkCredential(\"a\", \"b\")",
            "NetworkCredential ( @\"a\",\n @\"b\" , \"domain\")",
            "NetworkCredential { UserName = \"a\", Password = \"b\" }",
            "NetworkCredential() { Password=\"b\" }",
            "NetworkCredential() With {.UserName = \"a\", .Password = \"b\"}",
            "NetworkCredential(user, \"b\")",
            "NetworkCredential(Get(\"user, name\", 1), \"b\")",
            "NetworkCredential(users[0], \"b\"",
        ] {
            check(text, &[(0, Found::Credential)]);
        }
        for text in [
            "NetworkCredential(user, password)",
            "NetworkCredential(Get(user, \"b\"), password)",
            "NetworkCredential(user), \"b\"",
            "NetworkCredential() + Password(\"b\")",
            "NetworkCredential(\"a\", password)",
            "NetworkCredential(\"a\", \"\")",
            "NetworkCredential { Password = secret }",
            "NetworkCredential",
            "NetworkCredential(\"a",
            "CredentialNetwork(\"a\", \"b\")",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn incomplete_calls_are_searched_in_linear_time() {
        let text = "NetworkCredential {".repeat(100_000);
        assert_eq!(find(&text), []);
    }

    #[test]
    fn connections_of_scripts_are_found() {
        check("Dts.Connections[\"Mail\"]", &[(4, Found::Connection("Mail".to_owned()))]);
        check("Dts.Connections(\"Mail relay\").X", &[(4, Found::Connection("Mail relay".to_owned()))]);
        check("Dts.Connections[name]", &[]);
        check("Connections.Add(\"Mail\")", &[]);
    }

    #[test]
    fn mention_is_found_in_any_case() {
        check("see SMTPSERVER=x and MySmtpServer=y, SmtpServer = z", &[(4, Found::Mention)]);
    }
}
