//! Patterns of servers, and the servers whose connection strings are reported (`--server`).

use glob::{MatchOptions, Pattern};

use crate::inventory::normalized;
use crate::inventory::record::{Record, Subject};
use crate::rules::files::FileRule;

/// Host names have no separators and no hidden parts.
const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: false, require_literal_separator: false, require_literal_leading_dot: false };

/// A pattern of servers, compared ignoring case and a dot at the end.
#[derive(Debug)]
pub(crate) struct ServerPattern {
    /// The text of the pattern, because the brackets of an IPv6 address are also wildcards.
    text: String,
    pattern: Pattern,
}

impl ServerPattern {
    /// Compiles a pattern; `None` if it is invalid or empty. Whitespace around it, as in `a, b`, is removed: such a pattern
    /// would hide everything.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let text = normalized(text.trim());
        let pattern = Pattern::new(&text).ok().filter(|_| !text.is_empty());
        pattern.map(|pattern| Self { text, pattern })
    }

    pub(crate) fn matches(&self, server: &str) -> bool {
        let server = normalized(server);
        self.text == server || self.pattern.matches_with(&server, OPTIONS)
    }
}

/// The patterns of `--server`.
pub(crate) struct ServerFilter(Vec<ServerPattern>);

/// How the server of a record compares with the patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServerMatch {
    Selected,
    Other,
    /// The server is not in the files.
    Unknown,
    /// The record is about a file as a whole, and not about a server.
    None,
}

impl ServerFilter {
    /// Compiles patterns; `None` if there are none.
    pub(crate) fn new(patterns: &[String]) -> Result<Option<Self>, &'static str> {
        let patterns = patterns.iter().map(|text| ServerPattern::new(text)).collect::<Option<Vec<_>>>();
        let patterns =
            patterns.ok_or("invalid pattern for `--server`; write a server name, or a part of one with `*`")?;
        Ok(Some(Self(patterns)).filter(|filter| !filter.0.is_empty()))
    }

    /// Compares the server of a record: the one that is used at run time, or else the stored one.
    pub(crate) fn compare(&self, record: &Record<'_>) -> ServerMatch {
        if matches!(record.subject, Subject::File) {
            let is_unread =
                |rule| [FileRule::UnreadableFile, FileRule::EncryptedPackage].map(FileRule::id).contains(&rule);
            // Such a file may contain any server.
            return if record.tallies().any(|tally| is_unread(tally.rule)) {
                ServerMatch::Selected
            } else {
                ServerMatch::None
            };
        }
        match record.server() {
            Some(server) if self.matches(server) => ServerMatch::Selected,
            Some(_) => ServerMatch::Other,
            None => ServerMatch::Unknown,
        }
    }

    pub(crate) fn matches(&self, server: &str) -> bool {
        self.0.iter().any(|pattern| pattern.matches(server))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_a_dot_at_the_end_are_ignored() {
        for (pattern, server, is_match) in [
            ("smtp.contoso.com", "SMTP.Contoso.com.", true),
            ("SMTP.contoso.com.", "smtp.contoso.com", true),
            ("*.contoso.com", "a.b.contoso.com", true),
            (" *.contoso.com", "a.contoso.com", true),
            ("*.contoso.com", "contoso.com", false),
            ("smtp", "smtp.contoso.com", false),
            ("relay?", "relay2", true),
            ("[::1]", "[::1]", true),
            ("*", "x", true),
        ] {
            let filter = ServerFilter::new(&[pattern.to_owned()]).ok().flatten();
            assert_eq!(filter.map(|filter| filter.matches(server)), Some(is_match), "{pattern} {server}");
        }
    }

    #[test]
    fn invalid_patterns_are_rejected() {
        for pattern in ["", " ", ".", "[a", "**x"] {
            assert!(ServerFilter::new(&[pattern.to_owned()]).is_err(), "{pattern}");
        }
        assert!(ServerFilter::new(&[]).unwrap().is_none());
    }
}
