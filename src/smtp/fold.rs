//! Folded keywords: which spellings are the same name, and how close two names are.
//!
//! Folding ignores ASCII case and drops every ASCII character other than letters and digits, so `User ID`, `user_id` and
//! `USER-ID` are one name. A non-ASCII character counts as one letter.

/// The longest keyword that is folded, in bytes.
pub(crate) const MAX_KEYWORD: usize = 40;

/// What a byte becomes: itself in lowercase, or 0 if it is dropped.
const FOLDED: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    loop {
        if byte.is_ascii_alphanumeric() || !byte.is_ascii() {
            #[allow(clippy::indexing_slicing, reason = "a `u8` is always in a table of 256")]
            {
                table[byte as usize] = byte.to_ascii_lowercase();
            }
        }
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

/// A folded keyword, on the stack.
#[derive(Clone, Copy)]
pub(crate) struct Folded {
    bytes: [u8; MAX_KEYWORD],
    len: usize,
    letters: Letters,
}

/// A set of letters, by their last five bits: a quick test for names that are far apart.
#[derive(Clone, Copy)]
struct Letters(u32);

impl Letters {
    /// Adds a letter.
    const fn with(self, letter: u8) -> Self {
        Self(self.0 | 1 << (letter & 31))
    }

    /// Removes the bit of dropped bytes, which are 0. No ASCII letter or digit has it.
    const fn without_dropped(self) -> Self {
        Self(self.0 & !1)
    }

    /// Whether at most so many letters are not in the other set.
    fn differ(self, other: Self, edits: usize) -> bool {
        let mut letters = self.0 & !other.0;
        for _ in 0..edits {
            letters &= letters.wrapping_sub(1);
        }
        letters == 0
    }
}

impl Folded {
    /// Folds a keyword; `None` if it is longer than [`MAX_KEYWORD`].
    pub(crate) fn new(keyword: &str) -> Option<Self> {
        if keyword.len() > MAX_KEYWORD {
            return None;
        }
        Some(Self::of(keyword.as_bytes()))
    }

    /// Folds at most [`MAX_KEYWORD`] bytes.
    fn of(keyword: &[u8]) -> Self {
        let mut folded = Self { bytes: [0; MAX_KEYWORD], len: 0, letters: Letters(0) };
        for &byte in keyword {
            #[allow(clippy::indexing_slicing, reason = "a `u8` is always in a table of 256")]
            let letter = FOLDED[usize::from(byte)];
            // A dropped byte is overwritten by the next one; a branch for it took more instructions.
            if let Some(slot) = folded.bytes.get_mut(folded.len) {
                *slot = letter;
                folded.len += usize::from(letter != 0);
                folded.letters = folded.letters.with(letter);
            }
        }
        folded.letters = folded.letters.without_dropped();
        folded
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// The same with one byte for each non-ASCII character, to compare letters.
    pub(crate) fn letters(&self) -> Self {
        if self.as_bytes().is_ascii() {
            return *self;
        }
        let mut letters = [0; MAX_KEYWORD];
        // Not the bytes after the first of a character. Unused slots remain 0, which folding drops.
        let firsts = self.as_bytes().iter().filter(|byte| !(0x80..0xC0).contains(*byte));
        letters.iter_mut().zip(firsts).for_each(|(slot, &byte)| *slot = byte);
        Self::of(&letters)
    }

    pub(crate) fn ends_with(&self, name: &Name) -> bool {
        self.has_letters_of(name) && self.as_bytes().ends_with(name.text.as_bytes())
    }

    pub(crate) fn contains(&self, name: &Name) -> bool {
        self.has_letters_of(name) && self.as_bytes().windows(name.text.len()).any(|part| part == name.text.as_bytes())
    }

    /// Whether all letters of a name are in this one, which is rare and saves most comparisons.
    fn has_letters_of(&self, name: &Name) -> bool {
        name.letters.0 & !self.letters.0 == 0
    }

    /// Whether this, made of letters, is a misspelling of a name.
    pub(crate) fn is_near(&self, name: &Name) -> bool {
        let edits = name.edits();
        // An edit adds at most one letter and removes at most one.
        self.len.abs_diff(name.text.len()) <= edits
            && self.letters.differ(name.letters, edits)
            && name.letters.differ(self.letters, edits)
            && is_within(self.as_bytes(), name.text.as_bytes(), edits)
    }
}

/// A listed name that is compared with other parts of a keyword than the whole.
pub(crate) struct Name {
    text: &'static str,
    letters: Letters,
}

impl Name {
    pub(crate) const fn new(text: &'static str) -> Self {
        let (mut letters, mut rest) = (Letters(0), text.as_bytes());
        while let [first, others @ ..] = rest {
            (letters, rest) = (letters.with(*first), others);
        }
        Self { text, letters }
    }

    #[cfg(test)]
    pub(crate) fn as_str(&self) -> &'static str {
        self.text
    }

    /// The number of edits that still count as a misspelling: one for names of five to seven letters, two for longer ones.
    const fn edits(&self) -> usize {
        match self.text.len() {
            0..5 => 0,
            5..8 => 1,
            _ => 2,
        }
    }
}

/// Whether so many insertions, deletions and substitutions make one text of the other (Levenshtein's distance).
///
/// For two edits this is at most nine comparisons of the rest.
pub(crate) fn is_within(a: &[u8], b: &[u8], edits: usize) -> bool {
    match (a, b) {
        ([first, a @ ..], [other, b @ ..]) if first == other => is_within(a, b, edits),
        ([], rest) | (rest, []) => rest.len() <= edits,
        ([_, after_a @ ..], [_, after_b @ ..]) => edits.checked_sub(1).is_some_and(|edits| {
            is_within(after_a, after_b, edits) || is_within(after_a, b, edits) || is_within(a, after_b, edits)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn folds(keyword: &str, expected: &str) {
        assert_eq!(Folded::new(keyword).unwrap().as_bytes(), expected.as_bytes(), "{keyword}");
    }

    #[test]
    fn folding_keeps_letters_and_digits() {
        folds("User ID", "userid");
        folds("_user-i.d;2", "userid2");
        folds("Contraseña", "contraseña");
        folds("", "");
        assert!(Folded::new(&"a".repeat(MAX_KEYWORD)).is_some());
        assert!(Folded::new(&"a".repeat(MAX_KEYWORD + 1)).is_none());
    }

    #[test]
    fn distance_is_levenshteins() {
        let edits = |a: &str, b: &str| (0..9).find(|&edits| is_within(a.as_bytes(), b.as_bytes(), edits)).unwrap();
        assert_eq!(edits("password", "password"), 0);
        assert_eq!(edits("pasword", "password"), 1);
        assert_eq!(edits("passwrod", "password"), 2);
        assert_eq!(edits("xapikey", "apikey"), 1);
        assert_eq!(edits("server", "secret"), 3);
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("abc", ""), 3);
    }

    #[test]
    fn misspellings_by_the_length_of_the_name() {
        let near = |text, name: &'static str| Folded::new(text).unwrap().letters().is_near(&Name::new(name));
        for text in ["password", "pasword", "passwrod", "paßword", "psswrd", "xxpassword", "Password12", "pässwörd"]
        {
            assert!(near(text, "password"), "{text}");
        }
        for text in ["", "pswrd", "passenger", "drowssap", "xxxpassword", "paßsßorß"] {
            assert!(!near(text, "password"), "{text}");
        }
        assert!(near("secrt", "secret") && near("Accöunt", "account"));
        assert!(!near("secr", "secret") && !near("count", "account") && !near("secretary", "secret"));
        assert!(near("user", "user") && !near("uses", "user"));
    }
}
