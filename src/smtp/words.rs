//! Words to be found anywhere in a text, whatever stands between their letters that folding drops.

use crate::smtp::fold::FOLDED;

/// The words, given in their folded form: an automaton that reads a text once, whatever the number of words. A character
/// that folding drops, such as `@`, may be a word of its own.
///
/// It is the one of Aho and Corasick, with its steps all laid out in a table. What was tried before it: a loop over the
/// words at each place (many times dearer), and a bit for each letter of each word, moved on together (shift-and, twice as
/// dear). The crate `aho-corasick` wants a heap to build the like at run time, and the letters folded first.
pub(crate) struct Words {
    /// For each byte its letter: [`DROPPED`], [`FOREIGN`], or one that is in a word.
    letters: [u8; 256],
    /// For each state, which is a multiple of [`LETTERS`], and each letter the next state.
    next: [State; STATES * LETTERS],
}

/// How much of the words stands at the end of what has been read, times [`LETTERS`].
type State = u16;

/// The most letters that the words can have among them, with the two that are none.
const LETTERS: usize = 32;
/// The most states: one for each beginning of a word, with the two below.
const STATES: usize = 64;

/// Folding drops the byte: the state stays.
const DROPPED: u8 = 0;
/// No word has the letter.
const FOREIGN: u8 = 1;

/// No word has begun.
const START: State = 0;
/// A word has been read. Nothing leads out of it, so it need not be asked for at each byte.
// The product is 2,016.
#[allow(clippy::cast_possible_truncation)]
const FOUND: State = ((STATES - 1) * LETTERS) as State;

impl Words {
    // Constant evaluation: an index that fails is an error of the compiler, and a loop is all that it knows.
    #[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)]
    pub(crate) const fn new(words: &[&str]) -> Self {
        let mut found = Self { letters: [DROPPED; 256], next: [START; STATES * LETTERS] };
        let mut byte = 0;
        while byte < 256 {
            if FOLDED[byte] != 0 {
                found.letters[byte] = FOREIGN;
            }
            byte += 1;
        }

        // The words alone, as a tree whose root is the start.
        let mut last_letter = FOREIGN;
        let mut last_state = START;
        let mut index = 0;
        while index < words.len() {
            let word = words[index].as_bytes();
            let mut state = START;
            let mut at = 0;
            while at < word.len() && state != FOUND {
                if found.letters[word[at] as usize] <= FOREIGN {
                    last_letter += 1;
                    found.set_letter(word[at], last_letter);
                }
                let step = state as usize + found.letters[word[at] as usize] as usize;
                if at + 1 == word.len() {
                    found.next[step] = FOUND;
                } else if found.next[step] == START {
                    last_state += LETTERS as State;
                    found.next[step] = last_state;
                }
                state = found.next[step];
                at += 1;
            }
            index += 1;
        }
        assert!((last_letter as usize) < LETTERS && last_state < FOUND, "too many letters, or too many states");
        found.add_fallbacks();

        let mut state = 0;
        while state < STATES {
            found.next[state * LETTERS + DROPPED as usize] = (state * LETTERS) as State;
            state += 1;
        }
        found
    }

    /// Makes the character, and all bytes that fold to it, one letter.
    // As in `new`.
    #[allow(clippy::indexing_slicing)]
    const fn set_letter(&mut self, character: u8, letter: u8) {
        let mut byte = 0;
        while byte < 256 {
            if FOLDED[byte] == character || byte == character as usize {
                self.letters[byte] = letter;
            }
            byte += 1;
        }
    }

