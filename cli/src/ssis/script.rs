//! Code in packages and scripts: mail that is sent without a Send Mail task, literal passwords, and the connection
//! managers that code uses.
//!
//! Code is not parsed. Words are searched, and findings about them are notes.

use memchr::{memchr_iter, memchr3_iter, memmem};

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
    // Each word contains one of three bytes that are rare in most texts. One search for them needs neither a copy of the
    // text in lowercase nor a searcher for each word, which took a quarter of the time of a scan.
    memchr3_iter(b'C', b'_', b'=', text.as_bytes()).filter_map(|at| find_at(text, at)).collect()
}

/// Returns the offsets of `SmtpServer=` in any ASCII case.
pub(super) fn mentions(text: &str) -> impl Iterator<Item = usize> {
    memchr_iter(b'=', text.as_bytes()).filter_map(|at| mention(text, at))
}

/// Returns what a text contains around a `C`, `_` or `=`, with the offset of the word.
fn find_at(text: &str, at: usize) -> Option<(usize, Found)> {
    match text.as_bytes().get(at)? {
        b'=' => mention(text, at).map(|offset| (offset, Found::Mention)),
        b'_' => word_in_any_case(text, at, "sp", "_send_dbmail").map(|(offset, _)| (offset, Found::Mail)),
        _ => {
            if let Some((offset, _)) = word(text, at, "Smtp", "Client") {
                Some((offset, Found::Mail))
            } else if let Some((offset, tail)) = word(text, at, "Network", "Credential") {
                has_password(tail).then_some((offset, Found::Credential))
            } else {
                let (offset, tail) = word(text, at, "", "Connections")?;
                let (name, _) = tail.trim_start().strip_prefix(['(', '[']).and_then(literal)?;
                Some((offset, Found::Connection(name.to_owned())))
            }
        }
    }
}

fn mention(text: &str, at: usize) -> Option<usize> {
    // Most `=` belong to attributes. This is the fastest way to dismiss them.
    text.as_bytes().get(at.checked_sub(1)?).filter(|last| last.eq_ignore_ascii_case(&b'r'))?;
    word_in_any_case(text, at, "smtpserver", "").filter(|(_, tail)| tail.starts_with('=')).map(|(offset, _)| offset)
}

/// Returns the offset of a word, which has one part before `at` and the other after it, and the text after the word.
fn word<'a>(text: &'a str, at: usize, first: &str, second: &str) -> Option<(usize, &'a str)> {
    let (before, after) = text.split_at_checked(at)?;
    whole_word(before.strip_suffix(first)?, after.strip_prefix(second)?)
}

/// The same as [`word`], in any ASCII case.
fn word_in_any_case<'a>(text: &'a str, at: usize, first: &str, second: &str) -> Option<(usize, &'a str)> {
    let (start, end) = (at.checked_sub(first.len())?, at + second.len());
    let is_equal = text.get(start..at)?.eq_ignore_ascii_case(first) && text.get(at..end)?.eq_ignore_ascii_case(second);
    if is_equal { whole_word(text.get(..start)?, text.get(end..)?) } else { None }
}

/// Returns the length of the text before a word and the beginning of the text after it, unless one of them continues the word.
fn whole_word<'a>(before: &str, tail: &'a str) -> Option<(usize, &'a str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    (!before.ends_with(is_part) && !tail.starts_with(is_part)).then(|| (before.len(), window(tail)))
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
        check("SmtpServer=\u{e9}", &[(0, Found::Mention)]);
        check("\u{e9}=, tpServer=x, \u{e9}SmtpServer=x", &[]);
        check("see SMTPSERVER=x and MySmtpServer=y, SmtpServer = z", &[(4, Found::Mention)]);
    }
}
