//! Names in SSIS files.

/// The maximum length of a name in bytes. SSIS allows 1000 characters.
const MAX_NAME: usize = 4096;

/// Shortens a name that is longer than any that SSIS accepts. Names are part of every finding, so a name of a megabyte
/// would fill the memory.
pub(super) fn bounded(mut name: String) -> String {
    if name.len() > MAX_NAME {
        let mut end = MAX_NAME;
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        name.truncate(end);
        name.push('…');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_name_is_shortened_at_a_character() {
        assert_eq!(bounded("Mail".to_owned()), "Mail");
        let long = bounded("é".repeat(MAX_NAME));
        assert_eq!(long.len(), MAX_NAME + '…'.len_utf8());
        assert!(long.ends_with("é…"));
        let odd = bounded(format!("a{}", "é".repeat(MAX_NAME)));
        assert_eq!(odd.len(), MAX_NAME - 1 + '…'.len_utf8());
    }
}
