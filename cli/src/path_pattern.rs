//! Patterns for whole paths, compared folder by folder.

use glob::{MatchOptions, Pattern, PatternError};

/// A pattern for a whole path with `/`. `*`, `?` and `[…]` match within a name, and `**` matches any number of folders.
///
/// The crate `glob` only compares single names. In a path with folders, it would try all combinations of what each `*` can
/// match, which takes exponential time.
#[derive(Debug)]
pub(crate) struct PathPattern {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    /// `**`
    Folders,
    Name(Pattern),
}

impl PathPattern {
    /// Compiles a pattern. The position in the error is that in a name.
    pub(crate) fn new(text: &str) -> Result<Self, PatternError> {
        let mut parts = Vec::new();
        // A `/` after `**` at the end changes nothing.
        let names = if text.ends_with("**/") { text.trim_end_matches('/') } else { text };
        let mut names = names.split('/').peekable();
        while let Some(name) = names.next() {
            let is_folders = name == "**";
            if is_folders {
                parts.push(Part::Folders);
            }
            // At the end, `**` means everything in a folder, but not the folder.
            if !is_folders || names.peek().is_none() {
                parts.push(Part::Name(Pattern::new(if is_folders { "*" } else { name })?));
            }
        }
        Ok(Self { text: text.to_owned(), parts })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether the pattern matches the whole path.
    pub(crate) fn matches(&self, path: &str, case_sensitive: bool) -> bool {
        let options =
            MatchOptions { case_sensitive, require_literal_separator: false, require_literal_leading_dot: false };
        let (mut parts, mut names) = (self.parts.iter(), path.split('/'));
        // What follows the last `**`. An earlier one need not match more folders, because the last one can match them.
        let mut retry = None;
        loop {
            let is_match = match parts.next() {
                Some(Part::Folders) => {
                    retry = Some((parts.clone(), names.clone()));
                    true
                }
                Some(Part::Name(pattern)) => names.next().is_some_and(|name| pattern.matches_with(name, options)),
                None if names.clone().next().is_none() => return true,
                None => false,
            };
            if is_match {
                continue;
            }
            let Some((parts_after, names_after)) = &mut retry else { return false };
            if names_after.next().is_none() {
                return false;
            }
            (parts, names) = (parts_after.clone(), names_after.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The crate decides in the same way if a pattern and a path are short.
    #[test]
    fn short_patterns_match_as_in_the_crate() {
        let options =
            MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };
        // All texts of up to three names.
        let texts = |names: &[&str]| {
            let mut texts: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            for start in [0, names.len()] {
                let longer =
                    texts[start..].iter().flat_map(|text| names.iter().map(move |name| format!("{text}/{name}")));
                let longer: Vec<String> = longer.collect();
                texts.extend(longer);
            }
            texts
        };
        let paths = texts(&["", "a", "ab", ".b", "ä"]);
        for text in texts(&["", "a", "*", "?", "**", "[!a]*", "*b", "a*"]) {
            let (pattern, expected) = (PathPattern::new(&text).unwrap(), Pattern::new(&text).unwrap());
            for path in &paths {
                // In the crate, a `**` at the end also matches nothing, which is not the name of a file.
                if !path.ends_with('/') && !path.is_empty() {
                    assert_eq!(pattern.matches(path, true), expected.matches_with(path, options), "{text} {path}");
                }
            }
        }
    }

    #[test]
    fn case_can_be_ignored() {
        let pattern = PathPattern::new("A/*.DTSX").unwrap();
        assert!(pattern.matches("a/b.dtsx", false) && !pattern.matches("a/b.dtsx", true));
    }

    #[test]
    fn invalid_names_are_rejected() {
        for text in ["[a", "a**", "a/***", "a/[b/c]"] {
            assert!(PathPattern::new(text).is_err(), "{text}");
        }
    }

    /// The crate needs more than a day for these.
    #[test]
    fn many_wildcards_take_little_time() {
        let (stars, folders) = ("*a".repeat(40), "**/a/".repeat(200));
        let path = format!("{}{}", "a".repeat(200), "/a".repeat(400));
        for text in
            [format!("{stars}b/x"), format!("**/{stars}b/x"), format!("{folders}b"), format!("{stars}/{folders}b")]
        {
            assert!(!PathPattern::new(&text).unwrap().matches(&path, true), "{text}");
        }
    }
}
