//! Suggestions for unknown names.

/// The maximum number of suggestions.
const MAX_SUGGESTIONS: usize = 3;
/// The maximum edit distance.
const MAX_EDITS: usize = 3;
/// The minimum length of a name that is searched in the known names. Shorter ones occur in too many names.
const MIN_PART: usize = 4;

/// Returns the known names that are similar to a name, the nearest first: those within a small edit distance, and those
/// that contain the name.
pub(crate) fn near<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let name = name.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    // The comparison is slow for long names, and a long name is not similar to any known name.
    if name.len() > 2 * known_length() {
        return Vec::new();
    }
    let distance = |known: &'a str| {
        let edits = strsim::damerau_levenshtein(&name, known);
        // For a short name, three edits would replace the whole name.
        let misspelled = edits <= MAX_EDITS.min(known.len() / 3);
        let within = name.len() >= MIN_PART && (known.contains(&name) || name.contains(known));
        (misspelled || within).then_some((!misspelled, edits, known))
    };
    let mut found: Vec<_> = known.filter_map(distance).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, _, known)| known).take(MAX_SUGGESTIONS).collect()
}

/// Returns the advice to write one of these names, if there is any.
pub(crate) fn did_you_mean<T: AsRef<str>>(names: impl AsRef<[T]>) -> Option<String> {
    let names = names.as_ref();
    (!names.is_empty()).then(|| format!("did you mean {}?", quoted(names, "or")))
}

/// Joins names: `a`, `b` or `c`, each in backticks.
pub(crate) fn quoted<T: AsRef<str>>(names: &[T], conjunction: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {conjunction} {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// The length of the longest known names.
const fn known_length() -> usize {
    "windows-authentication-unencrypted".len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Selector;

    #[track_caller]
    fn nearest(name: &str, expected: &[&str]) {
        assert_eq!(near(name, Selector::names()), expected, "{name}");
    }

    #[test]
    fn misspelled_names_are_corrected() {
        nearest("no-encrytpion", &["no-encryption"]);
        nearest("NoEncryption", &["no-encryption"]);
        nearest("no_encryption", &["no-encryption"]);
        nearest("eror", &["error"]);
        nearest("WARNING", &["warning"]);
        nearest("warnings", &["warning"]);
    }

    #[test]
    fn parts_of_names_are_completed() {
        nearest("encryption", &["no-encryption"]);
        nearest("windows-authentication", &["windows-authentication-fallback", "windows-authentication-unencrypted"]);
    }

    #[test]
    fn unrelated_names_have_no_suggestions() {
        nearest("", &[]);
        nearest("x", &[]);
        nearest("hunter2", &[]);
        nearest(&"e".repeat(1_000_000), &[]);
    }
}