    /// Adds to the tree the steps for letters that do not go on with the word: to what the longest end of the text that
    /// begins a word would do with them. Shorter beginnings come first, since the longer ones look at them.
    // As in `new`.
    #[allow(clippy::indexing_slicing)]
    const fn add_fallbacks(&mut self) {
        let mut fallback = [START; STATES];
        let mut queue = [START; STATES];
        let (mut taken, mut queued) = (0, 1);
        while taken < queued {
            let state = queue[taken] as usize;
            let shorter = fallback[state / LETTERS] as usize;
            let mut letter = FOREIGN as usize;
            while letter < LETTERS {
                let goes_on = self.next[state + letter];
                // The start has nothing shorter to fall back to.
                let falls_back = if taken == 0 { START } else { self.next[shorter + letter] };
                if goes_on == START || falls_back == FOUND {
                    self.next[state + letter] = falls_back;
                } else if goes_on != FOUND {
                    fallback[goes_on as usize / LETTERS] = falls_back;
                    queue[queued] = goes_on;
                    queued += 1;
                }
                letter += 1;
            }
            taken += 1;
        }
        let mut letter = 0;
        while letter < LETTERS {
            self.next[FOUND as usize + letter] = FOUND;
            letter += 1;
        }
    }

    /// Whether one of the words stands somewhere in the folded text.
    pub(crate) fn stand_in(&self, text: &str) -> bool {
        let mut state = START;
        let mut rest = text.as_bytes();
        // Eight at a time: the loop itself would be a third of the work.
        while let Some((eight, after)) = rest.split_first_chunk::<8>() {
            for &byte in eight {
                state = self.step(state, byte);
            }
            rest = after;
        }
        for &byte in rest {
            state = self.step(state, byte);
        }
        state == FOUND
    }

    // A `u8` cannot leave a table of 256, nor a remainder its divisor; no step leads out of the table, so it changes none.
    #[allow(clippy::indexing_slicing)]
    #[inline(always)]
    fn step(&self, state: State, byte: u8) -> State {
        let letter = self.letters[usize::from(byte)];
        self.next[usize::from(state | State::from(letter)) % (STATES * LETTERS)]
    }
}

#[cfg(test)]
mod tests {
    use std::string::String;
    use std::vec::Vec;

    use super::*;
    use crate::smtp::fold::folded_bytes;

    #[test]
    fn words_are_found_across_dropped_characters() {
        const WORDS: Words = Words::new(&["password", "pwd", "ass"]);
        for text in ["my PASS word", "x p-w_d", "pa\0ss", "pasass", "ppwd", "ass"] {
            assert!(WORDS.stand_in(text), "{text}");
        }
        // The last letter of a word and the first of the next make no word.
        for text in ["", "as", "pasword", "pw", "dpwed", "paés"] {
            assert!(!WORDS.stand_in(text), "{text}");
        }
    }

    #[test]
    fn a_word_within_a_word_is_found_in_either_order() {
        for words in [Words::new(&["abcd", "bc"]), Words::new(&["bc", "abcd"]), Words::new(&["ab", "abc", "bc"])] {
            assert!(words.stand_in("xbcx") && words.stand_in("abcd") && words.stand_in("abc"));
            assert!(!words.stand_in("acbd") && !words.stand_in("b"));
        }
    }

    #[test]
    fn a_sign_may_be_a_word_and_is_still_dropped_by_the_others() {
        const WORDS: Words = Words::new(&["pass", "@"]);
        assert!(
            WORDS.stand_in("joe@mail") && WORDS.stand_in("@") && WORDS.stand_in("p:ass") && WORDS.stand_in("pa ss")
        );
        assert!(!WORDS.stand_in("joe:mail") && !WORDS.stand_in("pas"));
    }

    /// All texts up to eight letters of three, against a search word by word.
    #[test]
    fn the_automaton_finds_what_a_plain_search_finds() {
        const LISTS: [(&[&str], Words); 3] = [
            (&["aab", "abab", "bb"], Words::new(&["aab", "abab", "bb"])),
            (&["aaaa", "abaab", "baa"], Words::new(&["aaaa", "abaab", "baa"])),
            (&["abba"], Words::new(&["abba"])),
        ];
        let mut texts = Vec::from([String::new()]);
        for at in 0.. {
            let Some(text) = texts.get(at).cloned() else { break };
            let folded = String::from_utf8(folded_bytes(text.as_bytes()).collect()).unwrap();
            for (words, automaton) in &LISTS {
                let plain = words.iter().any(|word| folded.contains(word));
                assert_eq!(automaton.stand_in(&text), plain, "{text:?} {words:?}");
            }
            if text.len() < 8 {
                texts.extend(["A", "b", "-"].map(|letter| text.clone() + letter));
            }
        }
    }
}
