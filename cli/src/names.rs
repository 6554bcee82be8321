//! Makes the names of files, archive entries and connection managers safe to display.
//!
//! All names are untrusted: they may be of any length, and may contain characters that control a terminal or commands
//! for a build server.

use std::borrow::Cow;
use std::path::Path;

use smtp_connection_string::Redacted;

/// The maximum length of a name in human-readable formats, in characters. A longer one would hide the rest of the report.
const MAX_SHOWN: usize = 160;
/// The maximum length of a name in all other formats, in bytes. A report repeats the name in every finding, so without a
/// limit a small archive could fill the memory. SSIS allows 1000 characters, and a path consists of several names.
const MAX_BYTES: usize = 4096;

/// Returns the name of a connection manager or of its type, for machine-readable formats.
///
/// A name with a `=` or an `@` could be a connection string or a server that was pasted into the wrong field, so it is
/// redacted as one. Other names are not redacted, because an auditor wants to read the name "Password mails".
pub(crate) fn redacted(name: &str) -> String {
    if name.contains('@') { bounded(&Redacted::new(name).to_string()).into_owned() } else { entry(name) }
}

/// Returns the name of an archive entry or of a package, for machine-readable formats.
///
/// It is redacted if it could be a connection string, or a server with a password. An `@` alone is not enough: every archive
/// contains `@Project.manifest`.
pub(crate) fn entry(name: &str) -> String {
    let is_user_information = name.split_once('@').is_some_and(|(user, _)| user.contains(':'));
    let is_secret = name.contains('=') || is_user_information;
    let shown = if is_secret { Cow::Owned(Redacted::new(name).to_string()) } else { Cow::Borrowed(name) };
    bounded(&shown).into_owned()
}

/// Returns the name of a connection manager or of its type for human-readable formats, in one line.
pub(crate) fn name(name: &str) -> String {
    shortened(&escaped(&redacted(name)))
}

/// Returns the name of an archive entry for human-readable formats, in one line.
pub(crate) fn shown_entry(name: &str) -> String {
    shortened(&escaped(&entry(name)))
}

/// Returns the path of a file in reports, with `/` on every system and without a leading `./`.
///
/// It is neither escaped nor shortened, because programs use it to open the file. Human-readable formats use
/// [`escaped`]. It is not redacted either: the folder shows the same name.
pub(crate) fn path(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    match text.strip_prefix("./").map(|rest| rest.trim_start_matches('/')) {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => text,
    }
}

/// Escapes every character that is not visible, and breaks up the commands of build servers, which read them from any
/// line of a log. Escaping twice changes nothing.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // GitHub runs `::error::x` at the beginning of a line, and spaces may precede it. The text may begin a line, and
    // a `:` may follow it there.
    if text.trim_start_matches(' ').starts_with(':') {
        escaped.push('\\');
    }
    let mut command = Command::default();
    for c in text.chars() {
        if command.opens(c) {
            escaped.push('\\');
        }
        if is_visible(c) {
            escaped.push(c);
        } else if c.escape_debug().len() > 1 {
            escaped.extend(c.escape_debug());
        } else {
            escaped.extend(c.escape_unicode());
        }
    }
    escaped
}

/// Returns whether a character is visible and only affects its own place. Control and format characters are not, such as
/// the bidirectional overrides, and neither are line separators, odd spaces and combining marks.
pub(crate) fn is_visible(c: char) -> bool {
    match c {
        ' '..='~' => true,
        // These are letters without a width.
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => false,
        _ => c.escape_debug().len() == 1,
    }
}

/// Finds the beginning of a command for Azure Pipelines, `TeamCity` or an old GitHub runner: `##vso[`, `##teamcity[`, `##[`.
#[derive(Default)]
enum Command {
    #[default]
    None,
    /// After one `#`.
    Hash,
    /// After `##` and the letters that follow it.
    Name,
}

impl Command {
    /// Reads a character, and returns whether it is the `[` of a command.
    fn opens(&mut self, c: char) -> bool {
        let (next, opens) = match (&self, c) {
            (Self::Hash | Self::Name, '#') => (Self::Name, false),
            (_, '#') => (Self::Hash, false),
            (Self::Name, '[') => (Self::None, true),
            (Self::Name, c) if c.is_ascii_alphanumeric() => (Self::Name, false),
            _ => (Self::None, false),
        };
        *self = next;
        opens
    }
}

