//! The nearest of the known names to one that is unknown.

/// More would no longer be a suggestion.
const MOST: usize = 3;
/// How many letters may be wrong.
const EDITS: usize = 3;
/// Below this length a piece of a name says nothing.
const PIECE: usize = 4;

/// The known names near to a name, the nearest first: misspelled by a few letters, or with the name within them.
pub(crate) fn near<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let name = name.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    // A long name would cost time, and is near to none.
    if name.len() > 2 * known_length() {
        return Vec::new();
    }
    let distance = |known: &'a str| {
        let edits = strsim::damerau_levenshtein(&name, known);
        // In a short name, three wrong letters are all of it.
        let misspelled = edits <= EDITS.min(known.len() / 3);
        let within = name.len() >= PIECE && (known.contains(&name) || name.contains(known));
        (misspelled || within).then_some((!misspelled, edits, known))
    };
    let mut found: Vec<_> = known.filter_map(distance).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, _, known)| known).take(MOST).collect()
}

/// The length of the longest names that are looked for, about.
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
    fn misspelled_names() {
        nearest("no-encrytpion", &["no-encryption"]);
        nearest("NoEncryption", &["no-encryption"]);
        nearest("no_encryption", &["no-encryption"]);
        nearest("eror", &["error"]);
        nearest("WARNING", &["warning"]);
        nearest("warnings", &["warning"]);
    }

    #[test]
    fn pieces_of_names() {
        nearest("encryption", &["no-encryption"]);
        nearest("windows-authentication", &["windows-authentication-fallback", "windows-authentication-unencrypted"]);
    }

    #[test]
    fn nothing_is_near_to_anything() {
        nearest("", &[]);
        nearest("x", &[]);
        nearest("hunter2", &[]);
        nearest(&"e".repeat(1_000_000), &[]);
    }
}
