//! Strings of any size, for operations whose cost must be proportional to the size.

/// One unquoted value of the given length.
pub(crate) fn value(bytes: usize) -> String {
    format!("SmtpServer={};EnableSsl=True;", "a".repeat(bytes))
}

/// One quoted value of the given length that contains `;` and `=`.
pub(crate) fn quoted_value(bytes: usize) -> String {
    format!("EnableSsl=True;SmtpServer=\"{}\"", "a;b=".repeat(bytes / 4))
}

/// A quoted value that consists of doubled quotes.
pub(crate) fn doubled_quotes(count: usize) -> String {
    format!("EnableSsl=True;SmtpServer='{}'", "''".repeat(count))
}

/// One unknown keyword of the given length.
pub(crate) fn keyword(bytes: usize) -> String {
    format!("SmtpServer=mail;{}=True;", "k".repeat(bytes))
}

/// One segment without `=`.
pub(crate) fn without_equals(bytes: usize) -> String {
    "pas".repeat(bytes / 3)
}

/// Pairs of distinct keywords.
pub(crate) fn pairs(count: usize) -> String {
    let pairs: Vec<String> = (0..count).map(|index| format!("Keyword{index:05}=value;")).collect();
    pairs.concat()
}

/// One property many times.
pub(crate) fn duplicates(count: usize) -> String {
    format!("SmtpServer=mail;{}", "EnableSsl=True;".repeat(count))
}

/// Unknown keywords that are misspellings of a property.
pub(crate) fn unknown(count: usize) -> String {
    format!("SmtpServer=mail;{}", "EnableTsl=True;".repeat(count))
}

/// Separators before a valid string.
pub(crate) fn separators(count: usize) -> String {
    format!("{}SmtpServer=mail", "; ".repeat(count))
}

/// Quotes that are closed by the quote of the next pair. The text after it is an error, and the next `;` ends the segment.
pub(crate) fn quote_errors(count: usize) -> String {
    format!("SmtpServer=mail;{}", "a=\"b;".repeat(count))
}
