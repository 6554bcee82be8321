//! Makes the names of files, archive entries and connection managers safe to display.
//!
//! All names are untrusted. Control characters are escaped, as [`Redacted`] does for a connection string.

use std::path::Path;

use smtp_connection_string::Redacted;

/// The maximum length of a name in characters. A name of a megabyte would hide the rest of the report.
const MAX_LENGTH: usize = 160;

/// Returns the name of a connection manager or of its type, for machine-readable formats.
///
/// A name with a `=` or an `@` could be a connection string or a server that was pasted into the wrong field, so it is
/// redacted as one. Other names are not redacted, because an auditor wants to read the name "Password mails".
pub(crate) fn redacted(name: &str) -> String {
    if name.contains(['=', '@']) { Redacted::new(name).to_string() } else { name.to_owned() }
}

/// Returns the name for human-readable formats, in one line.
pub(crate) fn name(name: &str) -> String {
    shortened(&escaped(&redacted(name)))
}

/// Returns the path of a file in reports, with `/` on every system and without a leading `./`.
///
/// It is neither escaped nor shortened, because programs use it to open the file. Human-readable formats use
/// [`escaped`].
pub(crate) fn path(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    match text.strip_prefix("./").map(|rest| rest.trim_start_matches('/')) {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => text,
    }
}

/// Escapes controls, format characters such as the bidirectional overrides, odd spaces and combining marks.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '"' | '\'' | '\\' | ' '..='~') || c.escape_debug().len() == 1 {
            escaped.push(c);
        } else {
            escaped.extend(c.escape_debug());
        }
    }
    escaped
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_LENGTH) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_and_redacted() {
        assert_eq!(name("Grüße \"A\""), "Grüße \"A\"");
        assert_eq!(name("Password mails"), "Password mails");
        assert_eq!(name("a\u{1b}[2J\n\u{202e}"), "a\\u{1b}[2J\\n\\u{202e}");
        assert_eq!(name("SmtpServer=mail;Password=x"), "SmtpServer=mail;Password=***");
        assert_eq!(name("joe:x@mail"), "***");
        assert_eq!(name(&"é".repeat(1_000_000)), "é".repeat(MAX_LENGTH) + "…");
    }

    #[test]
    fn paths_are_normalized() {
        assert_eq!(path(Path::new("./a/b.dtsx")), "a/b.dtsx");
        assert_eq!(path(Path::new(".//a")), "a");
        assert_eq!(path(Path::new(".")), ".");
        assert_eq!(path(Path::new("./")), "./");
        assert_eq!(path(Path::new("../a")), "../a");
    }
}