/// Returns a text of at most [`MAX_BYTES`] and a few bytes more. The end of a longer text is replaced by a hash, so that
/// two long names remain different.
fn bounded(text: &str) -> Cow<'_, str> {
    if text.len() <= MAX_BYTES {
        return Cow::Borrowed(text);
    }
    let start = (0..=MAX_BYTES).rev().find_map(|end| text.get(..end)).unwrap_or_default();
    Cow::Owned(format!("{start}…#{:016x}", hash(text)))
}

/// Computes the 64-bit hash FNV-1a. Identities of findings depend on it, so it must be the same in every version, which the
/// hashes of the standard library are not.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Returns a text that a server sent, in one line of limited length, for all formats. It is not redacted, because the server
/// sends it to everyone.
#[cfg(feature = "probe")]
pub(crate) fn from_server(text: &str) -> String {
    shortened(&escaped(text))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
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
        assert_eq!(name(&"é".repeat(1_000_000)), "é".repeat(MAX_SHOWN) + "…");
        assert_eq!(shown_entry("@Project.manifest"), "@Project.manifest");
        assert_eq!(shown_entry("SmtpServer=mail;Password=x.dtsx"), "SmtpServer=mail;Password=***");
        assert_eq!(shown_entry("joe:x@mail.dtsx"), "***");
        assert_eq!(shown_entry("Mail @ work.dtsx"), "Mail @ work.dtsx");
    }

    #[test]
    fn invisible_characters_are_escaped() {
        let invisible = "\0\u{7}\u{7f}\u{85}\u{9b}\u{a0}\u{ad}\u{301}\u{61c}\u{115f}\u{180e}\u{200b}\u{200d}\u{200e}\
                         \u{2028}\u{2029}\u{202e}\u{2060}\u{2066}\u{2069}\u{3164}\u{feff}\u{fff9}\u{e0001}\u{e0061}";
        for c in invisible.chars() {
            let text = format!("a{c}b");
            let shown = escaped(&text);
            assert!(shown.is_ascii() && shown.starts_with("a\\") && shown.ends_with('b'), "{shown}");
            assert_eq!(escaped(&shown), shown);
        }
    }

    #[test]
    fn commands_of_build_servers_are_broken_up() {
        for (text, expected) in [
            ("a##vso[task.complete]", "a##vso\\[task.complete]"),
            ("##[error]x", "##\\[error]x"),
            ("###[error]", "###\\[error]"),
            ("##a##VSO[x]", "##a##VSO\\[x]"),
            ("##teamcity[x]", "##teamcity\\[x]"),
            ("::error::x", "\\::error::x"),
            ("  ::error::x", "\\  ::error::x"),
            (":", "\\:"),
            ("a::b", "a::b"),
            ("#[x] ## [x] C#[1]", "#[x] ## [x] C#[1]"),
        ] {
            assert_eq!(escaped(text), expected);
            assert_eq!(escaped(expected), expected);
        }
    }

    #[test]
    fn long_names_are_short_and_different() {
        let long = |last: &str| redacted(&("ä".repeat(100_000) + last));
        assert!(long("a").len() < MAX_BYTES + 32 && long("a") != long("b"), "{}", long("a"));
        assert_eq!(redacted(&"a".repeat(MAX_BYTES)), "a".repeat(MAX_BYTES));
        assert!(redacted(&"A=".repeat(100_000)).len() < MAX_BYTES + 32);
        assert!(entry(&"a".repeat(100_000)).len() < MAX_BYTES + 32);
        // The published value for this text.
        assert_eq!(hash("foobar"), 0x8594_4171_f739_67e8);
    }

    #[cfg(feature = "probe")]
    #[test]
    fn text_from_a_server_is_escaped_and_not_redacted() {
        assert_eq!(from_server("AUTH=LOGIN \u{1b}[1m\u{202e}\r"), "AUTH=LOGIN \\u{1b}[1m\\u{202e}\\r");
        assert_eq!(from_server("##[error]##vso[x]"), "##\\[error]##vso\\[x]");
        assert_eq!(from_server(&"a".repeat(1_000_000)), "a".repeat(MAX_SHOWN) + "…");
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
