//! Folded text: how two spellings of a name are held to be the same name, and how near they are.
//!
//! Folding lowers ASCII letters and drops every other ASCII character that is no digit: `User ID`, `user_id` and
//! `USER-ID` are one name. A character beyond ASCII counts as one letter of its own, whichever it is.

/// What a byte becomes: itself in lower case, or 0 if it is dropped. Of a character beyond ASCII the lead byte stays.
pub(crate) const FOLDED: [u8; 256] = {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        // The loop's bound keeps the index in a byte and in the table.
        #[allow(clippy::cast_possible_truncation, clippy::indexing_slicing)]
        {
            let byte = index as u8;
            if byte.is_ascii_alphanumeric() || byte >= 0xC0 {
                table[index] = byte.to_ascii_lowercase();
            }
        }
        index += 1;
    }
    table
};

pub(crate) fn folded_bytes(text: &[u8]) -> impl Iterator<Item = u8> + '_ {
    // A `u8` cannot leave a table of 256.
    #[allow(clippy::indexing_slicing)]
    text.iter().map(|&byte| FOLDED[usize::from(byte)]).filter(|&byte| byte != 0)
}

/// The most letters that a folded name keeps: more than any listed name, with a few to spare for misspellings.
const CAPACITY: usize = 32;

/// A set of letters, as one bit for each five last bits of a letter: a quick way to see that two names are far apart.
type Letters = u32;

const fn letter_bit(letter: u8) -> Letters {
    1 << (letter & 31)
}

/// A listed name, in its folded form.
#[derive(Clone, Copy)]
pub(crate) struct Name {
    pub(crate) text: &'static str,
    letters: Letters,
}

impl Name {
    pub(crate) const fn new(text: &'static str) -> Self {
        let bytes = text.as_bytes();
        let mut letters = 0;
        let mut index = 0;
        while index < bytes.len() {
            // The loop's bound is the slice's.
            #[allow(clippy::indexing_slicing)]
            {
                letters |= letter_bit(bytes[index]);
            }
            index += 1;
        }
        Self { text, letters }
    }
}

/// A folded name that lives on the stack.
pub(crate) struct Folded {
    bytes: [u8; CAPACITY],
    len: usize,
    letters: Letters,
}

/// Folds a name; `None` if it is longer than any name that it could be compared with.
pub(crate) fn fold(name: &str) -> Option<Folded> {
    let mut folded = Folded { bytes: [0; CAPACITY], len: 0, letters: 0 };
    for byte in folded_bytes(name.as_bytes()) {
        *folded.bytes.get_mut(folded.len)? = byte;
        folded.len += 1;
        folded.letters |= letter_bit(byte);
    }
    Some(folded)
}

impl Folded {
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Whether it is this name, which is given in its folded form.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.len == name.len() && self.as_bytes() == name.as_bytes()
    }

    pub(crate) fn is_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.is(name))
    }

    /// Whether this name is at most two edits away (Levenshtein's: a letter too many, too few, or another one).
    pub(crate) fn is_near(&self, name: &Name) -> bool {
        const EDITS: usize = 2;
        // An edit brings at most one letter that the other name has not, and takes at most one away.
        let two_at_most = |letters: Letters| {
            let without_one = letters & letters.wrapping_sub(1);
            without_one & without_one.wrapping_sub(1) == 0
        };
        self.len.abs_diff(name.text.len()) <= EDITS
            && two_at_most(self.letters & !name.letters)
            && two_at_most(name.letters & !self.letters)
            && distance(self.as_bytes(), name.text.as_bytes()).is_some_and(|edits| edits <= EDITS)
    }
}

/// The number of edits between two names, by the usual matrix, of which one row is kept; `None` for a name that is too
/// long to have one here.
fn distance(a: &[u8], b: &[u8]) -> Option<usize> {
    // What two names have in common at their ends makes no edit; of a misspelled name that is nearly all.
    let prefix = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(prefix..)?, b.get(prefix..)?);
    let suffix = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(..a.len() - suffix)?, b.get(..b.len() - suffix)?);

    // The numbers are bytes: a name has `CAPACITY` letters at most, or the cells would not do either.
    let mut cells = [0_u8; CAPACITY];
    let row = cells.get_mut(..b.len())?;
    for (cell, column) in row.iter_mut().zip(1..) {
        *cell = column;
    }
    for (letter, line) in a.iter().zip(0_u8..) {
        let mut diagonal = line;
        let mut left = line;
        for (cell, other) in row.iter_mut().zip(b) {
            let above = *cell;
            left = (diagonal + u8::from(letter != other)).min(left + 1).min(above + 1);
            *cell = left;
            diagonal = above;
        }
    }
    Some(row.last().map_or(a.len(), |&edits| usize::from(edits)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_letters_and_digits() {
        assert!(fold("User ID").unwrap().is("userid"));
        assert!(fold("_user-i.d;").unwrap().is("userid"));
        assert!(!fold("User").unwrap().is("userid"));
        assert!(fold("éa").unwrap().as_bytes().len() == 2);
        assert!(fold(&"a".repeat(CAPACITY)).is_some());
        assert!(fold(&"a".repeat(CAPACITY + 1)).is_none());
    }

    #[test]
    fn nearness_is_levenshteins() {
        let edits = |a: &str, b: &str| distance(a.as_bytes(), b.as_bytes()).unwrap();
        assert_eq!(edits("password", "password"), 0);
        assert_eq!(edits("pasword", "password"), 1);
        assert_eq!(edits("passwrod", "password"), 2);
        assert_eq!(edits("xapikey", "apikey"), 1);
        assert_eq!(edits("server", "secret"), 3);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("abc", ""), 3);
    }

    #[test]
    fn near_is_two_edits() {
        const PASSWORD: Name = Name::new("password");
        let near = |text: &str| fold(text).unwrap().is_near(&PASSWORD);
        for text in ["password", "pasword", "passwrod", "paßword", "psswrd", "xxpassword", "password12"] {
            assert!(near(text), "{text}");
        }
        for text in ["", "pswrd", "passenger", "drowssap", "xxxpassword", "paßsßorß"] {
            assert!(!near(text), "{text}");
        }
    }
}
