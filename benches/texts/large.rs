//! Strings of any size, for what must grow with the size and no faster.

/// One unquoted value of that many bytes.
pub(crate) fn value(bytes: usize) -> String {
    format!("SmtpServer={};EnableSsl=True;", "a".repeat(bytes))
}

/// One quoted value of that many bytes, with separators in it that separate nothing.
pub(crate) fn quoted_value(bytes: usize) -> String {
    format!("EnableSsl=True;SmtpServer=\"{}\"", "a;b=".repeat(bytes / 4))
}

/// A quoted value of nothing but so many doubled quotes.
pub(crate) fn doubled_quotes(count: usize) -> String {
    format!("EnableSsl=True;SmtpServer='{}'", "''".repeat(count))
}

/// One keyword of that many bytes, to be compared with the known ones.
pub(crate) fn keyword(bytes: usize) -> String {
    format!("SmtpServer=mail;{}=True;", "k".repeat(bytes))
}

/// So many bytes without any `=`, to be searched for a credential.
pub(crate) fn without_equals(bytes: usize) -> String {
    "pas".repeat(bytes / 3)
}

/// Pairs of distinct keywords.
pub(crate) fn pairs(count: usize) -> String {
    let pairs: Vec<String> = (0..count).map(|index| format!("Keyword{index:05}=value;")).collect();
    pairs.concat()
}

/// The same known keyword again and again.
pub(crate) fn duplicates(count: usize) -> String {
    format!("SmtpServer=mail;{}", "EnableSsl=True;".repeat(count))
}

/// Keywords that nobody knows, each near enough to a known one that a suggestion is sought and found.
pub(crate) fn unknown(count: usize) -> String {
    format!("SmtpServer=mail;{}", "EnableTsl=True;".repeat(count))
}

/// Separators with nothing between them, before a valid string.
pub(crate) fn separators(count: usize) -> String {
    format!("{}SmtpServer=mail", "; ".repeat(count))
}

/// Quotes that are closed by the next pair's: after each error the walk goes on at the next `;`, and reads on from there.
pub(crate) fn quote_errors(count: usize) -> String {
    format!("SmtpServer=mail;{}", "a=\"b;".repeat(count))
}
